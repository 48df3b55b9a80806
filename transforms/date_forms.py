"""Forms in which texts write dates, and where they stand."""

import re
from datetime import date

from ahocorasick_rs import AhoCorasick

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SEASONS = {"spring": ("spring", 3), "summer": ("summer", 6), "fall": ("autumn", 9), "autumn": ("autumn", 9), "winter": ("winter", 12)}

_MON = (r"(?P<{0}>Jan(?:uary|\b\.?)|Feb(?:ruary|\b\.?)|Mar(?:ch|\b\.?)|Apr(?:il|\b\.?)|May|June?\b\.?|July?\b\.?|Aug(?:ust|\b\.?)"
        r"|Sept?(?:ember|\b\.?)|Oct(?:ober|\b\.?)|Nov(?:ember|\b\.?)|Dec(?:ember|\b\.?))")
_YEAR = r"(?P<{0}>(?:19|20)\d\d)(?!\d|,\d{{3}})"
_DAY = r"(?P<{0}>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d:.]\d|\d|[A-Z])"
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\.)"
_RANGE = r"(?:\s?(?:-|to|and|or)\s?(?:3[01]|[12]\d|0?[1-9])(?!\d|:))?"

# From the tenth: "the third" and "the ninth" rarely mean a day.
_ORDINALS = ("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
             "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth", "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first")

# No form begins inside a word or beside one, so none is tried there.
_DATE = re.compile(r"(?<![A-Za-z])(?=\w)(?:" + "|".join((
    r"\b(?P<iso>(?:19|20)\d\d[-/](?:0[1-9]|1[0-2])[-/](?:0[1-9]|[12]\d|3[01]))(?!\d)",
    r"(?<![\d./])(?P<num_a>\d{1,2})(?:(?P<num_sep>[./])(?P<num_b>\d{1,2})(?P=num_sep)|\.\s(?P<num_b2>\d{1,2})\.\s)(?P<num_y>(?:19|20)\d\d)(?!\d)",
    r"(?<!\d)(?P<cjk_y>(?:19|20)\d\d)年(?:(?P<cjk_m>1[0-2]|0?[1-9])月(?:(?P<cjk_d>3[01]|[12]\d|0?[1-9])[日号])?)?",
    r"\b(?P<ago_n>an?|\d{1,2}|[A-Za-z]+(?:-[a-z]+)?)\s(?:years?\sago\s(?:(?:on\s)?this\s(?:very\s)?)?(?P<ago_unit>today|day|morning|afternoon|evening|month)"
    r"|(?P<ago_days>day)s?\sago)\b",
    r"\b[Ww]eek(?:end)?\s(?:of|beginning|starting)\s(?:" + _MON.format("wk_m") + r"\s" + _DAY.format("wk_d")
    + r"|" + _DAY.format("wk_d2") + r"\s" + _MON.format("wk_m2") + r")(?:,?\s" + _YEAR.format("wk_y") + r")?",
    r"\b(?P<q_n>(?:[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ll]ast)(?=\squarter)|Q[1-4])(?:\squarter)?(?:\s(?:of|in))?\s(?P<q_y>(?:19"
    r"|20)\d\d)\b",
    r"\b(?:(?P<mdy_w>" + _WEEKDAY + r"),?\s)?\b(?<!Long\s)" + _MON.format("mdy_m") + r"\s" + _DAY.format("mdy_d") + _RANGE
    + r"(?:,?\s(?:of\s)?(?:" + _YEAR.format("mdy_y") + r"|(?P<mdy_rel>this|next|last)\syear\b))?"
    + r"(?!\s(?:[A-Z]\w+\s){0,2}(?:Cent(?:re|er)|Square|Street|Avenue|Bridge|Stadium|Hall|Memorial|Movement|Museum|University"
    + r"|Committee)\b)",
    r"\b(?:(?P<dmy_w>" + _WEEKDAY + r"),?\s(?:the\s)?)?(?<![\d.,$])" + _DAY.format("dmy_d")
    + r"(?:\s?(?:-|to)\s?\d{1,2})?\s(?:of\s)?" + _MON.format("dmy_m")
    + r"(?:,?\s(?:" + _YEAR.format("dmy_y") + r"|(?:of\s)?(?P<dmy_rel>this|next|last)\syear))?\b",
    r"\b(?:(?P<part>early|mid|late)[- ])?" + _MON.format("my_m")
    + r"(?:\s?(?:[-/]|and|to|or)\s?(?:" + "|".join(m.title() for m in MONTHS) + r"))?" + r",?\s(?:of\s)?" + _YEAR.format("my_y"),
    r"\b(?P<half_n>first|second|1st|2nd|latter)\shalf\sof\s(?:(?P<half_y>(?:19|20)\d\d)|(?P<half_rel>this|next|last)\syear|the\syear)",
    r"\b(?P<sea>spring|summer|fall|autumn|winter|Spring|Summer|Fall|Autumn|Winter)(?:\sof)?\s(?:(?P<sea_y>(?:19|20)\d\d)"
    r"|(?P<sea_yrel>this|next|last)\syear)",
    r"\b(?P<sea_rel>[Tt]his|[Nn]ext|[Ll]ast|(?:in|by)\s(?:the\s)?(?:early\s|late\s)?)\s?(?P<sea2>spring|summer|fall|autumn"
    r"|winter)\b(?!,?\s(?:of\s)?(?:19|20)\d\d|\s(?:in|into|from|to|of|back|apart|games|olympics))",
    r"\b(?P<mrel>[Tt]his|[Nn]ext|[Ll]ast|[Ii]n|[Bb]y|[Ss]ince"
    r"|[Uu]ntil|[Tt]ill|[Ee]arly|[Ll]ate|[Mm]id|[Dd]uring|[Ss]ometime\sin|[Cc]ome|[Oo]f"
    r"|[Bb]efore|[Aa]fter|as\s(?:soon|early)\sas|[Aa]round|[Ff]or|[Tt]o|[Ff]rom|than|later\sthis|that|same)[- ]"
    r"(?:(?:early|late|mid)[- ])?(?:this\s|the\s(?:(?:end|start|beginning|middle)\sof\s)?)?" + _MON.format("m_only")
    + r"(?P<m_yrel>\s(?:of\s)?(?:(?:this|next|last)\syear|(?:that|the\s(?:following|next|coming|same))\syear))?\b(?!\.?[- ]\d|[- ][A-Z]|(?:,|\sof)\s(?:19|20)\d\d\b|\s(?:and|or|to)\s[A-Z][a-z]+\s(?:19|20)\d\d)",
    r"(?<![.!?]\s)\b" + _MON.format("m_noun")
    + r"(?='s\s|\s(?:test\s|crewed\s|target\s)?(?:launch|flight|mission|lift-?off|blast-?off|spaceflight|trip)\b)",
    r"\b" + _WEEKDAY.replace("(?:(?:Mon|", "(?P<wd>(?:Mon|", 1) + r"(?:\s?\((?P<wd_d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\))?",
    r"\b(?P<rel>[Tt]oday|(?:[Tt]he\sday\s(?:before|after)\s)?(?:[Tt]omorrow|[Yy]esterday)|[Tt]onight|[Tt]his\s(?:morning|afternoon|evening)"
    r"|[Ll]ast\snight(?!\sof\b))\b",
    r"\b[Tt]his\s(?:very\s)?(?:day|date)\s(?:in|of)\s" + _YEAR.format("day_y"),
    r"\b[Tt]he(?:(?<=[Oo]n the)|(?<=[Bb]y the)|(?<=until the)|(?<=till the)|(?<= to the)|(?<=for the)|(?<=[Ss]ince the)|(?<=[Ff]rom the)|(?<=between the)|(?<=after the)|(?<=before the))\s(?P<dom>" + "|".join((r"(?:[23]?1st|2?2nd|2?3rd|(?:1[0-9]|2?[04-9]|30)th)", *_ORDINALS)) + r")(?:\sof\s(?P<dom_rel>(?:this|last|next|that|the\ssame)\smonth))?"
    + r"(?=[,.;:)]|$|\s(?:and(?!\s(?:last|final|only|\w+(?:st|nd|rd|th)\b))|at|after|before|aboard|if)\s)",
    r"\b(?P<same>(?:[Tt]he|[Tt]hat)\ssame\s(?P<same_unit>day|month|year))\b",
    r"\b(?P<year_end>end\sof\sthe\syear|year(?:'s\s|-)end|later\sin\sthe\syear)\b",
    r"\b(?P<per>this|next|last|later\sthis|earlier\sthis|current)\s(?P<per_unit>year|month)\b",
    r"(?<![\w$.,/-])" + _YEAR.format("y_only") + r"(?!-\d\d-|\s?(?:km|miles|kilomet|feet|pounds|people|hours|days|hrs"
    r"|GMT|UTC|[A-Z]{1,2}ST\b|[A-Z]DT\b|CET|local time|Moscow time|Beijing time))",
)) + ")")

# Every date has one of these; looking for them first is ten times faster than trying every form at every place. Each
# alternative starts with a plain letter, so that the search skips to it.
_TRIGGER = re.compile(
    r"19\d\d|20\d\d|Jan(?:uary)?\b|Feb(?:ruary)?\b|Mar(?:ch)?\b|Apr(?:il)?\b|May\b|June?\b|July?\b|Aug(?:ust)?\b|Sept?(?:ember)?\b"
    r"|Oct(?:ober)?\b|Nov(?:ember)?\b|Dec(?:ember)?\b"
    r"|Mon(?:day|\.)|Tue(?:sday|s?\.)|Wed(?:nesday|\.)|Thu(?:rsday|r?s?\.)|Fri(?:day|\.)|Sat(?:urday|\.)|Sun(?:day|\.)|Spring\b"
    r"|Summer\b|Fall\b|Autumn\b|Winter\b|Today\b|Tomorrow\b|Yesterday\b|Tonight\b")
_WEEKDAY_STARTS = ("Tu", "We", "Th", "Fr", "Sa")
_SMALL = AhoCorasick((
    "he 1", "he 2", "he 3", *("he " + word for word in ("4th", "5th", "6th", "7th", "8th", "9th", *_ORDINALS)),
    "spring", "summer", "fall", "autumn", "winter", "today", "tomorrow", "yesterday", "tonight", "half of",
    "his morning", "his afternoon", "his evening", "ast night", "that year",
    "year's end", "year-end", "of the year", "in the year", "s ago", "year ago", "day ago",
    "this year", "next year", "last year", "current year", "same year",
    "this month", "next month", "last month", "current month", "same month", "same day", "this day in", "this day of", "this date in", "this date of"))


def find(text: str) -> list[re.Match]:
    """Every date form in the text, in reading order; the named group that is set says which form it is."""
    triggers = [m.span() for m in _TRIGGER.finditer(text)]
    triggers += [(low, high) for _, low, high in _SMALL.find_matches_as_indexes(text, overlapping=True)]
    found: list[re.Match] = []
    position = 0
    for low, high in sorted(triggers):
        if low < position:
            continue
        # A weekday begins its form, a year stands close behind the beginning of its own, other words up to 28 characters.
        word = text[low:low + 2]
        back = 0 if word in _WEEKDAY_STARTS else 7 if word in ("19", "20") and "arter" not in text[max(0, low - 11):low] else 28
        start = max(position, text.rfind("\n", max(0, low - back), low) + 1, low - back)
        m = _DATE.search(text, start, min(len(text), high + 30))
        while m:
            found.append(m)
            position = m.end()
            if position > low:
                break
            m = _DATE.search(text, position, min(len(text), high + 30))
    return found


_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def ordinal(word: str) -> int:
    """A day of the month: "15th", "fifteenth"."""
    return int(word[:-2]) if word[0].isdigit() else 10 + _ORDINALS.index(word)


def number(word: str) -> int | None:
    """A number below a hundred in digits or words."""
    word = word.lower()
    if word.isdigit() or word in ("a", "an"):
        return int(word) if word.isdigit() else 1
    tens, _, units = word.partition("-")
    if tens in _TENS:
        return 20 + 10 * _TENS.index(tens) + (_NUMBERS.index(units) if units in _NUMBERS else 0)
    return _NUMBERS.index(word) if word in _NUMBERS else None


def month_of(name: str) -> int:
    """Number of a month by its name or the first three letters of it."""
    short = name[:3].lower()
    return next(i for i, month in enumerate(MONTHS, 1) if month.startswith(short))


def iso(year: int | None, month: int, day: int | None = None) -> str | None:
    """A day or month in ISO 8601, --09-21 without a year; None for a day that no calendar has."""
    if day is not None:
        try:
            date(year or 2024, month, day)
        except ValueError:
            return None
    head = f"{year:04d}" if year else "-"
    return f"{head}-{month:02d}" + (f"-{day:02d}" if day else "")


def numeric(a: int, b: int, year: int, separator: str, anchor: date | None) -> tuple[str, str, bool] | None:
    """A date in digits: with points the day comes first; with strokes only where one of the orders is no date or far from the article's."""
    orders = [(b, a)] if separator == "." else [(b, a), (a, b)]
    days = {v for month, day in orders if 1 <= month <= 12 and (v := iso(year, month, day))}
    if len(days) > 1 and anchor:
        days = {v for v in days if abs((date.fromisoformat(v) - anchor).days) <= 25} or days
    return (days.pop(), "day", True) if len(days) == 1 else None
