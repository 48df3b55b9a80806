"""Who flies, told without the flight's name: under a heading, beside each other, in number, in somebody's place; and who does not."""

import pytest
from test_seats import crews

ALDINGER = """Four more head for the orbiting lab
Four astronauts climbed into their capsule before sunrise and rode a column of flame into a cloudless sky.
In the commander's seat was Deborah Aldinger, a former Marine helicopter pilot. To her right sat pilot Kofi Brentwood.
 Behind them were mission specialists Naomi Uchiyama of Japan and Russian cosmonaut Vadim Yashkin.
They will relieve Samuel Ortega's team, which has been up there since February.
The Crew-19 mission is expected to last eight months, said Patricia Holm, who manages the program for NASA.""".replace("\n Behind", " Behind")

MANIFEST = """Who flies where this year
Spring: Crew-20
Commander Wes Halloran, pilot Priya Natarajan and mission specialist Boris Galkin are to lift off in April.
Summer: Soyuz MS-43
Fyodor Belov (Commander, Roscosmos)
Inna Kuzmina (Flight Engineer, Roscosmos)
Nate Sorrell (Flight Engineer, NASA)
They will stay until the winter. The cook at the hotel in Baikonur is Gulnara Omarova."""


def test_a_heading_names_the_flight_of_what_follows():
    assert crews(MANIFEST) == {"crew-20": {"Wes Halloran", "Priya Natarajan", "Boris Galkin"}, "soyuz-ms-43": {"Fyodor Belov", "Inna Kuzmina", "Nate Sorrell"}}


def test_the_only_flight_an_article_tells_of_may_be_named_late():
    assert crews(ALDINGER) == {"crew-19": {"Deborah Aldinger", "Kofi Brentwood", "Naomi Uchiyama", "Vadim Yashkin"}}


@pytest.mark.parametrize(("text", "expected"), [
    ("Axiom-8 has a new pilot. Hannah Brightwater, a former airline captain, takes over from Miguel Cardenas, who broke an ankle.", {"Hannah Brightwater"}),
    ("Grigory Malkin will not command Soyuz MS-44, doctors said. His understudy, Pavel Troshin, takes his place. \"Grigory Malkin is in good health,\" they said.",
     {"Pavel Troshin"}),
    ("NASA has given seats on Starliner-5 to Caleb Ransome and Monique Delacroix.", {"Caleb Ransome", "Monique Delacroix"}),
    ("Shenzhou-33 is home. First out was Deng Haoran, then Pu Yifei and last Shi Mingzhe.", {"Deng Haoran", "Pu Yifei", "Shi Mingzhe"}),
    ("Crew-22 met the governor. Commander Ruth Abernathy thanked him. Her crewmates, Isaac Fenwick and Chloe Renard, looked on.",
     {"Ruth Abernathy", "Isaac Fenwick", "Chloe Renard"}),
    ("Artemis IV is a landing, and its crew of four trained in pairs. Simone Archer and Bram Oldman flew the lander while Anders Pell and Yasmin Tully minded the ship.",
     {"Simone Archer", "Bram Oldman", "Anders Pell", "Yasmin Tully"}),
    ("A leak kept Crew-29 on the ground. Commander Gail Whitcomb and pilot Ned Farrow had been due to launch at 3:04 a.m.", {"Gail Whitcomb", "Ned Farrow"}),
    ("The other two came up on Crew-23 in January: Bill Wexler and Tess Halvorsen.", {"Bill Wexler", "Tess Halvorsen"}),
    ("Hiroshi Natsume of Osaka fell ill; he'll go on Galactic 10.", {"Hiroshi Natsume"}),
])
def test_who_flies(text, expected):
    assert set().union(*crews(text).values()) == expected


@pytest.mark.parametrize("text", [
    "Crew-26 is to launch on Thursday. Steve Marlow of SpaceX sat at a table beside Bill Gerst, NASA's manager. Behind them sat Ken Bower, an administrator.",
    "Q. Was Ethan Mossby on Polaris Dawn?\nA. No, Ethan Mossby was not on Polaris Dawn.",
    "Starliner-6 is on the pad. In the left seat of the simulator sat Chris Loft; in the right one, engineer Tom Gray.",
    "Crew-27 lifts off in May. Next to the ramp stood Jack Sorel. Beside him sat his wife, Dana Sorel.",
    "Soyuz MS-42 is to return. The remaining three, Pavel Zorin, Artur Kamov and Dana Whitlow, have been there since spring.",
    "Crew-28 may slip, a senator said. Janet Pell replaced Bill Nilsen at the agency in January. Sean Duff took over from Pell in July.",
])
def test_who_does_not_fly(text):
    assert crews(text) == {}
