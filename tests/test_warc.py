"""The pages of a WARC file, whole or damaged."""

import gzip
import io
import zlib

import pyarrow
import pytest

from articles import URL, answer
from flows import warc
from flows.found import Found

BODY = b"<html><body><p>The crew is on board.</p></body></html>"
TYPE = "Content-Type: text/html"
LAST = answer(b"The last one.", url=URL + "?last", headers=("Content-Type: text/plain",))


def told(content: bytes) -> list[str]:
    """Content, or reason."""
    return [one.problem[0] if one.problem else one.content.decode() for one in warc.pages(io.BufferedReader(io.BytesIO(content)), Found("file:///a.warc", "test"))]


def chunked(body: bytes) -> bytes:
    return b"%x;x=y\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (5, body[:5], len(body) - 5, body[5:])


def brotli(body: bytes) -> bytes:
    out = pyarrow.BufferOutputStream()
    with pyarrow.CompressedOutputStream(out, "brotli") as packed:
        packed.write(body)
    return out.getvalue().to_pybytes()


@pytest.mark.parametrize("body,headers", [
    (BODY, ()), (gzip.compress(BODY), ("Content-Encoding: gzip",)), (zlib.compress(BODY), ("Content-Encoding: deflate",)), (brotli(BODY), ("Content-Encoding: br",)),
    (chunked(BODY), ("Transfer-Encoding: chunked",)), (chunked(gzip.compress(BODY)), ("Transfer-Encoding: chunked", "Content-Encoding: gzip")), (BODY, ("Content-Encoding: identity",)),
    # As crawlers leave it that unpack an answer and keep its head.
    (BODY, ("Content-Encoding: gzip",)), (BODY, ("Content-Encoding: br", "Transfer-Encoding: chunked")),
])
def test_an_answer_is_unpacked(body, headers):
    assert told(answer(body, headers=(TYPE, *headers)) + LAST) == [BODY.decode(), "The last one."]


@pytest.mark.parametrize("record,reason", [
    (answer(b"\x1f\x8bjunk", headers=(TYPE, "Content-Encoding: gzip")), "damaged"), (answer(gzip.compress(BODY)[:-9], headers=(TYPE, "Content-Encoding: gzip")), "damaged"),
    (answer(chunked(BODY)[:20], headers=(TYPE, "Transfer-Encoding: chunked")), "damaged"), (answer(b"", status="404 Not Found"), "http_error"), (answer(b"", status="x"), "http_error"),
])
def test_a_bad_answer_costs_only_itself(record, reason):
    assert told(record + LAST) == [reason, "The last one."]


@pytest.mark.parametrize("record", [
    answer(BODY, status="301 Moved"), answer(b"x", headers=("Content-Type: image/png",)), answer(BODY).replace(b"WARC-Type: response", b"WARC-Type: request"), answer(b"no page", headers=("Server: x",)),
])
def test_what_is_no_page_is_no_document(record):
    assert told(record + LAST) == ["The last one."]


def test_a_page_without_a_media_type_is_a_page():
    assert told(answer(BODY, headers=("Server: x",))) == [BODY.decode()]


def test_a_bomb_in_an_answer_is_left(monkeypatch):
    monkeypatch.setattr(warc, "MOST_BYTES", 100_000)
    bombs = [answer(pack(bytes(9_000_000)), headers=(TYPE, f"Content-Encoding: {name}")) for name, pack in (("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli))]
    assert told(b"".join(bombs) + answer(bytes(200_000)) + LAST) == ["too_large"] * 4 + ["The last one."]


def test_what_comes_before_the_damage_is_read():
    assert told(answer(BODY) + LAST[:-9]) == [BODY.decode(), "damaged"]
    assert told(answer(BODY) + b"junk\r\n\r\n" * 20) == [BODY.decode(), "damaged"]
    assert told(b"junk") == ["damaged"]


def test_a_page_is_named_by_its_address_and_its_record():
    [one] = warc.pages(io.BufferedReader(io.BytesIO(answer(BODY, url=f"<{URL}>"))), Found("file:///a.warc", "test", is_named=True))
    assert (one.uri, one.place, one.media_type, one.is_named) == (URL, "file:///a.warc#1", "text/html; charset=utf-8", False)
