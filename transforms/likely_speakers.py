"""Who likely says a quotation: where no name stands beside it as the subject of a verb of saying, a linear model chooses among all who are named."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from math import exp
from typing import NamedTuple

from transforms import linear
from transforms.article import Mention
from transforms.linear import BIAS, Feature, bucket
from transforms.referents import is_person, roles_of, sex_of
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
_CAPITALISED = re.compile(r"(?<![\w~@'.-])[A-Z][\w'-]*\w(?:\.(?=\s[A-Z]))?(?:\s(?:(?:de|da|van|von|der|la|bin|al|del)\s)?[A-Z](?:[\w'-]*\w|\.(?=\s[A-Z])))*")
_NO_NAME = frozenset(("place", "nationality", "calendar", "starter", "organisation"))
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Col|Gen|Lt|Maj|Capt|Sen|Rep|Gov|Cmdr)\.?")
# Subjects that may well be somebody who is named elsewhere.
_DEFINITE = re.compile(r"\W*(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey|[Ww]e|I|[Tt]he)\b")
_SENTENCE_ENDS = re.compile(r"[.!?]\s")
_WE, _I = re.compile(r"\b(?:[Ww]e|[Oo]ur|us)\b"), re.compile(r"\b(?:I|[Mm]y|me)\b|I'")
_PRONOUNS = {"he": "m", "she": "f", "it": "it", "they": "they", "we": "they", "i": "i"}
_FUNCTION = frozenset("a an the of to in on at for with from by as who which that and but or when while after before told his her its their our is was were are has had have not "
                      "will would could about into also then later asked according called named whose".split())


class Candidate(NamedTuple):
    """A possible speaker of a quotation, with the place that names him or her; nobody without a name."""

    name: str | None
    entity_id: str | None
    start: int
    end: int
    features: frozenset[Feature]


class _Word(NamedTuple):
    """A word, mark or name beside a quotation: what it is like, where, and the key of whom it names."""

    like: str
    start: int
    key: str


def is_certain(scene: Scene, i: int, last: Voice | None) -> bool:
    """Whether the rules leave nothing to weigh.

    The name of a person, or words for one without a name ("a neighbour", "her mother"), are the subject of a verb of saying in the sentence; or
    the `last` speaker goes on.
    """
    voice = scene.voices[i]
    if voice and not voice.name and voice.reach in ("tag", "sentence"):
        return not _DEFINITE.match(scene.frame, voice.start)
    if voice is None or voice.method != "name-person":
        return False
    return voice.reach in ("tag", "sentence") or voice.reach in ("chain", "continued") and last is not None and last.name == voice.name


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
        cast = cast or Cast(scene)
        options = list(cast.candidates(i, said))
        scores = [model.some(c.features) for c in options]
        most = max(scores)
        weights = [exp(s - most) for s in scores]
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


class Cast:
    """All who are named in a scene, with what is common to the quotations of it."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.named = sorted([*scene.named, *_unlisted(scene)], key=lambda m: m.start)
        self.starts = [m.start for m in self.named]
        self.mentions: dict[str, list[Mention]] = {}
        for m in self.named:
            self.mentions.setdefault(m.entity_id, []).append(m)
        self.of_name: dict[str, set[Feature]] = {}
        self.of_place: dict[int, tuple[str, str, int, int]] = {}

    def candidates(self, i: int, said: list[Voice | None]) -> Iterator[Candidate]:
        """Who may say the quotation, nobody first; `said` has the speakers chosen for those before it and the rules' for those after it."""
        scene = self.scene
        span, voice = scene.spans[i], scene.voices[i]
        low, high = scene.article.paragraph_at(span.left)
        high = max(high, span.right)
        before = self._words(max(low, span.left - 300), span.left)[::-1][:40]
        after = self._words(span.right, min(high, span.right + 260))[:30]
        form = self._form(i, before, after)
        rule = f"{voice.method} {voice.reach}" if voice else "none"
        tag = _tag_pronoun(before, after)
        posts = {w.like for w in (*after[:9], *before[:12]) if w.like.islower() and is_person(w.like)}
        inside = scene.article.mentions_in(span.start, span.end, "person")
        quoted = {m.entity_id for m in inside}
        text = scene.article.plain[span.start:span.end]
        speaks = "we" if _WE.search(text) else "i" if _I.search(text) else ""
        beside = {("right 1", _at(after, 0)), ("right 2", _at(after, 0) + " " + _at(after, 1)), ("right 3", " ".join(_at(after, n) for n in range(3))),
                  ("left 1", _at(before, 0)), ("left 2", _at(before, 1) + " " + _at(before, 0)), ("after like", " ".join(_class(w.like) for w in after[:4])), ("before like", " ".join(_class(w.like) for w in before[:4])), *(("after", w.like) for w in after[:8]), *(("before", w.like) for w in before[:8])}
        around = self._around(i, said)
        here = self._near(span, said, i)
        phrase = [w.like for w in _split(scene.frame, voice.start, voice.end)] if voice and not voice.name else []
        yield Candidate(None, None, span.left, span.right, frozenset(
            {BIAS, *(("unnamed first", w) for w in phrase[:1]), *(("unnamed last", w) for w in phrase[-1:]), *(("unnamed", w) for w in phrase), ("unnamed like", " ".join(map(_class, phrase[:1] + phrase[-1:]))), ("nobody by rule", rule), ("form", form), ("pronoun", tag), ("people", bucket(len(here), 0, 1, 2, 4)), *(("nobody " + g, v) for g, v in beside),
             *(("nobody " + g, v) for g, v in self._of_sequence(around, rule, None))}))
        recency = {key: n for n, key in enumerate(k for k in here if self.mentions[k][0].start < span.left)} if here else {}
        kind_rank: Counter[str] = Counter()
        spoken = Counter(v.entity_id for v in said[:i] if v)
        for key in here:
            m = self._nearest(key, span.left, span.right, high)
            is_rule = bool(voice and voice.name and (voice.entity_id == key or voice.name == m.name))
            own = self._of_name(key, m)
            kind = m.kind
            sex = sex_of(scene, m) if kind == "person" or kind == "unlisted" else ""
            fits = "it" if kind == "agency" else "unknown" if not sex else sex
            fit = f"{tag} {fits}"
            rank = bucket(recency[key], 0, 1, 2, 4) if key in recency else "after"
            if kind != "agency" and key in recency and (tag not in "mf" or sex != {"m": "f", "f": "m"}.get(tag)):
                fit_rank = str(min(kind_rank[tag], 3))
                kind_rank[tag] += 1
            else:
                fit_rank = "no"
            features = {
                *own, ("by rule" if is_rule else "not by rule", rule), ("fit", fit), ("rank", rank), ("form rank", f"{form} {rank}"), ("fit rank", f"{tag} {fit_rank}"),
                ("fit rank form", f"{tag} {fit_rank} {form}"), ("rule rank", f"{is_rule} {rule} {rank}"),
                ("is quoted", str(key in quoted)), ("speaks", f"{speaks} {kind}"), ("kind form", f"{kind} {form}"),
                *self._of_sequence(around, rule, key, m.name), ("has spoken", bucket(spoken[key], 0, 1, 3)), *_beside(key, after, "after", form), *_beside(key, before, "before", form), *self._of_place(m, span, low),
            }
            if posts:
                held = roles_of(scene).get(key, set()) | {w for w in m.name.lower().split()}
                features.add(("post", f"{bool(held & posts)} {kind} {tag}"))
            yield Candidate(m.name, m.entity_id, m.start, m.end, frozenset(features))

    def _near(self, span: Span, said: list[Voice | None], i: int) -> list[str]:
        """Keys of those named near a quotation or who spoke before it, the last named first, then those named after it."""
        at = bisect_left(self.starts, span.left)
        stop = bisect_right(self.starts, span.right + _AFTER)
        found: dict[str, None] = {}
        for m in reversed(self.named[:at]):
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
        tag = next((m for m in own if right <= m.start < min(high, right + 60)), None)
        last = next((m for m in reversed(own) if m.start < left), None)
        return tag or last or own[0]

    def _words(self, low: int, high: int) -> list[_Word]:
        found, at = [], low
        frame = self.scene.frame
        for m in self.named[bisect_left(self.starts, low):bisect_left(self.starts, high)]:
            if m.start >= at:
                found += _split(frame, at, m.start)
                found.append(_Word("A" if m.kind == "agency" else "N", m.start, m.entity_id))
                at = m.end
        return found + _split(frame, at, high)

    def _form(self, i: int, before: list[_Word], after: list[_Word]) -> str:
        """What stands beside a quotation in its paragraph: words that lead to it, words that go on after it, neither."""
        plain, span = self.scene.article.plain, self.scene.spans[i]
        lead = "none" if not before else "quote" if before[0].like in "~\"'" else {":": "colon", ",": "comma", ".": "stop"}.get(before[0].like, "word")
        inner = plain[span.end - 1:span.end]
        trail = "none" if not after else "quote" if after[0].like in "~\"'" else "stop" if after[0].like == "." or inner in ".!?" and not after[0].like.islower() else "word"
        return f"{lead} {trail} {'comma' if inner == ',' else 'end' if inner in '.!?' else 'open'}"

    def _around(self, i: int, said: list[Voice | None]) -> list[tuple[str, Voice | None, str, set[str]]]:
        """The quotations around: which it is, its speaker, how far it is, and who is named between."""
        scene, span, found = self.scene, self.scene.spans[i], []
        for back in range(1, min(i, 2) + 1):
            last = scene.spans[i - back]
            gap = scene.frame[last.right:span.left]
            if "\n" not in gap:
                far = "paragraph" if _SENTENCE_ENDS.search(gap) else "sentence"
            else:
                far = "next" if not gap.strip() else "near" if len(gap) < 300 else "far"
            between = {m.entity_id for m in self.named[bisect_left(self.starts, last.right):bisect_left(self.starts, span.left)]}
            found.append(("last " * back, said[i - back], far, between))
        if i + 1 < len(scene.spans):
            following = scene.spans[i + 1].left
            far = "near" if following - span.right < 300 else "far"
            found.append(("next", scene.voices[i + 1], "paragraph" if "\n" not in scene.frame[span.right:following] else far, set()))
        return found

    def _of_sequence(self, around: list[tuple[str, Voice | None, str, set[str]]], rule: str, key: str | None, name: str | None = None) -> Iterator[Feature]:
        """How a candidate, or nobody, stands to the speakers of the quotations around."""
        for which, voice, far, between in around:
            if voice is None or voice.name is None:
                same = "nobody" if voice else "none"
            else:
                same = "same" if key and (voice.entity_id == key or voice.name == name) else "other"
            yield which, f"{same} {far}"
            if which != "next":
                yield "others " + which, f"{same} {far} {bool(between - {key})}"
                if which == "last ":
                    yield "last rule", f"{same} {far} {rule}"

    def _of_name(self, key: str, m: Mention) -> set[Feature]:
        if key not in self.of_name:
            own = self.mentions[key]
            self.of_name[key] = {("kind", m.kind), ("mentions", m.kind + bucket(len(own), 1, 2, 4)), ("surely a name", bucket(m.score, 0.6, 0.8, 0.9, 1)), ("how named", m.method), ("named by", m.kind + " " + m.method),
                                 ("words", m.kind + str(min(3, m.name.count(" ")))), ("first", bucket(own[0].start, 80, 400, 1500)),
                                 ("given", f"{m.kind} {reference.load().given_names.get(m.name.split()[0], '') != ''} {min(3, m.name.count(' '))}"),
                                 *(("name word", f"{m.kind} {k}") for w in m.name.split() for k in kinds(w))}
            if m.kind != "person":
                frame = self.scene.frame
                for o in own[:4]:
                    left = frame[max(0, o.start - 20):o.start].split()[-1:]
                    self.of_name[key] |= {("named after", f"{m.kind} {w.lower()}") for w in left} | {("named before", f"{m.kind} {_like(w.lower().strip(',.')) or w[:2]}") for w in frame[o.end:o.end + 15].split()[:1]}
        return self.of_name[key]

    def _of_place(self, m: Mention, span: Span, low: int) -> Iterator[Feature]:
        """Where the nearest mention stands: which sentence and paragraph before or after, as a subject or not."""
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
            sentences = bisect_left(article.sentences, (span.left, 0)) - at
            where = "here " + bucket(sentences, 1, 2, 3)
        else:
            paragraphs = enclosing(article.paragraphs, span.left) - paragraph
            where = "above " + bucket(paragraphs, 1, 2, 4, 8)
        yield "where", where
        yield "where kind", f"{where} {m.kind}"
        yield "where subject", f"{where} {subject} {m.kind}"
        yield "where then", f"{where[:5]} {then}"


def _beside(key: str, words: list[_Word], side: str, form: str) -> Iterator[Feature]:
    """The words between a quotation and the nearest place that names the candidate on this side of it, and those beyond the name."""
    at = next((n for n, w in enumerate(words) if w.key == key), None)
    if at is None:
        yield side, "absent"
        return
    gap, beyond = [w.like for w in words[:at]], [w.like for w in words[at + 1:at + 4]]
    shown = " ".join(map(_class, gap)) if at < 6 else "long"
    yield side, bucket(at, 0, 1, 2, 4, 8, 15)
    yield side + " gap", shown
    yield side + " gap then", f"{shown} | {' '.join(map(_class, beyond[:1]))}"
    yield side + " then", " ".join(map(_class, beyond[:2]))
    stops = sum(w in ".!?" for w in gap)
    verb = any(w in SAYING for w in gap)
    names = sum(w in ("N", "A") for w in gap)
    beside = any(w in SAYING for w in beyond[:2])
    yield side + " verb", f"{min(stops, 2)} {verb} {beside} {min(names, 2)}"
    yield side + " verb form", f"{min(stops, 2)} {verb} {beside} {form}"
    for w in gap[-3:]:
        yield side + " word", w
    for w in beyond[:2]:
        yield side + " beyond", w


def _class(word: str) -> str:
    return "V" if word in SAYING else word if word in _FUNCTION or word in _PRONOUNS or not word[0].isalpha() or len(word) == 1 else "post" if is_role(word) else "w"


def _like(word: str) -> str:
    return "V" if word in SAYING else word if word in _FUNCTION else ""


def _at(words: list[_Word], n: int) -> str:
    return words[n].like if n < len(words) else ""


def _split(frame: str, low: int, high: int) -> list[_Word]:
    return [_Word("~" if m[0][0] == "~" else m[0].lower(), m.start(), "") for m in _TOKEN.finditer(frame, low, high)]


def _tag_pronoun(before: list[_Word], after: list[_Word]) -> str:
    """What the sex of the pronoun is that stands beside a verb of saying next to the quotation; empty without one."""
    for words in (after[:8], before[:14]):
        for n, w in enumerate(words):
            if w.like in ".!?" and n:
                break
            if w.like in _PRONOUNS and any(o.like in SAYING for o in words[max(0, n - 3):n + 4]):
                return _PRONOUNS[w.like]
    return next((_PRONOUNS[w.like] for words in (after[:5], before[:10]) for w in words if w.like in ("he", "she")), "")


def _unlisted(scene: Scene) -> list[Mention]:
    """Capitalised names outside quotations that the mentions do not have, parts of a longer name as that name."""
    taken = [(m.start, m.end) for m in scene.named]
    others = {m.start: m.end for m in scene.article.mentions}
    found = []
    for match in _CAPITALISED.finditer(scene.frame):
        start, end = match.span()
        at = bisect_left(taken, (start, 0))
        if at < len(taken) and taken[at][0] < end or at and taken[at - 1][1] > start or start in others:
            continue
        words = match[0].split()
        while len(words) > 1 and (_TITLE.fullmatch(words[0]) or is_role(words[0].rstrip(".")) or "starter" in kinds(words[0])):
            start += len(words[0]) + 1
            words = words[1:]
        name = " ".join(words).removesuffix("'s")
        if scene.frame[start - 4:start].lower() in ("his ", "her ") or not kinds(name.split()[-1]).isdisjoint(_NO_NAME) or is_role(name) or len(words) > 5:
            continue
        found.append((start, start + len(name), name))
    often = Counter(name for _, _, name in found)
    opens = {low for low, _ in scene.article.sentences}
    full = {}
    for m in scene.named:
        if m.kind == "person":
            for word in m.name.split():
                full.setdefault(word, {})[m.entity_id] = m.name
    for _, _, name in found:
        if " " in name:
            for word in name.split():
                full.setdefault(word, {})["?" + name] = name
    result = []
    for start, end, name in found:
        if " " not in name and name in full and len(full[name]) == 1:
            key, whole = next(iter(full[name].items()))
            result.append(Mention(start, end, "unlisted" if key[0] == "?" else "person", key, whole, "part"))
        elif " " in name or often[name] > 1 or start not in opens:
            result.append(Mention(start, end, "unlisted", "?" + name, name, "name" if " " in name else "word"))
    return result
