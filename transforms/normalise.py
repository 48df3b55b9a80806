"""Names in articles, linked to entities: what the reference data knows, and what a text introduces."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

import polars as pl
from ahocorasick_rs import AhoCorasick, MatchKind

from transforms import people, unlisted_flights
from transforms.article import Mention, overlapping
from transforms.text import branched, fold, slug
from warehouse import reference
from warehouse.tables import MENTIONS

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX")
_WORDS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve", "Thirteen", "Fourteen", "Fifteen")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_SLOTS = {"{n}": r"0*\d{1,3}", "{nn}": r"0*\d{1,3}", "{roman}": r"[IVX]+", "{word}": "|".join(_WORDS), "{nth}": rf"(?:{'|'.join(_ORDINALS)}) (?:mission|flight|trip|visit)", "{letter}": r"\d\d-?[A-N]"}
_SPACEFLIGHT = re.compile(r"\b(?:astronaut|cosmonaut|taikonaut|space(?:flight| flight|craft| station| agency|walk)|rocket launch|into space|in space)")

_EXPEDITION = re.compile(r"Exp(?<!\wExp)(?:edition|\.)[ -]?(\d{1,3})\b")


def mentions(articles: pl.DataFrame) -> pl.DataFrame:
    """Names in articles (columns article_id, body) as MENTIONS rows."""
    rows = []
    for article_id, body in articles.select("article_id", "body").iter_rows():
        plain = fold(body)
        rows += [(article_id, m.start, m.end, body[m.start:m.end], m.kind, m.entity_id, m.name, m.score, m.method) for m in find(plain)]
    return MENTIONS.frame(pl.DataFrame(rows, schema=MENTIONS.schema, orient="row"))


def find(plain: str) -> list[Mention]:
    """Names in one folded text, sorted, without overlaps; empty when nothing in it is about spaceflight."""
    known = _known(plain)
    if not any(_is_strong(m) for m in known) and not (known and _SPACEFLIGHT.search(plain.lower())):
        return []
    found = people.find(plain, known)
    if flights := unlisted_flights.find(plain, known, [m for m in found if m.kind == "person"]):
        found = people.find(plain, _with(known, flights))
    return _without_things(plain, found)


def _with(known: list[Mention], flights: list[Mention]) -> list[Mention]:
    """The known names and the flights; of two that overlap the known one, unless the flight only goes on from it ("Starlab-1")."""
    kept = [f for f in flights if not any(not (m.start == f.start and m.end < f.end) for m in overlapping(known, f.start, f.end))]
    starts = {m.start for m in kept}
    return sorted([*kept, *(m for m in known if m.start not in starts)], key=lambda m: m.start)


# "the Magellan spacecraft", "the Collier award": what is called after somebody.
_CRAFT_CALLED = re.compile(r" (?:spacecraft|probe|orbiter|telescope|rover|lander|observatory|satellite)\b")
_CALLED = re.compile(rf"{_CRAFT_CALLED.pattern}| (?:[Aa]ward|[Tt]rophy|[Pp]rize|[Mm]edal|[Mm]emorial|[Cc]rater|[Cc]lass|[Dd]ay)\b")

_ARTICLE = re.compile(r"\b(?:[Tt]he|[Aa]n?) $")


def _without_things(plain: str, found: list[Mention]) -> list[Mention]:
    """Without names of people that name a thing: what is called after somebody, and what a text introduces with an article."""
    people = [m for m in found if m.kind == "person"]
    craft = {m.entity_id for m in people if m.method == "surname" and _CRAFT_CALLED.match(plain, m.end)}
    owned = {m.entity_id for m in people if m.method == "discovered" and _ARTICLE.search(plain, max(0, m.start - 5), m.start)}
    owned -= {m.entity_id for m in people if m.method == "discovered" and not _ARTICLE.search(plain, max(0, m.start - 5), m.start)}
    return [m for m in found if m.kind != "person" or not (m.entity_id in owned or m.entity_id in craft and m.method == "surname" or _CALLED.match(plain, m.end))]


def is_on_topic(found: Iterable[Mention]) -> bool:
    """Whether the names show that a text is about spaceflight: an agency, craft, flight or site that stands for nothing else, or a flier."""
    return any(_is_strong(m) or m.method == "reference" and m.kind == "person" for m in found)


def _is_strong(m: Mention) -> bool:
    if m.score < 0.9:
        return False
    if m.kind == "agency":
        return reference.load().agencies.get(m.entity_id, {}).get("is_spaceflight") == "true"
    return m.kind in ("spacecraft", "flight", "site", "expedition", "uncrewed")


@cache
def _automaton() -> tuple[AhoCorasick, list[list[reference.Alias]]]:
    """One automaton of every alias that is safe to look for, and the entities each surface may name."""
    by_surface: dict[str, list[reference.Alias]] = {}
    for alias in reference.load().aliases:
        surface = fold(alias.surface)
        if alias.kind == "person" and " " not in surface:
            continue
        by_surface.setdefault(surface, []).append(alias)
    return AhoCorasick(list(by_surface)), list(by_surface.values())


@cache
def _flight_pattern() -> tuple[re.Pattern, AhoCorasick, dict[tuple[str, str], dict[str, str]]]:
    """One expression for the flights of every series, the words that one begins with, and the series by (head, tail) in lower-case letters and digits."""
    heads: dict[str, None] = {}
    tails: dict[str, None] = {}
    series_of: dict[tuple[str, str], dict[str, str]] = {}
    for series in reference.load().series:
        for form in series["patterns"].split("|"):
            head, slot, tail = re.fullmatch(r"(.*?)(\{\w+\})(.*)", form).groups()
            series_of.setdefault((_squash(head) + slot_kind(slot), _squash(tail)), series)
            heads[head.strip(" -")] = heads[head.strip(" -").upper()] = None
            if tail:
                tails[tail] = None
    head = branched("|".join(re.escape(h).replace(r"\ ", "[ -]").replace(r"\-", "[ -]") for h in sorted(heads, key=len, reverse=True)))
    tail = "|".join(map(re.escape, sorted(tails, key=len, reverse=True)))
    slot = "|".join((_SLOTS["{letter}"], _SLOTS["{n}"], _SLOTS["{word}"], _SLOTS["{nth}"], _SLOTS["{roman}"]))
    pattern = re.compile(rf"(?<![\w-])(?P<head>{head})(?P<gap>[ -]{{0,2}}|\s#)(?P<n>{slot})(?P<tail>{tail})?(?![\w]|[.,]\d|-\d| (?:[mb]illion|thousand|percent)\b)")
    # The longest, so that EM inside ARTEMIS hides nothing.
    return pattern, AhoCorasick(sorted({re.match(r"\w+", h)[0] for h in heads}), matchkind=MatchKind.LeftmostLongest), series_of


def _flight_matches(plain: str) -> Iterator[re.Match]:
    """Matches of the flight pattern, tried only where a word stands that one begins with, which is several times faster than a search."""
    pattern, beginnings, _ = _flight_pattern()
    last = 0
    for _, start, _ in beginnings.find_matches_as_indexes(plain):
        if start >= last and (m := pattern.match(plain, start)):
            yield m
            last = m.end()


def slot_kind(slot: str) -> str:
    """Kind of a slot of a name form: number, roman numeral, word, ordinal or number with letter."""
    return {"{n}": "#", "{nn}": "#", "{roman}": "R", "{word}": "W", "{nth}": "O", "{letter}": "L"}[slot]


def _squash(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


@lru_cache(maxsize=10_000)
def _series_flight(head: str, gap: str, text: str, tail: str | None) -> tuple[str, str, bool] | None:
    """Flight id, canonical name and whether people fly on it, of the groups of one match of the flight pattern with a number in it."""
    kind = "#" if text.isdigit() else "W" if text in _WORDS else "O" if text.split(" ")[0] in _ORDINALS else "L" if text[0].isdigit() else "R"
    series = _flight_pattern()[2].get((_squash(head) + kind, _squash(tail or "")))
    if series is None and kind == "L":
        return _series_flight(head, gap, text[:-1].rstrip("-"), text[-1])
    if series is None or (not gap and kind != "#"):
        return None
    name_format = series["name_format"]
    if kind == "L":
        name = name_format.replace("{n}", text.replace("-", ""))
        return slug(name), name, True
    if kind == "R" and text not in ROMAN:
        return None
    number = int(text) if kind == "#" else {"W": _WORDS, "O": _ORDINALS, "R": ROMAN}[kind].index(text.split(" ")[0]) + 1
    if not number or "{roman}" in name_format and number > len(ROMAN):
        return None
    name = name_format.replace("{nn}", f"{number:02d}").replace("{n}", str(number)).replace("{roman}", ROMAN[min(number, 20) - 1])
    low, high = int(series["crewed_from"] or 1), int(series["crewed_to"] or 999)
    return slug(name), name, low <= number <= high and str(number) not in series["not_crewed"].split("|")


# "the first shuttle flight after the accident": one of many firsts and lasts, and not the one that has the name.
_ORDINAL = re.compile(r"(?:first|last|final|maiden)\b")
_OF_MANY = re.compile(r" (?:after|since|with|by|for|to|under|dedicated|carrying|from|that|of (?:the (?:year|decade|century)|19|20|his|her))\b")
# "Galactic 20 years later": a number that counts something else.
_COUNTS = re.compile(r" (?:seconds?|years?|months?|weeks?|days?|hours?|minutes|people|others?|more|percent|times)\b")
# "Apollo 9 and 10", "Artemis II, III and IV"
_AND_NUMBER = re.compile(r"(?:,(?= ?(?:\d+|[IVX]+),? (?:and|or|&) )|,? and|,? or| &| through| to|/) ?-?(?P<n>\d{1,3}|[IVX]+)(?![\w%-]|[.,:]\d| (?:years?|months?|weeks?|days?|hours?|minutes|people|others?|more|astronauts|percent|times|miles|million|billion|a\.m|p\.m|[a-z]+ ago)\b)")


def _series_mentions(plain: str, m: re.Match) -> list[Mention]:
    """The flight of one match of the flight pattern, and those of the numbers that the text lists with it."""
    found: list[Mention] = []
    number: tuple[int, int] | None = m.span("n")
    while number:
        text = plain[number[0]:number[1]]
        if not (flight := _series_flight(m["head"], m["gap"], text, m["tail"])):
            break
        flight_id, name, is_crewed = flight
        found.append(Mention(number[0] if found else m.start(), number[1] if found else m.end(), "flight" if is_crewed else "uncrewed", flight_id, name, "series"))
        following = None if m["tail"] or not (text.isdigit() or text in ROMAN) else _AND_NUMBER.match(plain, number[1])
        is_next = following and following["n"].isdigit() == text.isdigit() and 0 < _value(following["n"]) - _value(text) <= 5
        number = following.span("n") if is_next else None
    return found


@cache
def _short_forms() -> dict[str, tuple[re.Pattern, str]]:
    """By the series whose names are of two words, an expression for the second alone, and the first: "H2" of "Gaganyaan H2"."""
    formats = [s["name_format"].split(" ") for s in reference.load().series]
    return {slug(f"{f[0]} {head[1]}"): (re.compile(rf"(?<![\w'-]){head[1]}-?(?P<n>[1-9]\d?)(?![\w%]|-\d|[.,:]\d)"), f"{f[0]} {head[1]}")
            for f in formats if len(f) == 2 and (head := re.fullmatch(r"([A-Z]+)-?\{n\}", f[1]))}


def _short_designations(plain: str, named: set[str]) -> list[tuple[int, int, Mention]]:
    """Flights by the second word of their name, where the text names another of the series in full: "the crew of H2"."""
    found = []
    for series in sorted(named.intersection(_short_forms())):
        form, head = _short_forms()[series]
        for m in form.finditer(plain):
            if not _COUNTS.match(plain, m.end()) and (flight := _series_flight(head, "-", m["n"], None)):
                found.append((m.start(), m.end(), Mention(m.start(), m.end(), "flight" if flight[2] else "uncrewed", flight[0], flight[1], "series")))
    return found


def _value(number: str) -> int:
    """A number in digits or in Roman numerals, 0 for what is none."""
    return int(number) if number.isdigit() else ROMAN.index(number) + 1 if number in ROMAN else 0


# "Grace Nakamura": the capsule Grace has no family name.
_FAMILY_NAME = re.compile(r" [A-Z][a-z]+(?:-[A-Z][a-z]+)?\b")


def _known(plain: str) -> list[Mention]:
    """Aliases and flight designations, leftmost-longest; what is only possible is kept where the article supports it."""
    automaton, entities = _automaton()
    given_names = reference.load().given_names
    hits: list[tuple[int, int, list[reference.Alias] | Mention]] = []
    for index, start, end in automaton.find_matches_as_indexes(plain, overlapping=True):
        before, after, what = plain[start - 1:start], plain[end:end + 1], entities[index]
        if before.isalnum() or after.isalnum():
            continue
        if before in ("-", "'") and start > 1 and plain[start - 2].isalnum():
            continue
        if after == "-" and what[0].kind == "person":
            continue
        if what[0].kind == "flight" and _ORDINAL.match(plain, start) and _OF_MANY.match(plain, end):
            continue
        if plain[start:end] in given_names and _is_doubtful(what) and _FAMILY_NAME.match(plain, end):
            continue
        hits.append((start, end, what))
    for m in _flight_matches(plain):
        if not _COUNTS.match(plain, m.end()):
            hits += [(n.start, n.end, n) for n in _series_mentions(plain, m)]
    hits += _short_designations(plain, {_series_of(n.entity_id if isinstance(n, Mention) else n[0].entity_id) for _, _, n in hits})
    hits += [(m.start(), m.end(), Mention(m.start(), m.end(), "expedition", "expedition-" + m[1], m[0], "series")) for m in _EXPEDITION.finditer(plain)]
    hits.sort(key=lambda h: (h[0], -h[1], isinstance(h[2], list)))
    chosen, last = [], 0
    for i, (start, end, what) in enumerate(hits):
        is_apart = i + 1 == len(hits) or hits[i + 1][0] >= end
        if start >= last and (is_apart or not (_is_doubtful(what) and _runs_on(hits, i)) and not _numbers_flight(hits, i)):
            chosen.append((start, end, what))
            last = end
    return _link(chosen)


def _is_doubtful(what: list[reference.Alias] | Mention) -> bool:
    return isinstance(what, list) and all(a.is_possible for a in what)


def _runs_on(hits: list[tuple[int, int, list[reference.Alias] | Mention]], i: int) -> bool:
    """Whether a sure and longer name begins inside a hit: "the shuttle" in "the shuttle Discovery"."""
    start, end, _ = hits[i]
    return any(low > start and high - low > end - start and not _is_doubtful(what) for low, high, what in hits[i + 1:i + 6] if low < end)


def _numbers_flight(hits: list[tuple[int, int, list[reference.Alias] | Mention]], i: int) -> bool:
    """Whether the designation of a crewed flight begins inside the name of a craft and goes on behind it: "Boeing's Starliner-2"."""
    start, end, what = hits[i]
    return isinstance(what, list) and any(isinstance(other, Mention) and other.kind == "flight" and start < low < end < high for low, high, other in hits[i + 1:i + 4])


def _link(hits: list[tuple[int, int, list[reference.Alias] | Mention]]) -> list[Mention]:
    """Mentions of the hits; ambiguous and possible aliases are decided by what the article names for certain."""
    data = reference.load()
    names = {"person": data.people, "agency": data.agencies, "spacecraft": data.spacecraft, "site": data.sites, "flight": data.flights}
    certain: set[str] = set()
    for _, _, what in hits:
        if isinstance(what, Mention):
            certain.add(what.entity_id)
            certain.update(_craft_of(what.entity_id))
        elif len(what) == 1 and not what[0].is_possible:
            certain.update(_related(what[0].kind, what[0].entity_id))
    found, last_agency = [], None
    named: dict[str, int] = {}
    for start, end, what in hits:
        if isinstance(what, Mention):
            found.append(what)
            named.update(dict.fromkeys({what.entity_id} | _craft_of(what.entity_id), start))
            continue
        options = what
        if len(what) > 1 or what[0].is_possible:
            options = [a for a in what if not a.is_possible] or [a for a in what if certain.intersection(_related(a.kind, a.entity_id))]
            options.sort(key=lambda a: (-max((named.get(i, -1) for i in _related(a.kind, a.entity_id)), default=-1), a.kind != "flight"))
        if not options:
            continue
        alias = options[0]
        score = 0.6 if alias.is_possible else 1.0
        if not alias.is_possible:
            named.update(dict.fromkeys(_related(alias.kind, alias.entity_id), start))
        entity_id = alias.entity_id
        if alias.kind == "agency":
            row = data.agencies[entity_id]
            if alias.is_possible and fold(alias.surface).lower().endswith("agency"):
                if last_agency is None:
                    continue
                entity_id = last_agency
            elif not alias.is_possible and row["kind"] == "space agency":
                last_agency = entity_id
        name = names[alias.kind][entity_id]["name"]
        kind = alias.kind
        found.append(Mention(start, end, kind, entity_id, name, "possible" if alias.is_possible else "reference", score))
    return found


@cache
def _related(kind: str, entity_id: str) -> frozenset[str]:
    """Ids that an entity named makes certain: its own, its type, and who operates it."""
    data = reference.load()
    if kind == "person":
        return frozenset({entity_id, *_craft_flown().get(entity_id, ())})
    row = {"spacecraft": data.spacecraft, "flight": data.flights, "site": data.sites}.get(kind, {}).get(entity_id)
    ids = {entity_id}
    if row:
        ids.update(filter(None, (row.get("parent_id"), row.get("spacecraft_id"), row.get("only_crew_spacecraft_id"))))
    return frozenset(ids)


@cache
def _craft_flown() -> dict[str, set[str]]:
    """Types of spacecraft that each person is known to have flown on, for which "the shuttle" may stand where the person is named."""
    flown: dict[str, set[str]] = {}
    for row in reference.load().flights.values():
        for person_id in (*row["crew_up"].split("|"), *row["crew_down"].split("|")):
            flown.setdefault(person_id, set()).add(row["spacecraft_id"])
    return flown


@cache
def _series_craft() -> dict[str, str]:
    return {slug(re.sub(r"\{.*", "", s["name_format"])): s["spacecraft_id"] for s in reference.load().series}


def _craft_of(flight_id: str) -> set[str]:
    craft = spacecraft_of(flight_id)
    return {craft} if craft else set()


@cache
def spacecraft_of(flight_id: str) -> str | None:
    """Spacecraft type of a flight, by the reference data or by its series."""
    if row := reference.load().flights.get(flight_id):
        return row["spacecraft_id"] or None
    return _series_craft().get(_series_of(flight_id))


_NUMBER = re.compile(r"-?(?:\d+[a-z]?|[ivx]+)$")


@lru_cache(maxsize=10_000)
def _series_of(flight_id: str) -> str:
    """Id of a flight without its number."""
    return _NUMBER.sub("", flight_id)
