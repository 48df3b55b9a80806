"""Linear models over named features: how likely a reading of a text is right, as labelled articles have it.

The weights are reference data (warehouse/reference/weights_*.csv), fitted by bench/fit.py.
"""

from collections.abc import Iterable
from functools import cache
from math import exp

from warehouse import reference

# A feature is a group and a value in it: ("word before", "commander").
Feature = tuple[str, str]
BIAS: Feature = ("bias", "")


@cache
def weights(model: str) -> dict[Feature, float]:
    """Weight of each feature of a model; a feature without one tells nothing."""
    return {(r["group"], r["value"]): float(r["weight"]) for r in reference.rows(f"weights_{model}")}


def score(model: str, features: Iterable[Feature]) -> float:
    """Sum of the weights of the features, each counted once by the caller."""
    known = weights(model)
    return sum(known.get(feature, 0.0) for feature in features)


def probability(logit: float) -> float:
    """Probability of a sum of weights (logistic function)."""
    return 1 / (1 + exp(-logit))


def bucket(number: float, *edges: float) -> str:
    """The first edge that a number does not exceed, "more" beyond the last."""
    return next((str(edge) for edge in edges if number <= edge), "more")
