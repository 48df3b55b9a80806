"""The day of publication that an article prints itself: in a dateline, or in a line between headline and text."""

import re
from datetime import date

from transforms.date_forms import WEEKDAYS, iso, month_of, numeric
from transforms.text import paragraphs

# How many lines from the top are looked at, and the most letters that a line has before or behind its date.
LINES, _WIDTH = 6, 130
# Nobody wrote of people in space before the first; from the last on it is a date in a text on other things.
FIRST, LAST = date(1950, 1, 1), date(2100, 1, 1)
# What a dateline and a line that tells the day of publication have before the date and behind it.
_WORDS = r"(?:[A-Z][\w.'-]*+[ ,]*+){0,5}"
_LINE_START = re.compile(rf"(?:.{{0,80}}[|·•,:(/-]\s?|{_WORDS}(?:\([^()\n]{{2,40}}\)\s)?)?")
_LINE_END = re.compile(r",?\s?(?:at\s)?(?:\d\d?[:.]\d\d\s?(?:[ap]\.?m\b\.?)?(?:\s[A-Z]{2,4}\b)?)?\s*(?:[|·•/(-][^.!?]{0,60}|\s?Source:.*)?", re.I)
_TIME = r"(?:,?\s(?:at\s)?\d\d?[:.h]\d\d(?:\s?[ap]\.?m\b\.?)?(?:\s[A-Z]{2,4}\b)?)?"
_DATELINE_END = re.compile(rf"{_TIME}(?:,\s(?:late|early|evening|morning|first|second)\sedition)?\)?\.?(?:\s?[(/][^()/\n]{{2,40}}[)/]\.?)?(?:\s?[-:|]+\s|(?<=\.)\s|(?<=[/)])\s(?=[A-Z\"]))")
_BRACKET, _BRACKET_END = re.compile(rf"[(\[](?!(?:On|In|At)\b){_WORDS}"), re.compile(rf"{_TIME}[)\]]\.?\s?[-:]*\s*(?=[A-Z\"]|$)")
# A place as datelines print it; what the day of somebody's birth is told with.
_PLACE = re.compile(r"[A-Z]{3,}")
_DASHED = re.compile(r"\)\.?\s?[-:]")
_OF_A_LIFE = re.compile(r"\b(?:[Bb]orn|[Dd]ied)\b")
_PRINTED_ON = re.compile(r"\b(?:issue|edition|published|printed|posted|updated|source|dated?)\b(?! of birth)", re.I)
# The words in small letters that an imprint has beside names and numbers.
_IMPRINT_WORDS = frozenset(
    "a added admin agency and as at bulletin automatically by charge clock column correspondent daily date dated de del digest der desk di du edited edition editor"
    " entry estimated extract feature file first for from hour in issue klo l la last late le live machine magazine min minute minutes modified monthly news no note"
    " notes of on online our p page pages posted printed published read reading released republished reporting review service source staff st status style supplement"
    " th the time times to transcript translated translation updated van von week weekly words written".split())
_SEPARATOR = re.compile(r"\s[-/>]+\s|[|·•,;:()\[\]]|\.\s|\.{2,}|//")
_SMALL_WORD = re.compile(r"(?<![\w'.@-])[a-z][a-z'-]*\b(?![.@]\w)")
# So many other words make a part of a line a sentence where the line is cut into parts or says that it was printed; one does elsewhere.
_SENTENCE, _CUT = 4, re.compile(r"[|·•]|\s[-/>]+\s|//")
# A day beside these is that of an event; a name with a number is a flight's.
_EVENT = re.compile(r"launch|lift|\bland(?:ed|ing|s)?\b|dock|splash|flight|flew|fly|mission|birth|born|died|depart|return|arriv|start|anniversar|since|until|deadline|cancel|postpon|photo|\b(?:sale|when|next|tomorrow)\b|excerpt|[A-Za-z]-\d", re.I)
_RUNNING = re.compile(r"\b(?:set for|to|until|till|since|before|after|by|in|from|on)\s$|\b(?:is|are|was|were|has|have|had|will|would)\b|[a-z] \($")


def find(text: str, raw: list[re.Match]) -> date | None:
    """The day that the first lines or the last print as that of publication: a line without a sentence, or a place and a date before the first one.

    `raw` are the date forms of the folded text (date_forms.find). A dateline without a year has the latest year printed in which its
    first weekday is on that day or up to two days before.
    """
    spans = paragraphs(text) if raw else []
    top, starts = spans[:LINES], {m.start() for m in raw if _day(m)}
    looked_at = [*top, *spans[LINES:][-1:]]
    for m in raw:
        n, low, high = next(((n, a, b) for n, (a, b) in enumerate(looked_at) if a <= m.start() < b), (0, 0, -1))
        if high < 0 or m.start() - low > _WIDTH or n == LINES and high - m.end() > _WIDTH or not (value := _day(m)):
            continue
        prefix, suffix = text[low:m.start()], text[m.end():high].rstrip()
        if not prefix and any(0 <= i < len(top) and top[i][0] in starts for i in (n - 1, n + 1)):
            # The lines of a calendar.
            continue
        is_top = n < LINES
        may_be_heading = is_top or _PRINTED_ON.search(prefix) or not (_SMALL_WORD.search(prefix) or "(" in prefix or ":" in prefix)
        is_short = len(prefix) + len(suffix) <= _WIDTH
        if may_be_heading and is_short and _is_heading(prefix, suffix, sum(low <= x.start() < high for x in raw) - 1) or is_top and _opens(text, m, prefix, suffix):
            day = _with_year(value, raw, suffix) if value.startswith("-") else date.fromisoformat(value)
            if day and FIRST <= day < LAST:
                return day
    return None


def _day(m: re.Match) -> str | None:
    """The day that a form prints, with or without its year."""
    if m["iso"]:
        return iso(*map(int, re.split("[-/]", m["iso"])))
    if m["num_y"]:
        found = numeric(int(m["num_a"]), int(m["num_b"] or m["num_b2"]), int(m["num_y"]), m["num_sep"] or ".", None)
        return found[0] if found else None
    kind = next((k for k in ("mdy", "dmy") if m[k + "_m"]), None)
    return iso(int(m[kind + "_y"]) if m[kind + "_y"] else None, month_of(m[kind + "_m"]), int(m[kind + "_d"])) if kind else None


def _is_heading(prefix: str, suffix: str, others: int) -> bool:
    """Whether a line, in which so many `others` dates stand, is no sentence but names, numbers and the words of an imprint."""
    is_printed = bool(_PRINTED_ON.search(f"{prefix} {suffix}"))
    if _OF_A_LIFE.search(prefix) or _RUNNING.search(suffix) or _RUNNING.search(prefix) and not is_printed:
        return False
    if not is_printed and (others or len(suffix) > 1 and suffix.endswith(".") and not suffix.endswith(".m.")):
        return False
    before, after = _SEPARATOR.split(prefix), _SEPARATOR.split(suffix)
    if any(map(_EVENT.search, (before[-1], after[0], before[-2] if len(before) > 1 and not before[-1].strip() else ""))):
        return False
    most = _SENTENCE if is_printed or _CUT.search(f"{prefix} {suffix}") else 1
    return all(_other_words(part) < most for part in (*before[:-1], before[-1] + after[0], *after[1:]))


def _other_words(part: str) -> int:
    """How many words in small letters no imprint has."""
    return sum(w not in _IMPRINT_WORDS for w in _SMALL_WORD.findall(part))


def _opens(text: str, m: re.Match, prefix: str, suffix: str) -> bool:
    """Whether a date stands in a dateline: behind a place or in brackets before the first sentence."""
    if _BRACKET.fullmatch(prefix) and _BRACKET_END.match(suffix):
        return True
    if not _LINE_START.fullmatch(prefix) or "(" in prefix and suffix[:2] != ") " and not _PLACE.match(prefix):
        return False
    if suffix.startswith(") ") and not _DASHED.match(suffix) and not _PLACE.match(prefix) or prefix.endswith("(") and not suffix.startswith(")"):
        return False
    if len(prefix) + len(suffix) <= 85 and _LINE_END.fullmatch(suffix):
        return _other_words(prefix) < _SENTENCE and not _EVENT.search(_CUT.split(prefix.rstrip(" |·•"))[-1])
    return bool(_DATELINE_END.match(text, m.end(), m.end() + len(suffix)))


def _with_year(value: str, raw: list[re.Match], lead: str) -> date | None:
    """A month and day with the latest year that the text prints and that the weekday of its first sentence bears out."""
    names = [w for w in WEEKDAYS if w.title() in lead]
    years = {int(y) for m in raw for y in (m["mdy_y"], m["dmy_y"], m["my_y"], m["y_only"]) if y}
    for year in sorted(years, reverse=True):
        full = iso(year, int(value[2:4]), int(value[5:7]))
        if full and names and (date.fromisoformat(full).weekday() - WEEKDAYS.index(names[0])) % 7 <= 2:
            return date.fromisoformat(full)
    return None
