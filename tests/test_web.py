"""Fetching that behaves, against a real server: a guest that no host is sorry for, and no trap catches."""

import gzip
import ipaddress
import os
import socket
import struct
import threading
import time
import tracemalloc
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from flows import web as fetching
from flows.config import Source
from flows.web import Problem, Visit, Web
from loopback import Answer, Site

PUBLIC = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 80))]


def source(**options) -> Source:
    return Source(url="http://a.test/", **{"allow_private_network": True, "delay": 0, **options})


@pytest.fixture
def web():
    with Web(contact="desk@example.org", patience=2, most_bytes=1_000_000) as one:
        yield one


def problem(web: Web, url: str, *, named: bool = True, **options) -> Problem:
    with pytest.raises(Problem) as found:
        web.get(url, source(**options), is_named=named)
    return found.value


def send(body: bytes, encoding: str = "") -> bytes:
    """An answer without a length, that ends with the connection."""
    return b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\n" + (f"Content-Encoding: {encoding}\r\n".encode() if encoding else b"") + b"\r\n" + body


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


# What is asked, and what comes back.

def test_a_request_names_the_project_and_whom_to_write_to(site, web):
    page = web.get(site.put("/a", "hello", ETag='"1"', Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT"), source())
    assert (page.content, page.media_type, page.visit) == (b"hello", "text/html; charset=utf-8", Visit('"1"', "Mon, 01 Jan 2024 00:00:00 GMT"))
    assert [one.path for one in site.asked()] == ["/a"] and len(site.asked("/robots.txt")) == 1
    assert all(one.headers["user-agent"].startswith("crewledger/") and one.headers["user-agent"].endswith("(+desk@example.org)") for one in site.asked("/"))
    assert {"br", "zstd"}.isdisjoint(site.asked("/a")[0].headers["accept-encoding"].split(", "))


@pytest.mark.parametrize("headers, visit", [({"ETag": '"1"'}, Visit('"1"')), ({"Last_Modified": "Mon, 01 Jan 2024 00:00:00 GMT"}, Visit(None, "Mon, 01 Jan 2024 00:00:00 GMT"))])
def test_what_has_not_changed_since_the_last_visit_is_not_sent_again(site, web, headers, visit):
    url = site.put("/a", "hello", **headers)
    assert web.get(url, source()).visit == visit
    again = web.get(url, source(), visit)
    assert (again.content, again.visit) == (None, visit)


def test_a_304_that_nobody_asked_for_is_an_error(site, web):
    assert problem(web, site.put("/a", status=304)).detail == "HTTP 304 Not Modified"


@pytest.mark.parametrize("etag", ['"é"', '"' + "x" * 600 + '"', "a\tb"])
def test_a_validator_that_could_not_be_sent_back_is_forgotten(site, web, etag):
    assert web.get(site.raw("/a", send(b"x").replace(b"\r\n\r\n", f"\r\nETag: {etag}\r\n\r\n".encode(), 1)), source()).visit == Visit()


@pytest.mark.parametrize("status, is_passing", [(404, False), (403, False), (410, False), (401, False), (451, False), (299, False), (999, False), (500, True), (503, True), (429, True), (408, True)])
def test_a_status_is_told_and_whether_another_try_may_help(site, web, status, is_passing):
    found = problem(web, site.put("/a", status=status))
    assert (found.reason, found.is_passing) == ("http_error", is_passing) and found.detail.startswith(f"HTTP {status}")


@pytest.mark.parametrize("encoding, pack", [("gzip", gzip.compress), ("x-gzip", gzip.compress), ("GZIP", gzip.compress), ("deflate", zlib.compress), ("deflate", raw_deflate), ("identity", bytes),
                                            ("gzip", lambda body: gzip.compress(body[:7]) + gzip.compress(body[7:])), ("gzip", lambda body: gzip.compress(body) + b"\0" * 99)])
def test_packed_answers_are_unpacked_whole(site, web, encoding, pack):
    body = b"The crew is well. " * 999
    assert web.get(site.put("/a", pack(body), Content_Encoding=encoding), source()).content == body
    slowly = site.act("/slowly", lambda handler: [handler.wfile.write(b if isinstance(b, bytes) else bytes([b])) for b in (send(b"", encoding), *pack(body))] and setattr(handler, "close_connection", True))
    assert web.get(slowly, source()).content == body


@pytest.mark.parametrize("said, reason", [
    (send(b"\x0b\x02\x80hello\x03", "br"), "bad_encoding"), (send(b"x", "gzip, gzip"), "bad_encoding"), (send(b"x", "nonsense"), "bad_encoding"),
    (send(b"no gzip", "gzip"), "bad_encoding"), (send(gzip.compress(b"hello" * 99)[:-9], "gzip"), "unreachable"), (send(zlib.compress(b"hello")[:-5], "deflate"), "unreachable"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nonly this", "unreachable"), (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nno", "unreachable"),
    (b"", "unreachable"), (b"HTTP/1.1 twohundred OK\r\n\r\n", "unreachable"), (b"SSH-2.0-OpenSSH\r\n", "unreachable"), (b"\x00\xff" * 999, "unreachable"),
    (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n", "unreachable"), (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 50_000 + b"\r\n", "unreachable"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "unreachable"), (b"HTTP/1.1 100 Continue\r\n\r\n" * 50, "unreachable"),
])
def test_a_broken_answer_is_a_problem_and_no_more(site, web, said, reason):
    assert problem(web, site.raw("/a", said)).reason == reason


def test_a_reset_connection_is_a_problem_that_may_pass(site, web):
    def reset(handler):
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()

    found = problem(web, site.act("/a", reset))
    assert (found.reason, found.is_passing) == ("unreachable", True)


def test_no_answer_leaves_a_connection_open(site, web):
    for n in range(10):
        web.get(site.put(f"/{n}", "hello"), source())
    problem(web, site.put("/gone", status=410))
    ours = {os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if os.path.islink(f"/proc/self/fd/{fd}")} if os.path.isdir("/proc/self/fd") else set()
    with Web() as other:
        other.get(site.url("/1"), source())
        after = {os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if os.path.islink(f"/proc/self/fd/{fd}")} if ours else set()
    assert len([name for name in after - ours if name.startswith("socket")]) <= 2


def test_cookies_are_not_kept(site, web):
    web.get(site.put("/a", "x", Set_Cookie="id=1; Path=/"), source())
    web.get(site.put("/b", "x"), source())
    assert "cookie" not in site.asked("/b")[0].headers


def test_no_proxy_and_no_password_file_of_the_environment_is_used(site, web, monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret")
    for name, value in (("HTTP_PROXY", "http://127.0.0.1:9"), ("http_proxy", "http://127.0.0.1:9"), ("ALL_PROXY", "http://127.0.0.1:9"), ("NETRC", str(tmp_path / ".netrc")), ("HOME", str(tmp_path))):
        monkeypatch.setenv(name, value)
    with Web() as fresh:
        assert fresh.get(site.put("/a", "x"), source()).content == b"x"
    assert "authorization" not in site.asked("/a")[0].headers


# Limits.

def test_redirects_are_followed_up_to_a_limit(site, web):
    for n in range(9):
        site.put(f"/{n}", status=(301, 302, 303, 307, 308)[n % 5], Location=f"{n + 1}?x" if n % 2 else f"/{n + 1}")
        site.put(f"/{n}?x", status=301, Location=f"/{n + 1}")
    site.put("/9", "there"), site.put("/9?x", "there")
    page = web.get(site.url("/5"), source())
    assert (page.content, page.url.startswith(site.url("/9"))) == (b"there", True)
    assert problem(web, site.url("/0")).reason == "too_many_redirects"
    assert problem(web, site.put("/loop", status=302, Location="/loop")).reason == "too_many_redirects"
    assert problem(web, site.put("/nowhere", status=302)).detail == "HTTP 302 Found"


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/x", "data:text/html,x", "javascript:alert(1)", "http://[::1", "http://a:99999999/", "http://", "//", "http://user:secret@example.org/", "gopher://x"])
def test_a_redirect_leads_to_the_web_or_nowhere(site, web, target):
    assert problem(web, site.put("/a", status=302, Location=target)).reason in ("bad_address", "http_error", "too_many_redirects", "unreachable")


@pytest.mark.parametrize("url", ["http://a b/", "http://\0/", "http://" + "a" * 300 + "/", "http://x..y/", "http://.example.org/", "http://xn--/", "http://☃☃☃." + "x" * 64 + "/", "http://127.0.0.1:0/", "http://[v1.x]/", "http://a\ud800/", "http://\u212a%/"])
def test_a_strange_address_is_a_problem_and_no_more(web, url):
    assert problem(web, url).reason in ("bad_address", "unreachable")


def test_a_bomb_ends_at_the_limit_and_needs_no_memory(site, web):
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(300)) + packer.flush()
    twice = gzip.compress(bomb)
    tracemalloc.start()
    try:
        for n, body in enumerate((bomb, gzip.compress(b"") * 40_000 + bomb)):
            assert problem(web, site.put(f"/{n}", body, Content_Encoding="gzip")).reason == "too_large"
        # What is packed twice is unpacked once.
        assert len(web.get(site.put("/twice", twice, Content_Encoding="gzip"), source()).content) == len(bomb)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 40_000_000


def test_what_follows_the_end_of_a_packed_answer_is_not_kept(site, web):
    assert web.get(site.raw("/a", send(gzip.compress(b"hello") + b"x" * 500_000, "gzip")), source()).content == b"hello"
    assert problem(web, site.raw("/b", send(gzip.compress(b"hello") + b"x" * 5_000_000, "gzip"))).reason == "too_large"


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nX: ", send(b""), b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"])
def test_an_answer_that_drips_ends_when_time_is_up(site, start):
    def drip(handler):
        handler.wfile.write(start)
        for _ in range(300):
            handler.wfile.write(b"x")
            time.sleep(0.02)

    began = time.monotonic()
    with Web(patience=0.4) as web:
        found = problem(web, site.act("/a", drip))
    assert (found.reason, found.is_passing) == ("timeout", True)
    assert time.monotonic() - began < 5, "the whole drip takes six seconds"


def test_waiting_for_ones_turn_does_not_count_as_the_servers_time(site):
    with Web(patience=0.5) as web, ThreadPoolExecutor(8) as pool:
        assert [page.content for page in pool.map(lambda n: web.get(site.put(f"/{n}", "x"), source(delay=0.15, concurrency=8), is_named=True), range(8))] == [b"x"] * 8


# robots.txt.

ROBOTS = """User-agent: *
Disallow: /private
Disallow: /*.pdf$
Allow: /private/open

User-agent: mail
Disallow: /

User-agent: crewledger
Disallow: /ours
Crawl-delay: 0.2
"""


def test_robots_txt_is_heeded_and_asked_once(site, web):
    site.put("/robots.txt", "\ufeff" + ROBOTS.split("User-agent: crewledger")[0])
    for path in ("/open", "/private/open", "/a.pdf?x"):
        assert web.get(site.put(path, "x"), source()).content == b"x"
    for path in ("/private", "/private/secret", "/a.pdf"):
        found = problem(web, site.put(path, "x"), named=False)
        assert (found.reason, found.is_passing) == ("robots", False)
        assert not site.asked(path) or path == "/private" or path == "/a.pdf"
    assert [one.path for one in site.asked()] == ["/open", "/private/open", "/a.pdf?x"]
    with ThreadPoolExecutor(16) as pool, Web() as fresh:
        site.forget()
        list(pool.map(lambda n: fresh.get(site.url("/open"), source(concurrency=16)), range(40)))
    assert len(site.asked("/robots.txt")) == 1 and len(site.asked("/open")) == 40


def test_rules_for_this_crawler_win_whatever_the_contact_is_called(site):
    site.put("/robots.txt", ROBOTS), site.put("/private", "x"), site.put("/ours", "x")
    with Web(contact="mail@example.org") as web:
        assert web.get(site.url("/private"), source()).content == b"x"
        assert problem(web, site.url("/ours"), named=False).reason == "robots"


def test_the_address_that_the_user_named_is_read_all_the_same(site, web):
    site.put("/robots.txt", "User-agent: *\nDisallow: /")
    assert web.get(site.put("/a", "x"), source(), is_named=True).content == b"x"
    assert not site.asked("/robots.txt")


@pytest.mark.parametrize("status, is_allowed, is_passing", [(404, True, None), (403, True, None), (410, True, None), (500, False, True), (503, False, True), (429, False, True)])
def test_robots_txt_that_cannot_be_read_for_now_forbids_all_and_one_that_is_not_there_nothing(site, web, status, is_allowed, is_passing):
    site.put("/robots.txt", "User-agent: *\nDisallow: /", status)
    site.put("/a", "x")
    if is_allowed:
        assert web.get(site.url("/a"), source()).content == b"x"
    else:
        found = problem(web, site.url("/a"), named=False)
        assert (found.reason, found.is_passing) == ("robots", is_passing) and not site.asked("/a")
        site.put("/robots.txt", "")
        assert web.get(site.url("/a"), source()).content == b"x"


def test_robots_txt_that_stays_broken_is_not_asked_for_with_every_page(site, web, monkeypatch):
    monkeypatch.setattr(fetching, "_FAILURES", 1)
    monkeypatch.setattr(fetching, "_LONGEST", 1)
    site.put("/robots.txt", status=500)
    found = [problem(web, site.url(f"/{n}"), named=False) for n in range(20)]
    assert [one.reason for one in found] == ["robots"] + ["unavailable"] * 19
    assert len(site.asked("/robots.txt")) == 1 and not site.asked()


def test_a_bomb_and_a_lie_in_robots_txt_forbid_and_a_redirect_is_followed(site, web):
    site.put("/a", "x")
    site.put("/robots.txt", gzip.compress(bytes(5_000_000)), Content_Encoding="gzip")
    assert problem(web, site.url("/a"), named=False).reason == "robots"
    site.put("/robots.txt", "not packed", Content_Encoding="gzip")
    assert problem(web, site.url("/a"), named=False).reason == "robots"
    site.put("/robots.txt", status=301, Location="/elsewhere.txt"), site.put("/elsewhere.txt", "User-agent: *\nDisallow: /a")
    assert problem(web, site.url("/a"), named=False).reason == "robots"
    assert web.get(site.put("/b", "x"), source()).content == b"x"


def test_rules_beyond_half_a_megabyte_are_not_read_and_none_is_cut_in_two(site, web):
    line = "Disallow: /" + "x" * 88 + "\n"
    site.put("/robots.txt", "User-agent: *\nDisallow: /a\n" + line * 5_113 + "Disallow: /b" + "y" * 999 + "\nDisallow: /c\n")
    assert problem(web, site.put("/a", "x"), named=False).reason == "robots"
    assert web.get(site.put("/b", "x"), source()).content == b"x"


def test_every_hop_of_a_redirect_is_held_against_robots_txt(site, web):
    other = Site("127.0.0.2")
    other.put("/robots.txt", "User-agent: *\nDisallow: /no"), other.put("/no", "x"), other.put("/yes", "x")
    assert problem(web, site.put("/a", status=302, Location=other.url("/no")), named=False).reason == "robots"
    assert web.get(site.put("/b", status=302, Location=other.url("/yes")), source()).content == b"x"
    assert [one.path for one in other.asked()] == ["/yes"]
    other.close()


# Politeness.

def gaps(site: Site) -> list[float]:
    times = sorted(one.at for one in site.asked("/"))
    return [after - before for before, after in pairwise(times)]


def test_requests_to_a_host_keep_their_distance(site, web):
    site.put("/robots.txt", "")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: web.get(site.put(f"/{n}", "x"), source(delay=0.2, concurrency=8)), range(8)))
    # On a busy machine single requests arrive late, and the next one seems close.
    assert len(gaps(site)) == 8 and sum(gaps(site)) > 0.8 * 8 * 0.2


def test_a_crawl_delay_that_is_longer_counts(site, web):
    site.put("/robots.txt", ROBOTS)
    for n in range(3):
        web.get(site.put(f"/{n}", "x"), source(delay=0.05))
    assert sum(gaps(site)[1:]) > 0.8 * 2 * 0.2


@pytest.mark.parametrize("concurrency", [1, 3])
def test_no_more_requests_at_once_than_the_source_allows(site, web, concurrency):
    def slowly(handler):
        time.sleep(0.1)
        return Answer(b"x")

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda n: web.get(site.act(f"/{n}", slowly), source(concurrency=concurrency)), range(12)))
    running = [sum(one.at <= other.at < one.until - 0.01 for one in site.asked("/")) for other in site.asked("/")]
    assert max(running) == concurrency


def test_hosts_do_not_wait_for_one_another(site, web):
    other = Site("127.0.0.2")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: web.get((site, other)[n % 2].put(f"/{n}", "x"), source(delay=0.2, concurrency=8), is_named=True), range(6)))
    times = sorted(one.at for host in (site, other) for one in host.asked("/"))
    assert len(times) == 6 and min(after - before for before, after in pairwise(times)) < 0.15
    other.close()


def test_a_host_is_one_host_however_it_is_written(web):
    spellings = ("http://example.org/a", "https://example.org/", "http://EXAMPLE.org:80/", "http://user@example.org/b", "http://example.org./b")
    assert len({id(web._host(fetching.urlsplit(url), source())) for url in spellings}) == 1


@pytest.mark.parametrize("wait", [lambda: "1", lambda: format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)])
def test_a_host_that_asks_for_a_rest_gets_it_from_all_threads(site, web, wait):
    answers = [Answer(b"", 429, {"Retry-After": wait()}), *[Answer(b"x")] * 9]
    url = site.act("/a", lambda _: answers.pop(0))
    assert problem(web, url).is_passing
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: web.get(url, source(concurrency=3), is_named=True), range(3)))
    first, *others = [one.at for one in site.asked("/a")]
    assert min(others) - first > 0.9


@pytest.mark.parametrize("nonsense", ["", "soon", "nan", "-5", "Mon, 99 Jan 2024", "1e"])
def test_a_rest_that_is_none_is_none(nonsense):
    assert not fetching._seconds(nonsense) > 0


def test_a_host_that_asks_for_a_long_rest_is_not_asked_again(site, web):
    url = site.put("/a", status=503, Retry_After="3600")
    assert problem(web, url).reason == "http_error"
    found = problem(web, site.put("/b", "x"))
    assert (found.reason, found.is_passing) == ("unavailable", False) and "HTTP 503" in found.detail
    assert not site.asked("/b")


def test_a_host_that_is_down_is_asked_less_and_less(site, web, monkeypatch):
    monkeypatch.setattr(fetching, "_LONGEST", 5)
    url = site.raw("/a", b"")
    assert [problem(web, url).reason for _ in range(50)] == ["unreachable"] * 3 + ["unavailable"] * 47
    assert len(site.asked("/a")) == 3


def test_one_good_answer_ends_a_hosts_bad_luck(site, web, monkeypatch):
    monkeypatch.setattr(fetching, "_LONGEST", 0)
    bad, good = site.raw("/bad", b""), site.put("/good", status=404)
    for url in (bad, bad, good) * 4:
        problem(web, url)
    assert len(site.asked("/bad")) == 8


# Never a private address.

@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "localhost", "10.1.2.3", "169.254.169.254", "192.168.1.1", "172.16.0.1", "100.64.0.1", "0.0.0.0", "0", "[::1]", "[::]", "[::ffff:127.0.0.1]",
                                  "[::127.0.0.1]", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "[fe80::1]", "[fd00::1]", "[64:ff9b::7f00:1]", "[64:ff9b::a00:1]", "[2002:7f00:1::]", "224.0.0.1", "[ff02::1]", "255.255.255.255"])
def test_a_private_address_is_not_asked(web, host, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("connected"))
    assert problem(web, f"http://{host}:8080/", allow_private_network=False).reason in ("private_address", "unreachable")


@pytest.mark.parametrize("address, is_public", [
    ("93.184.216.34", True), ("2606:2800:220:1:248:1893:25c8:1946", True), ("64:ff9b::5db8:d822", True), ("::ffff:93.184.216.34", True), ("2002:5db8:d822::", True), ("2001:db8::1", False),
    ("::ffff:10.0.0.1", False), ("::7f00:1", False), ("64:ff9b::a9fe:a9fe", False), ("2002:c0a8:101::1", False), ("2001:0:0:0:0:0:80ff:fffe", False), ("5f00::1", False), ("fe80::1%eth0", False), ("240.0.0.1", False),
])
def test_which_addresses_are_public(address, is_public):
    if is_public:
        assert fetching._check_public(address) is None
    else:
        with pytest.raises(Problem, match="allow_private_network"):
            fetching._check_public(address)


def test_a_name_with_one_private_address_among_public_ones_is_not_asked(web, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [*PUBLIC, (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 80))])
    assert problem(web, "http://a.test/", allow_private_network=False).reason == "private_address"


def test_a_name_that_leads_elsewhere_the_second_time_is_told_nothing(web, monkeypatch):
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        def listen():
            connection, _ = listening.accept()
            with connection:
                connection.settimeout(2)
                heard.append(connection.recv(1000))

        thread = threading.Thread(target=listen)
        thread.start()
        here = (socket.AF_INET, socket.SOCK_STREAM, 6, "", listening.getsockname())
        answers = [PUBLIC, [here]]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers.pop(0))
        assert problem(web, f"http://rebinding.test:{listening.getsockname()[1]}/", allow_private_network=False).reason == "private_address"
        thread.join()
    assert heard == [b""] and not answers


def test_a_source_that_may_does_not_open_the_door_for_one_that_may_not(site, web, monkeypatch):
    url = site.put("/a", "x")
    assert web.get(url, source()).content == b"x"
    monkeypatch.setattr(fetching, "_check_address", lambda *_: None)
    assert problem(web, url, allow_private_network=False).reason == "private_address"
    assert len(site.asked("/a")) == 1


def test_a_redirect_from_a_public_to_a_private_address_is_not_followed(site, web, monkeypatch):
    inside = site.put("/secret", "x")
    url = site.put("/a", status=302, Location=inside)
    # The test's own server stands for a public one.
    monkeypatch.setattr(fetching, "_check_public", lambda address: _refuse(address) if len(site.asked()) else None)
    assert problem(web, url, allow_private_network=False).reason == "private_address"
    assert [one.path for one in site.asked()] == ["/a"]


def _refuse(address: str) -> None:
    raise Problem("private_address", address)


def test_robots_txt_does_not_lead_to_a_private_address_either(site, web, monkeypatch):
    site.put("/robots.txt", status=302, Location="http://10.0.0.1/robots.txt"), site.put("/a", "x")
    monkeypatch.setattr(fetching, "_check_public", lambda address: None if ipaddress.ip_address(address).is_loopback else _refuse(address))
    assert problem(web, site.url("/a"), named=False, allow_private_network=False).reason == "private_address"
    assert not site.asked("/a")
