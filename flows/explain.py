"""A fact led back to what the articles say: its claims, each with source, sentence and marked characters.

Where sources differ, the witnesses for and against the value shown are listed with their origins. A former id leads to the one in use.
"""

from collections.abc import Iterable
from pathlib import Path

import duckdb
import polars as pl
from rich.console import Console
from rich.text import Text

from transforms import resolve, text
from warehouse import store
from warehouse.tables import FACT_AGENCIES, FACT_CREWS, FACT_FLIGHTS, FACT_QUOTES, REDIRECTS

FACTS = (FACT_CREWS, FACT_FLIGHTS, FACT_AGENCIES, FACT_QUOTES)
_CLAIMS = """
    select c.claim_id, c.article_id, c.fact_table, c.fact_id, c.attribute, c.value, c.original_value, c.char_start, c.char_end, c.method, c.confidence,
           a.source, a.uri, a.title, a.published_at, a.origin_id, a.is_canonical, a.body
    from claims c join dim_articles a using (article_id) where {where}
    order by a.published_at nulls last, a.article_id, c.char_start, c.attribute, c.value"""


class UnknownFact(Exception):
    """No fact has the id."""


def show(data: Path, fact_id: str) -> None:
    """Print a fact and its evidence. Raises NotPublished and UnknownFact."""
    connection = store.published(data)
    console = Console(highlight=False, soft_wrap=True)
    for line in _lines(connection, fact_id, is_marked=not console.is_terminal):
        console.print(line)


def _lines(connection: duckdb.DuckDBPyConnection, fact_id: str, *, is_marked: bool) -> Iterable[Text]:
    asked = fact_id
    fact_id, reason = _in_use(connection, fact_id)
    table, fact = _fact(connection, fact_id)
    if table is None:
        raise UnknownFact(f"{asked}: no fact has this id")
    if reason:
        yield Text(f"{asked} is now {fact_id}: {reason}", "dim")
    yield Text(f"{table.name} {fact_id}", "bold")
    for name, value in fact.items():
        if value is not None:
            yield Text.assemble((f"  {name:<22}", "dim"), str(value))

    where = "c.fact_table = ? and c.fact_id = ?"
    if table is FACT_FLIGHTS:
        where = f"({where} or c.fact_table = 'fact_crews' and c.fact_id in (select crew_id from fact_crews where flight_id = $3))"
        where = where.replace("?", "$1", 1).replace("?", "$2", 1)
        claims = _rows(connection, _CLAIMS.format(where=where), [table.name, fact_id, fact_id])
    else:
        claims = _rows(connection, _CLAIMS.format(where=where), [table.name, fact_id])
    articles = {c["article_id"]: c for c in claims}
    numbers = {origin: n for n, origin in enumerate(dict.fromkeys(c["origin_id"] for c in claims), 1)}
    shown = _shown(connection, claims)
    conflicts = _rows(connection, "select * from conflicts where fact_table = ? and fact_id = ? order by all", [table.name, fact_id])
    if conflicts:
        yield Text("\nConflicts", "bold")
    for c in conflicts:
        yield Text(f"  {c['attribute']}: {c['value_a']} ({_origins(c['origin_count_a'])}) against {c['value_b']} ({_origins(c['origin_count_b'])}), {c['kind']}")
        for side, value in (("for", c["value_a"]), ("beside" if c["kind"] == "less_precise" else "against", c["value_b"])):
            said = [w for w in claims if w["fact_id"] == fact_id and w["attribute"] == c["attribute"] and shown[w["claim_id"]] == value]
            witnesses = dict.fromkeys(f"origin {numbers[w['origin_id']]}: {w['source']}, {_day(w)}, {w['uri'].rsplit('/', 1)[-1]}" for w in said)
            yield from (Text(f"    {side:<8}{witness}", "dim") for witness in witnesses)
    against = {(c["attribute"], c["value_b"]): c for c in conflicts}

    yield Text(f"\nEvidence: {len(claims)} claims in {len(articles)} articles of {_origins(len(numbers))}", "bold")
    for article in articles.values():
        copy = "" if article["is_canonical"] else ", not its first telling"
        yield Text.assemble("\n", (article["title"] or "(no title)", "bold"), f"\n  {article['source']}, {_day(article)}, origin {numbers[article['origin_id']]}{copy}\n  ", (article["uri"], "dim"))
        sentences = text.sentences(article["body"])
        for c in (c for c in claims if c["article_id"] == article["article_id"]):
            conflict = against.get((c["attribute"], shown[c["claim_id"]])) if c["fact_id"] == fact_id else None
            verdict = f", {conflict['kind']} of {conflict['value_a']}" if conflict else ""
            yield Text.assemble(f"  {c['attribute']} = {c['value']}", (f"  ({c['method']}, confidence {c['confidence']:.2f}{verdict})", "red" if conflict else "dim"))
            yield Text("    ").append_text(_marked(article["body"], sentences, c["char_start"], c["char_end"], is_marked))


def _marked(body: str, sentences: list[tuple[int, int]], start: int, end: int, is_marked: bool) -> Text:
    """The sentences around a span on one line, the span in [[...]] or in bold."""
    low = sentences[text.enclosing(sentences, start)][0] if sentences else 0
    high = sentences[text.enclosing(sentences, end - 1)][1] if sentences else len(body)
    low, high = min(low, start), max(high, end)
    before, inside, after = (" ".join(part.split("\n")) for part in (body[low:start], body[start:end], body[end:high]))
    return Text.assemble(before, f"[[{inside}]]" if is_marked else (inside, "bold black on yellow"), after)


def _shown(connection: duckdb.DuckDBPyConnection, claims: list[dict]) -> dict[str, str]:
    """Of each claim_id the value as facts and conflicts show it: roles in short, people by the name in use."""
    roles = [c["value"] for c in claims if c["attribute"] == "role"]
    plain = dict(zip(roles, resolve.plain_role(pl.Series(roles, dtype=pl.String)), strict=True))
    names = dict(connection.execute("select old_id, person_name from redirects join dim_people on new_id = person_id where entity_type = 'person'").fetchall())
    return {c["claim_id"]: plain[c["value"]] if c["attribute"] == "role" else names.get(text.slug(c["value"]), c["value"]) for c in claims}


def _day(article: dict) -> str:
    return f"{article['published_at']:%Y-%m-%d}" if article["published_at"] else "no date"


def _in_use(connection: duckdb.DuckDBPyConnection, fact_id: str) -> tuple[str, str | None]:
    row = connection.execute(f"select new_id, reason from {REDIRECTS.name} where old_id = ?", [fact_id]).fetchone()
    return row if row else (fact_id, None)


def _fact(connection: duckdb.DuckDBPyConnection, fact_id: str):
    for table in FACTS:
        found = _rows(connection, f"select * from {table.name} where {table.key[0]} = ?", [fact_id])
        if found:
            return table, found[0]
    return None, {}


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, parameters: list) -> list[dict]:
    answer = connection.execute(sql, parameters)
    names = [d[0] for d in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _origins(count: int) -> str:
    return f"{count} origin{'' if count == 1 else 's'}"
