"""The DuckDB store: a published file that is only ever replaced, and a copy of it that a run builds on.

A reader opens the published file and keeps it however long it likes; a writer works on the copy and puts it in the
published file's place in one step. A run that dies leaves a copy behind, which the next run deletes.
"""

import ctypes
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
from filelock import FileLock, Timeout

from warehouse.schema import SQL_TYPES, STRING, TIMESTAMP, Column, Table
from warehouse.tables import ACCOUNTS, ARTICLES, ASSERTIONS, DIM_ARTICLES, DUPLICATES, MENTIONS, PUBLIC

PUBLISHED, BUILDING, LOCK, SPILL = "warehouse.duckdb", ".building.duckdb", ".lock", ".spill"

VERSIONS = Table("versions", "one article's source, in the version that is loaded", ("article_id",), (
    DIM_ARTICLES.columns[0],
    next(c for c in ARTICLES.columns if c.name == "raw_hash"),
), is_public=False)

LINKS = Table("links", "one link between two articles, of one event included", DUPLICATES.key, tuple(
    replace(c, values=(*c.values, "same_event")) if c.name == "method" else c for c in DUPLICATES.columns), is_public=False)

WITHDRAWN = Table("withdrawn", "one document that was withdrawn and stays out until it changes", ("uri",), (
    Column("uri", STRING, "where it was read"),
    Column("raw_hash", STRING, "SHA-256 of the version that was withdrawn"),
    Column("withdrawn_at", TIMESTAMP, "when, UTC"),
), is_public=False)

VISITS = Table("visits", "one address on the web, as it was when it was last read", ("uri",), (
    Column("uri", STRING, "the address"),
    Column("wish", STRING, "what its source wanted of it, when it is a listing: a feed, a sitemap, a page of a news API", null=True),
    Column("etag", STRING, "validator of the answer", null=True),
    Column("last_modified", STRING, "date of the answer's last change, as the server writes it", null=True),
    Column("updated_at", TIMESTAMP, "time of the last change, as the listing gives it, UTC", null=True),
), is_public=False)

EXPORTS = Table("exports", "one table of the Parquet package that belongs to this warehouse", ("name",), (
    Column("name", STRING, "the table"),
    Column("sha256", STRING, "SHA-256 of its Parquet file", pattern=r"[0-9a-f]{64}"),
), is_public=False)

# Kept from run to run: what is loaded already need not be read again. Bodies are kept once, in dim_articles.
STATE = (DIM_ARTICLES, VERSIONS, MENTIONS, ASSERTIONS, LINKS, WITHDRAWN, VISITS, *ACCOUNTS)
_ARTICLES_VIEW = f"create view articles as select {', '.join(ARTICLES.schema)} from dim_articles join versions using (article_id)"


class Busy(Exception):
    """Another run is writing to the data folder."""


class NotPublished(Exception):
    """The data folder holds no published warehouse, or none that can be read."""


class Outdated(Exception):
    """The published warehouse was written with other table declarations."""


@contextmanager
def lock(data: Path) -> Iterator[None]:
    """Keep other runs out of the data folder; a process that holds the lock may take it again. Raises Busy."""
    data.mkdir(parents=True, exist_ok=True)
    held = FileLock(data / LOCK, timeout=0, thread_local=False, is_singleton=True)
    try:
        held.acquire()
    except Timeout:
        raise Busy(f"another run is writing to {data}") from None
    try:
        yield
    finally:
        held.release()


@contextmanager
def building(data: Path, sketches: Sequence[Table], *, is_fresh: bool = False, memory: str = "1GB") -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a copy of the published warehouse, or to an empty one when there is none or `is_fresh`.

    `sketches` are the internal tables that transforms declare. `memory` bounds DuckDB's own memory; what does not fit
    is spilled to disk. Without `publish` the copy is thrown away. Raises Outdated.
    """
    path, published = data / BUILDING, data / PUBLISHED
    _remove_copy(path)
    if published.exists() and not is_fresh:
        shutil.copyfile(published, path)
    connection = _connect(path, published, config={"memory_limit": memory, "temp_directory": str(data / SPILL)})
    try:
        _complete(connection, (*PUBLIC, *STATE, EXPORTS, *sketches))
        yield connection
    finally:
        connection.close()
        _remove_copy(path)
        shutil.rmtree(data / SPILL, ignore_errors=True)


def publish(connection: duckdb.DuckDBPyConnection, data: Path) -> None:
    """Close the copy and put it in the published warehouse's place; from then on readers see it."""
    connection.execute("checkpoint")
    connection.close()
    swap(data / BUILDING, data / PUBLISHED)


def published(data: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the published warehouse. Raises NotPublished."""
    path = data / PUBLISHED
    if not path.exists():
        raise NotPublished(f"there is no warehouse in {data}: crewledger run SOURCE --data {data} makes one")
    return _connect(path, path, read_only=True)


def read(connection: duckdb.DuckDBPyConnection, table: Table, where: str = "true") -> pl.DataFrame:
    """The rows of a table, sorted by key."""
    return table.frame(select(connection, f"select {_names(table)} from {table.name} where {where}"))


def slices(connection: duckdb.DuckDBPyConnection, table: Table, rows: int = 50_000) -> Iterator[pl.DataFrame]:
    """The rows of a table, some at a time, so that no more than these are in memory; one empty frame for an empty table."""
    batches = connection.cursor().sql(f"select {_names(table)} from {table.name}").to_arrow_reader(rows)
    is_empty = True
    for batch in batches:
        is_empty = False
        yield table.frame(pl.DataFrame(pl.from_arrow(batch)))
    if is_empty:
        yield table.empty()


def select(connection: duckdb.DuckDBPyConnection, sql: str, parameters: object = None) -> pl.DataFrame:
    """The answer to a query as a frame."""
    return pl.DataFrame(pl.from_arrow(connection.sql(sql, params=parameters).to_arrow_table()))


def insert(connection: duckdb.DuckDBPyConnection, table: Table, frame: pl.DataFrame) -> None:
    """Add rows to a table."""
    if len(frame):
        with _incoming(connection, frame.select(table.schema.names())):
            connection.execute(f"insert into {table.name} by name select * from incoming")


def overwrite(connection: duckdb.DuckDBPyConnection, table: Table, frame: pl.DataFrame) -> None:
    """Let a table hold these rows and no others."""
    connection.execute(f"drop table {table.name}")
    connection.execute(table.ddl)
    insert(connection, table, frame)


def known(connection: duckdb.DuckDBPyConnection, documents: pl.DataFrame) -> pl.DataFrame:
    """Documents (uri, raw_hash) that are loaded or withdrawn in any version: uri, state (loaded, changed or withdrawn)."""
    with _incoming(connection, documents.select("uri", "raw_hash")):
        return select(connection, """
            select uri, case when w.raw_hash = i.raw_hash then 'withdrawn' when a.raw_hash = i.raw_hash then 'loaded'
                             when a.raw_hash is not null then 'changed' end as state
            from incoming i left join articles a using (uri) left join withdrawn w using (uri) where state is not null""")


def due(connection: duckdb.DuckDBPyConnection, listed: pl.DataFrame) -> pl.DataFrame:
    """Which listed addresses are to be read: uri, state (new, changed, loaded or withdrawn), and etag and last_modified of loaded ones.

    A loaded one has changed when its listing gives a later time than at the last visit; a withdrawn one when it is later than the withdrawal.
    One that the user named is always looked at.
    """
    with _incoming(connection, listed.select("uri", "updated_at", "is_named")):
        return select(connection, """
            select uri, case when w.uri is not null and not is_named and not coalesce(i.updated_at > w.withdrawn_at, false) then 'withdrawn'
                             when a.uri is null then 'new' when is_named or i.updated_at > v.updated_at then 'changed' else 'loaded' end as state,
                   if(a.uri is null, null, v.etag) as etag, if(a.uri is null, null, v.last_modified) as last_modified
            from incoming i left join articles a using (uri) left join withdrawn w using (uri) left join visits v using (uri)""")


def visits(connection: duckdb.DuckDBPyConnection, uris: Iterable[str]) -> pl.DataFrame:
    """uri, wish, etag and last_modified of all listings and of these addresses."""
    with _incoming(connection, pl.DataFrame({"uri": list(uris)}, schema={"uri": pl.String})):
        return select(connection, "select uri, wish, etag, last_modified from visits where wish is not null or uri in (from incoming)")


def loaded(connection: duckdb.DuckDBPyConnection, uris: Iterable[str]) -> set[str]:
    """Those of some addresses that are loaded; may be called from any thread."""
    with connection.cursor() as own:
        return set(articles_at(own, uris)["uri"])


def remember(connection: duckdb.DuckDBPyConnection, visits: pl.DataFrame) -> None:
    """Keep what is known of addresses, in the place of what was known before."""
    with _incoming(connection, visits.select("uri")):
        connection.execute("delete from visits where uri in (from incoming)")
    insert(connection, VISITS, visits)


def articles_at(connection: duckdb.DuckDBPyConnection, uris: Iterable[str]) -> pl.DataFrame:
    """article_id, uri and raw_hash of the articles loaded from these places."""
    with _incoming(connection, pl.DataFrame({"uri": list(uris)}, schema={"uri": pl.String})):
        return select(connection, "select article_id, uri, raw_hash from articles semi join incoming using (uri) order by uri")


def forget(connection: duckdb.DuckDBPyConnection, article_ids: pl.Series, sketches: Sequence[Table]) -> pl.Series:
    """Delete all that is kept of some articles; returns the ids of other articles that were linked with them."""
    with _incoming(connection, pl.DataFrame({"article_id": article_ids})):
        linked = select(connection, """
            select distinct unnest([l.article_id, l.duplicate_of]) as article_id from links l
            where l.article_id in (from incoming) or l.duplicate_of in (from incoming) order by all""")["article_id"]
        connection.execute("delete from links where article_id in (from incoming) or duplicate_of in (from incoming)")
        for table in (MENTIONS, ASSERTIONS, VERSIONS, DIM_ARTICLES, *sketches):
            connection.execute(f"delete from {table.name} where article_id in (from incoming)")
    return linked.filter(~linked.is_in(article_ids.implode()))


def readmit(connection: duckdb.DuckDBPyConnection, uris: Iterable[str]) -> None:
    """Documents that are loaded again are withdrawn no longer."""
    with _incoming(connection, pl.DataFrame({"uri": list(uris)}, schema={"uri": pl.String})):
        connection.execute("delete from withdrawn where uri in (from incoming)")


def place(connection: duckdb.DuckDBPyConnection, placed: pl.DataFrame) -> None:
    """Set story_id, origin_id and is_canonical of articles where they have changed."""
    with _incoming(connection, placed.select("article_id", "story_id", "origin_id", "is_canonical")):
        connection.execute("""
            update dim_articles set story_id = i.story_id, origin_id = i.origin_id, is_canonical = i.is_canonical from incoming i
            where dim_articles.article_id = i.article_id and (dim_articles.story_id, dim_articles.origin_id, dim_articles.is_canonical)
                  is distinct from (i.story_id, i.origin_id, i.is_canonical)""")


def swap(new: Path, old: Path) -> None:
    """Put a file in another's place, so that after a power cut there is either the one or the other."""
    sync(new)
    os.replace(new, old)
    sync(old.parent)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the operating system or the file system cannot.

    Linux has renameat2 for it, macOS renamex_np; Python has neither.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    if hasattr(libc, "renameat2"):
        here, exchanging = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
        return libc.renameat2(here, names[0], here, names[1], exchanging) == 0
    return hasattr(libc, "renamex_np") and libc.renamex_np(*names, 2) == 0  # RENAME_SWAP


def sync(path: Path) -> None:
    """Wait until a file or folder is on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _connect(path: Path, published: Path, **options: object) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(path, **options)
    except duckdb.Error as problem:
        raise NotPublished(f"{published} cannot be read as a warehouse: {problem}") from None


def _complete(connection: duckdb.DuckDBPyConnection, tables: Iterable[Table]) -> None:
    found: dict[str, dict[str, str]] = {}
    for name, column, kind in connection.execute("select table_name, column_name, data_type from duckdb_columns() where not internal").fetchall():
        found.setdefault(name, {})[column] = kind
    for table in dict.fromkeys(tables):
        if table.name not in found:
            connection.execute(table.ddl)
        elif found[table.name] != {c.name: SQL_TYPES[c.dtype] for c in table.columns}:
            raise Outdated(f"table {table.name} has other columns than this version writes: run once with --full-refresh")
    if "articles" not in found:
        connection.execute(_ARTICLES_VIEW)


@contextmanager
def _incoming(connection: duckdb.DuckDBPyConnection, frame: pl.DataFrame) -> Iterator[None]:
    connection.register("incoming", frame.to_arrow())
    try:
        yield
    finally:
        connection.unregister("incoming")


def _names(table: Table) -> str:
    return ", ".join(f'"{name}"' for name in table.schema)


def _remove_copy(path: Path) -> None:
    for one in (path, path.with_name(path.name + ".wal")):
        one.unlink(missing_ok=True)
