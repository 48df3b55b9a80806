"""The step wrapper: a pure transform becomes a Prefect task with a gate behind it, and its account is kept."""

import time
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Protocol

import polars as pl
from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.context import TaskRunContext
from prefect.states import State
from prefect.tasks import exponential_backoff

from expectations import gate
from expectations.gate import Outcome
from warehouse.schema import Table


class TryAgain(Exception):
    """Something outside does not answer for now; the step may be tried again."""


class Shown(Protocol):
    """What shows a run's progress to people."""

    def begin(self, size: int) -> None:
        """The run will read so many bytes."""

    def advance(self, size: int, documents: int) -> None:
        """So many bytes and documents more are done."""

    def describe(self, doing: str) -> None:
        """What the run does now."""


# Set by whoever wants to watch; a flow parameter would have to be serialised.
SHOWN: ContextVar[Shown | None] = ContextVar("SHOWN", default=None)


@dataclass
class Tally:
    """What one step did, batches added up; the fields are columns of run_steps."""

    position: int
    rows_in: int = 0
    rows_out: int = 0
    rejected: int = 0
    seconds: float = 0.0
    expectations: int = 0
    failures: int = 0

    def judge(self, outcomes: Sequence[Outcome]) -> None:
        """Count what a gate found."""
        self.expectations += len(outcomes)
        self.failures += sum(not o.success for o in outcomes)


@dataclass
class Account:
    """What one run has done so far: every step's tally, everything turned away, every expectation."""

    run_id: str
    started_at: datetime
    tallies: dict[str, Tally] = field(default_factory=dict)
    rejects: list[pl.DataFrame] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    read_count: int = 0
    loaded_count: int = 0
    known_count: int = 0

    @property
    def today(self) -> date:
        """Date of the run, UTC."""
        return self.started_at.date()

    @property
    def rejected_count(self) -> int:
        """Documents rejected."""
        return sum(map(len, self.rejects))

    def tally(self, step: str) -> Tally:
        """The tally of a step, new the first time."""
        return self.tallies.setdefault(step, Tally(len(self.tallies) + 1))

    def step(self, verb: Callable, *, into: Table | Sequence[Table], name: str = "", tries: int = 1) -> Callable[..., Any]:
        """A transform as a task of the flow: what it returns has passed the gate of `into`, or GateFailed is raised.

        - One table: the transform returns a frame, or a frame and its rejects (stage, uri, reason, detail).
        - Several tables: it returns a frame for each, as a tuple in their order or as a mapping by name.
        - The task returns the frame or frames; rejects and tally stay in the account.
        - While the transform raises TryAgain, Prefect runs it up to `tries` times, after 2, 4, 8 ... seconds, each up to half as long again.
        """
        name = name or f"{verb.__module__.rsplit('.', 1)[-1]}.{verb.__name__}"

        def run(*inputs: Any) -> Any:
            tally, start = self.tally(name), time.perf_counter()
            if shown := SHOWN.get():
                shown.describe(name)
            result = verb(*inputs)
            if isinstance(into, Table):
                result, rejects = result if isinstance(result, tuple) else (result, None)
                frames = [(into, result)]
                if rejects is not None and len(rejects):
                    self.rejects.append(rejects)
                    tally.rejected += len(rejects)
            else:
                frames = [(table, result[table.name] if isinstance(result, dict) else result[n]) for n, table in enumerate(into)]
            tally.rows_in += len(inputs[0]) if inputs else 0
            for table, frame in frames:
                tally.rows_out += len(frame)
                self.judge(name, gate.check(name, frame, table, today=self.today))
            tally.seconds += time.perf_counter() - start
            return result

        # Hashing the inputs for Prefect's cache would cost more than most steps.
        return task(run, name=name, cache_policy=NO_CACHE, retries=tries - 1, retry_delay_seconds=exponential_backoff(2) if tries > 1 else None,
                    retry_jitter_factor=0.5 if tries > 1 else None, retry_condition_fn=_is_worth_it if tries > 1 else None)

    def judge(self, step: str, outcomes: Sequence[Outcome]) -> None:
        """Take note of what a gate found. Raises GateFailed when something fatal is among it."""
        self.tally(step).judge(outcomes)
        self.outcomes += outcomes
        gate.raise_for(outcomes)


def can_try_again() -> bool:
    """Whether the task that runs now would be run again after TryAgain; outside a task nobody would."""
    context = TaskRunContext.get()
    return context is not None and context.task_run.run_count <= (context.task.retries or 0)


def _is_worth_it(_task: object, _run: object, state: State) -> bool:
    try:
        state.result()
    except TryAgain:
        return True
    except Exception:
        return False
    return False


def now() -> datetime:
    """The time, UTC, without a zone, as the warehouse keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)
