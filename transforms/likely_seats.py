"""People who are likely on a flight by all that an article says of both: what no rule of transforms.seats reads, a linear model weighs."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from transforms import linear
from transforms.article import Article, Mention
from transforms.flight_places import FlightPlaces
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
# A list of more people is no crew; everybody in it is weighed with all others.
_LISTED = 100


class Pair(NamedTuple):
    """A person and a flight of one article: `person` is the mention that says most of it, `target` the place of the flight beside it, `evidence` what
    speaks for it (linear.Weigh)."""

    person: Mention
    ref: str
    target: Target
    evidence: Any
    is_seated: bool


class _Spot(NamedTuple):
    """A mention of a person in its sentence, with the words around it, the index of the first flight behind it and the list that it stands in.

    `listed` is how many mentions the list has, `beside` are the others in it; `here` has the places of each flight of the sentence.
    """

    mention: Mention
    sentence: int
    before: list[str]
    after: list[str]
    place: int
    listed: str
    beside: set[str]
    here: dict[str, list[Target]]


class _Told(NamedTuple):
    """What an article tells of a person and a flight, whoever else is on it; `related` has the mentions of the person by how they stand to the flight."""

    mention: Mention
    target: Target
    evidence: Any
    closest: str
    related: dict[str, list[_Spot]]


def find(article: Article, targets: dict[int, Target], refs: dict[int, str], by_rule: list[tuple[Seat, str]], least: float = 0.7, least_by_rule: float = 0.15) -> list[tuple[Seat, str]]:
    """Seats with their flight reference: those of the rules unless they are hardly likely and not told plainly, and likely ones that no rule found.

    A person who is told in one breath with somebody of the crew is more likely on it: those beside what is found are read again. Of the
    defaults, which cross-validation chose, the first keeps precision, the second takes away more wrong seats than right ones.
    """
    seated = {(ref, s.person.entity_id) for s, ref in by_rule}
    found: dict[tuple[str, str], tuple[Seat, str]] = {}
    unlikely: set[tuple[str, str]] = set()
    cast = _Cast(article, targets, refs, linear.load(MODEL))

    def look(only: set[str] | None = None) -> None:
        for pair in cast.pairs(seated | set(found), only):
            key = pair.ref, pair.person.entity_id
            likelihood = linear.probability(pair.evidence)
            if key not in seated and likelihood >= least:
                found[key] = Seat(pair.person, pair.target, "likely", round(likelihood, 3)), pair.ref
            elif key in seated and likelihood < least_by_rule:
                unlikely.add(key)

    look()
    if found:
        new = {person_id for _, person_id in found}
        # The mentions of a list have the same one.
        runs = {id(run): run for run in cast.runs.values()}.values()
        look({m.entity_id for run in runs if any(m.entity_id in new for m in run) for m in run})
    return [(s, ref) for s, ref in by_rule if s.confidence >= _PLAIN or (ref, s.person.entity_id) not in unlikely] + list(found.values())


def pairs(article: Article, targets: dict[int, Target], refs: dict[int, str], seated: set[tuple[str, str]], weigh: Weigh) -> Iterator[Pair]:
    """Every person of the article with its flights, or those nearest; `seated` are the pairs of flight reference and person that are known."""
    yield from _Cast(article, targets, refs, weigh).pairs(seated)


# A rule of this confidence reads a plain statement, which is the article's claim even where it is wrong.
_PLAIN = 0.88
_CLOSENESS = {"same": 0, "shared": 1, "after": 2, "far": 3}
# What means one thing of a flight in the same sentence and another of one far away.
_CROSSED = {(group, closest): f"{group} {closest}" for closest in _CLOSENESS for group in (
    "agrees", "is known of", "is elsewhere", "role", "has flown", "mentions", "flights", "rank", "crew", "is first", "order", "is named", "first sentence")}


class _Cast:
    """The people and the flights of an article, with what is common to the pairs of them."""

    def __init__(self, article: Article, targets: dict[int, Target], refs: dict[int, str], weigh: Weigh) -> None:
        self.article, self.weigh, self.places = article, weigh, FlightPlaces(article, targets, refs)
        mentions = [m for m in article.mentions if m.kind == "person"] if self.places.told else []
        self.starts = [m.start for m in mentions]
        self.runs = _runs(article, mentions)
        self.mentions: dict[str, list[Mention]] = {}
        for m in mentions:
            self.mentions.setdefault(m.entity_id, []).append(m)
        self.spots: dict[str, list[_Spot]] = {}
        self.told: dict[tuple[str, str], _Told] = {}
        self.sentences: dict[int, frozenset[str]] = {}
        self.of_person: dict[tuple[str, str], Any] = {}
        self.of_flight: dict[tuple[str, str], Any] = {}
        self.of_words: dict[tuple[str, tuple[int, ...]], Any] = {}
        self.of_place: dict[int, set[Feature]] = {}
        self.of_sentence: dict[int, dict[str, list[Target]]] = {}

    def pairs(self, seated: set[tuple[str, str]], only: set[str] | None = None) -> Iterator[Pair]:
        """Every person, or `only` some, with all flights, or those nearest."""
        rank = self.places.rank
        crews: dict[str, set[str]] = {}
        flown: dict[str, set[str]] = {}
        for ref, person_id in seated:
            crews.setdefault(ref, set()).add(person_id)
            flown.setdefault(person_id, set()).add(ref)
        for person_id, mentions in self.mentions.items():
            if only is not None and person_id not in only:
                continue
            if person_id not in self.spots:
                self.spots[person_id] = [self._spot(m) for m in mentions[:_MENTIONS]]
            own = self.spots[person_id]
            for ref in rank if len(rank) <= _FLIGHTS else self._near(own):
                if (person_id, ref) not in self.told:
                    self.told[person_id, ref] = self._tell(person_id, own, ref)
                told, crew = self.told[person_id, ref], crews.get(ref, set())
                features = {("crew", bucket(len(crew), 0, 1, 2, 3, 4)), ("is elsewhere", str(bool(flown.get(person_id, set()) - {ref})))}
                for relation, spots in told.related.items() if crew else ():
                    if not all(s.beside.isdisjoint(crew) for s in spots):
                        features |= {("beside crew", ""), ("beside crew", relation)}
                yield Pair(told.mention, ref, told.target, told.evidence + self.weigh.some(_crossed(features, told.closest)), person_id in crew)

    def _near(self, own: list[_Spot]) -> list[str]:
        """The flight told most and those told beside a person."""
        flights, rank = self.places.told, self.places.rank
        beside = {flights[i][1] for spot in own for i in (*self.places.beside.get(spot.sentence, ()), spot.place - 1, spot.place) if 0 <= i < len(flights)}
        return sorted({next(iter(rank)), *beside}, key=rank.__getitem__)

    def _spot(self, m: Mention) -> _Spot:
        sentence = self.places.sentence_at(m.start)
        low, high = self.article.sentences[sentence]
        plain, run = self.article.plain, self.runs[m.start]
        return _Spot(m, sentence, words(plain[max(low, m.start - 45):m.start])[-3:], words(plain[m.end:min(high, m.end + 45)])[:3],
                     bisect_right(self.places.starts, m.start), bucket(len(run), 1, 2, 3, 4, 6), {x.entity_id for x in run} - {m.entity_id}, self._here(sentence))

    def _here(self, sentence: int) -> dict[str, list[Target]]:
        """The places of the flights of a sentence, by flight reference."""
        if sentence not in self.of_sentence:
            found: dict[str, list[Target]] = {}
            for i in self.places.beside.get(sentence, ()):
                target, ref = self.places.told[i]
                found.setdefault(ref, []).append(target)
            self.of_sentence[sentence] = found
        return self.of_sentence[sentence]

    def _tell(self, person_id: str, own: list[_Spot], ref: str) -> _Told:
        """What the mentions of a person say of a flight."""
        weigh, best, target, least = self.weigh, own[0].mention, self.places.first[ref], (9, 0)
        features = _of_knowledge(self.article, person_id, ref, self.places.identified[ref])
        related: dict[str, list[_Spot]] = {}
        for spot in own:
            relation, near, distance = self._relate(spot, ref, features)
            if near is not None and (_CLOSENESS[relation], distance) < least:
                least, best, target = (_CLOSENESS[relation], distance), spot.mention, near
            related.setdefault(relation, []).append(spot)
            features.add(("list " + relation, spot.listed))
        closest = min(related, key=_CLOSENESS.__getitem__)
        features |= {("closest", closest), ("relations", " ".join(sorted(related)))}
        evidence = self._of_person(person_id, own, closest) + self._of_flight(ref, closest) + weigh.some(_crossed(features, closest))
        for relation, spots in related.items():
            evidence += self._of_words(relation, spots)
        return _Told(best, target, evidence, closest, related)

    def _of_person(self, person_id: str, own: list[_Spot], closest: str) -> Any:
        """What the article and the reference data tell of a person alone."""
        if (person_id, closest) not in self.of_person:
            known, first = reference.load().people.get(person_id), own[0]
            features = {
                ("role", (known["role"] or "none") if known else "unknown"), ("has flown", known["flew"] if known else ""),
                ("mentions", bucket(len(own), 1, 2, 4)), ("first sentence", bucket(first.sentence, 0, 2, 5, 11)), ("surely a name", bucket(first.mention.score, 0.6, 0.8, 0.9, 1)),
            }
            self.of_person[person_id, closest] = self.weigh.some((BIAS, *_crossed(features, closest))) + self._of_neighbours("left", "right", own)
        return self.of_person[person_id, closest]

    def _of_flight(self, ref: str, closest: str) -> Any:
        """What the article and the reference data tell of a flight alone."""
        if (ref, closest) not in self.of_flight:
            places = self.places
            features = {
                ("flights", bucket(len(places.rank), 1, 2, 3, 5)), ("rank", bucket(places.rank[ref], 0, 1, 2)), ("is first", str(places.told[0][1] == ref)),
                ("is named", str(places.identified[ref].is_named)), ("is known", str(ref in reference.load().flights)),
            }
            self.of_flight[ref, closest] = self.weigh.some(_crossed(features, closest))
        return self.of_flight[ref, closest]

    def _of_words(self, relation: str, spots: list[_Spot]) -> Any:
        """The words around the mentions that stand in one relation to a flight, and those of their sentences unless the flight is far."""
        key = relation, tuple(s.mention.start for s in spots)
        if key not in self.of_words:
            self.of_words[key] = self._of_neighbours("left " + relation, "right " + relation, spots)
            if relation != "far":
                self.of_words[key] += self.weigh.words("sentence " + relation, frozenset().union(*(self._words(s.sentence) for s in spots)))
        return self.of_words[key]

    def _of_neighbours(self, left: str, right: str, spots: list[_Spot]) -> Any:
        """The words right before and right behind mentions."""
        return self.weigh.words(left, {w for s in spots for w in s.before}) + self.weigh.words(right, {w for s in spots for w in s.after})

    def _words(self, sentence: int) -> frozenset[str]:
        """The first words of a sentence."""
        if sentence not in self.sentences:
            low, high = self.article.sentences[sentence]
            self.sentences[sentence] = frozenset(words(self.article.plain[low:min(high, low + 400)]))
        return self.sentences[sentence]

    def _around(self, t: Target, sentence: int) -> set[Feature]:
        """The words around the place of a flight."""
        if t.start not in self.of_place:
            plain, low = self.article.plain, self.article.sentences[sentence][0]
            left, right = words(plain[max(low, t.start - 30):t.start])[-2:], words(plain[t.end:t.end + 30])[:2]
            self.of_place[t.start] = {*(("flight left", w) for w in left), *(("flight right", w) for w in right)}
        return self.of_place[t.start]

    def _relate(self, spot: _Spot, ref: str, features: set[Feature]) -> tuple[str, Target | None, int]:
        """How a mention stands to a flight, the place of the flight that it stands to, and how far apart they are; adds the features of it.

        same: in one sentence, no other flight there; shared: with others; after: the flight was named last; far: otherwise.
        """
        m, plain, places = spot.mention, self.article.plain, self.places
        flights, own = places.told, spot.here.get(ref)
        others = len(spot.here) > bool(own)
        if own:
            t = min(own, key=lambda t: abs(t.start - m.start))
            relation, way = "shared" if others else "same", "then" if t.start > m.end else "before"
            low, high = (m.end, t.start) if t.start > m.end else (t.end, m.start)
            gap = words(plain[low:high])
            people = bisect_left(self.starts, high) - bisect_left(self.starts, low)
            between = sum(low <= x.start < high for r, told in spot.here.items() if r != ref for x in told)
            features |= {
                ("order", way), ("gap " + way, bucket(len(gap), 0, 2, 5, 10, 20)), ("people between " + way, bucket(people, 0, 1, 2, 4)),
                ("flights between " + way, bucket(between, 0, 1, 2)), *(("between " + way, w) for w in (gap[:12] if way == "then" else gap[-12:])),
                *(("begins " + way, w) for w in gap[:2]), *(("ends " + way, w) for w in gap[-2:]), *self._around(t, spot.sentence),
            }
            near, distance = t, high - low
        elif spot.place and flights[spot.place - 1][1] == ref:
            near = flights[spot.place - 1][0]
            relation, distance = "after", m.start - near.end
            features |= places.since(plain, m.start, spot.place - 1)
            if others:
                features.add(("beside others", ""))
        else:
            relation, near, distance = "far", None, 0
            if spot.place < len(flights) and flights[spot.place][1] == ref:
                features.add(("sentences before", bucket(places.sentence[spot.place] - spot.sentence, 1, 2, 4, 8)))
        features.add(("relation", relation))
        return relation, near, distance


def _crossed(features: set[Feature], closest: str) -> set[Feature]:
    """The features, with those that mean something else of a flight nearer or farther."""
    return features | {(_CROSSED[group, closest], value) for group, value in features if (group, closest) in _CROSSED}


def _runs(article: Article, mentions: list[Mention]) -> dict[int, list[Mention]]:
    """By the start of each mention the list of people that it stands in, itself alone where in none."""
    run: dict[int, list[Mention]] = {}
    current: list[Mention] = []
    for m in mentions:
        if not (current and len(current) < _LISTED and m.start - current[-1].end < 70 and _BETWEEN.fullmatch(article.plain, current[-1].end, m.start)):
            current = []
        current.append(m)
        run[m.start] = current
    return run


def _of_knowledge(article: Article, person_id: str, ref: str, named: Target) -> set[Feature]:
    """What the reference data tells of a person on a flight, which helps to read but supplies nothing."""
    is_known = ref in reference.load().flights
    return {("agrees", str(agrees(person_id, named, article.published_on))), ("is known of", str(ref in flown_by(person_id)) if is_known else "")}
