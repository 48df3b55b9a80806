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
    ("Axiom-9 has found its fourth: hotelier Konrad Weiss. He flies with Aysha Karim and Joao Neves.", {"Konrad Weiss", "Aysha Karim", "Joao Neves"}),
    ("Nathan Krueger, 41, was named Tuesday to the crew of Crew-32. The others going along are Takeshi Mura and a Russian, Gennady Losev.",
     {"Nathan Krueger", "Takeshi Mura", "Gennady Losev"}),
    ("From left, NASA astronauts Sara Whitman and Joe Delgado pose in front of the rocket ahead of Crew-35.", {"Sara Whitman", "Joe Delgado"}),
    ("Paul Decker will not fly after all. His place on Crew-36 goes to rookie Erin McKay.", {"Erin McKay"}),
    ("Boeing's Starliner-7 is on its way. Strapped inside the capsule, Maggie Trent and Omar Haddad felt a kick.", {"Maggie Trent", "Omar Haddad"}),
    ("On New Shepard NS-61 were dentist Paula Ingram and a couple from Leeds, Anne and Geoff Tuttle.", {"Paula Ingram", "Anne Tuttle", "Geoff Tuttle"}),
    ("NASA moved Harriet Dunmore. Dunmore, 39, has been moved from Crew-40 to Crew-39.", {"Harriet Dunmore"}),
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
    "Crew-37 has arrived. The station's commander, Rob Hale, rang the bell.",
    "Crew-28 may slip, a senator said. Janet Pell replaced Bill Nilsen at the agency in January. Sean Duff took over from Pell in July.",
])
def test_who_does_not_fly(text):
    assert crews(text) == {}


def test_names_in_capitals_with_nicknames_and_of_a_couple():
    assert crews("On NS-62 are AMY BRANDT, Walt 'Skip' Lundgren, rapper DeShawn \"Lil Comet\" Avery and Tom and Rick Wainwright.") == {
        "new-shepard-ns-62": {"Amy Brandt", "Walt Lundgren", "DeShawn Avery", "Tom Wainwright", "Rick Wainwright"}}


def test_a_surname_that_is_told_of_makes_its_full_name_a_persons():
    assert crews("Axiom-6 leaves in October. Ailbhe MacCorrin is in the pool. MacCorrin, a 34-year-old engineer, will command the flight.") == {"axiom-6": {"Ailbhe MacCorrin"}}
