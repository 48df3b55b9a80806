"""Documents in tables: a row of a JSON Lines, CSV or Parquet file is one document."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO

from flows.config import Columns
from flows.found import MOST_BYTES, Found, part_uri
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
# The default of 128 KiB is less than a long feature; it can be set for the whole process only.
csv.field_size_limit(MOST_BYTES)


class _NoColumn(Exception):
    """A column that is declared, or the one of the text, is not there: args are the reason code and the detail."""


def json_lines(stream: BinaryIO, file: Found, columns: Columns) -> Iterator[Found]:
    """The rows of a JSON Lines file; a line that is no JSON object is a problem (bad_record) of its own."""
    number = 0
    while line := stream.readline(MOST_BYTES + 1):
        number += 1
        row = replace(file, uri=part_uri(file.uri, number))
        if len(line) > MOST_BYTES:
            while line and not line.endswith(b"\n"):
                line = stream.readline(MOST_BYTES)
            yield replace(row, problem=("too_large", f"line {number} has more than {MOST_BYTES} bytes"))
            continue
        if not line.strip():
            continue
        try:
            values = json.loads(line.decode("utf-8-sig", "surrogateescape"))
        except (ValueError, RecursionError) as problem:
            yield replace(row, problem=("bad_record", f"line {number}: {problem}"))
            continue
        if not isinstance(values, dict):
            yield replace(row, problem=("bad_record", f"line {number}: not a JSON object"))
            continue
        yield _document(row, file, values, columns)


def csv_rows(stream: BinaryIO, file: Found, columns: Columns, *, delimiter: str | None = None) -> Iterator[Found]:
    """The rows of a CSV file with a header line; comma, semicolon, tab and bar are told apart by it.

    Bytes that are not UTF-8 are kept as they are: the charset of a text is found later, from the text alone.
    """
    text = io.TextIOWrapper(stream, "utf-8-sig", "surrogateescape", newline="")
    header = text.readline(MOST_BYTES)
    delimiter = delimiter or max(",;\t|", key=header.count)
    names = next(csv.reader([header], delimiter=delimiter), [])
    reader = csv.DictReader(text, names, delimiter=delimiter, restkey="")
    number = 0
    try:
        for number, values in enumerate(reader, 1):
            row = replace(file, uri=part_uri(file.uri, number))
            if "" in values:
                yield replace(row, problem=("bad_record", f"row {number} has more fields than the header"))
            else:
                yield _document(row, file, values, columns)
    except csv.Error as problem:
        yield replace(file, uri=part_uri(file.uri, number + 1), problem=("bad_record", f"after row {number}: {problem}"))
    finally:
        text.detach()


def parquet_rows(stream: BinaryIO, file: Found, columns: Columns) -> Iterator[Found]:
    """The rows of a Parquet file, a few at a time."""
    import pyarrow
    from pyarrow import parquet

    if not stream.seekable():
        stream = io.BytesIO(stream.read(MOST_BYTES + 1))
        if len(stream.getbuffer()) > MOST_BYTES:
            yield replace(file, problem=("too_large", f"more than {MOST_BYTES} bytes in an archive"))
            return
    try:
        table = parquet.ParquetFile(stream)
        chosen = sorted(set(_chosen(table.schema_arrow.names, columns).values()))
        number = 0
        for batch in table.iter_batches(batch_size=64, columns=chosen):
            for values in batch.to_pylist():
                number += 1
                yield _document(replace(file, uri=part_uri(file.uri, number)), file, values, columns)
    except pyarrow.ArrowException as problem:
        yield replace(file, problem=("damaged", str(problem).splitlines()[0]))
    except _NoColumn as problem:
        yield replace(file, problem=problem.args)


def _document(row: Found, file: Found, values: Mapping[str, Any], columns: Columns) -> Found:
    """A row as a document, named by its address, else its id, else its number."""
    try:
        chosen = _chosen(values, columns)
    except _NoColumn as problem:
        return replace(row, problem=problem.args)
    given = {field: values.get(name) for field, name in chosen.items()}
    url, key = _words(given.get("url")), _words(given.get("id"))
    if url and url.startswith(("http://", "https://")):
        row = replace(row, uri=url, place=row.uri)
    elif key:
        row = replace(row, uri=part_uri(file.uri, key), place=row.uri)
    text, title = given["text"], _words(given.get("title"))
    if not isinstance(text, str):
        return replace(row, problem=("no_text", f"column {chosen['text']} holds no text"))
    # The headline stays with the text, where its words can be evidence, as in a file.
    is_page = text.lstrip()[:1] == "<"
    if title and not is_page and not text.lstrip().startswith(title):
        text = f"{title}\n\n{text}"
    return replace(row, content=text.encode("utf-8", "surrogateescape"), title=title, author=_words(given.get("author")),
                   published_at=when(given.get("published")), outlet=_words(given.get("outlet")), media_type="text/html" if is_page else None)


def _chosen(names: Iterable[str], columns: Columns) -> dict[str, str]:
    """The column for each field: the declared one, else one that is usually called so. Raises _NoColumn."""
    there = {name.lower(): name for name in reversed([n for n in names if n])}
    chosen = {}
    for field, usual in USUAL.items():
        declared = getattr(columns, field)
        if declared is not None and declared.lower() not in there:
            if field in ("text", "url", "id"):
                raise _NoColumn("no_such_column", f"there is no column {declared}, only {', '.join(sorted(there.values()))}"[:500])
            continue
        if name := next((there[n] for n in ((declared.lower(),) if declared else usual) if n in there), None):
            chosen[field] = name
    if "text" not in chosen:
        raise _NoColumn("no_text_column", f"none of the columns {', '.join(sorted(there.values()))} is known to hold the text: declare it as columns.text"[:500])
    return chosen


def _words(value: Any) -> str | None:
    """A value as text: lists are joined, objects give their name."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, value))) or None
    if isinstance(value, Mapping):
        return _words(value.get("name"))
    if value is None or isinstance(value, bool):
        return None
    return str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip() or None


def when(value: Any) -> datetime | None:
    """A time in UTC without a zone, from a date, ISO 8601, RFC 822, seconds or milliseconds since 1970, or words; None when it is none of them."""
    if isinstance(value, datetime):
        return _utc(value)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return datetime.fromtimestamp(value / 1000 if abs(value) > 1e11 else value, UTC).replace(tzinfo=None)
        except (OverflowError, OSError, ValueError):
            return None
    if not isinstance(value, str) or not value.strip():
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return _utc(read(value.strip()))
        except (ValueError, OverflowError):
            pass
    return moment(value)


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
