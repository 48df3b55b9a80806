"""The command line. Nothing heavy is imported before a command needs it, so that --help answers at once."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

app = typer.Typer(name="crewledger", help="News about human spaceflight, turned into a warehouse whose every value points at its evidence.",
                  no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

Data = Annotated[Path, typer.Option("--data", help="The data folder.")]
Configuration = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Where sources are declared.  [default: crewledger.toml]", show_default=False)]
_SOURCES = "Files, folders, globs, addresses of feeds, sitemaps or pages, or names of sources in crewledger.toml; all of those without one."


class TableFormat(StrEnum):
    """Formats of a query's answer."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


class PackageFormat(StrEnum):
    """Formats of the data package."""

    parquet = "parquet"
    csv = "csv"


class DocumentFormat(StrEnum):
    """Formats of the data dictionary."""

    markdown = "markdown"
    json = "json"


@app.command()
def run(
    sources: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE ...]", help=_SOURCES, show_default=False)] = None,
    data: Data = Path("data"),
    config: Configuration = None,
    full_refresh: Annotated[bool, typer.Option("--full-refresh", help="Forget what is loaded and start from nothing.")] = False,
    batch_size: Annotated[int, typer.Option("--batch-size", min=1, help="Documents that are worked on at a time.")] = 1000,
    withdraw: Annotated[list[str] | None, typer.Option("--withdraw", metavar="URI", help="Take a document and its claims out; may be repeated.", show_default=False)] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress and no summary.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a machine-readable summary.")] = False,
) -> None:
    """Read what is new at the sources, resolve it into facts, check them and publish them."""
    from flows import console
    from flows.config import NOTHING
    from warehouse import store

    if data.exists() and not data.is_dir():
        _fail(f"{data}: not a folder", 2)
    with _problems(data), store.lock(data):
        # Wrong usage should not have to wait for Prefect.
        if not _usable(sources or [], config) and not withdraw:
            _fail(NOTHING, 2)
        summary = console.run(sources or [], data, config=config, batch_size=batch_size, full_refresh=full_refresh, withdraw=withdraw or [], is_shown=not quiet)
    if as_json:
        print(json.dumps(summary, ensure_ascii=False))
    elif not quiet:
        console.sum_up(summary)


@app.command()
def schedule(
    cron: Annotated[str, typer.Option("--cron", metavar="EXPRESSION", help="When to run, in UTC: minute, hour, day of month, month, day of week.")],
    sources: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE ...]", help=_SOURCES, show_default=False)] = None,
    data: Data = Path("data"),
    config: Configuration = None,
    batch_size: Annotated[int, typer.Option("--batch-size", min=1, help="Documents that are worked on at a time.")] = 1000,
) -> None:
    """Run at the times of a cron expression until ended, on Prefect: your server (PREFECT_API_URL) or one of its own, with its UI."""
    with _problems(data):
        _usable(sources or [], config)
        from flows import schedule as scheduled

        scheduled.serve(cron, sources or [], data, config=config, batch_size=batch_size)


@app.command()
def check(data: Data = Path("data")) -> None:
    """Hold the published warehouse against every data-quality gate again."""
    from flows import console, settings
    from warehouse import store

    with _problems(data):
        settings.prepare(data)
        connection = store.published(data)
        if not console.check(connection):
            raise typer.Exit(1)


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="One SQL statement.")],
    data: Data = Path("data"),
    format: Annotated[TableFormat, typer.Option("--format", help="How to write the answer.")] = TableFormat.table,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Write to this file instead of standard output.", show_default=False)] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Rows that a table shows.")] = 100,
) -> None:
    """Ask the published warehouse a question; nothing can be changed. Table redirects leads from former ids to those in use."""
    from flows import query as asked

    with _problems(data):
        asked.answer(data, sql, format=format, to=to, limit=limit)


@app.command()
def explain(fact_id: Annotated[str, typer.Argument(metavar="ID", help="The id of a fact, or one that it had before.")], data: Data = Path("data")) -> None:
    """Show a fact with all its claims: source, sentence and marked characters of each, and who speaks for and against a value in dispute."""
    from flows import explain as explained

    with _problems(data):
        explained.show(data, fact_id)


@app.command()
def export(
    to: Annotated[str, typer.Option("--to", metavar="DIR", help="A folder, or the URL of one in an object store.")],
    data: Data = Path("data"),
    format: Annotated[PackageFormat, typer.Option("--format", help="File format of the tables.")] = PackageFormat.parquet,
) -> None:
    """Write the published tables as a data package: one file a table, and datapackage.json."""
    with _problems(data):
        from warehouse import export as package
        from warehouse import store

        connection = store.published(data)
        print(package.send(connection, to, format=format), file=sys.stderr)


@app.command()
def dictionary(format: Annotated[DocumentFormat, typer.Option("--format", help="How to write it.")] = DocumentFormat.markdown) -> None:
    """Print the data dictionary, made from the table declarations."""
    from flows import dictionary as declared

    print(declared.markdown() if format is DocumentFormat.markdown else declared.as_json())


def _usable(sources: list[str], config: Path | None) -> bool:
    """Whether there is a source; raises SourceError when one cannot be used."""
    from flows import files
    from flows.config import resolve

    declared = resolve(sources, config).sources
    for source in declared:
        if source.path:
            files.check(source)
    return bool(declared)


@contextmanager
def _problems(data: Path) -> Iterator[None]:
    """What can go wrong outside the program, told in one line with the exit code of the contract."""
    from flows.config import SourceError
    from flows.query import WrongSQL
    from warehouse import store

    try:
        yield
    except typer.Exit:
        raise
    except (SourceError, WrongSQL, store.NotPublished, store.Outdated) as problem:
        _fail(str(problem), 2)
    except store.Busy as problem:
        _fail(str(problem), 1)
    except KeyboardInterrupt:
        _fail("interrupted; what was published before is untouched", 130)
    except BrokenPipeError:
        # The reader of a pipe has seen enough; Python would complain when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except OSError as problem:
        _fail(f"{problem.filename or data}: {problem.strerror or problem}", 2)
    except Exception as problem:
        if type(problem).__name__ not in _EXIT_CODES:
            raise
        _fail(str(problem), _EXIT_CODES[type(problem).__name__])


# By name, as importing these classes takes seconds that only their own command should cost. The last two are DuckDB's, of a full disk or memory.
_EXIT_CODES = {"GateFailed": 1, "NothingLoaded": 1, "NoServer": 2, "UnknownDocument": 2, "UnknownFact": 2, "IOException": 1, "OutOfMemoryException": 1}


def _fail(message: str, code: int) -> NoReturn:
    raise typer.Exit(_say(message, code))


def _say(message: str, code: int) -> int:
    print(f"crewledger: {' '.join(message.split())}", file=sys.stderr)
    return code


def main() -> NoReturn:
    """The console command: the app, wrong usage in one line, and an end without ado.

    When a command returns everything is on disk. Taking Prefect's threads and DuckDB's bindings apart would cost
    seconds more, and fill the console with complaints about the order in which that happens.
    """
    try:
        code = app(args=sys.argv[1:] or ["--help"], prog_name="crewledger", standalone_mode=False) or 0
    except KeyboardInterrupt:
        code = _say("interrupted", 130)
    except Exception as problem:
        # Typer's own errors, whose classes it keeps to itself.
        if hasattr(problem, "format_message"):
            code = _say(problem.format_message(), 2)
        else:
            import traceback

            traceback.print_exc()
            code = 1
    for stream in (sys.stdout, sys.stderr):
        with suppress(BrokenPipeError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
