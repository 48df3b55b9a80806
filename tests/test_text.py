"""Text with positions."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms import text


@given(st.text(max_size=200))
def test_folding_keeps_every_place(body):
    assert len(text.fold(body)) == len(body)
    assert text.fold(text.fold(body)) == text.fold(body)


def test_folding_makes_marks_and_letters_plain():
    assert text.fold("“Étienne’s” – Sørensen\u00a0says") == "\"Etienne's\" - Sorensen says"


@given(st.text(alphabet="AbC .!?\n\"”)1", max_size=120))
def test_sentences_lie_in_paragraphs_and_lose_nothing_but_space(body):
    found = text.sentences(body)
    assert all(a < b <= c for (a, b), (c, _) in zip(found, found[1:], strict=False))
    assert "".join("".join(body[a:b] for a, b in found).split()) == "".join(body.split())
    assert all("\n" not in body[a:b] for a, b in found)


def test_what_is_too_long_for_a_sentence_is_cut_between_words():
    body = "The row goes on and " * 500 + "x" * 5000
    found = text.sentences(body)
    assert all(high - low <= 2000 for low, high in found) and "".join(body[low:high] for low, high in found) == body
    assert all(body[high - 1] == " " for _, high in found[:4])


def test_a_line_of_white_space_is_no_paragraph():
    assert text.paragraphs("One\n" + " \t\u2009" * 20_000 + "\n two ") == [(0, 3), (60_005, 60_010)]


@pytest.mark.parametrize(("body", "count"), [
    ("Dr. A. B. Case of the U.S. Navy spoke. He left.", 2),
    ("It launched on Sept. 21 at 9 a.m. from Florida.", 1),
    ("He works in the U.S. The agency agreed.", 2),
    ("\"Go!\" she said. \"Now.\" Then it flew.", 3),
    ("First line\nsecond line", 2),
])
def test_abbreviations_do_not_end_a_sentence(body, count):
    assert len(text.sentences(body)) == count


@given(st.text(alphabet="Ab .\n", min_size=1, max_size=80))
def test_the_enclosing_span_is_the_one_that_holds_a_position(body):
    spans = text.sentences(body)
    for i, (low, high) in enumerate(spans):
        assert text.enclosing(spans, low) == text.enclosing(spans, high - 1) == i


def test_ids_depend_on_the_parts_and_their_borders():
    assert text.hash_id("ab", "c") != text.hash_id("a", "bc")
    assert text.hash_id("ab", "c") == text.hash_id("ab", "c")
    assert text.slug("Loral O'Hara") == "loral-ohara"


@pytest.mark.parametrize("alternatives", [
    "launch(?:ed|es)?|land(?:ed|s)?|lift[ -]?off|go(?:es)? up",
    r"(?:in)?to orbit|rocket\w*|\(up\)|soar|[gG]one|l?ost|^Up|\bup\b|^The crew|\brose",
    r"carr(?:y|ies)|(?<!film )crew(?! of)|c(?:ame|ome) (?:back|home)",
])
def test_branched_alternatives_match_where_the_plain_ones_do(alternatives):
    plain, branched = re.compile(rf"(?:{alternatives})"), re.compile(text.branched(alternatives))
    for body in ("The crew lands; it goes up, soars (up) and is gone", "Up, into orbit", "film crew", "crews came home lost", "carries", "liftoff"):
        assert [m.span() for m in branched.finditer(body)] == [m.span() for m in plain.finditer(body)]
