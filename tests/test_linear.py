"""The linear models: what they read beyond the rules, and that each rests on features it can see. Sentences and people are invented."""

from datetime import date

import pytest

from transforms import agencies, claims, likely_events, linear, normalise
from transforms.agency_skeleton import Reader
from transforms.article import Article
from transforms.linear import bucket, probability, words
from warehouse import reference

MODELS = ("seats", "launches", "events")


def read(body: str, published: date | None = date(2031, 5, 7)) -> Article:
    return Article("a", body, published, mentions=normalise.find(Article("a", body, published).plain))


def values(body: str, attribute: str, method: str) -> set[tuple[str, str]]:
    return {(a.subject, a.value) for a in claims.find(read(body)) if (a.attribute, a.method) == (attribute, method)}


LIKELY = """A quiet week on the pad

Published: May 7, 2031

The pad at the Kennedy Space Center was washed again on Monday. Crew-41 is still waiting for a valve.
NASA astronaut Orsolya Benedek, the commander, spent the delay with a crossword, and pilot Tamsin Okereke with another. Mission specialists Rurik Halvorsen and Keiko Amagawa baked.
The valve, said engineer Dolores Hatch, is the size of a walnut.
"""


def test_people_whom_no_single_sentence_puts_on_the_flight_are_likely_on_it() -> None:
    article = read(LIKELY)
    by_rule = {s.person.name for s, _ in claims.by_rule(article).seated}
    crew = {a.value for a in claims.find(article) if a.attribute == "crew_member"}
    assert {"Orsolya Benedek", "Tamsin Okereke", "Rurik Halvorsen", "Keiko Amagawa"} <= crew
    assert "Dolores Hatch" not in crew
    assert by_rule < crew


def test_a_likely_seat_points_at_the_name_and_says_how_likely_it_is() -> None:
    article = read(LIKELY)
    found = [a for a in claims.find(article) if a.method == "likely"]
    assert all(article.body[a.start:a.end] in a.value or a.value in article.body[a.start:a.end] for a in found)
    assert all(0.4 < a.confidence < 1 for a in found)


def test_a_flight_has_one_launch_date_that_it_shows() -> None:
    body = "Crew-41 is aloft. The four left Florida on May 3, and will be docked by the end of the week. They are to land on September 20."
    dates = sorted((a.confidence, a.value) for a in claims.find(read(body)) if a.attribute == "launch_date")
    assert dates[-1][1] == "2031-05-03"


@pytest.mark.parametrize("model", MODELS)
def test_the_weights_of_a_model_are_those_of_distinct_features(model: str) -> None:
    rows = reference.rows(f"weights_{model}")
    known = linear.load(model).weights
    assert len(rows) == sum(map(len, known.values())) > 1000
    assert "bias" in known and all(abs(w) >= 20 for group in known.values() for w in group.values())


def test_what_no_article_had_weighs_nothing() -> None:
    model = linear.load("seats")
    assert model.some([("left", "xyzzy"), ("xyzzy", "left"), linear.BIAS]) == model.weights["bias"][""]
    assert model.words("left", ["xyzzy"]) == model.words("xyzzy", ["left"]) == 0


def test_a_sum_is_that_of_the_features() -> None:
    model = linear.load("seats")
    some = [linear.BIAS, ("left", "commander"), ("left", "said")]
    assert linear.Features().some(some[:1]) + linear.Features().words("left", ["commander", "said"]) == tuple(some)
    assert model.some(some) == model.some(some[:1]) + model.words("left", ["commander", "said"])


def test_words_buckets_and_probabilities() -> None:
    assert words('He "flew", twice (in 2031).') == ["he", '"', "flew", '"', ",", "twice", "(", "in", "2031", ")", "."]
    assert [bucket(n, 0, 2, 5) for n in (0, 1, 5, 6)] == ["0", "2", "5", "more"]
    assert probability(0) == 0.5
    assert probability(3000) + probability(-3000) == pytest.approx(1)


def test_what_the_parties_of_a_sentence_share_weighs_what_its_features_do() -> None:
    reader = Reader(read("NASA would not say a word. It has signed a pact with Japan about a greenhouse on the Moon, and named Orsolya Benedek its acting administrator."))
    found, model = agencies.by_rule(reader), linear.load(likely_events.MODEL)
    told = list(likely_events.tellings(reader, found, linear.Features()))
    weighed = list(likely_events.tellings(reader, found, model))
    assert len(told) > 2 and [t[:4] for t in told] == [t[:4] for t in weighed]
    assert all(len(t.evidence) == len(set(t.evidence)) for t in told)
    assert [t.evidence for t in weighed] == [model.some(t.evidence) for t in told]


def test_no_party_is_looked_for_in_a_sentence_that_says_too_little() -> None:
    reader = Reader(read("NASA has signed a pact with Japan about a greenhouse on the Moon."))
    model = linear.load(likely_events.MODEL)
    assert list(likely_events.tellings(reader, [], model)) and not list(likely_events.tellings(reader, [], model, floor=99_000))
