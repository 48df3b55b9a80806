"""Which flight a craft or a verb of launching stands for."""

from datetime import date

import pytest

from transforms import normalise, targets
from transforms.article import Article


def found(body: str) -> list[targets.Target]:
    article = Article("a", body, date(2024, 6, 1))
    article.mentions = normalise.find(article.plain)
    return list(targets.find(article).values())


def test_a_craft_may_be_the_flight_named_nearest():
    craft = next(t for t in found("Crew-8 docked on Tuesday. The Crew Dragon had left Florida a day before.") if not t.is_named)
    assert (craft.ref, craft.likely) == ("?crew-dragon", "crew-8")


@pytest.mark.parametrize("body", [
    "An uncrewed Crew Dragon lifted off.",
    "The space shuttle programme ended in 2011.",
    "Robert Curbeam made two shuttle flights for NASA.",
    "The Mercury Seven were introduced by NASA.",
])
def test_craft_that_are_no_flight(body):
    assert not [t for t in found(body) if t.spacecraft_id]


def test_a_launch_without_a_craft_is_one_and_its_site_may_tell_the_craft():
    assert [t.ref for t in found("NASA astronaut Frank Rubio lifted off on Wednesday.")] == ["?"]
    assert [t.ref for t in found("Frank Rubio of NASA lifted off from Baikonur Cosmodrome.")] == ["?soyuz"]


def test_a_company_that_flies_one_craft_stands_for_it():
    assert "?new-shepard" in [t.ref for t in found("Blue Origin flew six people, among them William Shatner, to space.")]


def test_people_and_date_single_out_a_known_flight():
    craft = targets.Target(0, 1, "?soyuz", None, "soyuz")
    assert targets.identify(craft, ["frank-rubio", "sergey-prokopyev"], "2022-09-21", None) == "soyuz-ms-22"
    assert targets.identify(craft, ["frank-rubio", "sergey-prokopyev"], None, None, "down") == "soyuz-ms-23"
    assert targets.identify(craft, ["nobody-known"], None, None) is None


def test_what_the_reference_data_knows_of_a_crew():
    flight = targets.Target(0, 1, "soyuz-ms-22", "Soyuz MS-22", "soyuz")
    assert targets.agrees("frank-rubio", flight) is True
    assert targets.agrees("neil-armstrong", flight) is False
    assert targets.agrees("somebody-new", flight) is False, "its crew is known by name"
    assert targets.agrees("f-rubio", flight) is None, "may be a spelling of one of them"
    assert targets.agrees("frank-rubio", flight, date(2022, 1, 1)) is None, "a flight still to come is not known yet"
