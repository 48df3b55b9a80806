"""Where an article speaks of which flight, as the models of crews and launches look at it."""

from bisect import bisect_right
from collections import Counter
from dataclasses import replace

from transforms.article import Article
from transforms.linear import Feature, bucket, words
from transforms.targets import Target


class FlightPlaces:
    """The places of the flights that are known: `told` (place, flight reference) in reading order.

    `starts` is where each begins, `sentence` the index of its sentence, `beside` the indexes into `told` by sentence; `rank` orders the
    flight references by how often they are told, `first` has the first place of each and `identified` that place as if it named the flight,
    which is what the reference data is asked about.
    """

    def __init__(self, article: Article, targets: dict[int, Target], refs: dict[int, str]) -> None:
        self._opens = [low for low, _ in article.sentences]
        self.told = [(t, refs[t.start]) for t in targets.values() if t.start in refs]
        self.starts = [t.start for t, _ in self.told]
        self.sentence = [self.sentence_at(start) for start in self.starts]
        self.beside: dict[int, list[int]] = {}
        for i, sentence in enumerate(self.sentence):
            self.beside.setdefault(sentence, []).append(i)
        self.rank = {ref: i for i, (ref, _) in enumerate(Counter(ref for _, ref in self.told).most_common())}
        self.first = {ref: t for t, ref in reversed(self.told)}
        self.identified = {ref: t if ref.startswith("?") else replace(t, ref=ref, name=None, vehicle_id=None, likely=None) for ref, t in self.first.items()}

    def sentence_at(self, position: int) -> int:
        """Index of the sentence that holds a position."""
        return bisect_right(self._opens, position) - 1

    def since(self, plain: str, position: int, last: int) -> set[Feature]:
        """How far a position is behind the place of the flight named last, an index into `told`."""
        return {("sentences after", bucket(self.sentence_at(position) - self.sentence[last], 1, 2, 4, 8)), ("is one paragraph", str("\n" not in plain[self.told[last][0].end:position]))}

    def stand(self, plain: str, start: int, end: int, ref: str, letters: int, features: set[Feature]) -> tuple[str, str, int, int]:
        """How a span stands to a flight of its sentence (same: the only one there; shared), which comes first, and the stretch between them.

        What stands between them, in words cut to `letters`, is added to the features.
        """
        here = [self.told[i] for i in self.beside[self.sentence_at(start)]]
        nearest = min(here, key=lambda told: abs(told[0].start - start))[1]
        t = min((t for t, r in here if r == ref), key=lambda t: abs(t.start - start))
        relation = "same" if all(r == ref for _, r in here) else "shared"
        way, low, high = ("then", end, t.start) if t.start >= end else ("before", t.end, start)
        gap = [w[:letters] for w in words(plain[low:high])]
        features |= {
            ("gap " + way, bucket(len(gap), 0, 1, 2, 4, 8, 16)), ("is nearest " + relation, str(nearest == ref)),
            ("flights between " + way, bucket(sum(low <= t.start < high and r != ref for t, r in here), 0, 1)), *(("between " + way, w) for w in gap[:10]),
        }
        if len(gap) <= 4:
            features.add(("whole gap " + way, " ".join(gap)))
        return relation, way, low, high
