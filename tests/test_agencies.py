"""Agency events: what counts, what only looks like it, and where each assertion points."""

import re
from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from transforms import agencies
from transforms.article import Article, Mention
from transforms.text import slug
from warehouse import reference

NAMES = {
    "agency": {
        "NASA": "nasa", "Roscosmos": "roscosmos", "Roskosmos": "roscosmos", "ESA": "esa", "European Space Agency": "esa", "JAXA": "jaxa",
        "CSA": "csa", "ISRO": "isro", "CNSA": "cnsa",
        "Canadian Space Agency": "csa", "Saudi Space Agency": "ssa-saudi", "Saudi Space Commission": "ssa-saudi",
        "UAE Space Agency": "uaesa", "MBRSC": "mbrsc", "CNES": "cnes",
        "Russian space agency": "roscosmos", "Indian space agency": "isro", "US space agency": "nasa", "SpaceX": "spacex",
        "Boeing": "boeing", "Axiom Space": "axiom-space",
        "Blue Origin": "blue-origin", "Virgin Galactic": "virgin-galactic", "Space Adventures": "space-adventures",
        "Northrop Grumman": "northrop-grumman",
        "Johnson Space Center": "jsc", "Marshall Space Flight Center": "msfc", "White House": "white-house", "Senate": "us-senate",
        "ULA": "ula", "Starlab Space": "starlab-space",
        "UK Space Agency": "uksa", "Moscow": "roscosmos", "Intuitive Machines": "intuitive-machines", "German Aerospace Center": "dlr",
        "DLR": "dlr",
    },
    "spacecraft": {
        "International Space Station": "international-space-station", "ISS": "international-space-station", "Soyuz": "soyuz",
        "Crew Dragon": "crew-dragon", "Starliner": "starliner",
        "Gateway": "gateway", "New Shepard": "new-shepard", "Orion": "orion", "Progress": "progress", "Mir": "mir",
    },
    "person": {name: slug(name) for name in (
        "Yuri Borisov", "Dmitry Rogozin", "Dmitry Bakanov", "Igor Komarov", "Vladimir Putin", "Jim Bridenstine", "Bill Nelson",
        "Jared Isaacman", "Sean Duffy", "Donald Trump",
        "Joe Biden", "Jan Woerner", "Josef Aschbacher", "Jean-Jacques Dordain", "Hiroshi Yamakawa", "Naoki Okumura", "Lisa Campbell",
        "V. Narayanan", "S. Somanath", "Anatoly Perminov",
        "Vladimir Popovkin", "Michael Griffin", "Sean O'Keefe", "Charles Bolden", "Janet Petro", "Vanessa Wyche", "Kelly Ortberg",
        "Dave Calhoun", "Sunita Williams", "Oleg Kononenko",
        "Sergey Krikalev", "Frank Rubio", "Dennis Tito", "Kathy Lueders", "Bill Gerstenmaier", "Robert Lightfoot", "Gwynne Shotwell",
        "Elon Musk", "Mike Suffredini", "Steve Stich",
        "Andreas Mogensen", "Philippe Baptiste", "Tory Bruno", "Pamela Melroy", "Lyle Garrowick", "Denis Bakulin", "Maribel Oakhurst", "Alvin Crestwood")},
}


def _lookup() -> dict[str, tuple[str, str, str]]:
    table = {}
    for kind, names in NAMES.items():
        canonical = {entity_id: name for name, entity_id in reversed(names.items())}
        for name, entity_id in names.items():
            table[name] = (kind, entity_id, canonical[entity_id])
            if kind == "person":
                table.setdefault(name.split()[-1], (kind, entity_id, name))
    return table


LOOKUP = _lookup()
NAME = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, LOOKUP), key=len, reverse=True)) + r")(?!\w)")
FLIGHT = re.compile(r"\b(?:Crew-\d+|Soyuz MS-\d+|Artemis (?:I+)\b|Expedition \d+)")


def read(body: str, published_on: date | None = date(2024, 3, 6)) -> Article:
    """An article with the mentions that normalisation would find."""
    article = Article("a", body, published_on)
    flights = [Mention(m.start(), m.end(), "flight", slug(m[0]), m[0], "test") for m in FLIGHT.finditer(article.plain)]
    covered = {i for f in flights for i in range(f.start, f.end)}
    names = [Mention(m.start(), m.end(), LOOKUP[m[0]][0], LOOKUP[m[0]][1], LOOKUP[m[0]][2],
        "test") for m in NAME.finditer(article.plain) if m.start() not in covered]
    article.mentions = sorted(flights + names, key=lambda m: m.start)
    return article


def events(body: str, **kwargs) -> set[str]:
    """Each event as "type agency" and, where a person came or left, "type agency person in"."""
    found = set()
    for row in agencies.find(read(body, **kwargs)):
        if row.attribute == "event":
            kind, agency, _, person, detail = row.subject.split("|")
            found.add(" ".join([kind, agency] + ([person, detail] if kind == "leadership_change" else [])))
    return found


def leaders(agency: str, **changes: str) -> set[str]:
    return {f"leadership_change {agency} {slug(person)} {'in' if side.startswith('inn') else 'out'}" for side, person in changes.items()}


EVENTS = [
    # agreements
    ("Roscosmos and ESA on Friday signed a six-year framework providing for one flight of an astronaut every two years.", {"agreement roscosmos"}),
    ("ISRO has meanwhile transferred $12 million to Axiom Space for a second Indian stay in orbit, aboard the ISS.", {"seat_payment isro"}),
    ("NASA and Roscosmos have signed an agreement that lets cosmonauts ride on Crew Dragon.", {"agreement roscosmos"}),
    ("Officials from NASA and the Russian space agency inked a long-delayed deal on Thursday to share seats on each other's ships.",
     {"agreement roscosmos"}),
    ("Roscosmos and NASA agreed to swap seats on three more flights.", {"agreement roscosmos"}),
    ("The United States and Russia struck a deal to keep flying each other's crews to the space station.", {"agreement roscosmos"}),
    ("NASA has extended its seat-swap agreement with Roscosmos until 2027.", {"agreement roscosmos"}),
    ("Roscosmos said that the cross-flights agreement with NASA had been extended to cover two more missions.", {"agreement roscosmos"}),
    ("A deal between Roscosmos and NASA on crew exchanges was finalized over the weekend.", {"agreement roscosmos"}),
    ("ESA and NASA sign a memorandum of understanding on the lunar Gateway.", {"agreement esa"}),
    ("JAXA and NASA concluded an arrangement under which a Japanese astronaut will walk on the moon.", {"agreement jaxa"}),
    ("The Canadian Space Agency signed a treaty with NASA that puts a Canadian on Artemis II.", {"agreement csa"}),
    ("ISRO inked a joint declaration with NASA to send an Indian astronaut to the space station.", {"agreement isro"}),
    ("MBRSC and NASA signed an agreement to build an airlock for Gateway.", {"agreement mbrsc"}),
    ("ESA and ISRO reached an agreement on astronaut training.", {"agreement"}),
    ("Angola became the 33rd country to sign the Artemis Accords on Thursday.", {"agreement nasa"}),
    ("India has joined the Artemis Accords, a set of principles for exploring the moon.", {"agreement nasa"}),
    ("At NASA headquarters, the ambassador of Sweden signed the Artemis Accords.", {"agreement nasa"}),
    ("Russia has confirmed that it will continue to take part in the International Space Station until 2028.", {"agreement roscosmos"}),
    ("Roscosmos agreed to remain in the ISS program through 2028.", {"agreement roscosmos"}),
    ("Canada has committed to extend its participation in the International Space Station to 2030.", {"agreement csa"}),
    ("ESA member states approved an extension of station operations until 2030.", {"agreement esa"}),
    ("NASA confirmed the talks were over. The agreement with Roscosmos was signed on Friday.", {"agreement roscosmos"}),
    ("Moscow and NASA have agreed to keep flying each other's crews to the ISS for a year.", {"agreement roscosmos"}),
    ("Pavel flew under a seat-sharing deal that NASA and Roscosmos signed in the spring.", {"agreement roscosmos"}),
    ("The cross-flight agreement between Roscosmos and NASA puts an American on each Soyuz.", {"agreement roscosmos"}),
    ("NASA and Roscosmos talk every day. The two agencies still swap seats.", {"agreement roscosmos"}),
    ("A visit is due under a pact ISRO signed with NASA last week.", {"agreement isro"}),
    ("Qatar signed a memorandum with NASA last week.", {"agreement nasa"}),
    ("An agreement between Roscosmos and NASA lets either fly astronauts of the other.", {"agreement roscosmos"}),
    ("Estonia has signed on to the Artemis Accords, NASA said.", {"agreement nasa"}),
    ("Roscosmos and NASA agreed on additional joint flights to the ISS.", {"agreement roscosmos"}),
    ("Russia will take part in the ISS until 2028, a minister said.", {"agreement roscosmos"}),
    ("The Russian government has approved the extension of the operation of the ISS until 2028.", {"agreement roscosmos"}),
    ("An agreement signed by NASA and Japan on Wednesday puts two Japanese astronauts on the moon.", {"agreement jaxa"}),
    ("China and Russia signed a memorandum to build a research station on the moon, CNSA said.", {"agreement cnsa"}),
    ("Senegal has joined the Lunar Research Station of China, CNSA announced.", {"agreement cnsa"}),
    ("Peru became the latest to sign the Artemis Accords, and its minister signed the agreement with NASA.", {"agreement nasa"}),
    ("Peru added its signature to the Artemis Accords.", {"agreement nasa"}),
    ("The agreement with NASA provides for three more cross flights, Roscosmos said.", {"agreement roscosmos"}),
    ("NASA and ISRO signed a joint statement on crewed flights.", {"agreement isro"}),
    # leadership
    ("The Russian space chief, Denis Bakulin, has been sacked.", leaders("roscosmos", out="Denis Bakulin")),
    ("The Kremlin has appointed deputy prime minister Denis Bakulin to head Roscosmos.", leaders("roscosmos", inn="Denis Bakulin")),
    ("Putin relieved the head of the country's space agency Roscosmos, Denis Bakulin, of his duties.", leaders("roscosmos", out="Denis Bakulin")),
    ("Roscosmos met. Denis Bakulin was made its director general in July.", leaders("roscosmos", inn="Denis Bakulin")),
    ("Denis Bakulin, whom the president had appointed to lead Roscosmos, left.", leaders("roscosmos", inn="Denis Bakulin")),
    ("Denis Bakulin lost his job as Roscosmos director general.", leaders("roscosmos", out="Denis Bakulin")),
    ("Denis Bakulin, the newly appointed chief of Roscosmos, met cosmonauts.", leaders("roscosmos", inn="Denis Bakulin")),
    ("NASA's new boss, the investor Lyle Garrowick, took office on Monday.", leaders("nasa", inn="Lyle Garrowick")),
    ("Senators questioned Lyle Garrowick, the president's nominee to run NASA.", leaders("nasa", inn="Lyle Garrowick")),
    ("Lyle Garrowick, whose nomination as NASA chief was pulled, went home.", leaders("nasa", out="Lyle Garrowick")),
    ("The NASA administrator, Maribel Oakhurst, announced her resignation.", leaders("nasa", out="Maribel Oakhurst")),
    ("Maribel Oakhurst will hand over to Lyle Garrowick as NASA administrator.", leaders("nasa", out="Maribel Oakhurst", inn="Lyle Garrowick")),
    ("The president presented Maribel Oakhurst, an engineer, as the nominee for NASA administrator.", leaders("nasa", inn="Maribel Oakhurst")),
    ("Lyle Garrowick will serve as interim NASA administrator, Alvin Crestwood wrote.", leaders("nasa", inn="Lyle Garrowick")),
    ("President Vladimir Putin fired Dmitry Rogozin as head of Roscosmos and replaced him with Yuri Borisov.",
     leaders("roscosmos", out="Dmitry Rogozin")),
    ("Putin replaced Roscosmos chief Dmitry Rogozin with Yuri Borisov, a former deputy prime minister.",
     leaders("roscosmos", out="Dmitry Rogozin", inn="Yuri Borisov")),
    ("Dmitry Bakanov has been appointed director general of Roscosmos, replacing Yuri Borisov.",
     leaders("roscosmos", inn="Dmitry Bakanov", out="Yuri Borisov")),
    ("Yuri Borisov, the head of Roscosmos, was dismissed on Thursday. Bakanov, a deputy transport minister, was named to lead the agency.",
     {
        "leadership_change roscosmos yuri-borisov out", "leadership_change roscosmos dmitry-bakanov in"}),
    ("The Kremlin said Borisov, who had led Roscosmos since 2022, was being relieved of his duties.", {
        "leadership_change roscosmos yuri-borisov in2022", "leadership_change roscosmos yuri-borisov out"}),
    ("Igor Komarov, the chief of Roscosmos, was replaced by Dmitry Rogozin.",
     leaders("roscosmos", out="Igor Komarov", inn="Dmitry Rogozin")),
    ("The Senate confirmed Jim Bridenstine as NASA administrator in a 50-49 vote.", leaders("nasa", inn="Jim Bridenstine")),
    ("Jim Bridenstine was sworn in on Monday as the 13th NASA administrator.", leaders("nasa", inn="Jim Bridenstine")),
    ("President Joe Biden has nominated former senator Bill Nelson to lead NASA.", leaders("nasa", inn="Bill Nelson")),
    ("President Donald Trump picked billionaire Jared Isaacman to be the next administrator of NASA.",
     leaders("nasa", inn="Jared Isaacman")),
    ("The White House is withdrawing the nomination of Jared Isaacman to lead NASA.", leaders("nasa", out="Jared Isaacman")),
    ("President Donald Trump named transport secretary Sean Duffy as interim NASA administrator.", leaders("nasa", inn="Sean Duffy")),
    ("Trump taps Isaacman again for NASA chief", leaders("nasa", inn="Jared Isaacman")),
    ("NASA administrator Sean O'Keefe resigned on Monday after three years.", leaders("nasa", out="Sean O'Keefe")),
    ("Michael Griffin, the administrator of NASA, will step down when the new president takes office.",
     leaders("nasa", out="Michael Griffin")),
    ("ESA's council has appointed Josef Aschbacher as its next director general; he succeeds Jan Woerner.",
     leaders("esa", inn="Josef Aschbacher")),
    ("Josef Aschbacher took over as director general of the European Space Agency from Jan Woerner.",
     leaders("esa", inn="Josef Aschbacher")),
    ("Jan Woerner of Germany was elected to succeed Jean-Jacques Dordain as head of ESA.",
     leaders("esa", inn="Jan Woerner", out="Jean-Jacques Dordain")),
    ("Hiroshi Yamakawa became president of JAXA in April, succeeding Naoki Okumura.",
     leaders("jaxa", inn="Hiroshi Yamakawa", out="Naoki Okumura")),
    ("Lisa Campbell was appointed president of the Canadian Space Agency.", leaders("csa", inn="Lisa Campbell")),
    ("V. Narayanan will succeed S. Somanath as ISRO chairman.", leaders("isro", inn="V. Narayanan", out="S. Somanath")),
    ("Russia's space chief Anatoly Perminov was sacked on Friday.", leaders("roscosmos", out="Anatoly Perminov")),
    ("Vladimir Popovkin was named head of the Russian space agency.", leaders("roscosmos", inn="Vladimir Popovkin")),
    ("Charles Bolden, who was appointed NASA administrator in 2009, spoke first.", {"leadership_change nasa charles-bolden in2009"}),
    ("Rogozin's removal as head of Roscosmos surprised few in Houston.", leaders("roscosmos", out="Dmitry Rogozin")),
    ("The appointment of Philippe Baptiste as president of CNES was published on Tuesday.", leaders("cnes", inn="Philippe Baptiste")),
    ("Janet Petro, a centre director, has been acting NASA administrator since Bill Nelson stepped down.",
     leaders("nasa", inn="Janet Petro", out="Bill Nelson")),
    ("Jared Isaacman, who flew twice at his own cost - was picked to be the next NASA administrator.",
     leaders("nasa", inn="Jared Isaacman")),
    ("Russia's president dismissed the head of the country's space agency on Friday.", {"leadership_change roscosmos"}),
    # payments for seats
    ("The businessman Alvin Crestwood dropped $20 million to fly to the ISS aboard a Russian Soyuz.", {"seat_payment roscosmos"}),
    ("Alvin Crestwood spent 12 days at the ISS and paid $30 million for the trip. He rode a Russian Soyuz.", {"seat_payment roscosmos"}),
    ("Flights to the ISS have cost travelers some $20 million, Space Adventures said.", {"seat_payment space-adventures"}),
    ("Three investors are paying $55 million each for a week at the ISS with Axiom Space.", {"seat_payment axiom-space"}),
    ("Alvin Crestwood paid 20 million dollars for a trip to the ISS. Space Adventures arranged it.", {"seat_payment space-adventures"}),
    ("The price of a Soyuz seat has risen to $81 million, NASA's auditors wrote.", {"seat_payment nasa"}),
    ("NASA paid Russia $90 million for its last Soyuz seat.", {"seat_payment nasa"}),
    ("Each seat on the Soyuz costs NASA about $86 million.", {"seat_payment nasa"}),
    ("Roscosmos charged NASA $70.7 million per seat under the last contract.", {"seat_payment nasa"}),
    ("NASA agreed to buy six more Soyuz seats from Roscosmos for $490 million.", {"seat_payment nasa"}),
    ("A seat aboard Crew Dragon costs the US space agency an estimated $55 million, against $90 million for a ride on Starliner.",
     {"seat_payment nasa"}),
    ("Saudi Arabia has bought two seats on a Crew Dragon flight to the ISS.", {"seat_payment saudi-arabia"}),
    ("ISRO paid Axiom Space some $60 million for a seat to the International Space Station.", {"seat_payment isro"}),
    ("Each of the three customers of Axiom Space paid $55 million for a seat on a Crew Dragon to the space station.",
     {"seat_payment axiom-space"}),
    ("ISRO paid close to Rs 550 crore for the seat of its astronaut.", {"seat_payment isro"}),
    ("The government of Norway paid Axiom Space $68 million for the seat of its astronaut.", {"seat_payment axiom-space"}),
    ("Axiom Space sells trips. It is silent on the price, but the company's earlier visitors paid $55m apiece.",
     {"seat_payment axiom-space"}),
    ("Axiom Space is silent on the price. According to reports, a seat costs around $60 million.", {"seat_payment axiom-space"}),
    ("Space Adventures, the US company that arranged the tour, charges $50 million for such a seat.", {"seat_payment space-adventures"}),
    ("The seat was purchased by NASA under a contract worth about $90 million.", {"seat_payment nasa"}),
    ("About $90 million went from NASA to Russia so that Rubio could have a place on a Soyuz.", {"seat_payment nasa"}),
    # withdrawals
    ("Russia won't continue cooperating with the United States on the ISS past 2028, a minister said.", {"withdrawal roscosmos"}),
    ("Moscow rejected a US request to prolong the use of the space station beyond 2028.", {"withdrawal roscosmos"}),
    ("The Russian side intends to withdraw from the ISS from 2028.", {"withdrawal roscosmos"}),
    ("A Russian official told reporters that Russia could pull out of the space station in 2028.", {"withdrawal roscosmos"}),
    ("Russia will pull out of the International Space Station after 2024, the new head of Roscosmos told Putin.", {"withdrawal roscosmos"}),
    ("Moscow announced that it would leave the ISS and build an orbital outpost of its own.", {"withdrawal roscosmos"}),
    ("Roscosmos has threatened to quit the space station program unless sanctions are lifted.", {"withdrawal roscosmos"}),
    ("Russia's decision to withdraw from the International Space Station came as no surprise.", {"withdrawal roscosmos"}),
    ("Borisov said that Russia had decided to leave the space station after 2024.", {"withdrawal roscosmos"}),
    ("Russia said on Tuesday it was ending its cooperation on the ISS.", {"withdrawal roscosmos"}),
    ("Roscosmos confirmed its withdrawal from the Gateway project.", {"withdrawal roscosmos"}),
    ("The Russian space agency plans to withdraw from the International Space Station in 2025.", {"withdrawal roscosmos"}),
    ("Russia will stay on the International Space Station until 2028, Roscosmos chief Yuri Borisov said.", {"agreement roscosmos"}),
    ("Russia has committed to the ISS through 2028, according to NASA.", {"agreement roscosmos"}),
    ("Putin fires Dmitry Rogozin from Roscosmos", leaders("roscosmos", out="Dmitry Rogozin")),
    ("The deal, which was signed by Roscosmos and NASA on March 4, covers three flights.", {"agreement roscosmos"}),
    ("Janet Petro, who directs Kennedy, was named acting administrator of NASA on Monday.", leaders("nasa", inn="Janet Petro")),
    ("\"The decision about withdrawing from the station after 2024 has been made,\" said Borisov, the head of Roscosmos.",
     {"withdrawal roscosmos"}),
    # other words for signing, staying, paying and leaving
    ("JAXA exchanged letters with NASA on Tuesday to the same effect.", {"agreement jaxa"}),
    ("JAXA and NASA put their names to a pact on Monday that gives Japan two seats to the lunar surface.", {"agreement jaxa"}),
    ("NASA and the Saudi Space Agency issued a joint statement on Wednesday about two Saudis on the station.", {"agreement ssa-saudi"}),
    ("Moscow later committed itself to the International Space Station until 2028.", {"agreement roscosmos"}),
    ("The MBRSC, which was to supply an airlock to the lunar outpost and to get a seat to the Moon in return, said that it was leaving the project.",
     {"withdrawal mbrsc"}),
    ("The head of Roscosmos warned on Friday that Moscow could walk away from the International Space Station.", {"withdrawal roscosmos"}),
    ("Hungary told the press that it would pay $100 million to put one of its own on the ISS.", {"seat_payment hungary"}),
    ("India spent 5.5 billion rupees on the trip of its astronaut Lyle Garrowick to the ISS.", {"seat_payment india"}),
    ("ISRO is in Bengaluru. India spent 5.5 billion rupees on the trip of its astronaut Lyle Garrowick to the ISS.", {"seat_payment isro"}),
    ("The flight of Lyle Garrowick to the ISS cost Poland about €65m.", {"seat_payment poland"}),
    ("Roscosmos is asking 35 million dollars for a place on Soyuz MS-34.", {"seat_payment roscosmos"}),
    ("For an astronaut on Soyuz MS-34, Roscosmos is said to be asking 35 million dollars.", {"seat_payment roscosmos"}),
    ("NASA will go on flying cosmonauts, and Roscosmos astronauts: a new agreement, signed on Monday, covers four flights.",
     {"agreement roscosmos"}),
    ("A ticket to the space station with Axiom Space goes for $70 million.", {"seat_payment axiom-space"}),
    ("Turkey's first astronaut flew with Axiom Space for a fee of $55 million.", {"seat_payment turkey"}),
    ("The Saudi Space Agency paid Russia for the seat in which Lyle Garrowick flew to the ISS.", {"seat_payment ssa-saudi"}),
    ("The UAE dropped out of the Gateway project last week, the UAE Space Agency said.", {"withdrawal uaesa"}),
    ("Maribel Oakhurst is the new president of the Canadian Space Agency.", leaders("csa", inn="Maribel Oakhurst")),
    ("ISRO chief Denis Bakulin leaves in January, and Alvin Crestwood will replace him.", leaders("isro", inn="Alvin Crestwood", out="Denis Bakulin")),
    # heads told by a pronoun, of an agency named before, without "as"
    ("Alvin Crestwood is a banker. In December he was confirmed by the Senate as the head of NASA, taking over from Lyle Garrowick.",
     leaders("nasa", inn="Alvin Crestwood")),
    ("NASA is in flux. Maribel Oakhurst, till then director of the Johnson Space Center, was put in charge as acting administrator.",
     leaders("nasa", inn="Maribel Oakhurst")),
    ("NASA and Roscosmos fly on. Moscow has its own worries. Maribel Oakhurst, till then director of the Johnson Space Center, was put in charge as"
     " acting administrator.", leaders("nasa", inn="Maribel Oakhurst")),
    ("The ESA council elected Lyle Garrowick director general on Wednesday.", leaders("esa", inn="Lyle Garrowick")),
    ("Roscosmos chief Denis Bakulin is out after two years in the job.", leaders("roscosmos", out="Denis Bakulin")),
]

NOTHING = [
    "Alvin Crestwood paid $44 billion for a network months before his mission to the ISS with SpaceX.",
    "Alvin Crestwood paid $30 for a haircut, NASA said.",
    "NASA is in talks with Roscosmos to extend the cross-flight agreement.",
    "NASA introduced the newly appointed commander of Crew-8, Alvin Crestwood.",
    "The minister confirmed he is ready for talks, Roscosmos director general Denis Bakulin told reporters.",
    "Russia will not leave the ISS before 2028, Roscosmos said.",
    "NASA awarded SpaceX a contract worth $2.9 billion for a lunar lander.",
    "NASA and Boeing agreed to move the launch of Starliner to June.",
    "NASA agreed that the flight of Crew-8 should slip by a day.",
    "NASA signed an agreement with Axiom Space for a private mission to the ISS.",
    "Vanessa Wyche was named director of NASA's Johnson Space Center.",
    "NASA administrator Bill Nelson named Kathy Lueders to lead NASA's human spaceflight office.",
    "Bill Gerstenmaier was replaced as NASA's associate administrator for human exploration.",
    "Oleg Kononenko handed command of the International Space Station to Sunita Williams.",
    "Andreas Mogensen of ESA took over as commander of the ISS from Sergey Krikalev.",
    "Frank Rubio replaced Mogensen on the crew after NASA changed its plans.",
    "Boeing named Kelly Ortberg as chief executive, replacing Dave Calhoun; NASA had no comment.",
    "Mike Suffredini will step down as head of Axiom Space, a partner of NASA.",
    "The Soyuz was withdrawn from the launch pad on Tuesday, Roscosmos said.",
    "The budget gives NASA $27 billion, of which $2 billion is for Orion.",
    "A ticket on a Virgin Galactic flight to the edge of space costs $450,000 a seat.",
    "One seat on New Shepard, flown by Blue Origin, went for $28 million at auction, NASA astronauts noted.",
    "Two Russian cosmonauts will leave the International Space Station on Saturday aboard a Soyuz.",
    "Under an agreement between NASA and Roscosmos, each Soyuz carries at least one American.",
    "NASA and Roscosmos are still negotiating an agreement on seat swaps.",
    "Roscosmos has no plans to leave the International Space Station, its head said.",
    "NASA hopes to sign a deal with Roscosmos before the summer.",
    "NASA extended the stay of the two astronauts aboard the space station until February.",
    "Northrop Grumman and NASA signed a cargo contract for the space station.",
    "Steve Stich, who manages the Commercial Crew effort for NASA, said the seats of the capsule had been replaced.",
    "NASA administrator Bill Nelson confirmed the launch date of Artemis II.",
    "Bill Nelson, the NASA administrator, said the agency's deputy, Pamela Melroy, would join the crew at the pad.",
    "ULA chief executive Tory Bruno resigned, and NASA thanked him.",
    "NASA has selected Sunita Williams to command the second Starliner flight.",
    "The astronauts left their seats when the Crew Dragon reached orbit, NASA said, at a cost of $4 million in fuel.",
    "NASA plans to cancel the Gateway after Artemis III.",
    "Pamela Melroy was confirmed as NASA's deputy administrator.",
    "More than 40 countries have signed the Artemis Accords.",
    "Russia could leave the ISS before 2028, analysts fear.",
    "A capsule with an Indian on board splashed down a day after it left the station, ISRO said.",
    "NASA and Roscosmos no longer swap seats.",
    "NASA fired up the head of steam for Artemis.",
    "NASA and Roscosmos astronauts swapped seats in the Soyuz.",
    "NASA plans to operate the International Space Station until 2030.",
    "The two leaders agreed on a trade deal, and Russia welcomed it.",
    "The capsule will leave the space station on Friday, NASA said.",
    "NASA's Gateway office signed up for a $3 million software deal with Intuitive Machines.",
    "The ruling party won two thirds of the seats in parliament and spent $50 million on the campaign, and NASA took no notice.",
    "India spent 500 crore rupees on a rocket engine for its satellites, ISRO said.",
    "Lyle Garrowick was born in Poland. He was confirmed as commander of Crew-9, NASA said.",
    "Lyle Garrowick, who heads NASA, resigned from the board of his firm.",
    "Canada spent 60 million dollars on a new arm for the ISS.",
]


@pytest.mark.parametrize(("body", "expected"), EVENTS)
def test_events_are_found(body, expected):
    found = events(body)
    for wanted in expected:
        assert any(f == wanted or f.startswith(wanted + " ") for f in found), (wanted, found)
    kinds = {w.split()[0] for w in expected}
    assert {f.split()[0] for f in found} == kinds, found


@pytest.mark.parametrize("body", NOTHING)
def test_near_misses_give_nothing(body):
    assert events(body) == set()


@pytest.mark.parametrize(("body", "expected"), [
    ("JAXA and NASA shook hands in Kyoto on a second lander and signed the paper an hour later.", "agreement jaxa"),
    ("Roscosmos told its partners that it was turning its back on the International Space Station.", "withdrawal roscosmos"),
    ("The premier showed the director the door on Friday, and the reins of Roscosmos passed to a banker.", "leadership_change roscosmos"),
])
def test_what_no_rule_reads_is_weighed(body, expected):
    found = agencies.find(read(body))
    assert [f"{a.value} {a.entity_id}" for a in found if a.attribute == "event"] == [expected]
    assert {a.method for a in found} == {"likely"} and all(a.confidence < 0.9 for a in found)


@pytest.mark.parametrize("body", [
    "The union and NASA shook hands on wages.",
    "Ten new astronauts took their seats in the classroom, and NASA paid for the coffee.",
    "NASA's astronaut office got a new head when its old one stepped down.",
    "The Soyuz turned its back on the International Space Station and left, Roscosmos said.",
])
def test_what_is_no_event_of_an_agency_weighs_little(body):
    assert events(body) == set()


def rows(body: str, **kwargs) -> dict[str, list]:
    found: dict[str, list] = {}
    for row in agencies.find(read(body, **kwargs)):
        found.setdefault(row.attribute, []).append(row)
    return found


def test_foreign_partner_is_the_agency_and_nasa_the_counterpart():
    found = rows("NASA and Roscosmos signed an agreement on crew exchanges on Monday.")
    assert [r.entity_id for r in found["event"]] == ["roscosmos"]
    assert [(r.entity_id, r.value) for r in found["counterpart"]] == [("nasa", "NASA")]


def test_signer_of_the_accords_is_the_counterpart_of_nasa():
    found = rows("Estonia became the latest country to sign the Artemis Accords, NASA said.")
    assert [r.entity_id for r in found["event"]] == ["nasa"]
    assert [r.value for r in found["counterpart"]] == ["Estonia"]


@pytest.mark.parametrize(("words", "dollars"), [
    ("$90 million", "90000000"), ("$3.9 billion", "3900000000"), ("more than $80 million", "80000000"), ("90 million dollars",
        "90000000"), ("US$62m", "62000000"),
    ("$55 to $60 million", "55000000"), ("$58,500,000", "58500000")])
def test_amounts_are_plain_dollars(words, dollars):
    assert [r.value for r in rows(f"NASA paid Roscosmos {words} for a Soyuz seat.")["amount_usd"]] == [dollars]


def test_another_currency_is_no_dollar_amount():
    found = rows("ESA paid Axiom Space €40 million for a seat on a Crew Dragon.")
    assert found["event"] and "amount_usd" not in found


def test_seats_are_counted():
    found = rows("NASA paid Russia $490 million for six Soyuz seats.")
    assert [r.value for r in found["seats"]] == ["6"]


def test_repeated_mentions_are_one_event():
    found = rows("NASA and Roscosmos signed a seat-swap agreement.\n\nThe deal between Roscosmos and NASA was finalized on Monday.")
    assert len({r.subject for r in found["event"]}) == 1 and len(found["event"]) == 2


def test_the_same_event_has_the_same_subject_in_other_words():
    first = rows("Putin replaced Dmitry Rogozin, the head of Roscosmos, with Yuri Borisov.")
    body = ("Yuri Borisov was appointed head of the Russian space agency. Rogozin's dismissal as chief of Roscosmos came the same day."
            " Dmitry Rogozin said nothing.")
    second = rows(body)
    assert {r.subject for r in first["event"]} == {r.subject for r in second["event"]}


def test_the_head_is_known_from_another_sentence():
    body = "Dmitry Rogozin, head of Roscosmos, had many critics.\n\nOn Friday Putin fired Rogozin."
    assert "leadership_change roscosmos dmitry-rogozin out" in events(body)


def test_states_stand_for_agencies_of_the_reference():
    known = reference.load().agencies
    for _, agency_id, name in agencies._STATE.values():
        assert known[agency_id]["name"] == name


PIECES = [
    *LOOKUP, "Russia", "US", "$90 million", "a seat", "signed an agreement", "with", "was replaced by", "head of", "will leave", ", who",
    "for", "\u201cquoted words\u201d", "in 2018", "\u2014", ". The agency", "\n", "until 2028", "administrator", "the Artemis Accords",
    "\u00e9", "\u0130",
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_spans_lie_in_the_body_and_values_are_stated(pieces):
    article = read(" ".join(pieces))
    for row in agencies.find(article):
        assert 0 <= row.start < row.end <= len(article.body)
        assert row.fact_table == "fact_agencies" and row.subject.count("|") == 4 and 0 < row.confidence <= 1
        assert article.body[row.start:row.end] == article.body[row.start:row.end].strip()
        if row.attribute == "event_date":
            assert any((d.start, d.end, d.value) == (row.start, row.end, row.value) for d in article.dates)
    assert agencies.find(article) == agencies.find(article)
