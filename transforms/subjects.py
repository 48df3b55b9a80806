"""Subjects of verbs of saying: the name, pronoun, role or group before or after the verb."""

import re
from dataclasses import replace

from transforms.article import Mention
from transforms.referents import group, holder, is_person, national, pronoun
from transforms.scene import Scene, Voice, is_role, is_title_phrase, kinds, named, nobody
from transforms.speech import BODY, BODY_ENDS, CALENDAR, FLUFF, GROUP, INVERSION_STOPS, ISSUED, PREPOSITIONS, STATEMENT, UNNAMED
from transforms.text import slug

_PRONOUN = re.compile(r"\b(he|she|it|they|we|i|who)$", re.I)
_HIGHNESS = re.compile(r"\b(His|Her)\s(?:[A-Z]\w+\s)?(?:Highness|Majesty|Excellency|Honou?r)$")
# A phrase such as "the agency's acting director of flights" at the end of a text.
_PHRASE_ENDS = re.compile(
    r"\b(?:the|its|their|his|her|[A-Z][\w.-]+'s?)\s(?P<np>(?:[\w'.-]+\s){0,4}?[\w'.-]+)(?P<of>\s(?:of|at|for|with)\s[\w'.& -]+)?$", re.I)
_PHRASE = re.compile(
    r"(?:the|its|their|his|her|[A-Z][\w.-]+'s)\s(?:[\w'-]+\s){0,4}?[\w'-]+"
    r"(?=\s(?:in|on|at|during|after|to|as|when|while|who|that|last|this|of|for)\b|[,.;\"~]|$)", re.I)
_FROM_GROUP = re.compile(
    r"(?:\s(?:shared|published|released|issued|posted|sent))?\s(?:from|by|of)\s((?:the|its)\s(?:[\w-]+\s){0,3}?[\w-]+)"
    r"(?=[.,;]|\s(?:said|on|in|that|after)\b|$)")
_FROM_NAME = re.compile(
    rf"(?:\s(?:shared|published|released|issued|posted|sent))?\s(?:from|by|of)\s(?:the\s)?(?:[A-Z][\w-]*\s|{STATEMENT}\s)*")
_BELONGS = re.compile(r",?\s(?:[\w-]+\s){0,5}?(?:of|from|at|for|with)\s(?:the\s)?")
_OF_BODY = re.compile(r"(?:,\s[A-Z][\w.]{1,5})?,?\s(?:of|from|at|with)\s(?:the\s)?[A-Z][\w&.'-]*(?:\s(?:(?:of|and|for|the)\s){0,2}[A-Z][\w&.'-]*)*")
_APPOSED = re.compile(r",|\)|\s\(|\s(?:of|from|at|for|with|who)\b")
_STATEMENT_FROM = re.compile(rf"\b{STATEMENT}\s(?:from|by|of)\s$")
_STOP = re.compile(r"[.;:!?\"~](?=\s|$|~)|\"")
_ABBREVIATED = re.compile(r"\b(?:[A-Z]|Sen|Rep|Gov|Dr|Mr|Ms|Mrs|Gen|Col|Lt|Capt|Jr|Prof|Maj|Cmdr|Cdr|Adm|Sgt|Rev|Hon|St)$")
_AFTER_AGENCY = re.compile(r"said|late|earlier|and|which|who|before|\w+ing$")
_PREPOSITION_ENDS = re.compile(r"\b(?:at|from|for|with|inside|close to|familiar with)\s$")
_OFFICE = r"(?:press|media|information)\s(?:service|office|cent(?:re|er))"
_OFFICIAL = re.compile(
    rf"\b(?P<who>officials?|spokes\w+|representatives?|{_OFFICE})(?P<whose>(?:\s(?:at|from|for|of|with)\s(?:the\s)?[\w.& -]{{2,40}})?)$")
_PRESS = re.compile(rf"\b(?:the|its|[A-Z][\w.-]+'s?)\s(?:[\w'-]+\s){{0,3}}?{_OFFICE}(?:\s(?:of|at)\s[\w ]{{2,30}})?$")
# An official of an agency who has no name, spoken of before.
_WHO_AFTER = re.compile(r"(?:'s?)?\s(?:[\w-]+\s)?(?:officials?|spokes\w+|representatives?)\b(?!,?\s(?:[\w.]+\s)?[A-Z])")
_WHO_BEFORE = re.compile(r"\b(?:official|spokes\w+|representative)\s(?:at|from|for|of|with)\s(?:the\s)?(?:[\w-]+\s){0,2}$")
_BODY_NOUN = re.compile(r"\b(agency|company|corporation|firm)\s?(?:official|spokes|representative|$)")
_PUBLISHES = re.compile(
    r"\b(?:post(?:s|ed)|shar(?:es|ed)|publish(?:es|ed)|issu(?:es|ed)|releas(?:es|ed)|circulat(?:es|ed)|sent|wrote|writes|tweet(?:s|ed)"
    rf"|signed|(?:put|gave) out)\b[^.;]{{0,60}}?\b(?:{STATEMENT}|video|picture|photo)")
_IN_WRITING = re.compile(rf"\b[Ii]n (?:an?|its|his|her|the) (?:[\w-]+ ){{0,3}}?{STATEMENT}\b")
_BODY_IN = re.compile(rf"(?:^|\s){BODY}(?=\s|'s|[,.]|$)")
_BY_BODY = re.compile(rf"\s(?:from|by|of)\s(?:the\s)?{BODY}")
_ON = re.compile(r"\s(?:(?:posted|published|shared)\s)?on\s(?:the\s)?")
_SITE = re.compile(r"(?:'s)?\s(?:[\w-]+\s){0,2}?(?:website|site|channel|account|page|blog|feed)\b")
_ARTICLE_ENDS = re.compile(r"\b(?:the|an?|its|their|his|her)\s$", re.I)
# Kin or followers who have one name: "her mother, Rosa", "one user, Orbiter9".
_ONE_NAME = re.compile(r"(?:^|\s)(?P<who>[\w-]+)(?:\s(?:of|from|in|at)\s[\w' -]{2,40})?,\s(?P<name>@\w+|[A-Z][\w'-]*(?:\s[A-Z][\w'-]+){0,2})$")
_HANDLE = re.compile(r"(?:\b(?:user|account|blogger|poster|commenter)\s|\s(?=@))(@\w+|[A-Z]\w+)$")
_THE_NATIONAL = re.compile(r"\b[Tt]he ([A-Z][a-z]+)$")
# "Said test stand welder Ann Bell", "said a welder called Ann Bell": whatever trade stands before a name in full.
_TRADE = re.compile(rf"(?:(?:the|an?)\s(?:[\w-]+\s){{1,4}}(?:called|named)|(?:(?!(?:{'|'.join(sorted(INVERSION_STOPS))})\b)[a-z][\w-]+\s){{0,3}}[a-z][\w-]+)\s")
_ENDS_TAG = re.compile(r"\s*(?:[.,;:)\n]|$|(?:in|on|at|during|after|to|as|when|while)\b)")
_NO_TITLE = re.compile(r"\b(?:told|said|that|about|who|which)\b|~")
# A body that no table knows, as subject of a verb of saying.
_BODY_SAID = re.compile(
    r"(?:(?:[Tt]he\s)?(?:[\w-]+\s){0,4}?(?:site|newspaper|paper|magazine|outlet|daily|broadcaster|network|channel|blog|website|portal)\s)?"
    r"(?P<name>(?:The\s)?[A-Z][\w&'-]*(?:\s(?:of\s)?[A-Z][\w&'-]*){0,4})(?=[.,;:]|\s(?:in|on|at|last|this|earlier)\b|\s*$)")
_NO_BODY = frozenset(("nationality", "place", "calendar", "starter", "title"))
_ARTICLES = ("", "the", "the us", "the u.s.", "russia's", "america's", "europe's")


def left_subject(scene: Scene, low: int, verb: int) -> Voice | None:
    """The subject that ends before the verb at `verb`: name, pronoun, role or group; None when nothing after `low` can be one."""
    frame = scene.frame
    head = frame[low:verb].rstrip()
    if fluff := FLUFF.search(head):
        head = head[:fluff.start()].rstrip()
    if not head:
        return None
    end = low + len(head)
    if head[-1] in ",)":
        return _apposition(scene, low, end)
    if found := _HIGHNESS.search(head):
        return pronoun(scene, "he" if found[1] == "His" else "she", low + found.start(), end)
    if found := _PRONOUN.search(head):
        word = found[1].lower()
        if word == "who":
            return _relative(scene, low, end - 3)
        if word == "it" and frame.startswith("read", verb):
            return nobody(low, end)
        return pronoun(scene, word, low + found.start(), end)
    inside = scene.within(low, end)
    if inside and inside[-1].end == end:
        return _adjacent(scene, low, end, inside)
    if handle := _HANDLE.search(head):
        return Voice(handle[1], slug(handle[1]), low + handle.start(1), end, "name-unlisted", 0.75)
    issued = list(ISSUED.finditer(head))
    if issued and issued[-1].end() == len(head):
        return _issuer(scene, low + issued[-1].start(), end)
    for m in inside:
        if m.kind == "person" and _OF_BODY.fullmatch(frame, m.end, end) and scene.is_subject(m, low):
            return named(m, factor=0.97)
    name = scene.unlisted(low, end)
    if name and " " in frame[name.start:end] and not _ARTICLE_ENDS.search(frame[low:name.start]):
        return name
    return _by_role(scene, low, end) or name or _body(scene, low, end, is_whole=True)


def _body(scene: Scene, low: int, end: int, is_whole: bool = False) -> Voice | None:
    """The body without a listed name that a text begins with, or that is all of it: "CNBC", "tech site Gizmodo", "The Times"."""
    found = (_BODY_SAID.fullmatch if is_whole else _BODY_SAID.match)(scene.frame, low, end)
    if not found or scene.within(low, found.end()):
        return None
    name = found["name"]
    is_body = " " in name or name.isupper() and len(name) > 2 or found.start() < found.start("name")
    if not is_body or CALENDAR.match(name) or any(kinds(w) & _NO_BODY or is_role(w) for w in name.split()[-1:]):
        return None
    return Voice(name, None, *found.span("name"), "unlisted-agency", 0.65)


def _adjacent(scene: Scene, low: int, end: int, inside: list[Mention]) -> Voice | None:
    """The subject that ends in the name at `end`, which is the name itself unless it depends on something before it."""
    frame, last = scene.frame, inside[-1]
    before = inside[-2] if len(inside) > 1 else None
    start = scene.phrase_start(last, low)
    word = re.search(r"([\w'-]+)\s$", frame[max(low, start - 25):start])
    first = re.match(r"[\w']+", frame[start:start + 20])
    depends = word and word[1].lower() in PREPOSITIONS - {"as", "than"}
    depends = depends or first and first[0].lower() in PREPOSITIONS - {"as"} and start + first.end() < last.start
    if not depends:
        if before and re.match(r",?\s(?:and|&)\s", frame[before.end:last.start]) and is_title_phrase(frame[before.end:last.start]):
            return nobody(last.start, end)
        return named(last)
    if before and before.kind == "person" and _BELONGS.fullmatch(frame[before.end:start]):
        return named(before)
    if _STATEMENT_FROM.search(frame[low:start]):
        return named(last, factor=0.95)
    return _by_role(scene, low, end)


def _relative(scene: Scene, low: int, end: int) -> Voice | None:
    """The name that a relative clause belongs to."""
    head = scene.frame[low:end].rstrip(" ,")
    inside = scene.within(low, low + len(head))
    return named(inside[-1], factor=0.97) if inside and inside[-1].end == low + len(head) else None


def _apposition(scene: Scene, low: int, end: int) -> Voice | None:
    """The name before or at the end of an apposition or parenthesis: "X, director of Y, said"."""
    frame = scene.frame
    inside = [m for m in scene.within(low, end) if m.end == end or _APPOSED.match(frame[m.end:m.end + 6])]
    people = [m for m in inside if m.kind == "person" and scene.is_subject(m, low)]
    if people:
        return named(people[-1], factor=0.98)
    agencies = [m for m in inside if m.kind == "agency" and scene.is_subject(m, low)]
    if agencies:
        return named(agencies[0], factor=0.96)
    text = frame[low:end]
    clause = text.strip(" ,)")
    comma = clause.find(",")
    if comma > 0 and (voice := scene.unlisted(low, low + text.find(clause) + comma)):
        return voice
    if (found := _ONE_NAME.search(clause)) and is_person(found["who"]):
        start = low + text.find(clause) + found.start("name")
        return Voice(found["name"], slug(found["name"]), start, start + len(found["name"]), "name-unlisted", 0.75)
    if clause.startswith(("the ", "The ")) and comma > 0 and (voice := _by_role(scene, low, low + text.find(clause) + comma)):
        return voice
    if found := re.match(r"\s*(?:and |but )?(he|she)\b", text):
        return pronoun(scene, found[1], low + found.start(1), low + found.end(1))
    return None


def _by_role(scene: Scene, low: int, end: int) -> Voice | None:
    """The person or group that a noun phrase stands for: "the director general", "the agency"; nobody for "one official"."""
    frame = scene.frame
    head = frame[max(low, end - 110):end]
    offset = end - len(head)
    if found := BODY_ENDS.search(head):
        if not scene.article.mentions_in(offset + found.start("name"), end):
            return Voice(found["name"], None, offset + found.start("name"), end, "unlisted-agency", 0.75)
    found = _PHRASE_ENDS.search(head)
    if found and (_STATEMENT_FROM.search(head[:found.start()]) or not _PREPOSITION_ENDS.search(head[:found.start()])):
        words = found["np"].split()
        if GROUP.search(found["np"]) and not found["of"]:
            return group(scene, words[-1].lower(), offset + found.start(), end)
        if is_person(words[-1]) and not words[-1].endswith("s") and not re.search(r"spokes|official|source", words[-1]):
            voice = holder(scene, [w.lower() for w in words if is_role(w)], offset + found.start(), end)
            owner = next((m for m in scene.within(offset + found.start(), end) if frame.startswith("'s ", m.end)), None)
            is_own = owner and voice.entity_id == owner.entity_id or found[0][:4].lower() in ("his ", "her ") and voice.confidence < 0.8
            return nobody(offset, end) if is_own else voice
    if (nation := _THE_NATIONAL.search(head)) and "nationality" in kinds(nation[1]):
        return national(scene, nation[1], offset + nation.start(), end)
    if (press := _PRESS.search(head)) and (voice := _mouthpiece(scene, offset + press.start(), end)):
        return voice
    if unnamed := UNNAMED.search(head):
        start = offset + unnamed.start() + len(re.match(r"[\s,;:-]*(?:(?:that|and|but|as|when|while)\s)?", unnamed[0])[0])
        return _mouthpiece(scene, start, end) or nobody(offset, end)
    return None


def _mouthpiece(scene: Scene, low: int, end: int) -> Voice | None:
    """The agency for which an official or spokesman without a name speaks: "a NASA official", "a spokesman for the company"."""
    frame = scene.frame
    found = _OFFICIAL.search(frame, low, end)
    if not found or found.end() != end:
        return None
    for m in scene.within(low, end):
        if m.kind == "agency" and (frame[m.end:found.start("who")] in (" ", "'s ", "' ") or m.end == end and m.start >= found.start("whose")):
            return replace(named(m, factor=0.85), start=low, end=end)
    if frame.startswith("the ", low) and found.start() == low + 4:
        if (voice := holder(scene, [found["who"].lower()], low, end)).name:
            return voice
        for m in reversed(scene.within(max(0, low - 700), low)):
            if m.kind == "agency" and (_WHO_AFTER.match(frame, m.end) or _WHO_BEFORE.search(frame, max(0, m.start - 40), m.start)):
                return replace(named(m, factor=0.82), start=low, end=end)
    body = _BODY_NOUN.search(frame, max(low, found.start() - 12), end)
    return group(scene, body[1].lower(), low, end) if body else None


def _issuer(scene: Scene, start: int, end: int) -> Voice:
    """Who issued a statement: whom its own words name, else who has published it before."""
    return _stated_issuer(scene, start, end) or _author(scene, start, end) or nobody(start, end)


def _stated_issuer(scene: Scene, start: int, end: int) -> Voice | None:
    """Who issued a statement by its genitive or attribute, or by what follows "from" and "by"."""
    frame = scene.frame
    for m in sorted(scene.within(start, min(end + 60, len(frame))), key=lambda m: m.kind == "agency"):
        is_site = _ON.fullmatch(frame[end:m.start]) and _SITE.match(frame, m.end)
        if m.end <= end and re.match(r"(?:'s?)?\s", frame[m.end:end]) or is_site or _FROM_NAME.fullmatch(frame[end:m.start]):
            return named(m, factor=0.95)
    if body := _BODY_IN.search(frame[start:end]) or _BY_BODY.match(frame[end:end + 90]):
        at = (start if body.re is _BODY_IN else end) + body.start("name")
        return Voice(body["name"], None, at, at + len(body["name"]), "unlisted-agency", 0.75)
    found = _FROM_GROUP.match(frame, end, end + 60)
    return _by_role(scene, found.start(1), found.end(1)) if found else None


def _author(scene: Scene, start: int, end: int) -> Voice | None:
    """Whose "the letter" or "the post" is: the last one before it that the text says has issued or published something of the kind."""
    frame, low = scene.frame, max(0, start - 600)
    if not frame[start:start + 4].lower() == "the ":
        return None
    found = [v for m in ISSUED.finditer(frame, low, start) if (v := _stated_issuer(scene, m.start(), m.end())) and v.name][-1:]
    for m in reversed(scene.within(found[0].end if found else low, start)):
        first, last = scene.article.sentence_at(m.start)
        if scene.is_subject(m, first) and (_PUBLISHES.search(frame, m.end, last) or _IN_WRITING.search(frame, first, last)):
            found = [named(m)]
            break
    return replace(found[0], start=start, end=end, confidence=0.75) if found else None


def right_subject(scene: Scene, verb_end: int, high: int, is_source: bool = False) -> Voice | None:
    """The subject after a verb ("said X, ..."), or the source after "according to"; None when what follows is neither."""
    frame = scene.frame
    lead = re.match(r"\s+(?:(?:also|later|then|again)\s)?", frame[verb_end:high])
    if not lead:
        return None
    at = verb_end + lead.end()
    first = re.match(r"[\w'.-]+", frame[at:high])
    if not first or first[0].lower() in INVERSION_STOPS:
        return None
    if first[0] in ("he", "she", "it"):
        return pronoun(scene, first[0], at, at + len(first[0]))
    stop = _STOP.search(frame, at, high)
    if stop and not _ABBREVIATED.search(frame[at:stop.start()]):
        high = stop.start()
    issued = ISSUED.match(frame, at)
    if issued and issued.end() <= high and (is_source or first[0].lower() in ("a", "an", "the") or scene.within(at, issued.end())):
        return _issuer(scene, at, issued.end())
    inside = scene.within(at, min(high, at + 160))
    for m in inside:
        title = frame[at:m.start]
        if m.kind == "person" and frame[m.end:m.end + 2] != "'s" and (is_title_phrase(title) or " " in frame[m.start:m.end] and _TRADE.fullmatch(title)):
            return named(m)
    for m in inside:
        if m.kind == "agency" and frame[at:m.start].strip().lower() in _ARTICLES:
            if _is_attribute(frame, m, high, is_source):
                break
            return nobody(at, m.end) if is_source and re.match(r"\s(?:officials?|sources?|\w+ers)\b", frame[m.end:high]) else named(m)
    for m in inside:
        title = frame[at:m.start]
        if m.kind == "person" and title.endswith(", ") and title.count(",") == 1 and _ENDS_TAG.match(frame, m.end):
            words = re.findall(r"[\w-]+", title)
            is_post = any(map(is_role, words)) or len(words) < 8 and "'s " in title
            if len(words) < 14 and is_post and not _NO_TITLE.search(title):
                return named(m, factor=0.97)
    phrase = _PHRASE.match(frame, at, high)
    if phrase and (voice := _by_role(scene, at, phrase.end())):
        return voice
    if first[0].lower() in ("a", "an", "one", "another", "some", "several"):
        return nobody(at, at + len(first[0]))
    name = re.match(r"((?:[\w-]+\s){0,4}?)(?:[A-Z][\w.'-]*\s?)+", frame[at:high])
    may_be_person = name and (is_title_phrase(name[1]) or _TRADE.fullmatch(name[1]) and re.match(r"[\w'-]+\s[A-Z]", name[0][name.end(1):])) and not frame.startswith("The ", name.end(1) + at)
    voice = scene.unlisted(at, at + len(name[0].rstrip(" ."))) if may_be_person else None
    return voice or (None if is_source else _body(scene, at, high))


def _is_attribute(frame: str, m: Mention, high: int, is_source: bool) -> bool:
    """Whether an agency after a verb is the genitive or attribute of somebody else: "said NASA's chief", "said NASA engineers"."""
    after = re.match(r"('s)?\s?([\w-]*)", frame[m.end:high])
    return bool(after[1] or after[2] and after[2].lower() not in INVERSION_STOPS and not is_source and not _AFTER_AGENCY.match(after[2]))
