"""One article of our own writing in every format that is read, for the tests of files, tables, WARC files and pages."""

import csv
import gzip
import html
import io
import json
import zipfile

HEADLINE = "Astronaut Zoë Marchetti joins Crew-9 for its August flight"
PARAGRAPHS = (
    "CAPE CANAVERAL — NASA on Tuesday named astronaut Zoë Marchetti to the Crew-9 mission, which is to leave for the International Space Station in August from Florida’s coast.",
    "“We’ve trained for this for two years, and the crew is ready,” Marchetti said. \"I can't wait to see the station,\" she added at a briefing.",
    "The four-person crew will fly aboard a SpaceX Crew Dragon capsule – the ninth rotation under the agency's commercial programme – and stay for about six months.",
    "Roscosmos cosmonaut Ilya Veretennikov will hold the fourth seat under an exchange agreement. The agencies renewed the deal in 2022, and it doesn't involve payments.",
)
BODY = "\n\n".join(PARAGRAPHS)
TEXT = f"{HEADLINE}\n\n{BODY}\n"
URL = "https://courier.example/2024/02/crew-9-marchetti.html"
META = {"title": HEADLINE, "author": "Jane Roe", "published_at": "2024-02-06T14:30:00-05:00", "outlet": "Orbit Courier"}

MARKDOWN = f"""---
title: {HEADLINE}
author: Jane Roe
date: 2024-02-06T14:30:00-05:00
publisher: Orbit Courier
url: {URL}
---
# {HEADLINE}

{BODY}
"""

PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{HEADLINE} | Orbit Courier</title>
<meta property="og:title" content="{HEADLINE}"><meta property="og:site_name" content="Orbit Courier">
<meta property="article:published_time" content="2024-02-06T14:30:00-05:00"><link rel="canonical" href="{URL}">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{HEADLINE}", "datePublished": "2024-02-06T14:30:00-05:00",
"author": {{"@type": "Person", "name": "Jane Roe"}}, "publisher": {{"@type": "Organization", "name": "Orbit Courier"}}}}</script>
<script>var teaser = "The crew said nothing of this in the article.";</script><style>p {{ color: navy }}</style></head>
<body><header><nav><ul><li><a href="/">Home</a></li><li><a href="/launches">Launches</a></li></ul></nav></header>
<main><article><h1>{HEADLINE}</h1><p class="byline">By <a rel="author" href="/by/roe">Jane Roe</a></p>
<time datetime="2024-02-06T14:30:00-05:00">February 6, 2024</time>
<div class="share-bar"><a href="#">Share</a> <a href="#">Tweet</a> <a href="#">Email</a></div>
<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>
<aside class="related"><h3>Related stories</h3><ul><li><a href="/a">Capsule slips again as engineers check valves</a></li></ul></aside>
<p>{PARAGRAPHS[2]}</p><p>{PARAGRAPHS[3]}</p></article>
<section class="related-stories"><h2>More from Orbit Courier</h2><a href="/c">Five questions about the gateway</a></section></main>
<footer><p>© 2024 Orbit Courier. All rights reserved.</p><a href="/privacy">Privacy policy</a></footer></body></html>"""


def row(**more: object) -> dict:
    """A row of a table under usual names."""
    return {**META, "url": URL, "text": BODY, **more}


def json_lines(*rows: object) -> bytes:
    """A JSON Lines file."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows).encode()


def table(*rows: dict, delimiter: str = ",") -> bytes:
    """A CSV file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def parquet(*rows: dict) -> bytes:
    """A Parquet file."""
    import pyarrow
    from pyarrow.parquet import write_table

    out = pyarrow.BufferOutputStream()
    write_table(pyarrow.Table.from_pylist(list(rows)), out)
    return out.getvalue().to_pybytes()


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes | str]) -> bytes:
    """A zip archive; a name may come twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def zstd(content: bytes) -> bytes:
    """One Zstandard frame, streamed, so that it does not say how long it is."""
    import pyarrow

    out = pyarrow.BufferOutputStream()
    with pyarrow.CompressedOutputStream(out, "zstd") as packed:
        packed.write(content)
    return out.getvalue().to_pybytes()


def answer(body: bytes, *, url: str = URL, status: str = "200 OK", headers: tuple[str, ...] = ("Content-Type: text/html; charset=utf-8",)) -> bytes:
    """A response record of a WARC file."""
    http = "\r\n".join((f"HTTP/1.1 {status}", *headers, "", "")).encode() + body
    head = ("WARC/1.0", "WARC-Type: response", f"WARC-Target-URI: {url}", "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>",
            "WARC-Date: 2024-02-07T00:00:00Z", "Content-Type: application/http; msgtype=response", f"Content-Length: {len(http)}", "", "")
    return "\r\n".join(head).encode() + http + b"\r\n\r\n"


def formats() -> dict[str, bytes]:
    """The article as a file of every format; where a format carries the address, it is one with the file's name."""
    def at(name: str, **more: object) -> dict:
        return row(url=f"https://courier.example/{name}", **more)

    fragment = "".join(f"<p>{html.escape(p)}</p>" for p in PARAGRAPHS)
    return {
        "plain.txt": TEXT.encode(), "front.md": MARKDOWN.encode(), "page.html": PAGE.encode(), "packed.txt.gz": gzip.compress(TEXT.encode()),
        "packed.html.zst": zstd(PAGE.encode()), "archive.zip": zipped(("2024/page.html", PAGE)), "rows.jsonl": json_lines(at("rows.jsonl")),
        "headed.jsonl": json_lines(at("headed.jsonl", text=TEXT)), "rows.jsonl.gz": gzip.compress(json_lines(at("rows.jsonl.gz"))), "rows.csv": table(at("rows.csv")),
        "rows.tsv": table(at("rows.tsv"), delimiter="\t"), "semicolon.csv": table(at("semicolon.csv"), delimiter=";"), "rows.parquet": parquet(at("rows.parquet")),
        "packed.parquet.gz": gzip.compress(parquet(at("packed.parquet.gz"))), "fragment.jsonl": json_lines(at("fragment.jsonl", text=fragment)),
        "page.jsonl": json_lines(at("page.jsonl", text=PAGE)), "crawl.warc": answer(PAGE.encode(), url="https://courier.example/crawl.warc"),
        "crawl.warc.gz": gzip.compress(answer(PAGE.encode(), url="https://courier.example/crawl.warc.gz")),
    }
