"""One person under several spellings of the name."""

from collections import Counter

from transforms import names
from transforms.article import Mention

# So many people of one family name are a table; comparing each with all takes time that grows with the square of their number.
_OF_A_FAMILY = 100


def unify(people: list[Mention]) -> list[Mention]:
    """One entity for people the text introduces under spellings that are alike: the one under the most frequent."""
    often = Counter(m.entity_id for m in people if m.method == "discovered")
    leads: dict[str, Mention] = {}
    families: dict[str, list[tuple[int, Mention]]] = {}
    for m in sorted((m for m in people if m.method == "discovered"), key=lambda m: (-often[m.entity_id], m.start)):
        if m.entity_id not in leads:
            key = names.key(names.split(m.name)[1])
            near = sorted(entry for family in names.alike(key, families) for entry in families[family])
            leads[m.entity_id] = next((lead for _, lead in near if names.likeness(lead.name, m.name) >= 87), m)
            if leads[m.entity_id] is m and len(families.setdefault(key, [])) < _OF_A_FAMILY:
                families[key].append((len(leads), m))
    return [m._replace(entity_id=lead.entity_id, name=lead.name) if (lead := leads.get(m.entity_id)) else m
            for m in sorted(people, key=lambda m: m.start)]
