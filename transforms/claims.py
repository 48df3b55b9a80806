"""Everything that articles assert, as rows."""

import polars as pl

from transforms import agencies, crews, flights, quotes, seats as seat_finder
from transforms import targets as target_finder
from transforms.article import Article, Assertion, Mention
from transforms.text import hash_id
from warehouse.tables import ASSERTIONS


# The columns of MENTIONS in the order of Mention's fields.
_MENTION = ("char_start", "char_end", "entity_type", "entity_id", "entity_name", "method", "score")


def assertions(articles: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """ASSERTIONS rows of articles (article_id, body, published_at, title) and their MENTIONS; none for an article without mentions."""
    by_article: dict[str, list[Mention]] = {}
    for article_id, *mention in mentions.sort("article_id", "char_start").select("article_id", *_MENTION).iter_rows():
        by_article.setdefault(article_id, []).append(Mention(*mention))
    rows = []
    for article_id, body, published_at, title in articles.select("article_id", "body", "published_at", "title").iter_rows():
        if article_id not in by_article:
            continue
        article = Article(article_id, body, published_at.date() if published_at else None, title, mentions=by_article[article_id])
        rows += [_row(article, a) for a in find(article)]
    return ASSERTIONS.frame(pl.DataFrame(rows, schema=ASSERTIONS.schema, orient="row").unique("assertion_id", keep="first", maintain_order=True))


def find(article: Article) -> list[Assertion]:
    """Everything one article asserts."""
    targets = target_finder.find(article)
    seats = seat_finder.find(article, targets)
    dated = flights.launches(article, targets, seats)
    refs = flights.resolve(article, targets, seats, dated)
    seated = [(seat, refs[seat.target.start]) for seat in seats if seat.target.start in refs]
    return [
        *crews.find(article, seated),
        *flights.find(article, targets, refs, seats, dated),
        *agencies.find(article),
        *quotes.find(article),
    ]


def _row(article: Article, a: Assertion) -> tuple:
    evidence = article.body[a.start:a.end]
    assertion_id = hash_id(article.article_id, a.fact_table, a.subject, a.attribute, a.value, a.start, a.end)
    return (assertion_id, article.article_id, a.fact_table, a.subject, a.entity_id, a.attribute, a.value, evidence, a.start, a.end, evidence, a.method, round(a.confidence, 3))
