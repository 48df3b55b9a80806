"""Which people an article puts on which flight."""

import re
from dataclasses import replace
from datetime import date

from transforms import entries
from transforms.anaphora import anaphoric, spoken_of
from transforms.article import Article
from transforms.links import chained, direct, launched
from transforms.rosters import MARKS, beside, roster
from transforms.skeleton import Skeleton, build
from transforms.targets import Seat, Target, agrees, flown_by, is_known_person
from transforms.thread import Thread, begin
from transforms.vocabulary import CREW, NEGATIVE, NOT_FLOWN, C, F, P, crewed, flights_at
from warehouse import reference

__all__ = ["Seat", "find"]

_IF = re.compile(r"\W*(?:If(?! (?:all goes|everything goes|successful|the weather|weather))|Should|Even if|In case|In the event)\b")

_ASKS = re.compile(r"\W*(?:Q\W+)?(?:Was|Were|Is|Are|Will|Did|Does|Do|Has|Have|Had|Can|Could|Should|Would) [^.!]*\?\W*$")
# "Inside were A and B, who had gone up on F": on the flight spoken of too.
_INSIDE_WERE = re.compile(rf"\W*(?:Inside|Aboard|On ?board|(?:Their|Its|The (?:mission|flight|capsule|ship)'s) (?:commander|pilot|crew))(?: it)? (?:was|were|is|are)(?: (?:the )?(?:{CREW},?))* (?={P}, (?:[^,]{{1,60}}? )?(?:who|both of whom|all of whom)\b)")


def find(article: Article, targets: dict[int, Target]) -> list[Seat]:
    """Every person whom a sentence puts on a flight or craft of `targets` (see transforms.targets.find)."""
    found: list[Seat] = []
    if not targets:
        return found
    places = {m.start for m in article.mentions}
    thread = begin(article, targets, places)
    launches = [t for o, t in targets.items() if o not in places]
    for start, end in article.sentences:
        mentions = article.mentions_in(start, end)
        here = [targets[m.start] for m in mentions if m.start in targets]
        has_people = any(m.kind == "person" for m in mentions)
        thread.enter(article, start, end, here)
        if not has_people and not here or _IF.match(article.plain, start) or _ASKS.match(article.plain, start, end):
            if article.plain[start] not in MARKS:
                thread.lead_in = article.plain[start:end]
            continue
        launch = next((t for t in launches if start <= t.start < end), None)
        skeleton = build(article, start, end, targets, launch)
        new: list[Seat] = []
        if has_people:
            near = thread.near(article, targets, start, end)
            new = _with_flight(skeleton, targets, here, near, launch, thread) if here else _without_flight(skeleton, near, launch, thread, found)
        if here:
            new += anaphoric(skeleton, targets, spoken_of(skeleton.text, thread.group, thread.listed), thread.recent, {s.target.start for s in new}, article.published_on)
            new += chained(skeleton, targets, new)
        new = _plausible(new, thread, article.published_on)
        found += new
        thread.go_on(skeleton, here, launch, new, end)
    listed = entries.seats(article, targets)
    places = {s.person.start for s in listed}
    return [s for s in found if s.person.start not in places] + listed


def _with_flight(
    skeleton: Skeleton, targets: dict[int, Target], here: list[Target], near: Target | None, launch: Target | None, thread: Thread,
) -> list[Seat]:
    """Seats of a sentence with people and flights: by the words between them, else its roster belongs to the flight before it."""
    seated = direct(skeleton, targets)
    if bare := _without_asides(skeleton):
        seated += [s for s in direct(bare, targets) if (s.person.start, s.target.start) not in {(x.person.start, x.target.start) for x in seated}]
    if launch and not seated:
        seated = launched(skeleton, launch)
    seated += beside(skeleton, seated)
    if near and (m := _INSIDE_WERE.match(skeleton.text)) and near.ref not in {s.target.ref for s in seated}:
        seated += [Seat(p, near, "roster", 0.85) for p in crewed(skeleton, m.end())]
    if near and (bare := _without_past(skeleton, targets)):
        seated += [t for t in roster(bare, near, thread.lead_in) if t.person.entity_id not in {s.person.entity_id for s in seated if s.target.ref == near.ref}]
        seated += beside(bare, [s for s in seated if s.target is near])
    if not seated and not launch:
        first = skeleton.offset(skeleton.indexes(P)[0])
        before = [t for t in here if t.start < first]
        if not before and near and (any(near.ref in (t.ref, t.likely) for t in here) or not any(t.is_named for t in here)):
            before = [near]
        if before:
            seated = roster(skeleton, before[-1], thread.lead_in)
    return seated


# "B, who also flew on F,": a clause about one of those whom the sentence names.
_PAST = re.compile(rf", who [^{P};]{{0,80}}?(?:training|trained|assigned|due|slated|scheduled|supposed|flew|flown|launched|rode|served|commanded|piloted|visited|went) [^{P};]{{0,60}}?{F}[^{P},;.]{{0,40}}(?=,)|,? ?\([^{P}()]*{F}[^{P}()]*\)|{F} (?:veterans?|alumn\w+|fliers?|flyers?) (?={P})")


_ASIDE = re.compile(rf", who(?:se)? [^{P};]{{0,90}}{F}[^{P}{F},;.]{{0,40}}(?=, (?:is|was|are|were|has|had|have|will|would|flew|flies|commands?|leads?|launched|returned)\b)")


def _without_asides(skeleton: Skeleton) -> Skeleton | None:
    """The sentence without clauses about other flights between its subject and its verb, if it has any."""
    spans = [m.span() for m in _ASIDE.finditer(skeleton.text) if not NOT_FLOWN.search(m[0])]
    return skeleton.without(spans) if spans else None


def _without_past(skeleton: Skeleton, targets: dict[int, Target]) -> Skeleton | None:
    """The sentence without clauses about the earlier flights of its people, if it names no flight but theirs."""
    spans = [m.span() for m in _PAST.finditer(skeleton.text)]
    own = {i for i in skeleton.indexes(F + C) if flights_at(skeleton, i, targets)}
    return skeleton.without(spans) if spans and all(any(a <= i < b for a, b in spans) for i in own) else None


def _without_flight(skeleton: Skeleton, near: Target | None, launch: Target | None, thread: Thread, found: list[Seat]) -> list[Seat]:
    """Seats of a sentence that names people and no flight: on the flight spoken of, or a launch told without its craft."""
    seated: list[Seat] = []
    if launch and launch.likely:
        if _FLYING.search(skeleton.text) and not NEGATIVE.search(skeleton.text):
            return [Seat(p, launch, "known crew", 0.8) for i in skeleton.indexes(P) for p in skeleton.names[i]]
        launch = None
    if near and not (launch and launch.spacecraft_id not in (None, near.spacecraft_id)):
        seated = [s for s in roster(skeleton, near, thread.lead_in) if not _is_anothers(s, near, thread.main, found)]
    if launch and not seated:
        seated = launched(skeleton, launch)
        if near and (near.is_named or launch.start - near.end < 500) and launch.spacecraft_id in (None, near.spacecraft_id) and not _flew_another(seated, near, found):
            own = _crews(found).get(near.likely or near.ref, set())
            if len(own) < 2 or any(s.person.entity_id in own for s in seated):
                seated = [replace(s, target=near) for s in seated]
    seated += beside(skeleton, seated)
    return seated


def _is_anothers(seat: Seat, near: Target, main: Target | None, found: list[Seat]) -> bool:
    """Whether a person of a roster belongs to another crew than that of the flight spoken of.

    - a flight whose crew is told is not that of others who only travel in a later sentence
    - nor is a flight that the article is not about that of somebody out of another crew of three and more
    """
    crews = _crews(found)
    person_id, own = seat.person.entity_id, crews.get(near.likely or near.ref, set())
    if person_id in own:
        return False
    if seat.method == "travel" and len(own) > 1:
        return True
    return (main is None or main.ref != near.ref) and any(person_id in crew and len(crew) > 2 for ref, crew in crews.items() if ref != (near.likely or near.ref))


def _crews(found: list[Seat]) -> dict[str, set[str]]:
    """The people seated on each flight so far."""
    crews: dict[str, set[str]] = {}
    for s in found:
        crews.setdefault(s.target.likely or s.target.ref, set()).add(s.person.entity_id)
    return crews


_FLYING = re.compile(r"\b(?:fl[eyi]\w*|flown|flights?|r[io]d(?:e|es|ing)|launch\w*|soar\w*|(?:to|into|edge of|in) space|spaceflight|capsule|spacecraft|rocket|aboard|crew\w*|seats?|trip|orbit\w*|blast\w*|lift\w*)\b(?! (?:gala|museum|centre|center|agency|conference))|took with|joined by|accompanied by")


_IN_A_LIST = frozenset(("roster", "travel", "list", "launch", "beside"))


def _plausible(seated: list[Seat], thread: Thread, published_on: date | None) -> list[Seat]:
    """Without the seats that a weak rule found and the reference data contradicts; a plain statement stays, right or wrong.

    - where they are known to have been on the flight named last instead, they are on that
    - a craft that is not the main flight's is a detail of somebody's life, and names a flight only of people whose flights are known
    """
    main, kept = thread.main, []
    for s in seated:
        person_id = s.person.entity_id
        is_weak = s.confidence < 0.88 if is_known_person(person_id) else s.method in _IN_A_LIST or s.person.score < 0.9
        if is_weak and agrees(person_id, s.target, published_on) is False:
            if thread.latest and agrees(person_id, thread.latest, published_on):
                kept.append(replace(s, target=thread.latest))
        elif s.target.ref == "?" and main and agrees(person_id, main, published_on):
            kept.append(replace(s, target=main))
        elif s.target.is_named or s.target.likely or not main or s.target.spacecraft_id in (None, main.spacecraft_id) or flown_by(person_id):
            kept.append(s)
    return kept


def _flew_another(seated: list[Seat], target: Target, found: list[Seat]) -> bool:
    """Whether known people flew on none of the flights that a target may be: the one it names, or those of the crew it has."""
    flown = [f for s in seated if (f := flown_by(s.person.entity_id))]
    if target.ref in reference.load().flights:
        return any(target.ref not in f for f in flown)
    crew = [f for s in found if s.target is target and (f := flown_by(s.person.entity_id))]
    return bool(flown and crew) and not set().union(*flown) & set().union(*crew)
