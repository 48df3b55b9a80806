"""Fits models that choose one of several candidates (who says a quotation), for bench/fit.py.

A conditional logit (McFadden 1974): the likelihood of a candidate is exp(its weights) over the sum of all candidates, so what is the same for all
of a quotation tells nothing, and the parts add up to one. Fitted with L2 penalty by L-BFGS (scipy).
"""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import NamedTuple
from unittest.mock import patch

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from transforms import likely_speakers, linear, quotes, speakers
from transforms.article import Article
from transforms.linear import Feature
from transforms.scene import Scene

# Inverse strength of the penalty, how often a feature must occur, the smallest weight kept, and how much more a quotation of `short` counts, on which
# no rule was developed and where the choice of the rules is worth what it is worth elsewhere; chosen by cross-validation.
STRENGTH, OCCURRENCES, SMALLEST, UNSEEN = 0.3, 2, 0.02, 2.0


class Choice(NamedTuple):
    """A quotation with its candidates: their features, and which of them are right (nobody where the right one is no candidate)."""

    article: str
    weight: float
    candidates: list[frozenset[Feature]]
    right: list[bool]


class Quoted(NamedTuple):
    """An article with the labelled speakers of its quotations by their index, and other spellings of the names."""

    name: str
    article: Article
    scene: Scene
    gold: dict[int, str | None]
    names: dict[str, list[str]]


def quoted(scorer: ModuleType, name: str, article: Article, gold: dict) -> Quoted:
    """The article with the quotations that are both found and labelled, read by the rules."""
    scene = Scene(article, quotes.spans(article))
    speakers.attribute(scene)
    found = [scorer.words(article.body[s.start:s.end]) for s in scene.spans]
    told: dict[int, str | None] = {}
    for row in gold["quotes"]:
        words = scorer.words(row["text"])
        i = max(range(len(found)), key=lambda i: scorer.tsr(words, found[i]), default=None)
        if i is not None and scorer.tsr(words, found[i]) >= 0.7:
            told.setdefault(i, row["speaker"])
    return Quoted(name, article, scene, told, gold.get("name_alt") or {})


def examples(scorer: ModuleType, text: Quoted) -> Iterator[Choice]:
    """Every labelled quotation with the speakers by rule as those around it."""
    cast = likely_speakers.Cast(text.scene, linear.Features())
    for i, speaker in sorted(text.gold.items()):
        candidates = list(cast.candidates(i, list(text.scene.voices)))
        right = [c.name is None if not speaker else bool(c.name) and scorer.same_speaker(speaker, c.name, text.names.get(speaker, ())) for c in candidates]
        if not any(right):
            right[0] = True
        yield Choice(text.article.article_id, UNSEEN if text.name == "short" else 1.0, [frozenset(c.evidence) for c in candidates], right)


def fit(choices: list[Choice]) -> dict[Feature, float]:
    """Weights of the features that tell something."""
    often = Counter(f for c in choices for features in c.candidates for f in features)
    index = {f: n for n, f in enumerate(sorted(f for f, n in often.items() if n >= OCCURRENCES))}
    rows = [[index[f] for f in sorted(features) if f in index] for c in choices for features in c.candidates]
    ends = np.cumsum([0, *map(len, rows)])
    matrix = csr_matrix((np.ones(ends[-1]), np.concatenate(rows).astype(int), ends), shape=(len(rows), len(index)))
    turned = matrix.T.tocsr()
    right = np.array([r for c in choices for r in c.right])
    group = np.repeat(np.arange(len(choices)), [len(c.right) for c in choices])
    starts = np.searchsorted(group, np.arange(len(choices)))
    weight = np.array([c.weight for c in choices])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ w
        powers = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        total, good = np.add.reduceat(powers, starts), np.add.reduceat(powers * right, starts)
        slope = (powers / total[group] - powers * right / np.maximum(good, 1e-300)[group]) * weight[group]
        return -(weight * np.log(np.maximum(good / total, 1e-300))).sum() + w @ w / (2 * STRENGTH), turned @ slope + w / STRENGTH

    w = minimize(loss, np.zeros(len(index)), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return {f: round(float(w[n]), 3) for f, n in index.items() if abs(w[n]) >= SMALLEST}


def folded(articles: set[str], folds: int) -> dict[str, int]:
    """The part of a cross-validation that each article is in."""
    ids = sorted(articles)
    random.Random(7).shuffle(ids)
    return {article: n % folds for n, article in enumerate(ids)}


@contextmanager
def weighing(weights: dict[Feature, float]) -> Iterator[None]:
    """Lets the models have these weights."""
    with patch.object(linear, "load", lambda model: linear.Model(weights)):
        yield


def judged(scorer: ModuleType, texts: list[Quoted], folds: int = 5) -> Iterator[tuple[str, bool, bool, float | None]]:
    """Of each quotation, by weights of articles of other folds: its set, whether the rules and the model are right, how sure the model is that somebody said it."""
    fold = folded({t.article.article_id for t in texts}, folds)
    choices = [c for t in texts for c in examples(scorer, t)]
    for part in range(folds):
        with weighing(fit([c for c in choices if fold[c.article] != part])):
            for text in (t for t in texts if fold[t.article.article_id] == part):
                said = likely_speakers.attribute(text.scene)
                for i, speaker in text.gold.items():
                    is_right = [scorer.same_speaker(speaker, v.name if v else None, text.names.get(speaker, ())) for v in (text.scene.voices[i], said[i])]
                    yield text.name, *is_right, said[i].confidence if said[i] and said[i].name else None
