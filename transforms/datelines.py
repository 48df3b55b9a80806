"""The day of publication that an article prints itself: in a dateline, or in a line between headline and text."""

import re
from datetime import date

from transforms.date_forms import WEEKDAYS, iso, month_of, numeric
from transforms.text import paragraphs

# What a dateline and a line that tells the day of publication have before the date and behind it.
_LINE_START = re.compile(r"(?:.{0,80}[|·•,:(/-]\s?|(?:[A-Z][\w.'-]*[ ,]*){0,5}(?:\([^()\n]{2,40}\)\s)?)?")
_LINE_END = re.compile(r",?\s?(?:at\s)?(?:\d\d?[:.]\d\d\s?(?:[ap]\.?m\b\.?)?(?:\s[A-Z]{2,4}\b)?)?\s*(?:[|·•/(-][^.!?]{0,60}|\s?Source:.*)?", re.I)
_TIME = r"(?:,?\s(?:at\s)?\d\d?[:.h]\d\d(?:\s?[ap]\.?m\b\.?)?(?:\s[A-Z]{2,4}\b)?)?"
_DATELINE_END = re.compile(rf"{_TIME}(?:,\s(?:late|early|evening|morning|first|second)\sedition)?\)?\.?(?:\s?[(/][^()/\n]{{2,40}}[)/]\.?)?(?:\s?[-:|]+\s|(?<=\.)\s|(?<=[/)])\s(?=[A-Z\"]))")
_BRACKET, _BRACKET_END = re.compile(r"[(\[](?:(?!On\b|In\b|At\b)[A-Z][\w.'-]*[ ,]*){0,5}"), re.compile(rf"{_TIME}[)\]]\.?\s?[-:]*\s*(?=[A-Z\"]|$)")
# A place as datelines print it; what the day of somebody's birth is told with.
_PLACE = re.compile(r"[A-Z]{3,}")
_DASHED = re.compile(r"\)\.?\s?[-:]")
_OF_A_LIFE = re.compile(r"\b(?:[Bb]orn|[Dd]ied)\b")
_PRINTED_ON = re.compile(r"\b(?:issue|edition|published|printed|posted|updated|dated?)\b", re.I)
# Or such a line is names and numbers, and these words.
_IMPRINT_WORDS = frozenset(
    "a added admin and as at automatically by clock date dated desk edited edition editor entry estimated first for from hour in issue klo last late live machine min minute minutes"
    " modified news no of on online our p page pages posted printed published read reading released republished reporting service source staff st status th the time times to translated"
    " translation updated week words written".split())
_SEPARATOR = re.compile(r"\s[-/>]+\s|[|·•,;:()\[\]]|\.\s|\.{2,}|//")
_SMALL_WORD = re.compile(r"(?<![\w'.@-])[a-z][a-z'-]*\b(?![.@]\w)")
# So many other words in small letters make a part of a line a sentence.
_SENTENCE = 4
# A day beside these is that of an event; a name with a number is a flight's.
_DESIGNATION = re.compile(r"[A-Za-z]-\d")
_EVENT = re.compile(r"launch|lift|land|dock|splash|flight|flew|fly|mission|born|died|depart|return|arriv|start|anniversar|since|until|deadline|\b(?:sale|when|next|tomorrow)\b|excerpt|[A-Za-z]-\d", re.I)
_RUNNING = re.compile(r"\b(?:set for|to|until|till|since|before|after|by|in|from|on)\s$|\b(?:is|are|was|were|has|have|had|will|would)\b|[a-z] \($")


def find(text: str, raw: list[re.Match], lines: int = 6) -> date | None:
    """The day that the first lines or the last print as that of publication: a line without a sentence, or a place and a date before the first one.

    `raw` are the date forms of the folded text (date_forms.find). A dateline without a year has the latest year printed in which its
    first weekday is on that day or up to two days before.
    """
    top = paragraphs(text[:1500])[:lines]
    last = text.rfind("\n", 0, len(text.rstrip())) + 1
    for m in raw:
        low, high = next(((a, b) for a, b in (*top, (last, len(text))) if a <= m.start() < b), (-1, -1))
        if low < 0 or not (value := _day(m)):
            continue
        prefix, suffix = text[low:m.start()], text[m.end():high].rstrip()
        if (low, high) in top:
            is_told = _is_heading(prefix, suffix) or _opens(text, m, prefix, suffix, high - low)
        else:
            is_told = bool(_PRINTED_ON.search(prefix)) and _is_heading(prefix, suffix)
        if is_told:
            return _with_year(value, raw, suffix) if value.startswith("-") else date.fromisoformat(value)
    return None


def _day(m: re.Match) -> str | None:
    """The day that a form prints, with or without its year."""
    if m["iso"]:
        return m["iso"].replace("/", "-")
    if m["num_y"]:
        found = numeric(int(m["num_a"]), int(m["num_b"] or m["num_b2"]), int(m["num_y"]), m["num_sep"] or ".", None)
        return found[0] if found else None
    kind = next((k for k in ("mdy", "dmy") if m[k + "_m"]), None)
    return iso(int(m[kind + "_y"]) if m[kind + "_y"] else None, month_of(m[kind + "_m"]), int(m[kind + "_d"])) if kind else None


def _is_heading(prefix: str, suffix: str) -> bool:
    """Whether a line is no sentence but names, numbers and the words of an imprint."""
    if len(prefix) + len(suffix) > 130 or _OF_A_LIFE.search(prefix) or _RUNNING.search(prefix) and not _PRINTED_ON.search(prefix) or _RUNNING.search(suffix):
        return False
    before, after = _SEPARATOR.split(prefix), _SEPARATOR.split(suffix)
    if _EVENT.search(before[-1]) or _EVENT.search(after[0]) or _EVENT.search(before[-2] if len(before) > 1 and not before[-1].strip() else ""):
        return False
    return all(sum(w not in _IMPRINT_WORDS for w in _SMALL_WORD.findall(part)) < _SENTENCE for part in (*before[:-1], before[-1] + after[0], *after[1:]))


def _opens(text: str, m: re.Match, prefix: str, suffix: str, length: int) -> bool:
    """Whether a date stands in a dateline: behind a place or in brackets before the first sentence."""
    if _BRACKET.fullmatch(prefix) and _BRACKET_END.match(suffix):
        return True
    if not _LINE_START.fullmatch(prefix) or "(" in prefix and suffix[:2] != ") " and not _PLACE.match(prefix):
        return False
    if suffix.startswith(") ") and not _DASHED.match(suffix) and not _PLACE.match(prefix) or prefix.endswith("(") and not suffix.startswith(")"):
        return False
    return length <= 100 and not _DESIGNATION.search(prefix) and bool(_LINE_END.fullmatch(suffix)) or bool(_DATELINE_END.match(text, m.end(), m.end() + len(suffix)))


def _with_year(value: str, raw: list[re.Match], lead: str) -> date | None:
    """A month and day with the latest year that the text prints and that the weekday of its first sentence bears out."""
    names = [w for w in WEEKDAYS if w.title() in lead]
    years = {int(y) for m in raw for y in (m["mdy_y"], m["dmy_y"], m["my_y"], m["y_only"]) if y}
    for year in sorted(years, reverse=True):
        full = iso(year, int(value[2:4]), int(value[5:7]))
        if full and names and (date.fromisoformat(full).weekday() - WEEKDAYS.index(names[0])) % 7 <= 2:
            return date.fromisoformat(full)
    return None
