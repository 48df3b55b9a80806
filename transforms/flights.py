"""Flights in an article: their names, spacecraft, launch dates and launch sites."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache

from transforms import likely_launches, likely_sites
from transforms import launches as launch_finder
from transforms import targets as target_finder
from transforms.article import Article, Assertion
from transforms.flight_places import FlightPlaces
from transforms.launches import Launch
from transforms.periods import contains
from transforms.seats import Seat
from transforms.targets import Target
from transforms.text import Words
from warehouse import reference

_STRONG = re.compile(
    r"\b(?:launch\w*|lift(?:ed|s|ing)?[ -]?off|liftoff|blast\w*[ -]?off|t(?:ake|aking|ook)[ -]?off|takeoff|rocketed)\b", re.I)
_RETURN = Words(
    r"return\w*|land(?:ed|ing|s)|splash\w*|undock\w*|came (?:home|back)|com(?:e|ing) (?:home|back)|parachut\w*|touch\w* down"
    r"|depart\w*")


def launches(article: Article, targets: dict[int, Target], seats: list[Seat]) -> list[Launch]:
    """Launch dates that the article gives (transforms.launches.find)."""
    return launch_finder.find(article, targets, seats)


def resolve(article: Article, targets: dict[int, Target], seats: list[Seat], dated: list[Launch]) -> dict[int, str]:
    """Flight reference by the offset of each target.

    A flight id; "?article:craft" for a flight without a name; absent when nothing shows which flight is meant. A craft is
    the known flight that its people and date single out, else the flight that the article names nearest.
    """
    refs: dict[int, str] = {t.start: t.ref for t in targets.values() if t.is_named}
    people_of: dict[int, list[str]] = {}
    for s in seats:
        people_of.setdefault(s.target.start, []).append(s.person.entity_id)
    open_targets = []
    for t in targets.values():
        if t.is_named:
            continue
        low, high = article.sentence_at(t.start)
        people = people_of.get(t.start) or _company(article, low, high)
        told = [x for x in dated if x.target.start == t.start]
        told = told or [x for x in dated if x.target.ref == "?" and low <= x.target.start < high]
        when = max(told, key=lambda x: x.confidence, default=None)
        if not people and not when and not t.likely:
            open_targets.append((t, people))
            continue
        way = "down" if _RETURN.search(article.plain[low:high]) and not _STRONG.search(article.plain, low, high) else "up"
        flight = target_finder.identify(t, people, when.date.value if when else None, article.published_on, way)
        if not (when and flight) and t.likely and not _flew_another(people, t):
            flight = t.likely
        if flight is None and when and people and t.spacecraft_id:
            flight = target_finder.identify(t, people, None, article.published_on, way)
        if not t.spacecraft_id and not when:
            is_first = target_finder.tells_of_first(article.plain, low, high)
            flight = _only_flight(people, article, way, is_first) or (flight if flight and _surely_meant(flight, people, article) else None)
        if flight:
            refs[t.start] = flight
        else:
            open_targets.append((t, people))
    for t, people in open_targets:
        same = [x for x in targets.values() if x.spacecraft_id == t.spacecraft_id and x.start in refs and not refs[x.start].startswith("?")]
        if same and not people and t.spacecraft_id:
            refs[t.start] = refs[max(same, key=lambda p: (p.start < t.start, -abs(p.start - t.start))).start]
        elif t.spacecraft_id and not target_finder.is_retired(t.spacecraft_id):
            refs[t.start] = f"?{article.article_id}:{t.spacecraft_id}"
    return refs


def _company(article: Article, low: int, high: int) -> list[str]:
    """The people of a sentence who are known to have made one flight together and no other."""
    flown = {m.entity_id: f for m in article.mentions_in(low, high, "person") if (f := target_finder.flown_by(m.entity_id))}
    return list(flown) if len(flown) > 1 and len(frozenset.intersection(*flown.values())) == 1 else []


@cache
def _never_flew(spacecraft_id: str | None) -> bool:
    """Whether no flight of a craft is known, so that its name stands for the first: "Gaganyaan is expected in 2027"."""
    data = reference.load()
    return spacecraft_id in data.spacecraft and not any(
        f["launched_on"] and target_finder.craft_type(f["spacecraft_id"]) == spacecraft_id for f in data.flights.values())


def _flew_another(people: list[str], t: Target) -> bool:
    """Whether known people are on known flights of the craft, none of which is the one named nearest."""
    flown = [target_finder.flown_by(p) for p in people]
    return bool(flown) and t.likely in reference.load().flights and all(f and t.likely not in f for f in flown)


def _only_flight(people: list[str], article: Article, way: str, is_first: bool) -> str | None:
    """The flight that a launch or landing told without a craft must be, since its people made no other together."""
    flight = target_finder.only_flight(people, way, is_first)
    return flight if flight and target_finder.has_flown(flight, article.published_on) else None


def _surely_meant(flight: str, people: list[str], article: Article) -> bool:
    """Whether a launch told without craft and date is this flight: two or more of its crew, in the weeks around its launch."""
    flown = reference.load().flights[flight]["launched_on"]
    known = [p for p in people if flight in target_finder.flown_by(p)]
    return len(known) > 1 and bool(flown and article.published_on) and abs((date.fromisoformat(flown) - article.published_on).days) <= 60


def find(article: Article, targets: dict[int, Target], refs: dict[int, str], seats: list[Seat], dated: list[Launch]) -> list[Assertion]:
    """Claims of fact_flights: flight_name, spacecraft, launch_date, launch_site."""
    data = reference.load()
    found: dict[tuple, Assertion] = {}

    def claim(
        ref: str, attribute: str, value: str, start: int, end: int, method: str, confidence: float, entity_id: str | None = None,
    ) -> None:
        key = ref, attribute, value
        if key not in found or confidence > found[key].confidence:
            found[key] = Assertion("fact_flights", ref, attribute, value, start, end, method, confidence, entity_id)

    launches_of = settled(article, targets, refs, seats, dated)
    with_people = _with_people(refs, seats, launches_of)
    passing = _in_passing(article, targets, refs, with_people)
    score = {m.start: m.score for m in article.mentions}
    for t in targets.values():
        if t.start not in refs or refs[t.start] in passing:
            continue
        ref = refs[t.start]
        if t.is_named:
            claim(ref, "flight_name", t.name, t.start, t.end, "name", min(0.95, score[t.start]), ref)
        elif ref in with_people:
            if ref in data.flights:
                claim(ref, "flight_name", data.flights[ref]["name"], t.start, t.end, "crew and date", 0.8, ref)
            if t.spacecraft_id in data.spacecraft:
                claim(ref, "spacecraft", data.spacecraft[t.spacecraft_id]["name"], t.start, t.end, "name", 0.9, t.spacecraft_id)
    is_told = {key[0] for key in found} | set(launches_of)
    places = FlightPlaces(article, targets, refs)
    chosen = likely_launches.choose(article, places, launches_of)
    for ref, (day, likelihood) in chosen.items():
        if ref in is_told:
            claim(ref, "launch_date", day.value, day.start, day.end, "launch date", likelihood)
            for n, x in enumerate(launches_of.get(ref, ())):
                if x.is_old or contains(x.date.value, day.value) or contains(day.value, x.date.value):
                    claim(ref, "launch_date", x.date.value, x.date.start, x.date.end, "launch date", round(min(x.confidence, likelihood - 0.02) - 0.001 * n, 3))
    named = {refs[t.start] for t in targets.values() if t.is_named}
    for ref, (site, likelihood) in likely_sites.choose(article, places, seats, named | with_people).items():
        claim(ref, "launch_site", site.name, site.start, site.end, "launch site", likelihood, site.entity_id)
    return list(found.values())


def settled(article: Article, targets: dict[int, Target], refs: dict[int, str], seats: list[Seat], dated: list[Launch]) -> dict[str, list[Launch]]:
    """By flight reference the dates that the rules read, the one that holds first (launches.settle)."""
    given: dict[str, list[Launch]] = {}
    for x in dated:
        if placed := _placed(article, x, targets, refs, seats):
            given.setdefault(refs[placed.target.start], []).append(placed)
    carrying = _with_people(refs, seats, given)
    return {ref: found for ref, told in given.items() if ref in carrying and (found := launch_finder.settle(told))}


def _with_people(refs: dict[int, str], seats: list[Seat], given: Mapping[str, list[Launch]]) -> set[str]:
    """Flights with people on them, and those with a date that have a name or whose craft has not flown before."""
    dated = {ref for ref, told in given.items() for x in told if not ref.startswith("?") or _never_flew(x.target.spacecraft_id)}
    return {refs[s.target.start] for s in seats if s.target.start in refs} | dated


def _placed(article: Article, x: Launch, targets: dict[int, Target], refs: dict[int, str], seats: list[Seat]) -> Launch | None:
    """The launch date with a flight: its sentence's, else the one near."""
    if x.target.start in refs:
        return x
    chosen = _flight_near(article, x.target, targets, refs, seats)
    return replace(x, target=chosen, confidence=round(x.confidence - 0.08, 3)) if chosen else None


def _flight_near(article: Article, told: Target, targets: dict[int, Target], refs: dict[int, str], seats: list[Seat],
                 reach: int = 900) -> Target | None:
    """The flight of a launch told without one: the only one of its people, the one its paragraph goes on to name, else the last or next.

    `reach` is how many characters a text goes on about one flight without naming it.
    """
    people = {m.entity_id for m in article.mentions_in(*article.sentence_at(told.start), "person")}
    theirs = {refs[s.target.start]: s.target for s in seats if s.person.entity_id in people and s.target.start in refs}
    if len(theirs) == 1 and told.spacecraft_id in (None, *(t.spacecraft_id for t in theirs.values())):
        return next(iter(theirs.values()))
    low, high = article.paragraph_at(told.start)
    near = [t for o, t in targets.items() if o in refs and abs(told.start - o) < reach]
    near = [t for t in near if told.spacecraft_id in (None, t.spacecraft_id)]
    before, after = [t for t in near if t.start < told.start], [t for t in near if t.start > told.start]
    soon = [t for t in after if t.start < high] if not any(t.start >= low for t in before) else []
    return (soon[:1] or before[-1:] or after[:1] or [None])[0]


_EXAMPLE = re.compile(
    r"\b(?:including|such as|like|since|until|similar to|unlike|compared (?:to|with)|e\.g\.|reminiscent of) (?:[\w'-]+ ){0,4}$")


# What an article adds to a flight that it names in passing: when it was, or which.
_TELLS_MORE = re.compile(r"(?:'s? \w+)?,? ?(?:\(?(?:in|on|of) (?:\w+\.? )?(?:\d{1,2}, )?\d{4}\b|\(\d{4}\)|(?:the|a|its|NASA's) (?:[\w-]+ ){1,5}(?:mission|flight|launch|crew)|which|, who)")


def _in_passing(article: Article, targets: dict[int, Target], refs: dict[int, str], told: set[str]) -> set[str]:
    """Flights that the article names once, as an example or a point in time, and tells nothing of."""
    places: dict[str, list[Target]] = {}
    for t in targets.values():
        if t.is_named:
            places.setdefault(refs[t.start], []).append(t)
    once = {ref: named[0].start for ref, named in places.items() if ref not in told and len(named) == 1}
    ends = {ref: named[0].end for ref, named in places.items()}
    return {ref for ref, start in once.items() if _EXAMPLE.search(article.plain[max(0, start - 50):start]) and not _TELLS_MORE.match(article.plain, ends[ref])}
