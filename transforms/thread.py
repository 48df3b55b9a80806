"""The thread of an article: which flight, which people it speaks of as it goes from sentence to sentence."""

import re
from dataclasses import dataclass, field

from transforms.article import Article, Mention
from transforms.rosters import MARKS, is_item
from transforms.skeleton import Skeleton
from transforms.targets import Seat, Target, is_retired, only_craft
from transforms.vocabulary import ANY_CREW, OFFICIAL, SAID_ANY, N, P, U
from warehouse import reference

_GOES_ON = re.compile(r"\W*(?:He|She|They)\b")
_THAT_FLIGHT = re.compile(r"\b(?:on|aboard|of|from|in) (?:that(?: same)?|the same) (?:flight|mission|trip|launch|capsule|spacecraft|ship|craft)\b")
_ASIDE = re.compile(r", (?:from )?where\b[^,;]*$")
_OF_SOMEBODY = re.compile(r"\W*(?:He|She|His|Her|In (?:his|her)|On (?:his|her))\b")


@dataclass(slots=True)
class Thread:
    """What has been spoken of before a sentence.

    `main` is the flight the article is about, `focus` the one that sentences without a flight are about, told until
    `focus_end`; `section` the one whose name heads this part of the text; `latest` the last one of the sentence before;
    `told` are the offsets where flights are named that the article tells of, not only mentions beside them. `group` are people last named together, `recent` people with
    the one spoken of last first (None for somebody who does not fly), `flying` those with a seat, `listed` those whom the
    last sentence names together, crew or not, `named` the flight named last. `lead_in` is the
    sentence that a list follows, and `is_listing` whether the last one was a line of it.
    """

    main: Target | None
    focus: Target | None
    focus_end: int = 0
    section: Target | None = None
    told: list[int] = field(default_factory=list)
    latest: Target | None = None
    lead_in: str = ""
    group: list[Mention] = field(default_factory=list)
    recent: list[Mention | None] = field(default_factory=list)
    listed: list[Mention] = field(default_factory=list)
    flying: set[str] = field(default_factory=set)
    named: Target | None = None
    is_listing: bool = False

    def near(self, article: Article, targets: dict[int, Target], start: int, end: int, *, reach: int = 500, main_reach: int = 1500) -> Target | None:
        """The flight that a sentence without one is about; characters of `reach` after it was last spoken of, none is."""
        if self.latest and self.latest.spacecraft_id and _GOES_ON.match(article.plain, start):
            return self.latest
        if self.named and _THAT_FLIGHT.search(article.plain, start, end):
            return self.named
        if ahead := _called_next(article, targets, end):
            return ahead
        if self.focus is None and self.main and start == article.paragraph_at(start)[0]:
            self.focus, self.focus_end = self.main, start
        focus = self.focus
        if focus is None or focus.start > end + 600 and (focus is not self.main or any(end < o < focus.start for o in self.told)):
            return None
        is_main = focus is self.section or self.main is not None and self.main.ref in (focus.ref, focus.likely)
        if start - self.focus_end >= (main_reach if is_main else reach) or _of_another(article.mentions_in(start, end, "agency"), focus):
            return None
        return focus

    def enter(self, article: Article, start: int, end: int, here: list[Target]) -> None:
        """Take up a heading: the one flight it names is what the text below it is about, until the next heading."""
        if not _is_heading(article, start, end):
            return
        refs = {t.ref for t in here if t.is_named}
        if len(refs) == 1:
            self.section = self.focus = next(t for t in here if t.is_named)
            self.focus_end = end
        elif self.section:
            if self.focus is self.section:
                self.focus = None
            self.section = None

    def go_on(self, skeleton: Skeleton, here: list[Target], launch: Target | None, seated: list[Seat], end: int) -> None:
        """Take up what a sentence with these flights and seats has spoken of."""
        people = [skeleton.names[i] for i in skeleton.indexes(P)]
        everyone = [m for group in people for m in group]
        is_crew = not all(map(_flew, everyone)) and bool(ANY_CREW.search(skeleton.text))

        def fly(group: list[Mention]) -> bool:
            return is_crew or all(map(_flew, group))

        self.listed = everyone if len(everyone) > 1 and not any(map(_stays, everyone)) else []
        if len(seated) > 1:
            self.group = list({s.person.entity_id: s.person for s in seated}.values())
        elif len(everyone) > 1 and (fly(everyone) or here and not any(_stays(m) for m in everyone)):
            self.group = everyone
        is_line = len(everyone) == 1 and is_item(skeleton.text)
        if is_line:
            self.group = [*(self.group if self.is_listing else ()), *everyone]
        self.is_listing = is_line
        if people:
            now = [m for group in people for m in group if m.entity_id in self.flying or fly(group)]
            if not now and len(everyone) == 1 and not _stays(everyone[0]) and not SAID_ANY.search(skeleton.text) and not OFFICIAL.search(skeleton.text):
                now = everyone
            named = {m.entity_id for m in everyone}
            self.recent = [*(now or [None]), *(m for m in self.recent if m and m.entity_id not in named)][:8]
        self.flying.update(s.person.entity_id for s in seated)
        self.named = here[-1] if here else self.named
        if not (people and is_item(skeleton.text)):
            self.lead_in = skeleton.text
        self.latest = here[-1] if here else None
        if here or launch and seated:
            told = _told(skeleton, here, seated, self.main) or (here[-1] if here and self.focus is None else _only(seated) or launch if not here and self.main is None else None)
            if told:
                self.focus, self.focus_end = told, end
        elif N in skeleton.text or U in skeleton.text:
            self.focus = None
        elif seated:
            self.focus_end = end


# A line that is no sentence: the heading of what follows.
_SENTENCE_ENDS = (".", "!", ",", ";", '"', "'", ")")


def _is_heading(article: Article, start: int, end: int, *, longest: int = 60) -> bool:
    """Whether a sentence is a short line of its own without the end of a sentence and without people."""
    plain = article.plain
    return (end - start <= longest and not plain[start:end].rstrip().endswith(_SENTENCE_ENDS) and plain[start] not in MARKS
            and article.paragraph_at(start) == (start, end) and not article.mentions_in(start, end, "person"))


# Flights that only say what came before or comes after, and who somebody is.
_BESIDE_STORY = re.compile(
    r"\b(?:(?:moved|switched|shifted|reassigned|transferred|bumped|swapped) from|outgoing|previous|earlier|preceding|last|first|next|later|future|veterans? of|since|until|before|after|unlike|like|than|back in|followed by|ahead of|relieve|replace) (?:[\w'-]+ ){0,3}$")
_OF_ANOTHER_TIME = re.compile(r"[^.;]{0,60}?\b(?:in|of|since|on) (?:[\w,]+ ){0,2}(?:19|20)\d\d\b|[^.;,]{0,40}? (?:arrives?|follows?|takes over)\b| veterans?\b")


def _tells(article: Article, targets: dict[int, Target]) -> list[int]:
    """Offsets of the flights that the article tells of, without those it only mentions beside them."""
    plain = article.plain
    return [o for o, t in targets.items() if t.is_named and not _BESIDE_STORY.search(plain, max(0, o - 50), o) and not _OF_ANOTHER_TIME.match(plain, t.end)]


def begin(article: Article, targets: dict[int, Target], places: set[int]) -> Thread:
    """The thread before the first sentence, whose flight is the one the article speaks of most, if it is half of all it names.

    A craft stands for a flight only where no flight is named as often, or where the one named is of somebody's past.
    `places` are the offsets of names; a target elsewhere is a verb of launching.
    """
    tells = _tells(article, targets)
    lead = article.sentences[min(1, len(article.sentences) - 1)][1]
    meant = [t.likely or t.ref for o, t in targets.items() if not t.is_named or o in tells] or [t.ref for t in targets.values()]
    meant += [t.ref for o, t in targets.items() if o in tells and o < lead]
    crafts = [t for t in targets.values() if not t.is_named and t.spacecraft_id and not is_retired(t.spacecraft_id)]
    named = [t for t in targets.values() if t.is_named]
    best = max(named, key=lambda t: (meant.count(t.ref), -t.start), default=None)
    craft = max(crafts, key=lambda t: (meant.count(t.ref), -t.start), default=None)
    is_another = craft and best and craft.start in places and craft.likely is None and craft.spacecraft_id == best.spacecraft_id and meant.count(craft.ref) == meant.count(best.ref)
    if craft and (best is None or is_another or meant.count(craft.ref) > meant.count(best.ref)):
        best, named = craft, crafts
    refs = {t.ref for t in named}
    main = best if best and 2 * meant.count(best.ref) >= sum(r in refs for r in meant) else None
    if main is None and len({targets[o].ref for o in tells}) == 1:
        main = targets[tells[0]]
    return Thread(main, main, told=[o for o in tells if main is None or targets[o].ref != main.ref])


def _told(skeleton: Skeleton, here: list[Target], seated: list[Seat], main: Target | None) -> Target | None:
    """The flight that a sentence is about; none where flights are only details of somebody's life."""
    mains = [t for t in here if main and main.ref in (t.ref, t.likely)]
    if mains:
        return next((t for t in mains if t.is_named), mains[0])
    people = skeleton.indexes(P)
    crew = [s.person for s in seated]
    if len({p.entity_id for p in crew}) > 1 and len({s.target.ref for s in seated}) == 1 and (not people or skeleton.names[people[0]][0] in crew):
        return seated[0].target
    if main and _OF_SOMEBODY.match(skeleton.text):
        return None
    lead = [t for t in here if (not people or t.start < skeleton.offset(people[0])) and not (main and _ASIDE.search(skeleton.before(t.start)))]
    # A headline of two stories is that of the first.
    is_double = ";" in skeleton.text and skeleton.text[-1:] not in _SENTENCE_ENDS and not people
    return lead[0 if is_double else -1] if lead else None


# "A and B lifted off on Friday. Their ship, Soyuz MS-41, ..."
_THEIRS = re.compile(r"(?:\b[Tt]heir (?:\w+ )?|\b[Tt]hat )(?:space ?ship|ship|spacecraft|capsule|craft|flight|mission|trip),? (?:called |named )?$")


def _called_next(article: Article, targets: dict[int, Target], end: int, reach: int = 120) -> Target | None:
    """The flight that the next sentence of the paragraph names as theirs, whose people this one tells."""
    high = min(end + reach, article.paragraph_at(end - 1)[1])
    named = (targets[m.start] for m in article.mentions_in(end, high, "flight") if m.start in targets)
    return next((t for t in named if _THEIRS.search(article.plain, end, t.start)), None)


def _only(seated: list[Seat]) -> Target | None:
    """The one flight of all these seats."""
    return seated[0].target if len({s.target.ref for s in seated}) == 1 else None


def _of_another(agencies: list[Mention], target: Target) -> bool:
    """Whether a sentence names a company that flies people on another craft only."""
    return any(only_craft().get(m.entity_id, target.spacecraft_id) != target.spacecraft_id for m in agencies)


def _flew(person: Mention) -> bool:
    """Whether the reference data knows somebody who flew."""
    return reference.load().people.get(person.entity_id, {}).get("flew") == "true"


def _stays(person: Mention) -> bool:
    """Whether the reference data knows somebody who never flew."""
    return reference.load().people.get(person.entity_id, {}).get("flew") == "false"
