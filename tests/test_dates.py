"""Dates: how the text writes them, and how the day of publication completes them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms import date_forms, datelines, periods
from transforms.article import Article

TUESDAY = date(2024, 5, 7)


def values(body: str, anchor: date | None = TUESDAY) -> list[str]:
    return [d.value for d in Article("a", body, anchor).dates]


@pytest.mark.parametrize(("body", "expected"), [
    ("She flew on 21 September 2022.", ["2022-09-21"]),
    ("She flew on September 21, 2022.", ["2022-09-21"]),
    ("She flew on the 21st of September 2022.", ["2022-09-21"]),
    ("Printed 2022-09-21 on the badge.", ["2022-09-21"]),
    ("Updated 21/09/2022.", ["2022-09-21"]),
    ("Updated 21.09.2022.", ["2022-09-21"]),
    ("Start 2022年9月21日 in Baikonur.", ["2022-09-21"]),
    ("It flew in September 2022.", ["2022-09"]),
    ("It flew in January-February 1971.", ["1971-01"]),
    ("It is planned for late 2027.", ["2027"]),
    ("It will fly in the second half of 2026.", ["2026-H2"]),
    ("It will fly in Q2 2026.", ["2026-H1"]),
    ("It will fly in the third quarter of 2026.", ["2026-H2"]),
    ("It will fly in spring 2026.", ["2026-spring"]),
    ("The meal cost $2,022 and 2024 people ate it.", []),
    ("Liftoff came at 3:22 pm (1922 GMT).", []),
    ("She may march in place.", []),
    ("It rode a Long March 2F rocket.", []),
])
def test_finds_what_is_printed(body: str, expected: list[str]) -> None:
    assert values(body) == expected


@pytest.mark.parametrize(("body", "expected"), [
    ("The ship lifted off on Sunday.", ["2024-05-05"]),
    ("The ship will lift off on Sunday.", ["2024-05-12"]),
    ("The ship is to go up as soon as Friday.", ["2024-05-10"]),
    ("The ship came down last Wednesday.", ["2024-05-01"]),
    ("The ship will fly next Friday.", ["2024-05-17"]),
    ("The ship will fly on Friday next week.", ["2024-05-17"]),
    ("The ship flew yesterday, and another flies tomorrow.", ["2024-05-06", "2024-05-08"]),
    ("The ship flew three days ago.", ["2024-05-04"]),
    ("It will fly no earlier than Feb. 28.", ["2025-02-28"]),
    ("Managers are eyeing a May 17 launch date.", ["2024-05-17"]),
    ("Officials said that May 17 is the day.", ["2024-05-17"]),
    ("It was originally planned for Feb. 22.", ["2024-02-22"]),
    ("It flew last March.", ["2024-03"]),
    ("It is expected in the March of the following year.", ["2025-03"]),
    ("It will fly on Dec. 6 this year.", ["2024-12-06"]),
    ("It left on 21 September last year.", ["2023-09-21"]),
    ("It will fly next month, or early next year.", ["2024-06", "2025"]),
    ("It will fly in the week of June 3.", ["2024-06"]),
    ("Fifty years ago today a crew of three came home.", ["1974-05-07"]),
    ("It is set for Wednesday, May 15.", ["2024-05-15"]),
    ("A September launch is possible.", ["2024-09"]),
    ("The launch slipped from May 20 to the 28th.", ["2024-05-20", "2024-05-28"]),
    ("She went up on the twenty-eighth, they said.", ["2024-04-28"]),
    ("She will go up on the 28th of this month.", ["2024-05-28"]),
    ("She will go up on the second, and was the 15th woman in space.", []),
    ("She is the 16th, by their count, or the 21st and last; Henry the 12th, from Utah, was not.", []),
    ("The launch slipped from May 28 to the 14th.", ["2024-05-28", "2024-06-14"]),
    ("They landed on March 3. Others will go up on the 15th.", ["2024-03-03", "2024-05-15"]),
    ("On this day in 1975 the engines were lit.", ["1975-05-07"]),
    ("The engines were lit fifty years ago this morning.", ["1974-05-07"]),
    ("It rained until the last night of March 2024.", ["2024-03"]),
    ("Launched 2. 3. 1978 from Baikonur.", ["1978-03-02"]),
])
def test_completes_from_the_day_of_publication(body: str, expected: list[str]) -> None:
    assert values(body) == expected


def test_a_weekday_and_its_date_are_one_date() -> None:
    found = Article("a", "It flies on Friday 13th Feb 2026.", TUESDAY).dates
    assert [(d.value, d.has_year) for d in found] == [("2026-02-13", True)]


def test_a_weekday_settles_the_year() -> None:
    assert values("The crew had left on Tuesday, Nov. 14, as planned.", date(2025, 1, 20)) == ["2023-11-14"]


def test_without_any_year_the_year_stays_open() -> None:
    assert values("The ship lifted off on March 3 and came home in August.", None) == ["--03-03", "--08"]
    assert values("The ship lifts off on Friday.", None) == []


def test_a_day_in_digits_that_can_be_read_two_ways_is_no_date() -> None:
    assert values("Stamped 04/05/2019.") == []


@pytest.mark.parametrize(("wide", "narrow", "expected"), [
    ("2022", "2022-09-21", True), ("2022-09", "2022-09-21", True), ("2022-09-21", "2022-09", False), ("2022-H2", "2022-09-21", True),
    ("2022-H1", "2022-09-21", False), ("2022-autumn", "2022-09", True), ("--09-21", "2022-09-21", True), ("--09", "2021-10-01", False),
])
def test_contains(wide: str, narrow: str, expected: bool) -> None:
    assert periods.contains(wide, narrow) is expected


@given(st.dates(date(1961, 1, 1), date(2035, 12, 31)))
def test_every_day_is_read_in_every_order(day: date) -> None:
    for written in (day.isoformat(), f"{day:%B} {day.day}, {day.year}",
                    f"{day.day} {day:%B} {day.year}", f"{day:%A}, {day.day} {day:%b} {day.year}", f"{day:%d.%m.%Y}"):
        body = f"The crew flew on {written} from the desert."
        assert values(body) == [day.isoformat()], written


@given(st.dates(date(1990, 1, 1), date(2035, 12, 31)), st.integers(-6, 6))
def test_a_weekday_is_within_a_week_on_the_side_of_its_verb(day: date, shift: int) -> None:
    other = day + timedelta(days=shift)
    past = values(f"The crew landed on {other:%A}.", day)[0]
    future = values(f"The crew will land on {other:%A}.", day)[0]
    assert 0 <= (day - date.fromisoformat(past)).days < 7
    assert 0 <= (date.fromisoformat(future) - day).days < 7
    assert date.fromisoformat(past).weekday() == date.fromisoformat(future).weekday() == other.weekday()


@given(st.text(alphabet="0123456789 -/.,:日年月MayJunSept()'last next on of", max_size=60))
def test_any_text_gives_sorted_dates_with_a_value_that_can_be_read(body: str) -> None:
    found = Article("a", body, TUESDAY).dates
    assert all(a.end <= b.start for a, b in zip(found, found[1:]))
    assert all(0 <= d.start < d.end <= len(body) for d in found)
    for d in found:
        periods.first_day(d.value)


@pytest.mark.parametrize(("head", "expected"), [
    ("HOUSTON, May 7, 2024 - The crew is well.", TUESDAY),
    ("HOUSTON, May 7, 2024. The crew is well.", TUESDAY),
    ("HOUSTON, Texas (May 7, 2024) - The crew is well.", TUESDAY),
    ("May 7, 2024 (Newswire) - The crew is well.", TUESDAY),
    ("A title\n\nBy our desk | May 7, 2024\n\nThe crew is well.", TUESDAY),
    ("A title\n\nOslo, 7 May 2024\n\nThe crew is well.", TUESDAY),
    ("A title\n\n07.05.2024 09:14\n\nThe crew is well.", TUESDAY),
    ("A title\n\nHouston | Updated: May 7, 2024 at 9:14 AM CDT\n\nThe crew is well.", TUESDAY),
    ("A title\n\nThe crew is well.\n\nOslo Orbit Weekly, issue of 7 May 2024", TUESDAY),
    ("A title\n\nOslo, the 7th of May, 2024\n\nThe crew is well.", TUESDAY),
    ("HOUSTON (Orbit Wire) May 7, 2024 - The crew is well.", TUESDAY),
    ("HOUSTON (May 7, 2024) The crew is well.", TUESDAY),
    ("A title\n\nThe Fjord Review | Updated: May 7, 2024, 8:15 p.m.\n\nThe crew is well.", TUESDAY),
    ("A title\n\nFjord desk | As of 7 May 2024 | Reading time: 2 minutes\n\nThe crew is well.", TUESDAY),
    ("A title\n\nSource: Fjord Evening Network 2024-05-07 16:31 Editor in charge: Li Na (machine translation)\n\nThe crew is well.", TUESDAY),
    ("A title\n\nFirst published 7 May 2024, 22:04 BST. Last updated 8 May, 07:30\n\nThe crew is well.", TUESDAY),
    ("A title\n\nposted by fjordfan on Tue 7 May 2024, 11.20pm - 14 comments\n\nthe crew is well", TUESDAY),
    ("OSLO, 7 May 2024, 16:20. /Fjord-Inform/. The crew is well.", TUESDAY),
    ("Oslo, May 7, 2024 | \"The crew is well,\" says a note.", TUESDAY),
    ("[Oslo, May 7, 2024] The crew is well.", TUESDAY),
    ("The Fjord Star for May 7, 2024\nThe crew is well.", TUESDAY),
    ("A title\n\nLift-off: May 7, 2024, Oslo\n\nThe crew is well.", None),
    ("A title\n\nCrew-41: May 7, 2024\n\nThe crew is well.", None),
    ("On May 7, 2024, Oslo sang. The crew is well.", None),
    ("A title\n\nBell joined the corps May 7, 2024.\n\nThe crew is well.", None),
    ("A title\n\nBell retired May 7, 2024; Orlov followed June 4, 2025.\n\nThe crew is well.", None),
    ("A title\n\nDate of birth: 7 May 2024\n\nThe crew is well.", None),
    ("A title\n\n7 May 2024 - Anna Bell\n9 May 2024 - Ivan Orlov\n\nThe crew is well.", None),
    ("OSLO, May 7, 1924 - The crew is well.", None),
    ("A title\n\nFjord Times 2024-02-30 (page 4)\n\nThe crew is well.", None),
    ("The crew is well.\n\nHer father saw her go on May 7, 2024.", None),
    ("The crew is well.\n\nBorn May 7, 2024, Houston", None),
    ("Hollis Brandt (May 7, 1934) The welder.", None),
    ("HOUSTON, May 7 - The crew came home on Monday, a year after the accident of April 2, 2023, and in 2024 it is well.", TUESDAY),
    ("HOUSTON, May 7 - The crew came home on Wednesday, a year after the accident of April 2, 2023.", None),
    ("Hollis Brandt (May 7, 1934 - June 2, 2020) was a welder.", None),
    ("The crew came home on May 7, 2024, and is well.", None),
    ("A title\n\nThe ship was built in Oslo in May 1924.", None),
])
def test_the_first_lines_tell_the_day_of_publication(head: str, expected: date | None) -> None:
    assert datelines.find(head, date_forms.find(head)) == expected


def test_an_undated_text_is_completed_from_its_dateline() -> None:
    assert values("HOUSTON, May 7, 2024 - The crew came home on Sunday.", None) == ["2024-05-07", "2024-05-05"]


def test_a_season_that_is_over_is_this_year_s() -> None:
    assert values("She came up in the spring.", date(2024, 7, 6)) == ["2024-spring"]
    assert values("She will go up in the spring.", date(2024, 7, 6)) == ["2025-spring"]


def test_a_day_that_names_a_building_is_no_date() -> None:
    assert values("They met in the June 12 Cultural Centre.") == []


def test_an_undated_article_returns_to_the_year_it_tells_of():
    body = "In May 1969 they flew around the Moon.\nIn November 1967 the rocket had flown. On 9 November it was seen.\nOn 18 May they left."
    assert values(body, None) == ["1969-05", "1967-11", "1967-11-09", "1969-05-18"]


def test_a_weekday_without_a_tense_takes_that_of_the_same_one_near():
    told = "Monday. " + "Tuesday. " * 20 + "It will fly on Monday."
    article = Article("a", told, date(2022, 9, 21))
    assert article.dates[0].value == article.dates[-1].value == "2022-09-26"
    assert len(Article("a", "Monday " * 3000, date(2022, 9, 21)).dates) == 3000
