"""Pages to text: the article of an HTML page or a Markdown file, without what stands around it, and what the page says of itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from transforms.clean import moment

_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body|article)\b", re.I | re.S)
_FRAGMENT = re.compile(r"\s*<(?:p|div|section|h[1-6]|figure|blockquote|span|img|a|b|i|em|strong)\b[^>]*>", re.I)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_PUBLISHED = ("article:published_time", "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "pubdate", "publishdate", "date")
_BLOCKS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "figcaption", "dd", "dt", "td")


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


def read(markup: str, uri: str) -> Page | None:
    """The article of an HTML page by trafilatura, tuned for precision; None when it finds none.

    - F1 .964 on the article-extraction benchmark of 181 pages, the best of its settings; quotation marks stay as they are, and an
      inline quotation (`<q>`), whose marks only a browser draws, gets its marks.
    - A fragment without a page around it is all article.
    """
    # Half a second of imports that texts need not wait for.
    from lxml import html
    from trafilatura import bare_extraction, load_html

    is_fragment = not _HTML.match(markup) and bool(_FRAGMENT.match(markup))
    tree = html.document_fromstring(markup) if is_fragment else load_html(markup)
    if tree is None:
        return None
    for quotation in list(tree.iter("q")):
        _mark(quotation)
        quotation.drop_tag()
    if is_fragment:
        text = "\n\n".join(filter(None, (" ".join(block.text_content().split()) for block in tree.iter(*_BLOCKS) if not any(True for _ in block.iterdescendants(*_BLOCKS)))))
        return Page(text or " ".join(tree.text_content().split())) if tree.text_content().strip() else None
    published = _published(tree)
    found = bare_extraction(tree, url=uri if uri.startswith("http") else None, favor_precision=True, include_comments=False, with_metadata=True,
                            date_extraction_params={"original_date": True, "extensive_search": False})
    if found is None or not (found.text or "").strip():
        return None
    canonical = tree.xpath("string(//link[@rel='canonical']/@href)").strip()
    canonical = urljoin(uri, canonical) if canonical else ""
    return Page("\n\n".join(line for line in found.text.split("\n") if line.strip()), found.title or None, found.author or None,
                published or (moment(found.date) if found.date else None), found.sitename or None, canonical if canonical.startswith("http") else None)


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
    url = given.get("canonical_url", "")
    return Page("\n\n".join(b for b in map(str.strip, blocks) if b), given.get("title"), given.get("author"), moment(given.get("published_at", "")),
                given.get("outlet"), url if url.startswith("http") else None)


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


def _mark(quotation: Any) -> None:
    """Give an inline quotation its marks, unless its author wrote them too."""
    inner = quotation.text_content().strip()
    if inner[:1] in "“\"«„‘'" and inner[-1:] in "”\"»“’'":
        return
    quotation.text = "“" + (quotation.text or "")
    quotation.tail = "”" + (quotation.tail or "")


def _published(tree: Any) -> datetime | None:
    """The publication time with its clock, from meta elements and JSON-LD; trafilatura keeps days only."""
    metas = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if name in _PUBLISHED and meta.get("content"):
            metas.setdefault(name, meta.get("content"))
    values = [metas[name] for name in _PUBLISHED if name in metas]
    for script in tree.xpath("//script[@type='application/ld+json']"):
        values += re.findall(r'"datePublished"\s*:\s*"([^"]+)"', script.text_content() or "")[:1]
    return next(filter(None, map(moment, values)), None)
