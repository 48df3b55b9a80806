"""The pipeline on one page: from documents to a published warehouse."""

from collections.abc import Sequence
from pathlib import Path

from prefect import flow

from flows.run import PLACED, RESOLVED, NothingLoaded, begin
from transforms import claims, clean, dedupe, extract, normalise, resolve, stories
from warehouse import reference
from warehouse.store import LINKS
from warehouse.tables import ARTICLES, ASSERTIONS, DIM_STORIES, DOCUMENTS, LISTED, MENTIONS, RAW_DOCUMENTS


@flow(name="crewledger")
def crewledger(sources: Sequence[str] = (), data: Path = Path("data"), config: Path | None = None, batch_size: int = 1000, full_refresh: bool = False,
               withdraw: Sequence[str] = ()) -> dict:
    """Read what is new at the sources, work out what follows from everything read so far, and publish it; returns a summary."""
    with begin(sources, data, config=config, full_refresh=full_refresh) as run:
        step = run.step
        run.withdraw(withdraw)

        listed = step(run.sources.listed, into=LISTED, tries=4)(run.listings)
        for portion in run.portions(listed, batch_size):
            raw = step(run.sources.read, into=RAW_DOCUMENTS, tries=4)(portion)
            new = run.unknown(raw, portion)
            if new.is_empty():
                continue
            documents = step(extract.documents, into=DOCUMENTS)(new)
            articles = step(clean.articles, into=ARTICLES)(documents)
            mentions = step(normalise.mentions, into=MENTIONS)(articles)
            topical = run.on_topic(articles, mentions)
            assertions = step(claims.assertions, into=ASSERTIONS)(topical, mentions)
            sketches = step(dedupe.sketch, into=dedupe.SKETCHES)(articles)
            profiles = step(stories.profile, into=stories.PROFILES)(topical)
            run.load(articles, topical, mentions=mentions, assertions=assertions, sketches=sketches, profiles=profiles)

        if run.is_empty:
            raise NothingLoaded(run.excuse)
        if run.has_changed:
            copies = step(dedupe.pairs, into=LINKS)(run.read(dedupe.SKETCHES), run.new_ids)
            descent = step(stories.links, into=LINKS)(run.read(stories.PROFILES), run.new_ids)
            links = step(run.relink, into=LINKS, name="dedupe.settle")(copies, descent)
            placed, told = step(stories.stories, into=(PLACED, DIM_STORIES))(run.articles(), links)
            resolved = step(resolve.facts, into=RESOLVED)(run.read(ASSERTIONS), placed, run.read(MENTIONS), reference.load())
            run.keep(links, placed, told, resolved)
        return run.publish()
