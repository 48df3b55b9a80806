"""Documents in tables: a row of a JSON Lines, CSV or Parquet file is one document."""

import codecs
import csv
import html
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from itertools import chain, islice
from typing import Any, BinaryIO

from flows.config import Columns
from flows.found import Found, Oversized, part_uri
from transforms import extract, page
from transforms.clean import moment

# What dumps of news call their columns, the likeliest first; compared without case.
USUAL: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "full_text", "article_text", "maintext", "article_body", "articlebody", "article", "story"),
    "title": ("title", "headline"),
    "author": ("author", "authors", "byline", "creator"),
    "published": ("published_at", "published", "date_published", "datepublished", "publish_date", "publication_date", "pub_date", "pubdate", "date", "datetime", "timestamp"),
    "outlet": ("outlet", "news_site", "site_name", "publisher", "publication", "source_name", "source", "domain"),
    "url": ("url", "link", "uri", "web_url", "canonical_url", "source_url"),
    "id": ("id", "guid", "uuid"),
}
# Characters of a row: the longest page that is read (transforms.extract).
LONGEST = 16_000_000
# The default of 128 KiB is less than a long feature; it can be set for the whole process only.
csv.field_size_limit(LONGEST)
# What stands for a byte that is not UTF-8, and what an escape in JSON may leave.
_UNDECODED = re.compile("[\udc80-\udcff]")
_LONE = re.compile("[\ud800-\udfff]")


class _NoColumn(Exception):
    """A column that is declared, or the one of the text, is not there: args are the reason code and the detail."""


def json_lines(stream: BinaryIO, file: Found, columns: Columns) -> Iterator[Found]:
    """The rows of a JSON Lines file; a line that is no JSON object is a problem (bad_record, too_large) of its own."""
    text = _text(stream, newline="\n")
    number = 0
    while line := text.readline(LONGEST):
        number += 1
        row = replace(file, uri=part_uri(file.uri, number))
        if len(line) == LONGEST:
            while line and not line.endswith("\n"):
                line = text.readline(LONGEST)
            yield replace(row, problem=("too_large", f"line {number} has {LONGEST} characters or more"))
            continue
        if not line.strip():
            continue
        try:
            values = json.loads(*_decoded([line.lstrip("\ufeff")]))
        except (ValueError, RecursionError) as problem:
            yield replace(row, problem=("bad_record", f"line {number}: {problem}"))
            continue
        if not isinstance(values, dict):
            yield replace(row, problem=("bad_record", f"line {number}: not a JSON object"))
            continue
        try:
            chosen = _chosen(values, columns)
        except _NoColumn as problem:
            yield replace(row, problem=problem.args)
        else:
            yield _document(row, file, {field: values[name] for field, name in chosen.items()})


def csv_rows(stream: BinaryIO, file: Found, columns: Columns, *, delimiter: str | None = None) -> Iterator[Found]:
    """The rows of a CSV file with a header line; comma, semicolon, tab and bar are told apart by it.

    - Quotation marks must be paired as the format wants, and a row must have as many fields as the header: a row that has not is a
      problem (bad_record), and reading goes on with the next line.
    - A declared column that is not there is a problem (no_such_column) of the file. Raises Oversized where a row is longer than any page.
    """
    text = _text(stream, newline="")
    number = held = 0

    def lines() -> Iterator[str]:
        nonlocal held
        while line := text.readline(LONGEST):
            held += len(line)
            if held >= LONGEST:
                raise Oversized(f"{f'row {number}' if number else 'the header'} has {LONGEST} characters or more")
            yield line

    source = lines()
    header = next(source, "")
    delimiter = delimiter or max(",;\t|", key=re.sub('"[^"]*"', "", header).count)
    rows = csv.reader(chain([header], source), delimiter=delimiter, strict=True)
    try:
        names = _decoded(next(rows, []))
        chosen = _chosen(names, columns) if names else {}
    except csv.Error as problem:
        yield replace(file, problem=("bad_record", f"header: {problem}"))
        return
    except _NoColumn as problem:
        yield replace(file, problem=problem.args)
        return
    places = {field: names.index(name) for field, name in chosen.items()}
    while True:
        number, held = number + 1, 0
        row = replace(file, uri=part_uri(file.uri, number))
        try:
            cells = next(rows, None)
            while cells == []:
                cells = next(rows, None)
        except csv.Error as problem:
            yield replace(row, problem=("bad_record", f"row {number}: {problem}"))
            continue
        if cells is None:
            break
        if len(cells) != len(names):
            yield replace(row, problem=("bad_record", f"row {number} has {len(cells)} fields, the header {len(names)}"))
        else:
            cells = _decoded(cells)
            yield _document(row, file, {field: cells[place] for field, place in places.items()})


def parquet_rows(stream: BinaryIO, file: Found, columns: Columns) -> Iterator[Found]:
    """The rows of a Parquet file, a few at a time. A declared column that is not there is a problem (no_such_column) of the file."""
    import pyarrow
    from pyarrow import parquet

    try:
        table = parquet.ParquetFile(stream)
        chosen = _chosen(table.schema_arrow.names, columns)
        number = 0
        for batch in table.iter_batches(batch_size=64, columns=sorted(set(chosen.values()))):
            # Arrow's times reach further than Python's, and have nanoseconds.
            cells = {name: column.cast(pyarrow.string()) if pyarrow.types.is_temporal(column.type) else column for name, column in zip(batch.schema.names, batch.columns, strict=True)}
            values = {field: cells[name].to_pylist() for field, name in chosen.items()}
            for row in zip(*values.values(), strict=True):
                number += 1
                yield _document(replace(file, uri=part_uri(file.uri, number)), file, dict(zip(values, row, strict=True)))
    except pyarrow.ArrowException as problem:
        yield replace(file, problem=("damaged", str(problem).splitlines()[0]))
    except _NoColumn as problem:
        yield replace(file, problem=problem.args)


def _text(stream: BinaryIO, *, newline: str) -> io.TextIOWrapper:
    """UTF-8, or UTF-16 by its byte order mark; each byte that is neither becomes a lone surrogate (see _decoded)."""
    is_wide = stream.peek(2)[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    return io.TextIOWrapper(stream, *(("utf-16", "replace") if is_wide else ("utf-8-sig", "surrogateescape")), newline=newline)


def _decoded(cells: list[str]) -> list[str]:
    """The cells of a row whose bytes are not UTF-8, decoded: all together, since one alone is too short to tell its charset."""
    if not any(not cell.isascii() and _UNDECODED.search(cell) for cell in cells):
        return cells
    together = "\n".join(cells).encode("utf-8", "surrogateescape")
    try:
        lines = iter(extract.decode(together, size_limit=4 * LONGEST).split("\n"))
    except extract.Unreadable:
        lines = iter(together.decode("utf-8", "replace").split("\n"))
    return ["\n".join(islice(lines, cell.count("\n") + 1)) for cell in cells]


def _document(row: Found, file: Found, given: Mapping[str, Any]) -> Found:
    """A row as a document, named by its address, else its id, else its number. `given`: the values by field."""
    url, key = _words(given.get("url")), _words(given.get("id"))
    if url and url.startswith(("http://", "https://")):
        row = replace(row, uri=url, place=row.uri)
    elif key:
        row = replace(row, uri=part_uri(file.uri, f"id={key}"), place=row.uri)
    text, title = given["text"], _words(given.get("title"))
    if not isinstance(text, str) or not text.strip():
        return replace(row, problem=("no_text", "its column holds no text"))
    text, is_markup = _LONE.sub("\ufffd", text), page.is_markup(text)
    # The headline stays with the text, where its words can be evidence, as in a file; a whole page has it.
    if title and not page.is_whole(text):
        head = " ".join(text[:2 * len(title) + 500].split())
        if not is_markup and not re.match(rf"{re.escape(title)}(?!\w)", head):
            text = f"{title}\n\n{text}"
        elif is_markup and not re.search(rf">\s?{re.escape(title)}\s?<", html.unescape(head)):
            text = f"<h1>{html.escape(title)}</h1>{text}"
    return replace(row, content=text.encode(), title=title, author=_words(given.get("author")), published_at=when(given.get("published")),
                   outlet=_words(given.get("outlet")), media_type="text/html" if is_markup else None)


def _chosen(names: Iterable[str], columns: Columns) -> dict[str, str]:
    """The column for each field: the declared one, else one that is usually called so. Raises _NoColumn.

    A row of JSON need not have all that is declared; the columns of a table, a sequence, are all there.
    """
    there = {name.lower(): name for name in reversed([n for n in names if n])}
    listed = _LONE.sub("\ufffd", ", ".join(sorted(there.values())))
    chosen = {}
    for field, usual in USUAL.items():
        declared = getattr(columns, field)
        if declared is not None and declared.lower() not in there:
            if field in ("text", "url", "id") or isinstance(names, Sequence):
                raise _NoColumn("no_such_column", f"there is no column {declared}, only {listed}"[:500])
            continue
        if name := next((there[n] for n in ((declared.lower(),) if declared else usual) if n in there), None):
            chosen[field] = name
    if "text" not in chosen:
        raise _NoColumn("no_text_column", f"none of the columns {listed} is known to hold the text: declare it as columns.text"[:500])
    return chosen


def _words(value: Any) -> str | None:
    """A value as one line: the parts of a list are joined, objects give their name."""
    if isinstance(value, list):
        return ", ".join(filter(None, (_words(one) for one in value if not isinstance(one, list)))) or None
    if isinstance(value, Mapping):
        value = value.get("name")
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value != value:
        return None
    return " ".join(_LONE.sub("\ufffd", str(value)).replace("\0", "").split()) or None


# Milliseconds, microseconds and nanoseconds of our days are more than so many seconds, which are in the year 5138.
_MOST_SECONDS = 1e11
# 0 and other small numbers stand for no time, or are years.
_LEAST_SECONDS = 1e8


def when(value: Any) -> datetime | None:
    """A time in UTC without a zone; None when the value tells none.

    Read are dates and datetimes, ISO 8601, RFC 822, 20220921 and 20220921115400, seconds since 1970 and their thousandths, and words.
    """
    try:
        if isinstance(value, datetime):
            return _utc(value)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = format(value, "f") if isinstance(value, float) else str(value)
        if not isinstance(value, str):
            return None
        value = value.strip()
        if re.fullmatch(r"(?:19|20)\d{6}(?:\d{4}(?:\d\d)?)?", value):
            return datetime.strptime(value.ljust(14, "0"), "%Y%m%d%H%M%S")
        if re.fullmatch(r"\d{1,30}(?:\.\d*)?", value):
            seconds = float(value)
            while seconds > _MOST_SECONDS:
                seconds /= 1000
            return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None) if seconds > _LEAST_SECONDS else None
    except (ValueError, OverflowError):
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return _utc(read(value))
        except (ValueError, OverflowError):
            pass
    return moment(value)


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
