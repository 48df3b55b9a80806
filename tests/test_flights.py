"""Flights: which dates and places of an article are a launch, and of which flight. The sentences and most of the people are invented."""

from datetime import date

import pytest

from transforms import flights, normalise, seats
from transforms import targets as target_finder
from transforms.article import Article

TUESDAY = date(2024, 5, 7)


def facts(body: str, published: date | None = TUESDAY) -> dict[str, dict[str, str]]:
    """Best value of each attribute by flight reference; the launch date is that of the rules."""
    article = Article("a", body, published)
    article.mentions = normalise.find(article.plain)
    targets = target_finder.find(article)
    seated = seats.find(article, targets)
    dated = flights.launches(article, targets, seated)
    refs = flights.resolve(article, targets, seated, dated)
    best: dict[str, dict[str, str]] = {}
    for a in sorted(flights.find(article, targets, refs, seated, dated), key=lambda a: a.confidence):
        assert a.subject and 0 <= a.start < a.end <= len(body) and 0 < a.confidence <= 1
        best.setdefault(a.subject, {})[a.attribute] = a.value
    by_rule = flights.settled(article, targets, refs, seated, dated)
    for flight, told in best.items():
        told.pop("launch_date", None)
        if flight in by_rule:
            told["launch_date"] = by_rule[flight][0].date.value
    return best


def launch_date(body: str, flight: str = "crew-9", published: date | None = TUESDAY) -> str | None:
    return facts(body, published).get(flight, {}).get("launch_date")


@pytest.mark.parametrize(("body", "expected"), [
    ("NASA's Crew-9 lifted off at 9:36 a.m. EDT (1336 GMT) on Sunday.", "2024-05-05"),
    ("Crew-9 rocketed away from Florida on Sunday, carrying two people.", "2024-05-05"),
    ("On Sunday, four astronauts of Crew-9 blasted off from Florida.", "2024-05-05"),
    ("SpaceX on Sunday sent the Crew-9 capsule into orbit.", "2024-05-05"),
    ("At dawn on Saturday the Crew-9 mission soared into the sky.", "2024-05-04"),
    ("Crew-9 is set to blast off no earlier than May 28.", "2024-05-28"),
    ("Crew-9 is launching as soon as Friday.", "2024-05-10"),
    ("The Crew-9 mission launched last March.", "2024-03"),
    ("The Crew-9 mission, now targeted for late 2027, is ready.", "2027"),
    ("The Crew-9 mission, now targeted for the second half of 2026, is ready.", "2026-H2"),
    ("Crew-9 is scheduled to launch next spring.", "2025-spring"),
    ("Crew-9 is slated for Sept. 24.", "2024-09-24"),
    ("Liftoff of Crew-9 came on 21 September 2022.", "2022-09-21"),
    ("NASA is eyeing a May 17 launch date for Crew-9.", "2024-05-17"),
    ("Crew-9 (launched Oct. 14, 2004) was the longest.", "2004-10-14"),
    ("Crew-9 rose at 10:17 p.m. EDT, and it launched on schedule at 10:17 p.m. EDT (0217 GMT Tuesday).", "2024-05-06"),
    ("The Crew-9 mission will lift off in September.", "2024-09"),
    ("In this photo from May 5, 2024, the Crew-9 rocket launches from Florida.", "2024-05-05"),
    ("When does Crew-9 fly?\nNot before 1 June.", "2024-06-01"),
    ("Mission name: Crew-9\nLaunch date: 14 May 2028", "2028-05-14"),
    ("The four will fly on Crew-9. Launch is targeted for Saturday, May 25.", "2024-05-25"),
    ("Crew-9 stands on the pad. It launched on May 5 after a long wait.", "2024-05-05"),
])
def test_a_launch_date_as_precise_as_the_text(body: str, expected: str) -> None:
    assert launch_date(body) == expected


@pytest.mark.parametrize(("body", "expected"), [
    ("The Crew-9 launch, originally planned for Feb. 22, has slipped to June 3.", "2024-06-03"),
    ("The Crew-9 launch, originally planned for May 22, has been postponed until June 3.", "2024-06-03"),
    ("After Monday's scrub of Crew-9, the next launch attempt is on Wednesday.", "2024-05-08"),
    ("The launch of Crew-9 was moved from May 22 to May 24.", "2024-05-24"),
    ("Crew-9 was to launch on Monday. The attempt was scrubbed. NASA is now targeting Friday for the launch.", "2024-05-10"),
    ("Crew-9 is scheduled to lift off on May 17. It had earlier been planned for May 6.", "2024-05-17"),
    ("Crew-9 took off on May 5 after as many as six delays: the mission was originally to fly on April 29.", "2024-05-05"),
    ("Crew-9 will launch on Friday. If the weather is bad, the next chance comes on May 14.", "2024-05-10"),
])
def test_the_latest_date_wins(body: str, expected: str) -> None:
    assert launch_date(body) == expected


@pytest.mark.parametrize("body", [
    "Crew-9 docked with the station on Sunday.",
    "The Crew-9 astronauts splashed down on Sunday.",
    "Crew-9 is scheduled to return to Earth on May 28.",
    "The agency named the Crew-9 astronauts on Friday.",
    "The Crew-9 crew arrived at the station in June.",
    "The Crew-9 astronauts will stay until September.",
    "The Crew-9 astronauts have lived there since March.",
    "Managers of Crew-9 said on Monday that the crew is well.",
    "A press conference about the Crew-9 launch was held on Monday.",
    "The Crew-9 astronauts posed for this picture on May 4, 2024.",
    "LONDON, May 6 (Newswire) - The crew of Crew-9 is in training.",
])
def test_other_dates_are_no_launch_dates(body: str) -> None:
    assert launch_date(body) is None


def test_each_flight_of_a_list_has_its_own_date() -> None:
    found = facts("She launched on STS-129 in November 2009, on Crew-4 in April 2022 and on Crew-9 in 2024, "
                  "and he flew on Apollo 9 (March 3, 1969).")
    assert {k: v.get("launch_date") for k, v in found.items()} == {
        "sts-129": "2009-11", "crew-4": "2022-04", "crew-9": "2024", "apollo-9": "1969-03-03"}


def test_an_anniversary_is_told_with_its_year() -> None:
    assert launch_date("On July 16, 1969, Apollo 11 lifted off. On July 24, the crew came home.", "apollo-11") == "1969-07-16"
    assert launch_date("Ten years ago today, Crew-9 lifted off.") == "2014-05-07"


def test_a_date_is_not_given_to_the_flight_that_is_relieved() -> None:
    found = facts("Crew-9 will replace the Crew-8 astronauts. The flight meant to relieve Crew-8 will not launch any sooner than Sept. 24.")
    assert found["crew-9"]["launch_date"] == "2024-09-24"
    assert "launch_date" not in found.get("crew-8", {})


def test_a_date_between_flights_goes_to_the_one_it_stands_with() -> None:
    found = facts("Crew-8 launched on March 3, and Crew-9 is planned for August.")
    assert (found["crew-8"]["launch_date"], found["crew-9"]["launch_date"]) == ("2024-03-03", "2024-08")


def test_another_company_s_launch_is_not_the_flight_s() -> None:
    assert launch_date("The Crew-9 astronauts are ready. Blue Origin launched its rocket on Sunday.") is None


def test_a_cargo_launch_is_not_the_flight_s() -> None:
    assert launch_date("The Crew-9 astronauts are ready. A rocket launched 23 satellites on Sunday.") is None


def test_without_a_year_the_date_stays_open() -> None:
    assert launch_date("Crew-9 lifted off on March 3.", published=None) == "--03-03"


def test_what_agrees_or_was_replaced_is_claimed_and_what_only_differs_is_not() -> None:
    article = Article("a", "Crew-9 lifted off on May 5. The flight of Crew-9 in May was long awaited. "
                           "Crew-9 was originally planned for May 1. Crew-9 will fly on June 2.", TUESDAY)
    article.mentions = normalise.find(article.plain)
    targets = target_finder.find(article)
    seated = seats.find(article, targets)
    dated = flights.launches(article, targets, seated)
    refs = flights.resolve(article, targets, seated, dated)
    claimed = {a.value: a.confidence for a in flights.find(article, targets, refs, seated, dated) if a.attribute == "launch_date"}
    assert set(claimed) == {"2024-05-05", "2024-05", "2024-05-01"}
    assert max(claimed, key=claimed.get) == "2024-05-05" and len(set(claimed.values())) == 3


def test_football_has_no_flights() -> None:
    assert facts("The striker took off on Sunday and the coach launched an attack in May. The team flies home on Friday.") == {}


def test_a_craft_beside_people_who_made_one_flight_together_is_that_flight() -> None:
    article = Article("a", "In orbit the Crew Dragon was quiet, said NASA, and while Jasmin Moghbeli read, Satoshi Furukawa slept.", None)
    article.mentions = normalise.find(article.plain)
    places = target_finder.find(article)
    assert set(flights.resolve(article, places, [], []).values()) == {"crew-7"}
