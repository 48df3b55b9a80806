"""The data package: a Parquet or CSV file for each public table, and the datapackage.json that describes them."""

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import store
from warehouse.schema import BINARY, BOOLEAN, DATE, FLOAT, INTEGER, STRING, TIMESTAMP, Column, Table
from warehouse.tables import PUBLIC

PACKAGE = "datapackage.json"
FIELD_TYPES = {STRING: "string", INTEGER: "integer", FLOAT: "number", BOOLEAN: "boolean", DATE: "date", TIMESTAMP: "datetime", BINARY: "string"}
MEDIA_TYPES = {"parquet": "application/vnd.apache.parquet", "csv": "text/csv"}
_CSV = "format csv, header true, timestampformat '%Y-%m-%dT%H:%M:%S', dateformat '%Y-%m-%d'"
_ARROW_TYPES = {STRING: pa.string(), INTEGER: pa.int64(), FLOAT: pa.float64(), BOOLEAN: pa.bool_(), DATE: pa.date32(), TIMESTAMP: pa.timestamp("us"), BINARY: pa.binary()}
ROW_GROUP = 20_000


def write(connection: duckdb.DuckDBPyConnection, folder: Path, *, format: str = "parquet", tables: Sequence[Table] = PUBLIC) -> pl.DataFrame:
    """Write the public tables, sorted by key, and their description into a new folder; returns EXPORTS rows (name, sha256)."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rows = []
    for table in tables:
        path = folder / f"{table.name}.{format}"
        columns, key = (", ".join(f'"{name}"' for name in names) for names in (table.schema, table.key))
        sorted_rows = connection.sql(f"select {columns} from {table.name} order by {key}")
        if format == "parquet":
            _write_parquet(sorted_rows, table, path)
        else:
            quoted = str(path).replace("'", "''")
            connection.execute(f"copy ({sorted_rows.sql_query()}) to '{quoted}' ({_CSV})")
        rows.append((table.name, _digest(path)))
        store.sync(path)
    digests = dict(rows)
    described = package(tables, format=format, files={t.name: (digests[t.name], (folder / f"{t.name}.{format}").stat().st_size) for t in tables})
    (folder / PACKAGE).write_text(json.dumps(described, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    store.sync(folder / PACKAGE)
    return pl.DataFrame(rows, schema=store.EXPORTS.schema, orient="row")


def place(new: Path, target: Path) -> None:
    """Let a written package take the place of another, whole: who lists the folder finds the one package or the other.

    A file with the same bytes stays the file it was. Where the file system cannot exchange folders, or the folder holds
    files of somebody else, which are not touched, the files are moved one by one, the description last.
    """
    names = sorted(p.name for p in new.iterdir() if p.name != PACKAGE)
    target.mkdir(parents=True, exist_ok=True)
    there = {p.name for p in target.iterdir()}
    described = {r["path"] for r in _described(target).get("resources", [])}
    same = {name for name in (*names, PACKAGE) if name in there and _digest(new / name) == _digest(target / name)}
    if there <= {PACKAGE, *described, *names} and not target.is_symlink():
        with suppress(OSError):  # links between files are a courtesy to whoever copies only what has changed
            for name in same:
                os.link(target / name, new / ".same")
                os.replace(new / ".same", new / name)
        store.sync(new)
        if store.exchange(new, target):
            store.sync(target.parent)
            shutil.rmtree(new)
            return
    for name in (*names, PACKAGE):
        if name not in same:
            os.replace(new / name, target / name)
    for name in described - set(names):
        (target / name).unlink(missing_ok=True)
    store.sync(target)
    shutil.rmtree(new)


def is_current(connection: duckdb.DuckDBPyConnection, folder: Path) -> bool:
    """Whether a Parquet package is the one that was written from this warehouse, every file of it present."""
    resources = _described(folder).get("resources", [])
    described = {r["name"]: r["hash"] for r in resources}
    recorded = {name: f"sha256:{sha256}" for name, sha256 in connection.execute("select name, sha256 from exports").fetchall()}
    present = all((folder / r["path"]).exists() and (folder / r["path"]).stat().st_size == r["bytes"] for r in resources)
    return present and described == recorded and set(recorded) == {t.name for t in PUBLIC}


def send(connection: duckdb.DuckDBPyConnection, to: str, *, format: str = "parquet") -> str:
    """Write the package to a folder or to an object store (s3://, gs://, ...); returns where it is.

    Object stores are reached through pyarrow.fs, with the credentials of the environment. Raises OSError or pyarrow.ArrowException.
    """
    if "://" not in to:
        target = Path(to)
        new = target.parent / f".{target.name}-new"
        write(connection, new, format=format)
        place(new, target)
        return str(target)
    from pyarrow import fs

    remote, folder = fs.FileSystem.from_uri(to)
    with TemporaryDirectory() as local:
        write(connection, Path(local) / "package", format=format)
        remote.create_dir(folder, recursive=True)
        fs.copy_files(str(Path(local) / "package"), folder, source_filesystem=fs.LocalFileSystem(), destination_filesystem=remote)
    return to


def package(tables: Sequence[Table], *, format: str, files: dict[str, tuple[str, int]]) -> dict:
    """The Data Package (version 2) of the tables; `files` gives SHA-256 and size of each table's file."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "crewledger",
        "title": "Crews, flights, agencies and quotes of human spaceflight, from news articles",
        "description": "Every value points at its evidence: facts are resolved from claims, and a claim marks the characters of the article that say it.",
        "resources": [_resource(t, format, {t.name for t in tables}, *files[t.name]) for t in tables],
    }


def _write_parquet(rows: duckdb.DuckDBPyRelation, table: Table, path: Path) -> None:
    """Row groups of a fixed size, so that no more than one is in memory and the same rows give the same bytes.

    DuckDB's own writer lets the statistics of a table, and so its history, show in the bytes.
    """
    schema = pa.schema([pa.field(c.name, _ARROW_TYPES[c.dtype], nullable=c.null) for c in table.columns])
    with pq.ParquetWriter(path, schema, compression="zstd", store_schema=False) as writer:
        held = schema.empty_table()
        for batch in rows.to_arrow_reader(ROW_GROUP):
            held = pa.concat_tables([held, pa.Table.from_batches([batch]).cast(schema)])
            while len(held) >= ROW_GROUP:
                writer.write_table(held.slice(0, ROW_GROUP).combine_chunks(), ROW_GROUP)
                held = held.slice(ROW_GROUP)
        if len(held):
            writer.write_table(held.combine_chunks(), ROW_GROUP)


def _resource(table: Table, format: str, names: set[str], digest: str, size: int) -> dict:
    schema: dict = {"$schema": "https://datapackage.org/profiles/2.0/tableschema.json", "fields": [_field(c, table.key) for c in table.columns], "primaryKey": list(table.key)}
    foreign = [{"fields": [c.name], "reference": {"resource": parent, "fields": [column]}}
               for c in table.columns if c.references for parent, column in [c.references.split(".")] if parent in names]
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "name": table.name, "type": "table", "path": f"{table.name}.{format}", "description": f"A row is {table.grain}.",
        "format": format, "mediatype": MEDIA_TYPES[format], **({"encoding": "utf-8"} if format == "csv" else {}),
        "bytes": size, "hash": f"sha256:{digest}", "schema": schema,
    }


def _field(column: Column, key: Sequence[str]) -> dict:
    constraints: dict = {} if column.null else {"required": True}
    if tuple(key) == (column.name,):
        constraints["unique"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    for name, bound in (("minimum", column.low), ("maximum", column.high)):
        if bound is not None:
            constraints[name] = bound
    if column.pattern:
        constraints["pattern"] = column.pattern
    return {"name": column.name, "type": FIELD_TYPES[column.dtype], "description": column.doc, **({"constraints": constraints} if constraints else {})}


def _described(folder: Path) -> dict:
    try:
        return json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
