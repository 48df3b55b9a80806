"""How surely a date is that of a launch, and whether the text says that it did not hold."""

import re

from transforms.dates import DateMention
from transforms.governors import Event
from transforms.text import Words, branched

_DONE = re.compile(
    r"(?:launched|lifted[ -]?off|blasted[ -]?off|blasted (?:in)?to|took.(?:off|flight)|rocketed|soared|thundered|hurtled"
    r"|shot (?:in)?to|set off|departed|left|went|roared|flew)\b", re.I)
_MANAGED = re.compile(r"\b(?:managed|was able|were able) to (?:finally )?$")
_TO_COME = re.compile(r"\b(?:will|to|be|being|would|could|may|might|should|can)(?: \w+ly)? (?:be )?$")
_OLD_BEFORE = Words(
    r"original(?:ly)?(?! from)|initial(?:ly)?|previously|previous (?:\w+ )?(?:date|target|plan|attempt|try)|earlier been|and another(?: on)?|had (?:\w+ )?been(?! (?:up|in (?:space|orbit)|to space)\b)"
    r"|(?:was"
    r"|were) (?:\w+ )?(?:to (?!launch(?:ed)? (?:again|now))|going to|scheduled|planned|targeted|slated|supposed|set|due|expected)"
    r"|first (?:scheduled|planned|set|targeted)|instead of|rather than|scrub\w*|called off|first attempt|earlier attempt|aborted"
    r"|cancel\w*|stood down|missed|ruled out|back-?up (?:\w+ )?(?:date|day|window|opportunity|chance|time)|alternat\w+|fallback"
    r"|another (?:chance|opportunity|attempt)|uncrewed"
    r"|unpiloted|unmanned|cargo|hop(?:ed|ing)|instead from|from an? |(?:delayed|postponed|moved|slipped|pushed|shifted"
    r"|bumped)(?: back| up)? from")
_OLD_AFTER = re.compile(
    r"[^.;]{0,45}?\b(?:scrub\w*|called off|cancel\w*|abort\w*|(?:was|were|got|been|being) (?:\w+ )?(?:postponed|delayed|pushed"
    r"|stopped|shifted|moved|put off|halted)|has slipped|slipped|would have|but (?:slipped|moved)|stood down|did not (?:happen|take)"
    r"|passed without)\b", re.I)
_NEW_BEFORE = re.compile(r"\b" + branched(
    r"now|rescheduled|new (?:\w+ ){0,2}?(?:date|target)|(?:delayed|pushed|postponed|moved|slipped|shifted|slips|deferred|put off"
    r"|put back|brought forward|advanced|changed|delay\w*|mov\w+|push\w*|slip\w*|bumped)(?: back"
    r"| up)?(?: the \w+(?: \w+)?)?(?: by [\w ]{3,20})? ?(?:to|until|till)|next (?:\w+ ){0,2}?(?:attempt|opportunity|try|chance"
    r"|window)|no (?:earlier|sooner) than|not before|any (?:sooner|earlier) than|retarget\w*|second attempt|try again"
    r"|instead") + r"\b[^,.;]{0,30}$")
_WAS_TO = re.compile(r"\b(?:was|were) (?:\w+ )?(?:to|planned to|scheduled to|supposed to|set to|due to|expected to)\b[^.;]*$")
_IF = re.compile(
    r"\b[Ii]f (?!all goes|everything|nothing|no (?:new|further|more|other)|the weather|weather|approved|successful|conditions"
    r"|needed to wait)")
# What follows a condition that is one of success.
_CONSEQUENCE = re.compile(r"(?:(?!\b(?:delay|scrub|slip|miss|postpon|not|need|fail|bad|cannot|call|abort)|n't)[^,.;])*, (?!(?:the|an?) (?:next|second|other|back-?up))(?:(?!\b(?:next|another|back-?up|would|could|might|may)\b)[^;.])*$")
SCALE = {"day": 0.0, "month": -0.02, "half": -0.04, "season": -0.04, "year": -0.1}


def weigh(plain: str, kind: str, event: Event | None, d: DateMention, dates: list[DateMention], low: int, high: int) -> tuple[float, bool]:
    """How surely a date is the launch's (0 for a condition or the end of a span), and whether the text says that it did not hold."""
    index = next(i for i, x in enumerate(dates) if x.start == d.start)
    left = plain[max(low, dates[index - 1].end if index else low, d.start - 110):d.start]
    right = plain[d.end:min(high, dates[index + 1].start if index + 1 < len(dates) else high, d.end + 60)]
    lead = plain[max(low, d.start - 140):d.start]
    if (condition := _IF.search(lead)) and not _CONSEQUENCE.match(lead, condition.end()):
        return 0.0, False
    is_done = event is not None and bool(_MANAGED.search(plain, low, event.start)) or event is not None and bool(_DONE.match(event.word)) and not _TO_COME.search(plain, max(low, event.start - 25), event.start)
    is_range = bool(index and re.fullmatch(r",?(?: back)? (?:to|until) (?:no earlier than )?(?:on |in )?", left)
                    and re.search(r"\bfrom (?:[\w ]{0,12})$", plain[low:dates[index - 1].start]))
    if is_range and not re.search(r"\b(?:mov|slip|shift|delay|postpon|push|reschedul|deferr|bump|chang|put )", plain[low:d.start]):
        return 0.0, False
    if is_range:
        confidence = 0.92
    elif _NEW_BEFORE.search(left.lower()) and not _WAS_TO.search(left):
        confidence = 0.9 if is_done and event.end <= d.start else 0.92
    elif _OLD_BEFORE.search(left) and not is_done or not is_done and _OLD_AFTER.match(right):
        return 0.45 + SCALE[d.precision] / 2, True
    else:
        confidence = 0.95 if is_done and kind == "launch" else 0.88 if kind == "launch" else 0.82
    return confidence + SCALE[d.precision], False
