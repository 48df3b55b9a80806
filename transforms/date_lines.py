"""Lines that give a flight its date by their form: entries of timelines, rows of tables."""

import re
from itertools import islice

from transforms.article import Article
from transforms.dates import DateMention
from transforms.governors import Event
from transforms.targets import Target

# "- March 3: Crew-8", "1961 - Yuri Gagarin orbits the Earth in Vostok 1"
_BULLET = re.compile(r"[\s*•·◦▪|>(-]*(?:Date: ?|(?:NET|[Nn]o earlier than|[Nn]ot before|[Aa]bout|[Aa]round) )?")
_OPENS = re.compile(r"(?: or (?:after|later)| \([^)\n]{3,30}\))?\)?,?(?: at [\d:.]+ ?(?:[ap]\.?m\.?)?(?: [A-Z]{2,4})?)?(?::| -+| \|)\s")
_CELL = re.compile(r"(?: [^|\n]{0,40})?\| ?(?:[^|\n\d]{0,40}\| ?)?")


def target(article: Article, here: list[Target], d: DateMention, dates: list[DateMention], events: list[Event]) -> Target | None:
    """The flight whose launch a date is that opens a line of a timeline, or that follows the flight's name in a row of a table."""
    plain = article.plain
    named = [t for t in here if t.is_named]
    if not named:
        return None
    if _is_entry(plain, d) and len({t.ref for t in named}) == 1:
        if len(list(islice((x for x in article.dates if _is_entry(plain, x)), 2))) < 2:
            return None
        told = next((e for e in events if e.start >= d.end and e.kind not in ("skip", "verb")), None)
        return named[0] if told is None or told.kind in ("launch", "flight") else None
    last = next((t for t in reversed(named) if t.end <= d.start), None)
    if last and "|" in plain[last.end:d.start] and not any(last.end <= x.start < d.start for x in dates):
        return last if _CELL.fullmatch(plain, last.end, d.start) else None
    return None


def _is_entry(plain: str, d: DateMention) -> bool:
    """Whether a date opens a line that goes on to say what happened."""
    return bool(_OPENS.match(plain, d.end)) and bool(_BULLET.fullmatch(plain, plain.rfind("\n", 0, d.start) + 1, d.start))


# "• Date: April 12, 1961" above a paragraph
_ALONE = re.compile(r"[\s*•·◦▪>-]*(?:(?:Launch )?[Dd]ate|When|Launched?): ?|[\s*•·◦▪>-]*")
_LABEL = re.compile(r"[\s*•·◦▪>-]*(?:When|Date|Day|(?:Launch|Lift-?off)(?: (?:date|day))?): ?")
_LAUNCH = re.compile(r"\b(?:launch|lift-?off|blast-?off)\b", re.I)
_OTHER_DAY = re.compile(r"\b(?:dock|land|splash|return|spacewalk|stepp|walk|undock|home|touch|announc|born|died|killed|lost)", re.I)


def entries(article: Article, targets: dict[int, Target], fewest: int = 3, reach: int = 700) -> list[tuple[Target, DateMention]]:
    """Flights with the dates that a line under their launch gives ("When: May 8"), or that stand alone on a line above the paragraph which names them first, where `fewest` lines or more are such.

    A day is that of the launch only where the sentence tells of nothing else; `reach` is how many characters below the date the flight stands.
    """
    found = [(t, d) for d in article.dates if (t := _labelled(article.plain, d, targets))]
    alone = [d for d in article.dates if _is_alone(article.plain, d)]
    if len(alone) < fewest:
        return found
    for d, following in zip(alone, [*alone[1:], None], strict=True):
        end = min(d.end + reach, following.start if following else len(article.plain))
        target = next((t for t in targets.values() if d.end < t.start < end), None)
        if target is None or not target.is_named:
            continue
        if not _OTHER_DAY.search(article.plain, *article.sentence_at(target.start)):
            found.append((target, d))
    return found


def _labelled(plain: str, d: DateMention, targets: dict[int, Target]) -> Target | None:
    """The one flight that the nearest of the three lines above a line "When:" or "Date:" names, where that line tells of a launch."""
    low = plain.rfind("\n", 0, d.start) + 1
    if not low or not _LABEL.fullmatch(plain, low, d.start):
        return None
    end = low - 1
    for _ in range(3):
        start = plain.rfind("\n", 0, max(end, 0)) + 1
        named = {t.ref: t for t in targets.values() if start <= t.start < end and t.is_named}
        if named:
            is_launch = _LAUNCH.search(plain, start, d.start)
            return next(iter(named.values())) if len(named) == 1 and is_launch else None
        end = start - 1
    return None


def _is_alone(plain: str, d: DateMention) -> bool:
    """Whether a line is a date and nothing else."""
    low, high = plain.rfind("\n", 0, d.start) + 1, plain.find("\n", d.end)
    return not plain[d.end:high if high >= 0 else len(plain)].strip(" :") and bool(_ALONE.fullmatch(plain, low, d.start))
