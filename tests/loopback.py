"""A site on the loopback address: a real HTTP server whose pages a test writes, and which remembers who asked for what and when."""

import random
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.sax.saxutils import escape

_WORDS = """amber basket candle dapple ember fable garden harbour island jigsaw kettle lantern meadow nectar orchard pebble quarry ribbon
saddle timber umbrella velvet willow yonder zephyr anchor bramble copper drifter engine feather glacier hollow ivory jasmine kernel ladder marble""".split()


@dataclass
class Asked:
    """One request: its path, its headers (names in lower case), when it came and when its answer was complete."""

    path: str
    headers: Mapping[str, str]
    at: float
    until: float = 0.0


@dataclass
class Answer:
    """What the server says to a path; a matching ETag or Last-Modified makes it a 304."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Site:
    """The server. `put` writes a page, `url` is its address, `asked` tells the requests."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                one = Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, time.monotonic())
                with site._lock:
                    site._asked.append(one)
                try:
                    with suppress(ConnectionError):
                        site._answer(self)
                finally:
                    one.until = time.monotonic()

            def log_message(self, *_: object) -> None:
                pass

        self.host = host
        self._asked: list[Asked] = []
        self._pages: dict[str, Answer | Callable[[BaseHTTPRequestHandler], Answer | None]] = {}
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer((host, 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def put(self, path: str, body: bytes | str = b"", status: int = 200, **headers: str) -> str:
        """A page, its headers with _ for -; returns its address."""
        body = body.encode() if isinstance(body, str) else body
        self._pages[path] = Answer(body, status, {name.replace("_", "-"): value for name, value in headers.items()})
        return self.url(path)

    def act(self, path: str, answer: Callable[[BaseHTTPRequestHandler], Answer | None]) -> str:
        """A page that is made when it is asked for, or that speaks to the client itself and returns None; returns its address."""
        self._pages[path] = answer
        return self.url(path)

    def raw(self, path: str, said: bytes) -> str:
        """A page that is sent byte for byte, without anything around it, before the connection ends."""
        def send(handler: BaseHTTPRequestHandler) -> None:
            handler.wfile.write(said)
            handler.close_connection = True

        return self.act(path, send)

    def url(self, path: str) -> str:
        return f"http://{self.host}:{self.port}{path}"

    def asked(self, path: str = "") -> list[Asked]:
        """All requests, or those for paths that begin with this one; robots.txt only by name."""
        with self._lock:
            return [one for one in self._asked if one.path.startswith(path) and (path or one.path != "/robots.txt")]

    def forget(self) -> None:
        """Forget the requests, not the pages."""
        with self._lock:
            self._asked.clear()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        page = self._pages.get(handler.path, Answer(b"there is no such page", 404))
        answer = page(handler) if callable(page) else page
        if answer is None:
            return
        headers = {"Content-Type": "text/html; charset=utf-8", **answer.headers}
        status, body = answer.status, answer.body
        if status == 200 and any(handler.headers[asked] and handler.headers[asked] == headers.get(held) for asked, held in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified"))):
            status, body = 304, b""
        handler.send_response(status)
        for name, value in headers.items():
            if value:
                handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


def article(number: Any, *, headline: str = "", text: str = "") -> str:
    """A page with an article that is like no other."""
    chance = random.Random(str(number))
    prose = " ".join(" ".join(chance.choice(_WORDS) for _ in range(11)).capitalize() + "." for _ in range(6))
    return f"""<!DOCTYPE html><html><head><title>{headline or f"Story {number}"}</title></head><body><nav><a href="/">Home</a></nav>
<article><h1>{headline or f"Story {number}"}</h1><p>{text or f"This is story number {number} of the collection."}</p><p>{prose}</p></article><footer>All rights reserved</footer></body></html>"""


def rss(links: Iterable[str | tuple[str, str]], *, title: str = "The Feed", extra: str = "") -> str:
    """An RSS 2.0 feed of these links, each alone or with more of its item's XML."""
    pairs = [(link, "") if isinstance(link, str) else link for link in links]
    items = "".join(f"<item><title>About {escape(link.rsplit('/', 1)[-1])}</title><link>{escape(link)}</link>{more}</item>" for link, more in pairs)
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{title}</title>{extra}{items}</channel></rss>'
