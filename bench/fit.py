"""Fits the linear models that weigh what no rule reads (transforms.linear) on labelled articles.

  python bench/fit.py [MODEL ...] [--look]

Models: seats, launches, sites, events, speakers. For each, the figures of five-fold cross-validation by article are printed (what is right and wrong among what
the rules do not find, by least likelihood), then the weights of all sets go to warehouse/reference/weights_MODEL.csv; --look writes nothing.
For speakers, who are chosen among candidates (bench/choices.py): how many are right by the rules alone and with the model.
The blind sets, unread and test, are never read. Logistic regression with L2 penalty (scikit-learn, liblinear).
"""

import argparse
import csv
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import accuracy
import choices
import numpy as np
from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from transforms import agencies, claims, clean, extract, flights, likely_events, likely_launches, likely_seats, likely_sites, linear, normalise
from transforms.agency_skeleton import Reader, Token, states_of
from transforms.article import Article
from transforms.flight_places import FlightPlaces
from transforms.linear import Feature
from transforms.seats import Seat
from warehouse import reference
from warehouse.tables import RAW_DOCUMENTS

SETS = ("sample", "composed", "short", "long", "seeds", "development")
# No rule was developed on these.
UNSEEN = ("short", "long")
# How often a feature must occur, the smallest weight kept, and how often the places of facts are looked for; chosen by cross-validation.
OCCURRENCES, SMALLEST, ROUNDS = 2, 0.02, 3
FOLDER = Path(reference.__file__).parent


class Example(NamedTuple):
    """One possible reading of an article: whether the rules find it, and whether the labels say so."""

    article: str
    features: frozenset[Feature]
    is_found: bool
    is_right: bool
    # Examples of one article that share a fact tell it in several places: the labels say that one of them does, not which.
    fact: str = ""


def articles(name: str) -> Iterator[tuple[Article, dict]]:
    """The articles of a labelled set as the extractors read them, with their labels."""
    gold = {row["file"]: row for row in accuracy.labels(name)}
    days = {file: accuracy.published(row["path"]) for file, row in gold.items()} if name == "development" else {}
    yield from read(name, gold, days)


def read(name: str, gold: dict[str, dict], days: dict[str, str] | None = None) -> Iterator[tuple[Article, dict]]:
    """Texts (`path`, or the content itself) as the extractors read them, with their labels."""
    documents = []
    for file, row in gold.items():
        content = row["path"] if isinstance(row["path"], bytes) else row["path"].read_bytes()
        documents.append({"uri": f"{name}:/{(days or {}).get(file, '.')}/{file}", "source": name, "content": content, "raw_hash": hashlib.sha256(content).hexdigest(),
                          "title": None, "author": None, "published_at": None})
    texts, _ = extract.documents(RAW_DOCUMENTS.frame(documents))
    cleaned, _ = clean.articles(texts)
    files = {article_id: uri.rsplit("/", 1)[-1] for article_id, uri in cleaned.select("article_id", "uri").iter_rows()}
    for article in claims.read(cleaned, normalise.mentions(cleaned)):
        yield article, gold[files[article.article_id]]


def sentences(name: str) -> Iterator[tuple[Article, dict]]:
    """Sentences of our own writing, each an article, with their labels; for what too few articles tell (bench/events.tsv, bench/sites.tsv)."""
    with (Path(__file__).parent / f"{name}.tsv").open(encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))
    told = {"events": _labelled_events, "sites": _labelled_sites}[name]
    yield from read(name, {f"{n}.txt": {"path": row["text"].encode(), **told(row[name], row["text"])} for n, row in enumerate(rows)})


def _labelled_events(told: str, text: str) -> dict:
    """Labels of "agency:event|agency:event"."""
    return {"agencies": [dict(zip(("agency", "event"), label.rsplit(":", 1), strict=True)) for label in told.split("|") if label]}


def _labelled_sites(told: str, text: str) -> dict:
    """Labels of "flight=site|flight=site"; flights of the text without one have no site."""
    sites = dict(label.split("=") for label in told.split("|") if label)
    names = {m.name for m in normalise.find(text) if m.kind == "flight"}
    return {"flights": [{"flight": name, "launch_site": sites.get(name)} for name in {*names, *sites}]}


def same_flight(scorer: ModuleType, gold: dict, article: Article, ref: str) -> Callable[[str], bool]:
    """Whether a labelled flight is that of a flight reference of the article."""
    data = reference.load()
    craft = ref.rsplit(":", 1)[-1]
    name = data.flights[ref]["name"] if ref in data.flights else data.spacecraft.get(craft, {}).get("name") if ref.startswith("?") else None
    name = scorer.norm_flight(name or next((m.name for m in article.mentions if m.entity_id == ref), ref))
    others = {scorer.norm_flight(k): set(map(scorer.norm_flight, v)) for k, v in (gold.get("flight_alt") or {}).items()}
    return lambda flight: name == (f := scorer.norm_flight(flight)) or name in others.get(f, ())


def seats(scorer: ModuleType, article: Article, gold: dict, is_developed: bool) -> Iterator[Example]:
    """Every person with every flight."""
    reading = claims.by_rule(article)
    names = gold.get("name_alt") or {}
    seated = {(ref, s.person.entity_id) for s, ref in reading.seated}
    for pair in likely_seats.pairs(article, reading.targets, reading.refs, seated, linear.Features()):
        is_flight = same_flight(scorer, gold, article, pair.ref)

        def is_told(rows: str) -> bool:
            return any(is_flight(c["flight"]) and scorer.same_person(c["person"], pair.person.name, names.get(c["person"], ())) for c in gold.get(rows) or ())

        is_right = is_told("crews")
        if is_right or not is_told("optional_crews"):
            yield Example(article.article_id, frozenset(pair.evidence), pair.is_seated, is_right)


def read_seats(article: Article) -> tuple[claims.Reading, list[Seat]]:
    """What the rules read of flights, and the seats as the present weights have them."""
    told = claims.by_rule(article)
    return told, [s for s, _ in likely_seats.find(article, told.targets, told.refs, told.seated)]


def launches(scorer: ModuleType, article: Article, gold: dict, is_developed: bool) -> Iterator[Example]:
    """Every date with every labelled flight; what the rules read is only learned from where they were not developed."""
    told, seats = read_seats(article)
    by_rule = flights.settled(article, told.targets, told.refs, seats, told.dated)
    for pair in likely_launches.pairs(article, FlightPlaces(article, told.targets, told.refs), by_rule, linear.Features()):
        is_flight = same_flight(scorer, gold, article, pair.ref)
        if flight := next((f for f in gold["flights"] if is_flight(f["flight"])), None):
            is_right = bool(flight["launch_date"]) and scorer.date_ok(flight["launch_date"], pair.date.value, flight.get("year_in_text", True))
            features = frozenset(f for f in pair.evidence if not f[0].startswith("rule")) if is_developed else frozenset(pair.evidence)
            yield Example(article.article_id, features, likely_launches.is_by_rule(by_rule, pair), is_right)


def sites(scorer: ModuleType, article: Article, gold: dict, is_developed: bool) -> Iterator[Example]:
    """Every place with every labelled flight; one of the places that name a flight's site tells of it, the others are told of anything."""
    told, seats = read_seats(article)
    for pair in likely_sites.pairs(article, FlightPlaces(article, told.targets, told.refs), seats, linear.Features()):
        is_flight = same_flight(scorer, gold, article, pair.ref)
        if flight := next((f for f in gold["flights"] if is_flight(f["flight"])), None):
            label = flight["launch_site"]
            if label or not flight.get("site_optional"):
                is_right = bool(label) and (scorer.norm_site(label) == scorer.norm_site(pair.site.name) or pair.site.entity_id in _named_sites().get(label, ()))
                yield Example(article.article_id, frozenset(pair.evidence), False, is_right, f"{pair.ref} {pair.site.entity_id}")


@cache
def _named_sites() -> dict[str, set[str]]:
    """Ids of the sites by each of their sure names, since labels have what the article says: Sriharikota."""
    found: dict[str, set[str]] = {}
    for alias in reference.load().aliases:
        if alias.kind == "site" and not alias.is_possible:
            found.setdefault(alias.surface, set()).add(alias.entity_id)
    return found


@cache
def _named_agencies() -> dict[str, set[str]]:
    """Ids of the agencies by each of their names in small letters."""
    found: dict[str, set[str]] = {}
    for alias in reference.load().aliases:
        if alias.kind == "agency":
            found.setdefault(alias.surface.lower(), set()).add(alias.entity_id)
    return found


def events(scorer: ModuleType, article: Article, gold: dict, is_developed: bool) -> Iterator[Example]:
    """Every sentence that may tell an agency event, with every party."""
    if not agencies.is_on_topic(article):
        return
    reader = Reader(article)
    found = agencies.by_rule(reader)
    ruled = {(e.kind, e.agency.entity_id) for e in found}

    def is_named(name: str | None, token: Token) -> bool:
        return bool(name) and (scorer.norm_agency(name) == scorer.norm_agency(token.name) or token.entity_id in _named_agencies().get(name.lower(), ())
                               or states_of().get(token.entity_id) == name)

    def is_right(telling: likely_events.Telling) -> bool | None:
        """None for the other side of an agreement; a foreign partner of NASA is the agency, whichever way round it is labelled."""
        token, verdict = telling.party.token, False
        for label in gold["agencies"]:
            if label["event"] != telling.kind:
                continue
            sides = label["agency"], label.get("counterpart") if telling.kind == "agreement" else None
            if sides[1] and scorer.norm_agency(sides[0]) == "nasa" and "accords" not in (label.get("detail") or "").lower():
                sides = sides[::-1]
            if is_named(sides[0], token):
                return True
            if is_named(sides[1], token):
                verdict = None
        return verdict

    for telling in likely_events.tellings(reader, found, linear.Features()):
        key = telling.kind, telling.party.token.entity_id
        if (right := is_right(telling)) is not None:
            yield Example(article.article_id, frozenset(telling.evidence), key in ruled, right, " ".join(key))


class Model(NamedTuple):
    """What a model learns from, and how: `strength` is the inverse of the penalty, chosen by cross-validation."""

    examples: Callable[[ModuleType, Article, dict, bool], Iterator[Example]]
    strength: float
    sentences: str | None = None


MODELS = {"seats": Model(seats, 0.1), "launches": Model(launches, 0.1), "sites": Model(sites, 0.3, "sites"), "events": Model(events, 0.3, "events")}
CHOICES = ("speakers",)


def fit(examples: list[Example], strength: float) -> dict[Feature, float]:
    """Weights of the features that tell something."""
    often = Counter(f for e in examples for f in e.features)
    vectorizer = DictVectorizer(sort=True)
    matrix = vectorizer.fit_transform([{f: 1 for f in e.features if often[f] >= OCCURRENCES} for e in examples]).tocsr()
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    right = np.array([e.is_right for e in examples])
    chosen = np.arange(len(examples))
    facts: dict[tuple[str, str], list[int]] = {}
    for i, e in enumerate(examples):
        if e.is_right and e.fact:
            facts.setdefault((e.article, e.fact), []).append(i)
    # Where a fact is told in several places, the one that says most of it first, then the likeliest by the weights found so far.
    likely = matrix @ np.ones(matrix.shape[1])
    for _ in range(ROUNDS if facts else 1):
        if facts:
            tellers = [max(places, key=lambda i: likely[i]) for places in facts.values()]
            chosen = np.array(sorted({*np.flatnonzero(~right), *tellers}))
        model = LogisticRegression(C=strength, solver="liblinear", max_iter=1000, fit_intercept=False, random_state=0)
        model.fit(matrix[chosen], right[chosen])
        likely = matrix @ model.coef_[0]
    return {f: round(float(w), 3) for f, w in zip(vectorizer.feature_names_, model.coef_[0], strict=True) if abs(w) >= SMALLEST}


def crossed(examples: list[Example], strength: float, folds: int = 5) -> list[float]:
    """How likely each example is, by the weights of articles of other folds."""
    fold = choices.folded({e.article for e in examples}, folds)
    parts = [linear.Model(fit([e for e in examples if fold[e.article] != n], strength)) for n in range(folds)]
    return [linear.probability(parts[fold[e.article]].some(e.features)) for e in examples]


def likeliest(rows: list[tuple[Example, float]]) -> list[tuple[Example, float]]:
    """Of the examples that share a fact the likeliest."""
    best: dict[object, tuple[Example, float]] = {}
    for n, (e, p) in enumerate(rows):
        key = (e.article, e.fact) if e.fact else n
        if key not in best or p > best[key][1]:
            best[key] = e, p
    return list(best.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", metavar="MODEL", choices=[*MODELS, *CHOICES, []], help="all of them without one")
    parser.add_argument("--look", action="store_true", help="write no weights")
    options = parser.parse_args()
    scorer = accuracy.module(accuracy.SHARED / "eval/score.py")
    texts = [(name, article, gold) for name in SETS for article, gold in articles(name)]
    for model in options.models or [*MODELS, *CHOICES]:
        if model in CHOICES:
            choose(scorer, model, texts, options.look)
            continue
        kind = MODELS[model]
        own = [("own", article, gold) for article, gold in sentences(kind.sentences)] if kind.sentences else []
        examples = [(name, e) for name, article, gold in texts + own for e in kind.examples(scorer, article, gold, name not in UNSEEN)]
        chances = crossed([e for _, e in examples], kind.strength)
        table = Table("set", "least", "right", "of", "wrong", title=f"{model}: what the rules do not find")
        for name in dict.fromkeys(n for n, _ in examples):
            rows = likeliest([(e, p) for (n, e), p in zip(examples, chances, strict=True) if n == name and not e.is_found])
            for least in (0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
                chosen = [e.is_right for e, p in rows if p >= least]
                table.add_row(name, str(least), str(sum(chosen)), str(sum(e.is_right for e, _ in rows)), str(len(chosen) - sum(chosen)))
        Console().print(table)
        if not options.look:
            write(model, fit([e for _, e in examples], kind.strength))


def choose(scorer: ModuleType, model: str, texts: list[tuple[str, Article, dict]], is_look: bool) -> None:
    """Prints how well the model chooses and writes its weights."""
    told = [choices.quoted(scorer, name, article, gold) for name, article, gold in texts]
    judged = list(choices.judged(scorer, told))
    table = Table("set", "quotations", "right by rule", "right with the model", "confidence 0.9 and more", "right of these", title=f"{model}: cross-validated")
    for name in SETS:
        rows = [r for r in judged if r[0] == name]
        sure = [r[2] for r in rows if r[3] and r[3] >= 0.9]
        table.add_row(name, str(len(rows)), f"{np.mean([r[1] for r in rows]):.3f}", f"{np.mean([r[2] for r in rows]):.3f}", str(len(sure)), f"{np.mean(sure):.3f}")
    Console().print(table)
    if not is_look:
        write(model, choices.fit([c for t in told for c in choices.examples(scorer, t)]))


def write(model: str, weights: dict[Feature, float]) -> None:
    with (FOLDER / f"weights_{model}.csv").open("w", encoding="utf-8", newline="") as f:
        rows = csv.writer(f, lineterminator="\n")
        rows.writerow(("group", "value", "weight"))
        rows.writerows((*feature, weight) for feature, weight in sorted(weights.items()))


if __name__ == "__main__":
    main()
