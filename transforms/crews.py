"""Claims about crews: who is on which flight, in which role and for whom."""

import re

from transforms.article import Article, Assertion, Mention
from transforms.seats import Seat
from warehouse import reference

_ROLE = r"(?P<role>(?:spacecraft |mission |vehicle |crew |joint )?(?:co-)?(?:commander|pilot)|copilot|(?:mission|payload) specialists?|flight engineers?|(?:spaceflight|space flight) participants?|medical officer|payload commander|lunar module pilot|command module pilot|research pilot)"
_ROLE_BEFORE = re.compile(rf"{_ROLE}s?[ ,:]{{1,2}}(?:\([^)]*\) )?(?:[\w.'-]+ )?$", re.I)
_ROLE_AFTER = re.compile(rf"^(?: \([^)]*\))?(?:,? (?:of|from) \w+)?(?:,| \(| as| -)? ?(?:the |its |mission's |as |who (?:is|was|will be|will serve as) )*{_ROLE}\b", re.I)



def find(article: Article, seated: list[tuple[Seat, str]]) -> list[Assertion]:
    """Claims of fact_crews: crew_member, role and agency for every seat with its resolved flight reference."""
    found: list[Assertion] = []
    best: dict[tuple[str, str], Seat] = {}
    for seat, ref in seated:
        key = ref, seat.person.entity_id
        if key not in best or seat.confidence > best[key].confidence:
            best[key] = seat
    for (ref, person_id), seat in best.items():
        subject = f"{ref}|{person_id}"
        person = seat.person
        found.append(Assertion("fact_crews", subject, "crew_member", person.name, person.start, person.end, seat.method, seat.confidence * person.score, person_id))
        if role := _role(article, person):
            found.append(Assertion("fact_crews", subject, "role", role[0], role[1], role[2], "role", 0.9))
        if agency := _agency(article, person):
            found.append(Assertion("fact_crews", subject, "agency", agency.name, agency.start, agency.end, "agency", 0.9, agency.entity_id))
    return found


def _role(article: Article, person: Mention) -> tuple[str, int, int] | None:
    """Role beside the name, and its span."""
    before = article.plain[max(0, person.start - 50):person.start]
    if m := _ROLE_BEFORE.search(before):
        offset = person.start - len(before)
        return _canonical_role(m["role"]), offset + m.start("role"), offset + m.end("role")
    after = article.plain[person.end:person.end + 70]
    if m := _ROLE_AFTER.match(after):
        return _canonical_role(m["role"]), person.end + m.start("role"), person.end + m.end("role")
    return None


def _canonical_role(text: str) -> str:
    role = re.sub(r"s$", "", text.lower())
    return "pilot" if role == "copilot" else re.sub(r"^(?:spacecraft|mission|vehicle|crew|joint) (?=commander|pilot)", "", role)


def _agency(article: Article, person: Mention) -> Mention | None:
    """Agency that the words right before or after the name give: "NASA astronaut X", "X of ESA", also for a list that shares one."""
    low, high = article.sentence_at(person.start)
    agencies = reference.load().agencies
    for m in article.mentions_in(person.end, min(high, person.end + 40), "agency"):
        gap = article.plain[person.end:m.start]
        if re.fullmatch(r",? (?:both )?(?:of|from|with) (?:the )?| \(|, (?:an? |the )", gap) and agencies.get(m.entity_id, {}).get("kind") in ("space agency", "company"):
            return m
    before = [m for m in article.mentions_in(low, person.start, "agency") if agencies.get(m.entity_id, {}).get("kind") in ("space agency", "company")]
    if before and before[-1].method != "possible":
        gap = article.plain[before[-1].end:person.start]
        if len(gap) < 140 and re.match(r"(?:'s?)?,? (?:\([A-Z]{2,5}\)?,? )?(?:[\w'-]+ ){0,3}?(?:astronauts?|cosmonauts?|taikonauts?)\b", gap) and not re.search(r"\b(?:astronaut|cosmonaut|taikonaut)s?\b.*\b(?:astronaut|cosmonaut|taikonaut)s?\b", gap) and not re.search(r"[.;]|\b(?:said|will|was|were)\b", gap):
            return before[-1]
    return None
