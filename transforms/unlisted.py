"""Names in an article that the mentions do not have, by their capital letters alone."""

import re
from bisect import bisect_left
from collections import Counter
from functools import lru_cache

from transforms.article import Mention
from transforms.scene import Scene, is_role, kinds

# A search that begins with a class of letters is several times faster than one that begins with a look behind them.
_NAME = re.compile(r"[A-Z](?<![\w~@'.-][A-Z])[\w'-]*\w(?:\.(?=\s[A-Z]))?(?:\s(?:(?:de|da|van|von|der|la|bin|al|del)\s)?[A-Z](?:[\w'-]*\w|\.(?=\s[A-Z])))*")
_NO_NAME = frozenset(("place", "nationality", "calendar", "starter", "organisation"))
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Col|Gen|Lt|Maj|Capt|Sen|Rep|Gov|Cmdr)\.?")


@lru_cache(maxsize=20_000)
def _is_common(name: str) -> bool:
    """Whether capitalised words are a role, or end in a word that ends no personal name."""
    return not kinds(name.split()[-1]).isdisjoint(_NO_NAME) or is_role(name)


def find(scene: Scene) -> list[Mention]:
    """Capitalised names outside quotations that the mentions do not have, parts of a longer name as that name."""
    taken = [(m.start, m.end) for m in scene.named]
    others = {m.start for m in scene.article.mentions}
    found = []
    for match in _NAME.finditer(scene.frame):
        start, end = match.span()
        if start in others or match[0].isalpha() and _is_common(match[0]):
            continue
        at = bisect_left(taken, (start, 0))
        if at < len(taken) and taken[at][0] < end or at and taken[at - 1][1] > start:
            continue
        words = match[0].split()
        while len(words) > 1 and (_TITLE.fullmatch(words[0]) or is_role(words[0].rstrip(".")) or "starter" in kinds(words[0])):
            start += len(words[0]) + 1
            words = words[1:]
        name = " ".join(words).removesuffix("'s")
        if scene.frame[start - 4:start].lower() in ("his ", "her ") or _is_common(name) or len(words) > 5:
            continue
        found.append((start, start + len(name), name))
    often = Counter(name for _, _, name in found)
    opens = {low for low, _ in scene.article.sentences}
    full = {}
    for m in scene.named:
        if m.kind == "person":
            for word in m.name.split():
                full.setdefault(word, {})[m.entity_id] = m.name
    for _, _, name in found:
        if " " in name:
            for word in name.split():
                full.setdefault(word, {})["?" + name] = name
    result = []
    for start, end, name in found:
        if " " not in name and name in full and len(full[name]) == 1:
            key, whole = next(iter(full[name].items()))
            result.append(Mention(start, end, "unlisted" if key[0] == "?" else "person", key, whole, "part"))
        elif " " in name or often[name] > 1 or start not in opens:
            result.append(Mention(start, end, "unlisted", "?" + name, name, "name" if " " in name else "word"))
    return result
