"""Who likely says a quotation: where no name stands beside it as the subject of a verb of saying, a linear model chooses among all who are named."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from math import exp
from operator import attrgetter
from typing import Any, NamedTuple

from transforms import linear, unlisted
from transforms.article import Mention
from transforms.linear import BIAS, UNIT, Feature, Weigh, bucket
from transforms.referents import is_person, roles_at, sex_of
from transforms.scene import Scene, Span, Voice, is_role, kinds, nobody
from transforms.speech import SAYING
from transforms.text import enclosing, slug
from warehouse import reference

MODEL = "speakers"
# Names further away than these (characters) are no candidates, nor are more than so many of them.
_BEFORE, _AFTER, _MOST = 1500, 250, 6
# Texts with fewer spaces are no quotations (transforms.quotes.MIN_WORDS).
_SPACES = 3
# Of choices that the model is 95% sure of, 96% are right in articles that no rule was developed with, of those it is less sure of fewer than it thinks.
_SURE = 0.95
_TOKEN = re.compile(r"~+|[A-Za-z][\w'-]*|\d+|[^\w\s~]")
# Subjects that may well be somebody who is named elsewhere.
_DEFINITE = re.compile(r"\W*(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey|[Ww]e|I|[Tt]he)\b")
_SENTENCE_ENDS = re.compile(r"[.!?]\s")
_WE, _I = re.compile(r"[WwOou](?<!\w[WwOou])(?:(?<=[Ww])e|(?<=[Oo])ur|(?<=u)s)\b"), re.compile(r"[IMm](?:(?<!\w[IMm])(?:(?<=I)|(?<=[Mm])y|(?<=m)e)\b|(?<=I)')")
_PRONOUNS = {"he": "m", "she": "f", "it": "it", "they": "they", "we": "they", "i": "i"}
_OPPOSITE = {"m": "f", "f": "m"}
_start = attrgetter("start")
_FUNCTION = frozenset("a an the of to in on at for with from by as who which that and but or when while after before told his her its their our is was were are has had have not "
                      "will would could about into also then later asked according called named whose".split())


class Candidate(NamedTuple):
    """A possible speaker of a quotation, with the place that names him or her and what speaks for it (linear.Weigh); nobody without a name."""

    name: str | None
    entity_id: str | None
    start: int
    end: int
    evidence: Any


class _Side(NamedTuple):
    """Words, marks and names (N of a person, A of an agency) on one side of a quotation, the nearest first, and by key the nearest place that names somebody."""

    words: list[str]
    places: dict[str, int]


def is_certain(scene: Scene, i: int, last: Voice | None) -> bool:
    """Whether the rules leave nothing to weigh.

    The name of a person, or words for one without a name ("a neighbour", "her mother"), are the subject of a verb of saying in the sentence; or
    a paragraph without a closing mark goes on, or the `last` speaker does.
    """
    voice = scene.voices[i]
    if voice and not voice.name and voice.reach in ("tag", "sentence"):
        return not _DEFINITE.match(scene.frame, voice.start)
    if voice is None or voice.method != "name-person":
        return False
    return voice.reach in ("tag", "sentence", "continued") or voice.reach == "chain" and last is not None and last.name == voice.name


def attribute(scene: Scene, least: float = 0.5) -> list[Voice | None]:
    """Who says each quotation of a scene whose voices the rules have found, in their order.

    The rules are overruled by a choice that is `least` likely, which was chosen by cross-validation.
    """
    said = list(scene.voices)
    cast, model = None, linear.load(MODEL)
    for i, voice in enumerate(scene.voices):
        span = scene.spans[i]
        if is_certain(scene, i, said[i - 1] if i else None) or scene.article.plain.count(" ", span.start, span.end) < _SPACES:
            continue
        cast = cast or Cast(scene, model)
        options = list(cast.candidates(i, said))
        scores = [c.evidence for c in options]
        most = max(scores)
        weights = [exp((s - most) / UNIT) for s in scores]
        total = sum(weights)
        best = scores.index(most)
        if 1 / total < least:
            best = next((n for n, c in enumerate(options) if c.name == (voice.name if voice else None)), best)
        chosen, likelihood = options[best], round(_SURE * weights[best] / total, 3)
        reach = voice.reach if voice else "likely"
        if chosen.name is None:
            said[i] = nobody(voice.start, voice.end).reaching(reach) if voice else None
        elif voice and voice.name == chosen.name:
            said[i] = Voice(voice.name, voice.entity_id, voice.start, voice.end, voice.method, likelihood, reach)
        else:
            said[i] = Voice(chosen.name, slug(chosen.name) if chosen.entity_id[0] == "?" else chosen.entity_id, chosen.start, chosen.end, "likely", likelihood, reach)
    return said


class _Around(NamedTuple):
    """A quotation near another: which it is, its speaker, how far it is, and the keys of those named between."""

    which: str
    voice: Voice | None
    far: str
    between: set[str]


class Cast:
    """All who are named in a scene, with what is common to the quotations of it."""

    def __init__(self, scene: Scene, weigh: Weigh) -> None:
        self.scene, self.weigh = scene, weigh
        self.named = sorted([*scene.named, *unlisted.find(scene)], key=lambda m: m.start)
        self.starts = [m.start for m in self.named]
        self.mentions: dict[str, list[Mention]] = {}
        for m in self.named:
            self.mentions.setdefault(m.entity_id, []).append(m)
        self.of_name: dict[str, Any] = {}
        self.of_place: dict[int, tuple[str, str, int, int]] = {}
        self.roles: dict[int, set[str]] = {}
        self.sexes: dict[tuple[str, str], str] = {}
        self.absent = {side: weigh.some([(side, "absent")]) for side in ("after", "before")}

    def candidates(self, i: int, said: list[Voice | None]) -> Iterator[Candidate]:
        """Who may say the quotation, nobody first; `said` has the speakers chosen for those before it and the rules' for those after it."""
        scene, weigh = self.scene, self.weigh
        span, voice = scene.spans[i], scene.voices[i]
        low, high = scene.article.paragraph_at(span.left)
        high = max(high, span.right)
        sides = {"after": self._after(span.right, min(high, span.right + 260)), "before": self._before(max(low, span.left - 300), span.left)}
        after, before = sides["after"].words, sides["before"].words
        form = self._form(i, before, after)
        rule = f"{voice.method} {voice.reach}" if voice else "none"
        tag = _tag_pronoun(before, after)
        around = self._around(i, said)
        here = self._near(span, said, i)
        yield Candidate(None, None, span.left, span.right, self._of_nobody(voice, before, after, len(here), form, rule, tag)
                        + weigh.some([("nobody " + g, v) for a in around for g, v in _of_sequence(a, _same(a, None, None), bool(a.between), rule)]))
        posts = {w for w in (*after[:9], *before[:12]) if w.islower() and is_person(w)}
        quoted = {m.entity_id for m in scene.article.mentions_in(span.start, span.end, "person")}
        text = scene.article.plain[span.start:span.end]
        speaks = "we" if _WE.search(text) else "i" if _I.search(text) else ""
        recency = {key: n for n, key in enumerate(k for k in here if self.mentions[k][0].start < span.left)}
        fitting = 0
        spoken = Counter(v.entity_id for v in said[:i] if v)
        at = bisect_left(scene.article.sentences, (span.left, 0)), enclosing(scene.article.paragraphs, span.left)
        sequences: dict[tuple[int, str, bool], Any] = {}
        for key in here:
            m = self._nearest(key, span.left, span.right, high)
            is_rule = bool(voice and voice.name and (voice.entity_id == key or voice.name == m.name))
            kind = m.kind
            sex = self._sex(m) if kind != "agency" else ""
            fits = "it" if kind == "agency" else sex or "unknown"
            rank = bucket(recency[key], 0, 1, 2, 4) if key in recency else "after"
            fit_rank = "no"
            if kind != "agency" and key in recency and (tag not in "mf" or sex != _OPPOSITE.get(tag)):
                fit_rank = str(min(fitting, 3))
                fitting += 1
            features = [
                ("by rule" if is_rule else "not by rule", rule), ("fit", f"{tag} {fits}"), ("rank", rank), ("form rank", f"{form} {rank}"), ("fit rank", f"{tag} {fit_rank}"),
                ("fit rank form", f"{tag} {fit_rank} {form}"), ("rule rank", f"{is_rule} {rule} {rank}"), ("is quoted", str(key in quoted)),
                ("speaks", f"{speaks} {kind}"), ("kind form", f"{kind} {form}"), ("has spoken", bucket(spoken[key], 0, 1, 3)), *self._of_place(m, span, low, *at),
            ]
            if posts:
                features.append(("post", f"{self._holds(key, m, posts)} {kind} {tag}"))
            evidence = self._of_name(key, m) + weigh.some(features)
            for n, a in enumerate(around):
                case = n, _same(a, key, m.name), len(a.between) > (key in a.between)
                if case not in sequences:
                    sequences[case] = weigh.some(_of_sequence(a, *case[1:], rule))
                evidence += sequences[case]
            for side, beside in sides.items():
                evidence += self._beside(beside.places[key], beside.words, side, form) if key in beside.places else self.absent[side]
            yield Candidate(m.name, m.entity_id, m.start, m.end, evidence)

    def _of_nobody(self, voice: Voice | None, before: list[str], after: list[str], people: int, form: str, rule: str, tag: str) -> Any:
        """What speaks for nobody with a name: the words beside the quotation, and those that the rules take for a speaker without one."""
        weigh = self.weigh
        phrase = _split(self.scene.frame, voice.start, voice.end) if voice and not voice.name else []
        return weigh.some([
            BIAS, *(("unnamed first", w) for w in phrase[:1]), *(("unnamed last", w) for w in phrase[-1:]), ("unnamed like", " ".join(map(_class, phrase[:1] + phrase[-1:]))),
            ("nobody by rule", rule), ("form", form), ("pronoun", tag), ("people", bucket(people, 0, 1, 2, 4)),
            ("nobody right 1", _at(after, 0)), ("nobody right 2", _at(after, 0) + " " + _at(after, 1)), ("nobody right 3", " ".join(_at(after, n) for n in range(3))),
            ("nobody left 1", _at(before, 0)), ("nobody left 2", _at(before, 1) + " " + _at(before, 0)),
            ("nobody after like", " ".join(map(_class, after[:4]))), ("nobody before like", " ".join(map(_class, before[:4]))),
        ]) + weigh.words("unnamed", set(phrase)) + weigh.words("nobody after", set(after[:8])) + weigh.words("nobody before", set(before[:8]))

    def _sex(self, m: Mention) -> str:
        if (m.entity_id, m.name) not in self.sexes:
            self.sexes[m.entity_id, m.name] = sex_of(self.scene, m)
        return self.sexes[m.entity_id, m.name]

    def _holds(self, key: str, m: Mention, posts: set[str]) -> bool:
        """Whether somebody is called by one of the role words anywhere."""
        if not posts.isdisjoint(m.name.lower().split()):
            return True
        if self.scene.roles:
            return not posts.isdisjoint(self.scene.roles.get(key, ()))
        for other in self.mentions[key]:
            if other.kind == "person" and other.method not in ("part", "voice"):
                if other.start not in self.roles:
                    self.roles[other.start] = roles_at(self.scene, other)
                if not posts.isdisjoint(self.roles[other.start]):
                    return True
        return False

    def _near(self, span: Span, said: list[Voice | None], i: int) -> list[str]:
        """Keys of those named near a quotation or who spoke before it, the last named first, then those named after it."""
        at = bisect_left(self.starts, span.left)
        stop = bisect_right(self.starts, span.right + _AFTER)
        found: dict[str, None] = {}
        for n in range(at - 1, -1, -1):
            m = self.named[n]
            if span.left - m.start > _BEFORE or len(found) >= _MOST:
                break
            found.setdefault(m.entity_id)
        for m in self.named[at:stop]:
            found.setdefault(m.entity_id)
        voice = self.scene.voices[i]
        for other in (voice, *(v for v in said[max(0, i - 3):i + 2])):
            if other and other.name:
                key = next((k for k in (other.entity_id, "?" + other.name, slug(other.name)) if k in self.mentions), other.entity_id or slug(other.name))
                if key not in self.mentions:
                    self.mentions[key] = [Mention(other.start, other.end, "agency" if other.method.endswith("agency") else "person", key, other.name, "voice")]
                found.setdefault(key)
        return list(found)

    def _nearest(self, key: str, left: int, right: int, high: int) -> Mention:
        """The mention after the quotation in its paragraph, else the last before it, else the first after it."""
        own = self.mentions[key]
        if len(own) == 1:
            return own[0]
        at = bisect_left(own, right, key=_start)
        if at < len(own) and own[at].start < min(high, right + 60):
            return own[at]
        return own[max(0, bisect_left(own, left, hi=at, key=_start) - 1)]

    def _words(self, low: int, high: int) -> tuple[list[str], list[tuple[str, int]]]:
        """Words, marks and names of a stretch, and the keys of the names with their places among them."""
        found, names, at = [], [], low
        frame = self.scene.frame
        for m in self.named[bisect_left(self.starts, low):bisect_left(self.starts, high)]:
            if m.start >= at:
                found += _split(frame, at, m.start)
                names.append((m.entity_id, len(found)))
                found.append("A" if m.kind == "agency" else "N")
                at = m.end
        return found + _split(frame, at, high), names

    def _after(self, low: int, high: int) -> _Side:
        found, names = self._words(low, high)
        return _Side(found[:30], {key: n for key, n in reversed(names) if n < 30})

    def _before(self, low: int, high: int) -> _Side:
        found, names = self._words(low, high)
        last = len(found) - 1
        return _Side(found[::-1][:40], {key: last - n for key, n in names if last - n < 40})

    def _form(self, i: int, before: list[str], after: list[str]) -> str:
        """What stands beside a quotation in its paragraph: words that lead to it, words that go on after it, neither."""
        plain, span = self.scene.article.plain, self.scene.spans[i]
        lead = "none" if not before else "quote" if before[0] in "~\"'" else {":": "colon", ",": "comma", ".": "stop"}.get(before[0], "word")
        inner = plain[span.end - 1:span.end]
        trail = "none" if not after else "quote" if after[0] in "~\"'" else "stop" if after[0] == "." or inner in ".!?" and not after[0].islower() else "word"
        return f"{lead} {trail} {'comma' if inner == ',' else 'end' if inner in '.!?' else 'open'}"

    def _around(self, i: int, said: list[Voice | None]) -> list[_Around]:
        """The quotations around one."""
        scene, span, found = self.scene, self.scene.spans[i], []
        for back in range(1, min(i, 2) + 1):
            last = scene.spans[i - back]
            gap = scene.frame[last.right:span.left]
            if "\n" not in gap:
                far = "paragraph" if _SENTENCE_ENDS.search(gap) else "sentence"
            else:
                far = "next" if not gap.strip() else "near" if len(gap) < 300 else "far"
            between = {m.entity_id for m in self.named[bisect_left(self.starts, last.right):bisect_left(self.starts, span.left)]}
            found.append(_Around("last " * back, said[i - back], far, between))
        if i + 1 < len(scene.spans):
            following = scene.spans[i + 1].left
            far = "near" if following - span.right < 300 else "far"
            found.append(_Around("next", scene.voices[i + 1], "paragraph" if "\n" not in scene.frame[span.right:following] else far, set()))
        return found

    def _of_name(self, key: str, m: Mention) -> Any:
        """What the name tells and how it is used, whichever the quotation."""
        if key not in self.of_name:
            own = self.mentions[key]
            features = {("kind", m.kind), ("mentions", m.kind + bucket(len(own), 1, 2, 4)), ("surely a name", bucket(m.score, 0.6, 0.8, 0.9, 1)), ("how named", m.method), ("named by", m.kind + " " + m.method),
                                 ("words", m.kind + str(min(3, m.name.count(" ")))), ("first", bucket(own[0].start, 80, 400, 1500)),
                                 ("given", f"{m.kind} {reference.load().given_names.get(m.name.split()[0], '') != ''} {min(3, m.name.count(' '))}"),
                                 *(("name word", f"{m.kind} {k}") for w in m.name.split() for k in kinds(w))}
            if m.kind != "person":
                frame = self.scene.frame
                for o in own[:4]:
                    left = frame[max(0, o.start - 20):o.start].split()[-1:]
                    features |= {("named after", f"{m.kind} {w.lower()}") for w in left} | {("named before", f"{m.kind} {_like(w.lower().strip(',.')) or w[:2]}") for w in frame[o.end:o.end + 15].split()[:1]}
            self.of_name[key] = self.weigh.some(features)
        return self.of_name[key]

    def _of_place(self, m: Mention, span: Span, low: int, behind: int, within: int) -> list[Feature]:
        """Where the nearest mention stands: which sentence and paragraph before or after, as a subject or not.

        The quotation is `within` a paragraph that begins at `low`, and ends before the sentence `behind` it.
        """
        scene, article = self.scene, self.scene.article
        if m.start not in self.of_place:
            sentence = article.sentence_at(m.start)[0]
            subject = str(m.start == sentence if m.kind == "unlisted" else scene.is_subject(m, sentence))
            right = scene.frame[m.end:m.end + 20].split(None, 1)
            self.of_place[m.start] = subject, _like(right[0].lower()) if right else "", enclosing(article.sentences, m.start), enclosing(article.paragraphs, m.start)
        subject, then, at, paragraph = self.of_place[m.start]
        if m.start >= span.right:
            is_near = "\n" not in scene.frame[span.right:m.start]
            where = "tag" if is_near and m.start - span.right < 60 else "later" if is_near else "below"
        elif m.start >= low:
            where = "here " + bucket(behind - at, 1, 2, 3)
        else:
            where = "above " + bucket(within - paragraph, 1, 2, 4, 8)
        return [("where", where), ("where kind", f"{where} {m.kind}"), ("where subject", f"{where} {subject} {m.kind}"), ("where then", f"{where[:5]} {then}")]

    def _beside(self, at: int, words: list[str], side: str, form: str) -> Any:
        """The words between a quotation and the nearest place that names the candidate on this side of it, and those beyond the name."""
        gap, beyond, weigh = words[:at], words[at + 1:at + 3], self.weigh
        shown = " ".join(map(_class, gap)) if at < 6 else "long"
        said = f"{min(sum(map(gap.count, '.!?')), 2)} {not SAYING.isdisjoint(gap)} {not SAYING.isdisjoint(beyond)}"
        return weigh.some([
            (side, bucket(at, 0, 1, 2, 4, 8, 15)), (side + " gap", shown), (side + " gap then", f"{shown} | {' '.join(map(_class, beyond[:1]))}"),
            (side + " then", " ".join(map(_class, beyond))), (side + " verb", f"{said} {min(gap.count('N') + gap.count('A'), 2)}"), (side + " verb form", f"{said} {form}"),
        ]) + weigh.words(side + " word", set(gap[-3:])) + weigh.words(side + " beyond", set(beyond))


def _same(a: _Around, key: str | None, name: str | None) -> str:
    """How a candidate, or nobody, stands to the speaker of a quotation around."""
    if a.voice is None or a.voice.name is None:
        return "nobody" if a.voice else "none"
    return "same" if key and (a.voice.entity_id == key or a.voice.name == name) else "other"


def _of_sequence(a: _Around, same: str, others: bool, rule: str) -> Iterator[Feature]:
    """What a quotation around tells of a candidate; `others` are named between."""
    yield a.which, f"{same} {a.far}"
    if a.which != "next":
        yield "others " + a.which, f"{same} {a.far} {others}"
        if a.which == "last ":
            yield "last rule", f"{same} {a.far} {rule}"


@lru_cache(maxsize=20_000)
def _class(word: str) -> str:
    return "V" if word in SAYING else word if word in _FUNCTION or word in _PRONOUNS or not word[0].isalpha() or len(word) == 1 else "post" if is_role(word) else "w"


def _like(word: str) -> str:
    return "V" if word in SAYING else word if word in _FUNCTION else ""


def _at(words: list[str], n: int) -> str:
    return words[n] if n < len(words) else ""


def _split(frame: str, low: int, high: int) -> list[str]:
    return ["~" if w[0] == "~" else w.lower() for w in _TOKEN.findall(frame, low, high)]


def _tag_pronoun(before: list[str], after: list[str]) -> str:
    """What the sex of the pronoun is that stands beside a verb of saying next to the quotation; empty without one."""
    for words in (after[:8], before[:14]):
        for n, w in enumerate(words):
            if w in ".!?" and n:
                break
            if w in _PRONOUNS and not SAYING.isdisjoint(words[max(0, n - 3):n + 4]):
                return _PRONOUNS[w]
    return next((_PRONOUNS[w] for words in (after[:5], before[:10]) for w in words if w in ("he", "she")), "")
