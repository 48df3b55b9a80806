"""Identity across articles: which discovered people are one person, which flights without a name one flight, which sums one payment."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import polars as pl

from transforms import names
from transforms.conflicts import agree
from transforms.normalise import spacecraft_of
from transforms.text import fold, hash_id
from warehouse.reference import Reference

LINKS = pl.Schema({"old_id": pl.String(), "new_id": pl.String(), "reason": pl.String()})
FLIGHTS = pl.Schema({"ref": pl.String(), "local_id": pl.String(), "flight_id": pl.String(), "craft": pl.String(), "reason": pl.String()})


def people(found: pl.DataFrame, data: Reference, alike_from: float = 87) -> pl.DataFrame:
    """The discovered people who are somebody else, as rows of old_id, new_id and reason.

    found: person_id, person_name; ids of the reference data in it are left alone, so two reference people never merge.

    - Two names are one person's from a likeness of alike_from (transforms.names.likeness says how that was measured).
    - The one reference person alike is the person; where two are, nobody can tell, and the discovered one stays.
    - Among discovered people the smallest id of the alike stands for all. Each must be alike with that one: likeness with
      another follower would join strangers in a chain.
    - Initials fit many given names, so a name with one is somebody's only if exactly one person fits. A surname alone
      is nobody's.
    """
    full, initials = {}, {}
    for person_id, name in sorted(chosen_names(found).items()):
        given, family = _keys(fold(name))
        if person_id not in data.people and given and family:
            (full if len(given) > 1 else initials)[person_id] = fold(name)
    known = _Names(alike_from)
    for person_id, row in data.people.items():
        known.add(person_id, fold(row["name"]))
    for alias in data.aliases:
        if alias.kind == "person" and " " in alias.surface:
            known.add(alias.entity_id, fold(alias.surface))

    chosen: dict[str, str] = {}
    discovered = _Names(alike_from)
    for person_id, name in full.items():
        fits = known.alike(name)
        if not fits:
            fits = sorted(discovered.alike(name))[:1]
            if not fits:
                discovered.add(person_id, name)
        if len(fits) == 1:
            chosen[person_id] = next(iter(fits))
    for person_id, name in initials.items():
        fits = known.alike(name) | discovered.alike(name)
        if len(fits) == 1:
            chosen[person_id] = fits.pop()
    rows = [(old, new, "the name is another spelling of the same name") for old, new in chosen.items()]
    return pl.DataFrame(rows, schema=LINKS, orient="row").sort("old_id")


def chosen_names(found: pl.DataFrame) -> dict[str, str]:
    """The name most often given to each id."""
    counted = found.group_by("person_id", "person_name").len().sort(["person_id", "len", "person_name"], descending=[False, True, False])
    return dict(counted.unique("person_id", keep="first", maintain_order=True).select("person_id", "person_name").iter_rows())


class _Names:
    """Names that can be asked for those alike, without comparing with all of them.

    Two words of a likeness within the limit differ in so few letters that they agree once each has lost that many, so
    the name is filed under all such shortened forms of its family and given name.
    """

    def __init__(self, alike_from: float) -> None:
        self.alike_from = alike_from
        self.index: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)

    def add(self, person_id: str, name: str) -> None:
        given, family = _keys(name)
        for place in self._places(given, family) | self._places(given[:1] + ".", family):
            self.index[place].append((person_id, name))

    def alike(self, name: str) -> set[str]:
        """Who may be meant; a name with an initial may be anyone's who has the initial, a full one no other's initial."""
        given, family = _keys(name)
        places = self._places(given + "." if len(given) == 1 else given, family)
        near = {entry for place in places for entry in self.index.get(place, ())}
        return {person_id for person_id, other in near if names.likeness(name, other) >= self.alike_from}

    def _places(self, given: str, family: str) -> set[tuple[str, str]]:
        givens = (given,) if given.endswith(".") else self._shortened(given)
        return {(f, g) for f in self._shortened(family) for g in givens} if given.strip(".") and family else set()

    def _shortened(self, word: str) -> frozenset[str]:
        return _without(word, int(len(word) * (1 - self.alike_from / 100) + 1e-9))


def _keys(name: str) -> tuple[str, str]:
    given, family = names.split(name)
    return names.key(given), names.key(family)


@lru_cache(maxsize=100_000)
def _without(word: str, letters: int) -> frozenset[str]:
    """The word, and the word without any of its letters, up to that many."""
    shorter = {word[:i] + word[i + 1:] for i in range(len(word))} if letters else ()
    return frozenset({word}.union(*(_without(w, letters - 1) for w in shorter)))


@dataclass(slots=True)
class _Flight:
    """What is said of one flight, or of several references found to be one."""

    craft: str | None
    people: set[str] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)
    published: list[date] = field(default_factory=list)


def local_flight_id(ref: str) -> str:
    """Id of a flight as one article knows it: its own for a named one, spacecraft and a hash for one without a name."""
    return f"{ref.partition(':')[2]}-{hash_id(ref)[:8]}" if ref.startswith("?") else ref


def flights(crews: pl.DataFrame, launches: pl.DataFrame, seen: pl.DataFrame, data: Reference,
            window_days: int = 400, slip_days: int = 3) -> pl.DataFrame:
    """Every flight reference with the id of its flight: ref, local_id, flight_id, craft (type of spacecraft), reason (if the id moved).

    crews: ref, person_id. launches: ref, value (ISO date, the one that counts in its article). seen: every ref with
    published_on (null if unknown).

    - A flight without a name fits another flight of the same spacecraft type with somebody of the crew in common, a
      launch date that does not contradict, and publication within window_days where both are dated (two flights of one
      person are further apart than that). Days that differ by slip_days or fewer are one launch: nobody launches twice so soon.
    - It is the named flight that fits best (most crew in common, then a date in common); of two that fit equally well it is neither.
    - A named flight is never another named flight.
    - What is tied to no named flight is compared among itself, and the smallest reference stands for all of one flight.
    - Whoever is found on a flight by way of another reference counts as its crew only if the launch dates are known to
      agree, lest a chain of half-known crews join two flights.
    """
    known = _gather(crews, launches, seen, data)
    named = {ref: f for ref, f in sorted(known.items()) if not ref.startswith("?")}
    open_refs = {ref: f for ref, f in sorted(known.items()) if ref.startswith("?") and f.people}
    by_person: dict[tuple[str | None, str], list[str]] = defaultdict(list)
    for ref, flight in open_refs.items():
        for person in sorted(flight.people):
            by_person[flight.craft, person].append(ref)

    chosen = _tie(named, open_refs, by_person, window_days, slip_days)
    reasons = dict.fromkeys(chosen, "crew, spacecraft and date are those of the named flight")
    for ref in sorted(open_refs, key=lambda r: (-len(open_refs[r].people), not open_refs[r].dates, r)):
        if ref in chosen:
            continue
        group = sorted(_group(ref, open_refs, by_person, chosen, window_days, slip_days))
        chosen.update(dict.fromkeys(group, group[0]))
        reasons.update(dict.fromkeys(group[1:], "two articles tell of one flight: crew, spacecraft and date agree"))
    rows = [(ref, local_flight_id(ref), local_flight_id(chosen.get(ref, ref)), known[ref].craft, reasons.get(ref)) for ref in sorted(known)]
    return pl.DataFrame(rows, schema=FLIGHTS, orient="row")


def payments(told: pl.DataFrame) -> pl.DataFrame:
    """Payments that are one payment of which sources give two sums: parties, detail (the sum one source gives), one_detail (of the payment).

    told: article_id, story_id, parties (who pays whom), detail.

    - In one story, two articles that tell of one payment each, between the same parties, mean the same one.
    - An article that gives both sums knows them for two payments, and so does everybody.
    - The smallest detail stands for the payment. The others must each meet that one in a story, lest the prices of many
      years chain into one.
    """
    told = told.unique()
    single = told.filter(pl.len().over("article_id", "parties") == 1).select("story_id", "parties", "detail").unique()
    met = single.join(single, on=["story_id", "parties"], suffix="_other").filter(pl.col("detail_other") < pl.col("detail"))
    apart = told.join(told, on=["article_id", "parties"], suffix="_other")
    met = met.join(apart, on=["parties", "detail", "detail_other"], how="anti")
    chosen: dict[tuple[str, str], str] = {}
    for parties, detail, other in met.select("parties", "detail", "detail_other").unique().sort("parties", "detail", "detail_other").iter_rows():
        if (parties, other) not in chosen:
            chosen.setdefault((parties, detail), other)
    schema = {"parties": pl.String(), "detail": pl.String(), "one_detail": pl.String()}
    return pl.DataFrame([(*key, one) for key, one in chosen.items()], schema=schema, orient="row")


def _gather(crews: pl.DataFrame, launches: pl.DataFrame, seen: pl.DataFrame, data: Reference) -> dict[str, _Flight]:
    found: dict[str, _Flight] = {}
    for ref, published_on in seen.unique().sort("ref", "published_on").iter_rows():
        if ref not in found:
            craft = ref.partition(":")[2] if ref.startswith("?") else spacecraft_of(ref)
            row = data.spacecraft.get(craft or "")
            found[ref] = _Flight(row["parent_id"] or craft if row else craft)
        if published_on:
            found[ref].published.append(published_on)
    for ref, person_id in crews.unique().iter_rows():
        found[ref].people.add(person_id)
    for ref, value in launches.unique().iter_rows():
        found[ref].dates.add(value)
    return found


def _tie(named: dict[str, _Flight], open_refs: dict[str, _Flight], by_person: dict, window_days: int, slip_days: int) -> dict[str, str]:
    """References without a name and the named flight each one is; crews grow from round to round, each round on what the last one left."""
    crews = {ref: set(f.people) for ref, f in named.items()}
    on: dict[tuple[str | None, str], set[str]] = defaultdict(set)
    fresh = {(f.craft, person) for f in named.values() for person in f.people}
    for ref, f in named.items():
        for person in f.people:
            on[f.craft, person].add(ref)
    chosen: dict[str, str] = {}
    while fresh:
        tied = {}
        for ref in sorted({r for place in fresh for r in by_person.get(place, ()) if r not in chosen}):
            flight = open_refs[ref]
            scores = {}
            for name in {n for person in flight.people for n in on.get((flight.craft, person), ())}:
                dated = _dates_fit(flight.dates, named[name].dates, slip_days)
                if dated is not False and _is_near(flight.published, named[name].published, window_days):
                    scores[name] = len(flight.people & crews[name]), bool(dated)
            best = [name for name, score in scores.items() if score == max(scores.values())]
            if len(best) == 1:
                tied[ref] = best[0]
        fresh = set()
        for ref, name in tied.items():
            chosen[ref] = name
            flight = open_refs[ref]
            if _dates_fit(flight.dates, named[name].dates, slip_days):
                for person in flight.people - crews[name]:
                    crews[name].add(person)
                    on[flight.craft, person].add(name)
                    fresh.add((flight.craft, person))
    return chosen


def _group(seed: str, open_refs: dict[str, _Flight], by_person: dict, taken: dict[str, str], window_days: int, slip_days: int) -> set[str]:
    """References without a name that are one flight with the seed, which knows most of the crew and must be near all of them in time."""
    first = open_refs[seed]
    group, stated = {seed}, set(first.dates)
    fresh = set(first.people)
    while fresh:
        near = sorted({r for person in fresh for r in by_person[first.craft, person] if r not in taken and r not in group})
        fresh = set()
        for ref in near:
            flight = open_refs[ref]
            is_elsewhere = any(_dates_fit(flight.dates, {day}, slip_days) is False for day in stated)
            if is_elsewhere or not _is_near(flight.published, first.published, window_days):
                continue
            group.add(ref)
            if flight.dates and stated:
                fresh |= flight.people - first.people
            stated |= flight.dates
    return group


def _dates_fit(these: set[str], those: set[str], slip_days: int) -> bool | None:
    """Whether any two of the dates can be one; None where either side has none."""
    if not these or not those:
        return None
    return any(_is_one_launch(a, b, slip_days) for a in these for b in those)


@lru_cache(maxsize=100_000)
def _is_one_launch(a: str, b: str, slip_days: int) -> bool:
    if len(a) == len(b) == len("2022-09-21"):
        return abs((date.fromisoformat(a) - date.fromisoformat(b)).days) <= slip_days
    return agree(a, b)


def _is_near(these: list[date], those: list[date], days: int) -> bool:
    """Whether a day of each are no further apart than that, as far as known; both ascending."""
    if not these or not those:
        return True
    for day in these:
        place = bisect_left(those, day - timedelta(days=days))
        if place < len(those) and those[place] <= day + timedelta(days=days):
            return True
    return False
