"""What lists articles: RSS and Atom feeds, sitemaps, the articles of a Spaceflight News API; seen from the content itself."""

import io
import json
import re
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from courlan import normalize_url

from flows.found import MOST_BYTES
from flows.records import when
from flows.web import Problem


@dataclass(frozen=True, slots=True)
class Item:
    """One listed article: its address and what the listing says of it; `updated_at` tells that it has changed since."""

    url: str
    title: str | None = None
    author: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What one address lists: articles, further listings, and the page after this one, newest first."""

    items: list[Item] = field(default_factory=list)
    listings: list[str] = field(default_factory=list)
    next_url: str | None = None


def parse(content: bytes, url: str, media_type: str | None) -> Listing | None:
    """What the content lists; None when it is no listing but a page.

    Raises Problem (not_a_listing) when it looks like a listing and is none.
    """
    if content[:2] == b"\x1f\x8b":
        content = _unpacked(content)
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"{", b"["):
        return _news_api(content, url)
    if re.search(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b", start):
        return _sitemap(content, url)
    if re.search(rb"<(?:rss|(?:\w+:)?feed|rdf:RDF)\b", start, re.I) or re.search(r"\b(?:rss|atom)\+xml", media_type or ""):
        return _feed(content, url)
    if start.startswith(b"<?xml") and b"<html" not in content[:4096].lower():
        raise Problem("not_a_listing", "XML, but no feed and no sitemap")
    return None


def address(url: str, base: str) -> str | None:
    """An absolute address without fragment and tracking parameters; None for what is no web address."""
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
        return normalize_url(urlunsplit(parts._replace(fragment="")))
    except ValueError:
        return None


def _feed(content: bytes, url: str) -> Listing:
    import feedparser

    # A stream, since feedparser takes a text for the name of a file or an address to open.
    feed = feedparser.parse(io.BytesIO(content), response_headers={"content-location": url})
    if not feed.version and not feed.entries:
        raise Problem("not_a_listing", f"no feed: {feed.get('bozo_exception') or 'nothing in it is known'}")
    outlet = _clean(feed.feed.get("title"))
    items = []
    for entry in feed.entries:
        target = address(entry.get("link") or "", url)
        if target is None:
            continue
        # An aggregator names the real publisher in <source>.
        source = entry.get("source") or {}
        items.append(Item(target, _clean(entry.get("title")), _clean(entry.get("author")), _time(entry, "published"), _time(entry, "updated"), _clean(source.get("title")) or outlet))
    return Listing(items)


def _sitemap(content: bytes, url: str) -> Listing:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, remove_comments=True)
    root = etree.fromstring(content, parser)
    if root is None:
        raise Problem("not_a_listing", "no sitemap: not valid XML")
    items, listings = [], []
    for entry in root:
        values = {etree.QName(e).localname: (e.text or "").strip() for e in entry.iter() if isinstance(e.tag, str)}
        target = address(values.get("loc", ""), url)
        if target is None:
            continue
        if etree.QName(entry).localname == "sitemap":
            listings.append(target)
        else:
            items.append(Item(target, values.get("title") or None, None, when(values.get("publication_date")), when(values.get("lastmod")), values.get("name") or None))
    return Listing(items, listings)


def _news_api(content: bytes, url: str) -> Listing:
    try:
        answer: Any = json.loads(content)
        results = answer["results"]
        items = []
        for result in results:
            if target := address(result["url"], url):
                authors = ", ".join(a["name"] for a in result.get("authors") or [] if a.get("name")) or None
                items.append(Item(target, _clean(result.get("title")), authors, when(result.get("published_at")), when(result.get("updated_at")), _clean(result.get("news_site"))))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise Problem("not_a_listing", f"JSON, but not the articles of a Spaceflight News API: {type(problem).__name__}: {problem}") from None
    return Listing(items, next_url=address(answer.get("next") or "", url))


def _time(entry: Any, name: str) -> datetime | None:
    parsed = entry.get(f"{name}_parsed")
    return datetime(*parsed[:6]) if parsed else when(entry.get(name))


def _clean(text: str | None) -> str | None:
    """A value without markup and runs of white space."""
    return " ".join(re.sub(r"<[^>]+>", "", text).split()) or None if text else None


def _unpacked(content: bytes) -> bytes:
    try:
        unpacked = zlib.decompressobj(47).decompress(content, MOST_BYTES + 1)
    except zlib.error as problem:
        raise Problem("not_a_listing", f"gzip, but damaged: {problem}") from None
    if len(unpacked) > MOST_BYTES:
        raise Problem("too_large", f"unpacks to more than {MOST_BYTES} bytes")
    return unpacked

