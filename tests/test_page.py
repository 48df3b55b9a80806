"""The article of a page, whole and as it was written, and what the page says of itself."""

import time
from datetime import datetime

import polars as pl
import pytest

from articles import BODY, HEADLINE, MARKDOWN, PAGE, PARAGRAPHS, TEXT, URL
from transforms import clean, extract, page
from warehouse.tables import RAW_DOCUMENTS

ALL = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
QUOTED = "“We’re ready,” said Zoë Müller – and left."


def whole(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head><title>{HEADLINE} | Orbit Courier</title>{head}</head><body>{body}</body></html>"


def read(markup: str) -> page.Page:
    found = page.read(markup, "https://courier.example/2021/05/03/a.html")
    assert found is not None
    return found


def document(content: bytes, media_type: str | None = "text/html", **options) -> tuple[list[dict], list[str]]:
    """The documents of one raw one, and the reasons of the rejects."""
    raw = RAW_DOCUMENTS.frame(pl.DataFrame([{"uri": URL, "source": "test", "content": content, "media_type": media_type, "raw_hash": "0" * 64}], schema=RAW_DOCUMENTS.schema))
    documents, rejects = extract.documents(raw, **options)
    return documents.to_dicts(), rejects["reason"].to_list()


# The body, after cleaning too.

@pytest.mark.parametrize("body", [
    f'<header><a href="/">Courier</a></header><div class="entry"><h1>{HEADLINE}</h1><div class="meta"><span class="posted-on">Posted on February 6, 2024</span> by <a href="/roe">Jane Roe</a></div>'
    f'<div class="entry-content">{ALL}<div class="sharedaddy"><h3>Share this:</h3><ul><li>Facebook</li></ul></div></div></div><div id="comments"><h2>2 thoughts</h2><p>Great news for all of us, says Bob.</p></div>',
    f'<article><h1>{HEADLINE}</h1><p>By Jane Roe</p><figure><img src="a.jpg"><figcaption>The crew on the runway. Credit: Orbit Courier/Max Moe</figcaption></figure>{ALL}</article>',
    f'<article><h1>{HEADLINE}</h1><p>Published 6 February 2024 19:30 GMT</p>{ALL}<p><strong>Read more:</strong> <a href="/x">Capsule slips again</a></p></article>',
    f'<div class="story"><h1>{HEADLINE}</h1>By Jane Roe<br><br>{"<br><br>".join(PARAGRAPHS)}</div>',
    f'<div><h1>{HEADLINE}</h1>{"".join(f"<div>{p}</div>" for p in PARAGRAPHS)}<div class="newsletter">Sign up for our newsletter.</div></div>',
    f'<article><h1>{HEADLINE}</h1>{ALL}</article>'.replace("August from", "<time datetime='2024-08'>August</time> from").replace("Crew Dragon", "<a href='/d'>Crew <em>Dragon</em></a>").replace("fourth", "<b>fo</b>urth"),
    f'<article><h1>{HEADLINE}</h1></b>{ALL}</div></span>'.replace("</p>", ""), "<font>" * 300 + f'<article><h1>{HEADLINE}</h1>{ALL}</article>',
    f'<script>{"x(0 < 1);" * 50_000}</script><!-- {"no " * 9999} --><article><h1>{HEADLINE}</h1>{ALL}</article>',
])
def test_the_article_is_left_of_a_page(body):
    assert clean.clean(read(whole(body)).text)[0].split("\n\n") == [HEADLINE, *PARAGRAPHS]


def test_a_table_that_lays_out_a_page_is_no_table():
    body = f'<table><tr><td><a href="/">Home</a></td><td><b>{HEADLINE}</b><br><p>{"<p>".join(PARAGRAPHS)}</td></tr><tr><td colspan="2">Copyright 2024</td></tr></table>'
    assert read(whole(body)).text.split("\n\n") == list(PARAGRAPHS)


def test_lists_and_quotations_belong_to_the_article():
    items = "<ul><li>Commander Zoë Marchetti, NASA</li><li>Ilya Veretennikov, Roscosmos</li></ul><blockquote><p>“It was a long road for all of us,” the pilot wrote.</p></blockquote>"
    body = clean.clean(read(whole(f"<article><h1>{HEADLINE}</h1>{ALL}{items}</article>")).text)[0]
    assert body.split("\n\n")[5:] == ["- Commander Zoë Marchetti, NASA", "- Ilya Veretennikov, Roscosmos", "“It was a long road for all of us,” the pilot wrote."]


@pytest.mark.parametrize("inner,text", [
    ("<q>Go</q>", "“Go”"), ("<q cite=x>a <em>b</em></q>", "“a b”"), ("<q>“Go”</q>", "“Go”"), ("<q>He said <q>go</q> now</q>", "“He said “go” now”"), ("<q>open", "open"), ("&ldquo;A &amp; B&rdquo;", "“A & B”"), ("a&#11;b\x0bc", "abc"),
])
def test_quotations_and_entities(inner, text):
    assert text in read(whole(f"<article>{ALL}<p>The commander of the crew said {inner} before it left.</p></article>")).text


@pytest.mark.parametrize("fragment,text", [
    ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."), ("<div>One.</div>\n<div>Two.</div>", "One.\n\nTwo."), ("One.<br><br>Two.<br/>Three.", "One.\n\nTwo.\nThree."), ("<p>One.</p> loose <p>Two.</p> end", "One.\n\nloose\n\nTwo.\n\nend"),
    ("<p>One\n line<script>no</script><style>no</style>.</p>", "One line."), ("<ul><li>One <ul><li>Two</li></ul> three</li></ul>", "One\n\nTwo\n\nthree"), ("He said <b>go</b>, <q>now</q>.", "He said go, “now”."),
    ("<p>One.<!-- no --> Two.</p>", "One. Two."), ("<h1>A &amp; B</h1>C", "A & B\n\nC"), ("<p>" + "<b>" * 400 + "One.", "One."),
])
def test_a_fragment_is_all_article(fragment, text):
    assert read(fragment).text == text


@pytest.mark.parametrize("markup", ["<p></p>", "<!doctype html>", "<html></html>", whole(""), "<p><script>x</script>", "<!-- -->"])
def test_a_page_without_an_article_is_none(markup):
    assert page.read(markup, URL) is None
    assert document(markup.encode())[1] == ["no_text"]


def test_a_headline_apart_from_the_article_is_its_title_only():
    found = read(whole(f'<div class="hero"><h1>{HEADLINE}</h1></div><article>{ALL}</article>'))
    assert (found.title, found.text) == (HEADLINE, BODY)


# What the page says of itself.

@pytest.mark.parametrize("head,body,published", [
    ('<meta property="article:published_time" content="2024-02-06T14:30:00-05:00">', "", datetime(2024, 2, 6, 19, 30)), ('<meta itemprop="datePublished" content="2024-02-06">', "", datetime(2024, 2, 6)),
    ('<script type="application/ld+json">{"datePublished": "2024-02-06T19:30:00Z"}</script>', "", datetime(2024, 2, 6, 19, 30)),
    ('<meta name="date" content="soon">', '<time datetime="2024-02-06T19:30Z">February 6</time>', datetime(2024, 2, 6, 19, 30)), ("", '<p class="updated">Updated February 7, 2024</p><span class="pub-date">6 February 2024</span>', datetime(2024, 2, 6)),
    ("", '<span class="posted">On <time datetime="2024-02-06T19:30Z">February 6, 2024</time></span>', datetime(2024, 2, 6, 19, 30)), ("", '<p class="byline">Updated: 7 February 2024</p>', datetime(2024, 2, 7)),
    ("", "", None), ('<meta name="date" content="soon">', "", None), ("", "<p>The agencies signed it on May 4, 2023 in a hotel.</p>", None), ("", '<aside><time datetime="2023-01-01">January 1</time></aside><footer class="date">© January 1, 2023</footer>', None),
    ("", "<p><img src='/2023/01/02/a.jpg'> 2023-01-02T10:00:00</p>", None),
])
def test_a_publication_time_is_read_where_a_page_marks_it_and_never_made_up(head, body, published):
    assert read(whole(f"<article><h1>{HEADLINE}</h1>{body}{ALL}</article>", head)).published_at == published


@pytest.mark.parametrize("link,canonical", [
    (URL, URL), ("/a", "https://courier.example/a"), ("b", "https://courier.example/2021/05/03/b"), ("//other.example/a", "https://other.example/a"), ("http://[", None), ("javascript:x", None), ("", None),
])
def test_the_canonical_address_is_absolute(link, canonical):
    assert read(whole(f"<article>{ALL}</article>", f'<link rel="canonical" href="{link}">')).canonical_url == canonical
    assert page.read_markdown(f"---\nurl: '{link}'\n---\nText.").canonical_url == (canonical if link == URL else None)


def test_the_address_of_a_page_changes_nothing():
    assert page.read(PAGE, URL) == page.read(PAGE, "file:///2021/05/03/other.html")


def test_markdown_loses_its_marks_and_front_matter():
    found = page.read_markdown(MARKDOWN)
    assert (found.text, found.title, found.author, found.published_at, found.outlet, found.canonical_url) == (TEXT.strip(), HEADLINE, "Jane Roe", datetime(2024, 2, 6, 19, 30), "Orbit Courier", URL)
    assert page.read_markdown("---\na: [\n---\n# One\n\n- *two*\n- [three](x)\n\n> \"four\"\n").text.startswith("a: [")
    assert page.read_markdown("# One\n\n- *two*\n- [three](x)\n\n> \"four\"\nfive\n").text == 'One\n\ntwo\n\nthree\n\n"four" five'


# Bytes.

@pytest.mark.parametrize("content,media_type", [
    (whole(f"<p>{QUOTED}</p><p>{BODY}</p>", '<meta charset="{0}">').format(name).encode(charset), media_type)
    for name, charset, media_type in (
        ("utf-8", "utf-8", "text/html"), ("windows-1252", "cp1252", "text/html"), ("iso-8859-1", "cp1252", "text/html"), ("iso-8859-1", "utf-8", "text/html"), ("utf-8", "cp1252", "text/html"), ("x", "cp1252", "text/html"),
        ("utf-8", "utf-8-sig", None), ("utf-8", "utf-16", "text/html"), ("utf-8", "utf-16", None), ("x", "utf-8", "text/html; charset=iso-8859-1"), ("x", "cp1252", "text/html; charset=Windows-1252"), ("x", "utf-8", None))
])
def test_charsets_declared_right_and_wrong(content, media_type):
    [found], _ = document(content, media_type)
    assert QUOTED in found["text"]


def test_xhtml_is_read_in_the_charset_it_is_in():
    markup = f'<?xml version="1.0" encoding="iso-8859-1"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml"><head><title>{HEADLINE}</title></head><body><p>{QUOTED}</p>{ALL}</body></html>'
    for content in (markup.encode(), markup.encode("cp1252")):
        assert QUOTED in document(content, "application/xhtml+xml")[0][0]["text"]


def test_text_that_is_declared_a_page_stays_text():
    assert document(b"If a < b, they fly.\n\nAnd land.")[0][0]["text"] == "If a < b, they fly.\n\nAnd land."


def test_what_the_source_says_wins_over_what_the_page_says():
    raw = RAW_DOCUMENTS.frame([{"uri": URL, "source": "s", "content": PAGE.encode(), "media_type": None, "raw_hash": "0" * 64, "title": "Told", "author": None, "published_at": datetime(2020, 1, 1), "outlet": ""}])
    [found] = extract.documents(raw)[0].to_dicts()
    assert (found["title"], found["author"], found["published_at"], found["outlet"]) == ("Told", "Jane Roe", datetime(2020, 1, 1), "Orbit Courier")


# Traps: each took seconds or minutes once.

@pytest.mark.parametrize("markup", [
    "<!-- x -->" * 5000 + "no page", whole("<div>" * 10_000 + BODY), whole("<p><q>" * 2000 + BODY), whole(f"<article>{ALL}<p>" + "<q>a</q> " * 10_000), "<p " * 100_000, whole("<div class=date>" * 400 + ALL), "<" * 100_000,
    whole(f"<article {'a=b ' * 50_000}>{ALL}"), whole(f"<article>{ALL}<p>{'&amp;' * 50_000}"), "<b>" * 50_000 + "text",
], ids=lambda m: m[:12])
def test_hostile_pages_take_no_time(markup):
    start = time.process_time()
    document(markup.encode())
    assert time.process_time() - start < 1


def test_pages_of_too_many_tags_are_left():
    assert document(whole(f"<article>{ALL}" + "<i></i>" * 60_000).encode())[1] == ["too_large"]
    assert document(PAGE.encode(), page_limit=100)[1] == document(PAGE.encode(), size_limit=100)[1] == ["too_large"]
