"""Fits the linear models that weigh what no rule reads (transforms.linear) on labelled articles.

  python bench/fit.py [MODEL ...] [--look]

Models: seats, launches. For each, the figures of five-fold cross-validation by article are printed (what is right and wrong among what
the rules do not find, by least likelihood), then the weights of all sets go to warehouse/reference/weights_MODEL.csv; --look writes nothing.
The test set is never read. Logistic regression with L2 penalty (scikit-learn, liblinear).
"""

import argparse
import csv
import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import accuracy
import numpy as np
from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from transforms import claims, clean, extract, likely_seats, linear, normalise
from transforms.article import Article
from transforms.linear import Feature
from warehouse import reference
from warehouse.tables import RAW_DOCUMENTS

SETS = ("sample", "composed", "short", "development")
# Inverse strength of the penalty, how often a feature must occur, and the smallest weight kept; chosen by cross-validation.
STRENGTH, OCCURRENCES, SMALLEST = 0.1, 2, 0.02
FOLDER = Path(reference.__file__).parent


class Example(NamedTuple):
    """One possible reading of an article: whether the rules find it, and whether the labels say so."""

    article: str
    features: frozenset[Feature]
    is_found: bool
    is_right: bool


def articles(name: str) -> Iterator[tuple[Article, dict]]:
    """The articles of a labelled set as the extractors read them, with their labels."""
    gold = {row["file"]: row for row in accuracy.labels(name)}
    documents = []
    for file, row in gold.items():
        content = row["path"].read_bytes()
        day = accuracy.published(row["path"]) if name == "development" else "."
        documents.append({"uri": f"{name}:/{day}/{file}", "source": name, "content": content, "raw_hash": hashlib.sha256(content).hexdigest(),
                          "title": None, "author": None, "published_at": None})
    texts, _ = extract.documents(RAW_DOCUMENTS.frame(documents))
    cleaned, _ = clean.articles(texts)
    files = {article_id: uri.rsplit("/", 1)[-1] for article_id, uri in cleaned.select("article_id", "uri").iter_rows()}
    for article in claims.read(cleaned, normalise.mentions(cleaned)):
        yield article, gold[files[article.article_id]]


def same_flight(scorer: ModuleType, gold: dict, article: Article, ref: str) -> Callable[[str], bool]:
    """Whether a labelled flight is that of a flight reference of the article."""
    data = reference.load()
    craft = ref.rsplit(":", 1)[-1]
    name = data.flights[ref]["name"] if ref in data.flights else data.spacecraft.get(craft, {}).get("name") if ref.startswith("?") else None
    name = scorer.norm_flight(name or next((m.name for m in article.mentions if m.entity_id == ref), ref))
    others = {scorer.norm_flight(k): set(map(scorer.norm_flight, v)) for k, v in (gold.get("flight_alt") or {}).items()}
    return lambda flight: name == (f := scorer.norm_flight(flight)) or name in others.get(f, ())


def seats(scorer: ModuleType, article: Article, gold: dict) -> Iterator[Example]:
    """Every person with every flight."""
    reading = claims.by_rule(article)
    names = gold.get("name_alt") or {}
    seated = {(ref, s.person.entity_id) for s, ref in reading.seated}
    for pair in likely_seats.pairs(article, reading.targets, reading.refs, seated):
        is_flight = same_flight(scorer, gold, article, pair.ref)

        def is_told(rows: str) -> bool:
            return any(is_flight(c["flight"]) and scorer.same_person(c["person"], pair.person.name, names.get(c["person"], ())) for c in gold.get(rows) or ())

        is_right = is_told("crews")
        if is_right or not is_told("optional_crews"):
            yield Example(article.article_id, pair.features, pair.is_seated, is_right)


MODELS = {"seats": seats}


def fit(examples: list[Example]) -> dict[Feature, float]:
    """Weights of the features that tell something."""
    often = Counter(f for e in examples for f in e.features)
    vectorizer = DictVectorizer(sort=True)
    matrix = vectorizer.fit_transform([{f: 1 for f in e.features if often[f] >= OCCURRENCES} for e in examples])
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=1000, fit_intercept=False, random_state=0)
    model.fit(matrix, [e.is_right for e in examples])
    return {f: round(float(w), 3) for f, w in zip(vectorizer.feature_names_, model.coef_[0], strict=True) if abs(w) >= SMALLEST}


def judge(weights: dict[Feature, float], e: Example) -> float:
    return linear.probability(sum(weights.get(f, 0.0) for f in e.features))


def crossed(examples: list[Example], folds: int = 5) -> list[float]:
    """How likely each example is, by the weights of articles of other folds."""
    ids = sorted({e.article for e in examples})
    random.Random(7).shuffle(ids)
    fold = {article: n % folds for n, article in enumerate(ids)}
    parts = [fit([e for e in examples if fold[e.article] != n]) for n in range(folds)]
    return [judge(parts[fold[e.article]], e) for e in examples]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", metavar="MODEL", choices=[*MODELS, []], help="all of them without one")
    parser.add_argument("--look", action="store_true", help="write no weights")
    options = parser.parse_args()
    scorer = accuracy.module(accuracy.SHARED / "eval/score.py")
    texts = [(name, article, gold) for name in SETS for article, gold in articles(name)]
    for model in options.models or MODELS:
        examples = [(name, e) for name, article, gold in texts for e in MODELS[model](scorer, article, gold)]
        chances = crossed([e for _, e in examples])
        table = Table("set", "least", "right", "of", "wrong", title=f"{model}: what the rules do not find")
        for name in SETS:
            rows = [(e, p) for (n, e), p in zip(examples, chances, strict=True) if n == name and not e.is_found]
            for least in (0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
                chosen = [e.is_right for e, p in rows if p >= least]
                table.add_row(name, str(least), str(sum(chosen)), str(sum(e.is_right for e, _ in rows)), str(len(chosen) - sum(chosen)))
        Console().print(table)
        if not options.look:
            write(model, fit([e for _, e in examples]))


def write(model: str, weights: dict[Feature, float]) -> None:
    with (FOLDER / f"weights_{model}.csv").open("w", encoding="utf-8", newline="") as f:
        rows = csv.writer(f, lineterminator="\n")
        rows.writerow(("group", "value", "weight"))
        rows.writerows((*feature, weight) for feature, weight in sorted(weights.items()))


if __name__ == "__main__":
    main()
