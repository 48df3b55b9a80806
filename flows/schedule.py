"""The flow on a schedule: served by this process, on the user's Prefect server or on one of its own."""

import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from flows import server, settings
from flows.config import FILE, NOTHING, SourceError, resolve

NAME = "scheduled"


def serve(cron: str, sources: Sequence[str], data: Path, *, config: Path | None, batch_size: int) -> None:
    """Serve the flow until the process is ended: a run at each time of `cron` (five fields, UTC), one at a time.

    A time that comes while a run is at work is left out. Without a Prefect server of the user's one is started for as long as this
    lasts, with its UI. Raises SourceError for a cron expression that is none, and NoServer.
    """
    parameters = _parameters(sources, data, config, batch_size)
    settings.prepare(data, is_scheduled=True)
    with nullcontext() if settings.has_server() else server.temporary(Path(os.environ["PREFECT_HOME"]), is_whole=True) as started:
        from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
        from prefect.client.schemas.schedules import CronSchedule
        from pydantic import ValidationError

        from flows.pipeline import crewledger

        try:
            CronSchedule(cron=cron, timezone="UTC")
        except ValidationError:
            raise SourceError(f"--cron {cron!r}: not a cron expression of five fields") from None
        started.wait() if started else server.check_own()
        where = f"http://127.0.0.1:{started.port}" if started else os.environ.get("PREFECT_UI_URL") or "your Prefect server"
        print(f"Runs at {cron} (UTC); see {where}. Ctrl-C ends it.", file=sys.stderr, flush=True)
        crewledger.serve(
            NAME, schedule=CronSchedule(cron=cron, timezone="UTC"), limit=1,
            global_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
            parameters=parameters, description="News about human spaceflight into the warehouse.", print_starting_message=False)


def _parameters(sources: Sequence[str], data: Path, config: Path | None, batch_size: int) -> dict:
    """What the flow is called with; paths are absolute, as a run may start in another folder. Raises SourceError."""
    path = (config or Path(FILE)).resolve() if config or Path(FILE).exists() else None
    chosen = resolve(sources, path)
    if not chosen.sources:
        raise SourceError(NOTHING)
    places = {s.place for s in chosen.sources if s.path}
    return {"sources": [os.path.abspath(s) if s in places else s for s in sources], "data": str(data.resolve()),
            "config": path and str(path), "batch_size": batch_size}
