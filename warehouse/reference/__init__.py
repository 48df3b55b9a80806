"""What is known beforehand: people, agencies, spacecraft, sites, flights, their aliases, and word lists; CSV files that anyone can review."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Alias:
    """A way to write an entity; an alias that is only `possible` needs support from the article."""

    surface: str
    kind: str
    entity_id: str
    is_possible: bool


@dataclass(frozen=True)
class Reference:
    """The reference data: rows of each CSV by id, every alias, and the word lists.

    `people`, `agencies`, `spacecraft`, `sites` and `flights` map an id to its CSV row; `series` are the rows of
    flight_series.csv, `states` those of states.csv; `given_names` maps a given name to "f", "m" or "either", and to "" when it is also an
    ordinary word; `words` maps a capitalised or role word to its kinds; `news_agencies` maps each form in which a news agency is
    credited to its name.
    """

    people: dict[str, dict[str, str]]
    agencies: dict[str, dict[str, str]]
    spacecraft: dict[str, dict[str, str]]
    sites: dict[str, dict[str, str]]
    flights: dict[str, dict[str, str]]
    series: tuple[dict[str, str], ...]
    states: tuple[dict[str, str], ...]
    aliases: tuple[Alias, ...]
    given_names: dict[str, str]
    family_names_first: frozenset[str]
    words: dict[str, frozenset[str]]
    news_agencies: dict[str, str]


def rows(name: str) -> list[dict[str, str]]:
    """Rows of one CSV file of the reference data."""
    with (files(__name__) / f"{name}.csv").open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


@cache
def load() -> Reference:
    """The reference data, read once a process."""
    tables = {
        "person": {r["person_id"]: r for r in rows("people")},
        "agency": {r["agency_id"]: r for r in rows("agencies")},
        "spacecraft": {r["spacecraft_id"]: r for r in rows("spacecraft")},
        "site": {r["site_id"]: r for r in rows("sites")},
        "flight": {r["flight_id"]: r for r in rows("flights")},
    }
    aliases = [Alias(r["name"], kind, entity_id, False) for kind, table in tables.items() for entity_id, r in table.items()]
    aliases += [Alias(r["full_name"], "agency", r["agency_id"], False) for r in tables["agency"].values() if r["full_name"]]
    for name, kind, column in (("people", "person", "person_id"), ("agencies", "agency", "agency_id"), ("spacecraft", "spacecraft", "spacecraft_id"),
                               ("sites", "site", "site_id"), ("flights", "flight", "flight_id")):
        aliases += [Alias(r["alias"], kind, r[column], r["kind"] == "possible") for r in rows(f"{name}_aliases")]
    # A name that is an ordinary word too (Orion, Destiny) is listed among the possible aliases, and is no more than possible.
    unsure = {(a.kind, a.entity_id, a.surface) for a in aliases if a.is_possible}
    aliases = [a for a in aliases if a.is_possible or (a.kind, a.entity_id, a.surface) not in unsure]
    words: dict[str, set[str]] = {}
    for r in rows("words"):
        words.setdefault(r["word"], set()).add(r["kind"])
    return Reference(
        people=tables["person"], agencies=tables["agency"], spacecraft=tables["spacecraft"], sites=tables["site"], flights=tables["flight"],
        series=tuple(rows("flight_series")),
        states=tuple(rows("states")),
        aliases=tuple(dict.fromkeys(aliases)),
        given_names={r["name"]: "" if r.get("ambiguous") == "true" else r["sex"] for r in rows("given_names")},
        family_names_first=frozenset(r["name"] for r in rows("family_names_first")),
        words={word: frozenset(kinds) for word, kinds in words.items()},
        news_agencies={form: r["name"] for r in rows("news_agencies") for form in r["forms"].split("|")},
    )
