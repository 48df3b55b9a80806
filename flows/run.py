"""One run on the building copy of the warehouse: what is new, what is kept of it, and what is published in the end."""

import json
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import duckdb
import polars as pl

from expectations import gate, page
from flows import artifact, fetch
from flows.config import resolve
from flows.settings import program_version, quieten
from flows.step import SHOWN, Account, now
from flows.web import Page, Visit, Web
from transforms import dedupe, normalise, stories
from transforms.article import Mention
from warehouse import export, store
from warehouse.schema import Table
from warehouse.store import VISITS
from warehouse.tables import ASSERTIONS, DIM_ARTICLES, DIM_STORIES, DUPLICATES, LISTED, MENTIONS, PUBLIC, REJECTED, REJECTS, RUN_STEPS, RUNS

SKETCHED = (dedupe.SKETCHES, stories.PROFILES)
# dim_articles without the bodies, which need not leave DuckDB.
PLACED = Table("places", DIM_ARTICLES.grain, DIM_ARTICLES.key, tuple(c for c in DIM_ARTICLES.columns if c.name != "body"))
_UNPLACED = tuple(name for name in PLACED.schema if name not in ("story_id", "origin_id", "is_canonical"))
# What resolution makes anew in every run that changes something.
RESOLVED = tuple(t for t in PUBLIC if t not in (DIM_ARTICLES, DIM_STORIES, MENTIONS, DUPLICATES))


class NothingLoaded(Exception):
    """No document could be loaded, and none was loaded before."""


class UnknownDocument(Exception):
    """A document to be withdrawn is not in the warehouse."""


@contextmanager
def begin(sources: Sequence[str], data: Path, *, config: Path | None = None, full_refresh: bool = False) -> Iterator["Run"]:
    """A run on a copy of the published warehouse; the quality page and the artifact are written however it ends.

    Raises store.Busy when another run is at work, store.Outdated, and SourceError for a source or configuration that cannot be used.
    """
    quieten()
    started_at = now()
    account = Account(f"{started_at:%Y%m%dT%H%M%S}-{secrets.token_hex(2)}", started_at)
    chosen = resolve(sources, config)
    with store.lock(data), store.building(data, SKETCHED, is_fresh=full_refresh) as connection, Web(contact=chosen.contact) as web:
        visits = {(uri, wish): Visit(etag, modified) for uri, wish, etag, modified in store.visits(connection, [s.place for s in chosen.sources]).iter_rows()}
        run = Run(connection, data, account, fetch.Sources(chosen, web, leave_out=data, visits=visits, loaded=partial(store.loaded, connection)))
        run.has_changed = full_refresh
        try:
            yield run
        except Exception as problem:
            artifact.tell(run.account, problem=problem)
            raise
        finally:
            run.write_page()


class Run:
    """The building copy and what this run has done to it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, data: Path, account: Account, sources: fetch.Sources) -> None:
        self.connection, self.data, self.account, self.sources = connection, data, account, sources
        self.step = account.step
        self._listed = LISTED.empty()
        self.has_changed = False
        self.withdrawn = 0
        # Articles whose links to others must be looked for: new ones, and those that have lost a neighbour.
        self._new: set[str] = set()

    def withdraw(self, uris: Sequence[str]) -> None:
        """Take documents out, with all that rests on them; they stay out until they change. Raises UnknownDocument."""
        if not uris:
            return
        there = store.articles_at(self.connection, uris)
        if missing := sorted(set(uris) - set(there["uri"])):
            raise UnknownDocument(f"{missing[0]}: no such document is loaded (select uri from dim_articles lists them)")
        self._forget(there["article_id"])
        at = pl.lit(self.account.started_at, pl.Datetime("us")).alias("withdrawn_at")
        store.insert(self.connection, store.WITHDRAWN, there.select("uri", "raw_hash", at))
        self.withdrawn, self.has_changed = len(there), True

    @property
    def listings(self) -> list[str]:
        """Addresses of the sources on the web."""
        return list(dict.fromkeys(s.url for s in self.sources.sources if s.url))

    def portions(self, listed: pl.DataFrame, size: int) -> Iterator[fetch.Portion]:
        """The documents to read, some at a time: those of all files, and of the `listed` pages those that are new or changed.

        Counts them as read, listings that cannot be read too, and as done when the next ones are asked for.
        """
        self._listed = listed
        self.account.read_count += self.account.rejected_count
        due, visits = self._due(listed)
        shown = SHOWN.get()
        if shown:
            shown.begin(self.sources.size + sum(one.size for one in due))
        for found in fetch.portions(self.sources.documents(due), size=size):
            portion = fetch.Portion(found, visits)
            self.account.read_count += len(portion)
            yield portion
            self.account.known_count += sum(isinstance(page, Page) and page.content is None for page in portion.pages.values())
            if shown:
                shown.advance(portion.size, len(portion))

    def _due(self, listed: pl.DataFrame) -> tuple[list[fetch.Found], dict[str, Visit]]:
        """The listed pages that are new or changed, and the validators of the latter; counts the others as known or withdrawn."""
        states = store.due(self.connection, listed)
        loaded, withdrawn = (states.filter(pl.col("state") == state)["uri"] for state in ("loaded", "withdrawn"))
        self.account.read_count += len(loaded) + len(withdrawn)
        self.account.known_count += len(loaded)
        self._keep_out(withdrawn)
        due = states.filter(pl.col("state").is_in(["new", "changed"]))
        visits = {uri: Visit(etag, modified) for uri, etag, modified in due.filter(pl.col("state") == "changed").select("uri", "etag", "last_modified").iter_rows()}
        return list(fetch.pages(listed.join(due, on="uri", how="semi", maintain_order="left"))), visits

    def unknown(self, raw: pl.DataFrame, portion: fetch.Portion) -> pl.DataFrame:
        """The documents that are not loaded in this version. A withdrawn one stays out unless the user named its very file or address."""
        states = dict(store.known(self.connection, raw).iter_rows())
        named = {f.uri for f in portion.found if f.is_named} if "withdrawn" in states.values() else set()
        kept_out = pl.Series("uri", sorted(uri for uri, state in states.items() if state == "withdrawn" and uri not in named), dtype=pl.String)
        self._keep_out(kept_out)
        loaded = [uri for uri, state in states.items() if state == "loaded"]
        self.account.known_count += len(loaded)
        return raw.filter(~pl.col("uri").is_in([*loaded, *kept_out]))

    def _keep_out(self, uris: pl.Series) -> None:
        if len(uris):
            self.account.rejects.append(pl.DataFrame({"uri": uris}).select(
                stage=pl.lit(fetch.STAGE), uri="uri", reason=pl.lit("withdrawn"), detail=pl.lit("withdrawn in this version")))

    def on_topic(self, articles: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
        """The articles that are about spaceflight; only they assert anything."""
        columns = mentions.select("article_id", "char_start", "char_end", "entity_type", "entity_id", "entity_name", "method", "score")
        by_article = columns.partition_by("article_id", as_dict=True, include_key=False)
        topical = [key[0] for key, rows in by_article.items() if normalise.is_on_topic(Mention(*row) for row in rows.iter_rows())]
        return articles.filter(pl.col("article_id").is_in(topical))

    def load(self, articles: pl.DataFrame, topical: pl.DataFrame, **parts: pl.DataFrame) -> None:
        """Keep what was found in new articles, in the place of earlier versions of them."""
        if not len(articles):
            return
        there = store.articles_at(self.connection, articles["uri"])
        if len(there):
            self._forget(there["article_id"])
        store.readmit(self.connection, articles["uri"])
        alone = articles.with_columns(
            # Its place among the others is found when all are there.
            is_on_topic=pl.col("article_id").is_in(topical["article_id"].implode()), story_id="article_id", origin_id="article_id", is_canonical=pl.lit(True))
        store.insert(self.connection, DIM_ARTICLES, alone)
        store.insert(self.connection, store.VERSIONS, articles)
        for name, frame in parts.items():
            store.insert(self.connection, _KEPT[name], frame)
        self._new.update(articles["article_id"])
        self.account.loaded_count += len(articles)
        self.has_changed = True

    @property
    def is_empty(self) -> bool:
        """No document was loaded, known or withdrawn, and no listing said that nothing is new."""
        return not (self.account.loaded_count or self.account.known_count or self.withdrawn or self.sources.unchanged)

    @property
    def excuse(self) -> str:
        """Why nothing could be loaded, with one example."""
        if not self.account.read_count:
            return "nothing could be loaded: no document found"
        reasons = ", ".join(f"{count} {reason}" for reason, count in self._reasons().items())
        _, uri, _, detail = next(frame.row(0) for frame in self.account.rejects)
        return f"nothing could be loaded: {reasons} ({uri}: {detail})"

    @property
    def new_ids(self) -> pl.Series:
        """Articles whose links to others are not known yet."""
        return pl.Series("article_id", sorted(self._new), dtype=pl.String)

    def read(self, table: Table) -> pl.DataFrame:
        """The rows of a table of the building copy."""
        return store.read(self.connection, table)

    def articles(self) -> pl.DataFrame:
        """All articles, without body and place."""
        return store.select(self.connection, f"select {', '.join(_UNPLACED)} from dim_articles order by article_id")

    def relink(self, *found: pl.DataFrame) -> pl.DataFrame:
        """All links between articles, those just found included."""
        return dedupe.settle(pl.concat([self.read(store.LINKS), *found]).unique(DUPLICATES.key, keep="last", maintain_order=True))

    def keep(self, links: pl.DataFrame, placed: pl.DataFrame, dim_stories: pl.DataFrame, resolved: dict[str, pl.DataFrame]) -> None:
        """Let the building copy hold these facts and no others."""
        store.overwrite(self.connection, store.LINKS, links)
        store.overwrite(self.connection, DUPLICATES, links.filter(pl.col("method") != stories.SAME_EVENT))
        store.overwrite(self.connection, DIM_STORIES, dim_stories)
        store.place(self.connection, placed)
        for table in RESOLVED:
            store.overwrite(self.connection, table, resolved[table.name])

    def publish(self) -> dict:
        """Close the books, check the whole, write the package, and put it all in its place; returns the run's summary.

        Parquet files are written when something has changed, or when those in place belong to another state of the
        warehouse, as after a run that was killed.
        """
        self._remember()
        self._close_books()
        with self._accounted("audit"):
            self.account.judge("audit", gate.audit(self.connection, today=self.account.today))
        parquet, new = self.data / "parquet", self.data / ".parquet-new"
        is_exported = self.has_changed or not export.is_current(self.connection, parquet)
        if is_exported:
            with self._accounted("export"):
                store.overwrite(self.connection, store.EXPORTS, export.write(self.connection, new))
        steps = RUN_STEPS.frame([{"run_id": self.account.run_id, "step": name, **vars(t)} for name, t in self.account.tallies.items()])
        self.account.judge("accounts", gate.check("accounts", steps, RUN_STEPS, today=self.account.today))
        store.insert(self.connection, RUN_STEPS, steps)
        summary = self._summary()
        store.publish(self.connection, self.data)
        if is_exported:
            export.place(new, parquet)
        # A run that was killed may have left one.
        shutil.rmtree(new, ignore_errors=True)
        artifact.tell(self.account, summary=summary)
        return summary

    def write_page(self) -> None:
        """Write the data-quality page of the run."""
        path = self.data / "quality" / "index.html"
        path.parent.mkdir(exist_ok=True)
        new = path.with_name(".index.html")
        new.write_text(page.render(self.account.outcomes, self.account.run_id), encoding="utf-8")
        new.replace(path)

    def _remember(self) -> None:
        """Keep the validators of this run's answers: of pages that are loaded, and of listings all of whose articles are."""
        failed = set(pl.concat([REJECTED.empty(), *self.account.rejects])["uri"])
        waiting = {place for uri, place in self._listed.select("uri", "listing").iter_rows() if uri in failed}
        updated = dict(self._listed.select("uri", "updated_at").iter_rows())
        visits = {uri: (None, visit, updated[uri]) for uri, visit in self.sources.seen.items() if uri not in failed}
        wishes = {source.url: fetch.wish(source) for source in self.sources.sources if source.url}
        visits |= {uri: (wishes[place], visit, None) for place, asked in self.sources.asked.items() if place not in waiting for uri, visit in asked.items()}
        store.remember(self.connection, VISITS.frame([{
            "uri": uri, "wish": wish, "etag": visit.etag, "last_modified": visit.last_modified, "updated_at": at} for uri, (wish, visit, at) in visits.items()]))

    def _close_books(self) -> None:
        account = self.account
        rejects = REJECTS.frame(pl.concat([REJECTED.empty(), *account.rejects]).with_columns(run_id=pl.lit(account.run_id)))
        runs = RUNS.frame([{
            "run_id": account.run_id, "started_at": account.started_at, "finished_at": now(), "version": program_version(),
            "sources": json.dumps([s.name or s.place for s in self.sources.sources], ensure_ascii=False), "read_count": account.read_count, "loaded_count": account.loaded_count,
            "known_count": account.known_count, "rejected_count": account.rejected_count}])
        for table, frame in ((REJECTS, rejects), (RUNS, runs)):
            self.account.judge("accounts", gate.check("accounts", frame, table, today=account.today))
            store.insert(self.connection, table, frame)

    def _forget(self, article_ids: pl.Series) -> None:
        linked = store.forget(self.connection, article_ids, SKETCHED)
        self._new.difference_update(article_ids)
        self._new.update(linked)

    @contextmanager
    def _accounted(self, step: str) -> Iterator[None]:
        if shown := SHOWN.get():
            shown.describe(step)
        start = time.perf_counter()
        yield
        self.account.tally(step).seconds += time.perf_counter() - start

    def _reasons(self) -> dict[str, int]:
        reasons = pl.concat([REJECTED.empty(), *self.account.rejects])["reason"]
        return dict(sorted(reasons.value_counts().iter_rows()))

    def _summary(self) -> dict:
        account = self.account
        rows = {t.name: self.connection.execute(f"select count(*) from {t.name}").fetchone()[0] for t in PUBLIC}
        return {
            "run_id": account.run_id, "data": str(self.data), "read": account.read_count, "loaded": account.loaded_count, "known": account.known_count,
            "rejected": account.rejected_count, "rejected_by_reason": self._reasons(), "withdrawn": self.withdrawn,
            "expectations": len(account.outcomes), "warnings": sum(not o.success for o in account.outcomes),
            "seconds": round((now() - account.started_at).total_seconds(), 2), "rows": rows,
        }


_KEPT = {"mentions": MENTIONS, "assertions": ASSERTIONS, "sketches": dedupe.SKETCHES, "profiles": stories.PROFILES}
