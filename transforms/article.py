"""One article as the extractors read it: its text, sentences, names and dates, all with positions."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from transforms import dates as date_finder
from transforms import date_forms, datelines, text
from transforms.dates import DateMention


class Mention(NamedTuple):
    """A name in the body: kind is person, agency, spacecraft, flight, site or expedition; name is canonical.

    `entity_id` is a reference id or the slug of a name the text introduces.
    """

    start: int
    end: int
    kind: str
    entity_id: str
    name: str
    method: str
    score: float = 1.0


def overlapping(mentions: list[Mention], start: int, end: int) -> list[Mention]:
    """Those of the mentions, which are in reading order and do not overlap among themselves, that share characters with the span."""
    return mentions[bisect_right(mentions, start, key=attrgetter("end")):bisect_left(mentions, end, key=attrgetter("start"))]


@dataclass(frozen=True, slots=True)
class Assertion:
    """One thing an article says: `start` and `end` are the characters of the body that say it.

    `subject` is the key of the fact it belongs to (see warehouse.tables.ASSERTIONS), `value` is canonical,
    `entity_id` names the entity where the value is one.
    """

    fact_table: str
    subject: str
    attribute: str
    value: str
    start: int
    end: int
    method: str
    confidence: float
    entity_id: str | None = None


@dataclass(slots=True)
class Article:
    """An article with everything found in it so far.

    `published_on` is the day of publication, that which the body prints where none is given. `plain` is the body folded to plain
    quotation marks, dashes and letters (transforms.text.fold), with the same offsets. `mentions` and `dates` are sorted by position and
    do not overlap among themselves.
    """

    article_id: str
    body: str
    published_on: date | None = None
    title: str | None = None
    plain: str = ""
    paragraphs: list[tuple[int, int]] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    dates: list[DateMention] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        self.plain = text.fold(self.body)
        self.paragraphs = text.paragraphs(self.body)
        self.sentences = text.sentences(self.body)
        forms = date_forms.find(self.plain)
        self.published_on = self.published_on or datelines.find(self.plain, forms)
        self.dates = date_finder.find(self.plain, forms, self.sentences, self.published_on)

    def mentions_in(self, start: int, end: int, *kinds: str) -> list[Mention]:
        """Mentions that begin in the span, of the given kinds (all kinds without any)."""
        if len(self._starts) != len(self.mentions):
            self._starts = [m.start for m in self.mentions]
        low = bisect_left(self._starts, start)
        found = self.mentions[low:bisect_left(self._starts, end, low)]
        return [m for m in found if m.kind in kinds] if kinds else found

    def sentence_at(self, position: int) -> tuple[int, int]:
        """Span of the sentence that holds the position."""
        return self.sentences[text.enclosing(self.sentences, position)]

    def paragraph_at(self, position: int) -> tuple[int, int]:
        """Span of the paragraph that holds the position."""
        return self.paragraphs[text.enclosing(self.paragraphs, position)]
