"""Attribution: the flight that a date or a place in a text belongs to."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache

from transforms.article import Article, Mention
from transforms.dates import DateMention
from transforms.seats import Seat
from transforms.targets import Target
from warehouse import reference

# Flights that a sentence only measures another by.
_ASIDE = re.compile(
    r"\b(?:(?P<strict>also (?:rode|flew|served)|replac\w+|reliev\w+|succeed\w*|welcom\w+|greet\w+|wait\w* for|departing|outgoing"
    r"|join(?:s|ed|ing)?|docked to"
    r"|visit\w*|await\w*|arrival of|unlike|(?:like|from) that of|same as|than|(?:date|day|anniversary|eve) of)|follow(?:s|ing|ed)|after|before|since|from|with|like"
    r"|where) (?:[\w'-]+ ){0,4}$", re.I)
_RELATIVE = re.compile(r", (?:who|which|whose) [^,;]*, ")
_NEXT_VERB = re.compile(r"[^,]{0,30}, (?:\w+ )?(?:took|will|is|was|has|had|were|are|would|could|\w+ed)\b")
_OF_THE_FLIGHT = re.compile(
    r"(?:the |their |its |his |her )?(?:next |new |four |three |two )?(?:launch|lift-?off|blast-?off|take-?off|mission|flight|trip"
    r"|spacecraft"
    r"|space ?ship|ship|capsule|rocket|crew|trio|quartet|four|three|astronauts|cosmonauts|not (?:before|earlier)|no earlier)\b", re.I)
_NTH_FLIGHT = re.compile(
    r"(?:The|An?) (?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|final) (?:\w+ ){0,2}?(?:crew|mission"
    r"|flight|trip)\b")
_OTHER_FLIGHT = re.compile(
    r"\b(?:previous|prior|another|other|earlier|different) (?:\w+ ){0,2}?(?:crew|mission|flight|spaceflight|trip|ship|craft"
    r"|spacecraft|capsule|rocket)\b", re.I)
_CARGO = re.compile(
    r"\b(?:satellites?|cargo|freighter|Starlink|probe|telescope|lander|rover|resupply|uncrewed|unmanned|unpiloted|without (?:a )?crew"
    r"|prototypes?|mannequins?|modules?)\b", re.I)
BESIDE = re.compile(
    r"(?:'s)?,? ?(?:mission|flight|crew|spacecraft|capsule|launch|trip)?,? ?(?:in|on|of|\(|at the (?:end|start|beginning) of|by the end of|launched|launching|launched on|launched in"
    r"|flew in|back in)? ?(?:early |late |mid-)?")


def beside(article: Article, targets: dict[int, Target], starts: list[int], span: DateMention, here: list[Target], low: int, high: int,
           seats: Sequence[Seat] = (), dates: Sequence[DateMention] = (), is_told: bool = True) -> Target | None:
    """The flight that a span stands with: one of its sentence (`here`), else, if `is_told`, the flight that the text goes on about."""
    operators = [m for m in article.mentions_in(low, high, "agency") if m.entity_id in _operators()]
    company = next((m for m in reversed(operators) if m.end <= span.start), None)
    if company:
        own = _operators()[company.entity_id]
        here = [t for t in here if t.end > company.start or not t.spacecraft_id or t.spacecraft_id in own]
    if span.value and re.search(r"\b(?:who|which) [^,]*$", article.plain[low:span.start]):
        here = [t for t in here if t.start < span.start or not _NEXT_VERB.match(article.plain[span.end:t.start])]
    if article.mentions_in(max([t.end for t in here if t.end <= span.start], default=low), span.start, "uncrewed"):
        return None
    own = [t for t in here if not _is_aside(article.plain, t, span)]
    if own:
        target = _nearest(article.plain, own, span, dates)
        return next((t for t in own if t.ref == target.likely), target) if target.likely and not target.is_named else target
    if not is_told:
        return None
    told = _of_people(article, seats, low, high) or _spoken_of(article, targets, starts, low, min(high, span.end + 130))
    if told and operators and told.spacecraft_id and not any(told.spacecraft_id in _operators()[m.entity_id] for m in operators):
        return None
    return told


def _of_people(article: Article, seats: Sequence[Seat], low: int, high: int) -> Target | None:
    """The one flight that an article puts the people of a sentence on, where the sentence names them before anything else."""
    people = [m.entity_id for m in article.mentions_in(low, min(high, low + 60), "person")]
    theirs = {s.target.likely or s.target.ref: s.target for s in seats if s.person.entity_id in people and s.target.ref != "?"}
    return next(iter(theirs.values())) if len(theirs) == 1 else None


def _is_aside(plain: str, t: Target, span: DateMention) -> bool:
    """Whether a sentence only measures another flight by this one, unless it goes on about it: "relieved by Crew-3, who were launched"."""
    m = _aside(plain, t.start)
    goes_on = t.end < span.start and re.match(r",? (?:who|which|that|whose) [^,;]*$", plain[t.end:span.start])
    return bool(m and m["strict"]) and not goes_on


# Each date and place of an article asks it of the same flights; the size only has to hold those of one article.
@lru_cache(maxsize=256)
def _aside(plain: str, start: int) -> re.Match | None:
    """Words before a flight that only measure another by it."""
    return _ASIDE.search(plain, max(0, start - 45), start)


@cache
def _operators() -> dict[str, frozenset[str]]:
    """Companies that fly people, with their craft and craft types."""
    data = reference.load()
    crafts: dict[str, set[str]] = {}
    for craft_id, row in data.spacecraft.items():
        if row["kind"] == "crew" and data.agencies.get(row["operator_agency_id"], {}).get("kind") == "company":
            crafts.setdefault(row["operator_agency_id"], set()).update({craft_id, row["parent_id"] or craft_id})
    return {k: frozenset(v) for k, v in crafts.items()}


@cache
def hoppers() -> frozenset[str]:
    """Craft that are up and down within the hour: those of operators that start and land them at one site."""
    data = reference.load()
    only = {row["only_crew_spacecraft_id"] for row in data.sites.values() if row["kind"] == "both"} - {"", None}
    owners = {data.spacecraft[s]["operator_agency_id"] for s in only}
    return frozenset(s for s, row in data.spacecraft.items() if row["kind"] == "crew" and row["operator_agency_id"] in owners)


def _nearest(plain: str, here: list[Target], d: DateMention, dates: Sequence[DateMention]) -> Target:
    """The flight of the sentence that a date stands with: near, in the same clause, with no other date between."""
    def cost(t: Target) -> float:
        if t.end <= d.start:
            gap, extra = _RELATIVE.sub(" ", plain[t.end:d.start]), sum(t.end <= x.start < d.start for x in dates) * 50
        else:
            gap, extra = plain[d.end:t.start], sum(d.end <= x.start < t.start for x in dates) * 50
            if gap == " " or re.match(r",? ?(?:on|aboard|with|for|during|the|as|'s|mission)\b[^,;.]{0,30}$", gap):
                extra -= 5
            elif re.search(r",|\b(?:then|and|before|after)\b", gap) and plain[max(0, d.start - 40):d.start].strip():
                extra += 60
            elif not re.fullmatch(r"\W*(?:[Oo]n |[Ii]n )?\W*", plain[max(0, d.start - 4):d.start]):
                extra += 40
        extra += 30 * gap.count(",") + 80 * len(re.findall(r";|\b(?:while|whereas|but|and|then|when|after|before|which|who)\b", gap))
        is_beside = d.start > t.end and BESIDE.fullmatch(plain, t.end, d.start)
        if not is_beside and _aside(plain, t.start):
            extra += 120
        return len(gap) + extra + (0 if t.is_named else 15)
    return min(here, key=cost)


def _spoken_of(article: Article, targets: dict[int, Target], starts: list[int], low: int, high: int, main_share: int = 3) -> Target | None:
    """The flight that a sentence without one goes on about: of the flights named last, the one the article names most.

    A flight nearby that is named `main_share` times as often as that one is what the article is about.
    """
    plain = article.plain
    if article.mentions_in(low, high, "uncrewed", "expedition"):
        return None
    i = bisect_left(starts, low)
    before = [t for start in starts[bisect_left(starts, low - 899):i] if (t := targets[start])
              and plain.rfind("(", max(0, start - 150), start) <= plain.rfind(")", max(0, start - 150), start)
              and not ((m := _aside(plain, start)) and m["strict"])]
    named_next = targets[starts[0]] if not i and starts and starts[0] - high < 600 else None
    if not before and not named_next and not _OF_THE_FLIGHT.match(plain, low):
        return None
    if has_cargo(article, low, high) or _OTHER_FLIGHT.search(plain, low, high) or _NTH_FLIGHT.match(plain, low):
        return None
    since = max(0, low - 400, article.paragraph_at(low)[0])
    uncrewed = [m for m in article.mentions_in(since, low, "uncrewed", "spacecraft") if m.kind == "uncrewed" or _is_without_crew(m)]
    if any(m.start not in targets and reference.load().spacecraft.get(m.entity_id, {}).get("kind") == "crew" for m in article.mentions_in(low, high, "spacecraft")):
        return None
    if uncrewed and (not before or uncrewed[-1].start > before[-1].start):
        return None
    if heading := _heading(article, before, low):
        return heading
    often: dict[str, int] = {}
    others = _others(article, targets)
    for t in targets.values():
        often[t.likely or t.ref] = often.get(t.likely or t.ref, 0) + 1
    if not before:
        ref = None if named_next else _main(article, targets)
        return named_next or next((t for t in targets.values() if t.ref == ref), None)
    first = article.sentence_at(before[-1].start)[0]
    last = max((t for t in before if t.start >= first), key=lambda t: (t.is_named, often[t.likely or t.ref], t.start))
    main = max(before, key=lambda t: (often[t.likely or t.ref], t.start))
    if others >= 4 and others >= main_share * often[main.likely or main.ref]:
        return None
    return main if often[main.likely or main.ref] >= main_share * often[last.likely or last.ref] else last


def _heading(article: Article, before: list[Target], low: int, longest: int = 80) -> Target | None:
    """The one flight that the line above a paragraph names, where that is a heading and the paragraph has named no flight yet."""
    start = article.paragraph_at(low)[0]
    line = article.plain[:start].rstrip().rfind("\n") + 1
    text = article.plain[line:start].strip()
    named = [t for t in before if t.start >= line]
    is_heading = 0 < len(text) < longest and text[-1] not in ".!?\"'"
    return named[0] if is_heading and len(named) == 1 and named[0].is_named and named[0].start < start else None


def _main(article: Article, targets: dict[int, Target], lead: int = 2, share: int = 2) -> str | None:
    """What the article is about: the flight it names `share` times as often as any other, in its first `lead` paragraphs twice as much."""
    head = article.paragraphs[:lead][-1][1]
    weight: dict[str, int] = {}
    for t in targets.values():
        weight[t.likely or t.ref] = weight.get(t.likely or t.ref, 0) + (2 if t.start < head else 1)
    first, second = [*sorted(weight, key=weight.get, reverse=True), None, None][:2]
    is_led = any(t.start < head for t in targets.values() if first in (t.likely, t.ref))
    return first if is_led and weight[first] >= share * weight.get(second, 0) else None


def _others(article: Article, targets: dict[int, Target]) -> int:
    """How often an article names what it names most of flights without people and of craft that carry none in it."""
    kinds = reference.load().spacecraft
    counts: dict[str, int] = {}
    for m in article.mentions:
        if m.kind == "uncrewed" or m.kind == "spacecraft" and (_is_without_crew(m) or kinds.get(m.entity_id, {}).get("kind") == "crew" and m.start not in targets):
            counts[m.entity_id] = counts.get(m.entity_id, 0) + 1
    return max(counts.values(), default=0)


def _is_without_crew(m: Mention) -> bool:
    """Whether a name is that of a craft which carries nobody."""
    return reference.load().spacecraft.get(m.entity_id, {}).get("kind") in ("probe", "cargo")


def has_cargo(article: Article, low: int, high: int) -> bool:
    """Whether a sentence tells of a craft without people; "Satellite" in the name of a place says nothing."""
    if any(map(_is_without_crew, article.mentions_in(low, high, "spacecraft"))):
        return True
    return any(not any(n.start <= m.start() < n.end for n in article.mentions_in(low, high, "site"))
               for m in _CARGO.finditer(article.plain, low, high))
