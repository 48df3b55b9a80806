"""What a run tells in the Prefect UI: an artifact with rows in and out, rejects and gates of every step."""

from collections import Counter
from typing import Any

import polars as pl

from flows.step import Account

KEY = "crewledger-run"


def tell(account: Account, *, summary: dict[str, Any] | None = None, problem: Exception | None = None) -> None:
    """Attach the artifact to the flow run of which this is part; without a flow run nothing happens."""
    from prefect.artifacts import create_markdown_artifact
    from prefect.context import FlowRunContext

    if FlowRunContext.get() is not None:
        create_markdown_artifact(key=KEY, markdown=markdown(account, summary=summary, problem=problem), description=f"Run {account.run_id}")


def markdown(account: Account, *, summary: dict[str, Any] | None = None, problem: Exception | None = None) -> str:
    """The account of a run: outcome, documents, steps, gates that did not hold, rejects by reason, and facts when it has published."""
    lines = [f"# Run {account.run_id}", ""]
    lines += [f"**Failed:** {type(problem).__name__}: {_cell(problem)}. What was published before is untouched.", ""] if problem else ["Published.", ""]
    lines += [f"{account.read_count:,} documents read: {account.loaded_count:,} loaded, {account.known_count:,} already loaded, {account.rejected_count:,} rejected.", ""]
    lines += ["| step | rows in | rows out | rejected | expectations | not met | seconds |", "|---|---:|---:|---:|---:|---:|---:|"]
    lines += [f"| {name} | {t.rows_in:,} | {t.rows_out:,} | {t.rejected:,} | {t.expectations:,} | {t.failures:,} | {t.seconds:.2f} |" for name, t in account.tallies.items()]
    if failed := [o for o in account.outcomes if not o.success]:
        lines += ["", "## Expectations not met", "", "| step | table | rule | severity | rows |", "|---|---|---|---|---|"]
        lines += [f"| {o.step} | {o.table} | {_cell(o.rule)} | {o.severity} | {o.observed} |" for o in failed]
    reasons = Counter(reason for frame in account.rejects for reason in frame.select(pl.col("stage") + ": " + pl.col("reason")).to_series())
    if reasons:
        lines += ["", "## Rejects", "", "| reason | documents |", "|---|---:|", *(f"| {reason} | {count:,} |" for reason, count in sorted(reasons.items()))]
    if summary:
        lines += ["", "## Tables", "", "| table | rows |", "|---|---:|", *(f"| {table} | {count:,} |" for table, count in summary["rows"].items())]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")
