"""Agency events in one article: agreements, changes of leadership, payments for seats, withdrawals."""

import re

from transforms import agreements, leadership, likely_events, payments, withdrawals
from transforms.agency_skeleton import STATES as _STATE
from transforms.agency_skeleton import Reader
from transforms.article import Article, Assertion
from transforms.events import Event

_SPACE_TEXT = re.compile(r"\bspace (?:station|agency|chief|program|corporation)|\b(?:astro|cosmo)naut|\bArtemis Accords")


def find(article: Article) -> list[Assertion]:
    """Assertions about agency events, in the order of the text.

    All assertions of one event share the subject "type|agency|counterpart|person|detail"; detail is in or out (with
    the year, if it lies in the past), an amount in dollars, the last year of a commitment, or accords. Attributes:
    event, counterpart, person, amount_usd (US dollars), seats (a count), event_date (ISO 8601, as precise as written).
    A state stands for its space agency (states.csv); one that has none and signs the Artemis Accords is a counterpart
    with the slug of its name as entity_id, which transforms.resolve adds to dim_agencies as a discovered agency.
    """
    if not is_on_topic(article):
        return []
    reader = Reader(article)
    found = by_rule(reader)
    return _assertions([*found, *likely_events.find(reader, found)])


def is_on_topic(article: Article) -> bool:
    """Whether an article names anything of spaceflight."""
    is_named = any(m.kind == "spacecraft" or m.kind == "agency" and article.plain[m.start:m.end] not in _STATE for m in article.mentions)
    return is_named or bool(_SPACE_TEXT.search(article.plain))


def by_rule(reader: Reader) -> list[Event]:
    """The events that the rules read."""
    return [*agreements.find(reader), *leadership.find(reader), *payments.find(reader), *withdrawals.find(reader)]


def _assertions(events: list[Event]) -> list[Assertion]:
    """Rows of all events; where an article gives an event a counterpart once, mentions without it are that event."""
    full = {(e.kind, e.agency.entity_id, e.detail) for e in events if e.counterpart}
    found: dict[tuple, Assertion] = {}

    def put(event: Event, attribute: str, value: str, start: int, end: int, entity_id: str | None = None) -> None:
        row = Assertion("fact_agencies", event.subject, attribute, value, start, end, event.rule, event.confidence, entity_id)
        found.setdefault((row.subject, attribute, value, start, end), row)

    for event in sorted(events, key=lambda e: (e.span, e.subject)):
        if not event.counterpart and (event.kind, event.agency.entity_id, event.detail) in full:
            continue
        put(event, "event", event.kind, *event.span, event.agency.entity_id)
        for attribute, token in (("counterpart", event.counterpart), ("person", event.person)):
            if token:
                put(event, attribute, token.name, token.start, token.end, token.entity_id)
        if event.amount and event.amount.name:
            put(event, "amount_usd", event.amount.name, event.amount.start, event.amount.end)
        if event.seats:
            put(event, "seats", *event.seats)
        if event.date:
            put(event, "event_date", event.date.name, event.date.start, event.date.end)
    return list(found.values())
