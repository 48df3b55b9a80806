"""Five real articles through the whole pipeline: what a careful reader would have written down."""

import os
from pathlib import Path

import duckdb
import pytest

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not SEEDS.exists() and not os.environ.get("CI"), reason="the articles are not beside this checkout")]


@pytest.fixture(scope="module")
def warehouse(load, tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    data = tmp_path_factory.mktemp("seeds")
    load(data, SEEDS)
    return duckdb.connect(str(data / "warehouse.duckdb"), read_only=True)


def articles_of(warehouse: duckdb.DuckDBPyConnection, flight: str, person: str) -> tuple[set[str], str, int]:
    rows = warehouse.execute("""
        select regexp_extract(a.uri, '/(00\\d)_', 1), k.status, k.origin_count from fact_crews k join claims c on c.fact_table = 'fact_crews' and c.fact_id = k.crew_id
        join dim_articles a using (article_id) where k.flight_name = ? and k.person_name = ?""", [flight, person]).fetchall()
    return {r[0] for r in rows}, rows[0][1], rows[0][2]


def test_a_flight_that_articles_do_not_name_is_tied_by_its_crew(warehouse: duckdb.DuckDBPyConnection) -> None:
    articles, status, origins = articles_of(warehouse, "Crew-5", "Anna Kikina")
    assert articles == {"000", "001", "002", "004"}
    assert (status, origins) == ("confirmed", 3)


@pytest.mark.parametrize(("flight", "person"), [("Soyuz MS-22", "Loral O'Hara"), ("Crew-5", "Andrey Fedyaev")])
def test_what_one_article_gets_wrong_is_never_confirmed(warehouse: duckdb.DuckDBPyConnection, flight: str, person: str) -> None:
    _, status, origins = articles_of(warehouse, flight, person)
    assert status in ("single_source", "disputed")
    assert origins == 1


def test_two_starts_of_one_director_are_a_conflict(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute("""
        select x.value_a, x.value_b, x.kind, e.status from conflicts x join fact_agencies e on x.fact_id = e.agency_event_id
        where x.attribute = 'event_date' and e.person_name = 'Dmitry Rogozin'""").fetchall()
    assert [(set(r[:2]), *r[2:]) for r in rows] == [({"2013-05", "2018"}, "contradiction", "disputed")]


def test_rewrites_of_one_wire_story_are_one_origin(warehouse: duckdb.DuckDBPyConnection) -> None:
    origins = dict(warehouse.execute("select regexp_extract(uri, '/(00\\d)_', 1), origin_id from dim_articles").fetchall())
    assert origins["001"] == origins["002"]
    assert len(set(origins.values())) == 4


def test_a_surname_stays_a_surname(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.execute("select speaker_name from fact_quotes where quote_text like 'I hear Tasty%'").fetchall() == [("Kelly",)]


def test_every_claim_is_in_its_article_to_the_character(warehouse: duckdb.DuckDBPyConnection) -> None:
    total, right = warehouse.execute("""
        select count(*), count(*) filter (substr(body, char_start + 1, char_end - char_start) = evidence)
        from claims join dim_articles using (article_id)""").fetchone()
    assert total == right > 100
