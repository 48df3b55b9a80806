"""What is known of launches, as a help to read dates: which flight of a sentence a date fits, and which it cannot be the launch of."""

from collections.abc import Iterable
from datetime import date

from transforms.dates import DateMention
from transforms.periods import contains, first_day
from transforms.targets import Target
from warehouse import reference

# Launches slip, and articles err, by days or weeks; a date further away is that of something else.
_SLIP = 60


def _launched_on(target: Target) -> str | None:
    return reference.load().flights.get(target.ref if target.is_named else target.likely or "", {}).get("launched_on") or None


def is_of(target: Target, d: DateMention) -> bool:
    """Whether a date is that of the known launch of the flight, as precisely as it is written."""
    flown = _launched_on(target)
    return bool(flown) and contains(d.value, flown)


def only(here: Iterable[Target], d: DateMention) -> Target | None:
    """The only flight of a sentence that was launched on the date."""
    fitting = [t for t in here if is_of(t, d)]
    return fitting[0] if fitting and len({t.ref if t.is_named else t.likely for t in fitting}) == 1 else None


def is_strange(target: Target, d: DateMention, published_on: date | None, is_plan: bool) -> bool:
    """Whether a date can hardly be the launch of a known flight: long before or after it, or past when the flight was still to come.

    What was planned may be another day than that of the launch. Of a date without a year only the season counts.
    """
    flown, day = _launched_on(target), first_day(d.value)[0]
    if not flown or day is None or contains(d.value, flown):
        return False
    launched = date.fromisoformat(flown)
    if published_on and published_on < launched:
        return d.precision == "day" and (published_on - day).days > 10
    apart = abs((day - launched).days)
    if not d.has_year:
        apart = min(apart % 365, 365 - apart % 365)
    return not is_plan and apart > (_SLIP if d.precision in ("day", "month") else 366 + _SLIP)
