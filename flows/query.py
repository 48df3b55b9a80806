"""SQL on the published warehouse, read-only, and its answer as a table or a file."""

import io
import sys
from pathlib import Path

import duckdb

from warehouse import store


class WrongSQL(Exception):
    """SQL that DuckDB does not take."""


def answer(data: Path, sql: str, *, format: str = "table", to: Path | None = None, limit: int = 100) -> None:
    """Run one statement and write what it returns to standard output or a file. Raises NotPublished and WrongSQL.

    A table shows at most `limit` rows; the other formats write all.
    """
    connection = store.published(data)
    try:
        if len(connection.extract_statements(sql)) > 1:
            raise WrongSQL("one statement at a time")
        # A read-only connection still writes files with COPY and EXPORT, over the warehouse itself if told to.
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        relation = connection.sql(sql)
        if relation is None:
            raise WrongSQL("the statement returns nothing to show")
        if format == "table":
            _print(relation, limit, to)
        else:
            _write(relation, format, to)
    except duckdb.Error as problem:
        raise WrongSQL(_one_line(problem)) from None


def _print(relation: duckdb.DuckDBPyRelation, limit: int, to: Path | None) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    rows = relation.limit(limit + 1).fetchall()
    table = Table()
    for name in relation.columns:
        table.add_column(Text(name), overflow="fold")
    for row in rows[:limit]:
        table.add_row(*(Text("" if value is None else str(value)) for value in row))
    with to.open("w", encoding="utf-8") if to else _standard() as file:
        # Columns are cut to the width of a terminal; what goes anywhere else is whole.
        console = Console(file=file) if file is sys.stdout and sys.stdout.isatty() else Console(file=file, width=10_000)
        console.print(table)
        if len(rows) > limit:
            console.print(f"The first {limit:,} rows; --limit N shows more, --format csv writes all.", highlight=False)


def _write(relation: duckdb.DuckDBPyRelation, format: str, to: Path | None) -> None:
    import polars as pl

    target = to if to else io.BytesIO()
    try:
        frame = pl.DataFrame(pl.from_arrow(relation.to_arrow_table()))
        match format:
            case "csv":
                frame.write_csv(target)
            case "json":
                frame.write_json(target)
            case "parquet":
                frame.write_parquet(target)
    except pl.exceptions.PolarsError as problem:
        raise WrongSQL(f"{format} cannot hold this answer: {' '.join(str(problem).split())[:200]} (give columns of one name an alias each, and cast lists to varchar)") from None
    if isinstance(target, io.BytesIO):
        end = b"\n" if format == "json" else b""
        sys.stdout.buffer.write(target.getvalue() + end)
        sys.stdout.buffer.flush()


class _standard:
    """Standard output as a context that leaves it open."""

    def __enter__(self):
        return sys.stdout

    def __exit__(self, *_: object) -> None:
        sys.stdout.flush()


def _one_line(problem: duckdb.Error) -> str:
    """The message without the excerpt of the statement, which would take several lines."""
    return " ".join(str(problem).split("\nLINE ")[0].split())
