"""Documents to articles: the text without its page, and its title, author, date and language."""

import hashlib
import html
import re
import unicodedata
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import polars as pl

from transforms import boilerplate, date_forms, datelines, language
from transforms.text import fold, hash_id, paragraphs
from warehouse.tables import ARTICLES, REJECTED

STAGE = "clean"
_EPOCH = datetime(1970, 1, 1)
_HEAD = 8  # lines of a page's head: title, subtitle, byline, dates, a picture's caption

_LINE_ENDS = re.compile("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
# Either of them, in one look.
_ODD = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
# Joiners shape Persian, Indic writings and emoji; beside Latin letters, digits and white space they are dirt.
_JOINERS = re.compile("(?<![\u0590-\u1fff\u2600-\u27bf\ufe0f\U0001f000-\U0001ffff])[\u200c\u200d]+|[\u200c\u200d]+"
                      "(?![\u0590-\u1fff\u2600-\u27bf\U0001f000-\U0001ffff])")
_SPACES = re.compile("[ \t\u00a0]{2,}|\t")
_RUNS = (" \u00a0", "\u00a0 ", "\u00a0\u00a0")
# Unicode's stream-safe format has no more in a row; putting them in order takes time that grows with the square of their number.
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{31,}")
_ENTITY = re.compile(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z]{2,8});")
_MARKUP = re.compile(r"</?(?:p|div|span|a|br|html|body|li|ul|table|script|img|h[1-6])(?:\s[^<>]*)?/?>", re.I)
_WORD_CHARACTER = re.compile(r"[^\W_]")

_MONTH = (r"(?P<{0}>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
          r"|Nov(?:ember)?|Dec(?:ember)?)\.?")
_DAY, _YEAR = r"(?P<{0}>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?", r"(?P<{0}>(?:19|20)\d\d)"
_DATE = re.compile("|".join((
    r"(?<!\d)(?P<y1>(?:19|20)\d\d)[-/.](?P<m1>0?[1-9]|1[0-2])[-/.](?P<d1>3[01]|[12]\d|0?[1-9])(?!\d)",
    r"\b" + _MONTH.format("m2") + r"\s+" + _DAY.format("d2") + r",?\s+" + _YEAR.format("y2") + r"(?!\d)",
    r"(?<!\d)" + _DAY.format("d3") + r"\s+(?:of\s+)?" + _MONTH.format("m3") + r",?\s+" + _YEAR.format("y3") + r"(?!\d)",
    r"(?<!\d)(?P<d4>3[01]|[12]\d|0?[1-9])\.(?P<m4>0?[1-9]|1[0-2])\.(?P<y4>(?:19|20)\d\d)(?!\d)",
)), re.I)
_YEARS = re.compile(r"(?:19|20)\d\d")
_TIME = re.compile(r"(?:(?<=\d)T|(?<![\d:]))(?P<h>[01]?\d|2[0-3]):(?P<min>[0-5]\d)(?::(?P<s>[0-5]\d)(?:\.\d+)?)?\s?"
                   r"(?P<half>[ap]\.?m\b\.?)?\s?(?P<zone>Z\b|[+-]\d\d:?\d\d(?!\d)|[A-Z]{2,4}\b)?", re.I)
_ZONES = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
_OFFSETS = {"Z": 0, "GMT": 0, "UTC": 0, "BST": 1, "CET": 1, "CEST": 2, "MSK": 3, "IST": 5.5, "JST": 9,
            "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "PST": -8, "PDT": -7}
_WEEKDAY = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?", re.I)
_CUE = re.compile(r"(?P<late>(?:last )?(?:updated|modified|edited)(?: on| at)?)|(?:first |originally )?(?:published|posted|created)"
                  r"(?: on| at)?|(?:publication |publish(?:ed)? )?date"
                  r"|publié le|veröffentlicht(?: am)?|publicado(?: el| em)?|pubblicato il|опубликовано|opublikowano|gepubliceerd(?: op)?",
                  re.I)
_PREFIX = re.compile(r"\s*(?:(?:date|published|pubdate|timestamp|dc\.date)\s*[:=]?\s*)(?P<date>(?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d"
                     r"(?::\d\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d:?\d\d)?)\s+(?=\S)"
                     r"|\s*(?P<stamp>(?:19|20)\d\d-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)\s+(?=\S)", re.I)
_DATELINE = re.compile(r"[A-ZÀ-Þ][A-Za-zÀ-ÿ .,'’/-]{2,50}[,(]?\s+(?P<date>[A-Z][a-z]{2,8}\.?\s\d{1,2},?\s(?:19|20)\d\d"
                       r"|\d{1,2}\s[A-Z][a-z]{2,8}\.?,?\s(?:19|20)\d\d)\)?"
                       r"(?:\s?[(/][^()/]{2,30}[)/])?\s?(?:[-–—]+)\s")
_NAME = r"[A-ZÀ-ÞА-Я](?:[\w'’-]+|\.)(?:\s(?:[A-ZÀ-ÞА-Я](?:[\w'’-]+|\.)|(?:de|van|von|der|da|al|bin|la|le|du|del)\b)){1,4}"
_BYLINE = re.compile(rf"(?:by|written by|story by|words by|author|reported by|por|par|von|di|door|автор)\s?:?\s+(?P<name>(?-i:{_NAME}"
                     rf"(?:(?:,| and| &|, and| und| et| y)\s{_NAME})*))"
                     r"(?P<rest>(?:\s?[,|•·/(–—-]\s?|\s+(?=(?:for|published|updated|posted|staff|special)\b)).{1,80})?", re.I)
_ROLE = re.compile(r".{0,30}\b(?:writer|reporter|correspondent|editor|columnist|contributor|news service)s?\b.{0,30}|\S+\.(?:com|org"
                   r"|net)|(?:The )?Associated Press|Reuters", re.I)
_AFFILIATION = re.compile(r",\s(?=[A-Z]{2,6}(?:,|$)|[^,]*\b(?i:writer|reporter|correspondent|editor|columnist|contributor|staff|news"
                          r"|press|times|post|today|reuters)\b)")
_SITE = re.compile(r"\s+[|]\s+[^|]{2,40}$|\s+[-–—]\s+(?:[A-Z]{2,5}|[A-Z][\w.]+ News|[\w.]+\.com)$")
_URI_DATES = (re.compile(r"/((?:19|20)\d\d)/(0?[1-9]|1[0-2])/(3[01]|[12]\d|0?[1-9])(?=[/_.-]|$)"),
              re.compile(r"(?<!\d)((?:19|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?!\d)"),
              re.compile(r"(?<![\da-zA-Z])((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?![\da-zA-Z])"))


def articles(documents: pl.DataFrame, *, least_prose: int = 20) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The documents cleaned, and the ones that hold no prose.

    - `documents` has the columns of DOCUMENTS; returns a frame in ARTICLES and one with stage, uri, reason, detail.
    - Every row of `documents` is in exactly one of the two. Reason: no_text, fewer than `least_prose` letters and digits
      are left (a headline has more).
    - Title, author and publication time that the source gives win over what the text says, and that over the uri, and that over a
      dateline; a publication time that no article can have (see _likely) counts as not given.
    - The title stays in the body, where its words can be evidence; byline and lines with nothing but a date go.
    """
    rows, rejects = [], []
    for document in documents.iter_rows(named=True):
        body, author, printed = clean(document["text"])
        prose = len(_WORD_CHARACTER.findall(body)) if len(body) < 50 * least_prose else least_prose
        if prose < least_prose:
            rejects.append((STAGE, document["uri"], "no_text", f"{prose} letters and digits left of {len(document['text'])} characters"))
            continue
        published_at, origin = _likely(document["published_at"]), "metadata"
        if published_at is None:
            published_at, origin = _likely(printed), "text"
        if published_at is None:
            published_at, origin = _likely(uri_date(document["uri"])), "uri"
        if published_at is None:
            published_at, origin = dateline(body), "text"
        rows.append({
            "article_id": hash_id(document["uri"]), "source": document["source"], "uri": document["uri"],
            "title": _given(document["title"]) or title(body), "author": _given(document["author"]) or author,
            "outlet": _given(document["outlet"]), "canonical_url": document["canonical_url"],
            "published_at": published_at, "published_at_source": origin if published_at else None, "language": language.guess(body),
            "body": body, "char_count": len(body), "word_count": len(body.split()),
            "content_hash": hashlib.sha256(body.encode()).hexdigest(), "raw_hash": document["raw_hash"],
        })
    return ARTICLES.frame(rows), pl.DataFrame(rejects, schema=REJECTED.schema, orient="row")


def _likely(when: datetime | None) -> datetime | None:
    """The time, None for one that stands for no time: systems put the first or last day of their calendar, or of their clock, where they know none.

    Those are 0001-01-01, 1899-12-30, 1970-01-01 at midnight, 9999-12-31 and the like.
    """
    return when if when and datelines.FIRST <= when.date() < datelines.LAST and when != _EPOCH else None


def clean(text: str, *, passes: int = 20) -> tuple[str, str | None, datetime | None]:
    """Body, author and publication time (UTC) of a text, the latter two as printed at its head or foot.

    Cleaning is repeated until nothing changes, so a cleaned body stays as it is; two passes do as a rule, and `passes` is a
    bound for texts made to need more.
    """
    author = printed = None
    for _ in range(passes):
        text, who, when, is_done = _pass(text)
        author, printed = author or who, printed or when
        if is_done:
            break
    return text, author, printed


def _pass(text: str) -> tuple[str, str | None, datetime | None, bool]:
    """One cleaning; the last value says that it took away nothing but white space, so that another would change nothing."""
    printed, has_entities = None, "&" in text
    text = characters(text)
    if prefix := _PREFIX.match(text):
        printed = moment(prefix["date"] or prefix["stamp"])
        text = text[prefix.end():] if printed else text
    given = text.split("\n")
    lines = _unwrap(given)
    dropped = {i for i, _ in boilerplate.drop(lines)}
    kept = [(i, line) for i, line in enumerate(lines) if line and i not in dropped]
    author, byline = _author(kept)
    date, stamps = _date(kept)
    gone = dropped | byline | stamps
    body: list[str] = []
    for i, line in enumerate(lines):
        if i not in gone and (line or (body and body[-1])):
            body.append(line)
    cleaned = "\n".join(body).strip()
    is_done = not (gone or printed) and len(lines) == len(given) and (not has_entities or _unescape(cleaned) == cleaned)
    return cleaned, author, printed or date, is_done


def characters(text: str) -> str:
    """The text with LF line ends, in NFC, without invisible characters, outer white space of lines and runs of spaces; entities resolved.

    Entities stay in a text that is markup itself: there they are part of the source.
    """
    text = _unescape(text)
    if "\r\n" in text:
        text = text.replace("\r\n", "\n")
    if _ODD.search(text):
        text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    if "\u200c" in text or "\u200d" in text:
        text = _JOINERS.sub("", text)
    if not text.isascii():
        text = _MARKS.sub(lambda m: m[0][:30], text)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if "  " in text or "\t" in text or "\u00a0" in text and any(run in text for run in _RUNS):
        text = _SPACES.sub(" ", text)
    return "\n".join([line.strip() for line in text.split("\n")])


def _unescape(text: str) -> str:
    """The text with its entities resolved, those only that end in a semicolon: &copy=1 is part of an address."""
    if "&" not in text or not _ENTITY.search(text) or _MARKUP.search(text):
        return text
    return _ENTITY.sub(lambda m: html.unescape(m.group()), text)


def _unwrap(lines: list[str], *, narrowest: int = 30, widest: int = 120, least_share: float = .4) -> list[str]:
    """The lines, with those joined that a machine broke at a fixed width.

    - A break is a machine's when the next word would not have fitted; `least_share` of the breaks inside blocks, and three at least,
      must be so (short paragraphs without an empty line between them have as many of their own), and a quarter of those in
      mid-sentence: lists and verse are not. Lines are `narrowest` to `widest` characters wide.
    - A line that goes on with a small letter is joined to a long one before it in any text.
    - A hyphen at a break stays: long-awaited and Crew-5 are commoner than divided words.
    """
    pairs = [i for i in range(len(lines) - 1) if lines[i] and lines[i + 1]]
    if not pairs:
        return lines
    widths = sorted(len(lines[i]) for i in pairs if narrowest <= len(lines[i]) <= widest)
    full: set[int] = set()
    if len(widths) >= 3:
        middle = widths[len(widths) // 2]
        width = max(w for w in widths if w <= 1.25 * middle)
        full = {i for i in pairs if len(lines[i]) <= width < len(lines[i]) + 1 + len(lines[i + 1].split(" ", 1)[0])}
        running = sum(1 for i in full if not lines[i].endswith((".", "!", "?", ":", "”", '"')) and not lines[i + 1][0].isupper())
        if len(full) < 3 or len(full) < least_share * len(pairs) or running * 4 < len(full):
            full = set()
    joined = [lines[0]]
    for i in range(1, len(lines)):
        last, line = lines[i - 1], lines[i]
        runs_on = len(last) >= narrowest and (last[-1].isalpha() or last[-1] in ",-") and line[:1].islower() and not _listed(line)
        if i - 1 in full or runs_on:
            glue = "" if len(last) > 1 and last[-1] == "-" and last[-2].isalnum() and line[0].isalnum() else " "
            joined[-1] += glue + line
        else:
            joined.append(line)
    return joined


def _listed(line: str) -> bool:
    return line[1:2] in (")", ".") or "@" in line or "://" in line


def title(body: str, *, longest: int = 160) -> str | None:
    """The headline: the first line, when it is short, ends like no sentence, and text follows it."""
    first, _, rest = body.partition("\n")
    ends = first.endswith((".", ":", ",", ";", "—", "–", "-", "”")) and not first.endswith("...")
    if not rest or len(first) > longest or ends or _DATE.fullmatch(first) or len(first.split()) < 2:
        return None
    return _SITE.sub("", first.lstrip("# ")) or None


def _given(value: str | None) -> str | None:
    return value.strip() or None if value else None


def _author(kept: list[tuple[int, str]]) -> tuple[str | None, set[int]]:
    """The author a byline names, and the lines that are bylines; one at the head or foot names the article's author."""
    name, lines = None, set()
    for n, (i, line) in enumerate(kept):
        if len(line) > 120 or not (m := _BYLINE.fullmatch(line)) or line.endswith((".", ":")) and not m["rest"]:
            continue
        lines.add(i)
        if name is None and (n < _HEAD or n >= len(kept) - 3):
            name = _AFFILIATION.split(m["name"])[0]
    if name is None:
        for (i, line), (_, following) in zip(kept[1:4], kept[2:5]):
            # A name alone is a byline only above a line that says who employs it.
            if len(line) < 40 and re.fullmatch(_NAME, line) and len(following) < 50 and _ROLE.fullmatch(following):
                return line, lines | {i}
    return name, lines


def _date(kept: list[tuple[int, str]]) -> tuple[datetime | None, set[int]]:
    """The publication time that head or foot print, and the lines that are nothing but such a date with its cue.

    Read are: a line of a cue (published, updated) and a date, a date alone near the top, a date in a byline, a dateline with its year.
    """
    found: dict[str, datetime] = {}
    lines: set[int] = set()
    ends = kept[:_HEAD] + kept[max(_HEAD, len(kept) - 4):]
    for n, (i, line) in enumerate(ends):
        if not _YEARS.search(line, 0, 160) or not (m := _DATE.search(line, 0, 160)):
            continue
        if len(line) <= 120 and (cue := _CUE.match(line)) and not _remainder(line[cue.end():]):
            if when := moment(line[cue.end():]):
                found.setdefault("late" if cue["late"] else "cue", when)
                lines.add(i)
        elif n < 5 and len(line) <= 60 and line[0].isalnum() and not _remainder(line):
            if when := moment(line):
                found.setdefault("bare", when)
        elif n < _HEAD and len(line) <= 120 and _BYLINE.fullmatch(line):
            if when := moment(line[m.start():]):
                found.setdefault("bare", when)
        elif n < 4 and (dateline := _DATELINE.match(line)) and (when := moment(dateline["date"])):
            found.setdefault("dateline", when)
    for kind in ("cue", "bare", "dateline", "late"):
        if kind in found:
            return found[kind], lines
    return None, lines


def dateline(body: str) -> datetime | None:
    """Midnight of the day of publication that the first lines or the last print (transforms.datelines).

    Only these lines are looked through; a day whose year stands further down is left to whoever reads the whole text.
    """
    spans = paragraphs(body)
    excerpt = fold("\n".join(body[low:high] for low, high in spans[:datelines.LINES] + spans[datelines.LINES:][-1:]))
    if not _YEARS.search(excerpt):
        return None
    day = datelines.find(excerpt, [m for m in date_forms.find(excerpt) if m["iso"] or m["num_y"] or m["mdy_y"] or m["dmy_y"]])
    return datetime(day.year, day.month, day.day) if day else None


def _remainder(line: str) -> str:
    """What a line says besides dates and times."""
    for pattern in (_DATE, _TIME, _WEEKDAY, _CUE):
        line = pattern.sub(" ", line)
    return re.sub(r"\b(?:at|on|and|the|of|local time)\b|[\W_]", "", line, flags=re.I)


def moment(text: str) -> datetime | None:
    """The first date of a text, with the time beside it, in UTC; without a time it is midnight, without a zone UTC."""
    m = _DATE.search(text)
    if not m:
        return None
    parts = {k[0]: v for k, v in m.groupdict().items() if v}
    month = int(parts["m"]) if parts["m"].isdigit() else ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
        "dec").index(parts["m"][:3].lower()) + 1
    try:
        when = datetime(int(parts["y"]), month, int(parts["d"]))
    except ValueError:
        return None
    if not (clock := _TIME.search(text)):
        return when
    hour, half = int(clock["h"]), (clock["half"] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    when += timedelta(hours=hour, minutes=int(clock["min"]), seconds=int(clock["s"] or 0))
    zone = (clock["zone"] or "").upper()
    try:
        if zone in _ZONES:
            return when.replace(tzinfo=ZoneInfo(_ZONES[zone])).astimezone(timezone.utc).replace(tzinfo=None)
        if zone[:1] in ("+", "-"):
            offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
            return when - offset if zone[0] == "+" else when + offset
        return when - timedelta(hours=_OFFSETS.get(zone, 0))
    except OverflowError:
        return when


def uri_date(uri: str) -> datetime | None:
    """The date in the path of a uri (/2022/09/21/, 2022-09-21, 20220921), the last one of the plainest kind."""
    path = re.sub(r"^[a-z][a-z0-9+.-]*://[^/]*", "", uri, flags=re.I).split("?")[0].split("#")[0]
    for pattern in _URI_DATES:
        for year, month, day in reversed(pattern.findall(path)):
            try:
                return datetime(int(year), int(month), int(day))
            except ValueError:
                continue
    return None
