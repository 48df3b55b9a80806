"""Entries of calendars and logs, whose crews stand in words without a verb; the flights are invented."""

import pytest
from test_launches import told
from test_seats import crews

CREW = {"Laura Pembroke", "Daniel Okafor"}
CALENDAR = """* May 8, 2030: Crew-16. Falcon 9, pad 39A, Kennedy Space Center. Laura Pembroke (commander), Daniel Okafor (ESA). Backups: Robert Crane.
* NET June 3, 2030: Soyuz MS-33. Baikonur. Rachel Dunn, Pavel Sidorenko. Waiting for them at the station will be Ann Bell.
* June 20 or after, 2030: Return of Crew-15 to Florida, with Robert Crane and Haruto Minami.
"""


def test_an_entry_lists_its_crew_and_nobody_else():
    assert crews(CALENDAR) == {"crew-16": CREW, "soyuz-ms-33": {"Rachel Dunn", "Pavel Sidorenko"}, "crew-15": {"Robert Crane", "Haruto Minami"}}


def test_an_entry_gives_the_day():
    assert told(CALENDAR)["crew-16"][0] == "2030-05-08"
    assert told(CALENDAR)["soyuz-ms-33"][0] == "2030-06-03"


@pytest.mark.parametrize("body", [
    "Crew-16: Robert Crane said on Monday that Florida was wet.",
    "Crew-16. Nobody will ride for free, and Robert Crane watched from the beach.",
    "Crew-16. Flight director: Robert Crane.",
    "Crew-16, seen from the beach. Photo: Robert Crane.",
])
def test_prose_under_a_flight_is_no_list(body):
    assert crews(body) == {}
