"""The gate behind every step: it runs suites and rules through Great Expectations and stops the run when a fatal one fails."""

import logging
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.rules import RULES, Rule, structure
from expectations.suites import MISSING, suite
from warehouse.schema import Table

if TYPE_CHECKING:
    import duckdb

SHOWN_ROWS = 5
SHOWN_CHARACTERS = 200
# Great Expectations keeps the current batch in its execution engine: one evaluation at a time.
_TURN = Lock()


@dataclass(frozen=True)
class Outcome:
    """What one expectation found: `checked` and `failing_count` count rows (columns, for the structure of a table).

    `failing_rows` holds up to five of the failing rows: their key and what is wrong with them.
    """

    step: str
    table: str
    rule: str
    column: str
    severity: str
    why: str
    checked: int
    failing_count: int = 0
    failing_rows: list[dict[str, Any]] = field(default_factory=list, hash=False)
    unit: str = "row"

    @property
    def success(self) -> bool:
        """Nothing failed."""
        return self.failing_count == 0

    @property
    def observed(self) -> str:
        """How many rows failed of how many, in words."""
        rows = f"{self.checked:,} {self.unit}{'' if self.checked == 1 else 's'}"
        if not self.checked:
            return f"no {self.unit}s"
        return f"{'all' if self.success else format(self.failing_count, ',')} of {rows}"


class GateFailed(Exception):
    """A fatal expectation did not hold; `outcomes` are those that failed, and the message is one line on the first."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        super().__init__(list(outcomes))
        self.outcomes = list(outcomes)

    def __str__(self) -> str:
        first, more = self.outcomes[0], len(self.outcomes) - 1
        rows = "; ".join(", ".join(f"{k}={_line(v)}" for k, v in row.items()) for row in first.failing_rows)
        others = f" (and {more} more fatal expectation{'s' if more > 1 else ''} failed)" if more else ""
        fail = "fails" if first.failing_count == 1 else "fail"
        return f"gate failed after step {first.step}: {first.table} {first.rule}: {first.observed} {fail}: {rows}{others}"


def check(step: str, frame: pl.DataFrame, table: Table, *, today: date, beside: Mapping[str, pl.DataFrame] | None = None,
          rules: Sequence[Rule] = RULES) -> list[Outcome]:
    """Hold the output of a step against the declaration of its table and the rules that judge the table.

    A rule runs when the table and the frames `beside` it (by table name) are all it reads; `today` is the date of the
    run. When columns or types are wrong nothing else is evaluated: the rest would only fail because of it.
    """
    tally = [_structure(frame, table)]
    if tally[0].bad:
        return _judge(step, tally)
    beside = {k: v for k, v in (beside or {}).items() if k != table.name}
    chosen = _readable((r for r in rules if r.table == table.name), {table.name, *beside})
    if chosen:
        with _views({**beside, table.name: frame}, chosen) as connection:
            tally += _count(connection, chosen, today)
    first, *rest = _judge(step, tally)
    return [first, *_suite(step, frame, table), *rest]


PUT_TOGETHER = ("dim_articles", "duplicates")


def audit(source: "duckdb.DuckDBPyConnection | Mapping[str, pl.DataFrame]", *, today: date, step: str = "audit",
          rules: Sequence[Rule] = RULES) -> list[Outcome]:
    """Hold the tables of a warehouse against one another: every rule that reads more than one, references among them.

    `source` is a DuckDB connection (read-only will do) or frames by table name; a rule whose tables are not all there
    is left out. Rules on a single table belong to `check`, but for the tables that the store puts together and no step returns.
    """
    between = [r for r in rules if len(set(r.tables)) > 1 or r.table in PUT_TOGETHER]
    if isinstance(source, Mapping):
        chosen = _readable(between, set(source))
        with _views(source, chosen) as connection:
            return _judge(step, _count(connection, chosen, today))
    names = {name for name, in source.execute("select table_name from information_schema.tables").fetchall()}
    return _judge(step, _count(source, _readable(between, names), today))


def raise_for(outcomes: Iterable[Outcome]) -> None:
    """Raise GateFailed when a fatal expectation failed; warnings pass."""
    failed = [o for o in outcomes if o.severity == "fatal" and not o.success]
    if failed:
        raise GateFailed(failed)


@dataclass(frozen=True)
class _Tally:
    """A rule, how many rows it looked at, how many of them are bad, and the first of these."""

    rule: Rule
    checked: int
    bad: int
    rows: list[dict[str, Any]]
    unit: str = "row"


def _structure(frame: pl.DataFrame, table: Table) -> _Tally:
    expected, found = ({name: str(dtype) for name, dtype in schema.items()} for schema in (table.schema, frame.schema))
    names = {**expected, **found}
    rows = [{"column": n, "declared": expected.get(n, "absent"), "found": found.get(n, "absent")} for n in names]
    bad = [row for row in rows if row["declared"] != row["found"]]
    return _Tally(structure(table), len(rows), len(bad), bad[:SHOWN_ROWS], "column")


def _suite(step: str, frame: pl.DataFrame, table: Table) -> list[Outcome]:
    checks = suite(table)
    required = [c for c in table.columns if not c.null]
    # A null is missing, and so is what is not a number.
    absent = [pl.col(c.name).is_null() | (pl.col(c.name).is_nan() if c.dtype.is_float() else False) for c in required]
    gaps = [pl.when(condition).then(pl.lit(c.name)) for c, condition in zip(required, absent, strict=True)]
    missing = pl.concat_str(gaps, separator=", ", ignore_nulls=True) if gaps else pl.lit(None)
    # Only the columns the suite reads are handed over: never a body or the bytes of a document.
    needed = dict.fromkeys(name for c in checks for name in c.reads)
    audited = frame.select(*needed, pl.when(missing != "").then(missing).alias(MISSING))
    outcomes = []
    for one, failing in zip(checks, _evaluate(audited, [(c.expectation, c.arguments) for c in checks]), strict=True):
        rows = []
        if failing:
            shown = frame[failing[:SHOWN_ROWS]].with_columns(audited[MISSING][failing[:SHOWN_ROWS]])
            rows = shown.select(*dict.fromkeys((*table.key, *(one.reads or (MISSING,))))).to_dicts()
        outcomes.append(Outcome(step, table.name, one.name, one.column, one.severity, one.why, len(frame), len(failing),
                                [_short(row) for row in rows]))
    return outcomes


def _count(connection: "duckdb.DuckDBPyConnection", rules: list[Rule], today: date) -> list[_Tally]:
    """Run the SQL of the rules; only counts and the rows to show leave DuckDB."""
    sizes: dict[str, int] = {}
    tally = []
    for rule in rules:
        if rule.table not in sizes:
            sizes[rule.table] = connection.execute(f"select count(*) from {rule.table}").fetchone()[0]
        sql = f"select count(*) over (), * from ({rule.sql}) order by all limit {SHOWN_ROWS}"
        answer = connection.execute(sql, {"today": today} if "$today" in rule.sql else None)
        names = [d[0] for d in answer.description][1:]
        rows = answer.fetchall()
        shown = [_short(dict(zip(names, row[1:], strict=True))) for row in rows]
        tally.append(_Tally(rule, sizes[rule.table], rows[0][0] if rows else 0, shown))
    return tally


def _judge(step: str, tally: list[_Tally]) -> list[Outcome]:
    """Let Great Expectations judge an audit frame with a row for each rule: its number of bad rows must be 0."""
    audited = pl.DataFrame({"rule": [f"{t.rule.table} {t.rule.name}" for t in tally], "bad": [t.bad for t in tally]})
    [failed] = _evaluate(audited, [("ExpectColumnValuesToBeInSet", {"column": "bad", "value_set": [0]})])
    return [
        Outcome(step, t.rule.table, t.rule.name, t.rule.column, t.rule.severity, t.rule.why, t.checked,
                t.bad if i in failed else 0, t.rows if i in failed else [], t.unit)
        for i, t in enumerate(tally)
    ]


def _readable(rules: Iterable[Rule], names: set[str]) -> list[Rule]:
    return [rule for rule in rules if names.issuperset(rule.tables)]


@cache
def _database() -> "duckdb.DuckDBPyConnection":
    import duckdb

    return duckdb.connect()


@contextmanager
def _views(frames: Mapping[str, pl.DataFrame], rules: Iterable[Rule]) -> Iterator["duckdb.DuckDBPyConnection"]:
    # A connection takes 30 ms to open, a cursor none; what is registered with it goes with it.
    with _database().cursor() as connection:
        for name in {name for rule in rules for name in rule.tables}:
            connection.register(name, frames[name].to_arrow())
        yield connection


@cache
def prepare() -> Any:
    """Import Great Expectations and return what takes a data frame: seconds the first time, so call it beside other work.

    Its analytics are off before the import, for good; its context lives in memory and leaves no file.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    import great_expectations
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.execution_engine import pandas_execution_engine

    # It would hash every frame below this size, twice, to recognise it again: half the time of a gate on 200,000 rows.
    pandas_execution_engine.HASH_THRESHOLD = 0
    context = great_expectations.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context.data_sources.add_pandas("steps").add_dataframe_asset("output").add_batch_definition_whole_dataframe("all")


def _evaluate(frame: pl.DataFrame, checks: list[tuple[str, dict]]) -> list[list[int]]:
    """For each expectation (class name and arguments) the positions of the rows that fail it.

    Verdicts first, then the rows of those that failed: asking for rows at once costs twice the time, and asking
    Great Expectations for their keys instead of their positions forty times (1 s against 25 ms on 20,000 rows).
    Raises RuntimeError when an expectation cannot be evaluated.
    """
    definition = prepare()
    from great_expectations import ExpectationSuite, expectations

    with _TURN:
        batch = definition.get_batch({"dataframe": frame.to_pandas()})
        failing: list[list[int]] = [[] for _ in checks]
        wanted = range(len(checks))
        for detail in ({"result_format": "BOOLEAN_ONLY"}, {"result_format": "COMPLETE", "exclude_unexpected_values": True}):
            if not wanted:
                break
            asked = [getattr(expectations, checks[i][0])(**checks[i][1], meta={"check": i}) for i in wanted]
            results = batch.validate(ExpectationSuite(name="gate", expectations=asked), result_format=detail).results
            for result in results:
                position = result.expectation_config.meta["check"]
                # One exception, or one for each metric that raised.
                raised = result.exception_info
                if any(e["raised_exception"] for e in ([raised] if "raised_exception" in raised else raised.values())):
                    raise RuntimeError(f"expectation {checks[position]} could not be evaluated: {raised}")
                failing[position] = [int(i) for i in result.result.get("unexpected_index_list") or ()]
            wanted = [r.expectation_config.meta["check"] for r in results if not r.success]
        if unexplained := [checks[i] for i in wanted if not failing[i]]:
            raise RuntimeError(f"expectations failed without failing rows: {unexplained}")
    return failing


def _short(row: dict[str, Any]) -> dict[str, Any]:
    return {k: v[:SHOWN_CHARACTERS] + "…" if isinstance(v, str) and len(v) > SHOWN_CHARACTERS else v for k, v in row.items()}


def _line(value: Any) -> str:
    return " ".join(str(value).split())
