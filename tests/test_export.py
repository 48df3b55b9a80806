"""The data package: the same bytes for the same rows, a description that fits, and never half of two states."""

import csv
import json
from datetime import datetime

import duckdb
import polars as pl
import pytest

from warehouse import export, store
from warehouse.tables import DIM_STORIES, PUBLIC


@pytest.fixture
def connection(tmp_path):
    with store.lock(tmp_path / "data"), store.building(tmp_path / "data", []) as connection:
        yield connection


def tell(connection, *titles: str) -> None:
    rows = [{"story_id": f"{n:016x}", "title": t, "article_count": 1, "origin_count": 1, "first_published_on": datetime(2024, 5, 3).date()} for n, t in enumerate(titles)]
    # The order of the rows in DuckDB is none of the package's business.
    store.overwrite(connection, DIM_STORIES, DIM_STORIES.frame(rows)[::-1])


def contents(folder) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


@pytest.mark.parametrize("format", ["parquet", "csv"])
def test_the_same_rows_give_the_same_bytes_on_any_number_of_threads(connection, tmp_path, format):
    tell(connection, *(f"Story {n % 997} of {n}" for n in range(60_000)))
    written = []
    for threads in (1, 2, 4):
        connection.execute(f"set threads = {threads}")
        export.write(connection, tmp_path / "new", format=format, tables=[DIM_STORIES])
        written.append(contents(tmp_path / "new"))
    assert written[0] == written[1] == written[2]


def test_parquet_comes_back_as_it_was_declared_sorted_by_key(connection, tmp_path):
    tell(connection, "One", "Two", "Three")
    export.write(connection, tmp_path / "new")
    for table in PUBLIC:
        frame = pl.read_parquet(tmp_path / "new" / f"{table.name}.parquet")
        assert frame.schema == table.schema, table.name
    assert pl.read_parquet(tmp_path / "new" / "dim_stories.parquet")["title"].to_list() == ["One", "Two", "Three"]


def test_csv_keeps_line_breaks_quotes_and_nothing(connection, tmp_path):
    tell(connection, 'He said "go",\nand went', "Next")
    connection.execute("update dim_stories set title = null where title = 'Next'")
    export.write(connection, tmp_path / "new", format="csv")
    with (tmp_path / "new" / "dim_stories.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [r["title"] for r in rows] == ['He said "go",\nand went', ""]
    assert rows[0]["first_published_on"] == "2024-05-03"


def test_the_description_fits_the_files(connection, tmp_path):
    export.write(connection, tmp_path / "new")
    described = json.loads((tmp_path / "new" / export.PACKAGE).read_text())
    assert described["$schema"].startswith("https://datapackage.org/profiles/2.")
    resources = {r["name"]: r for r in described["resources"]}
    assert set(resources) == {t.name for t in PUBLIC}
    for table in PUBLIC:
        resource = resources[table.name]
        path = tmp_path / "new" / resource["path"]
        assert resource["bytes"] == path.stat().st_size
        assert [f["name"] for f in resource["schema"]["fields"]] == table.schema.names()
        assert all(f["description"] for f in resource["schema"]["fields"])
        for key in resource["schema"].get("foreignKeys", []):
            fields = {f["name"] for f in resources[key["reference"]["resource"]]["schema"]["fields"]}
            assert set(key["reference"]["fields"]) <= fields
    crews = resources["fact_crews"]["schema"]
    assert crews["primaryKey"] == ["crew_id"]
    assert {"fields": ["person_id"], "reference": {"resource": "dim_people", "fields": ["person_id"]}} in crews["foreignKeys"]
    status = next(f for f in crews["fields"] if f["name"] == "status")
    assert status["constraints"] == {"required": True, "enum": ["confirmed", "single_source", "disputed"]}


def test_a_package_takes_the_place_of_another_in_one_step(connection, tmp_path, monkeypatch):
    target, new = tmp_path / "parquet", tmp_path / "new"
    tell(connection, "One")
    export.write(connection, new)
    export.place(new, target)
    before, inode = contents(target), (target / "claims.parquet").stat().st_ino
    tell(connection, "One", "Two")
    export.write(connection, new)
    after = contents(new)
    if not store.exchange(new, target):
        pytest.skip("the file system cannot exchange folders")
    store.exchange(new, target)
    exchange, seen = store.exchange, []
    monkeypatch.setattr(store, "exchange", lambda one, other: (seen.append(contents(other)), exchange(one, other), seen.append(contents(other)))[1])
    monkeypatch.setattr(export.shutil, "rmtree", lambda folder: seen.append(contents(target)))
    export.place(new, target)
    assert seen == [before, after, after]
    assert (target / "claims.parquet").stat().st_ino == inode


def test_placing_works_where_folders_cannot_be_exchanged(connection, tmp_path, monkeypatch):
    monkeypatch.setattr(store, "exchange", lambda one, other: False)
    target, new = tmp_path / "parquet", tmp_path / "new"
    for titles in (["One"], ["One", "Two"]):
        tell(connection, *titles)
        export.write(connection, new)
        written = contents(new)
        export.place(new, target)
        assert contents(target) == written and not new.exists()


def test_placing_leaves_equal_files_alone_and_removes_tables_that_are_gone(connection, tmp_path):
    target, new = tmp_path / "parquet", tmp_path / "new"
    tell(connection, "One")
    export.write(connection, new)
    export.place(new, target)
    (target / "notes.txt").write_text("somebody's own")
    before = {p.name: p.stat().st_mtime_ns for p in target.iterdir()}
    tell(connection, "One", "Two")
    export.write(connection, new, tables=[t for t in PUBLIC if t.name != "redirects"])
    export.place(new, target)
    changed = {p.name for p in target.iterdir() if p.stat().st_mtime_ns != before[p.name]}
    assert changed == {"dim_stories.parquet", export.PACKAGE}
    assert not (target / "redirects.parquet").exists() and (target / "notes.txt").exists() and not new.exists()


def test_a_package_of_another_state_is_noticed(connection, tmp_path):
    target, new = tmp_path / "parquet", tmp_path / "new"
    assert not export.is_current(connection, target)
    tell(connection, "One")
    store.overwrite(connection, store.EXPORTS, export.write(connection, new))
    export.place(new, target)
    assert export.is_current(connection, target)
    tell(connection, "One", "Two")
    store.overwrite(connection, store.EXPORTS, export.write(connection, new))
    assert not export.is_current(connection, target)
    export.place(new, target)
    (target / "claims.parquet").unlink()
    assert not export.is_current(connection, target)


def test_a_package_can_be_sent_through_a_url(connection, tmp_path):
    tell(connection, "One")
    export.send(connection, (tmp_path / "there").as_uri())
    assert duckdb.connect().execute(f"select title from '{tmp_path}/there/dim_stories.parquet'").fetchall() == [("One",)]
    assert (tmp_path / "there" / export.PACKAGE).exists()
