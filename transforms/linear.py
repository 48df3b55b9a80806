"""Linear models over named features: how likely a reading of a text is right, as labelled articles have it.

The weights are reference data (warehouse/reference/weights_*.csv), fitted by bench/fit.py. What speaks for a candidate is put together
with `+` from parts, which are sums of weights (Model) or, for a fit, the features themselves (Features): so what candidates share is
weighed once.
"""

import re
from collections.abc import Collection, Iterable
from functools import cache
from itertools import repeat
from math import exp
from typing import Any, Protocol

from warehouse import reference

# A feature is a group and a value in it: ("left", "commander").
Feature = tuple[str, str]
BIAS: Feature = ("bias", "")
# Weights are summed in thousandths, as whole numbers, which make the same sum in any order.
UNIT = 1000
_TOKEN = re.compile(r"[A-Za-z][\w'-]*|\d+|[,;:().\"-]")


class Weigh(Protocol):
    """Makes parts of features, each of which must be given once."""

    def some(self, features: Iterable[Feature]) -> Any: ...

    def words(self, group: str, values: Collection[str]) -> Any: ...


class Model:
    """Sums of the weights of features in thousandths; one without a weight tells nothing."""

    def __init__(self, weights: dict[Feature, float]) -> None:
        self._single = {feature: round(weight * UNIT) for feature, weight in weights.items()}
        self.weights: dict[str, dict[str, int]] = {}
        for (group, value), weight in self._single.items():
            self.weights.setdefault(group, {})[value] = weight

    def some(self, features: Iterable[Feature]) -> int:
        """Sum over single features."""
        return sum(map(self._single.get, features, repeat(0)))

    def words(self, group: str, values: Collection[str]) -> int:
        """Sum over values of one group."""
        return sum(map(self.weights[group].get, values, repeat(0))) if group in self.weights else 0


class Features:
    """The features themselves, as a tuple."""

    def some(self, features: Iterable[Feature]) -> tuple[Feature, ...]:
        return tuple(features)

    def words(self, group: str, values: Collection[str]) -> tuple[Feature, ...]:
        return tuple((group, value) for value in values)


@cache
def load(name: str) -> Model:
    """The model whose weights are in weights_NAME.csv (group, value, weight)."""
    return Model({(row["group"], row["value"]): float(row["weight"]) for row in reference.rows(f"weights_{name}")})


def words(text: str) -> list[str]:
    """Words, numbers and marks in small letters."""
    return _TOKEN.findall(text.lower())


def probability(evidence: int) -> float:
    """Probability of a sum of weights (logistic function)."""
    return 1 / (1 + exp(-evidence / UNIT))


def bucket(number: float, *edges: float) -> str:
    """The first edge that a number does not exceed, "more" beyond the last."""
    for edge in edges:
        if number <= edge:
            return str(edge)
    return "more"
