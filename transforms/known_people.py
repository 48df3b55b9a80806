"""People of the reference data by their names, in any transliteration and spelled nearly right."""

from functools import cache
from math import ceil

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from transforms import names
from transforms.text import fold
from warehouse import reference


@cache
def _index() -> tuple[dict[tuple[str, str], set[str]], dict[str, set[str]]]:
    """Reference people by (key of given name, key of family name), and by key of family name."""
    data = reference.load()
    by_name: dict[tuple[str, str], set[str]] = {}
    by_family: dict[str, set[str]] = {}
    for person_id, row in data.people.items():
        given, family = names.split(fold(row["name"]))
        by_name.setdefault((names.key(given), names.key(family)), set()).add(person_id)
        by_family.setdefault(names.key(family), set()).add(person_id)
    for alias in data.aliases:
        if alias.kind == "person" and " " in alias.surface:
            given, family = names.split(fold(alias.surface))
            by_name.setdefault((names.key(given), names.key(family)), set()).add(alias.entity_id)
    return by_name, by_family


@cache
def resolve(name: str) -> tuple[str, str] | None:
    """Reference id and method for a full name, by key or by likeness of 87 and above, when exactly one person fits."""
    by_name, by_family = _index()
    given, family = names.split(name)
    pair = names.key(given), names.key(family)
    options = by_name.get(pair) or by_name.get(pair[::-1], set())
    if len(options) == 1:
        return next(iter(options)), "transliteration"
    if options:
        return None
    people = reference.load().people
    close = {p for key in _near_keys(pair[1]) for p in by_family[key] if names.likeness(name, fold(people[p]["name"])) >= 87}
    return (close.pop(), "likeness") if len(close) == 1 else None


@cache
def _near_keys(key: str, likeness: float = 0.87) -> tuple[str, ...]:
    """Keys of family names that are alike: of about the same length, since others cannot be, and the same where the key is too short to differ."""
    lengths = range(ceil(likeness * len(key)), int(len(key) / likeness) + 1)
    if len(lengths) == 1:
        return (key,) if key in _index()[1] else ()
    near = [k for length in lengths for k in _family_keys().get(length, ())]
    return tuple(k for k, _, _ in process.extract(key, near, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=likeness, limit=None))


@cache
def _family_keys() -> dict[int, list[str]]:
    """Keys of the family names by length."""
    by_length: dict[int, list[str]] = {}
    for key in _index()[1]:
        by_length.setdefault(len(key), []).append(key)
    return by_length
