"""Everything that articles assert, as rows."""

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from transforms import agencies, crews, flights, likely_seats, quotes
from transforms import seats as seat_finder
from transforms import targets as target_finder
from transforms.article import Article, Assertion, Mention
from transforms.launches import Launch
from transforms.seats import Seat
from transforms.targets import Target
from transforms.text import hash_id
from warehouse.tables import ASSERTIONS


# The columns of MENTIONS in the order of Mention's fields.
_MENTION = ("char_start", "char_end", "entity_type", "entity_id", "entity_name", "method", "score")


class Reading(NamedTuple):
    """What an article tells of flights: the places that speak of one, the reference of each, people on them and days of launch."""

    targets: dict[int, Target]
    refs: dict[int, str]
    seats: list[Seat]
    dated: list[Launch]

    @property
    def seated(self) -> list[tuple[Seat, str]]:
        """The seats whose flight is known, each with its reference."""
        return [(s, self.refs[s.target.start]) for s in self.seats if s.target.start in self.refs]


def assertions(articles: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """ASSERTIONS rows of articles (article_id, body, published_at, title) and their MENTIONS; none for an article without mentions."""
    rows = [_row(article, a) for article in read(articles, mentions) for a in find(article)]
    return ASSERTIONS.frame(pl.DataFrame(rows, schema=ASSERTIONS.schema, orient="row").unique("assertion_id", keep="first", maintain_order=True))


def read(articles: pl.DataFrame, mentions: pl.DataFrame) -> Iterator[Article]:
    """The articles that have mentions, in their order."""
    by_article: dict[str, list[Mention]] = {}
    for article_id, *mention in mentions.sort("article_id", "char_start").select("article_id", *_MENTION).iter_rows():
        by_article.setdefault(article_id, []).append(Mention(*mention))
    for article_id, body, published_at, title in articles.select("article_id", "body", "published_at", "title").iter_rows():
        if article_id in by_article:
            yield Article(article_id, body, published_at.date() if published_at else None, title, mentions=by_article[article_id])


def find(article: Article) -> list[Assertion]:
    """Everything one article asserts."""
    told = by_rule(article)
    seated = likely_seats.find(article, told.targets, told.refs, told.seated)
    seats = [seat for seat, _ in seated]
    return [
        *crews.find(article, seated),
        *flights.find(article, told.targets, told.refs, seats, told.dated),
        *agencies.find(article),
        *quotes.find(article),
    ]


def by_rule(article: Article) -> Reading:
    """What the rules read of flights."""
    targets = target_finder.find(article)
    seats = seat_finder.find(article, targets)
    dated = flights.launches(article, targets, seats)
    return Reading(targets, flights.resolve(article, targets, seats, dated), seats, dated)


def _row(article: Article, a: Assertion) -> tuple:
    evidence = article.body[a.start:a.end]
    assertion_id = hash_id(article.article_id, a.fact_table, a.subject, a.attribute, a.value, a.start, a.end)
    return (assertion_id, article.article_id, a.fact_table, a.subject, a.entity_id, a.attribute, a.value, evidence, a.start, a.end, evidence, a.method, round(a.confidence, 3))
