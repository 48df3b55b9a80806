"""The store: what readers and writers may rely on."""

import subprocess
import sys

import duckdb
import polars as pl
import pytest

from warehouse import store
from warehouse.schema import STRING, Column, Table
from warehouse.tables import DIM_SITES, DUPLICATES

NOTES = Table("notes", "one note", ("article_id",), (Column("article_id", STRING, "the article"),), is_public=False)


def site(*ids: str) -> pl.DataFrame:
    return DIM_SITES.frame([{"site_id": i, "site_name": i.title(), "country": None, "kind": "launch"} for i in ids])


def published_sites(data) -> list[str]:
    with store.published(data) as connection:
        return store.read(connection, DIM_SITES)["site_id"].to_list()


def build(data, *ids: str) -> None:
    with store.building(data, [NOTES]) as connection:
        store.overwrite(connection, DIM_SITES, site(*ids))
        store.publish(connection, data)


def test_what_is_published_is_what_was_built(tmp_path):
    build(tmp_path, "b-site", "a-site")
    assert published_sites(tmp_path) == ["a-site", "b-site"]
    assert not (tmp_path / store.BUILDING).exists()


def test_a_build_that_is_not_published_leaves_no_trace(tmp_path):
    build(tmp_path, "a-site")
    before = (tmp_path / store.PUBLISHED).read_bytes()
    with pytest.raises(ZeroDivisionError), store.building(tmp_path, [NOTES]) as connection:
        store.overwrite(connection, DIM_SITES, site("b-site"))
        1 / 0
    assert (tmp_path / store.PUBLISHED).read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == [store.PUBLISHED]


def test_a_copy_left_behind_by_a_killed_run_is_not_built_on(tmp_path):
    build(tmp_path, "a-site")
    (tmp_path / store.BUILDING).write_bytes(b"half a database")
    (tmp_path / (store.BUILDING + ".wal")).write_bytes(b"half a log")
    with store.building(tmp_path, [NOTES]) as connection:
        assert store.read(connection, DIM_SITES)["site_id"].to_list() == ["a-site"]


def test_a_reader_keeps_what_it_opened_while_a_run_publishes(tmp_path):
    build(tmp_path, "a-site")
    reader = store.published(tmp_path)
    build(tmp_path, "a-site", "b-site")
    assert reader.execute("select count(*) from dim_sites").fetchone() == (1,)
    # Within one process DuckDB gives every connection to a path the file that the first one opened.
    reader.close()
    assert published_sites(tmp_path) == ["a-site", "b-site"]


def test_a_reader_does_not_wait_for_a_writer(tmp_path):
    build(tmp_path, "a-site")
    reading = f"from pathlib import Path; from warehouse import store; print(store.published(Path({str(tmp_path)!r})).execute('select site_id from dim_sites').fetchall())"
    with store.lock(tmp_path), store.building(tmp_path, [NOTES]) as connection:
        store.overwrite(connection, DIM_SITES, site("a-site", "b-site"))
        said = subprocess.run([sys.executable, "-c", reading], capture_output=True, text=True, timeout=60, cwd=store.__file__.rsplit("/", 2)[0])
    assert said.stdout.strip() == "[('a-site',)]", said.stderr


def test_an_empty_start_forgets_what_was_published(tmp_path):
    build(tmp_path, "a-site")
    with store.building(tmp_path, [NOTES], is_fresh=True) as connection:
        assert store.read(connection, DIM_SITES).is_empty()


def test_a_second_writer_is_refused_and_the_first_may_lock_again(tmp_path):
    second = f"from pathlib import Path; from warehouse import store\ntry:\n with store.lock(Path({str(tmp_path)!r})): print('in')\nexcept store.Busy as b: print(b)"
    with store.lock(tmp_path), store.lock(tmp_path):
        said = subprocess.run([sys.executable, "-c", second], capture_output=True, text=True, cwd=store.__file__.rsplit("/", 2)[0]).stdout.strip()
    assert said == f"another run is writing to {tmp_path}"
    with store.lock(tmp_path):
        pass


def test_a_warehouse_of_another_version_is_refused_in_words(tmp_path):
    build(tmp_path, "a-site")
    with duckdb.connect(tmp_path / store.PUBLISHED) as connection:
        connection.execute("alter table dim_sites drop column country")
    with pytest.raises(store.Outdated, match="dim_sites .*--full-refresh"), store.building(tmp_path, [NOTES]):
        pass


def test_tables_and_columns_carry_their_meaning(tmp_path):
    build(tmp_path, "a-site")
    with store.published(tmp_path) as connection:
        bare = connection.execute("select table_name, column_name from duckdb_columns() where not internal and comment is null and table_name not in ('articles')").fetchall()
        assert bare == []
        assert connection.execute("select count(*) from duckdb_tables() where comment is null").fetchone() == (0,)


def test_without_a_warehouse_a_reader_is_told_how_to_make_one(tmp_path):
    with pytest.raises(store.NotPublished, match="crewledger run"):
        store.published(tmp_path)


def test_forgetting_an_article_names_those_it_was_linked_with(tmp_path):
    links = DUPLICATES.frame([{"article_id": a, "duplicate_of": b, "similarity": 1.0, "method": "exact", "reason": "same"} for a, b in (("b", "a"), ("c", "a"), ("d", "c"))])
    with store.building(tmp_path, [NOTES]) as connection:
        store.insert(connection, store.LINKS, links)
        store.insert(connection, NOTES, NOTES.frame([{"article_id": i} for i in "abcd"]))
        assert sorted(store.forget(connection, pl.Series(["a"]), [NOTES])) == ["b", "c"]
        assert store.read(connection, store.LINKS)["article_id"].to_list() == ["d"]
        assert store.read(connection, NOTES)["article_id"].to_list() == ["b", "c", "d"]


def test_slices_hold_every_row_once_and_an_empty_table_gives_one_empty_frame(tmp_path):
    ids = [f"site-{n:04d}" for n in range(5000)]
    with store.building(tmp_path, [NOTES]) as connection:
        assert [len(f) for f in store.slices(connection, DIM_SITES)] == [0]
        store.insert(connection, DIM_SITES, site(*ids))
        frames = list(store.slices(connection, DIM_SITES, rows=2048))
        assert len(frames) > 1
        assert sorted(i for f in frames for i in f["site_id"]) == ids
