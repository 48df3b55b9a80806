"""The periods that ISO dates of any precision give: 2022-09-21, 2022-09, 2022, 2022-H2, 2022-spring, --09-21."""

from datetime import date

from transforms.date_forms import SEASONS


def contains(wide: str, narrow: str) -> bool:
    """Whether two ISO dates agree, the first being less precise or equal: 2022-09 contains 2022-09-21.

    A date without a year contains and is contained in the same month and day of any year.
    """
    if wide.startswith("--") or narrow.startswith("--"):
        return _tail(narrow).startswith(_tail(wide))
    if wide[5:] in ("H1", "H2") or wide[5:] in ("spring", "summer", "autumn", "winter"):
        if wide == narrow:
            return True
        if wide[:4] != narrow[:4] and not (wide.endswith("winter") and narrow[:4].isdigit() and int(narrow[:4]) == int(wide[:4]) + 1):
            return False
        month = narrow[5:7]
        if not month.isdigit():
            return False
        months = {"H1": range(1, 7), "H2": range(7, 13), "spring": range(2, 7),
                  "summer": range(5, 10), "autumn": range(8, 13), "winter": (11, 12, 1, 2, 3)}
        return int(month) in months[wide[5:]]
    return narrow.startswith(wide)


def _tail(value: str) -> str:
    return value[2:] if value.startswith("--") else value[5:]


def first_day(value: str) -> tuple[date | None, str | None]:
    """First day of the period an ISO date gives, and its precision; (None, None) without a year."""
    if value.startswith("--"):
        return None, None
    year, rest = int(value[:4]), value[5:]
    if not rest:
        return date(year, 1, 1), "year"
    if rest in ("H1", "H2"):
        return date(year, 1 if rest == "H1" else 7, 1), "half"
    for name, first_month in SEASONS.values():
        if rest == name:
            return date(year, first_month, 1), "season"
    if len(rest) == 2:
        return date(year, int(rest), 1), "month"
    return date.fromisoformat(value), "day"
