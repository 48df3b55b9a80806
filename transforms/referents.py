"""Whom a pronoun, a role or a group noun stands for in one article: "she", "the administrator", "the agency"."""

import re
from functools import cache

from transforms.article import Mention
from transforms.scene import Scene, Voice, is_role, named, nobody
from transforms.speech import BODY_NAME, BODY_NOUNS, COMPANY_NOUNS, INTRODUCED, VERB
from warehouse import reference

_ROLE_BEFORE = re.compile(
    r"\b(?:director|chief|head|president|minister|administrator|commander|chairman|chairwoman|chair|manager|secretary|officer|executive"
    r"|leader|general|spokes\w+|wife|husband|mother|father|son|daughter|brother|sister|friend|professor|scientist|engineer),\s$")
_PEOPLE = frozenset("fan user viewer reader commenter blogger follower listener aunt uncle cousin grandmother grandfather mum mom dad niece"
                    " nephew widow widower grandson granddaughter stepmother stepfather resident visitor tourist teacher student mother father neighbour neighbor veteran guest passenger singer actor"
                    " actress star hero traveller traveler flier flyer founder native".split())
_SEXED_BEFORE = re.compile(r"\b(Mr|Mrs|Ms|Miss|Sir|Dame|[Ss]pokes(?:wo)?man|[Cc]hair(?:wo)?man|[Bb]usiness(?:wo)?man|[Aa]ctress)\b\.? $")
_SEXED = re.compile(
    r"(?:,[^.;~]{0,60}?|\s[^.;~A-Z]{0,60}?)\b((?:\w+-?)?(?:wo)?man|mother|father|sister|brother|daughter|son|wife|husband|actress|her|his"
    r"|himself|herself)\b")
_FEMALE = frozenset("mrs ms miss dame mother sister daughter wife actress her herself".split())
# Posts of which an article may mean one that it has not named anybody for.
_OFFICES = frozenset("president minister premier director chief administrator secretary official spokesman spokeswoman spokesperson"
                     " chairman mayor"
                     " senator governor ambassador king queen boss leader ceo executive lawyer attorney judge professor general"
                     " officer representative envoy diplomat adviser advisor aide manager coordinator controller head".split())
_SEX = {"he": "m", "she": "f"}
_SUBJECT_NAME = re.compile(
    r"(?:^|[.!?\"]\s|\n|,\s)(?P<name>(?:[A-Z][\w.'-]*\s){0,6}[A-Z][\w'-]+)(?=,\s|\s(?!and\b|of\b|in\b|at\b)[a-z])", re.M)
_INDEFINITE = re.compile(r"(?:^|[.!?\"]\s|\n)(?:\d+/\d+\s)?(?:An?|One|Another)\s(?P<words>(?:[\w'-]+\s){1,5})", re.M)
_NOT_HEAD = re.compile(r"\b(?:of|from|on|in|at|with|who|named|called|is|was|has|had)\b.*")
# "X is the commander and Y ...": what stands before "and" is no post of Y.
_IS_AND = re.compile(r"\b(?:is|was) (?:the|an?) [^,.;~]{3,60} and ")
_COURTESY = ("Mr", "Mr.", "Ms", "Ms.", "Mrs", "Mrs.", "Dr", "Dr.")


@cache
def _sex(name: str) -> str:
    words, data = name.split(), reference.load()
    return data.given_names.get(words[-1 if words[0] in data.family_names_first else 0], "")


def sex_of(scene: Scene, m: Mention | Voice) -> str:
    """Sex as the reference data has it, by the given name, or by the words that the article has beside the name; empty when neither tells."""
    known = reference.load().people.get(m.entity_id or "", {}).get("sex") or _sex(m.name)
    if known in ("m", "f"):
        return known
    if not scene.sexes:
        scene.sexes[""] = ""
        for n in scene.named:
            if n.kind == "person" and n.entity_id not in scene.sexes:
                beside = _SEXED_BEFORE.search(scene.frame[max(0, n.start - 20):n.start]) or _SEXED.match(scene.frame[n.end:n.end + 110])
                if beside:
                    scene.sexes[n.entity_id] = "f" if beside[1].lower() in _FEMALE or beside[1].endswith("woman") else "m"
    return scene.sexes.get(m.entity_id or "", known)


def _is_stranger(words: str) -> bool:
    """Whether the words after "a" speak of one person without a name."""
    head = _NOT_HEAD.search(words)
    return not (head and head[0].startswith(("named", "called"))) and any(map(is_person, (words[:head.start()] if head else words).split()))


def is_person(noun: str) -> bool:
    """Whether a common noun is said of one person."""
    return is_role(noun) or noun.endswith(("man", "woman", "year-old")) or noun in _PEOPLE


@cache
def _sort(agency_id: str) -> str:
    """Kind of an agency, empty when the reference data does not have it."""
    return reference.load().agencies.get(agency_id, {}).get("kind", "")


def is_bystander(agency_id: str) -> bool:
    """Whether it is one of the media, clubs and other bodies that report what others say and that "the agency" never means."""
    return _sort(agency_id) == "other"


def pronoun(scene: Scene, word: str, start: int, end: int) -> Voice:
    """Whom he, she or it stands for: the last subject or speaker that the word fits."""
    if word == "it":
        return group(scene, "it", start, end)
    if word not in _SEX:
        return nobody(start, end)
    other = "f" if word == "he" else "m"
    absent = scene.quoted_now()

    def fits(m: Mention | Voice) -> bool:
        return sex_of(scene, m) != other and m.entity_id not in absent

    found = scene.recent(start, "person", fits)
    low = scene.article.paragraph_at(start)[0]
    here = {m.entity_id: m for m in scene.within(low, start) if m.kind == "person"}
    if found and found.start < low and len(here) == 1 and all(map(fits, here.values())):
        found = next(iter(here.values()))
    if found is None:
        near = {m.entity_id: m for m in scene.within(max(0, start - 700), start) if m.kind == "person" and fits(m)}
        found = next(iter(near.values())) if len(near) == 1 else None
    low = found.start if found else max(0, start - 500)
    if stranger := _stranger(scene, low, start):
        return Voice(stranger.name, stranger.entity_id, start, end, "pronoun", 0.78)
    if any(_is_stranger(m["words"]) for m in _INDEFINITE.finditer(scene.frame, max(low, scene.article.paragraph_at(start)[0]), start)):
        return nobody(start, end)
    if found is None:
        return nobody(start, end)
    return Voice(found.name, found.entity_id, start, end, "pronoun", 0.92 if sex_of(scene, found) == _SEX[word] else 0.86)


def _stranger(scene: Scene, low: int, high: int) -> Voice | None:
    """The last person the mentions do not have who is subject of a sentence, or said something, between the positions."""
    low, said = max(low, high - 700), None
    for verb in VERB.finditer(scene.frame, low, high):
        if verb["finite"] and scene.frame[verb.start() - 2:verb.start() - 1].isalpha():
            voice = scene.unlisted(max(low, verb.start() - 80), verb.start() - 1)
            said = voice if voice and " " in voice.name else said
    for m in reversed(list(_SUBJECT_NAME.finditer(scene.frame, low, high))):
        if said and m.end() <= said.end:
            return said
        start, end = m.span("name")
        voice = scene.unlisted(start, end)
        if voice is None or voice.start < low:
            continue
        titles = scene.frame[start:voice.start].split()
        if voice.method == "name-person" or any(map(is_role, titles)) or titles and titles[-1] in _COURTESY:
            return voice
        is_given = voice.name.split()[0] in reference.load().given_names
        if " " in voice.name and (is_given or _ROLE_BEFORE.search(scene.frame[max(0, start - 60):start])):
            return voice
    return said


def group(scene: Scene, noun: str, start: int, end: int) -> Voice:
    """Which agency "the agency", "the company" or "it" stands for: the last subject of that sort, or the only one near."""

    def fits(m: Mention | Voice) -> bool:
        if is_bystander(m.entity_id):
            return False
        sort = _sort(m.entity_id)
        if noun in BODY_NOUNS:
            return noun in m.name.lower() or not sort
        if noun in COMPANY_NOUNS or noun == "group":
            return sort in ("company", "")
        return noun != "agency" or sort != "company"

    listed = [m for m in scene.article.mentions_in(start, end, "agency") if m.end == end]
    if listed:
        return named(listed[0], factor=0.95)
    found = scene.recent(start, "agency", fits, 900)
    if found is None:
        near = {m.entity_id: m for m in scene.within(max(0, start - 1500), start) if m.kind == "agency" and fits(m)}
        found = next(iter(near.values())) if len(near) == 1 else None
    at, name = (0, None) if noun == "it" else _body_before(scene, start, noun)
    if found and not (noun in BODY_NOUNS and at > found.end):
        return Voice(found.name, found.entity_id, start, end, "group-agency", 0.84)
    return Voice(name, None, start, end, "group-agency", 0.72) if name else nobody(start, end)


def _body_before(scene: Scene, position: int, noun: str) -> tuple[int, str | None]:
    """The body named last in the sentences before that the mentions do not have and that the noun fits, and where its name ends."""
    low = max(0, position - 600)
    named = [(m.end(), m["name"]) for m in BODY_NAME.finditer(scene.frame, low, position)]
    if noun in BODY_NOUNS:
        named = [(end, name) for end, name in named if noun in name.lower()]
    else:
        named += [(m.end(), m["name"]) for m in INTRODUCED.finditer(scene.frame, low, position)]
    return max(named, default=(0, None))


def roles_of(scene: Scene) -> dict[str, set[str]]:
    """The role words of each person named, by entity id."""
    if not scene.roles:
        for m in scene.named:
            if m.kind == "person":
                scene.roles.setdefault(m.entity_id, set()).update(roles_at(scene, m))
    return scene.roles


def holder(scene: Scene, words: list[str], start: int, end: int) -> Voice:
    """The one person whose title or apposition holds these role words; of several, the last speaker or subject."""
    held = [i for i, has in roles_of(scene).items() if words and has.issuperset(words)]
    if len(held) > 1:
        met = {m.entity_id for m in scene.within(0, start)}
        held = [i for i in held if i in met] or held
    if len(held) > 1:
        last = scene.recent(start, "person")
        held = [last.entity_id] if last and last.entity_id in held else []
    if not held:
        return _by_paragraph(scene, start, end) if _OFFICES.isdisjoint(words) else nobody(start, end)
    m = next(m for m in scene.named if m.entity_id == held[0])
    return Voice(m.name, m.entity_id, start, end, "role", 0.85)


def national(scene: Scene, nation: str, start: int, end: int) -> Voice | None:
    """The one person whom the words beside a name call by an adjective of nation: "the Czech" after "X, a Czech engineer"."""
    told = {m.entity_id: m for m in scene.within(0, start) if m.kind == "person"
            and (nation in scene.frame[scene.phrase_start(m, max(0, m.start - 60)):m.start] or re.match(rf",\s[^,.;~]{{0,40}}\b{nation}\b", scene.frame[m.end:m.end + 60]))}
    if len(told) != 1:
        return None
    m = next(iter(told.values()))
    return Voice(m.name, m.entity_id, start, end, "role", 0.82)


def _by_paragraph(scene: Scene, start: int, end: int) -> Voice:
    """Whom "the astronomer" means where no words call anybody so: the only person of its paragraph, or of the one before."""
    low, _ = scene.article.paragraph_at(start)
    absent = scene.quoted_now()
    for _ in range(2):
        people = {m.entity_id: m for m in scene.within(low, start) if m.kind == "person" and m.entity_id not in absent}
        if people:
            m = next(iter(people.values()))
            is_known = len(people) == 1 and scene.is_subject(m, scene.article.sentence_at(m.start)[0])
            return Voice(m.name, m.entity_id, start, end, "role", 0.7) if is_known else nobody(start, end)
        low, _ = scene.article.paragraph_at(max(0, low - 2))
    return nobody(start, end)


def roles_at(scene: Scene, m: Mention) -> set[str]:
    """Role words in the title before a name and in the apposition before or after it, not those of "X, her teacher said"."""
    low = scene.article.sentence_at(m.start)[0]
    start = scene.phrase_start(m, low)
    words = scene.frame[start:m.start]
    if joined := _IS_AND.search(scene.frame, low, m.start):
        words = words[max(0, joined.end() - start):]
    if before := re.search(r"((?:[\w'.&-]+\s){0,8}[\w'.&-]+),\s$", scene.frame[max(low, start - 90):start]):
        words += " " + before[1]
    if after := re.match(r"(?:,|\s(?:is|was|became)\s(?:the|an?|now))\s([^,.;~]{3,80})", scene.frame[m.end:m.end + 90].split(" and ")[0]):
        said = VERB.search(after[1])
        apposed = after[1][:said.start()] if said else after[1]
        words += f" {apposed}" if not said or "," in apposed else ""
    return {w.lower() for w in re.findall(r"[\w-]+", words) if is_role(w)}
