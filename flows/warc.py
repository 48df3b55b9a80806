"""Documents in WARC files: the pages that a crawler was answered with."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from flows.found import MOST_BYTES, Found, Oversized, part_uri
from transforms import page

READABLE = ("text/html", "application/xhtml+xml", "text/plain")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]{0,200}\r\n")
_CODECS = {"gzip": "gzip", "x-gzip": "gzip", "br": "brotli", "zstd": "zstd"}


class _Stream:
    """A stream that gives what it has at once: of one that breaks off, fastwarc would lose all that it asked for."""

    def __init__(self, stream: BinaryIO) -> None:
        self.read, self.tell = stream.read1, stream.tell


def pages(stream: BinaryIO, file: Found) -> Iterator[Found]:
    """The answers of a WARC file that are pages of text, named by their address; pictures, scripts and requests are no documents.

    Problems: http_error (an error page), too_large, damaged (what comes before the damage is read, and what comes after an answer that
    is damaged alone).
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    file, number = replace(file, is_named=False), 0
    try:
        # It could decode answers too, but loses the place where the next one begins when one is damaged or packed twice.
        for number, record in enumerate(ArchiveIterator(_Stream(stream), auto_decode="none"), 1):
            media_type = (record.http_content_type or "").lower()
            if record.record_type != WarcRecordType.response or not record.is_http or media_type and media_type not in READABLE:
                continue
            one = replace(file, uri=(record.headers.get("WARC-Target-URI") or file.uri).strip("<>"), place=part_uri(file.uri, number))
            status = record.http_headers.status_code if record.http_headers else None
            if status != 200:
                if status is None or status >= 400:
                    yield replace(one, problem=("http_error", f"HTTP {status}" if status else "not an HTTP answer"))
                continue
            try:
                content = _content(record)
            except Oversized as problem:
                yield replace(one, problem=("too_large", str(problem)))
            except (OSError, EOFError, zlib.error) as problem:
                yield replace(one, problem=("damaged", str(problem)))
            else:
                if media_type or page.is_html(content[:4096].decode("latin-1"), None):
                    yield replace(one, content=content, media_type=record.http_headers.get("Content-Type"))
        if not number and stream.tell():
            yield replace(file, problem=("damaged", "no WARC record in it"))
    except (OSError, ValueError) as problem:
        yield replace(file, problem=("damaged", f"after {number} records: {problem}"))


def _content(record: Any) -> bytes:
    """The body of an answer as its server had it, before transfer and packing. Raises Oversized, and OSError, EOFError or zlib.error for damage."""
    body = record.reader.read(MOST_BYTES + 1)
    if len(body) <= MOST_BYTES and len(body) < record.content_length:
        raise EOFError(f"ends after {len(body)} of {record.content_length} bytes")
    if "chunked" in (record.http_headers.get("Transfer-Encoding") or "").lower():
        body = _joined(body)
    for encoding in reversed((record.http_headers.get("Content-Encoding") or "").lower().split(",")):
        try:
            body = _unpacked(body, encoding.strip())
        except (OSError, zlib.error):
            # Some crawlers unpack an answer and keep what its head says.
            if not body.lstrip().startswith(b"<"):
                raise
    if len(body) > MOST_BYTES:
        raise Oversized(f"more than {MOST_BYTES} bytes")
    return body


def _joined(body: bytes) -> bytes:
    """The chunks of an answer put together; one whose crawler has done that already is as it is."""
    parts, at = [], 0
    while chunk := _CHUNK.match(body, at):
        size = int(chunk[1], 16)
        if not size:
            return b"".join(parts)
        parts.append(body[chunk.end():chunk.end() + size])
        at = chunk.end() + size + 2
    if parts:
        raise EOFError("ends within its chunks")
    return body


def _unpacked(body: bytes, encoding: str) -> bytes:
    """The body without one content encoding; an unknown one is left as it is. Gives no more than a byte beyond the limit."""
    import pyarrow

    if encoding == "deflate":
        # Some servers leave zlib's header out.
        return zlib.decompressobj(15 if body[:1] == b"\x78" else -15).decompress(body, MOST_BYTES + 1)
    if encoding not in _CODECS:
        return body
    with pyarrow.CompressedInputStream(pyarrow.BufferReader(body), _CODECS[encoding]) as decoder:
        return decoder.read(MOST_BYTES + 1)
