"""Launch dates as twenty newsrooms would write them, and dates near flights that are none. Sentences are invented; Crew-30 and up are, too."""

from datetime import date

import pytest
from test_launches import told

from transforms import known_launches
from transforms.dates import DateMention
from transforms.targets import Target


def dates_of(body: str, published: date | None = date(2024, 5, 7)) -> dict[str, str | None]:
    return {flight: day for flight, (day, _) in told(body, published).items()}


@pytest.mark.parametrize(("body", "expected"), [
    ("Seven people died on STS-51-L, in January 1986.", "1986-01"),
    ("He had been up before, on Soyuz TM-12 (May 1991).", "1991-05"),
    ("Britain then had to wait until December 2015 for its next flier, who travelled on Soyuz TMA-19M.", "2015-12"),
    ("In October of 2003, Yang Liwei took Shenzhou 5 around the Earth 14 times.", "2003-10"),
    ("Crew-31, up since March 3, is waiting.", "2024-03-03"),
    ("Crew-31 has been in space since 3 March.", "2024-03-03"),
    ("Crew-31 climbed away from Baikonur on 23 March.", "2024-03-23"),
    ("Crew-31 got under way on March 3.", "2024-03-03"),
    ("Crew-31 is on its way. Liftoff came at 5:12 a.m. Monday.", "2024-05-06"),
    ("Crew-31 blasted off at 8:59 p.m. on Thursday (April 25).", "2024-04-25"),
    ("Crew-31 lifted off the day before yesterday.", "2024-05-05"),
    ("Crew-31 launched this morning from Florida.", "2024-05-07"),
    ("Last night at 22:47 a rocket carried the Crew-31 capsule up.", "2024-05-06"),
    ("At seven minutes past noon local time on Sunday, Crew-31 climbed over the steppe.", "2024-05-05"),
    ("Crew-31 and its Long March 2 F are at the pad.", None),
    ("It was March 14 before the four of Crew-31 left pad 39A.", "2024-03-14"),
    ("Spring: Crew-31\n\nLaunch August 15, pad 39A, docking a day later. Crew-30 waits.", "2024-08-15"),
    ("Fall: Crew-31\n\nCrew-31 will fly a new capsule. The target is August 15, still without a pad.", "2024-08-15"),
    ("Crew-31 is pencilled in for 15 August.", "2024-08-15"),
    ("Crew-31 has slid to late 2025.", "2025"),
    ("Crew-31 is now slotted for October.", "2024-10"),
    ("Crew-31 remains on track for September 2025.", "2025-09"),
    ("Crew-31, moved up to August to dodge a conflict, completes the list.", "2024-08"),
    ("Crew-31 will take off at the end of October.", "2024-10"),
    ("A seat for a guest on Crew-31, at the end of next year, costs a lot, it is said.", "2025"),
    ("If the valve holds, Crew-31 will fly on Friday, May 17.", "2024-05-17"),
    ("If Friday's weather is bad, Crew-31 could go on Sunday.", None),
    ("A scrub on Monday has moved Crew-31 to Friday.", "2024-05-10"),
    ("After a scrub on May 1 and another on May 3, Crew-31 finally left the pad on May 5.", "2024-05-05"),
    ("Crew-31 launched on March 23, three weeks after Crew-30.", "2024-03-23"),
    ("Crew-31 isn't flying until June at the earliest.", "2024-06"),
    ("It took Crew-31 until Sunday to get off the ground.", "2024-05-05"),
    ("Crew-31 reached orbit on Sunday.", "2024-05-05"),
    ("Here is what happens next. May 8: Crew-31 launches.", "2024-05-08"),
    ("What: Crew-31 launch\nWhen: Wednesday, May 8, 1:11 a.m.", "2024-05-08"),
    ("The crew of Crew-31 is picked after the April launch. It will set off from Baikonur in December.", "2024-12"),
])
def test_told_in_other_words(body: str, expected: str | None) -> None:
    assert expected in dates_of(body).values()


@pytest.mark.parametrize("body", [
    "Officials cleared Crew-31 for flight on Monday.",
    "On Monday NASA put Nick Hague on Crew-31.",
    "Crew-31 astronauts flew to Florida on Monday.",
    "He was named Nov. 18 to Crew-31, which comes next.",
    "The crew of Crew-30, who were launched in March, will hand over to that of Crew-31 in August.",
    "May 3, 2024 - The crew of Crew-31 trained for spacewalks.",
    "Coverage of the Crew-31 launch begins on Tuesday, May 14, at 9 p.m.",
    "SpaceX launched 23 Starlink satellites on Sunday, a week ahead of Crew-31.",
    "As of Monday Crew-31 has flown around the world 3,840 times.",
])
def test_none_of_these_is_a_launch_date(body: str) -> None:
    assert dates_of(body).get("crew-31") is None


def test_lines_that_open_with_a_date() -> None:
    assert dates_of("- March 3: Crew-31\n- March 23: Crew-32\n- April 2: Crew-33 docks") == {
        "crew-31": "2024-03-03", "crew-32": "2024-03-23", "crew-33": None}
    assert dates_of("April 12, 1961: Vostok 1 makes one orbit.\nJune 16, 1963: Vostok 6 carries the first woman.") == {
        "vostok-1": "1961-04-12", "vostok-6": "1963-06-16"}


def test_rows_of_a_table() -> None:
    assert dates_of("Mission | Launch | Crew\nCrew-31 | March 3, 2024 | 4\nCrew-32 | May 1, 2024 | 3") == {
        "crew-31": "2024-03-03", "crew-32": "2024-05-01"}


def test_dates_alone_on_a_line_above_what_happened() -> None:
    body = ("Date: April 12, 1961\n\nA man circled the planet in the Vostok 1 capsule.\n\nDate: May 25, 1961\n\nA speech was held.\n\n"
            "Date: July 24, 1969\n\nApollo 11 splashed down.")
    assert dates_of(body) == {"vostok-1": "1961-04-12", "apollo-11": None}


def test_a_year_told_in_one_paragraph_is_not_that_of_the_next() -> None:
    body = "She has headed the school since 2019.\n\nCrew-31 launches from Florida on or about June 12."
    assert dates_of(body)["crew-31"] == "2024-06-12"


def test_what_is_known_of_launches_settles_whose_date_it_is() -> None:
    assert dates_of("Her first trip, in 2009, was aboard STS-127; her second, in 2014, was aboard Soyuz TMA-13M.") == {
        "sts-127": "2009", "soyuz-tma-13m": "2014"}
    assert dates_of("Apollo 8 was read about in the mission room in May 1991.") == {"apollo-8": None}


def test_strange_dates() -> None:
    apollo, new = Target(0, 9, "apollo-11", "Apollo 11", "apollo"), Target(0, 7, "crew-31", "Crew-31", "crew-dragon")

    def strange(value: str, precision: str, *, has_year: bool = True, published: date | None = None, is_plan: bool = False, target: Target = apollo) -> bool:
        return known_launches.is_strange(target, DateMention(0, 5, value, precision, has_year), published, is_plan)

    assert strange("1975-07-16", "day") and strange("1971", "year") and strange("1969-01", "month")
    assert not strange("1969-07-18", "day") and not strange("1969-07", "month") and not strange("1970", "year")
    assert not strange("1968-01-10", "day", is_plan=True)
    assert strange("1969-05-01", "day", published=date(1969, 6, 1), is_plan=True)
    assert not strange("2001-07-16", "day", has_year=False)
    assert not strange("1991-01-01", "day", target=new)


@pytest.mark.parametrize("line", ["The Harbour Observer · 7 May 2024 · Analysis", "2024-05-07 09:12 Source: Harbour News client",
                                  "Author: the desk | 05/27/2024 | Reading time 4 min | Translated by a machine"])
def test_a_line_of_publication_in_other_forms(line: str) -> None:
    assert dates_of(f"A seat for a king\n\n{line}\n\nCrew-31 will fly next year.", None)["crew-31"] == "2025"
