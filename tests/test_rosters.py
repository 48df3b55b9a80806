"""Crews told over several sentences, in captions, lists and by who comes in for whom; the reports are invented."""

import pytest
from test_seats import crews

FOUR = {"Laura Pembroke", "Daniel Okafor", "Haruto Minami", "Ilya Gorelov"}
SOYUZ = {"Pavel Sidorenko", "Anton Kuzmin", "Rachel Dunn"}

TOLD = [
    ("Crew-16 took off on Friday. Also on board for the ride: the flutist Laura Pembroke, who slept; and the vet Daniel Okafor.",
     {"crew-16": {"Laura Pembroke", "Daniel Okafor"}}),
    ("Crew-16 took off on Friday. Up front, the former sailor Laura Pembroke had the stick. Her co-pilot was the rookie Daniel Okafor.",
     {"crew-16": {"Laura Pembroke", "Daniel Okafor"}}),
    ('Crew-16 took off on Friday. "It was loud," said fellow passenger Daniel Okafor, a vet.', {"crew-16": {"Daniel Okafor"}}),
    ('Crew-16 took off on Friday. "It was loud," said flight director Daniel Okafor, a vet.', {}),
    ("Crew-16 has six seats. The sixth seat has gone to Daniel Okafor, a vet.", {"crew-16": {"Daniel Okafor"}}),
    ("Crew-16 flies in May. Laura Pembroke is a pilot from Leeds and commands the flight. Daniel Okafor, 41, comes along as mission specialist.",
     {"crew-16": {"Laura Pembroke", "Daniel Okafor"}}),
    ("Laura Pembroke and Daniel Okafor rose from Baikonur on Friday. Hours later their ship, Soyuz MS-33, was at the station.",
     {"soyuz-ms-33": {"Laura Pembroke", "Daniel Okafor"}}),
    ("Waiting there were the two from Soyuz MS-33. They had come up in March and should be home by May: Laura Pembroke and Daniel Okafor.",
     {"soyuz-ms-33": {"Laura Pembroke", "Daniel Okafor"}}),
    ("Crew-16 docks in the rain; Crew-15 packs\nFor the log. Laura Pembroke is promoted to pilot.", {"crew-16": {"Laura Pembroke"}}),
    ("Crew-16 flies in May. Daniel Okafor, until now the backup, joins the prime crew.", {"crew-16": {"Daniel Okafor"}}),
    ("Laura Pembroke will command Crew-16. She'll fly alongside fellow NASA astronaut Daniel Okafor, who grew up in Maine; Haruto Minami of"
     " Japan's space agency, known as JAXA; and Ilya Gorelov, a Roscosmos cosmonaut.", {"crew-16": FOUR}),
    ("Laura Pembroke will command Crew-16. Pembroke will be joined by pilot and retired Navy Capt. Daniel Okafor, who also flew on Crew-9, and"
     " SpaceX engineers Haruto Minami and Ilya Gorelov.", {"crew-16": FOUR, "crew-9": {"Daniel Okafor"}}),
    ("NASA's Laura Pembroke is leading the Crew-16 flight. Making the trip with her: Daniel Okafor, Haruto Minami and Ilya Gorelov.",
     {"crew-16": FOUR}),
    ("NASA's Laura Pembroke is leading the Crew-16 flight. The rest of the crew: Daniel Okafor, Haruto Minami and Ilya Gorelov.",
     {"crew-16": FOUR}),
    ("Crew-16 launched on Friday. In the commander's seat was Laura Pembroke, with Daniel Okafor beside her as pilot. Haruto Minami and Ilya"
     " Gorelov rode behind them.", {"crew-16": FOUR}),
    ("NASA named the four people who will fly Crew-16. Laura Pembroke, a geologist, will be commander and Daniel Okafor, a Navy flier, pilot."
     " Haruto Minami of JAXA and Ilya Gorelov of Roscosmos will serve as mission specialists.", {"crew-16": FOUR}),
    ("The Crew-16 astronauts pose for a photo. From left: Haruto Minami, Daniel Okafor, Laura Pembroke and Ilya Gorelov.", {"crew-16": FOUR}),
    ("The crew of Crew-16, from left: Ilya Gorelov, cosmonaut, Roscosmos; Daniel Okafor, pilot, NASA; Laura Pembroke, commander, NASA; and"
     " Haruto Minami, mission specialist, JAXA.", {"crew-16": FOUR}),
    ("Laura Pembroke, Daniel Okafor and Haruto Minami waved to their families in Kazakhstan on Monday. The trio will ride a Soyuz MS-33 to the"
     " station.", {"soyuz-ms-33": FOUR - {"Ilya Gorelov"}}),
    ("Soyuz MS-33 touched down in Kazakhstan on Monday. Rachel Dunn was the first to be lifted out, followed by Pavel Sidorenko and Anton"
     " Kuzmin.", {"soyuz-ms-33": SOYUZ}),
    ("The landing of Soyuz MS-33 ended a 186-day mission for Pavel Sidorenko, Anton Kuzmin and Rachel Dunn.", {"soyuz-ms-33": SOYUZ}),
    ("Soyuz MS-33 landed. Pavel Sidorenko of Roscosmos, Anton Kuzmin and Rachel Dunn of NASA had spent 186 days in space.",
     {"soyuz-ms-33": SOYUZ}),
    ("For Rachel Dunn, Soyuz MS-33 is the second flight.", {"soyuz-ms-33": {"Rachel Dunn"}}),
    ("Shenzhou-26 will be led by Liu Wenhao, a former air force pilot who flew on Shenzhou-19. Zhao Mingyu, a payload specialist, and Sun"
     " Lihua, an engineer, complete the team.",
     {"shenzhou-26": {"Liu Wenhao", "Zhao Mingyu", "Sun Lihua"}, "shenzhou-19": {"Liu Wenhao"}}),
    ("Ann Bell won a seat on Blue Origin's NS-40.", {"new-shepard-ns-40": {"Ann Bell"}}),
    ("Ann Bell bought a ticket for NS-40, where she will sit next to Robert Crane.", {"new-shepard-ns-40": {"Ann Bell", "Robert Crane"}}),
    ("NASA has swapped two crews. Laura Pembroke moves from Crew-15 to Crew-16.", {"crew-16": {"Laura Pembroke"}}),
    ("Daniel Okafor replaced Robert Crane on Crew-16.", {"crew-16": {"Daniel Okafor"}}),
    ("Daniel Okafor will take Robert Crane's place on Crew-16.", {"crew-16": {"Daniel Okafor"}}),
    ("A SpaceX capsule carrying four astronauts docked at the station on Sunday. The new arrivals are NASA's Laura Pembroke and Daniel Okafor,"
     " Japan's Haruto Minami and Russia's Ilya Gorelov. The flight, known as Crew-16, lifted off on Saturday.", {"crew-16": FOUR}),
    ("When Crew-16 launches on Friday, Laura Pembroke will be in the left-hand seat.", {"crew-16": {"Laura Pembroke"}}),
    ("Daniel Okafor joined NASA in 2013. Crew-16 will be his second trip to space after Crew-9.",
     {"crew-16": {"Daniel Okafor"}, "crew-9": {"Daniel Okafor"}}),
    ("Daniel Okafor, whose first flight was Crew-9, is assigned to Crew-16.", {"crew-16": {"Daniel Okafor"}, "crew-9": {"Daniel Okafor"}}),
    ("Daniel Okafor has logged 180 days in space on Crew-9.", {"crew-9": {"Daniel Okafor"}}),
    ("Daniel Okafor and Laura Pembroke, both of Crew-16, fixed the toilet.", {"crew-16": {"Daniel Okafor", "Laura Pembroke"}}),
    ("The four members of Crew-16 (Laura Pembroke, Daniel Okafor, Haruto Minami, Ilya Gorelov) went into quarantine.", {"crew-16": FOUR}),
    ("CREW-16 AT A GLANCE\nLaunch: March 9\nCrew: Laura Pembroke (commander), Daniel Okafor (pilot), Haruto Minami, Ilya Gorelov",
     {"crew-16": FOUR}),
    ("Crew-16 is the first flight for Haruto Minami and Ilya Gorelov and the second for Daniel Okafor.",
     {"crew-16": FOUR - {"Laura Pembroke"}}),
    ("Two rookies, Haruto Minami and Ilya Gorelov, complete the Crew-16 crew, which Laura Pembroke commands.",
     {"crew-16": FOUR - {"Daniel Okafor"}}),
    ("Pavel Sidorenko commands Soyuz MS-33. Anton Kuzmin and Rachel Dunn are his flight engineers.", {"soyuz-ms-33": SOYUZ}),
    ("Rescuers helped Pavel Sidorenko, Anton Kuzmin and Rachel Dunn out of the Soyuz MS-33 capsule.", {"soyuz-ms-33": SOYUZ}),
    ("Rachel Dunn said goodbye to the station and climbed into Soyuz MS-33.", {"soyuz-ms-33": {"Rachel Dunn"}}),
    ("NASA gave Rachel Dunn a seat on Soyuz MS-33.", {"soyuz-ms-33": {"Rachel Dunn"}}),
    ("NASA's Rachel Dunn holds the third seat of Soyuz MS-33.", {"soyuz-ms-33": {"Rachel Dunn"}}),
    ("Turkish pilot Emre Yildiz and Swedish pilot Lars Holm paid for their Ax-6 seats.", {"axiom-6": {"Emre Yildiz", "Lars Holm"}}),
    # Those who only have to do with a flight.
    ("Robert Crane, who trained Crew-16, was sure that they were ready.", {}),
    ("Actor Robert Crane plays the commander of Apollo 13 in the film.", {}),
    ("Soyuz MS-33 landed on Monday. Cosmonauts Ivan Novikov and Petr Sokolov remain aboard the station.", {}),
    ("Rachel Dunn came home on Soyuz MS-33 after a walk outside that was cut short when fellow spacewalker Petr Sokolov's glove tore.",
     {"soyuz-ms-33": {"Rachel Dunn"}}),
    ("Crew-16 carried the ashes of Ann Hill.", {}),
    ("The capsule can carry four, astronauts Ann Hill and Robert Crane, who had originally been part of Crew-16, will be assigned to another"
     " flight.", {}),
    ("Crew-16 landed. The astronauts were calm, said Ann Hill of the hospital. They were hand-picked for Crew-16.", {}),
    ("Crew-16 reached orbit. In Houston, the team of flight director Ann Hill, including capcom Robert Crane, took over.", {}),
]


@pytest.mark.parametrize(("body", "expected"), TOLD)
def test_crews(body, expected):
    assert crews(body) == expected
