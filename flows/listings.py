"""What lists articles: RSS and Atom feeds, sitemaps, the articles of a Spaceflight News API; seen from the content itself."""

import gzip
import html
import io
import json
import re
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from flows.found import MOST_BYTES
from flows.records import when
from flows.web import Problem

_ROOT = re.compile(rb"<(?:\w+:)?(html|urlset|sitemapindex|rss|feed|rdf)\b", re.I)
# Entities stand for a character; one that stands for a page, a million times, would fill the memory.
_LONG_ENTITY = re.compile(rb"<!ENTITY\s+[^\s<>]+\s+(?:\"[^\"]{20,}\"|'[^']{20,}')\s*>")
# What tells a publisher where a reader comes from, and no server which page he wants.
_TRACKING = re.compile(r"(?:utm_\w+|at_(?:medium|campaign|link\w*|format|ptr_name|bbc\w*)|ns_(?:mchannel|source|campaign|linkname|fee)|(?:fb|g|d|y|tw|msclk|ms)cl(?:k)?id|gbraid|wbraid|igshid"
                       r"|mc_[ce]id|mkt_tok|_ga|_gl|cmpid|cmp|xtor|ftag|sr_share|smid)=.*|(?:ref|source|src|partner|emc|via)=(?:rss|feed|atom)\w*", re.I)
_LONGEST = 4096
_BLANK = "".join(map(chr, range(33)))
# Everything that may stand in a path or a query as it is; the rest is percent-encoded, so that one address is written in one way.
_SAFE = "%/?:@!$&'()*+,;=[]|^\\"


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
    """What one address lists: articles, further listings, the page after this one, newest first, and links that lead nowhere, as they are written."""

    items: list[Item] = field(default_factory=list)
    listings: list[str] = field(default_factory=list)
    next_url: str | None = None
    bad_links: list[str] = field(default_factory=list)


def parse(content: bytes, url: str, media_type: str | None) -> Listing | None:
    """What the content lists; None when it is no listing but a page.

    Raises Problem (not_a_listing, too_large) when it looks like a listing and is none.
    """
    if content[:2] == b"\x1f\x8b":
        content = _unpacked(content)
    start = content[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start[:1] in (b"{", b"["):
        return _news_api(content, url)
    root = found[1].lower() if (found := _ROOT.search(start)) else b""
    if root in (b"urlset", b"sitemapindex"):
        return _sitemap(content, url)
    if root in (b"rss", b"feed", b"rdf") or not root and re.search(r"\b(?:rss|atom)\+xml", media_type or ""):
        return _feed(content, url)
    if start.startswith(b"<?xml") and root != b"html":
        raise Problem("not_a_listing", "XML, but no feed and no sitemap")
    return None


def absolute(link: Any, base: str) -> str | None:
    """An absolute address without fragment, written in one way; None for what is no web address."""
    link = link.strip(_BLANK) if isinstance(link, str) else ""
    if not link:
        return None
    try:
        parts = urlsplit(link if link.startswith(("https://", "http://")) else urljoin(base, link))
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
        netloc = parts.netloc.lower()
        if parts.port == {"http": 80, "https": 443}[parts.scheme]:
            netloc = netloc.rpartition(":")[0]
        written = urlunsplit((parts.scheme, netloc, quote(parts.path or "/", safe=_SAFE), quote(parts.query, safe=_SAFE), ""))
    except ValueError:
        return None
    return written if len(written) <= _LONGEST and written.isprintable() else None


def address(link: Any, base: str) -> str | None:
    """An absolute address of an article, without what only tracks its readers."""
    url = absolute(link, base)
    if url is None or "?" not in url:
        return url
    path, _, query = url.partition("?")
    kept = "&".join(part for part in query.split("&") if not _TRACKING.fullmatch(part))
    return f"{path}?{kept}" if kept else path


def _feed(content: bytes, url: str) -> Listing:
    import feedparser

    try:
        # A stream, since feedparser takes a text for the name of a file or an address to open; and no work on texts that are not used.
        feed = feedparser.parse(io.BytesIO(_LONG_ENTITY.sub(b"", content)), response_headers={"content-location": url}, sanitize_html=False, resolve_relative_uris=False)
    except Exception as problem:
        # Its parsers of broken markup fail in ways that nobody has listed.
        raise Problem("not_a_listing", f"no feed: {type(problem).__name__}: {problem}") from None
    if not feed.get("version") and not feed.entries:
        raise Problem("not_a_listing", f"no feed: {feed.get('bozo_exception') or 'nothing in it is known'}")
    outlet = _clean(feed.feed.get("title"))
    listing = Listing()
    for entry in feed.entries:
        # An aggregator names the real publisher in <source>.
        source = entry.get("source")
        named = _clean(source.get("title")) if isinstance(source, dict) else None
        _add(listing, entry.get("link") or entry.get("id"), url, _clean(entry.get("title")), _clean(entry.get("author")), _time(entry, "published"), _time(entry, "updated"), named or outlet)
    return listing


def _sitemap(content: bytes, url: str) -> Listing:
    from lxml import etree

    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, recover=True, remove_comments=True))
        if root is None:
            raise Problem("not_a_listing", "no sitemap: not valid XML")
        listing = Listing()
        # Only what belongs to the page itself: pictures and videos have places and titles of their own.
        for entry in root.iterchildren("{*}url"):
            news = entry.find("{*}news")
            title, published, name = (None, None, None) if news is None else map(news.findtext, ("{*}title", "{*}publication_date", "{*}publication/{*}name"))
            _add(listing, entry.findtext("{*}loc"), url, _clean(title), None, _when(published), _when(entry.findtext("{*}lastmod")), _clean(name))
        for entry in root.iterchildren("{*}sitemap"):
            link = entry.findtext("{*}loc") or ""
            if target := absolute(link, url):
                listing.listings.append(target)
            else:
                listing.bad_links.append(link)
    except (etree.LxmlError, ValueError, LookupError) as problem:
        raise Problem("not_a_listing", f"no sitemap: {problem}") from None
    return listing


def _news_api(content: bytes, url: str) -> Listing:
    other = "JSON, but not the articles of a Spaceflight News API"
    try:
        answer: Any = json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise Problem("not_a_listing", f"{other}: {problem}") from None
    results = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(results, list) or results and not any(isinstance(r, dict) and r.get("url") for r in results):
        raise Problem("not_a_listing", f"{other}: no results with a url")
    listing = Listing(next_url=absolute(answer.get("next"), url))
    for result in results:
        said = result if isinstance(result, dict) else {}
        authors = said.get("authors") if isinstance(said.get("authors"), list) else []
        names = ", ".join(name for a in authors if isinstance(a, dict) and (name := _clean(a.get("name")))) or None
        _add(listing, said.get("url"), url, _clean(said.get("title")), names, _when(said.get("published_at")), _when(said.get("updated_at")), _clean(said.get("news_site")))
    return listing


def _add(listing: Listing, link: Any, base: str, *said: Any) -> None:
    target = address(link, base)
    if target and target != base:
        listing.items.append(Item(target, *said))
    else:
        listing.bad_links.append(str(link or ""))


def _time(entry: dict, name: str) -> datetime | None:
    try:
        # Feedparser's own lookup would answer one time for another.
        return datetime(*dict.get(entry, f"{name}_parsed")[:6])
    except (TypeError, ValueError):
        return _when(dict.get(entry, name))


def _when(value: Any) -> datetime | None:
    return when(value[:100] if isinstance(value, str) else value)


def _clean(text: Any) -> str | None:
    """A value without markup, entities, control characters and runs of white space; None for what is no text."""
    if not isinstance(text, str):
        return None
    text = html.unescape(re.sub(r"</?[a-zA-Z][^<>]*>", "", text)).encode("utf-8", "replace").decode()
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split()) or None


def _unpacked(content: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(content)) as stream:
            unpacked = stream.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as problem:
        raise Problem("not_a_listing", f"gzip, but damaged: {problem}") from None
    if len(unpacked) > MOST_BYTES:
        raise Problem("too_large", f"unpacks to more than {MOST_BYTES} bytes")
    return unpacked
