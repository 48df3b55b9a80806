"""Launch sites that the model chooses, with the shipped weights. Sentences, and flights without a history, are invented."""

from datetime import date

import pytest

from transforms import claims, conflicts, likely_sites, linear, normalise
from transforms.article import Article
from transforms.flight_places import FlightPlaces
from warehouse import reference


def read(body: str) -> Article:
    article = Article("a", body, date(2030, 5, 7))
    article.mentions = normalise.find(article.plain)
    return article


def sites(body: str) -> dict[str, str]:
    return {a.subject: a.value for a in claims.find(read(body)) if a.attribute == "launch_site"}


@pytest.mark.parametrize(("body", "expected"), [
    ("Crew-29 lifted off on Sunday from NASA's Kennedy Space Center in Florida.", "Kennedy Space Center"),
    ("Crew-29 lifted off from pad 39A at the Kennedy Space Center in Cape Canaveral.", "Kennedy Space Center"),
    ("Crew-29 lifted off from Florida's Kennedy Space Center.", "Kennedy Space Center"),
    ("The rocket of Crew-29 will climb away from pad 40 at Cape Canaveral Space Force Station.", "Cape Canaveral"),
    ("The rocket of Crew-29 stands on its launch pad at the Kennedy Space Center.", "Kennedy Space Center"),
    ("Crew-29 is to set out from Kennedy in June.", "Kennedy Space Center"),
    ("The Crew-29 capsule landed at the Kennedy Space Center.", None),
    ("The director of the Kennedy Space Center praised Crew-29.", None),
    ("The four of Crew-29 arrived at the Kennedy Space Center on Sunday.", None),
    ("Crew-29 splashed down off Florida.", None),
    ("Crew-29 splashed down on Sunday and was shipped to Cape Canaveral.", None),
    ("Crew-29 is in orbit. A cargo ship will launch from Cape Canaveral on Friday.", None),
])
def test_a_place_is_that_of_the_launch_or_of_something_else(body: str, expected: str | None) -> None:
    assert sites(body).get("crew-29") == expected


def test_of_two_flights_each_has_its_place() -> None:
    found = sites("Crew-29 will lift off from the Kennedy Space Center, while Soyuz MS-56 will launch from the Baikonur Cosmodrome.")
    assert found == {"crew-29": "Kennedy Space Center", "soyuz-ms-56": "Baikonur Cosmodrome"}


def test_a_region_is_told_where_nothing_closer_is() -> None:
    assert sites("Crew-29 lifted off from Florida on Sunday.") == {"crew-29": "Florida"}
    assert sites("Crew-29 lifted off from Florida on Sunday. It rose from Cape Canaveral at noon.") == {"crew-29": "Cape Canaveral"}


def test_what_only_may_be_a_site_is_weighed_too() -> None:
    named = [(m.name, m.method) for m in likely_sites.named(read("Crew-29 left Kennedy. In Floridale nobody looked. Nobody flew over Dugway Proving Ground."))]
    assert named[:1] == [("Kennedy Space Center", "possible")] and "Florida" not in dict(named) and "Dugway Proving Ground" not in dict(named)


def test_an_article_without_a_flight_has_no_pairs() -> None:
    article = read("The mayor spoke at the Kennedy Space Center.")
    assert list(likely_sites.pairs(article, FlightPlaces(article, {}, {}), (), linear.Features())) == []


def test_a_region_says_less_than_a_site_in_it() -> None:
    wider = conflicts.parents_of(reference.load())["launch_site"]
    assert wider["kennedy-space-center"] == wider["cape-canaveral"] == "florida" and "baikonur" not in wider


def test_every_name_of_a_long_row_of_sites_is_weighed():
    body = "NASA astronauts flew on Crew-5 in October 2022. " + "Baikonur Florida " * 300
    article = Article("a", body, date(2022, 10, 6), mentions=normalise.find(body))
    assert len(likely_sites.named(article)) == 600
    assert not any(a.attribute == "crew_member" for a in claims.find(article))
