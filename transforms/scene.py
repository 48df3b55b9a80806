"""One article with its quotations taken out: who is named where outside them, and which names are subjects."""

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from transforms.article import Article, Mention
from transforms.speech import (ACTS, AFTER_DATE, ASKS, CALENDAR, CLAUSE_OPENS, FRONTED, NAME, POSSESSED, PREPOSITIONS, SUBORDINATE,
                               TITLE_WORDS, TRADE, VERB)
from transforms.text import slug
from warehouse import reference

_AND_ENDS = re.compile(r"(?:[A-Z][\w'-]+|\b[Ss]?[Hh]e|\b[Tt]hey),? and\s$")
_AUXILIARY = re.compile(r"\s(?:has|was|is|does|plans|expects|hopes|wants|intends)\b")
_KIN = re.compile(r"\b(?:mother|father|mom|mum|dad|wife|husband|widow|brother|sister|son|daughter|parents?|uncle|aunt|cousin|grand\w+)\b")
_COURTESY = re.compile(r"\b(Mr|Mrs|Ms|Miss)\.? $")
_POST_OF = re.compile(r"\b([\w-]+) (?:of|at) (?:the )?$")
# What may describe somebody before the name at the start of a sentence: "Rival and old classmate X", "Budget and tourism minister X".
_DESCRIPTION = re.compile(rf"(?:(?:The|An?|His|Her|Their)\s)?(?:(?!(?i:{'|'.join(sorted(PREPOSITIONS))})\b)[\w-]+(?<!ing)(?<!ed)\s){{1,6}}")
_NAME_ENDS = re.compile(NAME + "$")
# A name in a list, not one that does something.
_LISTED = re.compile(r"\s(?:from|of|at|in|on|and|or|for|with|by|to|as)\b|[.;:]|,? and\b")
_NO_FAMILY_NAME = ("place", "nationality", "calendar", "starter", "role", "title")
_COORDINATED = re.compile(r"(?:,? and|,)\s(?:[A-Z][\w'-]+\s){1,4}(?:and|were|are|have)\b|\sand\s[A-Z]")
# "NASA officials", "SpaceX Dragon": an attribute of what follows, not a subject.
_ATTRIBUTE = re.compile(r"\s(?:[A-Z]|astronauts?\b|cosmonauts?\b|officials?\b|\w+s\b(?!\s(?:the|a|it|that)\b))")


@dataclass(slots=True)
class Span:
    """What stands between two marks: `left` and `right` are the outer edges of the marks, `start` and `end` those of the text.

    `shape` is closed, single, continued (it goes on in the next paragraph), wrapped (over a line break), open or headless
    (a mark is missing).
    """

    left: int
    start: int
    end: int
    right: int
    shape: str


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says it; name is None where the text has somebody speak without a name that is certain.

    `reach` is how near the attribution stands: tag (beside the text), sentence, chain (the speaker of the text before
    goes on), continued (over paragraphs), before (the sentence before).
    """

    name: str | None
    entity_id: str | None
    start: int
    end: int
    method: str
    confidence: float
    reach: str = "sentence"

    def reaching(self, reach: str, factor: float = 1.0) -> "Voice":
        """The same speaker at another distance, as certain as `factor` times before."""
        return Voice(self.name, self.entity_id, self.start, self.end, self.method, round(self.confidence * factor, 3), reach)


def nobody(start: int, end: int) -> Voice:
    """A speaker without a name that is certain."""
    return Voice(None, None, start, end, "unnamed", 0.5)


def named(m: Mention, method: str = "", factor: float = 1.0) -> Voice:
    """The person or agency mentioned, as a speaker."""
    confidence = (0.96 if m.kind == "person" else 0.93) * factor * (0.9 if m.score < 0.8 else 1.0)
    return Voice(m.name, m.entity_id, m.start, m.end, method or f"name-{m.kind}", round(confidence, 3))


@cache
def kinds(word: str) -> frozenset[str]:
    """What the reference data knows of a word: title, role, place, starter, ..."""
    return reference.load().words.get(word, frozenset())


@cache
def is_role(word: str) -> bool:
    """Whether the word is a title, role or trade of people."""
    return "role" in kinds(word.lower()) or "title" in kinds(word) or "title" in kinds(word.capitalize()) or bool(TRADE.search(word))


def is_title_phrase(text: str) -> bool:
    """Whether the words before a name are its title: "the former chief of the agency, "."""
    if len(text) > 110 or re.search(r"\b(?:for|to|with|by|about|told|said|who|which)\b|~", text):
        return False
    words = re.findall(r"[\w'.-]+", text)
    if all(w[0].isupper() or w[0].isdigit() or w.lower() in TITLE_WORDS or is_role(w) or w in ("of", "at", "-") for w in words):
        return "," not in text.rstrip(" ,") or len(words) <= 14
    return any(map(is_role, words)) and text.count(",") < 3


class Scene:
    """One article without its quotations.

    `frame` is the folded text with tildes for quoted characters, same offsets; `named` are the people and agencies
    mentioned outside quotations; `voices` are the speakers found so far, one for each of `spans` that has been read;
    `roles` are the role words of people and `sexes` their sexes, once asked for.
    """

    def __init__(self, article: Article, spans: list[Span]) -> None:
        self.article = article
        self.spans = spans
        self.voices: list[Voice | None] = []
        self.roles: dict[str, set[str]] = {}
        self.sexes: dict[str, str] = {}
        self._full_names: dict[str, tuple[str, float]] = {}
        parts, last = [], 0
        for s in spans:
            parts += (article.plain[last:s.start], "~" * (s.end - s.start))
            last = s.end
        frame = "".join(parts) + article.plain[last:]
        lefts = [s.left for s in spans]
        self.named: list[Mention] = []
        for m in article.mentions:
            if m.kind == "person" and m.method == "discovered" and " " not in frame[m.start:m.end] and m.name not in frame:
                m = m._replace(name=frame[m.start:m.end])
            if m.kind in ("person", "agency"):
                at = bisect_left(lefts, m.end) - 1
                if at < 0 or spans[at].right <= m.start:
                    self.named.append(m)
                    # The marks of a nickname close nothing.
                    if '"' in frame[m.start:m.end]:
                        frame = frame[:m.start] + frame[m.start:m.end].replace('"', "'") + frame[m.end:]
        self.frame = frame
        self._part_namesakes()
        self.starts = [m.start for m in self.named]

    def _part_namesakes(self) -> None:
        """A surname that two people share means the one whom the paragraph names in full, else the last before it who is no relative; a title tells him from her."""
        families: dict[str, dict[str, Mention]] = {}
        for m in self.named:
            if m.kind == "person" and " " in self.frame[m.start:m.end]:
                families.setdefault(m.name.rsplit(" ", 1)[-1], {}).setdefault(m.entity_id, m)
        relatives = {name: {i: bool(_KIN.search(self.frame, max(0, m.start - 90), m.start)) for i, m in people.items()}
                     for name, people in families.items() if len(people) > 1}
        shared = {name: people for name, people in relatives.items() if any(people.values())}
        for i, m in enumerate(self.named):
            if m.kind == "person" and (courtesy := _COURTESY.search(self.frame, max(0, m.start - 6), m.start)):
                bearers = families.get(self.frame[m.start:m.end], {})
                fit = [n for n in bearers.values() if reference.load().given_names.get(n.name.split()[0]) == ("m" if courtesy[1] == "Mr" else "f")]
                if len(bearers) > 1 and len(fit) == 1:
                    self.named[i] = m._replace(entity_id=fit[0].entity_id, name=fit[0].name)
                    continue
            if m.kind == "person" and (people := shared.get(self.frame[m.start:m.end])):
                low = self.article.paragraph_at(m.start)[0]
                full = [n for n in self.named[:i] if n.entity_id in people and n.end - n.start > m.end - m.start]
                if own := [n for n in full if n.start >= low] or [n for n in full if not people[n.entity_id]]:
                    self.named[i] = m._replace(entity_id=own[-1].entity_id, name=own[-1].name)

    def within(self, low: int, high: int) -> list[Mention]:
        """People and agencies named outside quotations in the span."""
        return [m for m in self.named[bisect_left(self.starts, low):bisect_left(self.starts, high)] if m.end <= high]

    def phrase_start(self, m: Mention, low: int) -> int:
        """Where the noun phrase begins that ends in the name: titles, roles and agencies before it."""
        start = m.start
        at = bisect_left(self.starts, start)
        while at and self.named[at - 1].kind == "agency":
            at -= 1
        low = max(low, self.named[at - 1].end if at else 0)
        while match := re.search(r"([\w.'/&-]+)(,?)\s$", self.frame[max(low, start - 40):start]):
            word = match[1]
            proper = word[0].isupper() and word.lower() not in PREPOSITIONS and not CALENDAR.fullmatch(word)
            if match[2] or not (proper or word.lower() in TITLE_WORDS or is_role(word)):
                if not (post := _POST_OF.search(self.frame, max(low, start - 40), start)) or not is_role(post[1]):
                    break
                match = post
            start -= len(match[0])
        return start + 4 if self.frame.startswith("and ", start) else start

    def is_subject(self, m: Mention, low: int) -> bool:
        """Whether the name opens a clause, as subjects do, alone and not as a genitive or attribute; `low` starts its sentence."""
        after = self.frame[m.end:m.end + 24]
        if after.startswith("'") or _COORDINATED.match(after):
            return False
        if m.kind == "agency" and _ATTRIBUTE.match(after) and not VERB.match(after, 1) and not _AUXILIARY.match(after):
            return False
        start = self.phrase_start(m, low)
        before = self.frame[max(low, start - 30):start]
        if _AND_ENDS.search(before):
            return False
        first = re.match(r"[\w']+", self.frame[start:start + 20])
        if first and first[0].lower() in PREPOSITIONS:
            return False
        if before.rstrip().endswith('"'):
            last = max(0, low + self.frame[low:start].rstrip().rfind('"') - 1)
            return self.article.plain[last] in ",.!?" and after[:1] == "," or bool(VERB.match(self.frame, m.end + 1))
        if start == low:
            return True
        if before.endswith(", ") and _LISTED.match(after):
            return False
        if CLAUSE_OPENS.search(before) or AFTER_DATE.search(before):
            return True
        if m.kind == "person" and ACTS.match(after) and _DESCRIPTION.fullmatch(self.frame, low, start):
            return True
        if ASKS.search(before):
            return "?" in self.frame[m.end:self.article.sentence_at(m.start)[1]]
        last = before.rsplit(None, 1)
        if m.kind == "person" and last and last[-1].lower() not in PREPOSITIONS and VERB.match(self.frame, m.end + 1):
            return True
        return bool(FRONTED.match(self.frame, low) and ACTS.match(after)) and bool(last) and last[-1].lower() not in PREPOSITIONS

    def leading(self, m: Mention, low: int, fits: Callable[[Mention | Voice], bool]) -> Mention:
        """The subject that the clause of this one depends on, where it is of the same kind and fits; else this one."""
        start = self.phrase_start(m, low)
        if SUBORDINATE.search(self.frame[max(low, start - 20):start]):
            for other in self.within(low, start):
                if other.kind == m.kind and other.entity_id != m.entity_id and fits(other) and self.is_subject(other, low):
                    return other
        return m

    def recent(self, position: int, kind: str, fits: Callable[[Mention | Voice], bool] = lambda m: True,
               reach: int = 1800) -> Mention | Voice | None:
        """Who of the kind was subject or speaker last before the position, at most `reach` characters (a speaker: twice that) away."""
        spoken = next((v for v in reversed(self.voices) if v and v.name and v.start < position
                       and v.method.endswith("agency") == (kind == "agency") and fits(v)), None)
        for i in range(bisect_left(self.starts, position) - 1, -1, -1):
            m = self.named[i]
            if position - m.start > reach or spoken and m.start <= spoken.start:
                break
            if m.kind == kind and fits(m):
                low = self.article.sentence_at(m.start)[0]
                # "For X, ..." sets the scene for X as a subject does, and so does "X's statement" for an agency.
                is_told_of = kind == "person" and self.frame.startswith(", who ", m.end)
                fronted = is_told_of or self.frame[m.end:m.end + 1] == "," and re.fullmatch(r"(?:For|To|Like)\s", self.frame[low:m.start])
                if fronted or kind == "agency" and POSSESSED.match(self.frame, m.end):
                    return m
                if self.is_subject(m, low):
                    return self.leading(m, low, fits)
        return spoken if spoken and position - spoken.start <= 2 * reach else None

    def quoted_now(self) -> set[str]:
        """Ids of the people named in the text whose speaker is asked for: hardly anybody speaks of himself by name."""
        span = self.spans[min(len(self.voices), len(self.spans) - 1)]
        return {m.entity_id for m in self.article.mentions_in(span.start, span.end, "person")}

    def unlisted(self, low: int, end: int) -> Voice | None:
        """A capitalised name that ends at `end` and that the mentions do not have, in full where the article has it in full."""
        found = _NAME_ENDS.search(self.frame[max(low, end - 60):end])
        if found and " " not in found[0] and (m := self._part_of_name(found[0])):
            return Voice(m.name, m.entity_id, end - len(found[0]), end, "name-person", 0.85)
        if not found or re.search(r"\b(?:of|for|at|with|from|by|to|in|on)\s$", self.frame[low:end - len(found[0])]):
            return None
        words = found[0].split()
        start = end - len(found[0])
        if self.frame[start - 1:start].isalnum():
            return None
        titles = max((i for i, word in enumerate(words[:-1]) if is_role(word.rstrip("."))), default=-1) + 1
        while titles < len(words) and _is_no_name(words[titles]):
            titles += 1
        start += sum(len(word) + 1 for word in words[:titles])
        words = words[titles:]
        if not words or len(words[-1]) < 3 or words[-1].endswith("'s") or not kinds(words[-1]).isdisjoint(_NO_FAMILY_NAME):
            return None
        if any("organisation" in kinds(word) for word in words):
            return None
        if any(m.start < end and start < m.end for m in self.article.mentions_in(max(0, start - 60), end)):
            return None
        name, confidence = " ".join(words), 0.75
        if len(words) == 1:
            if name not in self._full_names:
                self._full_names[name] = self._full_name(name)
            name, confidence = self._full_names[name]
        return Voice(name, slug(name), start, end, "name-unlisted", confidence) if name else None

    def _part_of_name(self, word: str) -> Mention | None:
        """The only person named in full whose name has the word after the first name, or first where that is the family name."""
        leads = word in reference.load().family_names_first
        found = {m.entity_id: m for m in self.named if m.kind == "person" and word in m.name.split()[0 if leads else 1:]}
        return next(iter(found.values())) if len(found) == 1 else None

    def _full_name(self, surname: str) -> tuple[str, float]:
        """The name in full where the article has it so; the surname where it is used as one; else empty. And how certain that is."""
        plain = self.article.plain
        full = re.search(rf"\b((?:[A-Z][a-z'-]+|[A-Z]\.)\s(?:[A-Z]\.\s)?){re.escape(surname)}\b", plain)
        if full and (full[1][1] == "." or not kinds(full[1].split()[0])):
            return full[0], 0.8
        plural = surname.endswith("s") and not surname.endswith("ss")
        return ("", 0.0) if plural or not re.search(rf"(?:[a-z,]|\bM(?:r|s|rs|iss)\.?) {re.escape(surname)}\b", plain) else (surname, 0.55)


def _is_no_name(word: str) -> bool:
    """Whether a capitalised word does not belong to the personal name that follows it."""
    bare = word.rstrip(".")
    if len(bare) > 1 and kinds(bare) or word.endswith("'s") or word.lower() in PREPOSITIONS or re.search(r"-[a-z]", word):
        return True
    return word.isupper() and len(word) > 1 and "." not in word
