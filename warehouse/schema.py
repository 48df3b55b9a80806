"""The grammar of a table declaration; schema, DDL and documentation are projections of it."""

from dataclasses import dataclass, field

import polars as pl

STRING, INTEGER, FLOAT, BOOLEAN = pl.String(), pl.Int64(), pl.Float64(), pl.Boolean()
DATE, TIMESTAMP, BINARY = pl.Date(), pl.Datetime("us"), pl.Binary()

SQL_TYPES = {
    STRING: "VARCHAR", INTEGER: "BIGINT", FLOAT: "DOUBLE", BOOLEAN: "BOOLEAN",
    DATE: "DATE", TIMESTAMP: "TIMESTAMP", BINARY: "BLOB",
}


@dataclass(frozen=True)
class Column:
    """One column: name, type, meaning and what its values must satisfy.

    `values` lists the allowed values, `low` and `high` bound a number, `pattern` is a regular
    expression that a whole string matches, `references` is "table.column" of a dimension.
    """

    name: str
    dtype: pl.DataType
    doc: str
    null: bool = False
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    pattern: str | None = None
    references: str | None = None


@dataclass(frozen=True)
class Table:
    """One table: its name, its grain ("a row is ..."), its key and its columns.

    `is_public` tables are exported as Parquet; the others are accounts of runs, or internal, and stay in DuckDB.
    """

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    is_public: bool = True
    schema: pl.Schema = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "schema", pl.Schema({c.name: c.dtype for c in self.columns}))

    @property
    def ddl(self) -> str:
        """CREATE TABLE with types and NOT NULL, followed by COMMENT ON for table and columns.

        Without PRIMARY KEY: the gates check keys, and DuckDB would keep an index in memory for each.
        """
        lines = [f'"{c.name}" {SQL_TYPES[c.dtype]}{"" if c.null else " NOT NULL"}' for c in self.columns]
        statements = [f"CREATE TABLE {self.name} (\n  " + ",\n  ".join(lines) + "\n)",
                      f"COMMENT ON TABLE {self.name} IS {_quoted('A row is ' + self.grain + '.')}"]
        statements += [f'COMMENT ON COLUMN {self.name}."{c.name}" IS {_quoted(c.doc)}' for c in self.columns]
        return ";\n".join(statements) + ";"

    def empty(self) -> pl.DataFrame:
        """No rows, the declared columns."""
        return pl.DataFrame(schema=self.schema)

    def frame(self, rows: list[dict] | pl.DataFrame) -> pl.DataFrame:
        """The declared columns in declared order and type, sorted by key.

        Raises polars.exceptions.PolarsError when a column is missing or a value does not fit its type.
        """
        frame = rows if isinstance(rows, pl.DataFrame) else pl.DataFrame(rows, schema=self.schema, orient="row")
        return frame.select(pl.col(c.name).cast(c.dtype) for c in self.columns).sort(self.key, nulls_last=True)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
