"""Dates in text, as precise as written and resolved against the day the article appeared."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from transforms import date_forms, tense
from transforms.date_forms import SEASONS, WEEKDAYS, iso, month_of, numeric


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text: value is ISO as precise as written (2022-09-21, 2022-09, 2022, 2022-H2, 2022-spring).

    A quarter is given as its half year, the narrowest period that the contract has for it. A value without a year, where the
    text gives none to resolve it by, starts with "--" (ISO 8601: --09-21).
    """

    start: int
    end: int
    value: str
    precision: str
    has_year: bool


_PRINTED = frozenset({"iso", "num_y", "cjk_y", "cjk_m", "cjk_d", "q_y", "mdy_y", "dmy_y", "my_y", "half_y", "sea_y", "wk_y", "y_only"})


def find(text: str, raw: list[re.Match], sentences: list[tuple[int, int]], anchor: date | None) -> list[DateMention]:
    """Dates of the folded text in reading order.

    `raw` are its date forms (date_forms.find), `sentences` the spans of its sentences, `anchor` is the day it was published, if known.
    """
    if not raw:
        return []
    told_year = _told_year(raw)
    home, is_history = None if anchor else told_year, bool(anchor and told_year and told_year < anchor.year - 1)
    year = anchor.year if anchor else _implied_year(text, raw) or home
    found: list[DateMention] = []
    index, context, context_end = 0, None, 0
    tenses: dict[int, bool | None] = {}
    for n, (m, following) in enumerate(zip(raw, [*raw[1:], None], strict=True)):
        if m["wd"] and following and (following["mdy_m"] or following["dmy_m"]) and _EXPLAINED.fullmatch(text, m.end(), following.start()):
            continue
        while index + 1 < len(sentences) and sentences[index + 1][0] <= m.start():
            index += 1
        low, high = sentences[index] if sentences else (0, len(text))
        before, after, is_future = text[max(low, m.start() - 240):m.start()], text[m.end():min(high, m.end() + 240)], None
        # A year that is printed needs no tense, which is what takes time here.
        if m.lastgroup not in _PRINTED and (anchor or not m["wd"]):
            is_future = tense.is_future(before + m.group()[:20] if m["mrel"] else before, after, is_loose=not m["mdy_m"] and not m["dmy_m"])
            if tense.MOVED_TO.search(before + (m["mrel"] or "")):
                is_future = True
            if is_future is None and m["wd"]:
                is_future = tense.elsewhere(n, raw, text, tenses)
            elif is_future and _MISSED.search(before):
                is_future = None
        if "\n" in text[context_end:m.start()]:
            if m.start() - context_end > 600 or anchor and not is_history:
                context = None
            if home and (context is None or context < home):
                context = home
        resolved = _same(m, found) if m["same"] else _day_of_month(m, found, anchor, is_future, before) if m["dom"] else _resolve(m, anchor, year, context, is_future, before, after)
        value, precision, has_year = resolved or (None, "", False)
        if value is None:
            continue
        found.append(DateMention(m.start(), m.end(), value, precision, has_year))
        if has_year:
            context, context_end = int(value[:4]), m.end()
    return found


def _same(m: re.Match, found: list[DateMention]) -> tuple[str, str, bool] | None:
    """The date that "the same month" repeats."""
    size = {"year": 4, "month": 7, "day": 10}[m["same_unit"]]
    earlier = next((d for d in reversed(found) if len(_padded(d.value)) >= size and d.value[-2:].isdigit()), None)
    return (_padded(earlier.value)[:size].replace("0000-", "--"), m["same_unit"], False) if earlier else None


def _day_of_month(m: re.Match, found: list[DateMention], anchor: date | None, is_future: bool | None, before: str, reach: int = 300) -> tuple[str, str, bool] | None:
    """The day that "the 28th" is: of the month told last, within `reach` characters, else the next or last such day as the tense says."""
    day, which = date_forms.ordinal(m["dom"]), (m["dom_rel"] or "").split(" ")[0]
    told = next((d for d in reversed(found) if m.start() - d.end < reach and re.fullmatch(r"(?:\d{4}|-)-\d\d(?:-\d\d)?", d.value)), None) if which not in ("this", "last", "next") else None
    if told:
        year, month = (None, told.value[2:4]) if told.value.startswith("--") else (int(told.value[:4]), told.value[5:7])
        is_moved = told.precision == "day" and day < int(told.value[-2:]) and _MOVES_TO.search(before)
        month, year = (1, year and year + 1) if is_moved and month == "12" else (int(month) + bool(is_moved), year)
        value = iso(year, month, day)
        if value and not (is_future and anchor and year and date.fromisoformat(value) < anchor):
            return value, "day", False
    if not anchor:
        return None
    months = anchor.year * 12 + anchor.month - 1
    shifts = {"this": (0,), "last": (-1,), "next": (1,)}.get(which, (-1, 0, 1))
    days = [date.fromisoformat(v) for s in shifts if (v := iso((months + s) // 12, (months + s) % 12 + 1, day))]
    days = [d for d in days if which or is_future is None or (d >= anchor if is_future else d <= anchor)] or days
    return (min(days, key=lambda d: abs((d - anchor).days)).isoformat(), "day", False) if days else None


_MOVES_TO = re.compile(r"\b(?:to|until|till) $")


def _padded(value: str) -> str:
    return "0000-" + value[2:] if value.startswith("--") else value


# A plan that came to nothing lies before or behind; its day is the nearest.
_MISSED = re.compile(
    r"\b(?:originally|initially|previously|first|had (?:\w+ )?been|(?:was|were) (?:\w+ )?(?:planned|scheduled|targeted|slated|due|set"
    r"|to|supposed)|scrubbed|postponed from|moved from|delayed from)\b[^.;,]{0,40}$")


# "on Thursday (April 25)", "on Sunday night, March 3": the day of the month says which.
_EXPLAINED = re.compile(r"(?: (?:night|morning|evening|afternoon))?(?:,| \(|, on| on) ?")


def _implied_year(text: str, raw: list[re.Match]) -> int | None:
    """The year an undated article was written in, when its wording gives it away.

    Writers print the year of a planned month or season only when it is not the current one: beside plans without
    a year, the nearest planned year that is printed is next year's.
    """
    planned, yearless = [], False
    for m in raw:
        if m.lastgroup in ("mdy_y", "dmy_y", "my_y", "sea_y"):
            if tense.FUTURE.search(text, max(0, m.start() - 120), m.start()):
                planned.append(int(m[m.lastgroup]))
        elif m["mdy_m"] or m["m_only"] or m["per"] == "this":
            yearless = True
    return min(planned) - 1 if planned and yearless else None


def _told_year(raw: list[re.Match], lead: int = 900) -> int | None:
    """The year of which an undated article tells: of the first date with a month and a year in its lead. What it tells of earlier years is an aside."""
    years = (int(y) for m in raw if m.start() < lead and (y := m["mdy_y"] or m["dmy_y"] or m["my_y"]))
    return next(years, None)


def _year_for(
    month: int, day: int | None, anchor: date | None, year: int | None, context: int | None, is_future: bool | None,
) -> int | None:
    """The year of a month (and day) printed without one: the next or last such day as the tense says, the nearest without a tense."""
    if context is not None and not is_future and (anchor is None or context < anchor.year - 1):
        return context
    if anchor is None:
        return year
    if is_future is None:
        middle = [(y, date(y, month, min(day or 15, 28))) for y in (anchor.year - 1, anchor.year, anchor.year + 1)]
        return min(middle, key=lambda x: abs((x[1] - anchor).days))[0]
    if is_future:
        limit = anchor - timedelta(days=45)
        return anchor.year if (month, day or 31) >= (limit.month, limit.day) or limit.year < anchor.year else anchor.year + 1
    # The word of the past may be another's: "said that May 17 is the date".
    limit = anchor + timedelta(days=45 if day else 3)
    return anchor.year if (month, day or 1) <= (limit.month, limit.day) or limit.year > anchor.year else anchor.year - 1


def _resolve(
    m: re.Match, anchor: date | None, year: int | None, context: int | None, is_future: bool | None, before: str, after: str,
) -> tuple[str | None, str, bool] | None:
    """Value, precision and whether the year is printed, of one match."""
    if m.lastgroup == "y_only":
        return m["y_only"], "year", True
    g = m.groupdict()
    if g["iso"]:
        value = iso(*map(int, re.split("[-/]", g["iso"])))
        return (value, "day", True) if value else None
    for kind in ("mdy", "dmy"):
        if g[kind + "_m"]:
            month, day, printed = month_of(g[kind + "_m"]), int(g[kind + "_d"]), g[kind + "_y"]
            chosen = int(printed) if printed else _year_for(month, day, anchor, year, context, is_future)
            if anchor and g[kind + "_rel"]:
                chosen = anchor.year + {"this": 0, "next": 1, "last": -1}[g[kind + "_rel"]]
            elif chosen and anchor and not printed and g[kind + "_w"]:
                chosen = _year_by_weekday(chosen, month, day, g[kind + "_w"])
            value = iso(chosen, month, day)
            return (value, "day", bool(printed)) if value else None
    if g["my_m"]:
        return f"{g['my_y']}-{month_of(g['my_m']):02d}", "month", True
    if g["cjk_y"]:
        value = iso(int(g["cjk_y"]), int(g["cjk_m"]), int(g["cjk_d"]) if g["cjk_d"] else None) if g["cjk_m"] else g["cjk_y"]
        return (value, "day" if g["cjk_d"] else "month" if g["cjk_m"] else "year", True) if value else None
    if g["num_y"]:
        return numeric(int(g["num_a"]), int(g["num_b"] or g["num_b2"]), int(g["num_y"]), g["num_sep"] or ".", anchor)
    if g["day_y"]:
        value = iso(int(g["day_y"]), anchor.month, anchor.day) if anchor else None
        return (value, "day", False) if value else None
    if g["wk_m"] or g["wk_m2"]:
        # A week has no ISO date of its own here; its month is what it surely says.
        month = month_of(g["wk_m"] or g["wk_m2"])
        chosen = int(g["wk_y"]) if g["wk_y"] else _year_for(month, int(g["wk_d"] or g["wk_d2"]), anchor, year, context, is_future)
        return iso(chosen, month), "month", bool(g["wk_y"])
    if g["q_n"]:
        return f"{g['q_y']}-{'H1' if g['q_n'].lower() in ('first', 'second', 'q1', 'q2') else 'H2'}", "half", True
    if g["ago_n"]:
        years = date_forms.number(g["ago_n"])
        if anchor is None or years is None:
            return None
        if g["ago_days"]:
            return (anchor - timedelta(days=years)).isoformat(), "day", False
        value = iso(anchor.year - years, anchor.month, None if g["ago_unit"] == "month" else anchor.day)
        return (value, "month" if g["ago_unit"] == "month" else "day", False) if value else None
    relative = {"this": 0, "next": 1, "last": -1, "following": 1, "coming": 1}
    base = anchor.year if anchor else year
    if g["half_n"]:
        half = "H1" if g["half_n"] in ("first", "1st") else "H2"
        chosen = int(g["half_y"]) if g["half_y"] else base + relative.get(g["half_rel"] or "this", 0) if base else None
        return (f"{chosen}-{half}", "half", bool(g["half_y"])) if chosen else None
    if g["sea"]:
        chosen = int(g["sea_y"]) if g["sea_y"] else base + relative[g["sea_yrel"]] if base else None
        return (f"{chosen}-{SEASONS[g['sea'].lower()][0]}", "season", bool(g["sea_y"])) if chosen else None
    if g["sea2"]:
        return _season(g["sea_rel"].lower().strip(), g["sea2"], anchor, year, is_future)
    if g["m_noun"]:
        month = month_of(g["m_noun"])
        return iso(_year_for(month, None, anchor, year, None if anchor else context, is_future), month), "month", False
    if g["m_only"]:
        month, word = month_of(g["m_only"]), g["mrel"].lower()
        if g["m_yrel"] and g["m_yrel"].endswith(("that year", "same year")):
            chosen = context
            if chosen is None:
                return None
        elif word == "that":
            chosen = context or _year_for(month, None, anchor, year, None, is_future)
        elif g["m_yrel"] and base:
            chosen = base + relative[g["m_yrel"].split()[-2]]
        elif word in ("next", "last") and anchor:
            later = month > anchor.month
            chosen = anchor.year + (0 if later else 1) if word == "next" else anchor.year - (1 if later or month == anchor.month else 0)
        else:
            chosen = _year_for(month, None, anchor, year, context, is_future or word in ("this", "come"))
        return iso(chosen, month), "month", False
    if g["wd"]:
        return _weekday(g["wd"], g["wd_d"], anchor, is_future, before, after)
    if g["rel"]:
        word = g["rel"].lower()
        shift = 1 if word.endswith("tomorrow") else -1 if word.endswith("yesterday") or word == "last night" else 0
        shift *= 2 if word.startswith("the day") else 1
        return (anchor + timedelta(days=shift)).isoformat() if anchor else None, "day", False
    if g["year_end"]:
        return (str(base), "year", False) if base else None
    if g["per"]:
        shift = relative[g["per"].split()[-1].replace("current", "this")]
        if g["per_unit"] == "year":
            return (str(base + shift), "year", False) if base else None
        if anchor is None:
            return None
        months = anchor.year * 12 + anchor.month - 1 + shift
        return iso(months // 12, months % 12 + 1), "month", False
    return None


def _year_by_weekday(year: int, month: int, day: int, weekday: str) -> int:
    """The year nearest to the given one in which the day falls on the weekday; the given one if its neighbours do not fit either."""
    for near in (year, year + 1, year - 1):
        value = iso(near, month, day)
        if value and WEEKDAYS[date.fromisoformat(value).weekday()].startswith(weekday[:3].lower()):
            return near
    return year


def _season(word: str, name: str, anchor: date | None, year: int | None, is_future: bool | None) -> tuple[str, str, bool] | None:
    season, first_month = SEASONS[name]
    if anchor is None:
        return (f"{year + (word == 'next') - (word == 'last')}-{season}", "season", False) if year else None
    has_come = anchor.month >= first_month
    shift = {"next": 1 if has_come else 0, "last": 0 if has_come and anchor.month >= first_month + 3 else -1}.get(word, 0)
    if word not in ("next", "last"):
        shift = -1 if is_future is False and not has_come else int(is_future is not False and anchor.month > first_month + 2)
    return f"{anchor.year + shift}-{season}", "season", False


def _weekday(name: str, day: str | None, anchor: date | None, is_future: bool | None, before: str, after: str) -> tuple | None:
    """The day that a weekday means; writers say "last" and "next" of the week before and after, of their own week the bare day."""
    if anchor is None:
        return None
    if day:
        months = anchor.year * 12 + anchor.month - 1
        candidates = [iso((months + s) // 12, (months + s) % 12 + 1, int(day)) for s in (-1, 0, 1)]
        dates = [date.fromisoformat(c) for c in candidates if c]
        return min(dates, key=lambda d: abs((d - anchor).days)).isoformat(), "day", False
    target = next(i for i, w in enumerate(WEEKDAYS) if w.startswith(name[:3].lower()))
    back = (anchor.weekday() - target) % 7
    week = re.match(r",?\s(?:of\s)?(?P<which>last|next)\sweek\b", after)
    if week:
        shift = target - anchor.weekday() + (7 if week["which"] == "next" else -7)
    elif re.search(r"\b[Nn]ext\s$", before):
        shift = target - anchor.weekday() + 7
    elif re.search(r"\b[Ll]ast\s$", before):
        shift = target - anchor.weekday() - 7
    elif re.search(r"\b(?:[Cc]oming|[Tt]his)\s$", before) and is_future is not False or is_future:
        shift = (7 - back) % 7
    else:
        shift = -back
    return (anchor + timedelta(days=shift)).isoformat(), "day", False
