"""Whether the words around a name show that it is a person's."""

import re
from functools import cache
from string import ascii_letters

from warehouse import reference

_LETTERS = ascii_letters + "-"
_SAID = r"(?:said|says|told|added|wrote|tweeted|explained|noted|commented|stated|posted|recalled|continued|announced|claimed|replied|responded|called|asked|joked|remarked|confirmed)"
SAID_AFTER = re.compile(rf"(?:,? {_SAID}\b)")
_SAID_BEFORE = re.compile(rf"\b(?:{_SAID}|according to|by|with|including|include|includes|named|as well as|alongside|joined by) $")
SAID_VERB_BEFORE = re.compile(rf"\b{_SAID} $")
_APPOSITION = re.compile(r",? (?:\((?:\d\d|[A-Z]{2,})\)|, ?\d\d\b|, (?:a|an|the|who|whose|his|her|their|its|former|chief|director|head|president|vice|senior|deputy|manager|NASA's|commander|pilot|mission|spokes|both|also of|of|from|CEO|founder)\b)|, \d\d\b|, (?:a|an|the|who|whose|former|chief|director|head|president|vice|senior|deputy|manager|commander|pilot|mission|CEO|founder|both|of|from)\b| \((?:\d\d|[A-Z]{2,5})\)|,? of (?:NASA|ESA|JAXA|Roscosmos|the)\b")


@cache
def kinds_of(word: str) -> frozenset[str]:
    """What the reference data knows of a word: title, role, place, starter, ..."""
    return reference.load().words.get(word, frozenset())


_OWNED = re.compile(r"([\w.]+)'s? $")
_NO_OCCUPATION = frozenset(
    "after over under never ever other another whether rather however further center near per paper number member for or nor water outer inner upper lower later earlier former river border order summer winter"
    " power tower computer carrier launcher booster thruster lander rover freighter orbiter cluster crater sector motor reactor interior exterior error major minor sensor monitor corridor harbor than man woman".split())
_OCCUPATION = re.compile(r"[a-z-]*(?:er|or|ist|ian|man|woman|naut|eer|ess|arch|wright|heir|guide|cook|chef|coach|nurse|surgeon|athlete|poet|magnate|mogul|student|veteran|politician|cleric|monk|prince)")
# "the head of the institute, X,": a post, and who holds it.
_POST_BEFORE = re.compile(r"(?:\b(?:the|its|his|her|their|an?)|'s?) (?P<post>(?:[\w'&-]+ ){0,7}[\w'&-]+), $")
_OF_PLACE = re.compile(r",? of (?:the )?([A-Z][\w-]+)")
# What only people do; an agency launches and flies too.
_ACTS = re.compile(r",? (?:(?:was|were) strapped|(?:is|was|sits|sat) in the [\w' -]{2,15}(?:seat|couch)|waved|smiled|grinned|laughed|wept|cried|nodded|shrugged|climbed (?:in|out|into|aboard)|floated|radioed|quipped|hugged|will command|commands the|commanded the)\b")
_STAR = re.compile(r"\b(?:film|movie|pop|rock|TV|television|reality|[A-Z]\w+wood|YouTube|football|basketball|tennis|soccer|sports?) (?:star|celebrity|idol|icon|legend) $")
_LISTING = re.compile(r"\b(?:includ\w+|crew|members|astronauts|aboard|passengers|are|consists? of|carrying|compris\w+)(?::| -) $")


def word_before(before: str) -> str:
    """The word right before a name, without a comma; nothing where the name begins its line or stands in marks."""
    if not before.endswith(" "):
        return ""
    words = before[:-1].removesuffix(",").removesuffix(":")
    return words[len(words.rstrip(_LETTERS)):]


@cache
def _is_occupation(word: str) -> bool:
    """Whether a word says what somebody does: "heir", "guide", "biologist"."""
    return word not in _NO_OCCUPATION and bool(_OCCUPATION.fullmatch(word))


def is_described(plain: str, start: int, end: int, before: str, role: str, from_nation: bool, owners: set[int], length: int) -> bool:
    """Whether the words around a name of `length` words show that it is a person's."""
    after = plain[end:end + 40]
    owner = _OWNED.search(before)
    if owner and (start - len(owner[0]) + len(owner[1]) in owners or "place" in kinds_of(owner[1])) or _LISTING.search(before) or _STAR.search(before) or _APPOSITION.match(after) or SAID_AFTER.match(after) or _ACTS.match(after):
        return True
    if length > 3:
        return False
    place = _OF_PLACE.match(after)
    post = _POST_BEFORE.search(plain, max(0, start - 90), start) if after.startswith((",", " (")) else None
    if post and any("role" in kinds_of(word.lower()) for word in post["post"].split()):
        return True
    return from_nation or _is_occupation(role) or bool(place) and "place" in kinds_of(place[1]) or bool(_SAID_BEFORE.search(before))


# Beside a surname that stands alone: what is said of people only.
_OF_A_PERSON = re.compile(
    rf"(?:,? \(?\d\d\b\)?[,.)]|, (?:who|whose)\b| (?:{_SAID})\b|, an? \d\d-year-old\b|'s? (?:wife|husband|mother|father|parents|sister|brother|daughter|son|family|grand\w+)\b"
    r"|, (?:an?|the) (?:[\w-]+ ){0,4}?(?P<role>[a-z]+)\b)")
_APART = re.compile(r"(?<![-'\w])")


def is_told_of(plain: str, family: str, start: int, end: int) -> bool:
    """Whether the last word of a name stands elsewhere alone, as a surname does, with words that are said of people."""
    at = plain.find(family)
    while at >= 0:
        before = plain[max(0, at - 2):at]
        is_alone = _APART.match(plain, at) and (before[:1].islower() or before in ("", ". ", "\n\n") or before.endswith("\n"))
        said = _OF_A_PERSON.match(plain, at + len(family)) if is_alone and not start <= at < end else None
        if said and (not said["role"] or _is_occupation(said["role"]) or "role" in kinds_of(said["role"])):
            return True
        at = plain.find(family, at + 1)
    return False


_GIVEN_BEFORE = re.compile(r"([A-Z](?<!\w.)[a-z]+)(?: [A-Z]\.)? $")
_WORD_END = re.compile(r"(?!\w)")


def given_before(plain: str, surname: str) -> re.Match | None:
    """The given name and the initial right before a surname, where the text first has them."""
    at = plain.find(" " + surname) + 1
    while at and not (_WORD_END.match(plain, at + len(surname)) and (given := _GIVEN_BEFORE.search(plain, max(0, at - 40), at))):
        at = plain.find(" " + surname, at) + 1
    return given if at else None


def is_in_list(plain: str, start: int, end: int) -> bool:
    """Whether names stand around: "A, X and B"."""
    before, after = plain[max(0, start - 6):start], plain[end:end + 6]
    listed_before = bool(re.search(r"(?:, |and |& )$", before)) and bool(re.search(r"[A-Z][a-z]+ [A-Z][\w'-]+(?: \([^)]*\))?,? (?:and )?$", plain[max(0, start - 60):start]))
    return listed_before or bool(re.match(r"(?:,? and |, )[A-Z]", after)) and bool(re.match(r"(?:,? and |, )[A-Z][a-z]+ [A-Z][a-z]+", plain[end:end + 40]))
