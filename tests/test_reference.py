"""The reference data: whole, consistent, and covering the people who flew."""

import csv
import os
from datetime import date
from pathlib import Path

import pytest

from transforms.described import kinds_of
from transforms import names
from transforms.text import fold, slug
from warehouse import reference

SHARED = Path(__file__).resolve().parents[2] / "shared"
DATA = reference.load()
KEYS = {"people": "person_id", "agencies": "agency_id", "spacecraft": "spacecraft_id", "sites": "site_id", "flights": "flight_id"}


@pytest.mark.parametrize(("table", "key"), KEYS.items())
def test_ids_are_unique_and_rows_have_a_source(table: str, key: str) -> None:
    rows = reference.rows(table)
    assert len({r[key] for r in rows}) == len(rows) > 0
    assert all(r["source"] for r in rows)


@pytest.mark.parametrize(("table", "key"), KEYS.items())
def test_every_alias_names_something_known_and_says_why(table: str, key: str) -> None:
    known = {r[key] for r in reference.rows(table)}
    for alias in reference.rows(f"{table}_aliases"):
        assert alias[key] in known, alias
        assert alias["alias"].strip() and alias["reason"] and alias["source"], alias


def test_a_word_with_numbers_is_listed_once_and_says_why() -> None:
    rows = reference.rows("numbered_words")
    assert len({r["word"] for r in rows}) == len(rows) > 0
    assert all(r["kind"] in ("thing", "robotic", "satellite", "rocket", "aircraft", "analogue") and r["reason"] and r["source"] for r in rows)


def test_a_word_with_numbers_is_not_refused_anyway() -> None:
    assert not [r["word"] for r in reference.rows("numbered_words") if kinds_of(r["word"])]


def test_a_form_of_credit_names_one_news_agency_and_says_why() -> None:
    agencies = reference.rows("news_agencies")
    assert all(r["forms"] and r["reason"] and r["source"] for r in agencies)
    forms = [form for r in agencies for form in r["forms"].split("|")]
    assert len(set(forms)) == len(forms) and set(forms) == set(DATA.news_agencies)


def test_a_certain_alias_names_one_entity_of_a_kind() -> None:
    owners: dict[tuple[str, str], set[str]] = {}
    for a in DATA.aliases:
        if not a.is_possible:
            owners.setdefault((a.kind, a.surface), set()).add(a.entity_id)
    assert {k: v for k, v in owners.items() if len(v) > 1} == {}


def test_flights_refer_to_what_is_known() -> None:
    for flight_id, row in DATA.flights.items():
        assert flight_id == slug(row["name"]), row
        assert row["spacecraft_id"] in DATA.spacecraft, row
        assert not row["site_id"] or row["site_id"] in DATA.sites, row
        assert not row["operator_agency_id"] or row["operator_agency_id"] in DATA.agencies, row
        assert not row["launched_on"] or date.fromisoformat(row["launched_on"]).year >= 1961, row
        crew = [p for way in ("crew_up", "crew_down") for p in row[way].split("|") if p not in ("", "none")]
        assert all(p in DATA.people for p in crew), row


def test_spacecraft_and_agencies_refer_to_what_is_known() -> None:
    for row in DATA.spacecraft.values():
        assert not row["parent_id"] or row["parent_id"] in DATA.spacecraft, row
        assert not row["operator_agency_id"] or row["operator_agency_id"] in DATA.agencies, row
    for row in DATA.people.values():
        assert not row["agency_id"] or row["agency_id"] in DATA.agencies, row
    for row in DATA.sites.values():
        assert not row["region_id"] or row["region_id"] in DATA.sites, row
        assert not row["only_crew_spacecraft_id"] or row["only_crew_spacecraft_id"] in DATA.spacecraft, row


@pytest.mark.skipif(not SHARED.exists() and not os.environ.get("CI"), reason="the table to compare with is not beside this checkout")
def test_people_who_flew_are_covered() -> None:
    known = {(names.key(g), names.key(f)) for r in DATA.people.values() for g, f in [names.split(fold(r["name"]))]}
    families = {f for _, f in known}
    known |= {(names.key(g), names.key(f)) for a in DATA.aliases if a.kind == "person" for g, f in [names.split(fold(a.surface))]}
    with (SHARED / "reference/astronauts.csv").open(encoding="utf-8", newline="") as f:
        flown = {r["name"] for r in csv.DictReader(f)}
    missing = []
    for name in sorted(flown):
        family, _, given = name.partition(",")
        given = given.split(",")[0].split()
        options = {(names.key(fold(g)), names.key(fold(x))) for g in given for x in family.split()[-1:] + family.split()[:1]}
        if not options & known and not any(names.key(fold(x)) in families for x in family.replace("-", " ").split()):
            missing.append(name)
    assert len(missing) <= 0.01 * len(flown), missing
