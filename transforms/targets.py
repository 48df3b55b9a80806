"""Which flight a craft in a text stands for: the one the article names, the one its crew and date identify, or one without a name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from transforms.article import Article, Mention
from transforms.normalise import spacecraft_of
from transforms.periods import contains
from transforms.text import Words, branched
from warehouse import reference


_UNCREWED = Words(r"uncrewed|unpiloted|unmanned|un-crewed|without (?:a |any )?(?:crew|astronauts|people)|cargo|mannequin|returned empty")
_CALLED = re.compile(r"\s*(?:Called|Named|Dubbed|Designated|Known as|This) (?:the )?")
_COMPANY_FLIGHT = re.compile(r"(?:'s?)?(?:(?:, \w+)? (?:had|has|made|conducted|completed|carried out|flew|launched) (?:its|the|a))?(?: (?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+\w*|latest|next|last|upcoming|crewed|human|suborbital|space|tourism|tourist|passenger|commercial|private|all-\w+|historic|successful|maiden|debut|reusable|previous|recent|final|most|Crew|astronaut)){0,5} (?:flight|spaceflight|launch|mission|trip|rocket|capsule|spacecraft|passengers?|crew|voyage|jaunt)s?\b")
_COMPANY_FLIES = re.compile(r"(?: (?:just|also|has|had|have|successfully|then))* (?:launched|flew|flown|sent|lofted|carried|took|rocketed|launches|flies|sends|made headlines for flying)\b")
_PROGRAMME = re.compile(r"(?:,? and \w+)? (?:program(?:me)?s?|era|project|fleet|veterans|hardware|(?:[a-z]+ )?(?:missions|flights|trips|launches|ships|capsules|vehicles))\b")
_OF_A_LIFE = re.compile(r"\bwho (?:had |has |previously |also |once |already )*(?:flew|flown|went|gone|rode|ridden|visited|commanded|piloted|spent)\b[^.;]*$")
# A flight of somebody's past, which "the capsule" of a later sentence does not mean.
_OF_ANOTHER_TIME = re.compile(
    r"\b(?:after|since|before|like|than|including|(?:back-?up|reserve) for|veteran of|(?:flew|flown|served|was|been) (?:up |aboard |on |in )+|spent [\w ]{1,25} (?:on|aboard)|member of|part of|alumn\w+ of)"
    r" ?(?:(?:the|his|her|their|NASA's|SpaceX's|NASA|SpaceX|on|aboard) ?)*$")
_WITH_COMPANY = re.compile(r"\b(?:with|on|aboard|by|via) (?:an? |the )?$")
_FIRST = r"(?:(?:bec[ao]m\w*|was|is|were|made \w+|as|been) (?:the |[A-Z][\w.]*'s? )?|(?<=, )(?:the |[A-Z][\w.]*'s? ))first [\w' -]{2,50}?(?:in|into|to (?:fly|go|travel|launch|reach|enter|visit|be|venture) (?:in(?:to)? |to )?|to orbit) ?(?:outer )?(?:space|orbit|the Earth|Earth)(?= ?[,.;)(]| and| when| aboard| on (?!an?\b)| in (?:\d{4}|[A-Z])| to do so| -|$)"
_LAUNCHES = re.compile(r"\b" + branched(
    r"launch(?:ed|es|ing)?|lift(?:ed|s|ing)?[ -]?off|blast(?:ed|s|ing)?[ -]?off|blast(?:ed|ing)? (?:in)?to (?:space|orbit)|t(?:ake|aking|ook) off|rocketed|soared|fl(?:y|ew|own|ying) (?:in)?to (?:the )?(?:space|orbit|International|ISS|station|edge)|fl(?:y|ew|ying) to|(?:first|second|third|fourth) (?:space ?)?flight"
    r"|arriv(?:ed|ing) (?:at|aboard|on) (?:the )?(?:International|ISS|space|station|orbit|outpost|Mir|Skylab|Salyut|Tiangong)|will spend|return(?:ed|ing)? to Earth|splash(?:ed|ing)? down|landed|undocked|(?:in)?to space|c(?:ame|ome|omes|oming) (?:home|back to Earth)|(?:orbited|circled) (?:the )?(?:Earth|globe|planet)|visit(?:ed|ing) the (?:International Space Station|space station|ISS)\b(?! \w*control)"
    r"|r(?:ode|ides|iding) (?:an?|the) (?:[\w-]+ ){0,3}(?:rocket|capsule|spacecraft|spaceship)|(?:sent|carried|took|propelled|hurled|lofted|launch(?:ed|es|ing)|flew)(?= (?!to )[^.;]{1,90} to (?:the )?(?:space|orbit|edge of))|(?:to|past|touched|reached) the (?:very )?edge of (?:outer )?space|final frontier"
    r"|(?:join|t[ao]k|took|ma[dk]|went|go|enjoy|r[io]d|had|bec[ao]m)\w*(?: on)? (?:an?|his|her|their|the) (?:[\w'-]+ ){0,3}?(?:suborbital|sub-orbital|orbital|space|rocket|supersonic) (?:[\w'-]+ ){0,2}?(?:flight|trip|ride|joy ?ride|voyage|journey|jaunt|hop)s?"
    rf"|{_FIRST}|flew(?= (?:in (?:\d{{4}}|[A-Z])|last (?:year|month|week|[A-Z])|this (?:year|month|week)))") + r"\b")
# What is said of a craft that was lost with its crew; its name then stands for its last flight.
_LOSS = re.compile(
    r"\b(?:disintegrat\w*|broke (?:apart|up)|burn\w* up|exploded|disaster|accident|tragedy|tragedies|tragic|catastroph\w*|remembrance|memorial"
    r"|lost (?:their|its) (?:lives|crew)|loss of|(?:was|were) lost|killed|killing|died|perished|doomed|ill-fated|fallen)\b", re.I)
# Apollo is the only craft that has taken people to the ground of the Moon.
_MOONWALK = re.compile(r"\b(?:(?:bec[ao]m\w*|was|is) (?:one of )?the (?:\w+ )?(?:first|second|third|last|only|latest|\w+th) (?:[\w-]+ ){1,3}to )?(?:walk(?:ed|ing|s)?|set(?:ting)? foot|stepp?(?:ed|ing)?|stood|landed|landing) on(?:to)? the (?:[Mm]oon|lunar surface|surface of the [Mm]oon)\b")
# Words that put people beside others; which flight they were on, the people must tell.
_TOGETHER = re.compile(r"\b(?:(?:was|were|is|are|be|been) (?:joined|accompanied|flanked) by|alongside|(?:took|takes|brought|taking|bringing) (?:along|with (?:him|her|them))|along with|together with|on board with|(?:flew|fl(?:y|ies|own)|travel\w*|rode|launched) with)\b")
_IS_FIRST = re.compile(_FIRST)


@dataclass(frozen=True, slots=True)
class Target:
    """A place where an article speaks of a flight.

    `ref` is a flight id, or "?" and a spacecraft id when no name is given ("?" alone when not even the craft is).
    `vehicle_id` is the single vehicle, where one is named; `likely` the flight the article names nearest, whose craft it is.
    """

    start: int
    end: int
    ref: str
    name: str | None
    spacecraft_id: str | None
    vehicle_id: str | None = None
    likely: str | None = None

    @property
    def is_named(self) -> bool:
        return not self.ref.startswith("?")


@dataclass(frozen=True, slots=True)
class Seat:
    """A person on a target, as the text says it; confidence is the share of such readings that are right."""

    person: Mention
    target: Target
    method: str
    confidence: float


def craft_type(spacecraft_id: str | None) -> str | None:
    """The type of a single vehicle, the type itself otherwise."""
    row = reference.load().spacecraft.get(spacecraft_id or "")
    return (row["parent_id"] or spacecraft_id) if row else spacecraft_id


def find(article: Article) -> dict[int, Target]:
    """Targets of the article by offset: every flight, every craft that carries people, a company's flights, and launches without a craft.

    A craft may be the flight named nearest (`likely`); whether it is depends on who flies and when (transforms.flights.resolve).
    """
    data = reference.load()
    flights = [m for m in article.mentions if m.kind in ("flight", "uncrewed")]
    named = [(m, craft_type(spacecraft_of(m.entity_id))) for m in flights]
    found = {m.start: Target(m.start, m.end, m.entity_id, m.name, craft) for m, craft in named if m.kind == "flight"}
    for m in article.mentions:
        craft = vehicle = None
        if m.kind == "spacecraft":
            row = data.spacecraft.get(m.entity_id, {})
            if row.get("kind") == "crew" and row.get("carries_people") == "true":
                craft = craft_type(m.entity_id) if not re.match(r"[ -](?:\d|Seven\b|Thirteen\b)", article.plain[m.end:m.end + 9]) else None
                vehicle = m.entity_id if row["parent_id"] else None
        elif m.kind == "agency" and (only := only_craft().get(m.entity_id)):
            if _COMPANY_FLIGHT.match(article.plain, m.end) or _COMPANY_FLIES.match(article.plain, m.end) and article.mentions_in(*article.sentence_at(m.start), "person") or _WITH_COMPANY.search(article.plain, max(0, m.start - 12), m.start):
                craft = only
        if not craft:
            continue
        low, high = article.sentence_at(m.start)
        if not _UNCREWED.search(article.plain[low:high]) and not article.mentions_in(low, high, "uncrewed"):
            chosen = _nearest(article, m, [f for f, c in named if c == craft and _may_be(f.entity_id, vehicle)])
            if chosen and chosen.kind == "uncrewed" or vehicle is None and _is_kind(article, m):
                continue
            if (flight := _lost().get(vehicle)) and _tells_of_loss(article, m, flight):
                found[m.start] = Target(m.start, m.end, flight, data.flights[flight]["name"], craft, vehicle)
                continue
            if vehicle is None and (_PROGRAMME.match(article.plain, m.end) or article.plain[m.start:m.end].endswith(("program", "programme"))):
                continue
            found[m.start] = Target(m.start, m.end, f"?{craft}", None, craft, vehicle, chosen.entity_id if chosen else None)
    for low, high in article.sentences:
        here = article.mentions_in(low, high)
        if not any(m.kind == "person" for m in here) or any(m.kind in ("expedition", "uncrewed") for m in here):
            continue
        crafts = {found[m.start].spacecraft_id for m in here if m.start in found}
        only = next(filter(None, (data.sites[m.entity_id]["only_crew_spacecraft_id"] for m in here if m.kind == "site")), None)
        if crafts and (only is None or only in crafts):
            continue
        subject = next(m.end for m in here if m.kind == "person")
        if (beside := _TOGETHER.search(article.plain, subject, high)) and (flight := _shared([m.entity_id for m in here if m.kind == "person"], article.published_on)):
            craft = craft_type(data.flights[flight]["spacecraft_id"])
            found[beside.start()] = Target(beside.start(), beside.end(), f"?{craft}", None, craft, None, flight)
        elif (walk := _MOONWALK.search(article.plain, low, high)) and any(flown_by(m.entity_id) & _by_craft("apollo") for m in here if m.kind == "person"):
            found[walk.start()] = Target(walk.start(), walk.end(), "?apollo", None, "apollo")
        elif verbs := list(_LAUNCHES.finditer(article.plain, low, high)):
            verb = next((v for v in verbs if v.start() >= subject), verbs[0])
            found[verb.start()] = Target(verb.start(), verb.end(), f"?{only or ''}", None, only)
    return dict(sorted(found.items()))


def _shared(people: list[str], published_on: date | None) -> str | None:
    """The one flight that two or more people made together; none when somebody else is named too, or when it was still to come."""
    flown = [flown_by(p) for p in dict.fromkeys(people)]
    common = frozenset.intersection(*flown) if len(flown) > 1 else frozenset()
    flight = min(common) if len(common) == 1 else None
    return flight if flight and has_flown(flight, published_on) else None


def has_flown(flight_id: str, published_on: date | None) -> bool:
    """Whether a known flight was launched before the article appeared, as far as known."""
    launched_on = reference.load().flights[flight_id]["launched_on"]
    return bool(launched_on) and (published_on is None or launched_on <= published_on.isoformat())


def only_flight(people: Iterable[str], way: str, is_first: bool = False) -> str | None:
    """The flight that took known people up (or down), if there was one only that all of them made, or the first of one where it is meant."""
    flights = reference.load().flights
    made = [frozenset(f for f, w in _flown().get(p, ()) if flights[f]["launched_on"] and (w == way or way == "down" and not flights[f]["crew_down"])) for p in people]
    common = sorted(frozenset.intersection(*made) if made else (), key=lambda f: flights[f]["launched_on"])
    return common[0] if len(common) == 1 or common and is_first else None


def tells_of_first(plain: str, low: int, high: int) -> bool:
    """Whether a sentence says of somebody that they were the first of their kind in space."""
    return bool(_IS_FIRST.search(plain, low, high))


@cache
def _lost() -> dict[str, str]:
    """The last flight of each craft that was lost: the one called its disaster."""
    flights = reference.load().flights
    return {flights[a.entity_id]["vehicle"]: a.entity_id for a in reference.load().aliases if a.kind == "flight" and a.surface.endswith(" disaster")}


def _tells_of_loss(article: Article, craft: Mention, flight_id: str) -> bool:
    """Whether the words around a craft speak of its loss, and not of people who flew on it at another time."""
    low, high = article.sentence_at(craft.start)
    fliers = [f for m in article.mentions_in(low, high, "person") if (f := flown_by(m.entity_id))]
    return bool(_LOSS.search(article.plain, max(0, low - 150), high)) and all(flight_id in f for f in fliers)


@cache
def only_craft() -> dict[str, str]:
    """Spacecraft type of the companies that fly people on one type only."""
    operated: dict[str, set[str]] = {}
    for spacecraft_id, row in reference.load().spacecraft.items():
        if row["kind"] == "crew" and row["carries_people"] == "true":
            operated.setdefault(row["operator_agency_id"], set()).add(craft_type(spacecraft_id))
    flown = {a: {c for c in crafts if _by_craft(c)} or crafts for a, crafts in operated.items()}
    agencies = reference.load().agencies
    return {a: min(crafts) for a, crafts in flown.items() if len(crafts) == 1 and agencies.get(a, {}).get("kind") == "company"}


_AND_A = re.compile(r",? (?:and |or )?(?:in |on |aboard )?an? (?:\w+ )?")


def _is_kind(article: Article, craft: Mention) -> bool:
    """Whether a craft is one of several kinds that a sentence lists: "a launch on a shuttle, a Soyuz and a Dragon"."""
    if not re.search(r"\ban? (?:\w+ )?$", article.plain[max(0, craft.start - 20):craft.start]):
        return False
    others = [m for m in article.mentions_in(max(0, craft.start - 60), craft.end + 40, "spacecraft") if m.entity_id != craft.entity_id]
    return any(_AND_A.fullmatch(article.plain, a.end, b.start) for a, b in [(craft, m) for m in others if m.start > craft.end] + [(m, craft) for m in others if m.end < craft.start])


def _may_be(flight_id: str, vehicle: str | None) -> bool:
    """Whether a flight may be that of a single vehicle, as far as known."""
    own = reference.load().flights.get(flight_id, {}).get("vehicle")
    return not (vehicle and own) or own == vehicle


def _nearest(article: Article, craft: Mention, flights: list[Mention]) -> Mention | None:
    if not flights:
        return None
    low, high = article.sentence_at(craft.start)
    here = [f for f in flights if low <= f.start < high and " since " not in article.plain[craft.end:f.start]]
    if here:
        return min(here, key=lambda f: abs(f.start - craft.start))
    if named_next := next((f for f in flights if high <= f.start < high + 30 and _CALLED.fullmatch(article.plain[high:f.start])), None):
        return named_next
    if before := [f for f in flights if f.start < craft.start]:
        return next((f for f in reversed(before) if not _OF_ANOTHER_TIME.search(article.plain, max(0, f.start - 60), f.start)), before[-1])
    return next((f for f in flights if f.start > craft.start and not _OF_A_LIFE.search(article.plain, article.sentence_at(f.start)[0], f.start)), None)


@cache
def _flown() -> dict[str, tuple[tuple[str, str], ...]]:
    """Reference flights of each person: (flight, "up" or "down")."""
    by_person: dict[str, list[tuple[str, str]]] = {}
    for flight_id, row in reference.load().flights.items():
        for way in ("up", "down"):
            for person_id in row[f"crew_{way}"].split("|"):
                if person_id and person_id != "none":
                    by_person.setdefault(person_id, []).append((flight_id, way))
    return {k: tuple(v) for k, v in by_person.items()}


@cache
def is_retired(spacecraft_id: str | None) -> bool:
    """Whether the last known flight of a craft was before 2012; its name alone then means a programme, not a flight."""
    last = max((reference.load().flights[f]["launched_on"] for f in _by_craft(spacecraft_id)), default="")
    return "" < last < "2012"


@cache
def flown_by(person_id: str) -> frozenset[str]:
    """Known flights of a person."""
    return frozenset(f for f, _ in _flown().get(person_id, ()))


def agrees(person_id: str, target: Target, published_on: date | None = None) -> bool | None:
    """Whether the reference data has a person on the flight that a target names; None when it cannot tell.

    It helps to read a sentence (who "he" is, where a list ends); a plain statement of a text that contradicts it stays one.
    What came after the day of publication is not known yet, and of a craft without a flight's name only who never flew on it.
    """
    flights = reference.load().flights
    flown = flown_by(person_id)
    if not target.is_named:
        is_known = published_on and flown and target.spacecraft_id and published_on.isoformat() < _known_until()
        return False if is_known and not flown & _by_craft(target.spacecraft_id) else None
    row = flights.get(target.ref)
    if row is None or not row["launched_on"] or not row["crew_up"]:
        return None
    if published_on and row["launched_on"] > (published_on + timedelta(days=120)).isoformat():
        return None
    if target.ref in flown:
        return None if published_on and row["launched_on"] > published_on.isoformat() else True
    return None if not is_known_person(person_id) and person_id.rsplit("-", 1)[-1] in _family_names_of(target.ref) else False


def is_known_person(person_id: str) -> bool:
    """Whether the reference data has a person."""
    return person_id in reference.load().people


@cache
def _family_names_of(flight_id: str) -> frozenset[str]:
    row = reference.load().flights[flight_id]
    return frozenset(p.rsplit("-", 1)[-1] for way in ("up", "down") for p in row[f"crew_{way}"].split("|") if p)


@cache
def _known_until() -> str:
    """Day of the last launch in the reference data."""
    return max(row["launched_on"] for row in reference.load().flights.values())


@cache
def _by_craft(spacecraft_id: str) -> frozenset[str]:
    return frozenset(f for f, row in reference.load().flights.items() if craft_type(row["spacecraft_id"]) == spacecraft_id)


def identify(target: Target, people: Iterable[str], launch: str | None, published_on: date | None, way: str = "up") -> str | None:
    """The one known flight that fits a target's craft, its people, launch date and the day of publication, if exactly one does.

    The reference data only says which flight is meant; what the article asserts of it stays the article's.
    """
    flights = reference.load().flights
    crews = [{f: w for f, w in reversed(_flown()[p])} for p in people if p in _flown()]
    people = list(people)
    if people and not crews:
        return None
    if crews:
        options = set().union(*crews)
    elif target.spacecraft_id and launch and len(launch) > 6:
        options = set(_by_craft(target.spacecraft_id))
    else:
        return None
    if target.spacecraft_id:
        options &= _by_craft(target.spacecraft_id)
    if target.vehicle_id:
        options = {f for f in options if flights[f]["vehicle"] in (target.vehicle_id, "")}
    if launch:
        options = {f for f in options if _fits(f, launch)}
    if crews and options:
        most = max(sum(f in c for c in crews) for f in options)
        options = {f for f in options if sum(f in c for c in crews) == most}
        same_way = {f for f in options if any(c.get(f) == way for c in crews)}
        options = same_way or options
        if most * 2 < len(people):
            return None
    if len(options) > 1 and published_on:
        early, late = (published_on - timedelta(days=400)).isoformat(), (published_on + timedelta(days=500)).isoformat()
        options = {f for f in options if early <= (flights[f]["launched_on"] or "0") <= late}
    return options.pop() if len(options) == 1 else None


def _fits(flight_id: str, launch: str) -> bool:
    """Whether a launch date as claimed can be that of a known flight: the same period, or for a day within three days of slip."""
    flown = reference.load().flights[flight_id]["launched_on"]
    if not flown:
        return False
    if len(launch) == 10 and not launch.startswith("--"):
        return abs((date.fromisoformat(launch) - date.fromisoformat(flown)).days) <= 3
    return contains(launch, flown)
