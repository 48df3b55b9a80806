"""Witnesses: who copied from whom on labelled articles, and that nothing is confirmed by one origin alone."""

import json
import os
from itertools import combinations
from pathlib import Path

import duckdb
import pytest

from conftest import ROOT

SHARED = ROOT.parent / "shared"
FACTS = {"fact_crews": "crew_id", "fact_flights": "flight_id", "fact_agencies": "agency_event_id", "fact_quotes": "quote_id"}
beside = [pytest.mark.slow, pytest.mark.skipif(not SHARED.exists() and not os.environ.get("CI"), reason="the articles are not beside this checkout")]


@pytest.fixture(scope="module")
def loaded(load, sample, tmp_path_factory):
    """A data folder with the warehouse of a labelled set."""
    folders = {"sample": sample}

    def data(name: str) -> Path:
        if name not in folders:
            folders[name] = tmp_path_factory.mktemp(name)
            load(folders[name], SHARED / "seeds" if name == "seeds" else SHARED / "corpus" / name)
        return folders[name]

    return data


def ask(data: Path, sql: str) -> list[tuple]:
    with duckdb.connect(data / "warehouse.duckdb", read_only=True) as connection:
        return connection.execute(sql).fetchall()


def labels() -> dict[str, dict]:
    rows = [json.loads(line) for path in sorted((ROOT / "tests/labels").glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    return {row["file"]: row for row in rows}


@pytest.mark.parametrize("name", ["sample", pytest.param("seeds", marks=beside)])
def test_articles_have_one_origin_exactly_where_the_labels_say_so(loaded, name):
    known = labels()
    origins = dict(ask(loaded(name), "select regexp_extract(uri, '[^/]*$'), origin_id from dim_articles"))
    for a, b in combinations(sorted(origins), 2):
        group = known[a]["group"]
        assert (origins[a] == origins[b]) == (group is not None and group == known[b]["group"]), (a, b)


def test_reports_of_one_event_share_a_story_and_no_others_do(loaded):
    known = labels()
    stories = dict(ask(loaded("sample"), "select regexp_extract(uri, '[^/]*$'), story_id from dim_articles"))
    found = {(a, b) for a, b in combinations(sorted(stories), 2) if stories[a] == stories[b]}
    labelled = {(a, b) for a, b in combinations(sorted(stories), 2) if known[a]["story"] is not None and known[a]["story"] == known[b]["story"]}
    # A launch and its new date five days later are one story to a reader; links reach three days, lest a saga become one story.
    assert found == labelled - {("07_cft_planned.txt", "08_cft_new_date.txt")}


@pytest.mark.parametrize("name", ["sample", pytest.param("seeds", marks=beside), pytest.param("news", marks=beside)])
def test_no_fact_of_one_origin_is_confirmed(loaded, name):
    """By the labels where they say who copied, and by the texts' own links elsewhere."""
    known = labels()
    data = loaded(name)
    linked = dict(ask(data, "select regexp_extract(uri, '[^/]*$'), origin_id from dim_articles"))
    confirmed = 0
    for table, key in FACTS.items():
        said = f"select fact_id, article_id from claims where fact_table = '{table}'"
        if table == "fact_flights":
            said += " union select flight_id, article_id from claims join fact_crews on fact_table = 'fact_crews' and fact_id = crew_id"
        rows = ask(data, f"select f.{key}, f.status, f.origin_count, list(distinct regexp_extract(a.uri, '[^/]*$')) from {table} f "
                         f"join ({said}) c on c.fact_id = f.{key} join dim_articles a using (article_id) group by all")
        assert len(rows) == ask(data, f"select count(*) from {table}")[0][0]
        for fact_id, status, count, files in rows:
            origins = {known.get(file, {}).get("group") or linked[file] for file in files}
            assert count == len({linked[file] for file in files}), (table, fact_id)
            if status == "confirmed":
                confirmed += 1
                assert len(origins) > 1, (table, fact_id, files)
            if len(origins) == 1:
                assert status == "single_source", (table, fact_id, files)
    assert confirmed > 0


def test_what_the_sample_contradicts_itself_in_is_shown_side_by_side(loaded):
    found = ask(loaded("sample"), "select attribute, value_a, value_b from conflicts where kind = 'contradiction' order by all")
    assert found == [("amount_usd", "59000000", "70000000"), ("launch_date", "2023-09-15", "2023-09-16")]
    assert ask(loaded("sample"), "select distinct status from fact_agencies join conflicts on fact_id = agency_event_id and kind = 'contradiction'") == [("disputed",)]
