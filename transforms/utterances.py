"""Quotations across articles: trimmed or lightly edited wordings of one utterance."""

import re
from collections import defaultdict

import numpy as np
import polars as pl

from transforms.text import fold

GROUPS = pl.Schema({"key": pl.String(), "canonical": pl.String(), "text": pl.String()})

_WORD = r"[a-z0-9]+(?:'[a-z0-9]+)?"
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_OPENING = "\"'“”„‘«([ "
_ENDS = re.compile(r"[,.!?…][\"'”’»)\]\s]*$")


def group(quotes: pl.DataFrame, speakers: pl.DataFrame, min_words: int = 8, dice_from: float = 0.85) -> pl.DataFrame:
    """The utterance of every quotation key: key, canonical (the key that stands for the utterance), text (its longest wording).

    quotes: key, text (every text of the key). speakers: key, speaker_id.

    - Trimmed: a wording of min_words or more that stands, word for word, inside another is that utterance.
    - Edited: two wordings of min_words or more are one utterance if their sets of words have a Dice coefficient of
      dice_from or more (one word in seven exchanged) and no two different speakers are named.
    - The longest wording stands for the utterance, of equals the smallest key. The others must each be like that one, so
      a short piece common to two utterances does not join them.

    Every pair that meets the thresholds is found, and few others are looked at: a piece is looked up by its first words,
    an edited wording by any two of its rarest words (prefix filter: Chaudhuri et al. 2006; by two words: Wang et al. 2012).
    """
    longest = quotes.select("key", "text", size=pl.col("text").str.len_chars()).sort("size", "key", "text", descending=[True, False, False])
    longest = longest.unique("key", keep="first", maintain_order=True)
    words = pl.Series("word", [fold(text).lower() for text in longest["text"]], dtype=pl.String).str.extract_all(_WORD)
    counts = words.list.len().to_numpy()
    voices: dict[str, set[str]] = defaultdict(set)
    for key, speaker_id in speakers.select("key", "speaker_id").drop_nulls().unique().iter_rows():
        voices[key].add(speaker_id)
    said_by = [voices.get(key, set()) for key in longest["key"]]
    tokens = pl.DataFrame({"place": np.arange(len(words)), "word": words}).filter(pl.Series(counts >= min_words)).explode("word")

    near: dict[int, set[int]] = defaultdict(set)
    pieces = _pieces(tokens, min_words)
    texts = _gather(words.list.join(" "), pieces)
    for piece, whole in pieces:
        if f" {texts[piece]} " in f" {texts[whole]} ":
            near[max(piece, whole)].add(min(piece, whole))
    edits = _edits(tokens, dice_from)
    sets = {place: frozenset(found) for place, found in _gather(words, edits).items()}
    for a, b in edits:
        is_like = 2 * len(sets[a] & sets[b]) >= dice_from * (len(sets[a]) + len(sets[b])) - 1e-9
        if is_like and (not said_by[a] or not said_by[b] or said_by[a] & said_by[b]):
            near[max(a, b)].add(min(a, b))

    canonical = list(range(len(longest)))
    for place in sorted(near):  # places count from the longest wording
        canonical[place] = min((other for other in near[place] if canonical[other] == other), default=place)
    found = longest.select("key", canonical=longest["key"].gather(canonical), text=longest["text"].gather(canonical))
    return found.cast(dict(GROUPS)).sort("key")


def _gather(values: pl.Series, pairs: list[tuple[int, int]]) -> dict[int, object]:
    """The values at the places of the pairs."""
    places = sorted({place for pair in pairs for place in pair})
    return dict(zip(places, values.gather(places).to_list(), strict=True))


def _pieces(tokens: pl.DataFrame, min_words: int) -> list[tuple[int, int]]:
    """Pairs of places, the second of which holds the first min_words words of the first; tokens: place, word, in the order of the text."""
    codes = tokens["word"].rank("dense").to_numpy().astype(np.uint64)
    owner = tokens["place"].to_numpy()
    if len(codes) < min_words:
        return []
    codes = (codes * _MULTIPLIER) ^ (codes * _MULTIPLIER >> np.uint64(29))
    runs = np.zeros(len(codes) - min_words + 1, np.uint64)
    for offset in range(min_words):
        runs = runs * _MULTIPLIER + codes[offset:offset + len(runs)]
    inside = owner[:len(runs)] == owner[min_words - 1:]
    found = pl.DataFrame({"place": owner[:len(runs)], "run": runs}).filter(pl.Series(inside))
    heads = found.unique("place", keep="first", maintain_order=True)
    shared = found.unique().filter(pl.col("run").is_in(heads["run"].implode()))
    pairs = heads.join(shared, on="run", suffix="_whole").filter(pl.col("place") != pl.col("place_whole"))
    return list(pairs.select("place", "place_whole").iter_rows())


def _edits(tokens: pl.DataFrame, dice_from: float) -> list[tuple[int, int]]:
    """Pairs of places that may have as many words in common as dice_from asks for; tokens: place, word.

    Each set is also folded into 64 bits: sets whose bits differ in more places than the words may are told apart at once.
    """
    share = dice_from / (2 - dice_from)  # of the words of each set, whatever the size of the other
    sets = tokens.unique(["place", "word"])
    spread = sets.group_by("word").len().sort("len", "word").select("word", pl.int_range(pl.len(), dtype=pl.UInt32).alias("rarity"))
    ranked = sets.join(spread, on="word").drop("word").sort("place", "rarity").with_columns(
        bit=pl.lit(1, pl.UInt64) * pl.lit(2, pl.UInt64).pow(pl.col("rarity") % 64))
    ranked = ranked.with_columns(
        size=pl.len().over("place"), position=pl.int_range(pl.len()).over("place"), bits=pl.col("bit").bitwise_or().over("place"))
    is_rare = pl.col("position") < pl.col("size") - (share * pl.col("size") - 1e-9).ceil() + 2
    prefix = ranked.filter(is_rare).select("place", "rarity", "size", "bits")
    two = prefix.join(prefix.select("place", "rarity"), on="place", suffix="_next").filter(pl.col("rarity") < pl.col("rarity_next"))
    two = two.filter(pl.len().over("rarity", "rarity_next") > 1).lazy()
    apart = (pl.col("bits") ^ pl.col("bits_other")).bitwise_count_ones()
    pairs = two.join(two, on=["rarity", "rarity_next"], suffix="_other").filter(
        pl.col("place") < pl.col("place_other"), apart <= (1 - dice_from) * (pl.col("size") + pl.col("size_other")) + 1e-9)
    return list(pairs.select("place", "place_other").unique().collect(engine="streaming").iter_rows())


def is_partial(text: str) -> bool:
    """Whether the words are a fragment: they do not begin with a capital letter, or end without the punctuation that ends speech."""
    return not text.lstrip(_OPENING)[:1].isupper() or not _ENDS.search(text)
