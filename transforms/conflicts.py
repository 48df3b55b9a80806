"""What sources say of one thing when they differ: the value a fact shows, and how every other value relates to it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby

import polars as pl

from transforms import periods
from warehouse.reference import Reference
from warehouse.tables import CONFLICTS

DATES = ("launch_date", "event_date")
SINGLE_VALUED = (*DATES, "launch_site", "spacecraft", "role", "agency", "amount_usd", "seats", "speaker")
SHOWN = pl.Schema({"fact_table": pl.String(), "fact_id": pl.String(), "attribute": pl.String(), "key": pl.String(), "value": pl.String()})

# What does not change in the course of time: who said something, what was paid for how many seats.
_LASTING = ("speaker", "amount_usd", "seats")

_FACT = ["fact_table", "fact_id", "attribute"]
_SAID = ["key", "value", "article_id", "origin_id", "published_at", "confidence", "char_start"]
_FINER = {"year": 1, "half": 2, "season": 3, "month": 4, "day": 5}
# Longest distance from the first to the last day of a period.
_DAYS = {"day": 0, "month": 30, "season": 91, "half": 183, "year": 365}


@dataclass(slots=True)
class _Value:
    """One value of one attribute of one fact.

    `main` and `said` are origins and times of the articles that hold it, `origins` those of all that mention it.
    """

    key: str
    shown: str
    main: set[str] = field(default_factory=set)
    said: list[datetime | None] = field(default_factory=list)
    origins: set[str] = field(default_factory=set)


def settle(statements: pl.DataFrame, parents: dict[str, dict[str, str]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What each fact shows (SHOWN), and each value that differs from it (CONFLICTS).

    statements, one row a claim of a single-valued attribute: fact_table, fact_id, attribute, key (what is compared: an
    entity's id, or the value), value (what is shown), article_id, origin_id, published_at, confidence, char_start.
    parents: for each attribute, the wider entity of an entity (see `parents_of`).

    - An article holds the value it gives with the highest confidence (of equals the more precise, then the first); its
      other values are history, such as the date before a slip.
    - less_precise: both can be true, and value_b says less (September 2022, 21 September 2022; a vehicle and its type).
    - superseded: value_b is nothing but history, or was held only in articles that all appeared before the other was
      first held. A date must have lain ahead when it was last said: what is past does not change, and neither does who
      said something or what was paid. Nor does an origin contradict a value that it gives itself.
    - contradiction: anything else. It takes two origins.
    - Shown is, of what nothing supersedes, the value that most origins support (one that says less supports what says
      more), then the more precise, then the smallest.
    """
    count = statements.group_by(_FACT).agg(pl.col("key").n_unique().alias("keys"))
    single = statements.join(count.filter(pl.col("keys") == 1), on=_FACT, how="semi")
    several = statements.join(count.filter(pl.col("keys") > 1), on=_FACT, how="semi").select(*_FACT, *_SAID).sort(*_FACT, *_SAID)
    shown, conflicts = [], []
    for fact, rows in groupby(several.iter_rows(), key=lambda row: row[:3]):
        attribute, wider = fact[2], parents.get(fact[2], {})
        values = _values(attribute, [row[3:] for row in rows], wider)
        old = {v.key for v in values for w in values if _supersedes(attribute, w, v, wider)}
        best = _best(attribute, values, old, wider)
        shown.append((*fact, best.key, best.shown))
        for v in values:
            if v is not best:
                a, b, kind = _compare(attribute, best, v, v.key in old, wider)
                conflicts.append((*fact, a.shown, b.shown, len(a.origins), len(b.origins), kind))
    agreed = single.group_by(_FACT).agg(pl.col("key").first(), pl.col("value").min())
    found = pl.concat([agreed, pl.DataFrame(shown, schema=SHOWN, orient="row")]).sort(_FACT)
    return found, CONFLICTS.frame(pl.DataFrame(conflicts, schema=CONFLICTS.schema, orient="row"))


def parents_of(data: Reference) -> dict[str, dict[str, str]]:
    """By attribute, which entity is the wider one of an entity: type of a vehicle, body of a part, agency of a person, region of a site."""
    def column(table: dict[str, dict[str, str]], name: str) -> dict[str, str]:
        return {key: row[name] for key, row in table.items() if row[name]}

    return {
        "spacecraft": column(data.spacecraft, "parent_id"), "agency": column(data.agencies, "parent_id"),
        "speaker": column(data.people, "agency_id"), "launch_site": column(data.sites, "region_id"),
    }


def _values(attribute: str, rows: list[tuple], wider: dict[str, str]) -> list[_Value]:
    """The values, ascending; of a name that two of them share, their keys are shown instead."""
    names: dict[str, list[str]] = {}
    held: dict[str, tuple] = {}
    for key, value, article_id, _, _, confidence, char_start in rows:
        names.setdefault(key, []).append(value)
        rank = confidence, _precision(attribute, key, wider), -char_start
        if article_id not in held or rank > held[article_id][0]:
            held[article_id] = rank, key
    shown = {key: min(values) for key, values in names.items()}
    namesakes = Counter(shown.values())
    found = {key: _Value(key, name if namesakes[name] == 1 else key) for key, name in shown.items()}
    for key, _, article_id, origin_id, published_at, _, _ in rows:
        found[key].origins.add(origin_id)
        if held[article_id][1] == key:
            found[key].main.add(origin_id)
            found[key].said.append(published_at)
    return list(found.values())


def _best(attribute: str, values: list[_Value], old: set[str], wider: dict[str, str]) -> _Value:
    def rank(v: _Value) -> tuple[int, int]:
        finer = _precision(attribute, v.key, wider)
        says_less = [w for w in values if _precision(attribute, w.key, wider) <= finer and _agree(attribute, v.key, w.key, wider)]
        return len(v.main.union(*(w.main for w in says_less))), finer

    return max((v for v in values if v.main and v.key not in old), key=rank)


def _supersedes(attribute: str, new: _Value, old: _Value, wider: dict[str, str]) -> bool:
    """Whether a value took the place of another in the course of time."""
    if attribute in _LASTING or not new.said or not old.said or None in new.said or None in old.said:
        return False
    last = max(old.said)
    if last >= min(new.said) or _agree(attribute, new.key, old.key, wider):
        return False
    if attribute not in DATES:
        return True
    first, precision = periods.first_day(old.key)
    return first is not None and first + timedelta(days=_DAYS[precision]) >= last.date()


def _compare(attribute: str, best: _Value, other: _Value, is_old: bool, wider: dict[str, str]) -> tuple[_Value, _Value, str]:
    """The value that the fact shows, the other, and what the other is to it; the less precise of two that agree comes last."""
    agrees = _agree(attribute, best.key, other.key, wider)
    if agrees and _precision(attribute, other.key, wider) <= _precision(attribute, best.key, wider):
        return best, other, "less_precise"
    if is_old or other.main <= best.origins:
        return best, other, "superseded"
    return (other, best, "less_precise") if agrees else (best, other, "contradiction")


def _precision(attribute: str, key: str, wider: dict[str, str]) -> int:
    """How much a value says, comparable between values that agree."""
    if attribute in DATES:
        return _FINER.get(periods.first_day(key)[1] or "", 0)
    if attribute == "amount_usd":
        return _digits(key)
    return 2 * len(_ancestors(key, wider)) + ("-" in key)


def _agree(attribute: str, a: str, b: str, wider: dict[str, str]) -> bool:
    """Whether both values can be true."""
    if attribute in DATES:
        return agree(a, b)
    if attribute == "amount_usd":
        coarse, fine = sorted((a, b), key=_digits)
        return float(f"{float(fine):.{_digits(coarse) - 1}e}") == float(coarse)
    if attribute == "speaker" and (a.endswith("-" + b) and "-" not in b or b.endswith("-" + a) and "-" not in a):
        return True
    return a in _ancestors(b, wider) or b in _ancestors(a, wider)


def agree(a: str, b: str) -> bool:
    """Whether two ISO dates can be one, one being less precise or without a year: 2022-09 and 2022-09-21, 2022-09 and --09-21."""
    if a.startswith("--") != b.startswith("--"):
        dated, bare = (b, a) if a.startswith("--") else (a, b)
        if periods.contains(dated, dated[:4] + bare[1:]):
            return True
    if periods.contains(a, b) or periods.contains(b, a):
        return True
    half, season = (a, b) if a[5:] in ("H1", "H2") else (b, a)
    first, precision = periods.first_day(season)
    return precision == "season" and half[5:] in ("H1", "H2") and periods.contains(half, first.isoformat())


def _digits(number: str) -> int:
    """Significant digits: 2 for 86,000,000."""
    return len(Decimal(number).normalize().as_tuple().digits)


def _ancestors(key: str, wider: dict[str, str]) -> tuple[str, ...]:
    found: list[str] = []
    while (key := wider.get(key, "")) and key not in found:
        found.append(key)
    return tuple(found)
