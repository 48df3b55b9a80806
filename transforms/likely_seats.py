"""People who are likely on a flight by all that an article says of both: what no rule of transforms.seats reads, a linear model weighs."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from transforms import linear
from transforms.article import Article, Mention
from transforms.flight_places import FlightPlaces, identified
from transforms.linear import BIAS, Feature, Weigh, bucket, words
from transforms.seats import Seat
from transforms.targets import Target, agrees, flown_by
from warehouse import reference

MODEL = "seats"
# What stands between the names of a list: no end of a sentence and no verb of speech.
_BETWEEN = re.compile(r"(?=[^.!?\n]*(?:,|;|\(|\band\b))(?!.*\b(?:said|told|who|but|while|whose|that)\b)[^.!?:\n]{0,70}")
# Mentions of one person beyond these repeat what is known.
_MENTIONS = 8
# In an article of so many flights every person is weighed with each; with more, with those told beside the person and the one told most.
_FLIGHTS = 8


class Pair(NamedTuple):
    """A person and a flight of one article: `person` is the mention that says most of it, `target` the place of the flight beside it, `evidence` what
    speaks for it (linear.Weigh)."""

    person: Mention
    ref: str
    target: Target
    evidence: Any
    is_seated: bool


class _Spot(NamedTuple):
    """A mention of a person in its sentence, with the words around it and the index of the first flight behind it."""

    mention: Mention
    sentence: int
    before: list[str]
    after: list[str]
    words: frozenset[str]
    place: int


def find(article: Article, targets: dict[int, Target], refs: dict[int, str], by_rule: list[tuple[Seat, str]], least: float = 0.6, least_by_rule: float = 0.15) -> list[tuple[Seat, str]]:
    """Seats with their flight reference: those of the rules unless they are hardly likely and not told plainly, and likely ones that no rule found.

    A person who is told in one breath with somebody of the crew is more likely on it: those beside what is found are read again. Of the
    defaults, which cross-validation chose, the first keeps precision, the second takes away more wrong seats than right ones.
    """
    seated = {(ref, s.person.entity_id) for s, ref in by_rule}
    found: dict[tuple[str, str], tuple[Seat, str]] = {}
    unlikely: set[tuple[str, str]] = set()

    def look(only: set[str] | None = None) -> None:
        for pair in pairs(article, targets, refs, seated | set(found), linear.load(MODEL), only):
            key = pair.ref, pair.person.entity_id
            likelihood = linear.probability(pair.evidence)
            if key not in seated and likelihood >= least:
                found[key] = Seat(pair.person, pair.target, "likely", round(likelihood, 3)), pair.ref
            elif key in seated and likelihood < least_by_rule:
                unlikely.add(key)

    look()
    if found:
        new = {person_id for _, person_id in found}
        look({m.entity_id for run in _runs(article, _people(article)).values() if any(m.entity_id in new for m in run) for m in run})
    return [(s, ref) for s, ref in by_rule if s.confidence >= _PLAIN or (ref, s.person.entity_id) not in unlikely] + list(found.values())


def pairs(article: Article, targets: dict[int, Target], refs: dict[int, str], seated: set[tuple[str, str]], weigh: Weigh,
          only: set[str] | None = None) -> Iterator[Pair]:
    """Every person of the article with its flights, or those nearest; `only` are the people to look at.

    `seated` are the pairs of flight reference and person that are known.
    """
    places = FlightPlaces(article, targets, refs)
    flights, rank = places.told, places.rank
    mentions = _people(article)
    if not flights or not mentions:
        return
    most_told = min(rank, key=rank.__getitem__)
    run = _runs(article, mentions)
    crew_size = Counter(ref for ref, _ in seated)
    flown: dict[str, set[str]] = {}
    for ref, person_id in seated:
        flown.setdefault(person_id, set()).add(ref)
    spots: dict[str, list[_Spot]] = {}
    for m in mentions if only is None else (m for m in mentions if m.entity_id in only):
        if len(spots.setdefault(m.entity_id, [])) < _MENTIONS:
            spots[m.entity_id].append(_spot(article, m, places))
    for person_id, own in spots.items():
        near_by = set(rank) if len(rank) <= _FLIGHTS else {most_told, *(
            flights[i][1] for spot in own for i in (*places.beside.get(spot.sentence, ()), spot.place - 1, spot.place) if 0 <= i < len(flights))}
        alone = _of_person(person_id, own)
        of_person = weigh.some({BIAS, *alone}) + weigh.words("left", {w for s in own for w in s.before}) + weigh.words("right", {w for s in own for w in s.after})
        for ref in sorted(near_by, key=rank.__getitem__):
            target = places.first[ref]
            features = {
                *_of_knowledge(article, person_id, ref, target),
                ("flights", bucket(len(rank), 1, 2, 3, 5)), ("rank", bucket(rank[ref], 0, 1, 2)), ("is first", str(flights[0][1] == ref)),
                ("crew", bucket(crew_size[ref], 0, 1, 2, 3, 4)), ("is elsewhere", str(bool(flown.get(person_id, set()) - {ref}))),
            }
            best, least = own[0].mention, (9, 0)
            related: dict[str, list[_Spot]] = {}
            for spot in own:
                relation, near, distance = _relate(article, spot, places, ref, features)
                if near is not None and (rank_of := (_CLOSENESS[relation], distance)) < least:
                    least, best, target = rank_of, spot.mention, near
                related.setdefault(relation, []).append(spot)
                group = run[spot.mention.start]
                features.add(("list " + relation, bucket(len(group), 1, 2, 3, 4, 6)))
                if any((ref, m.entity_id) in seated and m.entity_id != person_id for m in group):
                    features |= {("beside crew", ""), ("beside crew", relation)}
            closest = min(related, key=_CLOSENESS.__getitem__)
            features |= {("closest", closest), ("relations", " ".join(sorted(related)))} | {(f"{group} {closest}", value) for group, value in (*features, *alone) if group in _CROSSED}
            evidence = of_person + weigh.some(features)
            for relation, own_spots in related.items():
                evidence += weigh.words("left " + relation, {w for s in own_spots for w in s.before}) + weigh.words("right " + relation, {w for s in own_spots for w in s.after})
                if relation != "far":
                    evidence += weigh.words("sentence " + relation, frozenset().union(*(s.words for s in own_spots)))
            yield Pair(best, ref, target, evidence, (ref, person_id) in seated)


def _people(article: Article) -> list[Mention]:
    return [m for m in article.mentions if m.kind == "person"]


# What means one thing of a flight in the same sentence and another of one far away.
_CROSSED = frozenset({"agrees", "is known of", "is elsewhere", "role", "has flown", "mentions", "flights", "rank", "crew", "is first", "order", "is named", "first sentence"})
# A rule of this confidence reads a plain statement, which is the article's claim even where it is wrong.
_PLAIN = 0.88
_CLOSENESS = {"same": 0, "shared": 1, "after": 2, "far": 3}


def _runs(article: Article, mentions: list[Mention]) -> dict[int, list[Mention]]:
    """By the start of each mention the list of people that it stands in, itself alone where in none."""
    run: dict[int, list[Mention]] = {}
    current: list[Mention] = []
    for m in mentions:
        if not (current and m.start - current[-1].end < 70 and _BETWEEN.fullmatch(article.plain, current[-1].end, m.start)):
            current = []
        current.append(m)
        run[m.start] = current
    return run


def _spot(article: Article, m: Mention, places: FlightPlaces) -> _Spot:
    sentence = places.sentence_at(m.start)
    low, high = article.sentences[sentence]
    plain = article.plain
    return _Spot(m, sentence, words(plain[max(low, m.start - 45):m.start])[-3:], words(plain[m.end:min(high, m.end + 45)])[:3],
                 frozenset(words(plain[low:min(high, low + 400)])), bisect_right(places.starts, m.start))


def _of_person(person_id: str, own: list[_Spot]) -> set[Feature]:
    """What the article and the reference data tell of a person alone."""
    known = reference.load().people.get(person_id)
    first = own[0]
    found = {
        ("role", (known["role"] or "none") if known else "unknown"), ("has flown", known["flew"] if known else ""),
        ("mentions", bucket(len(own), 1, 2, 4)), ("first sentence", bucket(first.sentence, 0, 2, 5, 11)), ("surely a name", bucket(first.mention.score, 0.6, 0.8, 0.9, 1)),
    }
    return found


def _of_knowledge(article: Article, person_id: str, ref: str, target: Target) -> set[Feature]:
    """What the reference data tells of a person on a flight, which helps to read but supplies nothing."""
    flights = reference.load().flights
    named = identified(target, ref)
    return {("agrees", str(agrees(person_id, named, article.published_on))), ("is known of", str(ref in flown_by(person_id)) if ref in flights else ""),
            ("is named", str(named.is_named)), ("is known", str(ref in flights))}


def _relate(article: Article, spot: _Spot, places: FlightPlaces, ref: str, features: set[Feature]) -> tuple[str, Target | None, int]:
    """How a mention stands to a flight, the place of the flight that it stands to, and how far apart they are; adds the features of it.

    same: in one sentence, no other flight there; shared: with others; after: the flight was named last; far: otherwise.
    """
    m, plain, flights, here = spot.mention, article.plain, places.told, places.beside.get(spot.sentence, [])
    own = [flights[i][0] for i in here if flights[i][1] == ref]
    others = len(here) > len(own)
    if own:
        t = min(own, key=lambda t: abs(t.start - m.start))
        relation, way = "shared" if others else "same", "then" if t.start > m.end else "before"
        low, high = (m.end, t.start) if t.start > m.end else (t.end, m.start)
        gap = words(plain[low:high])
        people = sum(x.kind == "person" for x in article.mentions_in(low, high))
        between = sum(low <= flights[i][0].start < high and flights[i][1] != ref for i in here)
        sentence = article.sentences[spot.sentence][0]
        features |= {
            ("order", way), ("gap " + way, bucket(len(gap), 0, 2, 5, 10, 20)), ("people between " + way, bucket(people, 0, 1, 2, 4)),
            ("flights between " + way, bucket(between, 0, 1, 2)), *(("between " + way, w) for w in (gap[:12] if way == "then" else gap[-12:])),
            *(("begins " + way, w) for w in gap[:2]), *(("ends " + way, w) for w in gap[-2:]),
            *(("flight left", w) for w in words(plain[max(sentence, t.start - 30):t.start])[-2:]), *(("flight right", w) for w in words(plain[t.end:t.end + 30])[:2]),
        }
        near, distance = t, high - low
    elif spot.place and flights[spot.place - 1][1] == ref:
        near = flights[spot.place - 1][0]
        relation, distance = "after", m.start - near.end
        features |= {("sentences after", bucket(spot.sentence - places.sentence[spot.place - 1], 1, 2, 4, 8)), ("is one paragraph", str("\n" not in plain[near.end:m.start]))}
        if others:
            features.add(("beside others", ""))
    else:
        relation, near, distance = "far", None, 0
        if spot.place < len(flights) and flights[spot.place][1] == ref:
            features.add(("sentences before", bucket(places.sentence[spot.place] - spot.sentence, 1, 2, 4, 8)))
    features.add(("relation", relation))
    return relation, near, distance
