"""Whole short reports in the manner of different newsrooms, invented: who is on which flight, and who is only there."""

from datetime import date

import pytest
from test_launches import told
from test_seats import crews

MONDAY = date(2027, 3, 8)
FOUR = {"Laura Pembroke", "Daniel Okafor", "Haruto Minami", "Ilya Gorelov"}
NEXT = {"Brian Cole", "Emily Sato", "Lukas Meier", "Denis Orlov"}

REPORTS = [
    ("""Two Russians and an American head for space station
MOSCOW (Reuters) - A Russian Soyuz rocket carrying two cosmonauts and a U.S. astronaut blasted off from Kazakhstan on Monday.
Cosmonauts Pavel Sidorenko and Anton Kuzmin and NASA's Rachel Dunn will join seven people already aboard the outpost: Americans Laura Pembroke
 and Daniel Okafor, Japan's Haruto Minami and Russians Ilya Gorelov, Ivan Petrov and Oleg Smirnov.
The Soyuz MS-33 is due to dock at 1510 GMT.
Dunn, 42, a former nurse, plays chess. Sidorenko, the commander, has flown twice before.
NASA's Ann Hill followed the launch from Baikonur.
Petrov and Smirnov are to return to Earth with Dunn's predecessor Robert Crane in April.""".replace("\n and", " and"),
     {"soyuz-ms-33": {"Pavel Sidorenko", "Anton Kuzmin", "Rachel Dunn"}}, {"soyuz-ms-33": ("2027-03-08", "Baikonur Cosmodrome")}),
    ("""SpaceX capsule with four aboard splashes down off California
Four astronauts returned to Earth early Sunday after nearly six months in orbit.
Their SpaceX capsule parachuted into the Pacific off San Diego at 3:44 a.m., 18 hours after leaving the International Space Station.
Back on Earth were NASA's Laura Pembroke and Daniel Okafor, Haruto Minami of Japan and Ilya Gorelov of Russia.
They had launched to the station from Cape Canaveral last September as Crew-16.
Their replacements - Brian Cole, Emily Sato, Lukas Meier and Denis Orlov - arrived on Crew-17 last week.
Pembroke was the first to be helped out of the capsule, smiling and waving.""",
     {"crew-16": FOUR, "crew-17": NEXT}, {"crew-16": ("2026-09", "Cape Canaveral"), "crew-17": (None, None)}),
    ("""NASA names crew for next commercial flight
NASA announced Monday the four people who will fly on its SpaceX Crew-18 mission, targeted for no earlier than October.
NASA astronauts Brian Cole and Emily Sato will serve as commander and pilot, respectively. Lukas Meier, an ESA (European Space Agency)
 astronaut, and Roscosmos cosmonaut Denis Orlov will be mission specialists.
This will be Cole's second trip to space after Crew-12 and the first for Sato, Meier and Orlov.
Sato earned a doctorate in geology under Professor Ann Hill.
The crew will launch aboard a Dragon from Launch Complex 39A at NASA's Kennedy Space Center in Florida.""".replace("\n astro", " astro"),
     {"crew-18": NEXT, "crew-12": {"Brian Cole"}}, {"crew-18": ("2027-10", "Kennedy Space Center"), "crew-12": (None, None)}),
    ("""China's Shenzhou-26 crew enters space station
The three astronauts aboard China's Shenzhou-26 spaceship entered the country's space station early Saturday morning.
The Shenzhou-25 crew, led by Wang Hao, opened the hatch at 5:04 a.m. and greeted the new arrivals.
The Shenzhou-26 crew is made up of commander Liu Wenhao, and crew members Zhao Mingyu and Sun Lihua.
The spaceship was launched on Friday from the Jiuquan Satellite Launch Center.
The Shenzhou-25 crew will return to the Dongfeng landing site on March 12.""",
     {"shenzhou-26": {"Liu Wenhao", "Zhao Mingyu", "Sun Lihua"}, "shenzhou-25": {"Wang Hao"}},
     {"shenzhou-26": ("2027-03-05", "Jiuquan Satellite Launch Center"), "shenzhou-25": (None, None)}),
    ("""Spacewalkers fix antenna
NASA astronauts Laura Pembroke and Daniel Okafor floated outside the International Space Station on Thursday.
Pembroke, who arrived in September with Crew-16, led the way. It was the third spacewalk for her and the first for Okafor.
Japan's Haruto Minami operated the robotic arm from inside, and Ilya Gorelov helped them into their suits.
Mission Control's Robert Crane thanked them.""", {"crew-16": {"Laura Pembroke"}}, {"crew-16": (None, None)}),
    ("""Crew-16 delayed
NASA has put off the launch of Crew-16, which had been due on Wednesday, until at least Saturday because a crew member has a cold.
The agency did not say who of the four - Laura Pembroke, Daniel Okafor, Haruto Minami or Ilya Gorelov - is ill.
Flight surgeon Ann Hill kept the crew in quarantine at the Kennedy Space Center.""", {"crew-16": FOUR}, {"crew-16": ("2027-03-13", None)}),
    ("""A dream of space
Laura Pembroke joined NASA in 2004. Her dream came true in 2009, when she flew Discovery on STS-128.
She is not one of those who have flown on a shuttle, a Soyuz and a Dragon.""", {"sts-128": {"Laura Pembroke"}}, {"sts-128": ("2009", None)}),
]


@pytest.mark.parametrize(("body", "seated", "flown"), REPORTS)
def test_report(body, seated, flown):
    assert crews(body, MONDAY) == seated
    assert told(body, MONDAY) == flown
