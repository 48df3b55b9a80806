"""Those named before, whom "the trio", "they", "he" or "she" puts on a flight."""

import re
from dataclasses import replace
from datetime import date

from transforms.article import Mention
from transforms.links import boards
from transforms.skeleton import Skeleton
from transforms.targets import Seat, Target, agrees
from transforms.vocabulary import AUX, C, CREW, F, FLYING, N, NEGATIVE, NOT_FLOWN, P, X, flights_at

_GROUP = re.compile(
    r"(?P<who>\b(?:[Tt]he|[Tt]hat|[Tt]hese|[Tt]hose|[Aa]ll|[Bb]oth|[Tt]heir)\s(?:(?:two|three|four|five|six|seven|eight|all)(?:-(?:person|member|man|woman|strong))?\s)?(?:[a-z]+\s)?"
    r"(?:astronauts|cosmonauts|taikonauts|trio|duo|pair|quartet|foursome|quintet|sextet|crewmates|crew members|crewmembers|crew|spacefarers|fliers|flyers|passengers|men|women|explorers|travelers)|\b[Tt]hey|\b[Tt]he (?:two|three|four|five|six)(?= (?:will|are|were|have|had|launched|flew|lifted|blasted|returned|splashed|arrived|landed|docked))|\b[Aa]ll (?:two|three|four|five|six)|\b[Bb]oth)\b")
_PRONOUN = re.compile(r"(?P<who>\b(?:[Hh]e|[Ss]he)\b|\b(?:[Hh]is|[Hh]er) (?:first|second|third|fourth|fifth|previous|next|last|final|only|most recent)\b)")
_TAKES_THEM = re.compile(rf"\b(?:carr(?:y|ied|ies|ying)|t(?:ake|aking|ook|aken)|br(?:ing|ought|inging)|ferr(?:y|ied|ying)|fl(?:y|ew|ying)|sen[dt]|launch(?:ed|ing)?|return(?:ed|ing)?|with)\b[^{P}{F}{C}{N};]{{0,30}}?(?P<who>the (?:pair|duo|trio|quartet|two|three|four|crew|astronauts|cosmonauts|(?:two|three|four) \w+))\b(?! of)", re.I)


# "The three will ride that one down": the flight that the sentence before named last.
_RIDE_IT = re.compile(rf"\b(?:will|would|are to|were to|are due to|were due to) (?:ride|fly|take|return (?:in|on|aboard)|come (?:back|home|down) (?:in|on|aboard)|go (?:back|home|down) (?:in|on|aboard)) (?:it|that one|this one)\b")
_ANY_ONE = re.compile(r"\b(?:[Hh]e|[Ss]he|[Hh]is|[Hh]er|[Hh]im)\b")
# A note without a subject ("STS-47, September 1992.") or with a description for one ("The surgeon from Gunma flew on ...").
_ABOUT_SOMEBODY = re.compile(rf"\W*{F}|The (?!crew|mission|flight|inaugural|first|launch|spacecraft|capsule|shuttle|rocket|agency|company)[a-z-]+\b[^{F},;]{{0,40}} (?:{FLYING})\b", re.I)
_HE_AND = re.compile(r"(?:^|[,;] |\b(?:when|as|that|and) )(?:[Hh]e|[Ss]he)(?:,| and) (?:[\w'-]+,? ){0,5}$|\b(?:He|She)(?:'ll)? (?:(?:will|would|to) be |is |was )?(?:joined|accompanied|flanked) by [^,;.]{0,40}$|^\W*(?:He|She) (?:will join|joins|joined) [^,;.]{0,40}$|^\W*(?:He|She) (?:will |is to |would )?(?:fl(?:y|ies|ew)|travel\w*|rides?|rode|launch\w*|goes?|went|s[ia]ts?) (?:[\w'-]+ ){0,5}(?:with|alongside|beside|next to) [^,;.]{0,40}$|^\W*(?:Joining|Accompanying|With|Alongside) (?:him|her)\b[^,;.]{0,60}$")


def anaphoric(skeleton: Skeleton, targets: dict[int, Target], group: list[Mention], recent: list[Mention | None], done: set[int], published_on: date | None) -> list[Seat]:
    """Those named before, whom "the trio", "they", "he" or "she" puts on a flight of this sentence.

    `group` are those last named together, `recent` people with the one spoken of last first (None for somebody who does not fly); where the reference data knows
    who of them flew on the flight, it is they who are meant.
    """
    text = skeleton.text
    found: list[Seat] = []
    if not group and not recent and not skeleton.indexes(P):
        return found
    for i in skeleton.indexes(F + C):
        here = flights_at(skeleton, i, targets)
        before = _SINCE_NAME.search(text, max(0, i - 300), i)[0]
        offset = i - len(before)
        m = None if any(t.start in done for t in here) else _GROUP.search(before)
        method = "group" if m else "pronoun"
        m = m or _PRONOUN.search(before)
        if m and not text[:offset + m.start()].count('"') % 2 and not before[m.end():].startswith((" of ", " aboard the station")) and boards(text[:offset + m.start()], before[m.end():], text[i + 1:], text[i] == F):
            named = [j for j in skeleton.indexes(P) if j < offset + m.start()]
            for t in here:
                if method == "group":
                    people = next((g for j in reversed(named) if len(g := skeleton.names[j]) > 1), group)
                else:
                    people = skeleton.names[named[-1]][:1] if named else _meant(recent, t, published_on)
                if method == "pronoun" or _fits_number(m["who"], people):
                    found += [Seat(p, t, method, 0.84) for p in people]
        elif text[i] == F and recent and recent[0] and _HIS_FLIGHT.match(text, i + 1) and not before.strip(' "'):
            found += [Seat(recent[0], t, "pronoun", 0.84) for t in (*here, *_after(skeleton, targets, i))]
        elif text[i] == F and recent and recent[0] and _ON_FLIGHT_HE[0].fullmatch(before) and _ON_FLIGHT_HE[1].match(text, i + 1):
            found += [Seat(recent[0], t, "pronoun", 0.84) for t in here]
        elif group and not any(t.start in done for t in here) and (m := _TAKES_THEM.search(text[i + 1:])) and not re.search(rf"[{P}{F}{C}]", text[i + 1:i + 1 + m.start()]) and _fits_number(m["who"], group) and not NEGATIVE.search(text[i + 1:i + 1 + m.end()]):
            found += [Seat(p, t, "group", 0.82) for t in here for p in group]
        elif text[i] == F and recent and not NOT_FLOWN.search(text):
            agreed = [p for p in recent if p and agrees(p.entity_id, here[0], published_on)]
            if _GROUP.search(text) and len(agreed) > 1:
                found += [Seat(p, here[0], "group", 0.8) for p in agreed]
            elif agreed and (_ANY_ONE.search(text) or agreed[0] is recent[0] and _ABOUT_SOMEBODY.match(text)):
                found.append(Seat(agreed[0], here[0], "pronoun", 0.8))
    return found


# The words before a flight since the last name; "Discovery on" of "he flew Discovery on F" is no other flight.
_SINCE_NAME = re.compile(rf"[^{P}{F}{C}]*(?:{C}(?:'s)? (?:on|during|for|to (?:complete|fly|carry out)) (?:the )?(?:[\w-]+ )?)?$")


# "F will be her second flight, after G"
_HIS_FLIGHT = re.compile(r"(?: mission| flight)? (?:will be|is|was|would be|marks|marked|became) (?:his|her) (?:[\w-]+ ){0,3}(?:flight|mission|trip|spaceflight|journey|launch|voyage|visit)\b")
# "On F he spent half a year"
_ON_FLIGHT_HE = re.compile(r"\W*(?:On|Aboard|In|During) (?:the )?$"), re.compile(rf",? (?:he|she) (?:{FLYING}|worked|lived|spent|logged|did|performed|made)\b")
_AFTER_FLIGHT = re.compile(rf"[^{P}{F}{C};.]{{0,40}}\b(?:after|following) (?:the |his |her )?{F}")


def _after(skeleton: Skeleton, targets: dict[int, Target], index: int) -> list[Target]:
    """The earlier flight that "her second flight, after G" gives."""
    m = _AFTER_FLIGHT.match(skeleton.text, index + 1)
    return flights_at(skeleton, m.end() - 1, targets) if m else []


_PART = re.compile(rf"\b(?:[Tt]he (?P<end>first|last) (?P<number>two|three|four)|(?:[Hh]is|[Hh]er) (?P<others>two|three|four|five) (?:crew-?mates|colleagues|companions))(?: and {P})?(?=[ ,])")


def part_of_group(skeleton: Skeleton, targets: dict[int, Target], group: list[Mention], recent: list[Mention | None]) -> list[Seat]:
    """Some of those last named together, whom "the last two" or "her three crewmates" puts on a flight of this sentence."""
    text = skeleton.text
    m = _PART.search(text)
    i = next((i for i in skeleton.indexes(F + C) if m and i > m.end() and not (text[i] == C and re.match(rf"'s {F}", text[i + 1:]))), None)
    if m is None or i is None or not (here := flights_at(skeleton, i, targets)) or not boards(text[:m.start()], text[m.end():i].replace(C, "V"), text[i + 1:], text[i] == F):
        return []
    if m["end"]:
        number = _NUMBERS[m["number"]]
        people = (group[:number] if m["end"] == "first" else group[-number:]) if len(group) > number else []
    else:
        named = [skeleton.names[j][0] for j in skeleton.indexes(P) if j < m.start()] or [p for p in recent[:1] if p]
        people = [p for p in group if named and p.entity_id != named[-1].entity_id]
        people = people if len(people) == _NUMBERS[m["others"]] < len(group) else []
    return [Seat(p, t, "group", 0.84) for t in here for p in people]


def riding_it(text: str, group: list[Mention], latest: Target | None) -> list[Seat]:
    """Those last named together, in a sentence without a name: "the three will ride that one home", on the flight named last."""
    if not (latest and latest.is_named and (ride := _RIDE_IT.search(text))):
        return []
    who = _GROUP.search(text)
    if not (who and who.end() <= ride.start() <= who.end() + 20) or NEGATIVE.search(text[:ride.end()]) or not _fits_number(who["who"], group):
        return []
    return [Seat(p, latest, "group", 0.82) for p in group]


_CREWMATES = re.compile(rf"\b(?:[Hh]is|[Hh]er|[Tt]heir) (?:(?:two|three|fellow|other|{CREW}) )?(?:teammates?|crew-?mates?|crew members|comrades|companions)(?: are| were|:|,)? $")


def mates(skeleton: Skeleton, recent: list[Mention | None], flights: dict[str, Target]) -> list[Seat]:
    """People whom "her crewmates" puts on the flight of the one spoken of, by `flights` (the one that each was last put on)."""
    text = skeleton.text
    for i in skeleton.indexes(P):
        low = max(0, i - 60)
        if (m := _CREWMATES.search(text[low:i])) and not NEGATIVE.search(text[max(0, low + m.start() - 40):low + m.start()]):
            named = [p for j in skeleton.indexes(P) if j < low + m.start() for p in skeleton.names[j]]
            lead = named[-1] if named else next(iter(recent), None)
            if lead and (flight := flights.get(lead.entity_id)):
                return [Seat(p, flight, "group", 0.82) for p in skeleton.names[i]]
    return []


def launching(skeleton: Skeleton, launch: Target, recent: list[Mention | None]) -> list[Seat]:
    """The person spoken of, in a sentence where "he" or "she" lifts off."""
    if recent and recent[0] and (m := _HE_LAUNCHES.match(skeleton.text)) and not NEGATIVE.search(m[0]):
        return [Seat(recent[0], launch, "pronoun", 0.8)]
    return []


_HE_LAUNCHES = re.compile(rf"\W*(?:He|She)(?: {AUX}){{0,3}} {X}")


def _meant(recent: list[Mention | None], target: Target, published_on: date | None) -> list[Mention]:
    """Whom a pronoun beside a flight stands for: the one known to have flown on it, else the one spoken of last."""
    known = next((p for p in recent if p and agrees(p.entity_id, target, published_on)), None)
    return [known] if known else [p for p in recent[:1] if p]


def with_pronoun(skeleton: Skeleton, seated: list[Seat], recent: list[Mention | None]) -> list[Seat]:
    """The person spoken of, whom "he and" adds to people of this sentence."""
    for i in skeleton.indexes(P) if seated and recent and recent[0] else ():
        if _HE_AND.search(skeleton.text[max(0, i - 80):i]) and (beside := [s for s in seated if s.person is skeleton.names[i][0]]):
            return [replace(s, person=recent[0], method="pronoun", confidence=0.8) for s in beside]
    return []


_NUMBERS = {"both": 2, "two": 2, "pair": 2, "duo": 2, "trio": 3, "three": 3, "four": 4, "quartet": 4, "foursome": 4, "five": 5, "quintet": 5, "six": 6, "sextet": 6}


_COUNTED = re.compile(r"\b[Tt]he (?:trio|duo|pair|quartet|foursome|quintet|sextet|two|three|four|five|six)\b")


def spoken_of(text: str, group: list[Mention], listed: list[Mention]) -> list[Mention]:
    """Those whom "the trio" of a sentence means: the crew named last, else the people of the sentence before if they are as many."""
    m = _COUNTED.search(text)
    if not group and len(listed) > 1 and re.match(r"\W*They\b", text):
        return listed
    return listed if m and not _fits_number(m[0], group) and _fits_number(m[0], listed) else group


def _fits_number(who: str, people: list[Mention]) -> bool:
    """Whether a group noun fits the number of people it is to stand for."""
    wanted = next((n for w in re.findall(r"\w+", who.lower()) if (n := _NUMBERS.get(w))), None)
    return len(people) > 1 and (wanted is None or wanted == len(people))
