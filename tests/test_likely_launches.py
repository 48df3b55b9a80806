"""Launch dates that the model chooses, with the shipped weights. Sentences, and flights without a history, are invented."""

from datetime import date

import pytest

from transforms import claims, likely_launches, linear, normalise
from transforms.article import Article
from transforms.flight_places import FlightPlaces

PUBLISHED = date(2031, 5, 7)


def read(body: str) -> Article:
    article = Article("a", body, PUBLISHED)
    article.mentions = normalise.find(article.plain)
    return article


def launched(body: str) -> dict[str, str]:
    """By flight the date that is likeliest its launch."""
    rows = sorted((a.confidence, a.subject, a.value) for a in claims.find(read(body)) if a.attribute == "launch_date")
    return {subject: value for _, subject, value in rows}


@pytest.mark.parametrize(("body", "expected"), [
    ("Crew-41 lifted off on Sunday from Florida.", "2031-05-04"),
    ("Crew-41 will launch no earlier than June 3.", "2031-06-03"),
    ("The launch of Crew-41 has moved from May 20 to May 28.", "2031-05-28"),
    ("Crew-41 is due to leave in the autumn of 2032.", "2032-autumn"),
    ("Crew-41 splashed down on Sunday after six months in orbit.", None),
    ("Crew-41 docked at the station on April 20.", None),
    ("The agency announced the crew of Crew-41 on Monday.", None),
    ("Crew-41 is in orbit. The four went up on April 19, and docked a day later.", "2031-04-19"),
])
def test_a_date_is_that_of_the_launch_or_of_something_else(body: str, expected: str | None) -> None:
    assert launched(body).get("crew-41") == expected


def test_of_two_flights_each_has_its_date() -> None:
    assert launched("Crew-41 lifted off on April 19, and Soyuz MS-57 will follow it on June 3.") == {"crew-41": "2031-04-19", "soyuz-ms-57": "2031-06-03"}


def test_a_flight_has_one_date_that_is_likeliest() -> None:
    article = read("Crew-41 lifted off on April 19. It will land in October.")
    told = claims.by_rule(article)
    places = FlightPlaces(article, told.targets, told.refs)
    chosen = likely_launches.choose(article, places, {})
    assert [(ref, day.value) for ref, (day, _) in chosen.items()] == [("crew-41", "2031-04-19")]
    assert likely_launches.choose(article, places, {}, least=1.0) == {}


def test_the_rules_are_heard_where_the_model_is_in_doubt() -> None:
    article = read("Crew-41 lifted off on April 19.")
    told = claims.by_rule(article)
    pairs = [list(likely_launches.pairs(article, FlightPlaces(article, told.targets, told.refs), rules, linear.load(likely_launches.MODEL)))
             for rules in ({}, {"crew-41": told.dated})]
    assert [len(p) for p in pairs] == [1, 1] and pairs[1][0].evidence > pairs[0][0].evidence


def test_an_article_without_a_flight_has_no_pairs() -> None:
    article = read("The mayor spoke on May 3.")
    assert list(likely_launches.pairs(article, FlightPlaces(article, {}, {}), {}, linear.Features())) == []
