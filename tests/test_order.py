"""What is published follows from the documents alone: not from the order, the batches or the history of loads."""

from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tellings import ARTICLES

pytestmark = pytest.mark.slow
NAMES = tuple(ARTICLES)
# Where every entity type of redirects has its ids.
IN_USE = {
    "person": "select person_id from dim_people where not is_reference", "flight": "select flight_id from fact_flights",
    "crew": "select crew_id from fact_crews", "agency_event": "select agency_event_id from fact_agencies",
    "quote": "select quote_id from fact_quotes", "story": "select story_id from dim_stories", "origin": "select origin_id from dim_articles",
}
thorough = settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])


def edited(name: str) -> str:
    """The article in a later version, which says other things."""
    return ARTICLES[name].replace("2031\n\n", "2031\n\nCORRECTED. ").replace("September 29", "September 30").replace("Vostrukhin", "Vostruhin").replace("ready", "prepared")


VERSIONS = (ARTICLES.get, edited)


@pytest.fixture(scope="module")
def world(load, tmp_path_factory):
    return World(load, tmp_path_factory)


class World:
    """A folder of articles, loads of some of them, and what one load of everything publishes."""

    def __init__(self, load: Callable, folders: pytest.TempPathFactory) -> None:
        self.load, self.folders = load, folders
        self.texts = folders.mktemp("texts")
        self._published: dict[frozenset, dict[str, bytes]] = {}

    def write(self, name: str, version: int = 0) -> Path:
        path = self.texts / f"{name}.txt"
        path.write_text(VERSIONS[version](name), encoding="utf-8")
        return path

    def data(self) -> Path:
        return self.folders.mktemp("data")

    def at_once(self, state: dict[str, int]) -> dict[str, bytes]:
        """The package of one load of these articles in these versions."""
        key = frozenset(state.items())
        if key not in self._published:
            data = self.data()
            self.load(data, *(self.write(name, version) for name, version in sorted(state.items())))
            self._published[key] = package(data)
        return self._published[key]

    @contextmanager
    def ungated(self):
        """Loads without the gates of single steps, which take most of the time of a small load; those of `at_once` and the audit have them."""
        from flows import step

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(step.gate, "check", lambda *_, **__: [])
            yield


def package(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (data / "parquet").iterdir()}


def ask(data: Path, sql: str) -> list[tuple]:
    with duckdb.connect(data / "warehouse.duckdb", read_only=True) as connection:
        return connection.execute(sql).fetchall()


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def test_the_articles_hold_what_these_tests_are_about(world):
    data = world.data()
    world.load(data, *map(world.write, NAMES))
    kinds = {kind for kind, in ask(data, "select distinct entity_type from redirects")}
    assert {"person", "flight", "crew", "quote", "story", "origin", "agency_event"} <= kinds
    assert {m for m, in ask(data, "select distinct method from duplicates")} >= {"exact", "near_copy"}
    assert ask(data, "select count(*) from conflicts")[0][0] > 1
    assert ask(data, "select is_named, article_count from fact_flights order by all") == [(False, 2), (True, 5)]
    assert ask(data, "select is_on_topic from dim_articles where uri like '%football%'") == [(False,)]


@thorough
@given(st.permutations(NAMES), st.lists(st.integers(1, len(NAMES) - 1), max_size=3, unique=True), st.integers(1, 4))
def test_order_loads_and_batches_leave_no_trace(world, order, cuts, batch_size):
    data = world.data()
    with world.ungated():
        for low, high in zip([0, *sorted(cuts)], [*sorted(cuts), len(order)], strict=True):
            world.load(data, *map(world.write, order[low:high]), batch_size=batch_size)
    assert differing(package(data), world.at_once(dict.fromkeys(NAMES, 0))) == []


@thorough
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(["load", "change", "withdraw", "again"])), min_size=3, max_size=8))
def test_changes_and_withdrawals_leave_no_trace(world, history):
    data, state = world.data(), {"wire": 0, "unnamed": 0}
    with world.ungated():
        world.load(data, *(world.write(name) for name in state))
        for name, what in history:
            if what == "withdraw":
                if len(state) > 1 and state.pop(name, None) is not None:
                    world.load(data, withdraw=[(world.texts / f"{name}.txt").as_uri()])
                continue
            version = state.get(name, 0) if what == "again" else int(what == "change")
            state[name] = version
            before = package(data)
            summary = world.load(data, world.write(name, version))
            assert summary["loaded"] or package(data) == before
    assert differing(package(data), world.at_once(state)) == []


@settings(thorough, max_examples=3)
@given(st.permutations([name for name in NAMES if name not in ("copy", "football")]))
def test_an_id_stays_in_use_or_leads_to_the_one_that_is(world, order):
    data = world.data()
    given_ids: dict[str, set[str]] = {kind: set() for kind in IN_USE}
    with world.ungated():
        for name in order:
            world.load(data, world.write(name))
            for kind, sql in IN_USE.items():
                given_ids[kind] |= {i for i, in ask(data, sql)}
    for kind, sql in IN_USE.items():
        in_use = {i for i, in ask(data, sql)}
        led = dict(ask(data, f"select old_id, new_id from redirects where entity_type = '{kind}'"))
        assert {led.get(i, i) for i in given_ids[kind]} <= in_use, kind


def test_a_third_spelling_makes_two_people_one_and_both_ids_lead_to_it(world):
    data = world.data()
    world.load(data, *map(world.write, ("wire", "unnamed")))
    [(earlier,)] = ask(data, "select person_id from fact_crews where person_id like 'timur-%'")
    [(crew_id,)] = ask(data, "select crew_id from fact_crews where person_id like 'timur-%'")
    world.load(data, world.write("slipped"))
    [(now, fact)] = ask(data, "select person_id, crew_id from fact_crews where person_id like 'timur-%'")
    assert (earlier, now) == ("timur-dragaschenko", "timur-dragachenko")
    assert ask(data, f"select old_id, new_id from redirects where old_id in ('{earlier}', '{crew_id}') order by entity_type") == [(crew_id, fact), (earlier, now)]


def test_a_flight_without_a_name_is_found_by_its_old_id_when_an_article_names_it(world, cli):
    data = world.data()
    world.load(data, world.write("unnamed"))
    [(flight, is_named)] = ask(data, "select flight_id, is_named from fact_flights")
    assert not is_named
    world.load(data, world.write("wire"))
    assert ask(data, "select flight_id, is_named from fact_flights") == [("crew-31", True)]
    assert ask(data, f"select new_id from redirects where old_id = '{flight}'") == [("crew-31",)]
    said = cli("explain", flight, "--data", data)
    assert said.returncode == 0 and said.stdout.startswith(f"{flight} is now crew-31: ")
