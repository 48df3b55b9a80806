"""What a run and a check look like in a terminal; progress goes to standard error."""

import json
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path

import duckdb
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from flows import server, settings


def run(sources: Sequence[str], data: Path, *, config: Path | None, batch_size: int, full_refresh: bool, withdraw: Sequence[str], is_shown: bool) -> dict:
    """Run the flow with everything slow starting side by side: Prefect's server, Great Expectations, the flow itself."""
    settings.prepare(data)
    with _progress() if is_shown else nullcontext() as shown:
        with nullcontext() if settings.has_server() else server.temporary(Path(os.environ["PREFECT_HOME"])) as started:
            gates = threading.Thread(target=_prepare_gates, daemon=True)
            gates.start()
            from flows.pipeline import crewledger
            from flows.step import SHOWN

            SHOWN.set(shown)
            started.wait() if started else server.check_own()
            gates.join()
            return crewledger(sources=list(sources), config=config, data=data, batch_size=batch_size, full_refresh=full_refresh, withdraw=list(withdraw))


def sum_up(summary: dict) -> None:
    """A run's summary in a few lines."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    counts = ", ".join(f"{summary[name]:,} {name}" for name in ("read", "loaded", "known", "rejected", "withdrawn") if summary[name] or name in ("read", "loaded"))
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in summary["rejected_by_reason"].items())
    console.print(f"Documents: {counts}{f' ({reasons})' if reasons else ''}")
    console.print("Facts: " + ", ".join(f"{summary['rows'][f'fact_{name}']:,} {name}" for name in ("crews", "flights", "agencies", "quotes"))
                  + f", from {summary['rows']['claims']:,} claims; {summary['rows']['conflicts']:,} conflicts")
    console.print(f"Expectations: {summary['expectations']:,}, {summary['warnings']:,} warnings (see {summary['data']}/quality/index.html)")
    console.print(f"Published {summary['data']}/warehouse.duckdb in {summary['seconds']:.1f} s, run {summary['run_id']}")


def check(connection: duckdb.DuckDBPyConnection) -> bool:
    """Every gate on the published warehouse, the failures as a table on standard output; False when a fatal one is among them."""
    from expectations import gate
    from flows.step import now
    from flows.run import SKETCHED
    from warehouse import store
    from warehouse.tables import ACCOUNTS, PUBLIC

    today: date = now().date()
    outcomes = [o for table in (*PUBLIC, *ACCOUNTS, store.LINKS, *SKETCHED) for frame in store.slices(connection, table)
                for o in gate.check("check", frame, table, today=today)]
    outcomes += gate.audit(connection, today=today)
    failed = [o for o in outcomes if not o.success]
    console = Console()
    if failed:
        shown = Table("table", "rule", "severity", "rows", "examples")
        for o in failed:
            shown.add_row(o.table, o.rule, o.severity, o.observed, "\n".join(json.dumps(r, default=str, ensure_ascii=False) for r in o.failing_rows))
        console.print(shown)
    fatal = sum(o.severity == "fatal" for o in failed)
    console.print(f"{len(outcomes):,} expectations: {len(outcomes) - len(failed):,} hold, {fatal:,} fatal, {len(failed) - fatal:,} warnings", highlight=False)
    return not fatal


class _Shown:
    """Progress as a bar of what there is to read, with the number of documents that are done."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bar = progress.add_task("starting Prefect", total=None, documents=0)

    def begin(self, size: int) -> None:
        self._progress.update(self._bar, total=size)

    def advance(self, size: int, documents: int) -> None:
        task = self._progress.tasks[self._bar]
        self._progress.update(self._bar, advance=size, documents=task.fields["documents"] + documents)

    def describe(self, doing: str) -> None:
        self._progress.update(self._bar, description=doing)


@contextmanager
def _progress() -> Iterator[_Shown]:
    columns = (SpinnerColumn(), TextColumn("{task.description:<22}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[documents]:,} documents"), TimeElapsedColumn())
    console = Console(stderr=True)
    # Where nobody watches a terminal, a bar that cannot move is noise.
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield _Shown(progress)


def _prepare_gates() -> None:
    from expectations import gate

    gate.prepare()
