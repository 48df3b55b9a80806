"""Fetching that behaves: slowly, within limits, as robots.txt allows, and never from a private network unless a source says so."""

import ipaddress
import socket
import threading
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from urllib.parse import urljoin, urlsplit

import httpx
from protego import Protego

from flows.config import Source
from flows.found import MOST_BYTES
from flows.settings import program_version

# Worth another try: the server may answer next time.
_PASSING = {408, 425, 429, 500, 502, 503, 504}
_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,application/json;q=0.9,text/plain;q=0.8,*/*;q=0.1"


class Problem(Exception):
    """An address that cannot be read: a reason code and what exactly was wrong; `is_passing` when another try may help."""

    def __init__(self, reason: str, detail: str, *, is_passing: bool = False) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail, self.is_passing = reason, detail, is_passing


@dataclass(frozen=True, slots=True)
class Visit:
    """What is remembered of an address from the last time: validators for a conditional request, and how the listing dated it."""

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
    """Whose turn it is at a host."""

    turn: threading.Semaphore
    lock: threading.Lock = field(default_factory=threading.Lock)
    next_at: float = 0.0
    asking: threading.Lock = field(default_factory=threading.Lock)
    robots: Protego | None = None


class Web:
    """One run's way to the web; its `get` may be called from several threads.

    - `agent` names the project in every request; `contact` is added to it.
    - A request ends after `patience` seconds in all, `most_bytes` of unpacked content, or `most_redirects`.
    - Proxies of the environment are not used: behind one nobody could tell whose address is asked.
    """

    def __init__(self, *, contact: str | None = None, patience: float = 60, most_bytes: int = 16_000_000, most_redirects: int = 5) -> None:
        assert most_bytes <= MOST_BYTES
        self.agent = f"crewledger/{program_version()}" + (f" (+{contact})" if contact else "")
        self._patience, self._most_bytes, self._most_redirects = patience, most_bytes, most_redirects
        self._client = httpx.Client(trust_env=False, follow_redirects=False, timeout=httpx.Timeout(20, connect=10),
                                    headers={"User-Agent": self.agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"})
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> "Web":
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self._client.close()

    def get(self, url: str, source: Source, visit: Visit | None = None, *, is_named: bool = False) -> Page:
        """What is at an address. An address that the user named himself is not held against robots.txt.

        Raises Problem: bad_address, private_address, robots, http_error, timeout, unreachable, too_large, bad_encoding, too_many_redirects.
        """
        validators = {"If-None-Match": visit.etag, "If-Modified-Since": visit.last_modified} if visit else {}
        headers = {name: value for name, value in validators.items() if value}
        for _ in range(self._most_redirects + 1):
            host = self._host(url, source)
            if not is_named:
                self._heed_robots(url, host, source)
            status, answer, content = self._ask(url, host, source, headers)
            if status in (301, 302, 303, 307, 308) and (target := answer.get("location")):
                url = urljoin(url, target)
                continue
            if status == 304 and headers:
                return Page(url, None, None, visit or Visit())
            if status != 200:
                raise Problem("http_error", _status(status), is_passing=status in _PASSING)
            return Page(url, content, answer.get("content-type"), Visit(answer.get("etag"), answer.get("last-modified")))
        raise Problem("too_many_redirects", f"more than {self._most_redirects}")

    def _ask(self, url: str, host: _Host, source: Source, headers: Mapping[str, str]) -> tuple[int, httpx.Headers, bytes]:
        """One request, when it is its turn: status, headers, content."""
        _check_address(url, source)
        deadline = time.monotonic() + self._patience
        with host.turn:
            self._wait(host, source)
            try:
                extensions = {"trace": _only_public} if not source.allow_private_network else {}
                with self._client.stream("GET", url, headers=headers, extensions=extensions) as response:
                    if response.status_code in (429, 503):
                        _postpone(host, response.headers.get("retry-after"))
                    content = self._content(response, deadline) if response.status_code == 200 else b""
                    return response.status_code, response.headers, content
            except httpx.TimeoutException as problem:
                raise Problem("timeout", type(problem).__name__, is_passing=True) from None
            except httpx.InvalidURL as problem:
                raise Problem("bad_address", str(problem)) from None
            except httpx.HTTPError as problem:
                raise Problem("unreachable", str(problem) or type(problem).__name__, is_passing=True) from None

    def _content(self, response: httpx.Response, deadline: float) -> bytes:
        """The content, unpacked piece by piece, so that a small answer that unpacks to a large one is seen in time."""
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("identity", "", "gzip", "x-gzip", "deflate"):
            raise Problem("bad_encoding", f"content encoding {encoding}")
        unpack = None if encoding in ("identity", "") else zlib.decompressobj(47 if "gzip" in encoding else 15)
        content = bytearray()
        for number, piece in enumerate(response.iter_raw()):
            if time.monotonic() > deadline:
                raise Problem("timeout", f"not complete after {self._patience:g} seconds", is_passing=True)
            if unpack is not None:
                try:
                    if encoding == "deflate" and number == 0 and piece[0] & 15 != 8:
                        # Some servers leave the two bytes of zlib's header out.
                        unpack = zlib.decompressobj(-15)
                    piece = unpack.decompress(piece, self._most_bytes + 1 - len(content))
                except zlib.error as problem:
                    raise Problem("bad_encoding", str(problem)) from None
            content += piece
            if len(content) > self._most_bytes:
                raise Problem("too_large", f"more than {self._most_bytes} bytes")
        if unpack is not None and content and not unpack.eof:
            raise Problem("unreachable", "the compressed answer ends too early", is_passing=True)
        return bytes(content)

    def _host(self, url: str, source: Source) -> _Host:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Problem("bad_address", f"not an http:// or https:// address: {url[:200]}")
        with self._lock:
            return self._hosts.setdefault(parts.netloc.lower(), _Host(threading.Semaphore(source.concurrency)))

    def _wait(self, host: _Host, source: Source) -> None:
        with host.lock:
            pause = source.delay
            if host.robots is not None and (wanted := host.robots.crawl_delay(self.agent)):
                pause = max(pause, min(float(wanted), 60))
            now = time.monotonic()
            at = max(now, host.next_at)
            host.next_at = at + pause
        time.sleep(at - now)

    def _heed_robots(self, url: str, host: _Host, source: Source) -> None:
        """Raises Problem when robots.txt forbids the address; one that cannot be read for now forbids all (RFC 9309)."""
        parts = urlsplit(url)
        with host.asking:
            if host.robots is None:
                host.robots = Protego.parse(self._robots(f"{parts.scheme}://{parts.netloc}/robots.txt", source))
        if not host.robots.can_fetch(url, self.agent):
            raise Problem("robots", f"robots.txt of {parts.netloc} forbids it")

    def _robots(self, url: str, source: Source) -> str:
        try:
            return (self.get(url, source, is_named=True).content or b"").decode("utf-8", "replace")
        except Problem as problem:
            if problem.is_passing:
                raise Problem("robots", f"robots.txt cannot be read: {problem.detail}", is_passing=True) from None
            if problem.reason == "private_address":
                raise
            return ""


def _check_address(url: str, source: Source) -> None:
    """Raises Problem when a host has an address on a private network and the source does not allow that."""
    parts = urlsplit(url)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise Problem("unreachable", f"{parts.hostname}: {getattr(problem, 'strerror', None) or problem}", is_passing=True) from None
    except ValueError as problem:
        raise Problem("bad_address", str(problem)) from None
    if not source.allow_private_network:
        for *_, address in found:
            _check_public(address[0])


def _only_public(event: str, info: dict) -> None:
    """Look at the very address that was connected to, before anything is sent: a name may lead elsewhere the second time."""
    if event == "connection.connect_tcp.complete":
        stream = info["return_value"]
        try:
            _check_public(stream.get_extra_info("server_addr")[0])
        except Problem:
            stream.close()
            raise


def _check_public(address: str) -> None:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        # Forms of IPv6 that lead to an IPv4 address.
        ip = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None) or ip
    if not ip.is_global or ip.is_multicast:
        raise Problem("private_address", f"{address} is not a public address; allow_private_network = true in crewledger.toml lets a source read it")


def _postpone(host: _Host, retry_after: str | None, *, longest: float = 60) -> None:
    with suppress(TypeError, ValueError), host.lock:
        host.next_at = max(host.next_at, time.monotonic() + min(float(retry_after or ""), longest))


def _status(code: int) -> str:
    with suppress(ValueError):
        return f"HTTP {code} {HTTPStatus(code).phrase}"
    return f"HTTP {code}"


