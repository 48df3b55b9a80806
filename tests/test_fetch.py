"""Sources on the web, from the first run to the next: what is asked for, what is loaded, and that every document is accounted for."""

import gzip
import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import date

import duckdb
import pytest

from conftest import ROOT
from flows import fetch
from flows import web as fetching
from flows.config import SourceError
from flows.run import NothingLoaded
from loopback import Answer, Site, article, rss


def ask(data, sql: str) -> list[tuple]:
    with duckdb.connect(data / "warehouse.duckdb", read_only=True) as connection:
        return connection.execute(sql).fetchall()


def package(data) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (data / "parquet").iterdir()}


def rejects(data) -> list[tuple]:
    return ask(data, "select uri, reason from rejects where run_id = (select max(run_id) from runs) order by all")


def counts(summary: dict) -> tuple[int, int, int, int]:
    assert summary["read"] == summary["loaded"] + summary["known"] + summary["rejected"]
    return summary["read"], summary["loaded"], summary["known"], summary["rejected"]


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def feed(site):
    """A feed of three articles, each with an ETag."""
    for name in "abc":
        site.put(f"/{name}", article(name), ETag=f'"{name}"')
    return site.put("/feed", rss(site.url(f"/{name}") for name in "abc"), ETag='"1"', Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT")


def paths(site: Site) -> list[str]:
    found = sorted(one.path for one in site.asked())
    site.forget()
    return found


# From run to run.

def test_an_unchanged_feed_is_asked_for_and_nothing_else_and_the_run_publishes(site, crawl, feed, data):
    assert counts(crawl(feed)) == (3, 3, 0, 0)
    assert paths(site) == ["/a", "/b", "/c", "/feed"]
    before = package(data)
    assert counts(crawl(feed)) == (0, 0, 0, 0)
    [one] = site.asked()
    assert (one.path, one.headers["if-none-match"], one.headers["if-modified-since"]) == ("/feed", '"1"', "Mon, 01 Jan 2024 00:00:00 GMT")
    assert len(ask(data, "select * from runs")) == 2 and package(data) == before


def test_a_feed_with_one_more_article_costs_one_more_request(site, crawl, feed, data):
    crawl(feed), site.forget()
    site.put("/d", article("d"))
    site.put("/feed", rss(site.url(f"/{name}") for name in "dabc"), ETag='"2"')
    assert counts(crawl(feed)) == (4, 1, 3, 0)
    assert paths(site) == ["/d", "/feed"]


def test_a_feed_with_a_rejected_article_is_asked_for_in_full_until_it_is_loaded(site, crawl, feed, data):
    site.put("/b", "gone", 404)
    assert counts(crawl(feed)) == (3, 2, 0, 1)
    assert rejects(data) == [(site.url("/b"), "http_error")]
    site.forget()
    site.put("/b", article("b"))
    assert counts(crawl(feed)) == (3, 1, 2, 0)
    assert "if-none-match" not in site.asked("/feed")[0].headers and paths(site) == ["/b", "/feed"]
    assert counts(crawl(feed)) == (0, 0, 0, 0)
    assert "if-none-match" in site.asked("/feed")[0].headers


def test_an_article_whose_listing_says_it_has_changed_is_asked_for_again(site, crawl, data):
    def listing(day: int) -> str:
        stamp = f"<pubDate>Mon, 0{day} Jan 2024 00:00:00 GMT</pubDate>"
        return site.put("/feed", rss([(site.url("/a"), stamp), (site.url("/b"), stamp)]))

    site.put("/a", article("a"), ETag='"a"'), site.put("/b", article("b"), ETag='"b"')
    crawl(listing(1)), site.forget()
    site.put("/b", article("b", text="There was a mistake in the first version."), ETag='"b2"')
    assert counts(crawl(listing(2))) == (2, 1, 1, 0)
    assert [one.headers["if-none-match"] for path in ("/a", "/b") for one in site.asked(path)] == ['"a"', '"b"']
    assert ask(data, "select count(*) from dim_articles where body like '%mistake%'") == [(1,)]
    site.forget()
    assert counts(crawl(listing(2))) == (2, 0, 2, 0) and paths(site) == ["/feed"]


def test_a_full_refresh_forgets_all_visits(site, crawl, feed):
    crawl(feed), site.forget()
    assert counts(crawl(feed, full_refresh=True)) == (3, 3, 0, 0)
    assert not [one for one in site.asked() if "if-none-match" in one.headers]


def test_a_withdrawn_page_stays_out_until_it_is_named_or_changes(site, crawl, feed, data):
    crawl(feed), site.forget()
    assert crawl(feed, withdraw=[site.url("/b")])["withdrawn"] == 1
    site.forget()
    for _ in range(2):
        assert counts(crawl({"url": feed, "name": "again"})) in ((3, 0, 2, 1), (0, 0, 0, 0))
    assert "/b" not in paths(site)
    assert ask(data, "select count(*) from dim_articles") == [(2,)]
    assert counts(crawl(site.url("/b"))) == (1, 1, 0, 0)
    assert ask(data, "select count(*) from dim_articles") == [(3,)]


def test_a_page_that_is_named_is_read_and_then_known(site, crawl, feed, data):
    assert counts(crawl(site.url("/a"))) == (1, 1, 0, 0)
    assert counts(crawl(site.url("/a"))) == (1, 0, 1, 0)
    assert site.asked("/a")[-1].headers["if-none-match"] == '"a"'
    assert counts(crawl(site.url("/a"), feed)) == (3, 2, 1, 0)
    site.put("/a", article("a", text="It reads otherwise now."), ETag='"a2"')
    assert counts(crawl(site.url("/a"))) == (1, 1, 0, 0)


def test_what_a_source_wants_may_change_though_its_feed_does_not(site, crawl, feed):
    assert counts(crawl({"url": feed, "include": "/a$"})) == (1, 1, 0, 0)
    assert counts(crawl({"url": feed, "include": "/[ab]$"})) == (2, 1, 1, 0)
    assert counts(crawl({"url": feed, "exclude": "/[ab]$"})) == (1, 1, 0, 0)
    assert counts(crawl({"url": feed, "exclude": "/[ab]$"})) == (0, 0, 0, 0)


@pytest.mark.parametrize("half", [20, pytest.param(500, marks=pytest.mark.slow)])
def test_of_many_articles_only_the_new_ones_are_fetched_and_order_and_batches_leave_no_trace(site, crawl, tmp_path, half):
    links = [site.put(f"/a/{n}", article(n)) for n in range(2 * half)]
    feed = site.put("/feed", rss(links[:half]))
    assert counts(crawl({"url": feed, "concurrency": 32})) == (half, half, 0, 0)
    site.forget()
    site.put("/feed", rss(links[::-1]))
    assert counts(crawl({"url": feed, "concurrency": 32}, batch_size=half // 3)) == (2 * half, half, half, 0)
    assert len(site.asked("/a/")) == half == len({one.path for one in site.asked("/a/")})
    site.forget()
    assert counts(crawl(feed)) == (2 * half, 0, 2 * half, 0)
    assert paths(site) == ["/feed"]
    site.put("/feed", rss(links[half:] + links[:half]))
    crawl({"url": feed, "concurrency": 32}, data=tmp_path / "at-once")
    assert package(tmp_path / "at-once") == package(tmp_path / "data")


# What a run reads twice.

@pytest.mark.parametrize("turn", [1, -1])
def test_an_article_in_two_feeds_is_one_document_whichever_comes_first(site, crawl, feed, data, turn, tmp_path):
    other = site.put("/other", rss([site.url("/a") + "?utm_source=other#top", site.url("/a")], title="Another Feed"))
    assert counts(crawl(*[feed, other][::turn])) == (3, 3, 0, 0)
    assert len(site.asked("/a")) == 1
    assert ask(data, f"select source, outlet, title from dim_articles where uri = '{site.url('/a')}'") == [("127.0.0.1", "The Feed", "About a")]


def test_of_two_entries_for_an_article_the_later_counts(site, crawl, data):
    site.put("/a", article("a"))
    entries = [(site.url("/a"), "<author>First Version</author><pubDate>Mon, 01 Jan 2024 00:00:00 GMT</pubDate>"), (site.url("/a"), "<author>Second Version</author><pubDate>Tue, 02 Jan 2024 00:00:00 GMT</pubDate>")]
    crawl(site.put("/feed", rss(entries)))
    crawl(site.put("/feed", rss(entries[::-1])), full_refresh=True)
    assert ask(data, "select author from dim_articles") == [("Second Version",)]


def test_an_article_in_a_file_and_in_a_feed_is_one_document(site, crawl, feed, data, tmp_path):
    (tmp_path / "dump.jsonl").write_text(json.dumps({"url": site.url("/a"), "text": "The story as the dump has it."}))
    assert counts(crawl({"path": "dump.jsonl"}, feed)) == (4, 3, 0, 1)
    assert rejects(data) == [(site.url("/a"), "repeated")]


def test_a_source_that_is_named_twice_is_read_once_and_two_ways_to_read_one_are_wrong_usage(site, crawl, feed):
    with pytest.raises(SourceError, match="two sources read it"):
        crawl({"url": feed, "include": "/a"}, {"url": feed, "include": "/b"})
    assert counts(crawl(feed, feed)) == (3, 3, 0, 0)
    assert [one.path for one in site.asked("/feed")] == ["/feed"]


# Sitemaps and news APIs.

def sitemap(*urls: str) -> str:
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(f"<url><loc>{url}</loc></url>" for url in urls)}</urlset>'


def index(*urls: str) -> str:
    return f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)}</sitemapindex>'


def test_an_index_that_is_as_it_was_does_not_hide_a_sitemap_that_is_not(site, crawl, feed):
    url = site.put("/index", index(site.url("/1"), site.url("/2.gz"), site.url("/index")), ETag='"i"')
    site.put("/1", sitemap(site.url("/a")), ETag='"1"'), site.put("/2.gz", gzip.compress(sitemap(site.url("/b")).encode()), ETag='"2"', Content_Type="application/gzip")
    assert counts(crawl(url)) == (2, 2, 0, 0)
    assert counts(crawl(url)) == (0, 0, 0, 0)
    site.put("/1", sitemap(site.url("/a"), site.url("/c")), ETag='"3"')
    site.forget()
    assert counts(crawl(url)) == (2, 1, 1, 0)
    assert paths(site) == ["/1", "/2.gz", "/c", "/index"]


def test_a_broken_sitemap_does_not_spoil_the_others(site, crawl, feed, data):
    url = site.put("/index", index(*map(site.url, ("/1", "/gone", "/page", "/2"))))
    site.put("/1", sitemap(site.url("/a"))), site.put("/2", sitemap(site.url("/b"), "file:///etc/passwd")), site.put("/page", article("page"))
    assert counts(crawl(url)) == (5, 2, 0, 3)
    assert rejects(data) == [("file:///etc/passwd", "bad_link"), (site.url("/gone"), "http_error"), (site.url("/page"), "not_a_listing")]


def news_api(site: Site, pages: list[list[dict]]) -> str:
    for n, results in enumerate(pages):
        site.put(f"/api/{n}", json.dumps({"count": 9, "next": site.url(f"/api/{n + 1}") if n + 1 < len(pages) else None, "results": results}), Content_Type="application/json")
    return site.url("/api/0")


def told(site: Site, name: str, day: int = 1) -> dict:
    site.put(f"/{name}", article(name))
    return {"url": site.url(f"/{name}"), "title": f"About {name}", "news_site": "The Outlet", "published_at": f"2024-01-{day:02}T00:00:00Z"}


def test_a_news_api_is_read_page_by_page_up_to_one_that_is_all_loaded(site, crawl, data):
    pages = [[told(site, f"{page}{n}") for n in range(2)] for page in range(4)]
    assert counts(crawl(news_api(site, pages))) == (8, 8, 0, 0)
    site.forget()
    assert counts(crawl(news_api(site, pages))) == (2, 0, 2, 0)
    assert paths(site) == ["/api/0"]
    assert counts(crawl(news_api(site, [[told(site, "x"), told(site, "00")], [told(site, "01"), told(site, "10")], *pages[1:]]))) == (4, 1, 3, 0)
    assert paths(site) == ["/api/0", "/api/1", "/x"]
    assert ask(data, "select distinct outlet from dim_articles") == [("The Outlet",)]


def test_a_news_api_is_read_back_to_a_day_and_no_further(site, crawl):
    pages = [[told(site, f"{page}{n}", day=9 - page * 2 - n) for n in range(2)] for page in range(4)]
    assert counts(crawl({"url": news_api(site, pages), "since": date(2024, 1, 6)})) == (4, 4, 0, 0)
    assert [path for path in paths(site) if "api" in path] == ["/api/0", "/api/1", "/api/2"]


def test_pages_without_anything_wanted_are_passed_over_and_one_all_of_whose_wanted_articles_are_loaded_is_the_last(site, crawl):
    pages = [[told(site, f"other-{page}"), *([told(site, f"moon-{page}")] if page % 2 else [])] for page in range(5)]
    source = {"url": news_api(site, pages), "include": "/moon"}
    assert counts(crawl(source)) == (2, 2, 0, 0)
    site.forget()
    assert counts(crawl(source)) == (1, 0, 1, 0)
    assert paths(site) == ["/api/0", "/api/1"]
    assert counts(crawl({**source, "since": date(2023, 1, 1)})) == (1, 0, 1, 0)


def test_a_page_of_a_news_api_that_is_broken_keeps_the_pages_before_it(site, crawl, data):
    url = news_api(site, [[told(site, "a")], [told(site, "b")]])
    site.put("/api/1", "{oops")
    assert counts(crawl(url)) == (2, 1, 0, 1)
    assert rejects(data) == [(site.url("/api/1"), "not_a_listing")]


def test_a_news_api_without_end_ends(site, crawl, monkeypatch):
    monkeypatch.setattr(fetch, "_MOST_LISTINGS", 5)
    site.put("/robots.txt", "User-agent: *\nDisallow: /s/")
    for n in range(9):
        site.put(f"/api/{n}", json.dumps({"next": site.url(f"/api/{n + 1}"), "results": [{"url": site.url(f"/s/{n}")}]}))
    with pytest.raises(NothingLoaded, match="5 robots, 1 too_large"):
        crawl(site.url("/api/0"))
    assert len(site.asked("/api")) == 5


# Sources with nothing, with too much, and with traps.

@pytest.mark.parametrize("body, reason", [(rss([]), "nothing_listed"), ("<?xml version='1.0'?><note/>", "not_a_listing"), ("{}", "not_a_listing"), ("", "empty"), ("%PDF-1.7 \x80", "binary")])
def test_a_source_that_holds_nothing_says_why(site, crawl, data, body, reason):
    with pytest.raises(NothingLoaded, match=f"1 {reason}"):
        crawl(site.put("/feed", body))
    assert not (data / "warehouse.duckdb").exists()


def test_a_page_where_a_feed_was_expected_is_read_as_an_article(site, crawl, data):
    assert counts(crawl(site.put("/feed", article("a"), Content_Type="application/rss+xml"))) == (1, 1, 0, 0)
    assert ask(data, "select uri, title from dim_articles") == [(site.url("/feed"), "Story a")]


def test_links_to_anywhere_but_the_web_are_rejected_one_by_one(site, crawl, feed, data):
    links = ["file://etc/passwd", "ftp://example.org/a", "javascript:alert(1)", "data:text/html,x", "http://user:secret@127.0.0.1/", "http://127.0.0.1:1/"]
    site.put("/feed", rss([*links, site.url("/a")], extra="<item><title>No link</title></item>"))
    assert counts(crawl(feed)) == (8, 1, 0, 7)
    found = dict(rejects(data))
    assert [found.pop(link) for link in links] == ["bad_link"] * 4 + ["bad_address", "unreachable"]
    assert list(found.values()) == ["bad_link"]


def test_private_addresses_in_a_public_feed_are_rejected(site, crawl, feed, data, monkeypatch):
    inside = Site("127.0.0.2")
    secret = inside.put("/secret", article("secret"))
    check = fetching._check_public
    # The test's own server stands for a public one.
    monkeypatch.setattr(fetching, "_check_public", lambda address: None if address == "127.0.0.1" else check(address))
    links = [secret, "http://10.0.0.1/", "http://[::1]:9/", "http://169.254.169.254/latest/meta-data", site.put("/hop", status=302, Location=secret)]
    site.put("/feed", rss([*links, site.url("/a")]))
    assert counts(crawl({"url": feed, "allow_private_network": False})) == (6, 1, 0, 5)
    assert {reason for _, reason in rejects(data)} == {"private_address"} and not inside.asked("/")
    inside.close()


def test_every_kind_of_bad_page_is_a_reject_and_no_run_stops(site, crawl, feed, data, monkeypatch):
    monkeypatch.setattr(fetching, "_FAILURES", 99)
    site.put("/robots.txt", "User-agent: *\nDisallow: /forbidden")
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    bad = {
        "/404": ("http_error", site.put("/404", status=404)), "/503": ("http_error", site.put("/503", status=503)), "/forbidden": ("robots", site.put("/forbidden", article("x"))),
        "/loop": ("too_many_redirects", site.put("/loop", status=301, Location="/loop")), "/file": ("bad_address", site.put("/file", status=302, Location="file:///etc/passwd")),
        "/cut": ("unreachable", site.raw("/cut", head + b"Content-Length: 99\r\n\r\nx")), "/junk": ("unreachable", site.raw("/junk", b"\x00\x01\x02")), "/none": ("unreachable", site.raw("/none", b"")),
        "/br": ("bad_encoding", site.put("/br", b"x", Content_Encoding="br")), "/gzip": ("bad_encoding", site.put("/gzip", b"no gzip", Content_Encoding="gzip")),
        "/bomb": ("too_large", site.put("/bomb", gzip.compress(bytes(17_000_000)), Content_Encoding="gzip")), "/pdf": ("binary", site.put("/pdf", b"%PDF-1.7 x", Content_Type="application/pdf")),
        "/empty": ("empty", site.put("/empty", "")), "/image": ("binary", site.put("/image", b"\x89PNG\r\n\x1a\n", Content_Type="text/html")), "/blank": ("no_text", site.put("/blank", "<!doctype html><html><body></body></html>")),
        "/again": ("no_text", site.put("/again", rss([]))),
    }
    site.put("/feed", rss([*(url for _, url in bad.values()), site.url("/a"), site.url("/b")]))
    summary = crawl(feed)
    found = {uri.removeprefix(site.url("")): reason for uri, reason in rejects(data)}
    assert {path: found.get(path) for path in bad} == {path: reason for path, (reason, _) in bad.items()}
    assert counts(summary) == (len(bad) + 2, 2, 0, len(bad))
    assert ask(data, "select read_count = loaded_count + known_count + rejected_count from runs") == [(True,)]
    assert ask(data, "select rejected from run_steps where step = 'fetch.read'") == [(11,)]


@pytest.mark.parametrize("header, body", [
    ("text/html; charset=iso-8859-1", article("c", text="The café is called “Zürich”.").encode("utf-8")), ("text/html; charset=windows-1252", article("c", text="The café is called “Zürich”.").encode("cp1252")),
    ("text/html; charset=nonsense", article("c", text="The café is called “Zürich”.").encode("utf-8")), ("", article("c", text="The café is called “Zürich”.").encode("utf-8")), ("text/html; charset=\"", article("c", text="The café is called “Zürich”.").encode("utf-8")),
])
def test_a_wrong_charset_or_none_does_not_spoil_a_text(site, crawl, data, header, body):
    assert counts(crawl(site.put("/a", body, Content_Type=header))) == (1, 1, 0, 0)
    assert ask(data, "select count(*) from dim_articles where body like '%café is called “Zürich”%'") == [(1,)]


def test_pages_that_are_too_many_bytes_together_wait_for_another_run(site, crawl, data, monkeypatch):
    monkeypatch.setattr(fetch, "_MOST_HELD", 100_000)
    links = [site.put(f"/{n}", article(n) + "<!--" + "x" * 60_000 + "-->") for n in range(4)]
    feed = site.put("/feed", rss(links))
    assert counts(crawl({"url": feed, "concurrency": 1})) == (4, 2, 0, 2)
    assert {reason for _, reason in rejects(data)} == {"too_large"}
    assert counts(crawl({"url": feed, "concurrency": 1})) == (4, 2, 2, 0)


def test_a_host_that_is_down_holds_nobody_up(site, crawl, feed, data, monkeypatch):
    monkeypatch.setattr(fetching, "_LONGEST", 1)
    down = Site("127.0.0.2")
    links = [down.raw(f"/{n}", b"") for n in range(100)]
    site.put("/feed", rss([*links, site.url("/a")]))
    assert counts(crawl({"url": feed, "concurrency": 2})) == (101, 1, 0, 100)
    assert len(down.asked("/")) <= 5
    down.close()


def test_strange_words_in_a_listing_do_not_stop_a_run(site, crawl, data):
    entry = told(site, "a") | {"title": "A \ud800 \0 title", "authors": [{"name": "\udfff"}], "news_site": "\x1b[31m", "published_at": "9999-12-31T23:59:59-14:00", "updated_at": -1e308}
    assert counts(crawl(news_api(site, [[entry, {"url": "http://\ud800/"}, {"url": "\0"}, {"url": "http://[::1"}]]))) == (4, 1, 0, 3)


# Other tries.

def test_without_prefect_there_is_no_other_try(site, crawl, feed, data):
    site.put("/b", "", 503)
    assert counts(crawl(feed)) == (3, 2, 0, 1)
    assert len(site.asked("/b")) == 1


@pytest.fixture
def tried(monkeypatch):
    """Flow runs on a real Prefect server, with tries after no time."""
    from prefect.testing.utilities import prefect_test_harness

    from flows import step

    monkeypatch.setattr(step, "exponential_backoff", lambda _: [0.1, 0.1, 0.1])
    monkeypatch.setattr(fetching, "_FAILURES", 99)
    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.mark.slow
def test_on_prefect_what_may_pass_is_tried_again_and_counted_once(site, feed, data, tried, tmp_path):
    from flows.pipeline import crewledger

    answers = {"/feed": [Answer(b"", 503)], "/a": [Answer(b"", 503)] * 2}
    pages = {path: site._pages[path] for path in answers}
    for path in answers:
        site.act(path, lambda _, path=path: answers[path].pop() if answers[path] else pages[path])
    site.put("/b", "", 404), site.put("/c", "", 500)
    (tmp_path / "crewledger.toml").write_text(f'[[sources]]\nurl = "{feed}"\nallow_private_network = true\ndelay = 0\n')
    summary = crewledger(data=data, config=tmp_path / "crewledger.toml")
    assert counts(summary) == (3, 1, 0, 2)
    assert [len(site.asked(path)) for path in ("/feed", "/a", "/b", "/c")] == [2, 3, 1, 4]
    assert ask(data, "select step, rows_in, rows_out, rejected from run_steps where step like 'fetch.%' order by position") == [("fetch.listed", 1, 3, 0), ("fetch.read", 3, 1, 2)]
    assert ask(data, "select uri, reason, detail from rejects order by uri") == [(site.url("/b"), "http_error", "HTTP 404 Not Found"), (site.url("/c"), "http_error", "HTTP 500 Internal Server Error")]


# Runs that end before their time.

@pytest.mark.slow
def test_a_run_killed_or_interrupted_while_fetching_leaves_everything_as_it_was(site, crawl, feed, data, tmp_path):
    crawl(feed)
    before = package(data), (data / "warehouse.duckdb").read_bytes()
    arrived = threading.Event()

    def hang(handler):
        arrived.set()
        time.sleep(30)

    site.put("/feed", rss([site.act("/!slow", hang), *(site.put(f"/{n}", article(n)) for n in range(300))]))
    (tmp_path / "crewledger.toml").write_text(f'[[sources]]\nurl = "{feed}"\nallow_private_network = true\ndelay = 1\nconcurrency = 2\n')
    # A shell may have told the tests to ignore an interrupt, and who is started by them would.
    heed = lambda: signal.signal(signal.SIGINT, signal.default_int_handler)
    for ending in (signal.SIGKILL, signal.SIGINT):
        arrived.clear()
        run = subprocess.Popen([sys.executable, "-m", "flows.cli", "run", "--quiet", "--data", str(data)], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True, preexec_fn=heed)
        assert arrived.wait(120), (ending, run.poll())
        run.send_signal(ending)
        run.wait(15)
        assert (package(data), (data / "warehouse.duckdb").read_bytes()) == before
    site.put("/feed", rss([site.url("/a")]))
    assert counts(crawl(feed)) == (1, 0, 1, 0)


def test_an_address_with_a_password_is_wrong_usage(crawl, site):
    with pytest.raises(SourceError, match="would be published"):
        crawl(f"http://desk:secret@127.0.0.1:{site.port}/feed")
