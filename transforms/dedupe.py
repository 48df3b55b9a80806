"""Copies: which articles repeat another's words, whole (exact), edited (near_copy) or inside a longer text (containment).

- A text is the set of its three-word sequences (shingles), hashed to 32 bits. A short text keeps all of them, a longer
  one those in the lowest quarter of the hash range, so that two texts keep the same choice and their overlap in the
  choice estimates their overlap in full, for likeness and for containment alike.
- Whether two articles are copies is a symmetric function of their two sketches. The search is exact: it finds every
  pair that meets the thresholds, whatever else is loaded. Rarity decides only where it looks first. A text that must
  share at least n of its m keys shares one of any m - n + 1 of them, so looking up its rarest keys is enough, and a
  sentence that ten thousand articles carry is never looked up unless it is most of an article. So nothing is capped and
  the order of loading cannot show.
- Exact copies collapse first: only the first of them, in a fixed order, is compared with other texts.
"""

import numpy as np
import polars as pl

from transforms import text
from warehouse.schema import BINARY, INTEGER, STRING, Column, Table
from warehouse.tables import DUPLICATES

SKETCHES = Table("sketches", "what later articles are compared with to find copies of one article", ("article_id",), (
    Column("article_id", STRING, "the article", references="articles.article_id"),
    Column("text_hash", STRING, "hash of its words in order, without case, accents and punctuation; empty for a text without words"),
    Column("char_count", INTEGER, "characters of its body", low=0),
    Column("shingle_count", INTEGER, "three-word sequences, repeated ones included", low=0),
    Column("shingles", BINARY, "hashes of the three-word sequences that were kept, ascending, 32-bit little-endian"),
), is_public=False)

COPY_METHODS = ("exact", "near_copy", "containment")

# Up to this many shingles a text keeps all of them; above, one in four leaves 64 or more, enough to tell 0.6 from 0.4.
KEPT_WHOLE = 256
KEPT_BELOW = np.uint32(1 << 30)

_U64 = np.uint64
_MULTIPLIERS = tuple(_U64(m) for m in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
# Masks that leave the first n bytes of eight, read as a little-endian number.
_FIRST_BYTES = np.array([(1 << 8 * n) - 1 for n in range(9)], dtype=_U64)
# Letters and digits as they are, bytes of letters outside ASCII too, anything else 0.
_LETTERS = bytes(code if code >= 128 or chr(code).isalnum() else 0 for code in range(256))


def _mix(values: np.ndarray) -> np.ndarray:
    """Spread 64-bit values evenly (the finaliser of splitmix64, Steele et al. 2014)."""
    values = (values ^ (values >> _U64(30))) * _U64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> _U64(27))) * _U64(0x94D049BB133111EB)
    return values ^ (values >> _U64(31))


def words(bodies: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """A 64-bit hash of every word, and which body it stands in; case, accents and punctuation do not count.

    The hash is fixed by this code alone, so stored sketches stay comparable.
    """
    coded = [text.fold(body.lower()).encode("utf-8", "replace") for body in bodies]
    letters = b"\0" + b"\0".join(coded).translate(_LETTERS) + bytes(16)
    is_letter = np.frombuffer(letters, dtype=np.uint8) != 0
    edges = np.flatnonzero(is_letter[1:] != is_letter[:-1]) + 1
    starts, lengths = edges[::2], edges[1::2] - edges[::2]
    eights = np.ndarray(len(letters) - 7, dtype="<u8", buffer=letters, strides=(1,))  # the eight bytes from every byte on
    hashes = lengths.astype(_U64)
    for offset in range(0, int(lengths.max(initial=0)), 8):
        longer = slice(None) if offset == 0 else np.flatnonzero(lengths > offset)
        rest = eights[starts[longer] + offset] & _FIRST_BYTES[np.minimum(lengths[longer] - offset, 8)]
        hashes[longer] = _mix(hashes[longer] * _MULTIPLIERS[1] + rest)
    ends = np.cumsum([len(c) + 1 for c in coded])
    return hashes, np.searchsorted(ends, starts - 1, side="right")


def sketch(articles: pl.DataFrame) -> pl.DataFrame:
    """What must be kept of each article to compare it with later ones.

    articles: article_id, body. Returns SKETCHES, one row an article, each row a function of its own article alone.
    """
    parts = [_sketch(part) for part in articles.select("article_id", "body").iter_slices(200)]  # small enough for the processor's cache
    return SKETCHES.frame(pl.concat(parts)) if parts else SKETCHES.empty()


def _sketch(articles: pl.DataFrame) -> pl.DataFrame:
    bodies = articles["body"].to_list()
    count = len(bodies)
    hashes, owner = words(bodies)
    word_counts = np.bincount(owner, minlength=count)
    ends = np.cumsum(word_counts)
    order = np.arange(len(hashes)) - np.repeat(ends - word_counts, word_counts)
    ordered = _mix(hashes + order.astype(_U64) * _MULTIPLIERS[0])
    sums = np.concatenate([np.zeros(1, _U64), np.cumsum(ordered, dtype=_U64)])
    text_hashes = sums[ends] - sums[ends - word_counts]

    a, b, c = (hashes[n:len(hashes) - 2 + n] * _MULTIPLIERS[n] for n in range(3)) if len(hashes) > 2 else (np.empty(0, _U64),) * 3
    shingles = (_mix(a + (b ^ (b >> _U64(32))) + (c ^ (c >> _U64(29)))) >> _U64(32)).astype(np.uint32)
    inside = owner[:-2] == owner[2:]
    shingle_counts = np.maximum(word_counts - 2, 0)
    kept = inside & ((shingle_counts[owner[:-2]] <= KEPT_WHOLE) | (shingles < KEPT_BELOW))
    packed = np.sort((owner[:-2][kept].astype(_U64) << _U64(32)) | shingles[kept])
    packed = packed[np.diff(packed, prepend=~_U64(0)) != 0]
    keys = (packed & _U64(0xFFFFFFFF)).astype("<u4").tobytes()
    stops = np.searchsorted(packed >> _U64(32), np.arange(count), side="right") * 4
    return pl.DataFrame({
        "article_id": articles["article_id"],
        "text_hash": [f"{h:016x}" if n else "" for h, n in zip(text_hashes.tolist(), word_counts.tolist())],
        "char_count": [len(body) for body in bodies],
        "shingle_count": shingle_counts,
        "shingles": [keys[low:high] for low, high in zip([0, *stops.tolist()], stops.tolist())],
    }, schema=SKETCHES.schema)


def pairs(sketches: pl.DataFrame, new_ids: pl.Series | None = None, near_from: float = 0.4, inside_from: float = 0.8,
          compared_from: int = 12, inside_words: int = 50) -> pl.DataFrame:
    """Every pair of copies that involves a new article (every pair, when new_ids is None).

    - sketches: SKETCHES of all articles, new and old. Returns rows of DUPLICATES with method exact, near_copy or containment.
    - exact: the same words in the same order. Of several, all point to the first, and only the first is compared further.
    - near_copy: the estimated Jaccard similarity of the shingle sets is near_from or more. The estimate's standard
      error is .06 at most, so 0.4 finds pairs of 0.5; unrelated news texts stay below 0.05.
    - containment: inside_from or more of the shorter text stands in the longer one. Only texts of inside_words or more
      count: anything shorter may be a caption or a publisher's footer, and would tie every article that carries it.
    - Texts of fewer than compared_from shingles are compared for identity only.
    - The copy is the shorter text, or the one with the greater id.

    Rows of several loads, put together and settled (`settle`), are the rows of one load of everything, in any order. When
    an article changes or goes, pass those once linked with it as new as well.
    """
    ranked = sketches.sort(["char_count", "article_id"], descending=[True, False])
    is_new = np.ones(len(ranked), bool) if new_ids is None else ranked["article_id"].is_in(new_ids.to_list()).to_numpy()
    ranked = ranked.with_row_index("rank").with_columns(is_new=pl.Series(is_new, dtype=pl.Boolean))
    ranked = ranked.with_columns(first=pl.when(pl.col("text_hash") == "").then("rank").otherwise(pl.col("rank").min().over("text_hash")))
    ids = ranked["article_id"]
    same = ranked.filter(pl.col("rank") != pl.col("first"), pl.col("is_new") | pl.lit(pl.Series(is_new)).gather(pl.col("first")))
    exact = same.select("article_id", duplicate_of=ids.gather(same["first"]), similarity=pl.lit(1.0), method=pl.lit("exact"),
                        reason=pl.lit("the same words in the same order"))

    firsts = ranked.filter(pl.col("rank") == pl.col("first"), pl.col("shingle_count") >= compared_from)
    counts, blobs = firsts["shingle_count"].to_numpy(), firsts["shingles"]
    keys = np.frombuffer(b"".join(blobs.to_list()), dtype="<u4")
    sizes = (blobs.bin.size().to_numpy() // 4).astype(np.int64)
    found = _overlaps(keys, sizes, counts > KEPT_WHOLE, firsts["is_new"].to_numpy(), near_from)
    a, b, size_a, size_b, shared = (np.concatenate(column) for column in zip(*found))
    likeness, share = shared / (size_a + size_b - shared), shared / size_a
    is_near = (likeness >= near_from) & (size_a >= 8)  # fewer keys, as of one phrase repeated, are not evidence
    is_inside = ~is_near & (size_a >= 8) & (share >= inside_from) & (counts[a] + 2 >= inside_words)
    chosen = is_near | is_inside
    low, high = np.minimum(a, b)[chosen], np.maximum(a, b)[chosen]
    percent = np.round(100 * np.where(is_near, likeness, share)[chosen]).astype(int)
    near = pl.DataFrame({
        "article_id": firsts["article_id"].gather(high),
        "duplicate_of": firsts["article_id"].gather(low),
        "similarity": np.round(np.where(is_near, likeness, share)[chosen], 4),
        "method": np.where(is_near, "near_copy", "containment")[chosen].tolist(),
        "reason": [f"about {p}% of their three-word sequences are common to both" if is_copy else
                   f"about {p}% of the shorter text's three-word sequences stand in the longer one"
                   for p, is_copy in zip(percent.tolist(), is_near[chosen].tolist())],
    }, schema=DUPLICATES.schema)
    return DUPLICATES.frame(pl.concat([exact, near]))


def settle(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of several loads as one load of everything would have given them; settling again changes nothing.

    - An article that turned out to be an exact copy has no other link: the first of its copies has them.
    - A copy needs no second reason: links of another method (transforms.stories) between the same two articles go.

    rows: DUPLICATES, of any method.
    """
    is_exact = pl.col("method") == "exact"
    followers = rows.filter(is_exact)["article_id"].unique().implode()
    rows = rows.unique().filter(~pl.col("duplicate_of").is_in(followers), is_exact | ~pl.col("article_id").is_in(followers))
    is_copy = pl.col("method").is_in(COPY_METHODS)
    pair = (pl.min_horizontal("article_id", "duplicate_of"), pl.max_horizontal("article_id", "duplicate_of"))
    return DUPLICATES.frame(rows.filter(is_copy | ~is_copy.any().over(*pair)))


def _overlaps(keys: np.ndarray, sizes: np.ndarray, is_long: np.ndarray, is_new: np.ndarray, share: float) -> list[tuple[np.ndarray, ...]]:
    """Pairs of texts with at least this share of the smaller one's keys in common: of short texts, and with a long one.

    keys: the keys of all texts, ascending in each, one text after another, sizes[n] of them for text n. Two short texts
    are compared on all keys, pairs with a long text on the keys that every text keeps.
    Returns twice the columns smaller text, larger text, their numbers of keys, and keys in common.
    """
    ends = np.cumsum(sizes)
    is_kept = keys < KEPT_BELOW
    kept_sizes = np.zeros(len(sizes), np.int64)
    filled = np.flatnonzero(sizes)
    if len(filled):
        kept_sizes[filled] = np.add.reduceat(is_kept.view(np.uint8), (ends - sizes)[filled], dtype=np.int64)
    if is_new.all():
        wanted = np.arange(len(keys))
    else:  # most keys are in no new text: a table of the 2^24 beginnings of keys tells cheaply
        news = np.flatnonzero(is_new)
        table = np.zeros(1 << 24, dtype=bool)
        table[keys[ranges((ends - sizes)[news], sizes[news])] >> np.uint32(8)] = True
        wanted = np.flatnonzero(table[keys >> np.uint32(8)])
    owner = np.searchsorted(ends, wanted, side="right")
    keys, is_kept = keys[wanted], is_kept[wanted]
    is_short = ~is_long[owner]
    return [_join(keys[is_short], owner[is_short], np.where(is_long, 0, sizes), None, is_new, share),
            _join(keys[is_kept], owner[is_kept], kept_sizes, is_long, is_new, share)]


def _join(keys: np.ndarray, owner: np.ndarray, sizes: np.ndarray, is_long: np.ndarray | None, is_new: np.ndarray,
          share: float) -> tuple[np.ndarray, ...]:
    """Pairs of texts with at least this share of the smaller one's keys in common, one of them new, and one long unless is_long is None.

    keys and owner: the keys and the texts they are in; sizes: keys of each text, those in no new text too, which may be left out of keys.
    """
    index, starts, spread = _shared_keys(keys, owner, is_new)
    text_of = (index & _U64(0xFFFFFFFF)).astype(np.int64)
    rows = np.bincount(text_of, minlength=len(sizes))

    # A text that needs n of its keys in the other shares `hits` of any m - n + hits of them; keys that nobody shares come
    # first in the order of rarity, so what must be looked up is what is left of that number.
    need = np.maximum(np.ceil(share * sizes - 1e-9).astype(np.int64), 1)
    hits = np.minimum(need, 3)
    looked_up = np.where(rows >= need, np.minimum(rows - need + hits, rows), 0)
    chosen = np.flatnonzero(looked_up[text_of] > 0)
    chosen = chosen[np.lexsort((index[chosen], spread[chosen], text_of[chosen]))]
    first = np.cumsum(np.bincount(text_of[chosen], minlength=len(sizes))) - np.bincount(text_of[chosen], minlength=len(sizes))
    chosen_place = np.arange(len(chosen)) - first[text_of[chosen]]
    prefix = chosen[chosen_place < looked_up[text_of[chosen]]]

    bounds = np.searchsorted(text_of[chosen], np.arange(len(sizes) + 1))
    results = []
    for part in portions(prefix, spread[prefix], text_of[prefix]):
        a = np.repeat(text_of[part], spread[part])
        b = text_of[ranges(starts[part], spread[part])]
        fits = (is_new[a] | is_new[b]) & ((sizes[b] > sizes[a]) | ((sizes[b] == sizes[a]) & (b > a)))
        fits &= True if is_long is None else is_long[a] | is_long[b]
        pair, seen = np.unique((a[fits].astype(_U64) << _U64(32)) | b[fits].astype(_U64), return_counts=True)
        pair = pair[seen >= hits[(pair >> _U64(32)).astype(np.int64)]]
        a, b = (pair >> _U64(32)).astype(np.int64), (pair & _U64(0xFFFFFFFF)).astype(np.int64)
        results.append((a, b, _common(index, chosen, bounds, a, b)))
    a, b, shared = (np.concatenate(c) for c in zip(*results)) if results else (np.empty(0, np.int64),) * 3
    enough = shared >= need[a]
    a, b, shared = a[enough], b[enough], shared[enough]
    return a, b, sizes[a], sizes[b], shared


def _shared_keys(keys: np.ndarray, owner: np.ndarray, is_new: np.ndarray, portion: int = 1 << 24) -> tuple[np.ndarray, ...]:
    """The index of keys that two or more texts have, one of them new: key << 32 | text, ascending.

    With it, for every entry, where the entries of its key start and how many they are.
    """
    parts = []
    cuts = np.linspace(0, 1 << 32, 2 + len(keys) // portion).astype(_U64)  # in portions of the key range, to bound the memory
    for low, high in zip(cuts[:-1], cuts[1:]):
        mine = (keys >= low) & (keys < high) if len(cuts) > 2 else slice(None)
        entries = (keys[mine].astype(_U64) << _U64(32)) | owner[mine].astype(_U64)
        entries.sort()
        if len(entries):
            starts = np.flatnonzero(np.diff(entries >> _U64(32), prepend=~_U64(0)))
            counts = np.diff(starts, append=len(entries))
            news = np.add.reduceat(is_new[(entries & _U64(0xFFFFFFFF)).astype(np.int64)].astype(np.int64), starts)
            parts.append(entries[np.repeat((counts > 1) & (news > 0), counts)])
    index = np.concatenate(parts) if parts else np.empty(0, _U64)
    starts = np.flatnonzero(np.diff(index >> _U64(32), prepend=~_U64(0)))
    counts = np.diff(starts, append=len(index))
    return index, np.repeat(starts, counts), np.repeat(counts, counts)


def portions(rows: np.ndarray, costs: np.ndarray, groups: np.ndarray, limit: int = 1 << 23) -> list[np.ndarray]:
    """The rows cut into runs of about `limit` cost, never inside a group."""
    if not len(rows):
        return []
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    block = np.cumsum(np.add.reduceat(costs, starts)) // limit
    cuts = starts[np.flatnonzero(np.diff(block)) + 1]
    return np.split(rows, cuts)


def ranges(starts: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """All numbers from starts[n], counts[n] of them, one run after another."""
    total = np.cumsum(counts)
    return np.arange(total[-1] if len(total) else 0) - np.repeat(total - counts - starts, counts)


def _common(index: np.ndarray, entries: np.ndarray, bounds: np.ndarray, a: np.ndarray, b: np.ndarray, portion: int = 1 << 16) -> np.ndarray:
    """How many keys each pair of texts has in common, by looking up every key of a with b in the index."""
    shared = [np.empty(0, np.int64)]
    for low in range(0, len(a), portion):
        left, right = a[low:low + portion], b[low:low + portion]
        counts = bounds[left + 1] - bounds[left]
        keys = index[entries[ranges(bounds[left], counts)]] >> _U64(32)
        wanted = (keys << _U64(32)) | np.repeat(right, counts).astype(_U64)
        at = np.minimum(np.searchsorted(index, wanted), len(index) - 1)
        ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(index[at] == wanted)])
        stops = np.cumsum(counts)
        shared.append(ends[stops] - ends[stops - counts])
    return np.concatenate(shared)
