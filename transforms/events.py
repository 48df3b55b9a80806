"""What the finders of agency events share: the event, its date, and who acts in a sentence."""

import re
from dataclasses import dataclass

from transforms.agency_skeleton import CODES, Line, Token, rule

SPACE_BODY = r"(?:state )?space (?:agency|program(?:me)?|corporation|industry|sector|organi[sz]ation|activities)"
CREWED = rule(r"\b(?:space|astronauts?|cosmonauts?|orbit\w*|moon|lunar|artemis|gateway pro\w+|crews?|station)\b|<T>|<F>|<K>")
DENIED = rule(
    r"\b(?:not|never|\w+n't|nor|den(?:ied|ies|y)|rumou?r\w*|speculat\w+|consider\w*|whether|unless|could|might|candidates?|if"
    r"|refus\w+|reject\w*|declin\w+|oppos\w+|call(?:s|ed|ing)? (?:for|on)|urg\w+|demand\w*|until|asked|before|no plans?)"
    r" (?:[\w']+ ){0,4}$")
ACTORS = {CODES["<A>"], CODES["<S>"], CODES["<J>"]}
_PERIOD = re.compile(
    r"\b(?:until|till|through|to|beyond|past|by|since|from|starting|beginning|after|before|least|end of)(?: in| the| at| early| late"
    r"| end| of)* $")
_PLACE = re.compile(r"\b(?:in|over|of|from|against|on|near|into|at|across|invad\w+|ukraine|sanction\w*) (?:the )?$")


@dataclass(frozen=True, slots=True)
class Event:
    """One event as one sentence states it; span is in the body, detail tells it from others of its kind."""

    kind: str
    agency: Token
    span: tuple[int, int]
    rule: str
    confidence: float
    counterpart: Token | None = None
    person: Token | None = None
    amount: Token | None = None
    seats: tuple[str, int, int] | None = None
    date: Token | None = None
    detail: str = ""

    @property
    def subject(self) -> str:
        """The key of the fact: type|agency|counterpart|person|detail."""
        other, person = (t.entity_id if t else "" for t in (self.counterpart, self.person))
        return "|".join((self.kind, self.agency.entity_id, other, person, self.detail))


def date_of(line: Line, start: int, end: int) -> Token | None:
    """The date of a verb: near it, and neither end nor start of a period."""
    near = [(max(start - p, p - end), p) for p, t in line.tokens.items() if t.code == CODES["<D>"] and start - 45 < p < end + 60]
    for _, position in sorted(near):
        token = line.tokens[position]
        if not _PERIOD.search(line.text[max(0, position - 18):position]) and not token.name.startswith("--"):
            return token
    return None


def is_party(line: Line, token: Token) -> bool:
    """Whether a state is spoken of as one that acts, not as a place or a topic."""
    position = next(p for p, t in line.tokens.items() if t is token)
    return not _PLACE.search(line.text, max(0, position - 14), position)


def distinct(tokens: list[Token]) -> list[Token]:
    """The first token of each entity."""
    found: dict[str, Token] = {}
    for token in tokens:
        found.setdefault(token.entity_id, token)
    return list(found.values())
