"""Fetching that behaves: slowly, within limits, as robots.txt allows, and never from a private network unless a source says so."""

import ipaddress
import socket
import threading
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx
from protego import Protego

from flows.config import Source
from flows.found import MOST_BYTES
from flows.settings import program_version

_NAME = "crewledger"
# Worth another try: the server may answer next time.
_PASSING = {408, 425, 429, 500, 502, 503, 504}
# The whole server has trouble, not this one page.
_OVERLOADED = {429, 503}
# So many requests in a row may fail before a host gets a rest, 2 to the power of their number in seconds.
_FAILURES = 3
# Nobody waits longer than this for a host, in seconds.
_LONGEST = 60
# RFC 9309 wants at least 500 KiB of a robots.txt read.
_ROBOTS = 512_000
_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,application/json;q=0.9,text/plain;q=0.8,*/*;q=0.1"
_IPV6, _NAT64 = ipaddress.IPv6Network("2000::/3"), ipaddress.IPv6Network("64:ff9b::/96")


class Problem(Exception):
    """An address that cannot be read: a reason code and what exactly was wrong; `is_passing` when another try may help."""

    def __init__(self, reason: str, detail: str, *, is_passing: bool = False) -> None:
        super().__init__(reason, detail)
        # What a server sends may be anything.
        self.reason, self.detail = reason, " ".join(detail.encode("utf-8", "replace").decode().split())[:500]
        self.is_passing = is_passing


@dataclass(frozen=True, slots=True)
class Visit:
    """What is remembered of an address from the last time: the validators for a conditional request."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: `content` is None when it has not changed since the visit."""

    url: str
    content: bytes | None
    media_type: str | None
    visit: Visit


@dataclass
class _Host:
    """Whose turn it is at a host, and from when on; `closed_until` while it has trouble or asks for a rest."""

    turn: threading.Semaphore
    lock: threading.Lock = field(default_factory=threading.Lock)
    next_at: float = 0.0
    closed_until: float = 0.0
    failures: int = 0
    trouble: str = ""
    asking: threading.Lock = field(default_factory=threading.Lock)
    robots: Protego | None = None


class Web:
    """One run's way to the web; its `get` may be called from several threads.

    - `agent` names the project in every request; `contact` is added to it.
    - A request ends after `patience` seconds in all, `most_bytes` of content, packed or unpacked, or `most_redirects`.
    - Proxies of the environment are not used: behind one nobody could tell whose address is asked.
    - No cookie is kept: what a page says should not depend on the pages before it.
    """

    def __init__(self, *, contact: str | None = None, patience: float = 60, most_bytes: int = 16_000_000, most_redirects: int = 5) -> None:
        assert most_bytes <= MOST_BYTES
        self.agent = f"{_NAME}/{program_version()}" + (f" (+{contact})" if contact else "")
        self._patience, self._most_bytes, self._most_redirects = patience, most_bytes, most_redirects
        # A connection for each request: one that waits for the next would be used without a look at where it leads, and be closed by the server meanwhile.
        self._client = httpx.Client(trust_env=False, follow_redirects=False, timeout=httpx.Timeout(20, connect=10), limits=httpx.Limits(max_keepalive_connections=0),
                                    cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                                    headers={"User-Agent": self.agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate", "Connection": "close"})
        self._hosts: dict[tuple[str, int | None], _Host] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> "Web":
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self._client.close()

    def get(self, url: str, source: Source, visit: Visit | None = None, *, is_named: bool = False) -> Page:
        """What is at an address. An address that the user named himself is not held against robots.txt.

        Raises Problem: bad_address, private_address, robots, http_error, timeout, unreachable, unavailable, too_large, bad_encoding, too_many_redirects.
        """
        validators = {"If-None-Match": visit.etag, "If-Modified-Since": visit.last_modified} if visit else {}
        headers = {name: value for name, value in validators.items() if value}
        for _ in range(self._most_redirects + 1):
            parts = _split(url)
            host = self._host(parts, source)
            if not is_named:
                self._heed_robots(url, parts, host, source)
            status, answer, content = self._ask(url, parts, host, source, headers)
            if status in (301, 302, 303, 307, 308) and (target := answer.get("location")):
                url = _joined(url, target)
                continue
            if status == 304 and headers:
                return Page(url, None, None, visit or Visit())
            if status != 200:
                raise Problem("http_error", _status(status), is_passing=status in _PASSING)
            return Page(url, content, answer.get("content-type"), Visit(_validator(answer.get("etag")), _validator(answer.get("last-modified"))))
        raise Problem("too_many_redirects", f"more than {self._most_redirects}")

    def _ask(self, url: str, parts: SplitResult, host: _Host, source: Source, headers: Mapping[str, str]) -> tuple[int, httpx.Headers, bytes]:
        """One request, when it is its turn: status, headers, content."""
        try:
            _check_open(host, parts)
            _check_address(parts, source)
            with host.turn:
                self._wait(host, parts, source)
                status, answer, content = self._send(url, source, headers)
        except Problem as problem:
            if problem.reason in ("timeout", "unreachable"):
                _fail(host, problem.detail)
            raise
        if status in _OVERLOADED:
            _fail(host, _status(status), rest=_seconds(answer.get("retry-after")))
        else:
            with host.lock:
                host.failures = 0
        return status, answer, content

    def _wait(self, host: _Host, parts: SplitResult, source: Source) -> None:
        """Sleep until the host may be asked, and take that turn. Raises Problem (unavailable) when that would take too long."""
        pause = source.delay
        if host.robots is not None and (wanted := host.robots.crawl_delay(_NAME)):
            pause = max(pause, min(wanted, _LONGEST))
        while True:
            with host.lock:
                _check_open(host, parts)
                now = time.monotonic()
                at = max(host.next_at, host.closed_until)
                if at <= now:
                    host.next_at = now + pause
                    return
            time.sleep(at - now)

    def _send(self, url: str, source: Source, headers: Mapping[str, str]) -> tuple[int, httpx.Headers, bytes]:
        line, problem = _Line(is_any_allowed=source.allow_private_network), None
        timer = threading.Timer(self._patience, line.cut)
        timer.start()
        try:
            with self._client.stream("GET", url, headers=headers, extensions={"trace": line}) as response:
                status, answer = response.status_code, response.headers
                content = self._content(response) if status == 200 else b""
        except httpx.TimeoutException as found:
            problem = Problem("timeout", type(found).__name__, is_passing=True)
        except (httpx.InvalidURL, ValueError) as found:
            problem = Problem("bad_address", str(found))
        except (httpx.HTTPError, OSError) as found:
            problem = Problem("unreachable", str(found) or type(found).__name__, is_passing=True)
        finally:
            timer.cancel()
        if line.is_cut:
            problem = Problem("timeout", f"not complete after {self._patience:g} seconds", is_passing=True)
        if problem:
            raise problem
        return status, answer, content

    def _content(self, response: httpx.Response) -> bytes:
        """The content, unpacked piece by piece, so that a small answer that unpacks to a large one is seen in time."""
        encoding = response.headers.get("content-encoding", "").strip().lower()
        if encoding not in ("identity", "", "gzip", "x-gzip", "deflate"):
            raise Problem("bad_encoding", f"content encoding {encoding}")
        unpacker = None if encoding in ("identity", "") else _Unpacker()
        content, received = bytearray(), 0
        for piece in response.iter_raw():
            received += len(piece)
            if unpacker is not None:
                piece = unpacker.unpack(piece, self._most_bytes + 1 - len(content))
            content += piece
            if max(received, len(content)) > self._most_bytes:
                raise Problem("too_large", f"more than {self._most_bytes} bytes")
        if unpacker is not None and unpacker.is_waiting:
            raise Problem("unreachable", "the compressed answer ends too early", is_passing=True)
        return bytes(content)

    def _host(self, parts: SplitResult, source: Source) -> _Host:
        # http:// and https:// are the same machine's.
        key = ((parts.hostname or "").rstrip("."), None if parts.port in (80, 443) else parts.port)
        with self._lock:
            return self._hosts.setdefault(key, _Host(threading.Semaphore(source.concurrency)))

    def _heed_robots(self, url: str, parts: SplitResult, host: _Host, source: Source) -> None:
        """Raises Problem when robots.txt forbids the address; one that cannot be read for now forbids all (RFC 9309)."""
        with host.asking:
            if host.robots is None:
                host.robots = Protego.parse(self._robots(f"{parts.scheme}://{parts.netloc}/robots.txt", host, source))
        if not host.robots.can_fetch(url, _NAME):
            raise Problem("robots", f"robots.txt of {parts.netloc} forbids it")

    def _robots(self, url: str, host: _Host, source: Source) -> str:
        try:
            content = self.get(url, source, is_named=True).content or b""
        except Problem as problem:
            if problem.reason == "too_many_redirects" or problem.reason == "http_error" and not problem.is_passing:
                return ""
            if problem.reason in ("private_address", "unavailable", "timeout", "unreachable"):
                raise
            if problem.is_passing:
                _fail(host, f"robots.txt: {problem.detail}")
            raise Problem("robots", f"robots.txt cannot be read: {problem.detail}", is_passing=problem.is_passing) from None
        # A rule that is cut in two would be another rule.
        whole = content if len(content) <= _ROBOTS else content[:_ROBOTS].rpartition(b"\n")[0]
        return whole.decode("utf-8-sig", "replace")


class _Line:
    """The connection of one request: looked at before anything is sent, and cut when time is up."""

    def __init__(self, *, is_any_allowed: bool) -> None:
        self._is_any_allowed, self._socket = is_any_allowed, None
        self.is_cut = False

    def __call__(self, event: str, info: dict[str, Any]) -> None:
        """Follow what happens; a name may lead elsewhere the second time, so the very address that was connected to counts."""
        if event not in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            return
        stream = info["return_value"]
        self._socket = stream.get_extra_info("socket")
        try:
            if not self._is_any_allowed:
                _check_public(stream.get_extra_info("server_addr")[0])
        except BaseException:
            stream.close()
            raise
        if self.is_cut:
            self.cut()

    def cut(self) -> None:
        """End the connection, from whatever thread; whoever reads from it is told that it is at its end."""
        self.is_cut = True
        if self._socket is not None:
            with suppress(OSError):
                # A TLS socket's own method would go on without encryption.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Unpacker:
    """Unpacks gzip, of several members too, and deflate, with its header or, as some servers do, without."""

    def __init__(self) -> None:
        self._stream: Any = None
        self._is_done = False

    @property
    def is_waiting(self) -> bool:
        """The end has not come."""
        return self._stream is not None and not self._stream.eof

    def unpack(self, piece: bytes, most: int) -> bytes:
        """What a piece holds, up to `most` bytes; what follows the end is dropped. Raises Problem (bad_encoding)."""
        unpacked = b""
        while piece and not self._is_done and len(unpacked) < most:
            if self._stream is not None and self._stream.eof and piece[0] != 0x1F:
                self._is_done = True
                break
            if self._stream is None or self._stream.eof:
                self._stream = zlib.decompressobj(47 if piece[0] == 0x1F or piece[0] & 15 == 8 else -15)
            try:
                unpacked += self._stream.decompress(piece, most - len(unpacked))
            except zlib.error as problem:
                raise Problem("bad_encoding", str(problem)) from None
            piece = self._stream.unused_data
        return unpacked


def _split(url: str) -> SplitResult:
    """The parts of an address. Raises Problem (bad_address)."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as problem:
        raise Problem("bad_address", f"{problem}: {url[:200]}") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Problem("bad_address", f"not an http:// or https:// address: {url[:200]}")
    if parts.username is not None:
        raise Problem("bad_address", "it holds a user name, which nobody who lists an address has to give")
    return parts


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError as problem:
        raise Problem("bad_address", f"{problem}: {target[:200]}") from None


def _check_open(host: _Host, parts: SplitResult) -> None:
    """Raises Problem (unavailable) while a host has to be left alone for longer than anybody would wait."""
    left = host.closed_until - time.monotonic()
    if left > _LONGEST:
        raise Problem("unavailable", f"{parts.netloc} is left alone for {left:.0f} seconds more, after: {host.trouble}")


def _fail(host: _Host, trouble: str, *, rest: float = 0) -> None:
    """Let a host in trouble rest for so many seconds, and longer the more often it fails in a row."""
    with host.lock:
        host.failures += 1
        host.trouble = trouble
        if host.failures >= _FAILURES:
            rest = max(rest, 2 ** min(host.failures, 12))
        host.closed_until = max(host.closed_until, time.monotonic() + rest)


def _check_address(parts: SplitResult, source: Source) -> None:
    """Raises Problem when a host has an address on a private network and the source does not allow that."""
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80), type=socket.SOCK_STREAM)
    except OSError as problem:
        raise Problem("unreachable", f"{parts.hostname}: {problem.strerror or problem}", is_passing=True) from None
    except ValueError as problem:
        raise Problem("bad_address", f"{parts.hostname}: {problem}") from None
    if not source.allow_private_network:
        for *_, address in found:
            _check_public(address[0])


def _check_public(address: str) -> None:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        # Forms of IPv6 that lead to an IPv4 address; apart from them, all of the public ones are in one block.
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None) or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None)
        is_public = inner.is_global if inner else ip.is_global and ip in _IPV6
        ip = inner or ip
    else:
        is_public = ip.is_global
    if not is_public or ip.is_multicast:
        raise Problem("private_address", f"{address} is not a public address; allow_private_network = true in crewledger.toml lets a source read it")


def _validator(value: str | None) -> str | None:
    """An ETag or a date that can be sent back as it came."""
    return value if value and len(value) <= 500 and value.isascii() and value.isprintable() else None


def _seconds(retry_after: str | None) -> float:
    """Retry-After, a number of seconds or a date, in seconds from now; 0 for what is neither."""
    with suppress(ValueError, OverflowError):
        return min(max(float(retry_after or ""), 0), 1e6)
    with suppress(ValueError, TypeError, OverflowError):
        return max((parsedate_to_datetime(retry_after or "").astimezone(UTC) - datetime.now(UTC)).total_seconds(), 0)
    return 0


def _status(code: int) -> str:
    with suppress(ValueError):
        return f"HTTP {code} {HTTPStatus(code).phrase}"
    return f"HTTP {code}"
