"""Those named before, whom "the trio", "they", "he" or "she" puts on a flight."""

import re
from datetime import date

from transforms.article import Mention
from transforms.links import boards
from transforms.skeleton import Skeleton
from transforms.targets import Seat, Target, agrees
from transforms.vocabulary import C, F, FLYING, N, NEGATIVE, NOT_FLOWN, P, flights_at

_GROUP = re.compile(
    r"(?P<who>\b(?:[Tt]he|[Tt]hat|[Tt]hese|[Tt]hose|[Aa]ll|[Bb]oth|[Tt]heir)\s(?:(?:two|three|four|five|six|seven|eight|all)(?:-(?:person|member|man|woman|strong))?\s)?(?:[a-z]+\s)?"
    r"(?:astronauts|cosmonauts|taikonauts|trio|duo|pair|quartet|foursome|quintet|sextet|crewmates|crew members|crewmembers|crew|spacefarers|fliers|flyers|passengers|men|women|explorers|travelers)|\b[Tt]hey|\b[Tt]he (?:two|three|four|five|six)(?= (?:will|are|were|have|had|launched|flew|lifted|blasted|returned|splashed|arrived|landed|docked))|\b[Aa]ll (?:two|three|four|five|six)|\b[Bb]oth)\b")
_PRONOUN = re.compile(r"(?P<who>\b(?:[Hh]e|[Ss]he)\b|\b(?:[Hh]is|[Hh]er) (?:first|second|third|fourth|fifth|previous|next|last|final|only|most recent)\b)")
_TAKES_THEM = re.compile(rf"\b(?:carr(?:y|ied|ies|ying)|t(?:ake|aking|ook|aken)|br(?:ing|ought|inging)|ferr(?:y|ied|ying)|fl(?:y|ew|ying)|sen[dt]|launch(?:ed|ing)?|return(?:ed|ing)?|with)\b[^{P}{F}{C}{N};]{{0,30}}?(?P<who>the (?:pair|duo|trio|quartet|two|three|four|crew|astronauts|cosmonauts|(?:two|three|four) \w+))\b(?! of)", re.I)


_ANY_ONE = re.compile(r"\b(?:[Hh]e|[Ss]he|[Hh]is|[Hh]er|[Hh]im)\b")
# A note without a subject ("STS-47, September 1992.") or with a description for one ("The surgeon from Gunma flew on ...").
_ABOUT_SOMEBODY = re.compile(rf"\W*{F}|The (?!crew|mission|flight|inaugural|first|launch|spacecraft|capsule|shuttle|rocket|agency|company)[a-z-]+\b[^{F},;]{{0,40}} (?:{FLYING})\b", re.I)


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
        before = _since_name(text, max(0, i - 300), i)
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
        elif group and not any(t.start in done for t in here) and (m := _TAKES_THEM.search(text[i + 1:])) and not _NAMES.search(text, i + 1, i + 1 + m.start()) and _fits_number(m["who"], group) and not NEGATIVE.search(text[i + 1:i + 1 + m.end()]):
            found += [Seat(p, t, "group", 0.82) for t in here for p in group]
        elif text[i] == F and recent and not NOT_FLOWN.search(text):
            agreed = [p for p in recent if p and agrees(p.entity_id, here[0], published_on)]
            if _GROUP.search(text) and len(agreed) > 1:
                found += [Seat(p, here[0], "group", 0.8) for p in agreed]
            elif agreed and (_ANY_ONE.search(text) or agreed[0] is recent[0] and _ABOUT_SOMEBODY.match(text)):
                found.append(Seat(agreed[0], here[0], "pronoun", 0.8))
    return found


_NAMES = re.compile(f"[{P}{F}{C}]")
_CRAFT_ON = re.compile(rf"{C}(?:'s)? (?:on|during|for|to (?:complete|fly|carry out)) (?:the )?(?:[\w-]+ )?")


def _since_name(text: str, low: int, high: int) -> str:
    """The words before a flight since the last name; "Discovery on" of "he flew Discovery on F" is no other flight."""
    starts = [low, *(m.end() for m in _NAMES.finditer(text, low, high))]
    is_same = len(starts) > 1 and _CRAFT_ON.fullmatch(text, starts[-1] - 1, high)
    return text[starts[-2 if is_same else -1]:high]


# "F will be her second flight, after G"
_HIS_FLIGHT = re.compile(r"(?: mission| flight)? (?:will be|is|was|would be|marks|marked|became) (?:his|her) (?:[\w-]+ ){0,3}(?:flight|mission|trip|spaceflight|journey|launch|voyage|visit)\b")
# "On F he spent half a year"
_ON_FLIGHT_HE = re.compile(r"\W*(?:On|Aboard|In|During) (?:the )?$"), re.compile(rf",? (?:he|she) (?:{FLYING}|worked|lived|spent|logged|did|performed|made)\b")
_AFTER_FLIGHT = re.compile(rf"[^{P}{F}{C};.]{{0,40}}\b(?:after|following) (?:the |his |her )?{F}")


def _after(skeleton: Skeleton, targets: dict[int, Target], index: int) -> list[Target]:
    """The earlier flight that "her second flight, after G" gives."""
    m = _AFTER_FLIGHT.match(skeleton.text, index + 1)
    return flights_at(skeleton, m.end() - 1, targets) if m else []


def _meant(recent: list[Mention | None], target: Target, published_on: date | None) -> list[Mention]:
    """Whom a pronoun beside a flight stands for: the one known to have flown on it, else the one spoken of last."""
    known = next((p for p in recent if p and agrees(p.entity_id, target, published_on)), None)
    return [known] if known else [p for p in recent[:1] if p]


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
