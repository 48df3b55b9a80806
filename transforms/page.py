"""Pages to text: the article of an HTML page or a Markdown file, without what stands around it, and what the page says of itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from transforms.clean import moment

# Possessive: comments could be told apart in endless ways.
_HTML = re.compile(r"\ufeff?\s*+(?:<!--.*?-->\s*+)*+(?:<\?xml[^>]*+>\s*+)?+<(?:!doctype\s+html|html|head|body|article)\b", re.I | re.S)
_WHOLE = re.compile(r"<(?:!doctype|html|head|title|meta|link|body|main|article|nav)\b", re.I)
_MARKUP = re.compile(r"</?(?:p|div|br|span|a|b|i|em|strong|u|h[1-6]|ul|ol|li|blockquote|figure|img|table|section|article|html|body)(?:\s[^<>]*)?/?>", re.I)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
# What an XML parser takes amiss: control characters, written out or as entities, and declarations that contradict the decoded text.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]))(?:;|(?![0-9a-fA-F;]))")
_DECLARED = re.compile(r"<\?xml[^>]*>|<!doctype[^>]*>", re.I)
_PUBLISHED = ("article:published_time", "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "pubdate", "publishdate", "date")
_Q = re.compile(r"<q\b[^<>]*+>((?:(?!</?q\b).)*+)</q\s*>", re.I | re.S)
_Q_TAG = re.compile(r"</?q\b[^<>]*+>", re.I)
_MARKS = ("“", "”", '"', "«", "»", "„", "‘", "’", "'")
_DATED = re.compile(r"publi|posted|date|byline|timestamp")
_CHANGED = re.compile(r"(?:last )?(?:updated?|modified|edited)", re.I)
# Its dates may be those of any sentence or picture; a bound in the future spares it the search of most of them.
_NO_DATES = {"original_date": True, "extensive_search": False, "min_date": "9000-01-01", "max_date": "9000-01-02"}
_DEEPEST = 500
# What begins and ends a paragraph, and what is not shown.
_BLOCKS = frozenset("address article aside blockquote center dd details div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre "
                    "section summary table td th tr ul".split())
_UNSEEN = frozenset(("head", "noscript", "script", "style", "template", "title", "iframe", "object", "svg"))


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a page, paragraphs apart by an empty line, and its metadata."""

    text: str
    title: str | None = None
    author: str | None = None
    published_at: datetime | None = None
    outlet: str | None = None
    canonical_url: str | None = None


def is_html(text: str, media_type: str | None) -> bool:
    """Whether the text is HTML: its source says so and it has a tag, or it begins as a page does."""
    declared = (media_type or "").lower().startswith(("text/html", "application/xhtml"))
    return bool(_HTML.match(text)) or declared and bool(re.search(r"</?[a-zA-Z][^<>]*>", text))


def declared_charset(content: bytes, media_type: str | None) -> str | None:
    """The charset that the source or the head of the page declares."""
    found = _CHARSET.search((media_type or "").encode("ascii", "ignore")) or _CHARSET.search(content[:4096] if b"<" in content[:4096] else b"")
    return found[1].decode("ascii") if found else None


def is_markup(text: str) -> bool:
    """Whether a text holds tags as articles have them."""
    return _MARKUP.search(text) is not None


def is_whole(text: str) -> bool:
    """Whether the text is a page with its head and what stands around the article, not a fragment, which is all article."""
    return _WHOLE.search(text, 0, 20_000) is not None


def read(markup: str, uri: str) -> Page | None:
    """The article of an HTML page by trafilatura, tuned for precision; None when it finds none.

    - F1 .964 on the article-extraction benchmark of 181 pages, the best of its settings; quotation marks stay as they are, and an
      inline quotation (`<q>`), whose marks only a browser draws, gets its marks.
    - A headline that stands apart from the article is its title and no part of the text.
    - A publication time is one that the page marks as such; without one it is None.
    - A fragment without a page around it is all article.
    - A page whose elements are nested more than 500 deep is none.
    """
    # Half a second of imports that texts need not wait for.
    from lxml import etree, html
    from trafilatura import bare_extraction

    # One may stand within another.
    markup = _Q_TAG.sub("", _Q.sub(_marked, _Q.sub(_marked, _ILLEGAL.sub("", markup))))
    markup = _DECLARED.sub("", markup[:2000]) + markup[2000:]
    # Old pages that never close an element go deeper than the 255 levels below which the parser, without huge_tree, drops everything.
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False)
    try:
        tree = html.document_fromstring(markup.encode(), parser=parser)
    except etree.ParserError:
        return None
    # The time that it takes grows with the square of the depth.
    if tree.xpath(f"boolean({'/*' * _DEEPEST})"):
        return None
    if not is_whole(markup):
        text = _paragraphs(tree)
        return Page(text) if text else None
    published = _published(tree)
    _plain(tree)
    # The address is not told: the site's name and a date would be taken from it, which the page does not say.
    found = bare_extraction(tree, favor_precision=True, include_comments=False, with_metadata=True, date_extraction_params=_NO_DATES)
    if found is None or not (found.text or "").strip():
        return None
    paragraphs = [line for line in found.text.split("\n") if line.strip()]
    canonical = tree.xpath("string(//link[@rel='canonical']/@href)").strip()
    return Page("\n\n".join(paragraphs), _headline(tree, found.title), found.author or None, published, found.sitename or None, _address(canonical, uri))


def _address(link: str, base: str) -> str | None:
    """A link as an absolute web address; None when it is none."""
    try:
        address = urljoin(base, link)
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if link and parts.scheme in ("http", "https") and parts.hostname else None


def _plain(tree: Any) -> None:
    """Rename what would be taken for something else: a time inside a sentence is left out, a table that lays out the page is put on one line."""
    for time in tree.xpath("//time[ancestor::p or ancestor::li or ancestor::blockquote]"):
        time.tag = "span"
    for cell in tree.xpath("//table[.//td[p or br or div or table or h1 or h2]]/descendant-or-self::*[self::table or self::tbody or self::tr or self::td]"):
        cell.tag = "div"


def _headline(tree: Any, title: str | None) -> str | None:
    """The heading that the page's title repeats, often with the site's name beside it; else the title."""
    title = " ".join((title or "").split())
    for heading in tree.iter("h1"):
        text = _shown(heading)
        if len(text.split()) > 2 and (text in title or title and title in text):
            return text
    return title or None


def _paragraphs(tree: Any) -> str:
    """All text of a fragment: blocks and two line breaks part paragraphs."""
    from lxml import etree

    parts = []
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            parts.append("\0\0" if element.tag in _BLOCKS else "\0" if element.tag == "br" else "")
            if element.tag in _UNSEEN:
                walk.skip_subtree()
            else:
                parts.append(element.text or "")
        else:
            parts += ("\0\0" if element.tag in _BLOCKS else "", element.tail or "")
    paragraphs = re.split(r"\0\s*\0[\0\s]*", "".join(parts))
    return "\n\n".join(filter(None, ("\n".join(" ".join(line.split()) for line in paragraph.split("\0")).strip() for paragraph in paragraphs)))


def read_markdown(text: str) -> Page:
    """A Markdown file as text: headings, emphasis, links and lists lose their marks; front matter gives title, author, date, outlet and address."""
    from markdown_it import MarkdownIt

    front, text = _front_matter(text)
    blocks = []
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "inline":
            blocks.append("".join(_inline(token.children or [])))
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content)
    given = {name: str(front[key]).strip() for name, keys in _FRONT.items() for key in keys if front.get(key)}
    return Page("\n\n".join(b for b in map(str.strip, blocks) if b), given.get("title"), given.get("author"), moment(given.get("published_at", "")),
                given.get("outlet"), _address(given.get("canonical_url", ""), ""))


_FRONT = {"title": ("headline", "title"), "author": ("author", "authors", "by"), "published_at": ("published", "pubdate", "date"),
          "outlet": ("source", "publisher", "outlet"), "canonical_url": ("url", "link", "canonical_url")}


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    import yaml

    parts = re.match(r"\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*\r?\n", text, re.S)
    if not parts:
        return {}, text
    try:
        front = yaml.safe_load(parts[1])
    except yaml.YAMLError:
        return {}, text
    return ({str(k).lower(): v for k, v in front.items()}, text[parts.end():]) if isinstance(front, dict) else ({}, text)


def _inline(tokens: list[Any]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("text", "code_inline"):
            yield token.content
        elif token.type == "softbreak":
            yield " "
        elif token.type == "hardbreak":
            yield "\n"


def _marked(quotation: re.Match[str]) -> str:
    """An inline quotation with its marks, unless its author wrote them too."""
    inner = quotation[1].strip()
    return inner if inner[:1] in _MARKS and inner[-1:] in _MARKS else f"“{inner}”"


def _shown(element: Any) -> str:
    """The text of an element, as far as one that is short goes: elements may hold one another, and each a whole page."""
    return " ".join("".join(part[:1000] for part in islice(element.itertext(), 40)).split())


def _published(tree: Any) -> datetime | None:
    """The publication time: of meta elements, JSON-LD and time elements, with its clock, else the date that is printed as the page's own."""
    metas = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if name in _PUBLISHED and meta.get("content"):
            metas.setdefault(name, meta.get("content"))
    values = [metas[name] for name in _PUBLISHED if name in metas]
    for script in tree.xpath("//script[@type='application/ld+json']"):
        values += re.findall(r'"datePublished"\s*:\s*"([^"]+)"', script.text_content() or "")[:1]
    return next(filter(None, map(moment, values)), None) or _shown_date(tree)


def _shown_date(tree: Any) -> datetime | None:
    """The first date that an element shows which is made for it, outside teasers and footers; a change only where nothing else is dated."""
    changed = None
    for element in tree.xpath("//*[self::time or @class or @id or @itemprop][not(ancestor-or-self::aside or ancestor-or-self::nav or ancestor-or-self::footer)]"):
        kind = " ".join(filter(None, (element.get("class"), element.get("id"), element.get("itemprop")))).lower()
        if element.tag != "time" and (not _DATED.search(kind) or element.find(".//time[@datetime]") is not None):
            continue
        text = _shown(element)
        when = moment(element.get("datetime") or element.get("content") or "") or (moment(text) if len(text) <= 120 else None)
        if when and (_CHANGED.search(kind) or _CHANGED.match(text)):
            changed = changed or when
        elif when:
            return when
    return changed
