"""Crewed flights whose series or company no table has, by what a text says of a name: "assigned to Cassiopeia-1", "the mission called Meridian"."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from transforms.article import Mention, overlapping
from transforms.described import kinds_of
from transforms.people import is_ordinary
from transforms.text import Words, branched, enclosing, sentences, slug
from warehouse import reference

# A search for the number is several times faster than one for the name before it. One digit may stand without a gap: "Fram3".
_END = re.compile(r"(?![\w%°]|[.,:/]\d|-\w| (?:years?|months?|weeks?|days?|hours?|minutes|percent|[mb]illion|a\.m|p\.m)\b)")
_DIGITS = re.compile(rf"[0-9](?<=[A-Za-z -].)[0-9]?[A-F]?{_END.pattern}")
_NAME = re.compile(r"(?:^|[\s\"'(])(?P<name>(?P<head>[A-Z](?:[\w']*-(?=[A-Z][a-z]))?\w*[a-z])(?P<gap>(?:[ -](?:[A-Z]{1,2}-?)?)?))$")
_CREW = branched(
    r"crew(?:[ -]?(?:members?|mates?))?|(?:co-)?commanders?|(?:co-?)?pilots?|passengers?|astronauts?|cosmonauts?|taikonauts?|spationauts?|specialists?|fli?yers?|line-?up|tourists?|spacefarers?"
    r"|participants?")
_SEAT = r"seats?|couch(?:es)?|chairs?|berths?|places?|tickets?|spots?"
_MISSION = r"(?:mission|flight|space ?flight|voyage|trip|journey|hop|sortie)"
_NAMED = r"(?:called|named|dubbed|christened|titled|styled|nicknamed|known as|baptised|baptized)"
_NAMING = rf"(?:(?:is |was |will be |to be |has been |that is |they |now )?{_NAMED} |(?:bears|has|carries|got|under|goes by) (?:the|a) name(?: of)?,? )"
_OPEN = r"(?:the |its |their )?[\"']?$"
# What stands beside the name of a flight with people and of nothing else.
_SURELY_BEFORE = re.compile("|".join((
    rf"\b(?:{_CREW}) (?:of|for|aboard) {_OPEN}", rf"\b(?:seats?|couch(?:es)?|berths?) (?:on|aboard|in) {_OPEN}",
    rf"\b(?:assigned|named|appointed|booked|selected|chosen|confirmed) (?:to|for|on|aboard) {_OPEN}",
    rf"\b(?:command(?:s|ed|ing)?|pilot(?:s|ed|ing)?) {_OPEN}")))
_SURELY_AFTER = re.compile(rf"[\"']?(?:'s)? (?:[a-z]+ )?(?:{_CREW})\b(?! module)")
# What stands beside other names as well, so that the sentence must speak of travel and of people.
_LIKELY_BEFORE = re.compile("|".join((
    rf"\b(?:fl(?:y|ies|ew|own|ying)|r[io]d(?:e|es|ing|den)|launch(?:ed|es|ing)?|travel\w*|went|go(?:es|ing)?|arriv\w+|left|came (?:up|back|home)|t[ao]k\w*(?: up)?) (?:(?:up|back|home|to \w+) )?(?:(?:on|in|aboard|with) )?{_OPEN}",
    rf"\b{_MISSION},? (?:provisionally,? |{_NAMING})?{_OPEN}",
    rf"\b(?:of|on|for|has|in|aboard|board) {_OPEN}")))
_LIKELY_AFTER = re.compile(
    rf"[\"']?(?: {_MISSION}\b|,? (?:(?:which|who|that) )?(?:is|was|will|would|should|has|had|t[ao]kes? off|took off|lift(?:s|ed) off|launch\w*|goes|went|fl[eio]\w*|put|carr\w+|takes|took|sent|follows|return(?:s|ed)?|landed"
    r"|splashed|docked|rose|left|leaves|cleared|depart(?:s|ed)?)\b|,? with |:|, (?:the|a|an|its|their) )")
_TRAVELS = Words(
    rf"{_SEAT}|{_MISSION}|took up|round the|launch\w*|lift\w*[ -]?off|blast\w*|took off|take off|fl(?:y|ies|ew|own|ying)|depart\w*|leaves?|left|orbit\w*|cleared the tower|splash\w*|landed|dock\w*|rid(?:e|es|den)|rode"
    r"|goes|went|space|capsule|strap\w*|aboard")
_PEOPLE = Words(rf"{_CREW}|crewed|people|m[ae]n|wom[ae]n|trio|duo|quartet|guests?")
_CARRIES = Words(rf"(?:t[ao]k|carr|put|fl[eiy]|br[io]|sen[dt]|lift|launch|le[fa]|with|for|of|the|on|in)[a-z]* (?:[\w-]+ ){{0,4}}?(?:{_CREW}|people|men|women)(?! said| says)|maiden crewed|first crewed|first time|piloted")
_UNCREWED = Words(
    r"un-?crewed|un-?manned|un-?piloted|robotic|cargo|freight|without (?:a |any )?(?:crew|astronauts|people)|analogu?e?|isolation|simulat\w+|volunteers|never carried|carried nobody"
    r"|(?:flew|went|flown|flies) empty|mannequins?|dumm(?:y|ies)|sample[ -]return|fictional|fiction|novel|film|movie|series")
_THING = (
    r"satellites?|probes?|rockets?|boosters?|launchers?|modules?|stations?|outposts?|telescopes?|observator\w+|rovers?|landers?|orbiters?|laborator\w+|lab|engines?|experiments?|instruments?|payloads?|cameras?|drones?"
    r"|missiles?|aircraft|planes?|jets?|submarines?|bus(?:es)?|bugg\w+|habitats?|suits?|spacesuits?|robots?|arms?|freighters?|cargo ship|tugs?|antennas?|cubesats?|simulat\w+|sample return|stage|ships?|boats?|trawler"
    r"|yacht|ferry|hotel|bar|cafe|stadium|studio|teams?|choir|band|album|film|movie|series|season|program(?:me)?s?|computers?|phones?|awards?|prize|pads?|tower|hangar")
_THING_AFTER = re.compile(rf"[\"']?(?:'s)? (?:[a-z]+ )?(?:{_THING})\b|[\"']?(?:,| is| was| are| were) (?:an?|the|its|their|one of the|[A-Z]\w+'s)(?: [\w'-]+){{0,4}}? (?:{_THING})\b")
_THING_BEFORE = re.compile(rf"\b(?:{_THING}),? (?:(?:is |was )?{_NAMED} )?{_OPEN}", re.I)
# "a Merlin-3 pilot": one of a type.
_OF_A_TYPE = re.compile(r"\ban? (?:[a-z]+ )?[\"']?$")
# A name without a number needs what a text says of nothing else.
_BARE = r"(?P<name>[A-Z][a-z]{2,}(?: [A-Z][a-z]+)?)"
_CALLED = re.compile(rf"(?:the )?[\"']?{_BARE}(?![\w-])")
_OF_A_MISSION = re.compile(rf"\b{_MISSION},? (?:{_NAMING}|\")$")
_QUOTED_BEFORE = re.compile(rf"\"{_BARE}$")
# A craft of which nothing is known, and whose only flight with people the text tells.
_CRAFT = r"(?:capsule|spacecraft|spaceship|space ship|space ?plane)"
_NEW_CRAFT = re.compile(rf"(?P<name>[A-Z](?<![\w'-].)[a-z]{{3,}}), the (?:new |untried |untested )?{_CRAFT}\b[^.;]{{0,140}}$")
_MAIDEN = re.compile(rf"(?:voyage|flight|mission|launch|trip) of (?:its|the|their|\w+'s) (?:new )?(?P<name>[A-Z][a-z]{{3,}}) {_CRAFT}\b")


# Words to look for in every text, and what each may be: the number of a flight, or the beginning of its introduction.
_CUES = {
    **{gap + word: "number" for gap in " -" for word in "One Two Three Four Five Six Seven Eight Nine Ten II III IV VI VII VIII IX Alpha Bravo Charlie".split()},
    **{f"{word} ": "called" for word in ("called", "named", "dubbed", "christened", "titled", "styled", "nicknamed", "known as", "baptised", "baptized", " name", " name of", " name,")},
    'mission "': "called", 'flight "': "called", **{f'" {word}': "quoted" for word in ("crew", "mission", "flight", "astronaut", "line-up", "lineup")},
    "first time": "first", **{f"{first} {crewed} ": "maiden" for first in ("maiden", "first", "debut") for crewed in ("crewed", "piloted", "human", "manned")},
}


class Place(NamedTuple):
    """Where a text has a name that may be a flight's; `head` is the name without its number."""

    start: int
    end: int
    name: str
    head: str


def find(plain: str, known: list[Mention], people: list[Mention]) -> list[Mention]:
    """Flights that the text makes known as such, wherever it names them; `known` and `people` are the other names in it."""
    by_name: dict[str, list[Place]] = defaultdict(list)
    cues = _cues(plain)
    for place in _numbered(plain, cues, known, people):
        by_name[_key(place.name)].append(place)
    found: list[Mention] = []
    if by_name:
        starts = [m.start for m in people]
        maybe = {key: told for key, told in by_name.items() if not any(_is_thing(plain, p) for p in told)}
        flown = {key for key, told in maybe.items() if any(_is_flown(plain, p, starts) for p in told)}
        # One flight of a series makes the others known.
        heads = {p.head for key in flown for p in maybe[key]}
        flown |= {key for key, told in maybe.items() if told[0].head in heads and not any(_UNCREWED.search(plain[slice(*_sentence(plain, p))]) for p in told)}
        for key in sorted(flown):
            name = max((p.name for p in maybe[key]), key=len)
            found += [_mention(p.start, p.end, name) for p in maybe[key]]
    for name in sorted({p.name for p in _bare(plain, cues) if _is_new(plain, p, known, people)}):
        # A search that begins with the name skips to it, one that begins with a look behind it tries every place.
        found += [_mention(m.start(), m.end(), name) for m in re.finditer(rf"{name}(?<![\w'-]{name})(?![\w-])", plain)]
    return _with_short_forms(plain, found) if found else []


@cache
def _automaton() -> AhoCorasick:
    return AhoCorasick(list(_CUES))


def _cues(plain: str) -> list[tuple[int, int, str]]:
    kinds = list(_CUES.values())
    return [(start, end, kinds[n]) for n, start, end in _automaton().find_matches_as_indexes(plain)]


def _mention(start: int, end: int, name: str) -> Mention:
    return Mention(start, end, "flight", slug(name), name, "discovered", 0.8)


def _key(name: str) -> str:
    """What a name shares with its fuller forms: the last word before the number, and the number."""
    return slug(re.sub(r"^.* (?=[A-Z][\w'-]*[a-z][\w']*(?:[ -]|\d)\S*$)", "", name))


# The places of one paragraph are asked for one after the other.
_sentences = lru_cache(maxsize=16)(sentences)


def _sentence(plain: str, place: Place) -> tuple[int, int]:
    """Span of the sentence of a place."""
    low, high = plain.rfind("\n", 0, place.start) + 1, plain.find("\n", place.end)
    spans = _sentences(plain[low:high if high >= 0 else len(plain)])
    start, end = spans[enclosing(spans, place.start - low)]
    return low + start, low + end


@cache
def _words_with_numbers() -> frozenset[str]:
    return frozenset(row["word"] for row in reference.rows("numbered_words"))


@cache
def _is_other(word: str) -> bool:
    """Whether a word with a number is no flight with people: a known word, what is counted, a probe, a rocket, an aircraft."""
    return word in _words_with_numbers() or bool(kinds_of(word))


def _numbered(plain: str, cues: list[tuple[int, int, str]], known: list[Mention], people: list[Mention]) -> list[Place]:
    """Names with a number that may be flights'."""
    found = []
    for start, end in [*(m.span() for m in _DIGITS.finditer(plain)), *((start + 1, end) for start, end, kind in cues if kind == "number" and _END.match(plain, end))]:
        word = plain[max(plain.rfind(" ", 0, start - 1), plain.rfind("\n", 0, start)) + 1:start].lstrip("\"'(")
        if not word[:1].isupper() or _is_other(word.rstrip(" -")):
            continue
        name = _NAME.search(plain[max(0, start - 25):start])
        if name and not _is_other(name["head"]) and (name["gap"] or end - start == 1):
            start -= len(name["name"])
            found.append(Place(start, end, plain[start:end], name["head"]))
    families = {m.name.rsplit(" ", 1)[1] for m in people if " " in m.name}
    return [_whole(plain, p, known) for p in found if not _is_covered(p, known) and not _is_somebody(p, people, families) and ("-" in p.name or not is_ordinary(plain, p.head))]


def _is_covered(place: Place, known: list[Mention]) -> bool:
    """Whether another name covers a place, save one of a station from which the number of a flight goes on."""
    at = bisect_left(known, place.end, key=lambda m: m.start)
    craft = reference.load().spacecraft
    return any(m.end > place.start and not (m.start == place.start and m.end < place.end and (m.method == "possible" or craft.get(m.entity_id, {}).get("kind") == "station"))
               for m in known[max(0, at - 3):at])


def _is_somebody(place: Place, people: list[Mention], families: set[str]) -> bool:
    """Whether a name is part of somebody's, whose age or suffix the number is; `families` are the last words of people's names."""
    return place.name[len(place.head)] == " " and place.head in families or bool(overlapping(people, place.start, place.end))


def _whole(plain: str, place: Place, known: list[Mention]) -> Place:
    """The place with the capitalised word before it, where that belongs to the name: "Starlane Freedom-1"."""
    before = re.search(r"(?:[a-z,] |[\"(])(?P<word>[A-Z][a-z]{2,}) $", plain[max(0, place.start - 25):place.start])
    if not before or kinds_of(before["word"]) or is_ordinary(plain, before["word"]) or overlapping(known, place.start - 2, place.start - 1):
        return place
    start = place.start - len(before["word"]) - 1
    return place._replace(start=start, name=plain[start:place.end])


def _is_thing(plain: str, place: Place) -> bool:
    """Whether the words right around a name make it hardware, or a work."""
    return bool(_THING_AFTER.match(plain, place.end) or _THING_BEFORE.search(plain, max(0, place.start - 45), place.start))


def _is_flown(plain: str, place: Place, starts: list[int], reach: int = 250) -> bool:
    """Whether a sentence tells that people fly on what it names; `starts` are those of people, `reach` how far around it crews may be spoken of."""
    low, high = _sentence(plain, place)
    sentence, before = plain[low:high], plain[max(low, place.start - 60):place.start]
    if _UNCREWED.search(sentence) or _OF_A_TYPE.search(before):
        return False
    if _SURELY_BEFORE.search(before) or _SURELY_AFTER.match(plain, place.end):
        return True
    if not _TRAVELS.search(sentence) or not (_LIKELY_BEFORE.search(before) or _LIKELY_AFTER.match(plain, place.end)):
        return False
    if bisect_left(starts, high) > bisect_left(starts, low) or _PEOPLE.search(sentence):
        return True
    if any(f"{place.head}{word}" in plain for word in (" capsule", " spaceplane", " spaceship")) and _has_people(plain):
        return True
    around = plain[max(0, low - reach):high + reach]
    return bool(_PEOPLE.search(around)) and not _UNCREWED.search(around)


@lru_cache(maxsize=1)
def _has_people(plain: str) -> bool:
    return bool(_PEOPLE.search(plain))


def _bare(plain: str, cues: list[tuple[int, int, str]]) -> Iterator[Place]:
    """Names without a number that are introduced as a flight's, or as those of a craft whose first flight with people is told."""
    for at, end, kind in cues:
        name = None
        if kind == "called" and _OF_A_MISSION.search(plain, max(0, at - 40), end):
            name = _CALLED.match(plain, end)
        elif kind == "quoted":
            name = _QUOTED_BEFORE.search(plain, max(0, at - 40), at)
        elif kind == "first":
            name = _NEW_CRAFT.search(plain, max(0, at - 200), at)
        elif kind == "maiden":
            name = _MAIDEN.match(plain, end)
        if name:
            yield Place(*name.span("name"), name["name"], name["name"])


def _is_new(plain: str, place: Place, known: list[Mention], people: list[Mention]) -> bool:
    """Whether a name without a number is one that nothing else is known by, and of which the sentence says that people fly."""
    if any(map(kinds_of, place.name.split())) or overlapping(known, place.start, place.end) or overlapping(people, place.start, place.end) or is_ordinary(plain, place.name):
        return False
    sentence = plain[slice(*_sentence(plain, place))]
    is_crewed = _SURELY_AFTER.match(plain, place.end) or _CARRIES.search(sentence)
    return bool(is_crewed) and not _UNCREWED.search(sentence) and not _is_thing(plain, place._replace(end=place.end + (plain[place.end:place.end + 1] == '"')))


def _with_short_forms(plain: str, found: list[Mention]) -> list[Mention]:
    """The flights, also by the second half of a name that only one of them has: "CT-1" for "Skua CT-1"."""
    tails: dict[str, set[str]] = defaultdict(set)
    for m in found:
        if tail := re.search(r" ([A-Z]{1,2}-?\d{1,2})$", m.name):
            tails[tail[1]].add(m.name)
    found = found + [_mention(m.start(), m.end(), min(names)) for tail, names in sorted(tails.items()) if len(names) == 1
                     for m in re.finditer(rf"{tail}(?<![\w'-]{tail})(?![\w-]|\.\d)", plain)]
    chosen: list[Mention] = []
    for m in sorted(found, key=lambda m: (m.start, -m.end)):
        if not chosen or m.start >= chosen[-1].end:
            chosen.append(m)
    return chosen
