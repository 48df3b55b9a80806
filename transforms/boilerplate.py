"""Lines of a page that are not the article: navigation, share bars, adverts, credits, teasers, blurbs, promotions."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from transforms.text import branched

# A picture's maker: capitalised words, agencies and the small words between them; a lower-case verb makes it a caption.
_NAME = r"(?-i:[A-ZÀ-Þ@][\w.'’&-]*|of|the|de|von|van|and|for|via|by|courtesy|with)"
CREDIT = rf"(?:{_NAME}(?:\s?[/,|©]?\s?{_NAME}){{0,7}})?"
NAMES = r"(?-i:[A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]+){0,3})"
_QUOTATION = re.compile(r"[“\"«„][^“”\"«»„]*\w+(?:\s+[^\s“”\"«»„]+){3,}[^“”\"«»„]*[”\"»“]")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)]*$")
_SENTENCE_BREAK = re.compile(r"[a-z]{2,}[.!?] +[A-Z]")


@dataclass(frozen=True, slots=True)
class Rules:
    """The patterns of one kind each, as one expression: see `rules` for what a kind drops."""

    line: re.Pattern
    notice: re.Pattern
    teaser: re.Pattern
    contact: re.Pattern
    tail: re.Pattern
    cue: re.Pattern
    promo: re.Pattern
    block: re.Pattern


@cache
def rules() -> Rules:
    """The rules of warehouse/reference/boilerplate.csv (columns kind, pattern, reason, source).

    Kinds: `line` is dropped wherever it fills a line, `contact` likewise, and `notice`, which may be long; `teaser` is a short line
    that begins so; after the article's end a line goes that `tail` begins or that holds a `cue`; `promo` begins what follows the
    article; `block` heads a block about the writer.
    Patterns ignore case; {CREDIT} and {NAMES} stand for the expressions of that name.
    """
    patterns: dict[str, list[str]] = {}
    source = (files("warehouse") / "reference" / "boilerplate.csv").read_text("utf-8")
    for row in csv.DictReader(source.splitlines()):
        patterns.setdefault(row["kind"], []).append(row["pattern"].replace("{CREDIT}", CREDIT).replace("{NAMES}", NAMES))
    return Rules(**{kind: re.compile(branched("|".join(found)), re.I) for kind, found in patterns.items()})


def has_quotation(line: str) -> bool:
    """Whether the line holds at least four words between double quotation marks."""
    return _QUOTATION.search(line) is not None


def drop(lines: list[str], *, longest_line: int = 320, longest_teaser: int = 160, tail_limit: int = 1500,
    block_limit: int = 3) -> list[tuple[int, str]]:
    """Index and kind of every line that is not the article's, in order.

    - `lines` are stripped; an empty one stands for white space.
    - Only whole lines go, and none longer than `longest_line` characters before the article's end, nor one of prose that holds a quotation.
    - `longest_teaser`: headlines and furniture are shorter (notices are not), a paragraph that happens to begin alike is longer.
    - `tail_limit`: what follows a promotion's first line goes with it when it is no longer than this and quotes nobody; so
      an article cannot be cut in two.
    - `block_limit`: a block about the writer ends at an empty space of two lines, or after so many paragraphs.
    """
    rule = rules()
    dropped: dict[int, str] = {}
    prose = [i for i, line in enumerate(lines) if line]
    tail_start = _tail_start(lines, tail_limit)
    for i in prose:
        line = lines[i]
        if i in dropped or len(line) > longest_line:
            continue
        kind = _kind(line, rule, longest_teaser)
        if kind == "block":
            dropped.update((j, kind) for j in _block(lines, i, block_limit))
        elif kind == "promo":
            dropped[i] = kind
            if i >= tail_start and i > len(lines) // 3:
                rest = [j for j in prose if j > i]
                if not any(has_quotation(lines[j]) for j in rest):
                    dropped.update((j, kind) for j in rest)
        elif kind:
            dropped[i] = kind
    _drop_tail(lines, prose, dropped, rule)
    return sorted(dropped.items())


def _tail_start(lines: list[str], limit: int) -> int:
    """Index of the first line that no more than `limit` characters follow."""
    length = 0
    for i in range(len(lines) - 1, -1, -1):
        if length > limit:
            return i + 1
        length += len(lines[i]) + 1
    return 0


def _kind(line: str, rule: Rules, longest_teaser: int) -> str | None:
    if len(line) <= longest_teaser and rule.line.fullmatch(line) or rule.notice.fullmatch(line):
        return "line"
    if len(line) < 60 and rule.contact.fullmatch(line):
        return "contact"
    if len(line) <= longest_teaser and rule.teaser.fullmatch(line) and not _SENTENCE_BREAK.search(line):
        return "teaser"
    if rule.promo.fullmatch(line) and not has_quotation(line):
        return "promo"
    if len(line) < 100 and rule.block.fullmatch(line) and not _SENTENCE_END.search(line):
        return "block"
    return None


def _block(lines: list[str], start: int, limit: int, *, longest: int = 800) -> list[int]:
    """The lines from a heading about the writer to the end of its block."""
    found, gap, paragraphs = [start], 0, 0
    for j in range(start + 1, len(lines)):
        if not lines[j]:
            gap += 1
            continue
        if (gap > 1 and paragraphs) or paragraphs == limit or len(lines[j]) > longest or has_quotation(lines[j]):
            break
        gap, paragraphs = 0, paragraphs + 1
        found.append(j)
    return found


def _drop_tail(lines: list[str], prose: list[int], dropped: dict[int, str], rule: Rules, *, longest: int = 600,
    contact_lines: int = 4) -> None:
    """Adds the lines after the article's end: from the last line upwards, until one that is prose.

    `longest`: blurbs of two or three sentences occur. `contact_lines`: above an address stand a name, an office, a place.
    """
    above_contact = 0
    for n, i in enumerate(reversed(prose)):
        line, kind = lines[i], dropped.get(i)
        if kind:
            above_contact = contact_lines if kind == "contact" else above_contact
        elif n == len(prose) - 1:
            return
        elif len(line) <= longest and (rule.tail.match(line) or rule.cue.search(line)) and not has_quotation(line):
            dropped[i] = "tail"
        elif above_contact and len(line) < 60 and not _SENTENCE_END.search(line):
            dropped[i] = "contact"
            above_contact -= 1
        else:
            return
