"""Recall, precision and speed of the search for copies, on generated texts whose descent is known.

    python bench/duplicates.py --documents 50000

One text in five is a copy: edited word by word, trimmed, with a publisher's boilerplate around it, cut up, or contained
in a longer text. Boilerplate stands in unrelated texts too. Retellings of reports are measured apart. Everything follows from --seed.
"""

import argparse
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations

import numpy as np
import polars as pl

from transforms import dedupe, stories

VOCABULARY = 40_000
SYLLABLES = ("ba", "co", "den", "fi", "gor", "hul", "ja", "kem", "lo", "mir", "nu", "pas", "qui", "rus", "ta", "vel", "wo",
             "xi", "yar", "zen")


@dataclass
class Corpus:
    """Texts, and for each the number of the text it descends from (its own, when it is a source)."""

    bodies: list[str] = field(default_factory=list)
    family: list[int] = field(default_factory=list)

    def frame(self) -> pl.DataFrame:
        """article_id, body."""
        return pl.DataFrame({"article_id": [f"{n:016x}" for n in range(len(self.bodies))], "body": self.bodies})


def vocabulary(rng: np.random.Generator) -> np.ndarray:
    """Invented words, the short ones first, as frequent words are short."""
    lengths = 1 + np.minimum(np.log10(1 + np.arange(VOCABULARY)).astype(int), 4)
    return np.array(["".join(rng.choice(SYLLABLES, n)) + (str(i) if n > 3 else "") for i, n in enumerate(lengths)])


def write(rng: np.random.Generator, count: int) -> np.ndarray:
    """Word numbers of one text; frequencies follow Zipf's law, as in English."""
    return np.minimum(np.exp(rng.random(count) * np.log(VOCABULARY)).astype(int), VOCABULARY - 1)


def edit(rng: np.random.Generator, words: np.ndarray, rate: float) -> np.ndarray:
    """Replace, drop or double words at the rate."""
    words = words.copy()
    touched = rng.random(len(words)) < rate
    words[touched] = write(rng, int(touched.sum()))
    times = np.ones(len(words), int)
    times[rng.random(len(words)) < rate / 4] = 0
    times[rng.random(len(words)) < rate / 8] = 2
    return np.repeat(words, times)


def copy(rng: np.random.Generator, words: np.ndarray, footers: list[np.ndarray]) -> np.ndarray:
    """One of the things that happen to a text on its way to another site."""
    kind = rng.integers(6)
    if kind == 0:
        return words
    if kind == 1:
        return edit(rng, words, rng.uniform(0.01, 0.14))
    if kind == 2:
        kept = int(len(words) * rng.uniform(0.45, 0.95))
        start = rng.integers(len(words) - kept + 1)
        return words[start:start + kept]
    if kind == 3:
        return np.concatenate([footers[rng.integers(len(footers))], edit(rng, words, 0.02), footers[rng.integers(len(footers))]])
    if kind == 4:
        blocks = np.array_split(words, 8)
        return np.concatenate([write(rng, len(b)) if rng.random() < 0.2 else b for b in blocks])
    return np.concatenate([write(rng, rng.integers(300, 900)), words, write(rng, rng.integers(100, 400))])


def generate(seed: int, documents: int, copied: float = 0.2) -> Corpus:
    """A corpus with this share of copies."""
    rng = np.random.default_rng(seed)
    lexicon = vocabulary(rng)
    footers = [write(rng, rng.integers(20, 80)) for _ in range(40)]
    sources = documents - int(documents * copied)
    numbers, corpus = [], Corpus()
    for n in range(documents):
        if n < sources:
            words = write(rng, int(np.clip(rng.lognormal(5.9, 0.5), 60, 3000)))
            if rng.random() < 0.3:
                words = np.concatenate([words, footers[rng.integers(len(footers))]])
            corpus.family.append(n)
        else:
            source = int(rng.integers(sources))
            words = copy(rng, numbers[source], footers)
            corpus.family.append(source)
        numbers.append(words)
        body = lexicon[words].tolist()
        breaks = range(12, len(body), 17)
        for at in breaks:
            body[at] = body[at] + (".\n" if at % 5 == 0 else ",")
        corpus.bodies.append(" ".join(body))
    return corpus


def shingles(body: str) -> set[tuple[str, ...]]:
    """The three-word sequences of a text, not hashed and not sampled: the truth that estimates are held against."""
    words = body.replace(".", " ").replace(",", " ").split()
    return set(zip(words, words[1:], words[2:]))


def measure(corpus: Corpus) -> dict[str, float]:
    """Documents a CPU second, recall by Jaccard similarity and for containment, precision, and errors of the estimates."""
    articles = corpus.frame()
    start = time.process_time()
    sketches = dedupe.sketch(articles)
    middle = time.process_time()
    found = dedupe.pairs(sketches)
    end = time.process_time()

    number = {a: n for n, a in enumerate(articles["article_id"])}
    rows = {tuple(sorted((number[a], number[b]))): (s, m) for a, b, s, m in
            found.select("article_id", "duplicate_of", "similarity", "method").iter_rows()}
    first = {number[a]: number[b] for a, b in found.filter(pl.col("method") == "exact").select("article_id", "duplicate_of").iter_rows()}
    families: dict[int, list[int]] = {}
    for n, family in enumerate(corpus.family):
        families.setdefault(family, []).append(n)
    bins = {"0.9-1.0": [0, 0], "0.8-0.9": [0, 0], "0.7-0.8": [0, 0], "0.6-0.7": [0, 0], "0.5-0.6": [0, 0], "contained": [0, 0]}
    errors, sizes = [], {}
    for members in families.values():
        sets = {n: shingles(corpus.bodies[n]) for n in members} if len(members) > 1 else {}
        sizes |= {n: len(s) for n, s in sets.items()}
        for a, b in combinations(sets, 2):
            common = len(sets[a] & sets[b])
            likeness = common / len(sets[a] | sets[b])
            share = common / min(len(sets[a]), len(sets[b]))
            pair = tuple(sorted((first.get(a, a), first.get(b, b))))
            is_found = pair[0] == pair[1] or pair in rows
            if pair in rows and rows[pair][1] == "near_copy":
                errors.append(abs(rows[pair][0] - likeness))
            tenth = min(int(likeness * 10), 9)
            name = "contained" if likeness < 0.5 and share >= 0.9 else f"{tenth / 10:.1f}-{(tenth + 1) / 10:.1f}"
            if name in bins:
                bins[name][0] += is_found
                bins[name][1] += 1
    right = sum(corpus.family[a] == corpus.family[b] for a, b in rows)
    return {
        "documents": len(articles), "pairs": len(rows),
        "sketch docs/CPU s": len(articles) / (middle - start), "docs/CPU s": len(articles) / (end - start),
        "precision": right / max(len(rows), 1), "mean error": float(np.mean(errors)) if errors else 0.0,
        **{f"recall {name} ({total})": hit / total for name, (hit, total) in bins.items() if total},
    }


def retell(rng: np.random.Generator, sentences: list[list[str]], words: np.ndarray) -> list[list[str]]:
    """The same sentences in other words: two ordinary words in five replaced, the rest shuffled, one sentence in seven gone."""
    told = []
    for sentence in sentences:
        if rng.random() > 0.14:
            other = [w if w[0].isupper() or rng.random() > 0.4 else str(rng.choice(words)) for w in sentence]
            told.append([str(w) for w in rng.permutation(other)])
    return told


def report(rng: np.random.Generator, people: np.ndarray, words: np.ndarray) -> list[list[str]]:
    """A report about people, in its own words."""
    sentences = []
    for _ in range(rng.integers(10, 30)):
        plain = [str(words[n % len(words)]) for n in write(rng, rng.integers(8, 16))]
        sentences.append([str(rng.choice(words)), *plain[:4], str(rng.choice(people)), *plain[4:], str(rng.choice(people))])
    return sentences


def measure_retellings(seed: int, documents: int) -> dict[str, float]:
    """Recall and precision of the links between retellings and between reports of one event, and articles a CPU second.

    Of every four reports on spaceflight one has a retelling, and one an independent report of the same event.
    """
    rng = np.random.default_rng(seed)
    words, bodies, days, kind, event = vocabulary(rng), [], [], [], []
    surnames = np.array([w.capitalize() + "ov" for w in words[100:3100]])
    for number in range(documents * 2 // 3):
        people, day = rng.choice(surnames, 8, replace=False), int(rng.integers(365))
        told = report(rng, people, words)
        others = {0: [("retold", retell(rng, told, words))], 1: [("independent", report(rng, people, words))]}.get(number % 4, [])
        for name, sentences in [("source", told), *others]:
            bodies.append(" ".join(" ".join([s[0][0].upper() + s[0][1:], *s[1:]]) + "." for s in sentences))
            days.append(day + int(rng.integers(2)))
            kind.append(name)
            event.append(number)
    articles = pl.DataFrame({"article_id": [f"{n:016x}" for n in range(len(bodies))], "title": None, "body": bodies,
                             "published_at": [datetime(2026, 1, 1) + timedelta(days=d) for d in days]},
                            schema_overrides={"title": pl.String})
    start = time.process_time()
    profiles = stories.profile(articles)
    middle = time.process_time()
    found = stories.links(profiles)
    end = time.process_time()
    rows = [(int(a, 16), int(b, 16), m) for a, b, m in found.select("article_id", "duplicate_of", "method").iter_rows()]
    retold = {(a, b) for a, b, m in rows if m == "rewrite"}
    right = [p for p in retold if event[p[0]] == event[p[1]] and "retold" in (kind[p[0]], kind[p[1]])]
    same = [(a, b) for a, b, m in rows if event[a] == event[b] and "independent" in (kind[a], kind[b]) and m != "rewrite"]
    return {
        "articles on spaceflight": len(bodies),
        "profile articles/CPU s": len(bodies) / (middle - start), "articles/CPU s": len(bodies) / (end - start),
        "retellings: recall": len(right) / kind.count("retold"), "retellings: precision": len(right) / max(len(retold), 1),
        "same event: recall": len(same) / kind.count("independent"),
        "links: precision": sum(event[a] == event[b] for a, b, _ in rows) / max(len(rows), 1),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--documents", type=int, default=50_000)
    parser.add_argument("--retellings", type=int, default=5_000, help="reports on spaceflight, for the links between retellings")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    figures = measure(generate(options.seed, options.documents)) | measure_retellings(options.seed, options.retellings)
    for name, value in figures.items():
        print(f"{name:28}{value:12,.4f}" if isinstance(value, float) else f"{name:28}{value:12,}")
