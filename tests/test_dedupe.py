import random

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms import dedupe
from warehouse.tables import DUPLICATES

RANDOM = random.Random(7)
LEXICON = ["".join(RANDOM.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(RANDOM.randint(2, 9))) for _ in range(5000)]


def prose(seed: int, count: int) -> list[str]:
    return random.Random(seed).choices(LEXICON, k=count)


def frame(**bodies: str) -> pl.DataFrame:
    return pl.DataFrame({"article_id": list(bodies), "body": list(bodies.values())}, schema={"article_id": pl.String, "body": pl.String})


def found(**bodies: str) -> dict[tuple[str, str], str]:
    rows = dedupe.pairs(dedupe.sketch(frame(**bodies)))
    return {(a, b): m for a, b, m in rows.select("article_id", "duplicate_of", "method").iter_rows()}


def edited(words: list[str], rate: float, seed: int = 1) -> list[str]:
    chance = random.Random(seed)
    return [chance.choice(LEXICON) if chance.random() < rate else word for word in words]


def test_exact_copies_are_told_by_words_alone_and_point_to_the_first():
    rows = found(b="The café “opened” on Monday.\nAll came.",
                 c="the cafe opened on monday -- all came", a="The café “opened” on Monday. All came.", d="All came on Monday.")
    assert rows == {("b", "a"): "exact", ("c", "a"): "exact"}


def test_word_order_is_part_of_an_exact_copy():
    assert found(a="one two", b="two one", c="one two two") == {}


def test_texts_without_words_are_not_copies_of_each_other():
    assert found(a="...", b="!?", c="") == {}


@pytest.mark.parametrize("length", [60, 200, 700, 3000])
@pytest.mark.parametrize("change", ["edit", "trim", "frame"])
def test_near_copies_are_found_at_any_length(length, change):
    words = prose(length, length)
    other = {"edit": edited(words, 0.08), "trim": words[: int(length * 0.6)],
             "frame": prose(5, length // 6) + words + prose(6, length // 6)}[change]
    assert set(found(a=" ".join(words), b=" ".join(other), c=" ".join(prose(99, length))).values()) == {"near_copy"}


@pytest.mark.parametrize("length, around", [(80, 500), (300, 1200), (700, 2500)])
def test_a_text_inside_a_longer_one_is_contained_in_it(length, around):
    words = prose(1, length)
    inside = prose(2, around // 2) + words + prose(3, around // 2)
    assert found(a=" ".join(words), b=" ".join(inside)) == {("a", "b"): "containment"}


def test_a_footer_ties_no_articles_together():
    footer = prose(50, 45)
    bodies = {f"n{n}": " ".join(prose(n, 150) + footer) for n in range(12)}
    assert found(**bodies, footer=" ".join(footer)) == {}


def test_a_phrase_repeated_for_ever_is_no_evidence():
    assert found(a="to the moon " * 200, b="to the moon " * 150 + " ".join(prose(1, 100))) == {}


def test_rows_say_how_alike_and_why():
    words = prose(3, 400)
    row = dedupe.pairs(dedupe.sketch(frame(a=" ".join(words), b=" ".join(words[:200])))).row(0, named=True)
    assert (row["article_id"], row["duplicate_of"], row["method"]) == ("b", "a", "near_copy")
    assert row["similarity"] == pytest.approx(0.5, abs=0.12)
    assert f"{round(100 * row['similarity'])}%" in row["reason"]


def test_stored_sketches_stay_comparable():
    # A change of this hash would make every stored sketch useless: it needs a migration, not a new expectation.
    row = dedupe.sketch(frame(a="Quiet engines hum above the Łódź plains")).row(0, named=True)
    assert row["text_hash"] == dedupe.sketch(frame(b="quiet  engines hum above the lodz plains!")).row(0, named=True)["text_hash"]
    assert (row["text_hash"], row["shingle_count"], len(row["shingles"])) == ("dd6afc4d1f29486a", 5, 20)


def brute_force(sketches: pl.DataFrame, near_from: float = 0.4, inside_from: float = 0.8) -> set[tuple[str, str, str]]:
    """Every pair compared, without an index."""
    kept = {row["article_id"]: row for row in sketches.iter_rows(named=True)}
    keys = {a: np.frombuffer(row["shingles"], "<u4") for a, row in kept.items()}
    pairs = set()
    for a in kept:
        for b in kept:
            is_long = max(kept[a]["shingle_count"], kept[b]["shingle_count"]) > dedupe.KEPT_WHOLE
            x, y = (set(keys[n][keys[n] < dedupe.KEPT_BELOW] if is_long else keys[n]) for n in (a, b))
            if a == b or len(x) > len(y) or min(len(x), len(y)) < 8 or min(kept[a]["shingle_count"], kept[b]["shingle_count"]) < 12:
                continue
            common = len(x & y)
            if kept[a]["text_hash"] == kept[b]["text_hash"]:
                continue
            if common / len(x | y) >= near_from:
                pairs.add((*sorted((a, b)), "near_copy"))
            elif common / len(x) >= inside_from and kept[a]["shingle_count"] >= 48:
                pairs.add((*sorted((a, b)), "containment"))
    return pairs


@st.composite
def corpora(draw) -> list[str]:
    """Texts made of a few blocks, so that copies, containment and exact copies are frequent."""
    blocks = [prose(n, size) for n, size in enumerate((5, 20, 60, 60, 150, 300))]
    chosen = draw(st.lists(st.lists(st.integers(0, 5), max_size=4), min_size=1, max_size=10))
    return [" ".join(word for n in body for word in blocks[n]) for body in chosen]


@settings(max_examples=60, deadline=None)
@given(corpora())
def test_the_search_misses_nothing(bodies):
    firsts = list(dict.fromkeys(bodies))
    sketches = dedupe.sketch(frame(**{f"n{n:02d}": body for n, body in enumerate(firsts)}))
    rows = {(*sorted((a, b)), m) for a, b, m in dedupe.pairs(sketches).select("article_id", "duplicate_of", "method").iter_rows()}
    assert rows == brute_force(sketches)


@settings(max_examples=60, deadline=None)
@given(corpora(), st.randoms(use_true_random=False), st.integers(1, 4))
def test_loads_in_any_order_and_batches_end_in_the_same_rows(bodies, chance, batches):
    articles = frame(**{f"n{n:02d}": body for n, body in enumerate(bodies)})
    at_once = dedupe.pairs(dedupe.sketch(articles))
    assert dedupe.settle(at_once).equals(at_once)
    order = list(range(len(bodies)))
    chance.shuffle(order)
    stored, known = DUPLICATES.empty(), dedupe.SKETCHES.empty()
    for batch in range(batches):
        new = dedupe.sketch(articles[order[batch::batches]])
        known = pl.concat([known, new])
        stored = dedupe.settle(pl.concat([stored, dedupe.pairs(known, new["article_id"])]))
    assert stored.equals(at_once)


def test_a_link_of_descent_gives_way_to_a_copy_of_the_same_pair():
    links = [("b", "a", "near_copy"), ("a", "b", "rewrite"), ("c", "a", "rewrite"), ("d", "c", "exact"), ("d", "a", "rewrite")]
    rows = DUPLICATES.frame([{"article_id": a, "duplicate_of": b, "similarity": 0.9, "method": m, "reason": "test"} for a, b, m in links])
    settled = dedupe.settle(rows).select("article_id", "duplicate_of", "method")
    assert set(settled.iter_rows()) == {("b", "a", "near_copy"), ("c", "a", "rewrite"), ("d", "c", "exact")}


def test_no_articles_give_no_rows():
    assert dedupe.pairs(dedupe.sketch(frame())).is_empty()
