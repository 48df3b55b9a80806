"""A sentence with each name replaced by one letter of its kind, so that rules read its structure and not its words."""

import re
from dataclasses import dataclass

from transforms.article import Article, Mention
from transforms.targets import Target
from warehouse import reference

# One private-use character a kind.
PEOPLE, FLIGHT, CRAFT, AGENCY, SITE, STATION, EXPEDITION, UNCREWED, VEHICLE, LAUNCH = map(chr, range(0xE001, 0xE00B))
_KINDS = {"flight": FLIGHT, "agency": AGENCY, "site": SITE, "expedition": EXPEDITION, "uncrewed": UNCREWED}
# "Mercury 13": a group of people, or a flight by a name the reference data does not have.
_NUMBERED = re.compile(r"[ -](?:\d|Seven\b|Thirteen\b)")
_NUMBER = r"(?:two|three|four|five|six|seven|eight|\d{1,2})"


def _role_words() -> str:
    words = reference.load().words
    roles = {w.lower() for w, kinds in words.items() if kinds & {"role", "title", "modifier"}}
    nations = {w for w, kinds in words.items() if "nationality" in kinds}
    return "|".join(sorted(map(re.escape, roles | nations), key=len, reverse=True))


_TITLE = rf"(?:(?:{_role_words()}|{AGENCY}|{VEHICLE}|the|an?|its|his|her|their|fellow|first-time|first|private|human|new|young|longtime|US|U\.S\.|Navy|Marine|Army|Air Force|science|payload|(?:astronaut|cosmonaut|participant|member|specialist)s? of (?:the )?{AGENCY}|{_NUMBER})\.?(?:'s|s')?[ ,:]{{1,2}}|[\w.]+'s |{AGENCY}s |\([^)]{{1,20}}\),? |[\"'])"
_APPOSITIVE = rf"(?:,? (?:of|from|with) (?:the )?[^,;.]{{1,50}}?|,? ?\([^)]{{1,80}}\)|,? \d{{1,3}}|, aged? \d{{1,3}}|, (?:an? |the |who is |who's |also |both |NASA's |his |her |its |our |[a-z{AGENCY}])[^,;.]{{1,70}}?)"
_SEPARATOR = r"(?:[,;]? and |,? & |, |; |,? as well as |,? along with |,? alongside |,? together with |,? plus |,? then |,? or |,? with | / |\s?/\s?|,? and (?:his|her|their) (?:[\w-]+ ){0,3}(?:companions?|crew-?mates?|colleagues?|partners?|brother|sister|wife|husband|son|daughter|mother|father)(?:,| -|:)? )"
_COORDINATED = re.compile(rf"{_APPOSITIVE}{{0,2}}{_SEPARATOR}(?:also |both |finally |last(?:ly)?,? |by |fellow )?{_TITLE}{{0,9}}", re.I)
_NO_LIST = re.compile(r"\b(?:but|came|went|returned|rode|took|landed|left|said|says|told|will|was|were|had|has|have|is|are|flew|flies|launch\w*|replac\w+|succe\w+|instead|after|before|while|when|who\s(?!is\b))\b")
_FLIGHT_LIST = re.compile(rf"(?:, |,? and |,? or | & |,? and then |/|[ ,]*\((?:in )?\d{{4}}\)(?:,? and |, )?|,? in (?:(?:\w+ )?\d{{4}})(?:,? and |, ))(?:on |the |in |aboard |{AGENCY} )*", re.I)


@dataclass(frozen=True, slots=True)
class Skeleton:
    """`text` is the folded sentence with one character for each name or list of names; `names` gives the mentions at its index."""

    text: str
    names: dict[int, list[Mention]]

    def offset(self, index: int) -> int:
        """Offset in the body of the name, or the first of the names, at an index."""
        return self.names[index][0].start

    def before(self, offset: int) -> str:
        """The text before the name that begins at an offset of the body; with the list of names that it is in, unless it is the first."""
        ends = [i + (listed[0].start < offset) for i, listed in self.names.items() if listed[0].start <= offset]
        return self.text[:ends[-1] if ends else 0]

    def indexes(self, kinds: str) -> list[int]:
        """Indexes of the names of the given kinds, in order."""
        return [i for i in self.names if self.text[i] in kinds]

    def without(self, spans: list[tuple[int, int]]) -> "Skeleton":
        """The skeleton with the characters of some spans cut out."""
        kept = [i for i in range(len(self.text)) if not any(a <= i < b for a, b in spans)]
        names = {new: self.names[old] for new, old in enumerate(kept) if old in self.names}
        return Skeleton("".join(self.text[i] for i in kept), names)


def build(article: Article, start: int, end: int, targets: dict[int, Target], launch: Target | None = None) -> Skeleton:
    """The skeleton of one span, usually a sentence; people and flights that are listed together are one character.

    `launch` is a target that is no name but a verb of launching; it keeps its words behind its character.
    """
    data = reference.load()
    groups: list[tuple[int, int, str, list[Mention]]] = []
    mentions = article.mentions_in(start, end)
    if launch:
        mentions = sorted([*mentions, Mention(launch.start, launch.start, "launch", launch.ref, "", "launch")], key=lambda m: m.start)
    for m in mentions:
        if m.kind == "person":
            letter = PEOPLE
        elif m.kind == "launch":
            letter = LAUNCH
        elif m.start in targets:
            letter = FLIGHT if targets[m.start].is_named else CRAFT
        elif m.kind == "spacecraft":
            row = data.spacecraft.get(m.entity_id, {})
            is_craft = row.get("kind") == "crew" and row.get("carries_people") == "true" and not _NUMBERED.match(article.plain, m.end)
            letter = STATION if row.get("kind") == "station" else CRAFT if is_craft else VEHICLE
        else:
            letter = _KINDS[m.kind]
        groups.append((m.start, m.end, letter, [m]))
    groups = _joined(article.plain, _without_kin(article.plain, groups))
    parts, names, position, length = [], {}, start, 0
    for low, high, letter, members in groups:
        parts.append(article.plain[position:low])
        length += low - position
        names[length] = members
        parts.append(letter)
        length += 1
        position = high
    parts.append(article.plain[position:end])
    return Skeleton("".join(parts), names)


_KIN = re.compile(rf"(?:(?:,| -) [\w', -]{{1,60}}? and)?,? (?:the |an? )?(?:\w+ )?(?:fianc[ée]e?|daughter|son|wife|husband|brother|sister|father|mother|widow|grandson|granddaughter|friend|partner|student) of (?:the )?(?:late |famed |famous |legendary |fellow |billionaire )?{_TITLE}{{0,4}}|,? whose (?:late )?(?:daughter|son|wife|husband|brother|sister|father|mother|grandfather)(?:,| was| is)? {_TITLE}{{0,4}}", re.I)


# "the Jeff Bezos-backed company"
_OWNER = re.compile(r"-(?:backed|owned|led|founded|funded|financed|run|controlled|chartered|designed|era|style|trained)\b")
_OF_KIN = re.compile(r"'s? (?:[\w-]+ ){0,2}(?:fianc[ée]e?|wife|husband|partner|prot[eé]g[eé]e?|girlfriend|boyfriend|mother|father|brother|sister|daughter|son)(?: and(?: [\w-]+){1,5})?,? ")
# "Laura Bell, the singer and Mark Stone's wife;"
_KIN_OF = re.compile(r", (?:an? |the )?[\w' -]{0,60}?(?:and )?"), re.compile(r"'s? (?:[\w-]+ ){0,2}(?:fianc[ée]e?|wife|husband|partner|girlfriend|boyfriend|mother|father|brother|sister|daughter|son)(?=[,;.]| and )")


def _without_kin(plain: str, groups: list[tuple[int, int, str, list[Mention]]]) -> list[tuple[int, int, str, list[Mention]]]:
    """Without people who only say whose child, wife or friend somebody is: "Laura Shepard, daughter of Alan Shepard"."""
    kept = []
    for i, g in enumerate(groups):
        if g[2] == PEOPLE and _OWNER.match(plain, g[1]):
            continue
        if g[2] == PEOPLE:
            if i and groups[i - 1][2] == PEOPLE and (_KIN.fullmatch(plain, groups[i - 1][1], g[0]) or _KIN_OF[0].fullmatch(plain, groups[i - 1][1], g[0]) and _KIN_OF[1].match(plain, g[1])):
                continue
            other = next((h for h in groups[i + 1:i + 3] if h[2] != AGENCY), None)
            if other and other[2] == PEOPLE and _OF_KIN.fullmatch(plain, g[1], other[0]):
                continue
        kept.append(g)
    return kept


def _joined(plain: str, groups: list[tuple[int, int, str, list[Mention]]]) -> list[tuple[int, int, str, list[Mention]]]:
    """Neighbouring people, and neighbouring flights, that stand in one list become one group."""
    result: list[tuple[int, int, str, list[Mention]]] = []
    for index, group in enumerate(groups):
        start, end, letter, members = group
        if letter in (PEOPLE, FLIGHT):
            back = next((i for i in range(len(result) - 1, -1, -1) if result[i][2] == letter), None)
            between = result[back + 1:] if back is not None else []
            if back is not None and all(g[2] in (AGENCY, SITE, STATION, VEHICLE) for g in between):
                gap = _gap(plain, result[back][1], start, between)
                if len(gap) < 200 and _is_list(gap, letter):
                    result[back] = (result[back][0], end, letter, result[back][3] + members)
                    del result[back + 1:]
                    continue
        result.append(group)
    return result


def _gap(plain: str, start: int, end: int, between: list[tuple[int, int, str, list[Mention]]]) -> str:
    parts, position = [], start
    for low, high, letter, _ in between:
        parts += [plain[position:low], letter]
        position = high
    return "".join(parts) + plain[position:end]


def _is_list(gap: str, letter: str) -> bool:
    if letter == FLIGHT:
        return bool(_FLIGHT_LIST.fullmatch(gap))
    return bool(_COORDINATED.fullmatch(gap)) and not _NO_LIST.search(gap)
