"""Text with positions: folding that keeps offsets, paragraphs, sentences, stable ids."""

import hashlib
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator

_PUNCTUATION = {
    "‘": "'", "’": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
    "ı": "i", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "ð": "d",
}


def _fold_table() -> dict[int, str]:
    table = {ord(k): v for k, v in _PUNCTUATION.items()}
    for code in range(0xC0, 0x250):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii():
            table.setdefault(code, base)
    return table


_FOLD = _fold_table()
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def fold(text: str) -> str:
    """The text with accents, quotation marks, dashes and spaces made plain; every character keeps its place."""
    if text.isascii():
        return text
    # Most articles have no others than these; replacing each is several times faster than looking at every character.
    for mark, plain in _PUNCTUATION.items():
        text = text.replace(mark, plain)
    return text if text.isascii() else _NOT_ASCII.sub(lambda m: _FOLD.get(ord(m[0]), m[0]), text)


_BEGIN = re.compile(r"\\b|\^|[A-Za-z](?![?*+{])")
_NO_BRACKET = re.compile(r"\\.|\[[^]]*\]")


def branched(alternatives: str) -> str:
    """One expression for any of the alternatives ("a|b|c"), branched by first letter, which is what makes a long list quick.

    Those that begin at a word or a line (\\b, ^) are branched likewise; those that begin otherwise are tried last.
    """
    branches: dict[str, list[str]] = {}
    others: list[str] = []
    part = ""
    for piece in alternatives.split("|"):
        part += piece
        brackets = _NO_BRACKET.sub("", part)
        if brackets.count("(") > brackets.count(")"):
            part += "|"
            continue
        if begin := _BEGIN.match(part):
            branches.setdefault(begin[0], []).append(part[begin.end():])
        else:
            others.append(part)
        part = ""
    ends = {begin: "|".join(rest) for begin, rest in branches.items()}
    found = [begin + (f"(?:{rest})" if begin.isalpha() else branched(rest)) for begin, rest in ends.items()]
    return "(?:" + "|".join(found + others) + ")"


class Words:
    """Any of the alternatives as whole words, in capitals or not; looking in the text in small letters is thrice as fast as re.I."""

    def __init__(self, alternatives: str) -> None:
        self._pattern = re.compile(rf"\b{branched(alternatives)}\b")

    def search(self, text: str) -> re.Match | None:
        """The first of the words in the text, in small letters."""
        return self._pattern.search(text.lower())

    def match(self, text: str) -> re.Match | None:
        """The word that the text begins with, in small letters."""
        return self._pattern.match(text.lower())


def hash_id(*parts: object) -> str:
    """16 hex digits that depend on the parts and nothing else."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]


def slug(name: str) -> str:
    """The name in lower-case ASCII words joined with hyphens; apostrophes vanish."""
    from anyascii import anyascii

    return re.sub(r"[^a-z0-9]+", "-", anyascii(name).lower().replace("'", "")).strip("-")


_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Maj|Capt|Cmdr|Cdr|Sgt|Adm|Hon|Rev|St|Jr|Sr|vs|etc|No|Nos|Inc|Corp|Co|Ltd"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun|approx|Fla|Calif|Tex|Ariz|Mass|Va"
    r"|a\.m|p\.m|U\.S|U\.K|U\.N|E\.U|U\.S\.S\.R|D\.C|i\.e|e\.g|Ph\.D)|\b[A-Z])\.$"
)
_END = re.compile(r"""[.!?…]+["'”’»)\]]*(?=\s|$)""")
_OPENS = re.compile(r"""\s+["'“‘«(\[]*[A-Z0-9À-Þ]""")
# An abbreviation that may also end a sentence does end it before one of these words.
_STARTERS = re.compile(r"\s+(?:The|In|On|At|But|And|It|He|She|They|We|This|That|These|Those|After|As|A|An|For|If|When|While|However|Meanwhile)\b")


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Start and end of every line that holds more than white space."""
    return [m.span() for m in re.finditer(r"[^\n]+", text) if not m[0].isspace()]


# The longest of 37,000 sentences of news has 919 characters. What is longer is a table or a list, whose parts must not all be weighed with one another.
_LONGEST = 2000


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence; a line break ends one.

    Abbreviations, initials and months before a day do not end a sentence. One of more than _LONGEST characters is cut between words.
    """
    found: list[tuple[int, int]] = []
    for low, high in paragraphs(text):
        start = low
        for m in _END.finditer(text, low, high):
            end = m.end()
            if end < high and not _OPENS.match(text, end):
                continue
            if end < high and text[m.start()] == "." and end - m.start() == 1:
                before = _ABBREVIATION.search(text, max(start, m.start() - 12), end)
                if before:
                    month_or_title = not before.group().startswith(("U.", "a.m", "p.m", "Inc", "Corp", "Co", "Jr", "Sr", "etc"))
                    if month_or_title or not _STARTERS.match(text, end):
                        continue
            found += _cut(text, start, end)
            start = end
            while start < high and text[start].isspace():
                start += 1
        if start < high:
            found += _cut(text, start, high)
    return found


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span, in parts of _LONGEST characters at most."""
    while end - start > _LONGEST:
        middle = text.rfind(" ", start, start + _LONGEST) + 1 or start + _LONGEST
        yield start, middle
        start = middle
    yield start, end


def enclosing(spans: list[tuple[int, int]], position: int) -> int:
    """Index of the span that holds the position, or of the last one that starts before it."""
    return max(0, bisect_left(spans, (position + 1,)) - 1)
