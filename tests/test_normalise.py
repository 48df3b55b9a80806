"""Names in articles linked to what the reference data knows."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms import normalise
from transforms.text import fold
from warehouse import reference


def linked(body: str) -> dict[str, str]:
    return {m.entity_id: m.kind for m in normalise.find(fold(body))}


@pytest.mark.parametrize(("written", "flight_id"), [
    ("Crew-5", "crew-5"), ("Crew 5", "crew-5"), ("Soyuz MS-22", "soyuz-ms-22"), ("Soyuz MS 22", "soyuz-ms-22"), ("MS-22", "soyuz-ms-22"),
    ("Shenzhou-21", "shenzhou-21"), ("Shenzhou XXI", None), ("Artemis II", "artemis-ii"), ("Artemis 2", "artemis-ii"), ("Apollo Nine", "apollo-9"),
    ("STS-60", "sts-60"), ("Ax-2", "axiom-2"), ("Axiom Mission 2", "axiom-2"), ("NS-31", "new-shepard-ns-31"), ("Gaganyaan H1", "gaganyaan-h1"),
    ("Galactic 11", "galactic-11"), ("TMA-08M", "soyuz-tma-08m"), ("STS-142", "sts-142"), ("Orel-2", "orel-2"), ("Lanyue-1", "lanyue-1"), ("Axiom's fourth mission", "axiom-4"), ("Vast's third visit", "vast-3"), ("Axiom's third missions", None),
])
def test_ways_to_write_a_flight(written, flight_id):
    found = {i for i, kind in linked(f"NASA spoke of {written} on Monday.").items() if kind == "flight"}
    assert found == ({flight_id} if flight_id else set())


def test_a_second_word_names_a_flight_beside_another_of_its_series():
    assert linked("Gaganyaan H3 will bring down the crew of H2 in space.").keys() >= {"gaganyaan-h3", "gaganyaan-h2"}
    assert "soyuz-t-9" in linked("They left on Soyuz T-8 and landed in T-9.")
    assert "soyuz-t-9" not in linked("They left on Soyuz T-8 and the count stopped at T-9 seconds.")
    assert "gaganyaan-h2" not in linked("NASA left highway H2 open.")


def test_flights_without_people_and_expeditions_are_kept_apart():
    found = linked("Artemis I came before Expedition 68, NASA said.")
    assert found["artemis-i"] == "uncrewed"
    assert found["expedition-68"] == "expedition"


def test_a_sure_name_is_not_hidden_by_a_doubtful_one_before_it():
    assert linked("NASA flew him on the shuttle Discovery in 1985.")["shuttle-discovery"] == "spacecraft"


def test_a_possible_name_needs_support():
    assert "shuttle-columbia" not in linked("NASA hired her from the University of British Columbia.")


def test_a_flight_wins_over_a_programme_of_the_same_name():
    assert linked("SpaceX flew Fram2 over the poles.")["fram2"] == "flight"


def test_no_name_inside_a_word():
    assert "iss" not in linked("NASA dISSected a mISSion.")


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(sorted({a.surface for a in reference.load().aliases})[::37] + ["and", ",", "the", "\n", "Crew-7", "Soyuz MS-30"]), max_size=14).map(" ".join))
def test_spans_lie_in_the_body_sorted_and_apart(body):
    frame = normalise.mentions(pl.DataFrame({"article_id": ["a"], "body": [body]}))
    last = 0
    for start, end, surface in frame.sort("char_start").select("char_start", "char_end", "surface").iter_rows():
        assert last <= start < end <= len(body)
        assert body[start:end] == surface
        last = end


def test_on_topic_needs_a_name_that_means_nothing_else():
    assert normalise.is_on_topic(normalise.find("NASA launched Crew-5."))
    assert not normalise.is_on_topic(normalise.find("Columbia beat Discovery in the cup."))


@pytest.mark.parametrize(("body", "flight"), [
    ("GEMINI 8 CREW SAFE", "gemini-viii"), ("ARTEMIS II CREW READY", "artemis-ii"), ("MENGZHOU-2 CREW NAMED", "mengzhou-2"),
])
def test_a_flight_in_capitals_is_found(body: str, flight: str) -> None:
    assert [m.entity_id for m in normalise.find(body) if m.kind == "flight"] == [flight]
