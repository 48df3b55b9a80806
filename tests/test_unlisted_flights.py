"""Flights of series and companies that no table has. Sentences, people, companies and flights are invented."""

import pytest

from transforms import claims, normalise
from transforms.article import Article
from transforms.text import fold


def found(body: str) -> list[tuple[str, str]]:
    """The discovered flights of a text that is about spaceflight: how each is written, and its name."""
    plain = fold(body + "\n\nNASA was told.")
    return [(plain[m.start:m.end], m.name) for m in normalise.find(plain) if m.kind == "flight" and m.method == "discovered"]


def names(body: str) -> set[str]:
    return {name for _, name in found(body)}


@pytest.mark.parametrize(("body", "expected"), [
    ("Astronaut Oona Petersen is the commander of Solstice-4, which leaves Florida in May.", {"Solstice-4"}),
    ("ESA has assigned two astronauts to Tern-1B, a week in orbit that nobody has dated.", {"Tern-1B"}),
    ("The passengers of Corvina Two spent five days in space.", {"Corvina Two"}),
    ("The Meadowlark-3 crew trains in Houston with NASA astronauts.", {"Meadowlark-3"}),
    ("Lift-off of Brolga-2 slipped to Friday. Its crew, the first spaceflight passengers from Tonga, went to bed.", {"Brolga-2"}),
    ("Sabine Okwuosa and her pilot rode into space on Petrel C1 in March; C1 stayed up for an hour.", {"Petrel C1"}),
    ("Quillon Bravo put astronaut Dag Ellingsen round the planet twice.", {"Quillon Bravo"}),
    ("The mission called Zenobia takes three astronauts to orbit.", {"Zenobia"}),
    ("NASA astronauts met the \"Marigold\" crew, who leave on Monday.", {"Marigold"}),
    ("The trip bears the name Perdita and will take four astronauts round the Moon.", {"Perdita"}),
    ("Billed as the maiden crewed flight of its Nightjar capsule, the launch will take two astronauts up.", {"Nightjar"}),
    ("Astronaut Imre Vidal is booked on Orchard Tern-1 for a year from now.", {"Orchard Tern-1"}),
])
def test_a_name_that_the_text_makes_a_flights(body: str, expected: set[str]) -> None:
    assert names(body) == expected


@pytest.mark.parametrize("body", [
    "NASA astronaut Oona Petersen lives at Kiln Lane 4 and keeps Room 12 tidy.",
    "The astronauts flew over Pad 39 and read Issue 77 of the newsletter aboard.",
    "NASA launched the Tern-1 satellite while astronauts watched.",
    "Astronauts cheered as the rocket Corvina-2 left the pad.",
    "The Solstice-4 module will be joined to the space station by astronauts.",
    "Brolga-2 is an uncrewed test; astronauts may follow on another.",
    "Brolga-3 took off with a mannequin aboard, and the astronauts watched.",
    "Astronaut Imre Vidal once was a Merlin-3 pilot.",
    "Volunteers spent a year in Hillside-2, a simulated spaceflight whose commander was a nurse.",
    "Imre Vidal, 41, an astronaut, beat Vidal 3 to 1 on the way to the launch.",
    "The novel Quillon Two follows the crew of Quillon Two into space.",
    "Astronauts on Expedition 44 saw Typhoon-3 from the space station.",
    "On 26 May, After 12 hours, Seat 3 held astronaut Imre Vidal.",
    "The crew flew with a Geiger 7 counter in space, said the astronaut.",
    "A probe called Zenobia was launched before the astronauts went into space.",
    "The astronauts sang a song called Perdita in space.",
    "NASA said the Moon mission needs astronauts named Smith.",
    "Luna 25 was launched a week before the crew of the space station heard of it.",
    "The commander of Fort Bliss met astronauts after the spaceflight.",
    "The mission called Damselfly will land on Titan, where no astronaut will ever go.",
    "A mission named Damselfly, astronaut Imre Vidal said, will look at the methane seas of Titan.",
    "The mission called Hera-4 looks at an asteroid.",
])
def test_names_of_other_things_are_no_flights(body: str) -> None:
    assert names(body) == set()


def test_one_flight_of_a_series_makes_the_others_known() -> None:
    body = "The crew of Solstice-4 are back from space. Solstice-5 is for sale. Solstice-3 flew empty."
    assert names(body) == {"Solstice-4", "Solstice-5"}


def test_a_flight_has_the_fullest_name_that_a_text_gives_it() -> None:
    body = "Astronauts Dag Ellingsen and Oona Petersen are passengers of Orchard Tern-1. Tern-1 leaves in May."
    assert found(body) == [("Orchard Tern-1", "Orchard Tern-1"), ("Tern-1", "Orchard Tern-1")]


def test_a_second_half_stands_for_a_name_that_alone_has_it() -> None:
    body = "The commander of Petrel CT-1 is astronaut Dag Ellingsen. CT-1 leaves in May. The crew of Petrel CT-2 waits."
    assert ("CT-1", "Petrel CT-1") in found(body)


def test_the_flight_goes_on_from_the_name_of_a_station() -> None:
    assert names("ESA astronaut Imre Vidal is assigned to Starlab-6.") == {"Starlab-6"}
    assert names("ESA astronaut Imre Vidal is assigned to Starlab.") == set()


def test_a_discovered_flight_has_crew_date_and_site_and_no_craft() -> None:
    body = "NASA said commander Oona Petersen and pilot Dag Ellingsen will launch on Solstice-4 from Cape Canaveral on May 3, 2031, and astronauts will greet them."
    article = Article("a", body, None, mentions=normalise.find(fold(body)))
    told = {(a.attribute, a.value) for a in claims.find(article) if a.subject.startswith("solstice-4")}
    assert {("crew_member", "Oona Petersen"), ("crew_member", "Dag Ellingsen"), ("flight_name", "Solstice-4"), ("launch_date", "2031-05-03")} <= told
    assert not any(attribute == "spacecraft" for attribute, _ in told)


def test_a_text_about_something_else_is_not_searched() -> None:
    assert not normalise.find("The crew of Solstice-4 went fishing. The pilot was sick.")


def test_names_do_not_overlap() -> None:
    body = "NASA astronauts flew the mission called Zenobia. The crew of Starlab-6 saw Zenobia Peak, and Oona Zenobia Petersen waved."
    spans = [(m.start, m.end) for m in normalise.find(body)]
    assert all(end <= start for (_, end), (start, _) in zip(spans, spans[1:], strict=False))


def test_a_flight_is_known_by_each_of_a_thousand_names_on_one_line():
    told = "NASA said that " + "the crew of Cassiopeia-1 flew and " * 1000
    assert sum(m.entity_id == "cassiopeia-1" for m in normalise.find(told)) == 1000


def test_each_of_many_introduced_flights_is_found_wherever_it_stands():
    heads = [f"{a}{b}lanor" for a in "BCDFGKLMNP" for b in "aeiou"]
    told = "NASA astronauts trained. " + " ".join(f"They flew a mission called {head} with a crew. Un{head} and {head}-x are others." for head in heads)
    assert sum(m.kind == "flight" for m in normalise.find(told)) == len(heads)
