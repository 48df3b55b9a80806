"""Short articles of our own making, with invented people, that lean on one another: copies, spellings, flights without a name, slips."""

WIRE = """Two fliers named for Crew-31

Published: May 6, 2031

HOUSTON (AP) - NASA astronaut Zora Quillfeather will command the Crew-31 mission to the International Space Station, the agency said on Tuesday.
Roscosmos cosmonaut Timur Dragashenko will fly with her on the SpaceX Crew Dragon capsule as a mission specialist.
Crew-31 will lift off from the Kennedy Space Center on September 29, 2031.
"We have trained for this day for three long years and we are ready for whatever comes," Quillfeather said.
Her last flight ended with a landing in a storm off Pensacola, where fishermen threw her a blanket.
Dragashenko, a former submarine officer, has spent the winter learning to cook on an induction plate.
"""

ARTICLES = {
    "wire": WIRE,
    "copy": WIRE,
    "trimmed": WIRE.replace("Two fliers", "A pair of fliers").rsplit("\n", 2)[0] + "\nShare this article\n",
    # The same flight without its name, the second flier in another spelling, the words of the first cut short.
    "unnamed": """Cosmonaut and astronaut share a capsule

Published: July 15, 2031

A Crew Dragon will carry NASA astronaut Zora Quillfeather and Roscosmos cosmonaut Timur Dragaschenko to orbit in September 2031.
"We are ready for whatever comes, we have trained for this day for three long years," Quillfeather told pupils in Ohio.
The two met at a chess tournament in Samara, long before either thought of rockets.
""",
    # A third spelling, which is the smallest; the launch slips.
    "slipped": """Crew-31 has to wait

Published: September 20, 2031

The launch of Crew-31 has been moved to October 4, 2031, NASA said, because a parachute has to be packed again.
NASA astronaut Zora Quillfeather and cosmonaut Timur Dragachenko of Roscosmos stay in quarantine at the Kennedy Space Center.
""",
    "chief": """Roscosmos under a new chief

Published: June 2, 2031

In May 2029 Dmitry Tihonovetsky became head of Roscosmos, which exchanges seats with NASA.
"Nobody in this building has ever thought of leaving the station before its time," Tihonovetsky said.
NASA pays Roscosmos $71 million a seat for the Soyuz, an official said.
""",
    "other_chief": """The man who runs Roscosmos

Published: June 5, 2031

Dmitry Tikhonovetsky became head of Roscosmos in 2030, after years in a shipyard.
NASA pays Roscosmos $82 million a seat for a place on the Soyuz, according to TASS.
""",
    "soyuz": """A Soyuz for two

Published: May 9, 2031

Roscosmos cosmonauts Pavel Yermolinsky and Arkady Vostrukhin will fly to the station aboard a Soyuz spacecraft that launches on November 11, 2031.
""",
    "soyuz_again": """A guitar on the Soyuz

Published: May 30, 2031

Roscosmos cosmonauts Arkady Vostrukhin and Pavel Jermolinsky will fly to the station aboard a Soyuz spacecraft that launches on November 11, 2031.
A guitar flies too.
""",
    "football": """Rovers lose at home

Published: May 9, 2031

"We were asleep in the first half," the coach said after the third goal. Supporters left early, in the rain.
""",
}
