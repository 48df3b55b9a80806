"""Who says each quotation of one article, by the words beside it, in its sentence or before it, or as the speaker of the one before."""

import re
from dataclasses import replace

from transforms.article import Mention
from transforms.referents import is_bystander, is_person, pronoun
from transforms.scene import Scene, Span, Voice, is_title_phrase, named, nobody
from transforms.speech import BODY_NAME, POSSESSED, STATEMENT, VERB
from transforms.subjects import left_subject, right_subject
from transforms.text import enclosing

# What may stand between a verb of saying and the mark that it introduces: little, or anything short that ends in a colon.
_LEAD_REST = re.compile(
    r"(?:[\s,:-]*\b(?:that|as|it|him|them|is|was|are|were|this|how|on|in|of|to|the|an?|be|would|will|could|just|only)\b)*[\s,:-]*$"
    r"|[^~]{0,90}:\s*$|\s(?:in|on|at|of|to|via|through|after|during|before|about|reporters|[A-Z])\b[^~.,;]{0,60}(?:,|\bthat)\s*$")
# After a text that ends its sentence, name and verb are its tag only when nothing is said in turn ("...?" X asked.).
_TAG_ENDS = re.compile(r"\s*(?:[.,]|$|in an?\b|on\s[A-Z]|during\b|at\s(?:a|the)\b|(?:last|this|earlier|later)\b|via\b|reporters\b)")
# "Will be announced": no verb of saying with a speaker.
_PASSIVE = re.compile(r"\b(?:be|been|being)\s$")
# "According to X, a lawyer who advises the firm": not what the lawyer says.
_ASIDE = re.compile(r"(?:\b(?:be|been|being)|[a-z] who)\s$")
_QUOTED = re.compile(r"\b(?P<passive>(?:was|is|were|been)\s)?(?:quot(?:ed|es|ing)|cit(?:ed|es|ing))\b")
_AS_SAYING = re.compile(r"\bas (?:saying|telling)\b")
_FROM = re.compile(rf"\b{STATEMENT}\s(?:from|by|of)\s(?:[A-Z][\w.'-]*\s)*$")
_FOLLOWING = re.compile(rf"\b[Tt]he following (?:is|are)\b[^.:;]*?\b{STATEMENT}s?\s(?:from|by|of)\s")
_OWN = re.compile(rf"\b([Hh]is|[Hh]er)\s(?:[\w-]+\s){{0,2}}?(?:{STATEMENT}|advice|answer|words|remarks?|comments?|view|motto|reaction)\b")
_TITLE_RUN = re.compile(r"(?:the\s|an?\s)?[A-Z][\w.'-]*\s(?:(?!said|told|and\b|to\b|with\b|that\b)[\w.'/&-]+\s){0,6}")
_MOOD = re.compile(r"(?:an?|the)\s(?:[a-z]+ly\s)?[a-z-]+\s(?:[a-z-]+\s)?")
_NAMED = re.compile(r"(?:an?|the)\s(?:[\w'-]+\s){1,5}(?:called|named)\s")
_ANOTHER = re.compile(r"\W*(?:His|Her|Their|An?|One|Another)\s(?:[\w'-]+\s){0,3}?(?P<who>[\w'-]+)\s(?:is|was|had|has|put|[a-z]+ed|[a-z]+s)\b")
_ANY_VERB = re.compile(r"\s[a-z]{2,}(?:ed|s)\b")
_INVERTED = re.compile(r"[a-z]{2,}(?:ed|[a-rt-z]s)(?=\s)")
_SIGNATURE = re.compile(r"\s{0,3}(?:--?|~)\s?(?=[A-Z])")
_TITLE_ENDS = re.compile(r",\s(?:[\w'&-]+\s){0,6}[\w'&-]+\.?[ \t]*(?:\n|$)")
_WITH_THESE = re.compile(r"\s*With (?:these|those|that|this) (?:\w+\s)?(?:words?|remark|message|call),\s")
_TIME_OF_DAY = re.compile(r"[\s*-]*(?:\d\d?[:.]\d\d(?:\s?[ap]\.?m\b\.?)?(?:\s[A-Z]{2,4}\b)?[\s:.-]*)?")
_OUR = re.compile(r"Our(?: own)?\s")
_LABEL_NAME = re.compile(r"[A-Z][\w.'-]+(?:\s[A-Z][\w.'-]+){1,4}")
_LABEL_REST = re.compile(r"(?:,\s[^:.;~]{2,70}|\s\([^()]{2,40}\))?\s*")
_HE = {"his": "he", "her": "she"}
_SUBJECT_PRONOUN = re.compile(r"(?:^|[,;]\s|\b(?:and|but|that|as|when|while|because|after|before)\s)(?P<p>[Hh]e|[Ss]he)\b")
_BY = re.compile(r"\b(?:described|called|dubbed|hailed|labell?ed|praised) (?:[\w-]+ )?by $")
_VIEW = re.compile(r"\W*(?:For|In the (?:eyes|view|opinion) of)\s")
# "Asked what she would pack, she laughed." before a paragraph of quotation is answered by it.
_ASKED = re.compile(r"(?P<of>(?:When\s)?[Aa]sked\s[^,.;~]{3,100},\s)(?P<who>[Hh]e|[Ss]he|(?:[A-Z][a-z]*\.?\s)?[A-Z][\w'-]+(?:\s[A-Z][\w'-]+){0,2})\s[a-z]")
_NEW_CLAUSE = re.compile(r"\s*,?\s*(?:and|but|while|though|although|when|whereas|yet|as)\b")


def attribute(scene: Scene) -> list[Voice | None]:
    """Who says each text between marks, in their order: a Voice, without a name where that is not certain, or None without attribution.

    They are added to the voices of the scene.
    """
    spans, voices = scene.spans, scene.voices
    for i, span in enumerate(spans):
        voices.append(_voice(scene, i, span))
        voice, at = voices[i], i
        # One sentence, one speaker: what stood before the tag ("X" and "Y," she said) and the paragraphs it continues.
        while voice and at and voices[at - 1] is None and (_same_sentence(scene, at) or _continues(scene, at)):
            at -= 1
            voices[at] = voice.reaching("continued" if spans[at].shape == "continued" else "chain", 0.93)
    return voices


def _continues(scene: Scene, i: int) -> bool:
    """Whether the text is the next paragraph of the one before it."""
    before, span = scene.spans[i - 1], scene.spans[i]
    return before.shape in ("continued", "open") and not scene.frame[before.right:span.left].strip()


def _same_sentence(scene: Scene, i: int) -> bool:
    """Whether the reporter's sentence that holds the text before goes on to this one."""
    before, span = scene.spans[i - 1], scene.spans[i]
    between = scene.frame[before.right:span.left]
    return "\n" not in between and scene.article.sentence_at(span.left)[0] < before.right and bool(between.strip())


def _voice(scene: Scene, i: int, span: Span) -> Voice | None:
    """Who says one text; the nearest attribution wins, a tag after it before one in front of it."""
    article, spans = scene.article, scene.spans
    low, high = article.paragraph_at(span.left)
    high = max(high, span.right)
    before = spans[i - 1] if i and spans[i - 1].right > low else None
    after = spans[i + 1] if i + 1 < len(spans) and spans[i + 1].left < high else None
    lead = max(article.sentence_at(span.left)[0], before.right if before else 0, low)
    trail = max(article.sentence_at(span.right - 1)[1], span.right)
    if after:
        trail = min(trail, after.left)
    if trail > span.right + 1 and (voice := _tag_after(scene, span.right, trail)):
        return voice
    found = _lead(scene, lead, span.left)
    if found and found.reach == "tag":
        return found
    if trail <= span.right + 1 and (voice := _detached_tag(scene, span, after.left if after else high)):
        return voice
    found = found or _sentence_after(scene, span.right, trail) or _signature(scene, span)
    if found:
        return found
    if before and _same_sentence(scene, i):
        earlier = scene.voices[i - 1]
        return earlier.reaching("chain", 0.95) if earlier else None
    if i and _continues(scene, i):
        earlier = scene.voices[i - 1]
        return earlier.reaching("continued", 0.98) if earlier else None
    if scene.frame[lead:span.left].strip():
        earlier = scene.voices[i - 1] if before else None
        other = _ANOTHER.match(scene.frame, lead, span.left)
        goes_on = not (other and is_person(other["who"])) and earlier and earlier.name and earlier.end <= lead and not scene.within(max(before.right, earlier.end), span.left)
        return earlier.reaching("chain", 0.8) if goes_on else None
    return _standing(scene, i, span, before, low)


def _tag_after(scene: Scene, right: int, high: int) -> Voice | None:
    """The tag beside the closing mark: "said X", "X said", "according to X"."""
    frame = scene.frame
    at = right + len(re.match(r"[\s,-]*(?:(?:has|had)\s(?=[a-z]+ed\b))?", frame[right:high])[0])
    verb = VERB.match(frame, at, high)
    if verb:
        if verb["participle"]:
            return None
        voice = right_subject(scene, verb.end(), high, is_source=bool(verb["by"]))
        return voice.reaching("tag") if voice else None
    quoting = _QUOTED.search(frame, at, min(high, at + 60))
    if quoting and _AS_SAYING.search(frame, quoting.end(), min(high, quoting.end() + 80)):
        is_passive = bool(quoting["passive"])
        voice = left_subject(scene, at, quoting.start()) if is_passive else right_subject(scene, quoting.end(), high, is_source=True)
        return voice.reaching("tag") if voice else None
    if called := _NAMED.match(frame, at, high):
        person = next(iter(scene.within(called.end(), high)), None)
        if person and person.start == called.end() and VERB.match(frame, person.end + 1):
            return named(person).reaching("tag")
    for verb in VERB.finditer(frame, at, min(high, at + 330)):
        if not verb["finite"]:
            continue
        voice = _teller(left_subject(scene, at, verb.start()), verb)
        if voice and (not voice.name or _opens(scene, at, voice.start)):
            return voice.reaching("tag")
        if voice:
            return None
    # After a text that ends with a comma, whatever a person "jabbed" or "chuckled" is a tag.
    if scene.article.plain[right - 2:right - 1] in (",", "?", "!"):
        for m in scene.within(at, min(high, at + 100)):
            if m.kind == "person" and _opens(scene, at, m.start) and _ANY_VERB.match(frame, m.end):
                return named(m, factor=0.9).reaching("tag")
        if inverted := _INVERTED.match(frame, at):
            voice = right_subject(scene, inverted.end(), high)
            if voice and voice.name and voice.method.startswith("name"):
                return voice.reaching("tag", 0.88)
    return None


def _opens(scene: Scene, at: int, start: int) -> bool:
    """Whether the subject that starts at `start` is the first thing after `at`, titles aside."""
    if start <= at + 2:
        return True
    before = scene.frame[at:start].removeprefix("as ")
    if before.startswith(("and ", "but ", "while ")):
        return False
    return before in ("", "is how ", "was how ") or bool(_MOOD.fullmatch(before)) or is_title_phrase(before) or bool(_TITLE_RUN.fullmatch(before))


def _teller(voice: Voice | None, verb: re.Match) -> Voice | None:
    """The voice, unless it only reports: papers and broadcasters report what others say."""
    if voice and verb[0].startswith("report"):
        if voice.method in ("name-unlisted", "unlisted-agency") or voice.entity_id and voice.method == "name-agency" and is_bystander(voice.entity_id):
            return None
    return voice


def _detached_tag(scene: Scene, span: Span, high: int) -> Voice | None:
    """The tag after a text that ends like a sentence: "Why?" X asked."""
    frame = scene.frame
    if closing := _WITH_THESE.match(frame, span.right, high):
        person = next((m for m in scene.within(closing.end(), high) if m.kind == "person"), None)
        return named(person, factor=0.95).reaching("tag") if person and is_title_phrase(frame[closing.end():person.start]) else None
    verb = VERB.search(frame, span.right, min(high, span.right + 90))
    if not verb or not verb["finite"] or not _TAG_ENDS.match(frame, verb.end()):
        return None
    at = span.right + len(re.match(r"\s*", frame[span.right:high])[0])
    voice = left_subject(scene, at, verb.start())
    return voice.reaching("tag", 0.95) if voice and voice.name and _opens(scene, at, voice.start) else None


def _lead(scene: Scene, low: int, left: int) -> Voice | None:
    """The speaker whom the sentence names before the opening mark."""
    frame = scene.frame
    text = frame[low:left]
    if not text.strip():
        return None
    verbs = list(VERB.finditer(frame, low, left))
    skipped = _ASIDE if any(v["by"] for v in verbs) else _PASSIVE
    verbs = [v for v in verbs if not skipped.search(frame, max(low, v.start() - 6), v.start())]
    for verb in reversed(verbs[-4:]):
        direct = bool(_LEAD_REST.match(frame[verb.end():left]))
        reach = "tag" if direct else "sentence"
        if verb["by"]:
            voice = right_subject(scene, verb.end(), left, is_source=True)
        else:
            voice = _subject(scene, low, verb, left)
            if voice and _teller(voice, verb) is None:
                voice = nobody(voice.start, voice.end)
        if voice:
            return voice.reaching(reach, 1.0 if direct else 0.96)
    inside = scene.within(low, left)
    for m in sorted(inside, key=lambda m: m.kind == "agency"):
        if _FROM.search(frame[low:m.start]) and (text.rstrip().endswith(":") or not frame[m.end:left].strip(" ,:-")):
            return named(m).reaching("tag")
    if own := _OWN.search(text):
        return pronoun(scene, _HE[own[1].lower()], low + own.start(1), low + own.end(1)).reaching("sentence", 0.95)
    for m in reversed(inside):
        if POSSESSED.match(frame, m.end):
            return named(m, factor=0.9).reaching("sentence")
    stripped = text.rstrip(" \t\u00a0")
    if stripped.endswith((":", ",")):
        head = stripped[:-1].rstrip()
        end = low + len(head)
        if stripped.endswith(":") and (voice := _label(scene, low, end, inside)):
            return voice.reaching("tag")
        if voice := _sentence_subject(scene, low, end, needs_clause=stripped.endswith(",")):
            return voice.reaching("tag", 0.9 if stripped.endswith(":") else 0.85)
    for m in inside:
        view = _VIEW.match(frame, low, m.start)
        if _BY.search(frame[low:m.start]) or view and frame.startswith(",", m.end) and is_title_phrase(frame[view.end():m.start]):
            return named(m, factor=0.92).reaching("sentence")
    return None


def _label(scene: Scene, low: int, end: int, inside: list[Mention]) -> Voice | None:
    """The name that stands alone before a colon, with the time of day, title or role: "08:14 - Commander X (NASA): ..."."""
    frame = scene.frame
    at = _TIME_OF_DAY.match(frame, low, end).end()
    if ours := _OUR.match(frame, at, end):
        at = ours.end()
    for m in inside:
        if _LABEL_REST.fullmatch(frame, m.end, end) and (m.start == at or m.kind == "person" and is_title_phrase(frame[at:m.start])):
            return named(m)
    name = _LABEL_NAME.match(frame, at, end)
    return scene.unlisted(at, name.end()) if name and not inside and _LABEL_REST.fullmatch(frame, name.end(), end) else None


def _subject(scene: Scene, low: int, verb: re.Match, left: int) -> Voice | None:
    """The subject of a verb of saying before a text."""
    frame = scene.frame
    if verb["participle"]:
        quoting = list(_QUOTED.finditer(frame, low, verb.start()))
        if quoting and frame[low:verb.start()].rstrip().endswith(" as"):
            if not quoting[-1]["passive"]:
                return right_subject(scene, quoting[-1].end(), verb.start(), is_source=True)
            return left_subject(scene, low, quoting[-1].start())
        beside = [m for m in scene.within(low, verb.start()) if m.kind == "person" and m.end == verb.start() - 1]
        if beside:
            return named(beside[0], factor=0.97)
        return _sentence_subject(scene, low, verb.start())
    if re.match(r"\s+by\s", frame[verb.end():left]):
        return right_subject(scene, verb.end() + 3, left, is_source=True)
    head = frame[low:verb.start()]
    voice = left_subject(scene, low, verb.start())
    if voice is None and not head.strip(" ,"):
        voice = right_subject(scene, verb.end(), left)
    if voice is None and re.search(r"\b(?:and|then|also|or|to|but)\s+$|,\s*$", head):
        voice = _sentence_subject(scene, low, verb.start())
    if voice is None and head.rstrip().endswith(","):
        voice = right_subject(scene, verb.end(), left)
    return voice


def _sentence_subject(scene: Scene, low: int, high: int, needs_clause: bool = False) -> Voice | None:
    """The subject of the sentence that begins at `low`, for a verb without its own: the last name that opens a clause.

    Without one it is the sentence's only name, unless it `needs_clause`.
    """
    inside = [m for m in scene.within(low, high) if scene.is_subject(m, low)]
    people = [m for m in inside if m.kind == "person"] or inside
    pronouns = list(_SUBJECT_PRONOUN.finditer(scene.frame[low:high]))
    if pronouns and (not people or low + pronouns[-1].start() > people[-1].start):
        at = low + pronouns[-1].start("p")
        return pronoun(scene, pronouns[-1]["p"].lower(), at, at + len(pronouns[-1]["p"]))
    if people:
        return named(people[-1], factor=0.93 if people[0] is people[-1] else 0.85)
    alone = {m.entity_id: m for m in scene.within(low, high)}
    return named(next(iter(alone.values())), factor=0.82) if len(alone) == 1 and not needs_clause else None


def _sentence_after(scene: Scene, right: int, high: int) -> Voice | None:
    """The speaker whom the rest of the sentence names: "..." above the limit, X said."""
    frame = scene.frame
    if high <= right + 1:
        return None
    clause = _NEW_CLAUSE.match(frame, right, high)
    for verb in VERB.finditer(frame, right, high):
        if verb["participle"]:
            continue
        if verb["by"]:
            voice = right_subject(scene, verb.end(), high, is_source=True)
        else:
            voice = _teller(left_subject(scene, right, verb.start()), verb)
            if voice is None and re.search(r",\s*$", frame[right:verb.start()]):
                voice = right_subject(scene, verb.end(), high)
        if voice and (not clause or re.search(r",\s", frame[clause.end():verb.start()])):
            # Only a clause that is itself a tag says who speaks: it ends the sentence or stands between commas.
            if verb["by"] or re.search(r"[,-]\s", frame[right:verb.start()]):
                return voice.reaching("sentence", 0.96)
    return None


def _signature(scene: Scene, span: Span) -> Voice | None:
    """The name that signs a text set apart, after a dash or with a title that ends its line: "..." - X, director."""
    frame = scene.frame
    if frame[scene.article.paragraph_at(span.left)[0]:span.left].strip():
        return None
    sign = _SIGNATURE.match(frame, span.right)
    at = sign.end() if sign else span.right + 1
    for m in scene.within(at, at + 90):
        title = frame[at:m.start]
        is_title = "\n" not in title and is_title_phrase(title) and (not title or m.kind == "person")
        if is_title and (re.match(r"[ \t]*[,(\n]|$", frame[m.end:m.end + 3]) if sign else _TITLE_ENDS.match(frame, m.end)):
            return named(m, factor=0.95).reaching("tag")
    body = BODY_NAME.match(frame, at) if sign else None
    return Voice(body["name"], None, *body.span("name"), "unlisted-agency", 0.75, "tag") if body else None


def _standing(scene: Scene, i: int, span: Span, before: Span | None, low: int) -> Voice | None:
    """The speaker of a text that is a sentence of its own: the sentence before it, or who spoke last in the paragraph."""
    article, frame = scene.article, scene.frame
    if before:
        sentence = article.sentence_at(max(span.left - 2, before.right))[0]
        if sentence >= before.right and frame[before.right:span.left].strip():
            if voice := _lead(scene, max(sentence, before.right), span.left):
                return voice.reaching("before", 0.9)
        earlier = scene.voices[i - 1]
        if earlier is None:
            return None
        if not earlier.name:
            return earlier.reaching("chain")
        for m in scene.within(max(before.right, earlier.end), span.left):
            sentence = article.sentence_at(m.start)[0]
            if m.kind == "person" and m.entity_id != earlier.entity_id and sentence > before.right and scene.is_subject(m, sentence):
                return None
        return earlier.reaching("chain", 0.97)
    if frame[low:span.left].strip():
        return _introduced(scene, low, span.left)
    is_alone = not frame[span.right:article.paragraph_at(span.left)[1]].strip(" .~\"'")
    return _paragraph_before(scene, i, low, is_alone)


def _paragraph_before(scene: Scene, i: int, low: int, is_alone: bool) -> Voice | None:
    """The speaker whom the end of the paragraph before gives: by a colon, or by its last sentence when quotation alone follows.

    A paragraph of quotation alone that follows a closing mark has none: whether the speaker goes on is not certain.
    """
    article, frame = scene.article, scene.frame
    index = enclosing(article.paragraphs, low) - 1
    if index < 0:
        return None
    start, end = article.paragraphs[index]
    sentence = max(start, article.sentence_at(end - 1)[0])
    if frame[start:end].rstrip().endswith(":"):
        voice = _lead(scene, sentence, end)
        return replace(voice, reach="before") if voice else None
    if following := _FOLLOWING.search(frame, sentence, end):
        for m in sorted(scene.within(following.end(), end), key=lambda m: m.kind == "agency"):
            if is_title_phrase(frame[following.end():m.start]):
                return named(m, factor=0.95).reaching("before")
    last = scene.spans[i - 1] if i else None
    if last and is_alone and last.right >= end - 1 and last.left >= start:
        earlier = scene.voices[i - 1]
        is_introduced = earlier and earlier.name and start <= earlier.start < min(s.left for s in scene.spans[:i] if s.left >= start)
        return earlier.reaching("before", 0.75) if is_introduced else None
    if not is_alone or last and last.right >= end:
        return None
    if last and last.right > sentence:
        earlier = scene.voices[i - 1]
        return earlier.reaching("before", 0.88) if earlier else None
    if asked := _ASKED.match(frame, sentence, end):
        voice = left_subject(scene, asked.end("of"), asked.end("who"))
        return voice.reaching("before", 0.85) if voice and voice.name else None
    voice = _lead(scene, sentence, end)
    if voice:
        return voice.reaching("before", 0.85) if voice.name else None
    if last and last.right > start and scene.voices[i - 1] and not any(m.kind == "person" for m in scene.within(last.right, end)):
        return scene.voices[i - 1].reaching("before", 0.85)
    return None


def _introduced(scene: Scene, low: int, left: int) -> Voice | None:
    """Who speaks after the paragraph's own words: a verb of saying or a colon in the sentence before, or its only person."""
    sentence = scene.article.sentence_at(max(low, left - 2))[0]
    if voice := _lead(scene, max(sentence, low), left):
        return voice.reaching("before", 0.9) if voice.name else voice
    people = {m.entity_id: m for m in scene.within(low, left) if m.kind == "person"}
    if len(people) == 1:
        return named(next(iter(people.values())), "context", 0.78).reaching("before")
    return None
