"""Which date of an article is likely the launch of which flight: a linear model chooses among all, weighing what the rules read as well."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any, NamedTuple

from transforms import governors, known_launches, linear, plans
from transforms.article import Article
from transforms.dates import DateMention
from transforms.flight_places import FlightPlaces
from transforms.launches import Launch
from transforms.linear import BIAS, Feature, Weigh, bucket, words
from transforms.periods import first_day
from transforms.targets import Target
from warehouse import reference

MODEL = "launches"
_start = attrgetter("start")
# Sentences between a date and a flight that is named only behind it.
_AHEAD = 3
# Places of flights before and behind a date in its sentence that it is weighed with.
_BESIDE = 8
# Edges of the days from publication to the date.
_DAYS = (-3000, -400, -60, -10, -2, 0, 2, 10, 60, 400)


class Pair(NamedTuple):
    """A date and a flight of one article, with what speaks for it (linear.Weigh)."""

    date: DateMention
    ref: str
    evidence: Any


def choose(article: Article, places: FlightPlaces, by_rule: Mapping[str, list[Launch]],
           least: float = 0.35, least_by_rule: float = 0.1) -> dict[str, tuple[DateMention, float]]:
    """By flight reference the date that is likeliest its launch, and how likely.

    `by_rule` are the dates that the rules read for a flight, the one that holds first, which is believed when it is less likely than others must be; both
    defaults are where cross-validation has the best F1.
    """
    best: dict[str, tuple[DateMention, float]] = {}
    for pair in pairs(article, places, by_rule, linear.load(MODEL)):
        likelihood = linear.probability(pair.evidence)
        enough = least_by_rule if is_by_rule(by_rule, pair) else least
        if likelihood >= enough and likelihood > best.get(pair.ref, (None, 0.0))[1]:
            best[pair.ref] = pair.date, round(likelihood, 3)
    return best


def is_by_rule(by_rule: Mapping[str, list[Launch]], pair: Pair) -> bool:
    """Whether the rules read the date as the launch of the flight."""
    return pair.ref in by_rule and by_rule[pair.ref][0].date.value == pair.date.value


def pairs(article: Article, places: FlightPlaces, by_rule: Mapping[str, list[Launch]], weigh: Weigh) -> Iterator[Pair]:
    """Every date with the flights of its sentence, else with the one named last, the one named next, and the only one."""
    flights, rank = places.told, places.rank
    if not flights or not article.dates:
        return
    plain = article.plain
    sentence_of = [places.sentence_at(d.start) for d in article.dates]
    sharing: dict[int, list[DateMention]] = {}
    for d, sentence in zip(article.dates, sentence_of, strict=True):
        sharing.setdefault(sentence, []).append(d)
    read = {x.date.start: ref for ref, told in by_rule.items() for x in told}
    for d, sentence in zip(article.dates, sentence_of, strict=True):
        low, high = article.sentences[sentence]
        place = bisect_right(places.starts, d.start)
        around = places.beside.get(sentence, ())
        # The nearest, before it and behind it: no sentence of 9,700 with flights names more than five, only a list does.
        at = bisect_left(around, place)
        here = {flights[i][1] for i in around[max(0, at - _BESIDE):at + _BESIDE]}
        last = flights[place - 1] if place else None
        following = flights[place] if place < len(flights) and places.sentence[place] - sentence <= _AHEAD else None
        # Of the labelled dates in a sentence with a flight one in seventy is the launch of another flight.
        options = here or {*(f[1] for f in (last, following) if f), *(rank if len(rank) == 1 else ())}
        if not options:
            continue
        before = [w[:6] for w in reversed(words(plain[max(low, d.start - 110):d.start])[-14:])]
        after = [w[:6] for w in words(plain[d.end:min(high, d.end + 80)])[:9]]
        told = {w[:6] for w in words(plain[low:min(high, low + 500)])}
        event = _of_event(article, d, low, high, sharing[sentence])
        of_date = (weigh.some({BIAS, *_of_date(article, d, before, after, sentence, len(sharing[sentence])), *event})
                   + weigh.words("near before", set(before[:5])) + weigh.words("before", set(before[5:])) + weigh.words("after", set(after)))
        of_relation: dict[str, Any] = {}
        for ref in sorted(options, key=rank.__getitem__):
            features = {
                *_of_knowledge(article, d, ref, places.identified[ref]), ("flights", bucket(len(rank), 1, 2, 3, 5)), ("rank", bucket(rank[ref], 0, 1, 2)),
                ("rule", "" if ref not in by_rule else str(by_rule[ref][0].date.value == d.value)),
            }
            if ref in here:
                relation = _beside(article, d, ref, places, features)
            elif last and last[1] == ref:
                relation = "after"
                features |= places.since(plain, d.start, place - 1)
            else:
                relation = "far"
                if following and following[1] == ref:
                    features.add(("sentences before", bucket(places.sentence[place] - sentence, 0, 1, 2)))
            features |= {("relation", relation), ("rule " + relation, str(read[d.start] == ref) if d.start in read else "")}
            if relation not in of_relation:
                of_relation[relation] = (weigh.words("left " + relation, set(before[:5])) + weigh.words("sentence " + ("with" if here else relation), told)
                                         + weigh.some([(f"{group} {relation}", value) for group, value in event]))
            yield Pair(d, ref, of_date + of_relation[relation] + weigh.some(features))


def _of_date(article: Article, d: DateMention, before: list[str], after: list[str], sentence: int, beside: int) -> set[Feature]:
    """What a date and the words around it tell, whichever the flight."""
    day = first_day(d.value)[0]
    ahead = bucket((day - article.published_on).days, *_DAYS) if day and article.published_on else ""
    form = "".join("0" if c.isdigit() else "a" if c.isalpha() else c for c in article.plain[d.start:d.end])
    return {
        ("precision", d.precision), ("has year", str(d.has_year)), ("days ahead", ahead), ("form", form), ("dates", bucket(len(article.dates), 1, 2, 4, 8)),
        ("dates beside", bucket(beside, 1, 2, 3)), ("first sentence", bucket(sentence, 0, 1, 3, 8)),
        *((f"word {i} before", w) for i, w in enumerate(before[:3], 1)), *((f"word {i} after", w) for i, w in enumerate(after[:2], 1)),
    }


def _of_event(article: Article, d: DateMention, low: int, high: int, dates: list[DateMention]) -> set[Feature]:
    """Which event the words of the sentence make a date that of, whether it is a plan, and whether one that did not hold."""
    plain = article.plain
    kind, event, is_planned = governors.govern(plain, governors.find(article, low, high), d, low, high)
    confidence, is_old = plans.weigh(plain, kind, event, d, dates, low, high)
    return {("event", f"{kind} {is_planned}"), ("event word", event.word[:6] if event else ""), ("is old", str(is_old)), ("is possible", str(confidence > 0))}


def _of_knowledge(article: Article, d: DateMention, ref: str, named: Target) -> set[Feature]:
    """What the reference data tells of a launch, which helps to read but supplies nothing."""
    is_known = bool(reference.load().flights.get(ref, {}).get("launched_on"))
    fits = str(known_launches.is_of(named, d)) if is_known else ""
    strange = str(known_launches.is_strange(named, d, article.published_on, False)) if is_known else ""
    return {("fits", fits), ("fits " + d.precision, fits), ("is strange", strange), ("is named", str(named.is_named))}


def _beside(article: Article, d: DateMention, ref: str, places: FlightPlaces, features: set[Feature]) -> str:
    """How a date stands to a flight of its sentence (FlightPlaces.stand); adds what stands between them to the features."""
    relation, way, low, high = places.stand(article.plain, d.start, d.end, ref, 6, features)
    features.add(("dates between " + way, bucket(bisect_left(article.dates, high, key=_start) - bisect_left(article.dates, low, key=_start), 0, 1)))
    return relation
