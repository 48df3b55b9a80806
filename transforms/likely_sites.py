"""Which place of an article a flight likely starts from: a linear model chooses among all that stand for a launch site."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from transforms import attribution, governors, linear, targets as target_finder
from transforms.article import Article, Mention
from transforms.dates import DateMention
from transforms.flight_places import FlightPlaces
from transforms.linear import BIAS, Feature, Weigh, bucket, words
from transforms.seats import Seat
from transforms.targets import Target
from warehouse import reference

MODEL = "sites"
_start = attrgetter("start")
# Of an article with so few flights every site is weighed with each.
_FEW = 4
# "the Kennedy Space Center in Florida": the second only says where the first is.
_WITHIN = re.compile(r"(?:, | \(|,? (?:in|at|on|near))(?:the )?(?:[\w.]+'s )?")

_PREPOSITIONS = frozenset(("from", "off", "at", "in", "on", "near", "of", "to", "into", "over", "above", "by", "for", "outside", "across", "around"))


class Pair(NamedTuple):
    """A place and a flight of one article, with what speaks for it (linear.Weigh)."""

    site: Mention
    ref: str
    evidence: Any


def choose(article: Article, places: FlightPlaces, seats: Sequence[Seat], able: set[str], least: float = 0.45) -> dict[str, tuple[Mention, float]]:
    """By flight reference, of those in `able`, the place that it likeliest starts from, and how likely.

    A place is told of one flight, the likeliest; `least` is where cross-validation has the best F1 over all sets.
    """
    weighed = [(linear.probability(pair.evidence), pair) for pair in pairs(article, places, seats, linear.load(MODEL)) if pair.ref in able]
    of_place: dict[int, tuple[float, Pair]] = {}
    for likelihood, pair in weighed:
        if likelihood >= least and likelihood > of_place.get(pair.site.start, (0.0,))[0]:
            of_place[pair.site.start] = likelihood, pair
    best: dict[str, tuple[Mention, float]] = {}
    for likelihood, pair in of_place.values():
        if likelihood > best.get(pair.ref, (None, 0.0))[1]:
            best[pair.ref] = pair.site, round(likelihood, 3)
    return best


def pairs(article: Article, places: FlightPlaces, seats: Sequence[Seat], weigh: Weigh) -> Iterator[Pair]:
    """Every place with the flights of its sentence, the one named last, the one named next and the most told, or with all where they are few."""
    flights, rank = places.told, places.rank
    sites = named(article) if flights else []
    plain = article.plain
    refs = {t.start: ref for t, ref in flights}
    crews: dict[str, set[str]] = {}
    for s in seats if sites else ():
        if s.target.start in refs:
            crews.setdefault(refs[s.target.start], set()).add(s.person.entity_id)
    often = Counter(m.entity_id for m in sites)
    told = {i for m in sites for i in (m.entity_id, _region(m.entity_id))}
    read: dict[int, tuple[bool, set[str], set[str], bool]] = {}
    for n, m in enumerate(sites):
        if _only_says_where(plain, sites, n):
            continue
        sentence = places.sentence_at(m.start)
        low, high = article.sentences[sentence]
        place = bisect_right(places.starts, m.start)
        here = {flights[i][1] for i in places.beside.get(sentence, ())}
        last = flights[place - 1] if place else None
        following = flights[place] if place < len(flights) else None
        options = set(rank) if len(rank) <= _FEW else here | {f[1] for f in (last, following) if f} | {next(iter(rank))}
        left = [w[:7] for w in reversed(words(plain[max(low, m.start - 110):m.start])[-14:])]
        right = [w[:7] for w in words(plain[m.end:min(high, m.end + 80)])[:9]]
        if sentence not in read:
            read[sentence] = (bool(article.mentions_in(low, high, "uncrewed")), {x.entity_id for x in article.mentions_in(low, high, "person")},
                              {w[:7] for w in words(plain[low:min(high, low + 500)])}, attribution.has_cargo(article, low, high))
        is_beside_uncrewed, people, whole, has_cargo = read[sentence]
        crafts = {_craft(r, places.first[r]) for r in here}
        event = _of_event(article, m, low, high, has_cargo)
        of_site = (weigh.some({BIAS, *_of_site(article, m, left, right, often, told, event), *event})
                   + weigh.words("near before", set(left[:5])) + weigh.words("before", set(left[5:])) + weigh.words("after", set(right)))
        of_relation: dict[str, Any] = {}
        for ref in sorted(options, key=rank.__getitem__):
            features = {*_of_knowledge(m, ref, places.first[ref]), ("flights", bucket(len(rank), 1, 2, 3, 5)), ("rank", bucket(rank[ref], 0, 1, 2))}
            if ref in here:
                relation = _beside(article, m, ref, places, sites, features)
            elif last and last[1] == ref:
                relation = "after"
                features |= places.since(plain, m.start, place - 1)
            elif following and following[1] == ref:
                relation = "ahead"
                features |= {("sentences before", bucket(places.sentence[place] - sentence, 1, 2, 4, 8)), ("is one paragraph", str("\n" not in plain[m.end:following[0].start]))}
            else:
                relation = "far"
            features |= {("relation", relation), ("relation beside others", relation if here and ref not in here else ""),
                         ("rival is beside", relation if ref not in here and _craft(ref, places.first[ref]) in crafts else ""), ("flights beside", bucket(len(here), 0, 1, 2) + str(ref in here))}
            aboard = "" if not people else str(bool(people & crews.get(ref, set()))) + str(any(people & crew for r, crew in crews.items() if r != ref))
            features |= {("people aboard", aboard), ("people aboard " + relation, aboard), ("beside uncrewed " + relation, str(is_beside_uncrewed))}
            if relation not in of_relation:
                of_relation[relation] = (weigh.words("left " + relation, set(left[:5])) + weigh.words("sentence " + ("with" if ref in here else relation), whole)
                                         + weigh.some([(f"{group} {relation}", value) for group, value in event]))
            yield Pair(m, ref, of_site + of_relation[relation] + weigh.some(features))


def _only_says_where(plain: str, sites: list[Mention], n: int) -> bool:
    """Whether a place only says where another is: "the Kennedy Space Center in Florida", "Florida's Kennedy Space Center"."""
    m, before, after = sites[n], sites[n - 1] if n else None, sites[n + 1] if n + 1 < len(sites) else None
    if before and before.entity_id != m.entity_id and _WITHIN.fullmatch(plain, before.end, m.start):
        return True
    return after is not None and _region(after.entity_id) == m.entity_id and plain[m.end:after.start].startswith("'s ") and after.start - m.end < 12


def named(article: Article) -> list[Mention]:
    """The places of an article that flights may start from, in reading order: names of sites, and those that only may stand for one."""
    kinds = reference.load().sites
    known = [m for m in article.mentions if not (m.kind == "site" and m.method == "possible")]
    sites = [m for m in known if m.kind == "site" and kinds[m.entity_id]["kind"] != "landing"]
    automaton, owners = _automaton()
    plain, starts = article.plain, [m.start for m in known]
    for index, start, end in automaton.find_matches_as_indexes(plain):
        if start and plain[start - 1].isalnum() or plain[end:end + 1].isalnum():
            continue
        at = bisect_right(starts, start) - 1
        if (at < 0 or known[at].end <= start) and (at + 1 == len(known) or known[at + 1].start >= end):
            sites.append(Mention(start, end, "site", owners[index], kinds[owners[index]]["name"], "possible", 0.6))
    return sorted(sites)


@cache
def _automaton() -> tuple[AhoCorasick, list[str]]:
    """Names that only may stand for a site, with its id; a region's name stands for the region, which is all that the text says."""
    data = reference.load()
    regions = {row["region_id"] for row in data.sites.values()}
    owner: dict[str, str] = {}
    for a in data.aliases:
        if a.kind == "site" and a.is_possible and data.sites[a.entity_id]["kind"] != "landing" and owner.get(a.surface) not in regions:
            owner[a.surface] = a.entity_id
    return AhoCorasick(list(owner), matchkind=MatchKind.LeftmostLongest), list(owner.values())


def _region(site_id: str) -> str:
    return reference.load().sites[site_id]["region_id"]


def _of_site(article: Article, m: Mention, left: list[str], right: list[str], often: Counter[str], told: set[str], event: set[Feature]) -> set[Feature]:
    """What a place and the words around it tell, whichever the flight."""
    plain = article.plain
    name = plain[m.start:m.end].lower()
    preposition = next((w for w in left[:7] if w in _PREPOSITIONS), "")
    is_in_heading = "\n" in plain[m.end:] and "\n" not in plain[:m.start].strip()
    return {
        ("name", name), ("method", m.method), ("site", m.entity_id), ("sites", bucket(len(often), 1, 2, 3, 5)), ("told", bucket(often[m.entity_id], 1, 2, 4)),
        # A region says nothing where the site in it is named too.
        ("is told closer", str(m.entity_id in told and any(_region(i) == m.entity_id for i in often))), ("is told wider", str(_region(m.entity_id) in often)),
        ("opens line", str(m.start == 0 or plain[m.start - 1] == "\n") + str(name.isupper() or plain[m.start:m.end].isupper())), ("is in heading", str(is_in_heading)),
        *((f"word {i} before", w) for i, w in enumerate(left[:3], 1)), *((f"word {i} after", w) for i, w in enumerate(right[:2], 1)),
        ("two before", " ".join(left[:2])), ("preposition", preposition), *((f"preposition {group}", f"{preposition} {value}") for group, value in event),
    }


def _of_event(article: Article, m: Mention, low: int, high: int, has_cargo: bool) -> set[Feature]:
    """Which event the words of the sentence make a place that of, and whether it is a plan."""
    kind, event, is_planned = governors.govern(article.plain, governors.find(article, low, high), DateMention(m.start, m.end, "", "", False), low, high)
    way = "" if event is None else "before" if event.end <= m.start else "after"
    return {("event", f"{kind} {is_planned}"), ("event word", event.word[:7] if event else ""), ("event way", kind + " " + way),
            ("has cargo", str(has_cargo))}


def _of_knowledge(m: Mention, ref: str, target: Target) -> set[Feature]:
    """What the reference data tells of where a flight and its craft start, which helps to read but supplies nothing."""
    data = reference.load()
    flight, site = data.flights.get(ref, {}), data.sites[m.entity_id]
    craft = _craft(ref, target)
    known = _started(craft)
    of_flight = "" if not flight.get("site_id") else str(m.entity_id in (flight["site_id"], _region(flight["site_id"])))
    of_craft = "" if not known else str(m.entity_id in known)
    only = site["only_crew_spacecraft_id"]
    return {
        ("of flight", of_flight), ("of craft", of_craft), ("of craft " + m.method, of_craft), ("of flight and craft", of_flight + of_craft),
        ("only craft", str(only == craft) if only and craft else ""), ("craft", craft or ""), ("craft and site", f"{craft} {m.entity_id}"), ("is hopper", str(craft in attribution.hoppers())),
    }


def _craft(ref: str, target: Target) -> str | None:
    return target_finder.craft_type(reference.load().flights.get(ref, {}).get("spacecraft_id") or target.spacecraft_id)


@cache
def _started(spacecraft_id: str | None) -> frozenset[str]:
    """Sites, and their regions, that known flights of a type of craft started from."""
    sites = {row["site_id"] for row in reference.load().flights.values() if row["site_id"] and target_finder.craft_type(row["spacecraft_id"]) == spacecraft_id}
    return frozenset(sites | {_region(s) for s in sites} - {""})


def _beside(article: Article, m: Mention, ref: str, places: FlightPlaces, sites: list[Mention], features: set[Feature]) -> str:
    """How a place stands to a flight of its sentence (FlightPlaces.stand); adds what stands between them to the features."""
    relation, way, low, high = places.stand(article.plain, m.start, m.end, ref, 7, features)
    features.add(("sites between " + way, bucket(sum(x.entity_id != m.entity_id for x in sites[bisect_left(sites, low, key=_start):bisect_left(sites, high, key=_start)]), 0, 1)))
    return relation
