"""Descent: which articles retell one source (origin) and which tell of one event (story).

- A retelling shares hardly a word sequence with its source, but it keeps its names, its particular words and the order
  of what it says. Two articles are compared sentence by sentence: a sentence has a match when each is the other's
  nearest, and the matches that stand in the same order in both are counted.
- Words weigh by kind, never by how often the articles loaded so far use them. So each decision is a symmetric function
  of two articles, and neither the order of loading nor its batches can change it.
- Articles of one event, crediting one agency or coming from one publisher, are not independent witnesses either.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlsplit

import numpy as np
import polars as pl

from transforms import names, text
from transforms.dedupe import portions, ranges
from warehouse import reference
from warehouse.schema import BINARY, DATE, STRING, Column, Table
from warehouse.tables import DIM_STORIES, DUPLICATES

PROFILES = Table("profiles", "what later articles on spaceflight are compared with to find retellings of one article", ("article_id",), (
    Column("article_id", STRING, "the article", references="articles.article_id"),
    Column("published_on", DATE, "day it was published", null=True),
    Column("publisher", STRING, "registered domain it was read from, else the outlet it names", null=True),
    Column("credits", STRING, "news agencies it credits, separated by |"),
    Column("terms", BINARY, "hashes of its terms, sentence by sentence, each sentence closed by 0; 32-bit little-endian"),
), is_public=False)

SAME_EVENT = "same_event"  # a link between stories, not a row of duplicates

_STOP = frozenset("""
the of and to in a is for on that with as by was it at from be has its an are said this have not were will which but or had they their
been who also more he she his her after when about would first one two new all into than out up other time over there can we you if so
what how some could last just most no i before our them us your my me through during while where being made make get do did does since
then these those now only still because between against under off such any many may much very back even like well per way down him here
both each few own same too again further once nor itself himself themselves herself ourselves says say told added according three four
five six seven
""".split())
# Words that every fourth article on spaceflight or every eighth on anything carries (counted on 172 and 400 texts of our
# own reading): they say what an article is about, not which event it tells of.
_COMMON = frozenset("""
space nasa spacex roscosmos esa iss mission astronaut cosmonaut launch earth spacecraft flight crew program rocket agency moon center
orbit year international day station test florida aboard include return landing system kennedy future human take news part team set long
science mile later capsule lunar exploration today fly another people early hour vehicle place work ground call mars design support life
second until plan surface expect company land home person week data several engineer end carry spaceflight american united high operation
month use world force trip research reach along ever member series begin million history different journey control help send director
complete away minute manager need near experience beyond private look service know goal live able module process already possible
president put build historic view national step half issue safe flew media ago technology press base follow official select commander
attempt great come outside ahead continue announce european south state successful power video government russia russian russians america
americans us u.s states china chinese january february march april may june july august september october november december jan feb apr
aug sept oct nov dec monday tuesday wednesday thursday friday saturday sunday country say number big top public minister report group
business market administrator
""".split())
# What a shared term is worth: a common word, any other word, a name or a number.
_WEIGHTS = np.array([0.25, 1.0, 1.5])
_TERM = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|\d+(?:[.,:]\d+)*")
_ENDINGS = ("ization", "ations", "ation", "ments", "ment", "ingly", "ness", "ings", "ing", "ies", "ied",
            "ions", "ion", "ers", "er", "ed", "es", "ly", "s")
_SECOND_LEVEL = frozenset(("co", "com", "org", "net", "gov", "ac", "edu", "gob", "gouv"))


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[:-len(ending)]
            break
    return word[:7]


_COMMON_STEMS = frozenset(map(_stem, _COMMON))


def _code(term: str, kind: int) -> int:
    """30 bits of hash and the kind of term in the last two."""
    return int(text.hash_id(term)[:8], 16) & 0xFFFFFFFC | kind


@lru_cache(maxsize=500_000)
def _codes(word: str, is_proper: bool) -> tuple[int, ...]:
    """The codes of one word as written: none for a stop word, several for a name with a hyphen."""
    low = word.lower().removesuffix("'s").removesuffix("s'")
    if low in _STOP or len(low) < 2:
        return ()
    if low[0].isdigit():
        return (_code(low, 2),)
    stem = _stem(low)
    if stem in _COMMON_STEMS:
        return (_code(stem, 0),)
    return tuple(_code(names.key(part), 2) for part in low.split("-") if part) if is_proper else (_code(stem, 1),)


def _terms(plain: str) -> list[list[int]]:
    """The distinct terms of each sentence, as codes; sentences of fewer than three terms are captions and are left out.

    A word that is never written small, and is written large inside a sentence, is a name wherever it stands.
    """
    found = [_TERM.findall(plain, start, end) for start, end in text.sentences(plain)]
    small = {word for sentence in found for word in sentence if word[0].islower()}
    proper = {word for sentence in found for word in sentence[1:] if word[0].isupper() and word.lower() not in small}
    sentences = [list(dict.fromkeys(code for word in sentence for code in _codes(word, word in proper))) for sentence in found]
    return [codes for codes in sentences if len(codes) >= 3]


@lru_cache(maxsize=8)
def _credit_pattern(forms: tuple[str, ...]) -> re.Pattern:
    agency = "|".join(map(re.escape, sorted(forms, key=lambda f: (-len(f), f))))
    return re.compile(
        rf"(?:\b(?:[Vv]ia|[Aa]ccording to|(?:[Rr]eport(?:s|ed)?|[Qq]uoted|[Cc]ited|[Cc]arried) by|[Tt]old|[Ss]ource:|[Ww]ith|[Ff]rom)\s+(?:[\w-]+\s+){{0,4}}?|\()"
        rf"(?P<a>{agency})\b(?!\s*(?:[Pp]hoto|[Vv]ideo|/))"
        rf"|^\s*(?:By\s+[^\n]{{0,60}},\s*)?(?P<b>{agency})(?:\s+[\w ]{{0,20}}[Ww]riter)?\s*$"
        rf"|\b(?P<c>{agency})\s+(?:news agency\s+)?(?:reported|reports|said|quoted)\b", re.M)


def credits(body: str, agencies: Mapping[str, str]) -> list[str]:
    """The news agencies a text credits with its story, by canonical name: in a dateline, a byline, or as "according to".

    agencies: the name of each form, as Reference.news_agencies. Credits of photographs do not count.
    """
    found = _credit_pattern(tuple(agencies)).finditer(body)
    return sorted({agencies[m.group("a") or m.group("b") or m.group("c")] for m in found})


def publisher(uri: str | None) -> str | None:
    """The registered domain of an address, which a publisher's many sites share; None for a file.

    A second level such as co.uk is told by its form, not by the public suffix list.
    """
    host = (urlsplit(uri or "").hostname or "") if "://" in (uri or "") else ""
    labels = host.split(".")
    if len(labels) < 2 or host.replace(".", "").isdigit():
        return None
    kept = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-kept:])


def profile(articles: pl.DataFrame, agencies: Mapping[str, str] | None = None) -> pl.DataFrame:
    """What must be kept of each article to compare it with later ones; each row depends on its own article alone.

    articles: article_id, title, body, published_at, and uri, canonical_url and outlet where there are. agencies: those of the reference data, without.
    Returns PROFILES.
    """
    agencies = reference.load().news_agencies if agencies is None else agencies
    rows = []
    for article in articles.iter_rows(named=True):
        body, title = article["body"], article["title"] or ""
        plain = text.fold(body if body.lstrip().startswith(title) else f"{title}\n{body}")
        codes = [code for sentence in _terms(plain) for code in (*sentence, 0)]
        rows.append({
            "article_id": article["article_id"], "published_on": article["published_at"] and article["published_at"].date(),
            "publisher": publisher(article.get("canonical_url")) or publisher(article.get("uri")) or article.get("outlet"), "credits": "|".join(credits(plain, agencies)),
            "terms": np.array(codes, dtype="<u4").tobytes(),
        })
    return PROFILES.frame(rows)


def rewrites(articles: pl.DataFrame) -> pl.DataFrame:
    """Retellings among the articles, and articles of one event that share an agency or a publisher.

    articles: as for `profile`. Returns rows of DUPLICATES with method rewrite or credit.
    """
    found = links(profile(articles))
    return DUPLICATES.frame(found.filter(pl.col("method") != SAME_EVENT))


def links(profiles: pl.DataFrame, new_ids: pl.Series | None = None, days: int = 3, retold_days: int = 10,
          retold_from: float = 0.45, in_order_from: float = 0.5, matches_from: int = 6,
          event_from: float = 0.3, event_names_from: float = 0.42, undated_from: float = 0.39,
          undated_credit_from: float = 0.5) -> pl.DataFrame:
    """Links of descent and of event between articles on spaceflight, all that involve a new article (all without new_ids).

    profiles: PROFILES of all of them, new and old; exact copies of another may be left out, as `dedupe.settle` drops their rows.
    Returns the columns of DUPLICATES; method is rewrite, credit or same_event.

    - Where both days are known, they are at most `days` apart, else the stages of one saga would chain together; a
      retelling may be `retold_days` late, as idle sites rewrite old news and then print their own date.
    - rewrite: likeness of their terms (cosine) of retold_from, and in_order_from of the shorter one's sentences matched in
      the same order, matches_from of them at least. Four retellings (one found, three written to measure this) have 0.58
      to 0.91 in order, follow-ups by one desk up to 0.44.
    - same_event: likeness event_from and likeness of their names event_names_from; where a day is unknown undated_from, as
      articles on one programme, months apart, come to 0.38.
    - credit: same_event, and both credit one agency or come from one publisher; where a day is unknown undated_credit_from,
      as one agency is credited in all stages of a saga.
    - The one that points is the later by (published_on, article_id); an article without a day counts as later.
    """
    ordered = profiles.sort(["published_on", "article_id"], nulls_last=False)
    docs = [_Terms(blob) for blob in ordered["terms"]]
    is_new = np.ones(len(docs), bool) if new_ids is None else ordered["article_id"].is_in(new_ids.to_list()).to_numpy()
    on = ordered["published_on"].to_physical().to_list()
    ids, publishers = ordered["article_id"].to_list(), ordered["publisher"].to_list()
    credited = [set(c.split("|")) - {""} for c in ordered["credits"]]
    rows = []
    for a, b, likeness_of_names in _candidates(docs, on, is_new, max(days, retold_days), event_names_from):
        likeness = docs[a].likeness(docs[b])
        is_dated = on[a] is not None and on[b] is not None
        if likeness < (event_from if is_dated else undated_from):
            continue
        early, late = sorted((a, b), key=lambda n: (on[n] is None, on[n] or 0, ids[n]))
        pair = {"article_id": ids[late], "duplicate_of": ids[early]}
        matched, shorter = docs[a].in_order(docs[b]) if likeness >= retold_from else (0, 1)
        shared = sorted(credited[a] & credited[b])
        if matched >= matches_from and matched / shorter >= in_order_from:
            rows.append({**pair, "similarity": round(matched / shorter, 4), "method": "rewrite",
                         "reason": f"{matched} of {shorter} sentences say the same in the same order; likeness of terms {likeness:.2f}"})
        elif is_dated and abs(on[a] - on[b]) > days:
            continue
        elif (shared or (publishers[a] and publishers[a] == publishers[b])) and (is_dated or likeness >= undated_credit_from):
            source = "both credit " + " and ".join(shared) if shared else f"both come from {publishers[a]}"
            rows.append({**pair, "similarity": round(likeness, 4), "method": "credit", "reason": f"the same event, and {source}"})
        else:
            rows.append({**pair, "similarity": round(likeness, 4), "method": SAME_EVENT,
                         "reason": f"likeness of names {likeness_of_names:.2f}, of terms {likeness:.2f}"})
    frame = pl.DataFrame(rows, schema=DUPLICATES.schema, orient="row")
    return frame.sort(DUPLICATES.key)


class _Terms:
    """An article as sentences of terms, ready to be compared."""

    __slots__ = ("names", "name_weights", "_terms", "_weights", "_sentences")

    def __init__(self, blob: bytes) -> None:
        codes = np.frombuffer(blob, dtype="<u4")
        ends = np.flatnonzero(codes == 0)
        self._sentences = [codes[low:high] for low, high in zip([0, *(ends[:-1] + 1).tolist()], ends.tolist())]
        self._terms, counts = np.unique(codes[codes > 0], return_counts=True)
        weights = (1 + np.log(counts)) * _WEIGHTS[self._terms & 3]
        self._weights = weights / max(np.sqrt((weights ** 2).sum()), 1e-9)
        is_name = (self._terms & 3) == 2
        self.names = self._terms[is_name]
        names_only = weights[is_name]
        self.name_weights = names_only / max(np.sqrt((names_only ** 2).sum()), 1e-9)

    def likeness(self, other: "_Terms") -> float:
        """Cosine of the weighted terms."""
        _, a, b = np.intersect1d(self._terms, other._terms, assume_unique=True, return_indices=True)
        return round(float((self._weights[a] * other._weights[b]).sum()), 9)

    def in_order(self, other: "_Terms", matched_from: float = 0.3) -> tuple[int, int]:
        """Sentences of one that say the same as one of the other, in the same order, and the sentences of the shorter text.

        Two sentences match when each is the other's nearest and they share matched_from of their weight.
        """
        a, b = sorted((self, other), key=lambda t: (len(t._sentences), t._terms.tobytes()))  # symmetric, ties included
        terms = np.union1d(a._terms, b._terms)
        weights = _WEIGHTS[terms & 3]
        left, right = (_membership(t._sentences, terms) for t in (a, b))
        norms = np.sqrt(np.outer(left @ weights, right @ weights))
        near = (left * weights) @ right.T / np.maximum(norms, 1e-9)
        nearest, back = near.argmax(axis=1), near.argmax(axis=0)
        longest: list[int] = []  # length of the longest rising run, by patience sorting
        for row, column in enumerate(nearest.tolist()):
            if near[row, column] >= matched_from and back[column] == row:
                at = bisect_left(longest, column)
                longest[at:at + 1] = [column]
        return len(longest), max(len(a._sentences), 1)


def _membership(sentences: list[np.ndarray], terms: np.ndarray) -> np.ndarray:
    table = np.zeros((len(sentences), len(terms)))
    for row, codes in enumerate(sentences):
        table[row, np.searchsorted(terms, codes)] = 1
    return table


def _candidates(docs: list[_Terms], on: list[int | None], is_new: np.ndarray, days: int, likeness_from: float,
                share: float = 0.3, names_from: int = 4):
    """Pairs that may tell of one event: (a, b, likeness of their names), of all pairs within the days whose smaller set of
    names has `share` of itself in the other. The search is exact, as in transforms.dedupe: rarest names first.

    docs are ordered by day, those without one first.
    """
    sizes = np.array([len(d.names) for d in docs], dtype=np.int64)
    sizes[sizes < names_from] = 0
    if not sizes.any():
        return
    owner = np.repeat(np.arange(len(docs)), sizes)
    keys = np.concatenate([d.names for d, n in zip(docs, sizes) if n]).astype(np.uint64) << np.uint64(32)
    weights = np.concatenate([d.name_weights for d, n in zip(docs, sizes) if n])
    order = np.argsort(keys | owner.astype(np.uint64))
    index, index_weights = (keys | owner.astype(np.uint64))[order], weights[order]
    undated = sum(day is None for day in on)
    dated = np.array(on[undated:], dtype=np.int64)
    low = np.concatenate([np.full(undated, undated), undated + np.searchsorted(dated, dated - days)]).astype(np.uint64)
    high = np.concatenate([np.full(undated, len(docs)), undated + np.searchsorted(dated, dated + days, side="right")]).astype(np.uint64)
    starts = np.stack([np.searchsorted(index, keys), np.searchsorted(index, keys | low[owner])], axis=1)
    stops = np.stack([np.searchsorted(index, keys | np.uint64(undated)), np.searchsorted(index, keys | high[owner])], axis=1)
    counts = stops - starts
    spread = counts.sum(axis=1)

    need = np.maximum(np.ceil(share * sizes - 1e-9).astype(np.int64), 1)
    hits = np.minimum(need, 3)
    first = np.cumsum(sizes) - sizes
    ranked = np.lexsort((keys, spread, owner))
    chosen = ranked[np.arange(len(ranked)) - first[owner] < (sizes - need + hits)[owner]]
    chosen = chosen[spread[chosen] > 1]
    for part in portions(chosen, spread[chosen], owner[chosen], limit=1 << 21):
        a = np.repeat(owner[part], spread[part])
        b = (index[ranges(starts[part].ravel(), counts[part].ravel())] & np.uint64(0xFFFFFFFF)).astype(np.int64)
        fits = (is_new[a] | is_new[b]) & ((sizes[b] > sizes[a]) | ((sizes[b] == sizes[a]) & (b > a)))
        pair, seen = np.unique((a[fits].astype(np.uint64) << np.uint64(32)) | b[fits].astype(np.uint64), return_counts=True)
        a, b = (pair >> np.uint64(32)).astype(np.int64), (pair & np.uint64(0xFFFFFFFF)).astype(np.int64)
        kept = seen >= hits[a]
        a, b = a[kept], b[kept]
        mine = ranges(first[a], sizes[a])
        wanted = keys[mine] | np.repeat(b, sizes[a]).astype(np.uint64)
        at = np.minimum(np.searchsorted(index, wanted), len(index) - 1)
        product = np.where(index[at] == wanted, weights[mine] * index_weights[at], 0.0)
        likeness = np.round(np.add.reduceat(product, np.cumsum(sizes[a]) - sizes[a]), 9) if len(a) else np.empty(0)
        enough = likeness >= likeness_from
        yield from zip(a[enough].tolist(), b[enough].tolist(), likeness[enough].tolist())


def stories(articles: pl.DataFrame, links: pl.DataFrame, longest: int = 7, most_undated: int = 8) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Which articles go back to one origin, and which tell one story.

    - articles: article_id, title, published_at, char_count; all that are loaded. links: columns of DUPLICATES, rows of it and
      same_event links; a link to an article that is not there does not count.
    - Origin: connected by links of any method but same_event. Story: connected by any link. Their ids are hashes of
      their smallest article_id, so a story that grows keeps its id unless a smaller one joins, and of two that merge the smaller's stays.
    - is_canonical: of each origin the earliest published article, then the longest, then the one with the smallest id.
    - A story whose days span more than `longest`, or that holds more than `most_undated` origins without any day, has
      chained events together: it falls apart at its weakest same_event links, 0.05 at a time, until no part is like that.
      Origins never fall apart.

    Returns the articles with story_id, origin_id and is_canonical, sorted by article_id, and DIM_STORIES.
    """
    ordered = articles.sort("article_id")
    count = len(ordered)
    place = pl.DataFrame({"id": ordered["article_id"], "place": np.arange(count)})
    placed = links.join(place.rename({"id": "article_id", "place": "a"}), on="article_id")
    placed = placed.join(place.rename({"id": "duplicate_of", "place": "b"}), on="duplicate_of")
    is_event = (placed["method"] == SAME_EVENT).to_numpy()
    a, b, strength = placed["a"].to_numpy(), placed["b"].to_numpy(), placed["similarity"].to_numpy()
    origin = components(count, a[~is_event], b[~is_event])
    story = _split(ordered["published_at"], origin, a[is_event], b[is_event], strength[is_event], longest, most_undated)
    told = ordered.with_columns(origin_id=_ids("origin", ordered["article_id"], origin),
                                story_id=_ids("story", ordered["article_id"], story))
    by_rank = ["published_at", "char_count", "article_id"]
    ranked = told.sort(by_rank, descending=[False, True, False], nulls_last=True)
    firsts = ranked.unique("origin_id", keep="first", maintain_order=True)["article_id"].implode()
    told = told.with_columns(is_canonical=pl.col("article_id").is_in(firsts))
    dim = ranked.group_by("story_id", maintain_order=True).agg(
        title=pl.col("title").first(), article_count=pl.len(), origin_count=pl.col("origin_id").n_unique(),
        first_published_on=pl.col("published_at").min().dt.date())
    return told, DIM_STORIES.frame(dim)


def components(count: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """For each of count nodes the smallest node it is connected with, along the edges a[n], b[n]."""
    root = np.arange(count)
    while True:
        low, high = np.minimum(root[a], root[b]), np.maximum(root[a], root[b])
        if (low == high).all():
            return root
        np.minimum.at(root, high, low)
        while (root != root[root]).any():  # every node points at a root again
            root = root[root]


def _split(published: pl.Series, origin: np.ndarray, a: np.ndarray, b: np.ndarray, strength: np.ndarray, longest: int,
           most_undated: int) -> np.ndarray:
    """Stories as the smallest node of each, without the weakest links of those that chain events together."""
    a, b, count, level = origin[a], origin[b], len(origin), 0.0
    while True:
        story = components(count, a, b)[origin]
        origins = pl.DataFrame({"story": story, "origin": origin, "at": published}).group_by("story", "origin").agg(
            first=pl.col("at").min(), last=pl.col("at").max())
        parts = origins.group_by("story").agg(
            span=(pl.col("last").max() - pl.col("first").min()).dt.total_days(), undated=pl.col("first").null_count(), count=pl.len())
        is_chained = ((pl.col("span") > longest) | (pl.col("undated") > most_undated)) & (pl.col("count") > 1)
        chained = parts.filter(is_chained)["story"].to_numpy()
        if not len(chained) or level > 1:
            return story
        level = round(level + 0.05, 2)
        kept = ~np.isin(story[a], chained) | (strength >= level)
        a, b, strength = a[kept], b[kept], strength[kept]


def _ids(kind: str, article_ids: pl.Series, root: np.ndarray) -> pl.Series:
    """Stable ids of components, of the smallest article of each."""
    roots = np.unique(root)
    made = np.array([text.hash_id(kind, article_id) for article_id in article_ids.gather(roots)], dtype=object)
    return pl.Series(made[np.searchsorted(roots, root)].tolist(), dtype=pl.String)
