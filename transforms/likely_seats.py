"""People who are likely on a flight by all that an article says of both: what no rule of transforms.seats reads, a linear model weighs."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from transforms import linear
from transforms.article import Article, Mention
from transforms.linear import BIAS, Feature, bucket
from transforms.seats import Seat
from transforms.targets import Target, agrees, flown_by
from warehouse import reference

MODEL = "seats"
_TOKEN = re.compile(r"[A-Za-z][\w'-]*|\d+|[,;:().\"-]")
# What stands between the names of a list: no end of a sentence and no verb of speech.
_BETWEEN = re.compile(r"(?=[^.!?\n]*(?:,|;|\(|\band\b))(?!.*\b(?:said|told|who|but|while|whose|that)\b)[^.!?:\n]{0,70}")
# Mentions of one person beyond these repeat what is known.
_MENTIONS = 8


class Pair(NamedTuple):
    """A person and a flight of one article: `person` is the mention that says most of it, `target` the place of the flight beside it."""

    person: Mention
    ref: str
    target: Target
    features: frozenset[Feature]
    is_seated: bool


class _Spot(NamedTuple):
    """A mention of a person in its sentence, with the words around it and the index of the first flight behind it."""

    mention: Mention
    sentence: int
    before: list[str]
    after: list[str]
    words: frozenset[str]
    place: int


def words(text: str) -> list[str]:
    """Words, numbers and marks in small letters."""
    return _TOKEN.findall(text.lower())


def find(article: Article, targets: dict[int, Target], refs: dict[int, str], seats: list[Seat], least: float = 0.5) -> list[tuple[Seat, str]]:
    """Seats with their flight reference that are at least as likely as `least` and that no rule found.

    A person who is told in one breath with somebody of the crew is more likely on it: what is found counts in a second reading.
    """
    found: dict[tuple[str, str], tuple[Seat, str]] = {}
    for _ in range(2):
        seated = {(refs[s.target.start], s.person.entity_id) for s in seats if s.target.start in refs} | set(found)
        for pair in pairs(article, targets, refs, seated):
            key = pair.ref, pair.person.entity_id
            likelihood = 0.0 if pair.is_seated else linear.probability(linear.score(MODEL, pair.features))
            if likelihood >= least:
                found[key] = Seat(pair.person, pair.target, "likely", round(likelihood, 3)), pair.ref
    return list(found.values())


def pairs(article: Article, targets: dict[int, Target], refs: dict[int, str], seated: set[tuple[str, str]]) -> Iterator[Pair]:
    """Every person of the article with every flight; `seated` are the pairs of flight reference and person that are known."""
    flights = [(t, refs[t.start]) for t in targets.values() if t.start in refs]
    mentions = [m for m in article.mentions if m.kind == "person"]
    if not flights or not mentions:
        return
    starts = [t.start for t, _ in flights]
    opens = [low for low, _ in article.sentences]
    at = [bisect_right(opens, s) - 1 for s in starts]
    counted = Counter(ref for _, ref in flights)
    rank = {ref: i for i, (ref, _) in enumerate(counted.most_common())}
    run = _runs(article, mentions)
    crew_size = Counter(ref for ref, _ in seated)
    spots: dict[str, list[_Spot]] = {}
    for m in mentions:
        if len(spots.setdefault(m.entity_id, [])) < _MENTIONS:
            spots[m.entity_id].append(_spot(article, m, opens, starts))
    for person_id, own in spots.items():
        of_person = _of_person(person_id, own)
        for ref in rank:
            target = next(t for t, r in flights if r == ref)
            features = {
                BIAS, *of_person, *_of_knowledge(article, person_id, ref, target),
                ("flights", bucket(len(rank), 1, 2, 3, 5)), ("rank", bucket(rank[ref], 0, 1, 2)), ("is first", str(flights[0][1] == ref)),
                ("crew", bucket(crew_size[ref], 0, 1, 2, 3, 4)), ("is elsewhere", str(any(p == person_id and r != ref for r, p in seated))),
            }
            best, least, relations = own[0].mention, (9, 0), set()
            for spot in own:
                relation, near, distance = _relate(article, spot, flights, at, ref, mentions, features)
                if near is not None and (rank_of := (_CLOSENESS[relation], distance)) < least:
                    least, best, target = rank_of, spot.mention, near
                relations.add(relation)
                features |= {("left " + relation, w) for w in spot.before} | {("right " + relation, w) for w in spot.after}
                if relation != "far":
                    features |= {("sentence " + relation[:4], w) for w in spot.words}
                group = run[spot.mention.start]
                features.add(("list " + relation, bucket(len(group), 1, 2, 3, 4, 6)))
                if any((ref, m.entity_id) in seated and m.entity_id != person_id for m in group):
                    features |= {("beside crew", ""), ("beside crew", relation)}
            closest = min(relations, key=_CLOSENESS.__getitem__)
            features |= {("closest", closest), ("relations", " ".join(sorted(relations)))} | {(f"{group} {closest}", value) for group, value in features if group in _CROSSED}
            yield Pair(best, ref, target, frozenset(features), (ref, person_id) in seated)


# What means one thing of a flight in the same sentence and another of one far away.
_CROSSED = frozenset({"agrees", "is known of", "is elsewhere", "role", "has flown", "mentions", "flights", "rank", "crew", "is first", "order", "is named", "first sentence"})
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


def _spot(article: Article, m: Mention, opens: list[int], starts: list[int]) -> _Spot:
    sentence = bisect_right(opens, m.start) - 1
    low, high = article.sentences[sentence]
    plain = article.plain
    return _Spot(m, sentence, words(plain[max(low, m.start - 45):m.start])[-3:], words(plain[m.end:min(high, m.end + 45)])[:3],
                 frozenset(words(plain[low:min(high, low + 400)])), bisect_right(starts, m.start))


def _of_person(person_id: str, own: list[_Spot]) -> set[Feature]:
    """What the article and the reference data tell of a person alone."""
    known = reference.load().people.get(person_id)
    first = own[0]
    found = {
        ("role", (known["role"] or "none") if known else "unknown"), ("has flown", known["flew"] if known else ""),
        ("mentions", bucket(len(own), 1, 2, 4)), ("first sentence", bucket(first.sentence, 0, 2, 5, 11)), ("surely a name", bucket(first.mention.score, 0.6, 0.8, 0.9, 1)),
    }
    for spot in own:
        found |= {("left", w) for w in spot.before} | {("right", w) for w in spot.after}
    return found


def _of_knowledge(article: Article, person_id: str, ref: str, target: Target) -> set[Feature]:
    """What the reference data tells of a person on a flight, which helps to read but supplies nothing."""
    flights = reference.load().flights
    is_named = not ref.startswith("?")
    named = Target(target.start, target.end, ref, None, target.spacecraft_id) if is_named else target
    return {("agrees", str(agrees(person_id, named, article.published_on))), ("is known of", str(ref in flown_by(person_id)) if ref in flights else ""),
            ("is named", str(is_named)), ("is known", str(ref in flights))}


def _relate(article: Article, spot: _Spot, flights: list[tuple[Target, str]], at: list[int], ref: str, mentions: list[Mention], features: set[Feature]) -> tuple[str, Target | None, int]:
    """How a mention stands to a flight, the place of the flight that it stands to, and how far apart they are; adds the features of it.

    same: in one sentence, no other flight there; shared: with others; after: the flight was named last; far: otherwise.
    """
    m, plain = spot.mention, article.plain
    here = [i for i, (_, r) in enumerate(flights) if at[i] == spot.sentence and r == ref]
    others = any(at[i] == spot.sentence and r != ref for i, (_, r) in enumerate(flights))
    if here:
        i = min(here, key=lambda i: abs(flights[i][0].start - m.start))
        t = flights[i][0]
        relation, way = "shared" if others else "same", "then" if t.start > m.end else "before"
        low, high = (m.end, t.start) if t.start > m.end else (t.end, m.start)
        gap = words(plain[low:high])
        people = sum(low <= x.start < high for x in mentions)
        between = sum(low <= x.start < high and r != ref for x, r in flights)
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
        features |= {("sentences after", bucket(spot.sentence - at[spot.place - 1], 1, 2, 4, 8)), ("is one paragraph", str("\n" not in plain[near.end:m.start]))}
        if others:
            features.add(("beside others", ""))
    else:
        relation, near, distance = "far", None, 0
        if spot.place < len(flights) and flights[spot.place][1] == ref:
            features.add(("sentences before", bucket(at[spot.place] - spot.sentence, 1, 2, 4, 8)))
    features.add(("relation", relation))
    return relation, near, distance
