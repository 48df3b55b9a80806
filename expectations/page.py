"""The data-quality page: every step and every expectation on one page that needs nothing from outside."""

from collections.abc import Iterable
from dataclasses import replace
from importlib.resources import files

from expectations.gate import SHOWN_ROWS, Outcome


def render(outcomes: Iterable[Outcome], run_id: str, *, title: str = "Data quality") -> str:
    """HTML of the outcomes of one run, steps in the order they come, batches of a step added up.

    Styles are inside, there is no script, and nothing is fetched.
    """
    from jinja2 import Environment

    rows = _merge(outcomes)
    steps: dict[str, list[Outcome]] = {}
    for row in rows:
        steps.setdefault(row.step, []).append(row)
    fatal, warnings = ([r for r in rows if not r.success and r.severity == kind] for kind in ("fatal", "warning"))
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(files("expectations").joinpath("page.html.j2").read_text(encoding="utf-8"))
    return template.render(title=title, run_id=run_id, steps=steps, rows=rows, fatal=fatal, warnings=warnings,
                           number={id(r): i for i, r in enumerate(rows, 1)}, id=id, state=_state)


def _state(outcome: Outcome) -> str:
    return "passed" if outcome.success else outcome.severity


def _merge(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """One outcome a step, table and rule, in order of first appearance."""
    merged: dict[tuple, Outcome] = {}
    for one in outcomes:
        key = (one.step, one.table, one.rule)
        if key in merged:
            before = merged[key]
            one = replace(before, checked=before.checked + one.checked, failing_count=before.failing_count + one.failing_count,
                          failing_rows=[*before.failing_rows, *one.failing_rows][:SHOWN_ROWS])
        merged[key] = one
    return list(merged.values())
