"""Launch dates and sites told by another sentence, another word or the kind of craft. Sentences and most of the people are invented."""

from datetime import date

import pytest

from transforms import flights, launches, normalise, seats
from transforms import targets as target_finder
from transforms.article import Article
from transforms.dates import DateMention
from transforms.launches import Launch
from transforms.targets import Target

TUESDAY = date(2024, 5, 7)


def told(body: str, published: date | None = TUESDAY) -> dict[str, tuple[str | None, str | None]]:
    """Launch date that the rules read, and site, by flight."""
    article = Article("a", body, published)
    article.mentions = normalise.find(article.plain)
    targets = target_finder.find(article)
    seated = seats.find(article, targets)
    dated = flights.launches(article, targets, seated)
    refs = flights.resolve(article, targets, seated, dated)
    best: dict[str, dict[str, str]] = {}
    for a in sorted(flights.find(article, targets, refs, seated, dated), key=lambda a: a.confidence):
        best.setdefault(a.subject, {})[a.attribute] = a.value
    by_rule = flights.settled(article, targets, refs, seated, dated)
    return {k: (by_rule[k][0].date.value if k in by_rule else None, v.get("launch_site")) for k, v in best.items()}


@pytest.mark.parametrize(("body", "expected"), [
    ("Crew-9 left Florida's Kennedy Space Center on Sunday.", ("2024-05-05", "Kennedy Space Center")),
    ("Crew-9 started from the Kennedy Space Center on 5 May.", ("2024-05-05", "Kennedy Space Center")),
    ("Crew-9 has cleared the tower at Cape Canaveral.", (None, "Cape Canaveral")),
    ("When he left with two others on Crew-9, on 5 May 2024, the plan was another.", ("2024-05-05", None)),
    ("A door was damaged in March 2023 during the launch of Crew-9.", ("2023-03", None)),
    ("Crew-9 reached the station on Sunday, three hours after liftoff.", ("2024-05-05", None)),
    ("Crew-9, with two women on board, should follow in early September.", ("2024-09", None)),
    ("If nothing goes wrong, Crew-9 will launch on Friday.", ("2024-05-10", None)),
    ("The next launch, that of Crew-9, is scheduled for May 28.", ("2024-05-28", None)),
    ("Managers of Crew-9 now aim for Sunday, May 19, from Cape Canaveral.", ("2024-05-19", "Cape Canaveral")),
])
def test_more_words_for_a_launch(body: str, expected: tuple[str | None, str | None]) -> None:
    assert told(body).get("crew-9") == expected


@pytest.mark.parametrize("body", [
    "The company behind Crew-9 launched its new campaign on Sunday.",
    "Crew-9 is due at the station on Friday.",
    "The tank of Crew-9 began venting gas into space on Sunday.",
    "Crew-9 followed the others home on Sunday.",
    "She flew in on Crew-9 on Sunday.",
    "The rocket of Crew-9 began its four-mile trip to the pad on Sunday.",
    "Fans of Crew-9 watched the launch in the May 5 Memorial Hall.",
    "Crew-9 was originally to lift off on May 1.",
    "The Progress MS-27 freighter was moved to the pad on Sunday and will be followed by Crew-9.",
    "The cargo ship Tianzhou-8 launched on Sunday. Crew-9 comes next.",
])
def test_no_launch_of_the_flight(body: str) -> None:
    assert told(body).get("crew-9", (None, None))[0] is None


def test_a_sentence_without_a_flight_goes_on_about_what_the_article_is_about() -> None:
    filler = "The sea was calm and the helpers sang while the nets were hauled in. " * 16
    body = (f"Crew-31 back on Earth\n\nThe capsule of Crew-31 came down off Florida on Monday.\n\n{filler}\n\n"
            "The spaceship was launched on March 3 from the Kennedy Space Center.\n\nIt was the second of the year after Crew-30.")
    assert told(body)["crew-31"] == ("2024-03-03", "Kennedy Space Center")


def test_a_sentence_about_people_is_about_their_flight() -> None:
    body = ("Hollis Brandt and Mira Tomlin are the crew of Crew-9. The crew of Crew-8 waits for them, as Crew-8 has done for a year.\n"
            "Brandt and Tomlin left on May 5 from the Kennedy Space Center.")
    assert told(body)["crew-9"][0] == "2024-05-05"


def test_who_follows_the_crew_that_relieves_them() -> None:
    found = told("Crew-8 lifted off on March 3. The trio was relieved by the crew of Crew-9, who were launched on May 5.")
    assert (found["crew-8"][0], found["crew-9"][0]) == ("2024-03-03", "2024-05-05")


def test_a_first_is_the_day_of_the_flight() -> None:
    assert told("Rakesh Sharma, who in April 1984 became the first Indian in space on Soyuz T-11, came too.")["soyuz-t-11"][0] == "1984-04"


def test_a_seat_carries_the_date_in_front_of_it() -> None:
    found = told("Anna Kikina was the first to do so, in October 2022 on SpaceX's Crew-5; Andrei Fedyaev followed on Crew-6 in March 2023.")
    assert (found["crew-5"][0], found["crew-6"][0]) == ("2022-10", "2023-03")


def test_a_shuttle_without_a_name_keeps_its_year() -> None:
    assert told("Noguchi flew on the shuttle in 2005 and on Soyuz TMA-17 in 2009.")["soyuz-tma-17"][0] == "2009"


def test_a_hop_is_over_on_the_day_of_its_launch() -> None:
    body = ("Virgin Galactic's spaceflight Galactic 01 is over.\n\nThree people touched the edge of space on Sunday. "
            "The ship of Galactic 01 glided back to Spaceport America.")
    assert told(body)["galactic-01"][0] == "2024-05-05"
    assert told("Crew-9 splashed down on Sunday and was shipped to Cape Canaveral.")["crew-9"][0] is None


def test_a_craft_that_never_flew_stands_for_its_first_flight() -> None:
    found = told("Gaganyaan, the country's own crewed flight, is planned for 2027.")
    assert [v[0] for v in found.values()] == ["2027"]


def test_a_flight_whose_only_date_did_not_hold_has_none() -> None:
    t = Target(0, 6, "crew-9", "Crew-9", "crew-dragon")
    old, new = (Launch(t, DateMention(i, i + 5, v, "day", True), c, is_old)
                for i, v, c, is_old in ((10, "2024-05-01", 0.45, True), (30, "2024-05-05", 0.9, False)))
    assert launches.settle([old]) == []
    assert [x.date.value for x in launches.settle([old, new])] == ["2024-05-05", "2024-05-01"]


def test_an_undated_article_is_read_from_its_dateline() -> None:
    assert told("HOUSTON, May 7, 2024 - Crew-9 lifted off on Sunday.", None)["crew-9"][0] == "2024-05-05"


@pytest.mark.parametrize(("body", "expected"), [
    ("The Artemis II flight in 2026 goes around the Moon.", {"artemis-ii": "2026"}),
    ("He watched the launch of Apollo 9, the first flight of the lander in 1969.", {"apollo-9": "1969"}),
    ("Crew-9 finally managed to launch on May 2. It was first planned for April 28.", {"crew-9": "2024-05-02"}),
    ("NASA said Monday that it is now targeting no earlier than Friday at 11:17 a.m. for the launch of Crew-9.", {"crew-9": "2024-05-10"}),
    ("Crew-9 is ready. NASA said Monday that they are now targeting no earlier than Friday at 11:17 a.m. for the launch.",
     {"crew-9": "2024-05-10"}),
    ("The launch of Crew-9 slipped a day to Thursday.", {"crew-9": "2024-05-09"}),
    ("Monday's attempt to launch Crew-9 was called off. Teams will try again on Wednesday at 1:11 a.m.", {"crew-9": "2024-05-08"}),
    ("Crew-9 splashed down on Sunday, ending a mission that began on Sept. 14, 2023.", {"crew-9": "2023-09-14"}),
    ("The Artemis II and Artemis III missions are planned for 2025 and 2026.", {"artemis-ii": "2025", "artemis-iii": "2026"}),
    ("Artemis II: September 2025", {"artemis-ii": "2025-09"}),
    ("The Crew-9 flight could come as soon as early 2026.", {"crew-9": "2026"}),
    ("Apollo 11 left Florida on July 16, 1969.", {"apollo-11": "1969-07-16"}),
    ("She served on STS-120 in October and November 2007.", {"sts-120": "2007-10"}),
    ("It took longer than the Apollo 11 flight in 1969, which is well known.", {"apollo-11": "1969"}),
    ("NASA's last shuttle mission was launched in July 2011.", {"sts-135": "2011-07"}),
    ("The first space shuttle flight in April 1981 opened an era, NASA said.", {"sts-1": "1981-04"}),
    ("Endeavour's final flight began on May 16, 2011. NASA flew the space shuttle for 30 years.", {"sts-134": "2011-05-16"}),
    # Dates of other things than the launch.
    ("The first shuttle flight after the accident took place in July 2005, NASA said.", {}),
    ("NASA named Crew-9 in January 2023.", {"crew-9": None}),
    ("The liftoff of another rocket is set for July 20, the date of the Apollo 11 landing.", {"apollo-11": None}),
    ("Crew-9 practised. Solar Max, launched on Feb. 14, 1980, is a satellite.", {"crew-9": None}),
    ("Crew-9 came to the launching area in China on May 29.", {"crew-9": None}),
    ("He flew on Crew-9, and in 2023 became the head of an office.", {"crew-9": None}),
    ("A probe is ready: the Europa Clipper. Its launch period opens Oct. 10. Crew-9 is in orbit.", {"crew-9": None}),
    ("Artemis I waits. If Artemis I is late, Artemis I waits for Artemis I again, as Artemis II would. The next launch window is on Monday.",
     {"artemis-ii": None}),
    ("On Jan. 9, a mere six months before the launch of Crew-9, NASA named the crew.", {"crew-9": None}),
    ("A capsule came down in the sea, wrapping up the Crew-9 mission early Monday.", {"crew-9": None}),
    ("Registration for the launch of Crew-9 opens on May 21.", {"crew-9": None}),
    ("Engineers began the countdown for Crew-9 on May 6.", {"crew-9": None}),
    ("The Crew-9 fliers rode in a motorcade through Houston on May 6.", {"crew-9": None}),
    ("Before 2030 Artemis III will land on the Moon.", {"artemis-iii": None}),
    ("Crew-9 is in orbit. The Galileo probe was launched on 18 October 1989. The first module of the station lifted off in April 2021.",
     {"crew-9": None}),
    # A craft of an uncrewed flight.
    ("Artemis I is ready. The Orion spacecraft lifts off on Friday. Artemis II flies in 2026.", {"artemis-ii": "2026"}),
])
def test_what_a_date_is_of(body: str, expected: dict[str, str | None]) -> None:
    assert {k: day for k, (day, _) in told(body).items()} == expected
