"""Entries of calendars and logs: a line headed by a flight, whose crew follows in words without a verb."""

import re

from transforms.article import Article, Mention
from transforms.targets import Seat, Target
from transforms.text import Words
from transforms.vocabulary import NOT_FLOWN

# "* NET May 8: Boeing Starliner-9.", "Late June: return of Crew-30 to Florida,", "Crew-31 | Dragon | Florida"
_HEAD = re.compile(r"\W*(?:[^:\n]{2,45}: )?(?:(?:[Rr]eturn|[Ll]anding|[Ss]plashdown) of )?(?:[A-Z][\w']+ ){0,2}")
_AFTER = re.compile(r" ?(?:[.,;:|(]| -|$|\n| to (?:the |[A-Z]))")
_VERB = Words(
    r"is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|do|does|did|said|says|told|flew|flies|fly|went|gave|took|takes|launched|docked"
    r"|undocked|landed|returned|named|joined|replaced|who|which|that|when|whose|\w+n't")
_NO_CREW = Words(r"credits?|photo\w*|images?|pictures?|courtesy|by|via|reserves?|stand-?ins?|controllers?|capcom|director|uncrewed|unpiloted|cargo|previous\w*|predecessor|successor|after|before|since|unlike|like|for")


def _lines(article: Article, targets: dict[int, Target]) -> list[tuple[Target, list[tuple[int, int]]]]:
    """Each entry: its flight, and its sentences, the first from the name of the flight on."""
    found = []
    last = -1
    for t in targets.values():
        low, high = article.plain.rfind("\n", 0, t.start) + 1, article.plain.find("\n", t.end)
        if low == last or not t.is_named:
            continue
        last, high = low, high if high >= 0 else len(article.plain)
        if _HEAD.fullmatch(article.plain, low, t.start) and high - t.end > 3 and _AFTER.match(article.plain, t.end):
            sentences = [(max(a, t.end), b) for a, b in article.sentences if t.end < b <= high + 1 and a >= low]
            found.append((t, sentences))
    return found


def seats(article: Article, targets: dict[int, Target]) -> list[Seat]:
    """The people whom an entry lists, each on the flight that heads it."""
    found = []
    for target, sentences in _lines(article, targets):
        for low, high in sentences:
            people = article.mentions_in(low, high, "person")
            bare = _without(article.plain, low, high, article.mentions_in(low, high))
            if people and not _VERB.search(bare) and not NOT_FLOWN.search(bare) and not _NO_CREW.search(bare) and not article.mentions_in(low, high, "flight", "expedition"):
                found += [Seat(p, target, "entry", 0.85) for p in people]
    return found


def _without(plain: str, low: int, high: int, mentions: list[Mention]) -> str:
    parts, at = [], low
    for m in mentions:
        parts.append(plain[at:m.start])
        at = max(at, m.end)
    return "".join(parts) + plain[at:high]
