"""Flights that a report does not name: told by who flew, beside whom, as the first of whom, and by the loss of their craft."""

from datetime import date

import pytest
from test_seats import crews

from transforms import normalise

PUBLISHED = date(2024, 2, 1)
TOLD = [
    ("Actor William Shatner rode a rocket, and this week he remembers it. Shatner, who joined a suborbital tourism flight at the age of 90, saw"
     " only darkness.", {"new-shepard-ns-18": {"William Shatner"}}),
    ("The company launched its founder Richard Branson to the edge of space.", {"unity-22": {"Richard Branson"}}),
    ("Michael Strahan and Laura Shepard Churchley, the daughter of famed astronaut Alan Shepard, flew in December 2021.",
     {"new-shepard-ns-19": {"Michael Strahan", "Laura Shepard Churchley"}}),
    ("Jeff Bezos was joined by Wally Funk, who had trained for space in 1961, and Oliver Daemen, a student.",
     {"new-shepard-ns-16": {"Jeff Bezos", "Wally Funk", "Oliver Daemen"}}),
    ("Jeff Bezos and his brother Mark rode New Shepard on 20 July 2021.", {"new-shepard-ns-16": {"Jeff Bezos", "Mark Bezos"}}),
    ("Richard Branson took with him his employee Sirisha Bandla, who had grown up in Houston.",
     {"unity-22": {"Richard Branson", "Sirisha Bandla"}}),
    ("Sally Ride became the first American woman in space, and a school bears her name.", {"sts-7": {"Sally Ride"}}),
    ("In 1998 the astronaut John Glenn flew on the shuttle at the age of 77.", {"sts-95": {"John Glenn"}}),
    ("Dennis Tito paid millions for his holiday, launching on a Russian rocket.", {"soyuz-tm-32": {"Dennis Tito"}}),
    ("The day honours those who lost their lives on the space shuttles Challenger and Columbia. Ronald McNair, a saxophonist, was a member of"
     " the Challenger crew.", {"sts-51l": {"Ronald McNair"}}),
    ("Virgin Galactic founder Richard Branson and five crewmates reached the edge of space. With him were Beth Moses and Colin Bennett.",
     {"unity-22": {"Richard Branson", "Beth Moses", "Colin Bennett"}}),
    ("Frank Rubio rode a Russian rocket to the station with cosmonauts Sergey Prokopyev and Dmitri Petelin.",
     {"soyuz-ms-22": {"Frank Rubio", "Sergey Prokopyev", "Dmitry Petelin"}}),
    ("Frank Rubio came home after 371 days in space.", {"soyuz-ms-23": {"Frank Rubio"}}),
    ("Alan Shepard, the first American in space, hit golf balls on the Moon.", {"mercury-redstone-3": {"Alan Shepard"}}),
    ("Yang Liwei became China's first man in space in 2003.", {"shenzhou-5": {"Yang Liwei"}}),
    ("John Glenn orbited the Earth three times in February 1962.", {"mercury-atlas-6": {"John Glenn"}}),
    ("Dennis Tito, the first space tourist, visited the space station in 2001.", {"soyuz-tm-32": {"Dennis Tito"}}),
    ("Neil Armstrong became the first person to walk on the Moon.", {"apollo-11": {"Neil Armstrong"}}),
    ("Jeff Bezos attended the launch with Wally Funk.", {}),
    ("William Shatner spoke of space at a gala alongside Chris Boshuizen.", {}),
    # A craft that was lost later; people who flew on several flights; a name that owns a company.
    ("Robert Crippen flew on Columbia, which was lost in an accident many years later.", {"sts-1": {"Robert Crippen"}}),
    ("Peggy Whitson has been to space and does not want to stop.", {}),
    ("The Jeff Bezos-backed firm sent a rocket to the edge of space.", {}),
    ("Actor William Shatner dreamed of a flight to the edge of space.", {}),
]


@pytest.mark.parametrize(("body", "expected"), TOLD)
def test_crews(body, expected):
    assert crews(body + " NASA took no part in this report.", PUBLISHED) == expected


@pytest.mark.parametrize(("text", "flights"), [
    ("Apollo 9 and 10 prepared the landing.", ["apollo-9", "apollo-10"]),
    ("Artemis II, III and IV carry people.", ["artemis-ii", "artemis-iii", "artemis-iv"]),
    ("The Soyuz 4 and 5 crews met; Gemini 6 and 7 too.", ["soyuz-4", "soyuz-5", "gemini-vi", "gemini-vii"]),
    ("Crew-8 and 9 others; Crew-9 and 12 years; Virgin Galactic 20 years later; Crew-9, 12 February.", ["crew-8", "crew-9", "crew-9"]),
])
def test_numbers_listed_with_a_flight(text, flights):
    assert [m.entity_id for m in normalise.find(text + " NASA said so.") if m.kind == "flight"] == flights


def test_what_is_called_after_somebody_is_nobody():
    text = "NASA's Laura Pembroke flew on Crew-16. The Pembroke spacecraft and the Robert Collier award are things; the Solar Winds Collector is one."
    assert {m.name for m in normalise.find(text) if m.kind == "person"} == {"Laura Pembroke"}
