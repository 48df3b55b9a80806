"""Launch dates: which dates of an article are launches, of which flight, and how surely."""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date, timedelta

from transforms import attribution, date_lines, known_launches, plans, tense
from transforms import governors as event_finder
from transforms.article import Article
from transforms.attribution import BESIDE
from transforms.dates import DateMention
from transforms.governors import Event
from transforms.periods import contains, first_day
from transforms.seats import Seat
from transforms.targets import Target
from transforms.text import branched
from warehouse import reference

# A sentence without a flight's name and without any of these tells of no launch.
_TELLS = re.compile(branched(
    r"aunch|ift(?:ed|s)?[ -]?off|last(?:ed|s|ing)?[ -]|\boff\b|rocket|soar|thunder|roared|hurtl|space|orbit|flight|mission|trip"
    r"|voyage|happen|arget|ttempt|window|try again|Earth|left|leav|depart|\bg[oe]|went|\bup\b|tart|\bsen[dt]|\bfl[eyi]|carr|embark|shot"))
_PUT_OFF = re.compile(r"\b(?:delay\w*|postpon\w*|push\w*|mov(?:ed|ing)|slip\w*|put off|not|\w+n't|bumped|shifted|deferred)\b")
_CONVERTED = re.compile(r"\b\d{1,2}[:.]?\d{0,2} ?(?P<half>[ap])\.?m\b[^()]{0,40}\((?P<hour>\d\d?)[:.]?\d\d (?:GMT|UTC)\b,?(?: on)? $")
# Lines that begin with one of these lead to another article.
_TEASER = "►▶→▸"
_DATELINE = re.compile(r"\)?\.?,? ?(?:\([^)\n]{2,40}\)|/[^/\n]{2,40}/\.?)? ?[-:.]+ ")
_PLACE = re.compile(r"(?:[A-Z][\w.'/-]*[ ,./(]*)*")
_FLYING = re.compile(r"fl(?!ight)[eyio]|rode|serv|command|pilot|return|aboard|on ?board|carr|travel|sen[dt]", re.I)
_DETERMINER = re.compile(r"\b(?:the|an?|[a-z]+'s?|this|his|her|their|its) $", re.I)
_THE_FLIGHT = re.compile(r"\b(?:the|that|this|their|his|her|its)(?: [\w'-]+){0,2} $", re.I)
_CRAFT = re.compile(r"\b(?:rocket|capsule|spacecraft|space ?ship|space ?plane|booster)\b", re.I)
_NUMBER = r"(?:\d|an?|one|two|three|four|five|six|seven|eight|nine|ten)"
# So short a time after the launch it is still the same day.
_SOON_AFTER = re.compile(
    rf",? [^.;]{{0,40}}?\b{_NUMBER}(?: and a half)? (?:hours?|minutes|orbits) (?:after (?:the |its |their )?(?:\w+ )?(?:launch|lift"
    rf"|blast|take-?off|taking off"
    r"|leaving (?:Earth|Baikonur))|into (?:the|its|their) (?:climb|flight|ascent|launch))", re.I)
# "On Jan. 9, a mere six months before the launch, ...": the date of something else.
_APART = re.compile(r",? (?:just |only |a mere |exactly |less than |more than |about |almost |nearly |barely |some )*[\w-]+ (?:and a half )?(?:days?|weeks?|months?|years?) (?:before|ahead of|prior to|after)\b", re.I)
_SIGN_UP = re.compile(r"\b(?:[Rr]egistration|[Aa]ccreditation|[Aa]pplications?|[Nn]ominations?|[Tt]icket sales)\b[^.;]*$"
    r"|\b(?:[Cc]overage|[Ww]ebcast|[Bb]roadcast|[Ll]ive ?stream|[Pp]reparations|[Tt]raining)\b[^.;]*\b(?:begin|start|open)\w*[^.;,]{0,15}$")
_NAMED = re.compile(r"\b(?:named|dubbed|called|designated|introduced|presented|announced)(?: (?:the|its|a))?(?: crew (?:of|for))?(?: the)? $")
_ABOVE = re.compile(r"edge of space|k[aá]rm[aá]n|to space|space flight|spaceflight|weightless|suborbital|aboard", re.I)
_ON = re.compile(r"(?:,? (?:(?!and |with )[\w'-]+ ){0,7}?)? ?(?:on|aboard|in|into) (?:an? |the |[\w.]+'s? )*", re.I)
_ON_AT_LAST = re.compile(r",? (?:(?!to |for |that |which |as )[^,.;\s]+ ){0,9}?(?:on|aboard|in|into) (?:an? |the |[\w.]+'s? )*", re.I)
_OTHER_CRAFT = re.compile(r"\b(?:on|aboard) (?:the|an?) (?:\w+ )?shuttle (?:in |on )?$", re.I)
# "in space since 3 March"
_UP_SINCE = re.compile(r"\b(?:in (?:space|orbit)|aloft|orbiting|flying|up(?: there)?|launch(?:ed|ing)?(?: in| on)?) since (?:(?:early|late|mid-|last|its launch|their launch|launching|on|in) ?)*$")
# "determined after the April launch": that of another flight, since a flight is called by its name or "its launch".
_OF_ANOTHER = re.compile(r"(?:[Bb]efore|[Aa]fter|[Ff]ollowing) the \w+ (?:launch|lift-?off|mission|flight)\b(?! of)")
_TARGET = re.compile(r"(?:The|Its|Their) (?:(?:[\w'-]+ ){0,3}?(?:target|date)\b)|(?:It|The (?:mission|flight|launch|crew))(?:'s| is| was| has| will)\b|(?:Launch|Lift-?off|Target|Date)\b")
_COMES = re.compile(r"arriv|dock|return|back|home|undock|splash|c[ao]me|reach|berth|join|end|spacewalk|walk|birth|born", re.I)


@dataclass(frozen=True, slots=True)
class Launch:
    """A launch date that the article gives a target; `is_old` when it says that the plan did not hold."""

    target: Target
    date: DateMention
    confidence: float
    is_old: bool = False


def find(article: Article, targets: dict[int, Target], seats: list[Seat]) -> list[Launch]:
    """Launch dates in reading order: dates that a word of launching or flying governs.

    A date belongs to the flight it stands with in the sentence, else to the flight spoken of last. What happened counts
    more than a new date, a new date more than a plan, and least a plan that did not hold.
    """
    found: list[Launch] = []
    if not targets:
        return found
    plain = article.plain
    boarded = {s.target.start for s in seats}
    starts = list(targets)
    spans: dict[int, tuple[list[Event], list[DateMention]]] = {}
    for target, d in date_lines.entries(article, targets):
        if not known_launches.is_strange(target, d, article.published_on, False):
            found.append(Launch(target, d, 0.75))
    for d in article.dates:
        low, high = article.sentence_at(d.start)
        here = [targets[s] for s in starts[bisect_left(starts, low):bisect_left(starts, high)]]
        is_answer = not here and plain[max(0, low - 3):low].rstrip().endswith("?")
        if not here and not is_answer and not _TELLS.search(plain, low, high):
            continue
        # What another sentence tells of is looked for first: it mostly is nothing, and events take time to find.
        told = None if here else attribution.beside(article, targets, starts, d, here, low, high, seats)
        if not here and told is None:
            continue
        if low not in spans:
            spans[low] = event_finder.find(article, low, high), [x for x in article.dates if low <= x.start < high]
        events, dates = spans[low]
        entry = date_lines.target(article, here, d, dates, events)
        if plain[low] in _TEASER or not entry and d.start - low < 60 and (d.start > low or plain[low - 1:low] in ("", "\n")) and _DATELINE.match(plain, d.end) and _PLACE.fullmatch(plain, low, d.start):
            continue
        kind, event, is_planned = event_finder.govern(plain, events, d, low, high)
        if is_answer and not kind:
            # The answer to "When does it go?"
            asked = event_finder.find(article, *article.sentence_at(len(plain[:low].rstrip()) - 1))
            kind, event = next((("launch", e) for e in asked if e.kind in ("launch", "flight")), (kind, event))
        if _of_another_craft(article, here, d, low) or _SIGN_UP.search(plain, low, d.start):
            continue
        is_launched = kind == "launch" and event is not None and event.end <= d.start
        is_apart = _APART.match(plain, d.end) and not (is_launched and (not here or here[0].start < d.start))
        if is_apart or _OF_ANOTHER.match(plain, d.start):
            continue
        launch = _read(article, targets, starts, seats, boarded, d, here, entry, told, (kind, event, is_planned), events, dates, low, high)
        is_plan = is_planned or bool(tense.FUTURE.search(plain, max(low, d.start - 90), d.start))
        if launch and not launch.is_old and not is_plan and here and not known_launches.is_of(launch.target, d) and (fitting := known_launches.only(here, d)):
            launch = replace(launch, target=fitting)
        is_plain = kind == "launch" and launch is not None and launch.target in here and len({t.ref for t in here}) == 1
        if launch and not launch.is_old and not is_plain and launch.target.is_named and launch.target is not _beside_named(plain, here, d) and known_launches.is_strange(launch.target, d, article.published_on, is_plan):
            launch = None
        if not launch:
            launch = _known(here, d, kind, event)
        if not launch:
            continue
        found.append(launch)
        if launch.target in here and d.start - low < 25 and len(dates) == 1:
            # A date that opens the sentence holds for all who fly in it, and for flights named together.
            i = here.index(launch.target)
            for a, b in zip(here[i:], here[i + 1:]):
                is_listed = re.fullmatch(r",? (?:and|or) (?:on |aboard |the )*|, ", plain[a.end:b.start])
                is_later = re.search(r"\b(?:before|after|since|until)\b", plain[a.end:b.start])
                if b.ref != launch.target.ref and (b.start in boarded and not is_later or is_listed) and not (b.is_named and known_launches.is_strange(b, d, article.published_on, is_plan)):
                    found.append(Launch(b, d, round(launch.confidence - 0.05, 3), launch.is_old))
    return found


def _known(here: list[Target], d: DateMention, kind: str, event: Event | None) -> Launch | None:
    """A date that no word of the sentence makes a launch, where it is that of the known launch of the only flight that it fits.

    The day of a launch can be that of a docking too, and its month that of a landing, which are told as such.
    """
    is_narrow = d.precision in ("month", "year") and d.has_year
    if not (is_narrow or d.precision == "day" and kind not in ("end", "talk", "other")):
        return None
    if event is not None and d.precision != "year" and _COMES.match(event.word):
        return None
    target = known_launches.only(here, d)
    return Launch(target, d, 0.7 + plans.SCALE[d.precision]) if target else None


def _read(
    article: Article, targets: dict[int, Target], starts: list[int], seats: list[Seat], boarded: set[int], d: DateMention, here: list[Target],
    entry: Target | None, told: Target | None, governed: tuple[str, Event | None, bool], events: list[Event], dates: list[DateMention], low: int, high: int,
) -> Launch | None:
    """The launch that a date is that of by the words of its sentence.

    `entry` is the flight of its line in a list, `told` the one that a sentence without flights (`here`) goes on about.
    """
    plain = article.plain
    kind, event, is_planned = governed
    target = _modified(plain, here, d) or _paired(plain, here, d, dates) or entry
    if not target and kind in ("", "verb") and not is_planned:
        target = _flown_on(plain, here, d, boarded, low)
    if not target and kind == "end" and event.word == "landing" and not plain.startswith(" of ", event.end):
        target = _beside_named(plain, here, d)
    is_ahead = article.published_on is not None and (first_day(d.value)[0] or article.published_on) > article.published_on
    if not target and kind in ("end", "talk", "other") and (d.has_year or is_ahead and kind != "end") and d.precision != "day":
        target = _beside_named(plain, here, d)
    if kind == "end" and _SOON_AFTER.match(plain, d.end, high):
        kind = "launch"
    is_up = bool(_UP_SINCE.search(plain, low, d.start))
    by_form = target is not None
    if not target and (kind in ("flight", "launch") or is_up) and (target := _beside_named(plain, here, d)):
        by_form = True
    elif target:
        kind, event, is_planned = "flight", None, False
    elif kind in ("end", "verb") and not is_planned and (target := _hop(article, targets, starts, d, here, low, high)):
        kind, event = "flight", None
    elif is_up:
        kind = "launch"
    elif kind in ("end", "talk", "other") or _is_span(plain, d, low):
        return None
    if not here and event is not None and kind == "launch" and _has_own_subject(article, event, low):
        return None
    is_told = kind == "launch" or kind == "flight" and event is not None and _is_told(plain, event, low, high)
    is_told |= is_planned and kind == "" and bool(_TARGET.match(plain, low))
    if not target and here:
        target = attribution.beside(article, targets, starts, d, here, low, high, seats, dates, is_told)
    elif not target and is_told:
        target = told
    if target is None:
        return None
    is_beside = target is _beside_named(plain, here, d)
    if is_beside and kind == "" and _NAMED.search(plain, low, target.start):
        return None
    if kind in ("verb", "") and not is_beside and not (kind == "" and is_planned):
        return None
    if d.precision == "year" and not is_beside and not by_form and not (target in here and target.start in boarded):
        is_verb = event is not None and bool(_FLYING.match(event.word))
        if not (here and (target.is_named or not target.likely or _is_vehicle_of(target)) and (kind == "launch" or is_planned or is_verb)):
            return None
    if not here and event is not None and event.word.lower() == "launches":
        return None
    if m := _CONVERTED.search(plain, low, d.start):
        d = _local(d, m["half"], m["hour"])
    confidence, is_old = plans.weigh(plain, kind, event, d, dates, low, high)
    if not confidence:
        return None
    return Launch(target, d, round(confidence - (0 if here else 0.07), 3), is_old and not (by_form and plain[d.start - 1] == "("))


# "Solar Max, launched in 1980": what was launched has a name of its own.
_SUBJECT = re.compile(r"(?<![.\w'-])([A-Z][\w-]*[a-z][\w-]*)(?: \d+)?,? (?:(?:was|were|which|that|has|had|been|is|will|be|to|also) )*$")


def _has_own_subject(article: Article, e: Event, low: int) -> bool:
    """Whether a name that is neither a flight's nor that of its craft, company or crew stands right before a word of launching."""
    m = _SUBJECT.search(article.plain, low, e.start)
    if not m or m.start(1) == low or reference.load().words.get(m[1]):
        return False
    return not any(n.start <= m.start(1) < n.end for n in article.mentions_in(max(low, m.start(1) - 60), m.end()))


def _is_vehicle_of(target: Target) -> bool:
    """Whether a single vehicle is named that flew the flight it is taken for."""
    return bool(target.vehicle_id) and reference.load().flights.get(target.likely or "", {}).get("vehicle") == target.vehicle_id


def _is_told(plain: str, e: Event, low: int, high: int) -> bool:
    """Whether a word of flying speaks of a flight known already: "the mission", "it will not happen", "the rocket carried them"."""
    if re.match(r"(?:space)?flight|mission|trip|voyage", e.word):
        return bool(_THE_FLIGHT.search(plain, low, e.start))
    if re.match(r"carr|sen[dt]|fl[eyi]w?", e.word):
        return bool(_CRAFT.search(plain, low, high))
    return bool(re.match(r"happen|try|edge|k[ae]rman|bec|go\b|go ahead|goes|went|attempt|window", e.word))


def settle(launches: list[Launch]) -> list[Launch]:
    """Of the dates of one flight the one that holds, with what agrees with it and what it replaced; its confidence is the highest.

    None holds where the text only gives days that did not: the flight then has no date.
    """
    missed = {x.date.value for x in launches if x.is_old}
    if any(x.date.value not in missed for x in launches):
        # A plan that is called off in one sentence is so in all, unless the text says that it flew that day.
        launches = [replace(x, confidence=0.4, is_old=True) if x.date.value in missed and x.confidence < 0.92 else x for x in launches]
    votes: dict[str, int] = {}
    for x in launches:
        votes[x.date.value] = votes.get(x.date.value, 0) + 1
    if all(x.is_old for x in launches):
        return []
    ranked = sorted(launches, key=lambda x: (-x.confidence, -votes[x.date.value], x.date.start))
    top = ranked[0]
    for x in ranked[1:]:
        if not x.is_old and x.date.value != top.date.value and contains(top.date.value, x.date.value):
            top = x
    best = ranked[0].confidence
    kept = [Launch(top.target, top.date, best, top.is_old)]
    for x in ranked:
        if x is not top and (x.is_old or contains(x.date.value, top.date.value) or contains(top.date.value, x.date.value)):
            kept.append(Launch(x.target, x.date, round(min(x.confidence, best - 0.02) - 0.001 * len(kept), 3), x.is_old))
    return kept


def _of_another_craft(article: Article, here: list[Target], d: DateMention, low: int) -> bool:
    """Whether a date stands with a craft that means no flight: the year of "flew on the shuttle in 2005 and on a Soyuz in 2009"."""
    since = max([t.end for t in here if t.end <= d.start], default=low)
    crafts = [m for m in article.mentions_in(since, d.start, "spacecraft") if m.start not in {t.start for t in here}]
    kinds = reference.load().spacecraft
    if _OTHER_CRAFT.search(article.plain, since, d.start):
        return True
    if not crafts or kinds.get(crafts[-1].entity_id, {}).get("kind") != "crew":
        return False
    return bool(BESIDE.fullmatch(article.plain, crafts[-1].end, d.start))


def _flown_on(plain: str, here: list[Target], d: DateMention, boarded: set[int], low: int) -> Target | None:
    """The flight with people on it that a date stands before: "in October 2022 on SpaceX's Crew-5", "In May 1965 she climbed into"."""
    if any(0 <= d.start - t.end < 24 and BESIDE.fullmatch(plain, t.end, d.start) for t in here):
        return None
    pattern = _ON if d.start - low > 5 else _ON_AT_LAST
    return next((t for t in here if t.start in boarded and d.end < t.start and pattern.fullmatch(plain, d.end, t.start)), None)


def _hop(
    article: Article, targets: dict[int, Target], starts: list[int], d: DateMention, here: list[Target], low: int, high: int,
) -> Target | None:
    """The flight of a craft that lands within the hour, so that the day of any part of it is its launch's."""
    if d.precision != "day" or not any(t.spacecraft_id in attribution.hoppers() for t in targets.values()):
        return None
    target = attribution.beside(article, targets, starts, d, here, low, high)
    return target if target and target.spacecraft_id in attribution.hoppers() and _ABOVE.search(article.plain, low, high) else None


def _beside_named(plain: str, here: list[Target], d: DateMention) -> Target | None:
    """The flight whose name a date follows at once: "STS-129 in November 2009", "Apollo 9 (March 3, 1969)"."""
    near = (t for t in here if t.is_named and 0 <= d.start - t.end < 24 and BESIDE.fullmatch(plain, t.end, d.start))
    wide = (t for t in here if t.is_named and d.precision in ("month", "year") and d.has_year and 0 <= d.start - t.end < 120 and _WITH_YEAR.fullmatch(plain, t.end, d.start))
    line = (t for t in here if t.is_named and plain[t.end:d.start] == ": " and plain[d.end:d.end + 1] in ("", "\n"))
    return next(near, None) or next(wide, None) or next(line, None)


# "STS-61, the first servicing mission in 1993", "the Demo-2 crewed test flight in 2020"
_WITH_YEAR = re.compile(
    r"(?:,? (?:the|an?|its|NASA's) (?:[\w'-]+ ){1,7}?| (?:[\w-]+ ){0,3}?)(?:mission|flight|launch|moon landing|landing|test)(?: (?:under|of|for|to) [\w' -]{3,25}?| that [^,.;]{5,85}?)?,? (?:back )?(?:in|of) ")


# "F and G missions are planned for 2025 and 2026"
_AND = re.compile(r",? and (?:in |on |late |early |mid-)*|, ")
_AND_FLIGHT = re.compile(r",? and (?:the |then )?|, ")
_BOTH = re.compile(r"'?s? (?:[\w'-]+ ){0,8}(?:for|in|to|on|until|targeting|of) (?:late |early |mid-)?")


def _paired(plain: str, here: list[Target], d: DateMention, dates: list[DateMention]) -> Target | None:
    """The flight that stands in its list of flights where a date stands in its list of as many dates."""
    listed = [d]
    for x in reversed([x for x in dates if x.end <= d.start]):
        listed = [x, *listed] if _AND.fullmatch(plain, x.end, listed[0].start) else listed
    for x in (x for x in dates if x.start >= d.end):
        listed = [*listed, x] if _AND.fullmatch(plain, listed[-1].end, x.start) else listed
    flights = [t for t in here if t.is_named and t.end <= listed[0].start][-len(listed):]
    if len(listed) < 2 or len(flights) < len(listed) or not _BOTH.fullmatch(plain, flights[-1].end, listed[0].start):
        return None
    are_listed = all(_AND_FLIGHT.fullmatch(plain, x.end, y.start) for x, y in zip(flights, flights[1:], strict=False))
    return flights[listed.index(d)] if are_listed else None


def _modified(plain: str, here: list[Target], d: DateMention) -> Target | None:
    """The flight that a date is an attribute of: "the July 1975 Apollo-Soyuz Test Project"."""
    if d.precision not in ("month", "year") and not d.has_year or not _DETERMINER.search(plain, max(0, d.start - 12), d.start):
        return None
    return next((t for t in here if t.is_named and plain[d.end:t.start] == " "), None)


def _local(d: DateMention, half: str, hour: str) -> DateMention:
    """The local day of a launch whose day is printed for Greenwich only: "10:17 p.m. (0317 GMT Tuesday)" is Monday."""
    if half.lower() != "p" or int(hour) > 11 or d.precision != "day" or d.value.startswith("-"):
        return d
    return replace(d, value=(date.fromisoformat(d.value) - timedelta(days=1)).isoformat())


def _is_span(plain: str, d: DateMention, low: int) -> bool:
    """Whether a date only bounds a time: "since March", "before 2030", "until September" where nothing was put off."""
    if d.precision == "year" and not re.search(r"\b(?:not|n't)\b[^.;,]{0,30}before $", plain[max(low, d.start - 45):d.start]) and re.search(r"\b[Bb]efore (?:the end of )?$", plain[max(low, d.start - 20):d.start]):
        return True
    head = plain[max(low, d.start - 45):d.start] + plain[d.start:d.end].split(" ")[0] + " "
    if re.search(r"\b(?:[Ss]ince|[Tt]hrough|[Ww]ithin|[Aa]s of)\s(?:[\w'-]+ )?$", head):
        return True
    if re.search(r"\b[Ww]ait\w*(?: [\w']+)? until ", head):
        return False
    if re.match(r" to (?:get|launch|lift|leave|fly|go)\b", plain[d.end:d.end + 12]):
        return False
    is_end = re.search(r"\b(?:until|till)\s(?:[\w'-]+ )?$", head)
    return bool(is_end) and not _PUT_OFF.search(head)
