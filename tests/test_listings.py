"""What feeds, sitemaps and news APIs list, and what hostile or broken ones do not get to do."""

import gzip
import json
import random
import time
from datetime import datetime

import pytest

from flows import listings
from flows.listings import Item
from flows.web import Problem

URL = "https://site.example/feeds/news.xml"


def parse(text: str | bytes, url: str = URL, media_type: str | None = None) -> listings.Listing | None:
    return listings.parse(text.encode() if isinstance(text, str) else text, url, media_type)


def only(text: str | bytes) -> Item:
    [item] = parse(text).items
    return item


def channel(item: str, head: str = "<title>The Outlet</title>", attributes: str = "") -> str:
    return f'<?xml version="1.0"?><rss version="2.0" {attributes}><channel>{head}<item>{item}</item></channel></rss>'


# Feeds.

def test_rss_2():
    item = only(channel("<title>Crew &amp; cargo</title><link>https://site.example/a</link><pubDate>Sun, 03 Mar 2024 10:00:00 -0500</pubDate>"
                        "<dc:creator>Ann Example</dc:creator>", attributes='xmlns:dc="http://purl.org/dc/elements/1.1/"'))
    assert item == Item("https://site.example/a", "Crew & cargo", "Ann Example", datetime(2024, 3, 3, 15), None, "The Outlet")


def test_rss_1():
    item = only("""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <channel rdf:about="x"><title>The Outlet</title></channel><item rdf:about="https://site.example/a"><title>A</title><link>https://site.example/a</link><dc:date>2024-03-03T10:00:00Z</dc:date></item></rdf:RDF>""")
    assert (item.url, item.title, item.outlet, item.updated_at or item.published_at) == ("https://site.example/a", "A", "The Outlet", datetime(2024, 3, 3, 10))


@pytest.mark.parametrize("prefix, declared", [("", 'xmlns="http://www.w3.org/2005/Atom"'), ("atom:", 'xmlns:atom="http://www.w3.org/2005/Atom"')])
def test_atom_with_any_prefix(prefix, declared):
    p = prefix
    item = only(f"""<?xml version="1.0" encoding="utf-8"?><!-- one --><{p}feed {declared}><{p}title>The Outlet</{p}title><{p}entry><{p}title type="html">&lt;b&gt;Crew&lt;/b&gt; &amp;amp; cargo &#8217;24</{p}title>
        <{p}link rel="self" href="/api/a"/><{p}link rel="alternate" href="../a"/><{p}author><{p}name>Ann Example</{p}name></{p}author>
        <{p}published>2024-03-03T10:00:00+02:00</{p}published><{p}updated>2024-03-04T10:00:00Z</{p}updated></{p}entry></{p}feed>""")
    assert item == Item("https://site.example/a", "Crew & cargo ’24", "Ann Example", datetime(2024, 3, 3, 8), datetime(2024, 3, 4, 10), "The Outlet")


def test_an_aggregator_names_the_real_publisher():
    assert only(channel('<title>A</title><link>https://site.example/a</link><source url="https://other.example/rss">The Other Outlet</source>')).outlet == "The Other Outlet"


@pytest.mark.parametrize("written, title", [
    ("<![CDATA[Crew <em>and</em> cargo & more]]>", "Crew and cargo & more"), ("Crew &#38;amp; cargo", "Crew & cargo"), ("  Crew\n\t cargo ", "Crew cargo"), ("5 &lt; 7 and 9 &gt; 8", "5 < 7 and 9 > 8"),
    ("", None), ("<![CDATA[<img src=x>]]>", None), ("&#8220;Ready,&#8221; she said", "“Ready,” she said"),
])
def test_titles_lose_their_markup_and_nothing_else(written, title):
    assert only(channel(f"<title>{written}</title><link>https://site.example/a</link>")).title == title


@pytest.mark.parametrize("link, url", [
    ("a", "https://site.example/feeds/a"), ("/a", "https://site.example/a"), ("?p=7", "https://site.example/feeds/news.xml?p=7"), ("//other.example/a", "https://other.example/a"),
    ("<![CDATA[ https://site.example/a?x=1&y=2 ]]>", "https://site.example/a?x=1&y=2"), ("https://site.example/a#comments", "https://site.example/a"),
    ("HTTPS://Site.Example:443/A", "https://site.example/A"), ("https://site.example", "https://site.example/"), ("https://site.example/é a", "https://site.example/%C3%A9%20a"),
    ("https://site.example/a?utm_source=rss&amp;utm_medium=feed", "https://site.example/a"), ("https://site.example/a?id=5&amp;fbclid=x&amp;ref=rss", "https://site.example/a?id=5"),
    ("https://site.example/?12345", "https://site.example/?12345"), ("https://site.example/a?b=&amp;c", "https://site.example/a?b=&c"), ("https://site.example/a?cid=7&amp;source=nasa", "https://site.example/a?cid=7&source=nasa"),
    ("https://web.archive.org/web/2020/https://site.example//a", "https://web.archive.org/web/2020/https://site.example//a"), ("https://site.example/a%2Fb?q=%26", "https://site.example/a%2Fb?q=%26"),
])
def test_an_article_has_one_address_and_it_still_leads_there(link, url):
    assert only(channel(f"<title>A</title><link>{link}</link>")).url == url
    assert listings.address(url, URL) == url


@pytest.mark.parametrize("link", ["file:///etc/passwd", "ftp://site.example/a", "data:text/html,hello", "javascript:alert(1)", "mailto:desk@site.example", "http://", "http://[::1", "http://site.example:99999999/",
                                  "https://site.example/" + "a" * 9999])
def test_a_link_to_anything_but_the_web_is_told_and_not_followed(link):
    found = parse(channel(f"<title>A</title><link>{link}</link>"))
    assert (found.items, len(found.bad_links)) == ([], 1)


def test_an_item_without_a_link_has_none():
    for item in ("<title>A</title>", "<title>A</title><link></link>", "<title>A</title><link>  </link>"):
        assert parse(channel(item)).items == []
    assert only(channel("<title>A</title><guid>https://site.example/a</guid>")).url == "https://site.example/a"


@pytest.mark.parametrize("written, when", [
    ("2024-03-03", datetime(2024, 3, 3)), ("3 Mar 2024 10:00 GMT", datetime(2024, 3, 3, 10)), ("Sun, 3 Mar 2024 10:00:00 EST", datetime(2024, 3, 3, 15)), ("2024-03-03T10:00:00Z", datetime(2024, 3, 3, 10)),
    ("soon", None), ("", None), ("0000-00-00", None), ("Sun, 99 Xyz 2024", None),
])
def test_odd_dates_are_understood_or_left_out(written, when):
    assert only(channel(f"<link>https://site.example/a</link><pubDate>{written}</pubDate>")).published_at == when


@pytest.mark.parametrize("written", ["Sat, 31 Dec 2016 23:59:60 GMT", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "99999-01-01", "-1", "1e999", "2024-02-30", "1" * 5000, "2024" + "-" * 5000, ":" * 5000, "," * 99])
def test_no_date_stops_a_feed(written):
    assert only(channel(f"<link>https://site.example/a</link><pubDate>{written}</pubDate>")).url


@pytest.mark.parametrize("text", [
    channel("<title>A & B</title><link>https://site.example/a</link>"), channel("<title>A</title><link>https://site.example/a</link>")[:-23], "\n\n  " + channel("<title>A</title><link>https://site.example/a</link>"),
    channel("<title>A&nbsp;B</title><link>https://site.example/a</link>"), channel("<title>A\x0bB</title><link>https://site.example/a</link>"),
])
def test_a_feed_that_is_not_quite_xml_is_read(text):
    assert only(text).url == "https://site.example/a"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_feeds_come_in_charsets(encoding):
    text = channel("<title>Экипаж</title><link>https://site.example/a</link>")
    text = text.replace('"1.0"?', f'"1.0" encoding="{"windows-1251" if encoding == "cp1251" else encoding.removesuffix("-sig")}"?')
    assert only(text.encode(encoding)).title == "Экипаж"


def test_no_entity_reads_a_file_or_asks_the_network(tmp_path, monkeypatch):
    import socket

    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("connected"))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("asked for an address"))
    (tmp_path / "secret").write_text("hidden words")
    for place in (f"file://{tmp_path}/secret", "http://site.example/secret"):
        doctype = f'<!DOCTYPE x SYSTEM "{place}" [<!ENTITY a SYSTEM "{place}"><!ENTITY % b SYSTEM "{place}"> %b;]>'
        feed = channel("<title>A &a;</title><link>https://site.example/a</link>").replace("<rss", f"{doctype}<rss")
        sitemap = f'<?xml version="1.0"?>{doctype}<urlset xmlns:n="n"><url><loc>https://site.example/a</loc><n:news><n:title>A &a;</n:title></n:news></url></urlset>'
        assert "hidden" not in repr(parse(feed)) and "hidden" not in repr(parse(sitemap))


def test_laughter_ends_soon():
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    began = time.process_time()
    for text in (channel("<title>&l11;</title><link>https://site.example/a</link>").replace("<rss", f"<!DOCTYPE x [{entities}]><rss"),
                 f'<?xml version="1.0"?><!DOCTYPE x [{entities}]><urlset><url><loc>https://site.example/&l11;</loc></url></urlset>'):
        assert len(repr(parse(text))) < 100_000
    assert time.process_time() - began < 60


@pytest.mark.parametrize("text", ["<" * 300_000, "<a" * 30_000, "&" * 300_000, "&#" * 100_000, "<![CDATA[" * 20_000, "<b>" * 20_000, "<!--" * 50_000, "<!" * 50_000, "<?" * 50_000, "</" * 50_000, "[[" * 50_000])
def test_no_title_takes_long(text):
    began = time.process_time()
    for feed in (channel(f"<title>{text}</title><link>https://site.example/a</link>"), channel(f"<link>https://site.example/a</link><title><![CDATA[{text}]]></title>")):
        try:
            parse(feed)
        except Problem:
            pass
    assert time.process_time() - began < 60


def test_a_feed_that_is_torn_to_pieces_is_a_problem_at_most():
    """Whatever a server sends: nothing but Problem is raised."""
    chance = random.Random(4)
    seeds = [channel("<title>A &amp; <![CDATA[B]]></title><link>https://site.example/a</link><pubDate>Sun, 03 Mar 2024 10:00:00 GMT</pubDate><source url='x'>S</source>", attributes='xmlns:a="b"').encode(),
             sitemap_of(entry("https://site.example/a", "<lastmod>2024-03-03</lastmod>" + NEWS)).encode(),
             json.dumps({"next": "https://site.example/2", "results": [{"url": "https://site.example/a", "title": "A", "authors": [{"name": "B"}], "published_at": "2024-03-03T10:00:00Z"}]}).encode()]
    pieces = [b"<", b">", b"&", b"<![CDATA[", b"]]>", b"<!DOCTYPE", b"<!ENTITY", b"\xff", b"\0", b"&#xD800;", b"&#99999999;", b"%", b'"', b"{", b"[", b"\\ud800", b"<?", b"xmlns:", b"https://[", b"://", b"-->", b"<!--", b"1e999"]
    for _ in range(1500):
        text = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(text))
            text[at:at + chance.randint(0, 9)] = chance.choice(pieces)
        try:
            found = parse(bytes(text))
        except Problem:
            continue
        for item in found.items if found else ():
            repr(item).encode()
            assert item.url.isprintable()


# Sitemaps.

NEWS = "<n:news><n:publication><n:name>The Outlet</n:name><n:language>en</n:language></n:publication><n:publication_date>2024-03-03T10:00:00+02:00</n:publication_date><n:title>Crew &amp; cargo</n:title></n:news>"


def entry(url: str, more: str = "") -> str:
    return f"<url><loc>{url}</loc>{more}</url>"


def sitemap_of(*entries: str) -> str:
    return ('<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
            f'{"".join(entries)}</urlset>')


def test_a_sitemap_with_news():
    assert only(sitemap_of("<!-- one --><?go on?>" + entry(" https://site.example/a?x=1&amp;y=2 ", "<lastmod>2024-03-04</lastmod>" + NEWS))) == Item(
        "https://site.example/a?x=1&y=2", "Crew & cargo", None, datetime(2024, 3, 3, 8), datetime(2024, 3, 4), "The Outlet")


def test_the_picture_of_a_page_is_not_the_page():
    for more in ("<image:image><image:loc>https://site.example/a.jpg</image:loc><image:title>A picture</image:title></image:image>",):
        assert only(sitemap_of(entry("https://site.example/a", more))) == Item("https://site.example/a")
        assert only(sitemap_of(f"<url>{more}<loc>https://site.example/a</loc></url>")) == Item("https://site.example/a")


def test_a_sitemap_index_and_its_zipped_parts():
    index = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://site.example/1.xml.gz?ref=rss</loc></sitemap><sitemap><loc>file:///etc/passwd</loc></sitemap></sitemapindex>'
    found = parse(index)
    assert (found.items, found.listings, found.bad_links) == ([], ["https://site.example/1.xml.gz?ref=rss"], ["file:///etc/passwd"])
    packed = gzip.compress(sitemap_of(entry("https://site.example/a")).encode())
    assert only(packed).url == "https://site.example/a"
    assert only(packed[:0] + gzip.compress(sitemap_of().encode()[:40]) + gzip.compress(sitemap_of(entry("https://site.example/a")).encode()[40:])).url == "https://site.example/a"
    with pytest.raises(Problem, match="damaged"):
        parse(packed[:-12])


def test_a_bomb_in_a_zipped_sitemap_is_too_large():
    with pytest.raises(Problem, match="too_large"):
        parse(gzip.compress(bytes(65_000_000)))


def test_fifty_thousand_addresses_are_read():
    text = sitemap_of(*(entry(f"https://site.example/2024/03/story-{n}", "<lastmod>2024-03-04T10:00:00+00:00</lastmod>") for n in range(50_000)))
    assert len({item.url for item in parse(text).items}) == 50_000


@pytest.mark.parametrize("text", ["<urlset", "<urlset>", "<?xml version='1.0'?><urlset>&a;<url><loc>", "<?xml version='1.0' encoding='nonsense'?><urlset/>", "<sitemapindex/>", "<urlset>" + "<a>" * 9999, "<urlset><url/><url><loc/></url></urlset>"])
def test_a_broken_sitemap_lists_nothing_or_is_a_problem(text):
    try:
        assert not parse(text).items
    except Problem as problem:
        assert problem.reason == "not_a_listing"


# News APIs.

def api(*results, **more) -> str:
    return json.dumps({"count": 1, "next": None, "previous": None, "results": results, **more})


def test_a_news_api():
    found = parse(api({"id": 1, "title": "Crew & cargo", "authors": [{"name": "Ann Example"}, {"name": "Bo Example"}, {"name": None}, "nobody"], "url": "https://other.example/a?utm_source=x",
                       "news_site": "The Outlet", "published_at": "2024-03-03T10:00:00Z", "updated_at": "2024-03-04T10:00:00.5Z"}, next="https://site.example/v4/articles/?limit=1&offset=1&ref=rss"))
    assert found.items == [Item("https://other.example/a", "Crew & cargo", "Ann Example, Bo Example", datetime(2024, 3, 3, 10), datetime(2024, 3, 4, 10, 0, 0, 500_000), "The Outlet")]
    assert found.next_url == "https://site.example/v4/articles/?limit=1&offset=1&ref=rss"


def test_one_bad_record_does_not_spoil_the_others():
    good = {"url": "https://site.example/a"}
    found = parse(api(good, None, 5, {}, {"url": 5}, {"url": "file:///etc/passwd"}, {"url": "https://site.example/b", "title": 5, "authors": "x", "published_at": [], "updated_at": 1e400, "news_site": {}},
                      {"url": "https://site.example/c", "title": "\ud800\0x"}, {"url": "https://site.example/\ud800"}))
    assert [item.url for item in found.items] == ["https://site.example/a", "https://site.example/b", "https://site.example/c"]
    assert len(found.bad_links) == 6
    found.items[2].title.encode()


@pytest.mark.parametrize("text", ["{", "[]", "{}", "[" * 100_000, '{"results": {}}', '{"results": [{"id": 1}]}', '{"results": "x"}', '{"results": null}', "{\"a\": 1}trailing", '{"items": [{"url": "https://site.example/a"}]}', "[1e999]"])
def test_json_of_another_shape_is_no_listing(text):
    with pytest.raises(Problem, match="not_a_listing"):
        parse(text)


@pytest.mark.parametrize("following", [5, "", "file:///etc/passwd", [], {}, "http://[", "\ud800"])
def test_a_next_page_that_is_no_address_is_none(following):
    found = parse(api({"url": "https://site.example/a"}, next=following))
    assert found.next_url is None or found.next_url.startswith("https://site.example/")


# What is what.

@pytest.mark.parametrize("text, media_type", [
    ("<!DOCTYPE html><html><body><rss><feed>", "application/rss+xml"), ("<html><head><title>&lt;rss&gt;</title>", None), ('<?xml version="1.0"?><!DOCTYPE html><html xmlns="x"><p>', "application/xhtml+xml"),
    ("Just words about a feed.", "text/plain"), ("", None), ("<p>A part of a page</p>", "text/html"),
])
def test_a_page_is_no_listing(text, media_type):
    assert parse(text, media_type=media_type) is None


@pytest.mark.parametrize("text, media_type", [("<?xml version='1.0'?><note/>", "text/xml"), ("", "application/rss+xml"), ("no feed", "application/atom+xml"), ("<rss", None), ("<rss/>", None)])
def test_what_says_it_is_a_feed_and_is_none_is_a_problem(text, media_type):
    try:
        assert not parse(text, media_type=media_type).items
    except Problem as problem:
        assert problem.reason == "not_a_listing"
