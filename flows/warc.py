"""Documents in WARC files: the pages that a crawler was answered with."""

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from flows.found import MOST_BYTES, Found, part_uri

READABLE = ("text/html", "application/xhtml+xml", "text/plain")


def pages(stream: BinaryIO, file: Found) -> Iterator[Found]:
    """The answers of a WARC file that are pages of text, named by their address; pictures, scripts and requests are no documents.

    Problems: http_error (an error page), too_large, damaged (what comes before the damage is read).
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    file = replace(file, is_named=False)
    try:
        # The stream is unpacked already; an answer's own encoding (gzip) is the archive's to undo.
        for number, record in enumerate(ArchiveIterator(stream, record_types=WarcRecordType.response, auto_decode="all"), 1):
            if not record.is_http or (record.http_content_type or "").lower() not in READABLE:
                continue
            one = replace(file, uri=(record.headers.get("WARC-Target-URI") or file.uri).strip("<>"), place=part_uri(file.uri, number))
            status = record.http_headers.status_code if record.http_headers else None
            if status != 200:
                if status is None or status >= 400:
                    yield replace(one, problem=("http_error", f"HTTP {status}"))
                continue
            content = record.reader.read(MOST_BYTES + 1)
            if len(content) > MOST_BYTES:
                yield replace(one, problem=("too_large", f"more than {MOST_BYTES} bytes"))
                continue
            media_type = record.http_headers.get("Content-Type") or record.http_content_type
            yield replace(one, content=content, media_type=media_type)
    except (OSError, ValueError) as problem:
        yield replace(file, problem=("damaged", str(problem)))
