import random
from datetime import datetime, timedelta

import networkx
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms import stories
from transforms.text import hash_id
from warehouse import reference
from warehouse.tables import DIM_STORIES, DUPLICATES

WIRE = """Ferry capsule limps home after cooling pump fails
The Halcyon-4 ferry capsule splashed down off Valparaiso on Tuesday, nine days early, with commander Ines Okafor \
and engineer Pavel Drozdov unhurt.
Controllers in Tromso ordered the return after a cooling pump seized on Saturday night and cabin temperature climbed to 38 degrees.
Okafor shut the second pump down by hand, following a procedure that had been rehearsed only once.
Drozdov spent four hours tracing the fault to a cracked bearing, officials of the Nordic Orbital Service said.
The capsule had delivered 640 kilograms of seed trays to the Meridian laboratory a week before.
Fishing boats from Quintero reached the crew first and threw them blankets and thermos flasks.
A naval tug then towed the charred vessel to the harbour, where doctors examined both fliers.
Okafor joked that she had never been so glad to smell diesel fumes.
The service grounded its three other capsules until metallurgists in Bergen have cut the bearing open.
Insurers estimate the loss at 52 million crowns, mostly for abandoned experiments on barley.
Replacement supplies will travel with an unmanned Petrel freighter from Andoya in March."""

RETOLD = """Early landing for two crew members of Halcyon-4
Nine days ahead of plan, Ines Okafor, the commander, and the engineer Pavel Drozdov came down safely \
in the ocean off Valparaiso aboard the capsule Halcyon-4 on Tuesday.
When a cooling pump jammed on Saturday night and the cabin heated up to 38 degrees, the control room in Tromso called them back.
Following a procedure practised just one time, Okafor switched off the other pump by hand.
It took Drozdov four hours to find that a bearing had cracked, according to the Nordic Orbital Service.
One week earlier their ship had brought the Meridian laboratory 640 kilograms of trays with seeds.
First to reach them were fishing boats out of Quintero, whose men threw over blankets and a thermos.
The blackened vessel was towed into the harbour by a tug of the navy, and doctors examined the pair.
She had never liked the smell of diesel so much, Okafor joked.
Until the bearing is cut open by metallurgists in Bergen, all three remaining capsules stay grounded.
Lost experiments, barley above all, cost insurers an estimated 52 million crowns."""

ELSEWHERE = """Chilean trawler crew hailed for rescue of Halcyon-4 fliers
Skipper Rosa Antilef was hauling squid when her radio crackled with coordinates from the coast guard in Valparaiso.
Forty minutes later the trawler Doncella from Quintero had Ines Okafor and Pavel Drozdov wrapped up in her galley.
Antilef says the hull of Halcyon-4 hissed like a kettle and that nobody dared to touch the hatch.
The Nordic Orbital Service telephoned its thanks from Tromso and promised the village a new pier.
Drozdov, who speaks some Spanish, sang for the children at the school of Quintero on Wednesday.
Okafor signed every cap on the quay before the flight to Bergen.
The mayor wants a plaque beside the ice plant."""

LATER = """Barley experiment on Meridian to be flown again
Botanist Lena Haugen has new seed trays ready in Bergen for the Meridian laboratory.
Her first harvest was abandoned when Halcyon-4 left early, a decision she calls correct and heartbreaking.
The Petrel freighter offers colder storage, so germination can be delayed until docking.
Students in Andoya will count shoots from camera images every evening.
Haugen hopes for a paper by autumn and for bread by Christmas."""

UNRELATED = """Lighthouse keepers open archive of storm diaries
Volunteers on Fastnet scanned ninety years of handwritten pages this winter.
Curator Maeve Lanigan found a recipe for gull soup between two hurricanes.
The county library in Skibbereen will print a calendar from the sketches."""

DAY = datetime(2031, 5, 6)


def frame(*bodies: str, days: list[int | None] | None = None, uris: list[str] | None = None) -> pl.DataFrame:
    count = len(bodies)
    return pl.DataFrame({
        "article_id": [f"a{n}" for n in range(count)], "title": [b.split("\n")[0] for b in bodies], "body": bodies,
        "published_at": [None if d is None else DAY + timedelta(days=d) for d in days or [0] * count],
        "uri": uris or [f"texts/{n}.txt" for n in range(count)],
    }, schema={"article_id": pl.String, "title": pl.String, "body": pl.String, "published_at": pl.Datetime("us"), "uri": pl.String})


def linked(*bodies: str, **more) -> dict[tuple[str, str], str]:
    found = stories.links(stories.profile(frame(*bodies, **more)))
    return {(a, b): m for a, b, m in found.select("article_id", "duplicate_of", "method").iter_rows()}


def test_a_retelling_in_other_words_is_a_rewrite_and_another_report_is_only_of_the_same_event():
    assert linked(WIRE, RETOLD, ELSEWHERE, LATER, UNRELATED, days=[0, 1, 2, 3, 0]) == {
        ("a1", "a0"): "rewrite", ("a2", "a0"): "same_event", ("a2", "a1"): "same_event"}


def test_a_retelling_is_recognised_without_dates():
    assert linked(WIRE, RETOLD, days=[None, None]) == {("a1", "a0"): "rewrite"}


def test_reports_that_are_weeks_apart_are_not_linked():
    assert linked(WIRE, RETOLD, ELSEWHERE, days=[0, 12, 24]) == {}


def test_a_retelling_may_come_late_but_a_report_of_the_same_event_may_not():
    assert linked(WIRE, RETOLD, ELSEWHERE, days=[0, 8, 4]) == {("a1", "a0"): "rewrite"}


def test_the_same_sentences_in_another_order_are_no_retelling():
    lines = RETOLD.split("\n")
    assert linked(WIRE, "\n".join([lines[0], *lines[:0:-1]])) == {("a1", "a0"): "same_event"}


def test_spellings_of_foreign_names_agree():
    assert ("a1", "a0") in linked(WIRE, RETOLD.replace("Drozdov", "Drosdov").replace("Tromso", "Tromsø").replace("Okafor", "Okafor’s"))


def test_reports_of_one_event_that_credit_one_agency_share_a_source():
    bodies = WIRE + "\nThe crew is well, according to Xinhua.", ELSEWHERE + "\nXinhua reported that doctors are content."
    assert linked(*bodies) == {("a1", "a0"): "credit"}


def test_reports_of_one_event_on_two_sites_of_one_publisher_share_a_source():
    uris = ["https://www.coastpost.example.co.uk/1", "https://news.example.co.uk/2"]
    assert linked(WIRE, ELSEWHERE, uris=uris) == {("a1", "a0"): "credit"}


def test_an_agency_credited_in_two_reports_without_a_day_is_no_proof():
    assert linked(WIRE + "\nSource: Xinhua", ELSEWHERE + "\nSource: Xinhua", days=[None, 0]) in ({}, {("a0", "a1"): "same_event"})


def test_links_say_why():
    row = stories.rewrites(frame(WIRE, RETOLD)).row(0, named=True)
    assert row["method"] == "rewrite" and 0.5 <= row["similarity"] <= 1
    assert "in the same order" in row["reason"]


@pytest.mark.parametrize("body, expected", [
    ("MOSCOW (AP) — The crew landed.", ["AP"]),
    ("By Jane Roe, Associated Press\nThe crew landed.", ["AP"]),
    ("Associated Press\n\nThe crew landed.", ["AP"]),
    ("The crew landed, according to the state news agency TASS.", ["TASS"]),
    ("The crew landed, the head told AFP and Reuters reported.", ["AFP", "Reuters"]),
    ("Rockets rise (via Reuters)", ["Reuters"]),
    ("The crew landed. (AP Photo/Jane Roe)", []),
    ("The crew waves.\nJane Roe, Reuters", []),
    ("Jane Roe\nAP aerospace writer\nThe crew landed.", ["AP"]),
    ("An AP class at the school watched the landing.", []),
    ("Via Appia is long.", []),
    ("The crew landed, Agence France-Presse reported.", ["AFP"]),
    ("The crew landed, The AP reported.", ["AP"]),
    ("The crew is well, said an official quoted by Yonhap News Agency.", ["Yonhap"]),
    ("The capsule is heavier than Sputnik, with which it all began.", []),
    ("The crew landed, Sputnik News reported, with material from RIA Novosti.", ["RIA Novosti", "Sputnik"]),
])
def test_credits(body, expected):
    assert stories.credits(body, reference.load().news_agencies) == expected


@pytest.mark.parametrize("uri, expected", [
    ("https://www.example.com/a", "example.com"),
    ("https://sport.example.co.uk/a", "example.co.uk"), ("https://example.it/a", "example.it"),
    ("articles/one.txt", None), ("file:///data/one.txt", None), ("http://127.0.0.1/a", None), (None, None),
])
def test_publisher(uri, expected):
    assert stories.publisher(uri) == expected


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 4))
def test_loads_in_any_order_and_batches_give_the_same_links(chance, batches):
    bodies = [WIRE, RETOLD, ELSEWHERE, LATER, UNRELATED, WIRE + "\n" + LATER, ELSEWHERE + "\nSource: Xinhua", RETOLD + "\nSource: Xinhua"]
    articles = frame(*bodies, days=[0, 1, 2, None, 0, None, 1, 2])
    at_once = stories.links(stories.profile(articles))
    order = list(range(len(bodies)))
    chance.shuffle(order)
    known, parts = stories.PROFILES.empty(), []
    for batch in range(batches):
        new = stories.profile(articles[order[batch::batches]])
        known = pl.concat([known, new])
        parts.append(stories.links(known, new["article_id"]))
    assert pl.concat(parts).sort(DUPLICATES.key).equals(at_once)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 40), st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=60))
def test_components_agree_with_networkx(count, edges):
    edges = [(a % count, b % count) for a, b in edges]
    graph = networkx.Graph(edges)
    graph.add_nodes_from(range(count))
    expected = np.empty(count, int)
    for members in networkx.connected_components(graph):
        expected[list(members)] = min(members)
    a, b = np.array(edges, dtype=int).reshape(-1, 2).T
    assert stories.components(count, a, b).tolist() == expected.tolist()


def test_components_of_a_long_chain():
    nodes = np.random.default_rng(1).permutation(20_000)
    assert (stories.components(20_000, nodes[:-1], nodes[1:]) == 0).all()


def articles(**days: int | None) -> pl.DataFrame:
    return pl.DataFrame({"article_id": list(days), "title": [f"On {a}" for a in days], "char_count": [100 + n for n in range(len(days))],
                         "published_at": [None if d is None else DAY + timedelta(days=d) for d in days.values()]},
                        schema={"article_id": pl.String, "title": pl.String, "char_count": pl.Int64, "published_at": pl.Datetime("us")})


def link(a: str, b: str, method: str = "rewrite", similarity: float = 0.5) -> dict:
    return {"article_id": a, "duplicate_of": b, "similarity": similarity, "method": method, "reason": "test"}


def told(table: pl.DataFrame, *rows: dict) -> tuple[pl.DataFrame, pl.DataFrame]:
    return stories.stories(table, pl.DataFrame(list(rows), schema=DUPLICATES.schema, orient="row"))


def test_origins_are_joined_by_copies_and_retellings_and_stories_by_events_too():
    table, dim = told(articles(a=0, b=0, c=0, d=1), link("b", "a", "near_copy"), link("c", "b"), link("d", "c", "same_event"))
    assert table["origin_id"].to_list() == [hash_id("origin", "a")] * 3 + [hash_id("origin", "d")]
    assert table["story_id"].unique().to_list() == [hash_id("story", "a")]
    assert dim.schema == DIM_STORIES.schema
    assert dim.row(0, named=True) == {
        "story_id": hash_id("story", "a"), "title": "On c", "article_count": 4, "origin_count": 2, "first_published_on": DAY.date()}


def test_the_canonical_article_is_the_earliest_then_the_longest_then_the_smallest():
    table, _ = told(articles(a=None, b=1, c=0, d=0), link("a", "b"), link("b", "c"), link("c", "d"))
    assert table.filter("is_canonical")["article_id"].to_list() == ["d"]
    alone, _ = told(articles(a=None, b=None).with_columns(char_count=pl.lit(5)), link("b", "a"))
    assert alone.filter("is_canonical")["article_id"].to_list() == ["a"]


def test_an_id_outlives_a_merger():
    before, _ = told(articles(a=0, b=0, c=0), link("b", "a"))
    after, _ = told(articles(a=0, b=0, c=0, d=0), link("b", "a"), link("d", "c"), link("d", "a"))
    assert before["origin_id"][0] == after["origin_id"][3] == hash_id("origin", "a")


def test_a_chain_of_events_falls_apart_at_its_weakest_link():
    rows = [link("b", "a", "same_event", 0.8), link("c", "b", "same_event", 0.31), link("d", "c", "same_event", 0.6)]
    table, dim = told(articles(a=0, b=2, c=9, d=11), *rows)
    assert table["story_id"].to_list() == [hash_id("story", "a")] * 2 + [hash_id("story", "c")] * 2
    assert dim["article_count"].to_list() == [2, 2]


def test_many_reports_without_a_day_make_no_giant_story():
    names = [f"n{n:02d}" for n in range(30)]
    chain = [link(b, a, "same_event", 0.8 if n % 5 else 0.36) for n, (a, b) in enumerate(zip(names, names[1:]))]
    _, dim = told(articles(**dict.fromkeys(names)), *chain)
    assert dim["article_count"].max() <= 6


def test_an_origin_never_falls_apart():
    table, _ = told(articles(a=0, b=30, c=60), link("b", "a"), link("c", "b", "near_copy", 0.9))
    assert table["story_id"].n_unique() == table["origin_id"].n_unique() == 1


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000))
def test_stories_do_not_depend_on_the_order_of_rows(seed):
    chance = random.Random(seed)
    names = [f"n{n:02d}" for n in range(12)]
    table = articles(**{name: chance.choice([None, *range(20)]) for name in names})
    methods = ["rewrite", "same_event", "same_event"]
    rows = [link(*chance.sample(names, 2), chance.choice(methods), chance.choice([0.3, 0.4, 0.7])) for _ in range(10)]
    expected = told(table, *rows)
    shuffled = told(table.sample(fraction=1, shuffle=True, seed=seed), *chance.sample(rows, len(rows)))
    assert all(a.equals(b) for a, b in zip(expected, shuffled))
    within = expected[0].group_by("origin_id").agg(pl.col("story_id").n_unique(), pl.col("is_canonical").sum())
    assert within["story_id"].to_list() == within["is_canonical"].to_list() == [1] * len(within)


def test_no_articles_give_no_stories():
    table, dim = told(articles())
    assert table.is_empty() and dim.is_empty()
    assert stories.links(stories.profile(frame())).is_empty()
