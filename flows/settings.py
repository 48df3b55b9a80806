"""Prefect and Great Expectations without surprises: no noise, no telemetry, nothing outside the data folder."""

import logging
import os
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

# Services that a server for one flow run, gone when the run ends, does nothing useful with; each polls its database.
_SERVICES = ("CANCELLATION_CLEANUP", "CLEANUP_RECONCILER", "EVENT_LOGGER", "EVENT_PERSISTER", "FOREMAN", "LATE_RUNS",
             "PAUSE_EXPIRATIONS", "REPOSSESSOR", "SCHEDULER", "TASK_RUN_RECORDER", "TRIGGERS")
# A temporary server is asked only for what one run needs.
OWN_SERVER = {
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_SERVER_EVENTS_STREAM_OUT_ENABLED": "false",
    "PREFECT_SERVER_LOGS_STREAM_OUT_ENABLED": "false",
    "PREFECT_UI_ENABLED": "false",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    **{f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in _SERVICES},
}
_PRIVATE = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}


def prepare(data: Path, *, is_scheduled: bool = False) -> None:
    """Set the environment that Prefect reads when it is imported; call it before. What the user has set wins.

    A user without a Prefect server of their own (`has_server`) gets a temporary one whose files are in the data folder: a small
    and silent one for a run, a whole one, with UI, scheduler and logs, for a schedule.
    """
    wanted = dict(_PRIVATE)
    if not is_scheduled:
        # Errors are told in one line by the command line; Prefect would add its traceback.
        wanted["PREFECT_LOGGING_LEVEL"] = "CRITICAL"
    if not has_server():
        # Two servers cannot share a home: a run by hand must not get into the way of the schedule's.
        wanted["PREFECT_HOME"] = str(data.resolve() / (".prefect/schedule" if is_scheduled else ".prefect"))
        wanted |= {} if is_scheduled else OWN_SERVER
    for name, value in wanted.items():
        os.environ.setdefault(name, value)
    quieten()


def quieten() -> None:
    """Keep libraries' chatter out of a run's log, in whatever process it runs: one of a schedule or of a worker is not the command line's."""
    # What they cannot read of a page is told in rejects.
    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    # This one raises its own level when it is imported.
    logging.getLogger("great_expectations.data_context.types.base").addFilter(_is_warning)


def _is_warning(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def has_server() -> bool:
    """Whether the user runs a Prefect server: PREFECT_API_URL says so, or the active profile."""
    if os.environ.get("PREFECT_API_URL"):
        return True
    home = Path(os.environ.get("PREFECT_HOME") or Path.home() / ".prefect")
    try:
        profiles = tomllib.loads((home / "profiles.toml").read_text(encoding="utf-8"))
        return bool(profiles["profiles"][os.environ.get("PREFECT_PROFILE") or profiles["active"]].get("PREFECT_API_URL"))
    except (OSError, KeyError, ValueError):
        return False


def program_version() -> str:
    """Version of crewledger as installed."""
    try:
        return version("crewledger")
    except PackageNotFoundError:
        return "unknown"
