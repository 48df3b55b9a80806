"""Who belongs to a crew that was counted before it is named, and who has left it."""

import re
from dataclasses import dataclass, field

from transforms.skeleton import Skeleton
from transforms.targets import Seat, Target
from transforms.vocabulary import APPOSITION, AUX, CREW, NEGATIVE, OFFICIAL, SAID_ANY, F, N, P, flights_at

_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6}
_N = r"(?P<n{}>two|three|four|five|six|[2-6])"
# "its crew of four", "a three-person crew", "the four astronauts"
_COUNTS = re.compile("|".join((
    rf"\bcrew of {_N.format(1)}\b(?! (?:previous|earlier|veteran))", rf"\b{_N.format(2)}-(?:person|member|man|woman|strong) (?:\w+ )?crew\b",
    rf"\b(?:all|its|the|their|these|those) {_N.format(3)} (?:[a-z]+ )?(?:{CREW}|astronauts|passengers|people|men|women|names|seats)\b",
    rf"\b{_N.format(4)} (?:[a-z]+ )?(?:astronauts|cosmonauts|passengers|crew members|crewmates) (?:aboard|on board|are|were|will|have|had)\b",
    rf"\b(?:crew|line-?up|passenger list) (?:has|had|numbers|counts) {_N.format(5)}\b")), re.I)
_HAVE_LEFT = rf"withdrew|dropped out|stood down|stepped down|gave up|lost (?:his|her) (?:seat|place|spot)|miss(?:es|ed)? out|(?:will not|won't|would not|no longer|not) (?:be )?(?:fly|go|command|pilot|travel|launch|board|mak\w+ the|on)\w*|was to have (?:flown|commanded|been|gone|piloted)|had been (?:assigned|named)|(?:was|has been|been|is|were) (?:[a-z]+ )?(?:replaced|removed|grounded|dropped|pulled|bumped|taken off|stood down|sidelined|medically disqualified)"
_LEAVES = re.compile(rf"(?: of [^,;]{{1,40}}?)?(?:{APPOSITION}|, who),?(?: {AUX})*? ?(?:{_HAVE_LEFT})\b", re.I)
_ITS_FLIGHT = re.compile(rf"[^{P}{F};.]{{0,60}}{F}")
_REPLACED = re.compile(r"\b(?:replac\w+|instead of|in place of|took over from|taking over from|takes over from|tak\w+ the (?:place|seat) of|losing out is|missing out is|left behind is) (?:[\w'.-]+ ){0,6}$", re.I)


@dataclass(slots=True)
class Manifest:
    """What a text has told of crews without naming them, and of those who left one.

    `number` people of the crew of `flight` are still to be named until the offset `end`; `left` are the people, each with the
    flights that they are not on any more.
    """

    number: int = 0
    flight: Target | None = None
    end: int = 0
    left: set[tuple[str, str]] = field(default_factory=set)

    def count(self, text: str, flight: Target | None, end: int, reach: int = 500) -> None:
        """Remember how many fly, by a sentence about a flight that names nobody and ends at `end`."""
        if flight and (m := _COUNTS.search(text)) and not NEGATIVE.search(text):
            self.number, self.flight, self.end = _NUMBERS[next(filter(None, m.groups())).lower()], flight, end + reach

    def strike(self, skeleton: Skeleton, targets: dict[int, Target], near: Target | None) -> None:
        """Remember whom a sentence takes off a flight: the one that its clause goes on to name, else the one spoken of."""
        text = skeleton.text
        for i in skeleton.indexes(P):
            leaves = _LEAVES.match(text, i + 1)
            if leaves or _REPLACED.search(text[max(0, i - 90):i]):
                named = _ITS_FLIGHT.match(text, leaves.end() if leaves else i + 1)
                flights = flights_at(skeleton, named.end() - 1, targets) if named else [near] if near else []
                self.left.update((p.entity_id, t.likely or t.ref) for p in skeleton.names[i] for t in flights)

    def named(self, skeleton: Skeleton, here: list[Target], start: int) -> list[Seat]:
        """The people of a sentence who are as many as the crew counted before it, if they act together and nobody else is named."""
        flight, text = self.flight, skeleton.text
        if flight is None or start > self.end:
            return []
        people = [p for i in skeleton.indexes(P) for p in skeleton.names[i]]
        if not people:
            return []
        self.flight = None
        others = [t for t in here if flight.ref not in (t.ref, t.likely)]
        is_crew = len({p.entity_id for p in people}) == self.number and not others and N not in text
        if not is_crew or NEGATIVE.search(text) or OFFICIAL.search(text) or SAID_ANY.search(text):
            return []
        return [Seat(p, flight, "counted", 0.8) for p in people]

    def without_leavers(self, seated: list[Seat], sure: float = 0.88) -> list[Seat]:
        """The seats without those of people who have left the crew, save where it is plainly said."""
        return [s for s in seated if s.confidence >= sure or (s.person.entity_id, s.target.likely or s.target.ref) not in self.left]
