"""Agency events that are likely by all that a sentence and its surroundings say: what no rule about agencies reads, a linear model weighs."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from typing import Any, NamedTuple

from transforms import linear
from transforms.agency_skeleton import CODES, STATE_STEMS, Line, Reader, Token, stems
from transforms.events import Event, date_of, distinct, is_party
from transforms.linear import BIAS, Feature, Weigh, bucket
from transforms.payments import as_state
from transforms.text import enclosing
from warehouse import reference

MODEL = "events"
# Where precision and recall of what the rules miss balance in cross-validation; examples are too few for a model to be surer than a rule.
LEAST, SUREST = 0.5, 0.85
# What a sentence says must weigh this much, in thousandths, for a party to be looked for: in the labelled sets none of less had a party that made it likely enough.
FLOOR = -2800
KINDS = ("agreement", "leadership_change", "seat_payment", "withdrawal")
# Groups of kinds of words (event_words.csv) and names, and of how many of them a sentence must hold one to be weighed for an event: of 575 labelled
# events all but 29 are told so, in a fifth of the sentences that hold any such word.
_NEEDED = {
    "agreement": ((frozenset(("sign", "agree", "renew", "pact", "accords", "swap")),), 1),
    "leadership_change": ((frozenset(("appoint", "assume", "resign", "drop", "acting")), frozenset(("title", "agencyword", "ruler", "acting", "P"))), 2),
    "seat_payment": ((frozenset(("pay",)), frozenset(("money", "M")), frozenset(("seat", "guest"))), 2),
    "withdrawal": ((frozenset(("withdraw",)),), 1),
}
# Kinds of words without which no sentence can be told so.
_TOLD_WITH = {kind: groups[0] | (groups[1] if kind == "seat_payment" else set()) for kind, (groups, _) in _NEEDED.items()}
# The kinds of words that an event of a kind is told with, whose places a party's is compared with.
_TELLING = {
    "agreement": frozenset(("sign", "agree", "renew", "join", "stay", "swap", "pact", "accords")),
    "leadership_change": frozenset(("appoint", "assume", "resign", "drop", "title", "acting")),
    "seat_payment": frozenset(("pay", "seat")),
    "withdrawal": frozenset(("withdraw", "threat", "programme")),
}
_ACTS = {
    "agreement": frozenset(("sign", "agree", "renew", "join", "stay", "swap")), "leadership_change": frozenset(("appoint", "assume", "resign", "drop", "acting")),
    "seat_payment": frozenset(("pay",)), "withdrawal": frozenset(("withdraw",)),
}
# What stands beside an act that is none of an agency's, what denies one, and what tells of one in a sentence beside.
_BARRING = frozenset(("minor", "not", "maybe", "speech", "crew", "thing", "many", "former"))
_DENYING = frozenset(("not", "maybe", "future", "former", "minor"))
_BESIDE = frozenset(("P", "A", "minor", "not"))
_PARTIES = frozenset(CODES[c] for c in ("<A>", "<S>", "<J>", "<N>"))
_BODIES = _PARTIES | {CODES["<C>"]}
_NAMED = {"person": "P", "agency": "A"}
_LETTERS = {code: name[1] for name, code in CODES.items()}
_TOKEN = re.compile(r"[\ue000-\ue00c]|'s|n't|[^\W\d_]+(?:-[^\W\d_]+)*|\d+|[,;:().\"-]")
# Words around a party, words between two kinds that count as near, words looked back for a denial.
_AROUND, _NEAR, _BACK = 3, 7, 6


class Party(NamedTuple):
    """A space agency, or a state that may stand for one, seen from one sentence: `where` is same, before, after or article."""

    token: Token
    where: str
    place: int


class Telling(NamedTuple):
    """One possible reading of a sentence: an event of a kind by a party."""

    kind: str
    party: Party
    index: int
    span: tuple[int, int]
    evidence: Any


@dataclass(frozen=True)
class Sentence:
    """A skeleton cut into words and tokens, with the kinds of words found: (first, behind the last, kind).

    `held` are the kinds of words and tokens in it.
    """

    line: Line
    words: list[str]
    kinds: list[tuple[int, int, str]]
    held: frozenset[str]

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """Where each word stands in the skeleton."""
        return [m.span() for m in _TOKEN.finditer(self.line.text)]


class Rest(NamedTuple):
    """What must follow `known` words to make a phrase of a kind."""

    known: int
    words: tuple[str, ...]
    kind: str


@cache
def _phrases() -> dict[str, tuple[list[Rest], dict[str, list[Rest]]]]:
    """By the first word of each phrase those that any word may follow, and by the second word those that it may."""
    rows: dict[str, list[tuple[list[str], str]]] = {}
    for row in reference.rows("event_words"):
        first, *rest = (CODES.get(word, word) for word in row["phrase"].split())
        rows.setdefault(first, []).append((rest, row["kind"]))
    found = {}
    for first, own in rows.items():
        by_second = {second: [Rest(2, tuple(r[1:]), kind) if r[:1] == [second] else Rest(1, tuple(r), kind) for r, kind in own if r[:1] in ([], ["*"], [second])]
                     for second in {r[0] for r, _ in own if r}}
        found[first] = [Rest(1, tuple(r), kind) for r, kind in own if r[:1] in ([], ["*"])], by_second
    return found


@cache
def _tellers() -> tuple[dict[str, frozenset[str]], dict[str, list[tuple[frozenset[str], frozenset[str]]]]]:
    """By word, cut as sentences are searched by, the kinds of events that it may tell; by one of their words the phrases of several, with theirs."""
    alone: dict[str, set[str]] = {}
    phrases: dict[str, dict[frozenset[str], set[str]]] = {}
    for row in reference.rows("event_words"):
        events = {kind for kind, kinds in _TOLD_WITH.items() if row["kind"] in kinds}
        if events and (words := re.findall(r"(?<![<\w])[a-z]+", row["phrase"])):
            (key,), several = stems(max(words, key=len)), stems(" ".join(words))
            (alone.setdefault(key, set()) if len(several) == 1 else phrases.setdefault(key, {}).setdefault(several, set())).update(events)
    return ({word: frozenset(events) for word, events in alone.items()},
            {word: [(several, frozenset(events)) for several, events in own.items()] for word, own in phrases.items()})


def _places(reader: Reader) -> dict[str, list[int]]:
    """By kind of event the sentences with words that may tell one, which name an agency or a state, or come after one that names an agency."""
    alone, phrases = _tellers()
    sentences = reader.article.sentences
    named = {enclosing(sentences, m.start) for m in reader.article.mentions if m.kind == "agency"}
    found: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for index in range(len(sentences)):
        words = reader.words(index)
        if index not in named and index - 1 not in named and STATE_STEMS.isdisjoint(words):
            continue
        told = {kind for word in words & alone.keys() for kind in alone[word]}
        told.update(kind for word in words & phrases.keys() for phrase, events in phrases[word] if phrase <= words for kind in events)
        for kind in told:
            found[kind].append(index)
    return found


def read(line: Line) -> Sentence:
    """The words of a skeleton and what is known of them."""
    words = _TOKEN.findall(line.text)
    phrases, kinds, held = _phrases(), [], {_LETTERS[t.code] for t in line.tokens.values()}
    followed = [*words[1:], ""]
    for i, word in enumerate(words):
        if word in phrases:
            any_word, by_second = phrases[word]
            for known, rest, kind in by_second.get(followed[i], any_word):
                if end := _end(words, i + known, rest) if rest else i + known:
                    kinds.append((i, end, kind))
                    held.add(kind)
    return Sentence(line, words, kinds, frozenset(held))


@cache
def _kinds_of() -> dict[str, frozenset[str]]:
    """The kinds of each single word, cut as sentences are searched by."""
    found: dict[str, set[str]] = {}
    for first, (rests, _) in _phrases().items():
        for word in stems(first) if first.isalpha() else ():
            found.setdefault(word, set()).update(r.kind for r in rests if not r.words)
    return {word: frozenset(kinds) for word, kinds in found.items() if kinds}


def _glance(reader: Reader, index: int) -> frozenset[str]:
    """The kinds of single words and of names that a neighbouring sentence holds."""
    if not 0 <= index < len(reader.article.sentences):
        return frozenset()
    known = _kinds_of()
    return frozenset().union(*(known[w] for w in reader.words(index) & known.keys()), *(_NAMED[k] for k in ("person", "agency") if reader.named(index, k)))


def _end(words: list[str], start: int, rest: tuple[str, ...]) -> int:
    """The place behind a phrase of which `rest` is to follow at `start`, 0 where it does not; * is one to three words."""
    if not rest:
        return start
    if rest[0] != "*":
        return _end(words, start + 1, rest[1:]) if words[start:start + 1] == [rest[0]] else 0
    return next((end for skipped in (1, 2, 3) if (end := _end(words, start + skipped, rest[1:]))), 0)


def tellings(reader: Reader, found: Iterable[Event], weigh: Weigh, floor: int | None = None) -> Iterator[Telling]:
    """Every sentence that may tell an event, with every party it may be of, unless what the parties share weighs less than `floor`.

    `found` are the events that the rules read.
    """
    ruled: dict[str, list[tuple[int, str]]] = {}
    for e in sorted(found, key=lambda e: e.span[0]):
        ruled.setdefault(e.kind, []).append((e.span[0], e.agency.entity_id))
    agencies = {kind: {agency for _, agency in told} for kind, told in ruled.items()}
    named = Counter(m.entity_id for m in reader.article.mentions if m.kind == "agency")
    read_before: dict[int, Sentence] = {}
    glance = cache(partial(_glance, reader))
    for kind, places in _places(reader).items():
        for index in places:
            here = read_before.get(index) or read_before.setdefault(index, read(reader.line(index)))
            groups, least = _NEEDED[kind]
            if sum(not here.held.isdisjoint(group) for group in groups) < least:
                continue
            shared = weigh.some((BIAS, (f"{kind} place", bucket(index, 0, 2, 5, 10)))) + _of_sentence(kind, here, glance(index - 1), glance(index + 1), weigh)
            if floor is not None and shared < floor:
                continue
            before = reader.before(here.line)
            if kind == "agreement" and "accords" in here.held and not any(map(_signers, (here.line, *before[:1]))):
                continue
            parties, span = _parties(reader, kind, here, before), _span(kind, here)
            told = ruled.get(kind, [])
            beside = {agency for _, agency in told[bisect_left(told, (here.line.start, "")):bisect_left(told, (here.line.end, ""))]}
            for party in parties:
                own = {party.token.entity_id}
                features = _of_party(kind, here, party, parties, named)
                features.add((f"{kind} rule has another", "here" if beside - own else "elsewhere" if agencies.get(kind, own) - own else ""))
                yield Telling(kind, party, index, span, shared + weigh.some(features))


def _parties(reader: Reader, kind: str, here: Sentence, before: list[Line]) -> list[Party]:
    """Who may be the agency of an event told in a sentence, the nearest first, each once."""
    found: dict[str, Party] = {}

    def put(token: Token, where: str, place: int) -> None:
        known = found.get(token.entity_id)
        # A name of its own tells more of a body than its state does.
        if known is None or known.where == where and known.token.code != CODES["<A>"] and token.code == CODES["<A>"]:
            found[token.entity_id] = Party(token, where, place)

    for i, word in enumerate(here.words):
        if word in _PARTIES or kind == "seat_payment" and word == CODES["<C>"]:
            put(here.line.tokens[here.places[i][0]], "same", i)
    for where, line in zip(("before", "earlier"), before, strict=False):
        for token in line.among("<A>", "<S>", "<J>", "<N>"):
            put(token, where, -1)
    for line in reader.after(here.line):
        for token in line.among("<A>", "<S>", "<J>", "<N>"):
            put(token, "after", -1)
    if (last := reader.agency_before(here.line.start)) and last.entity_id not in found:
        found[last.entity_id] = Party(Token(last.start, last.end, CODES["<A>"], last.entity_id, last.name, last.end), "article", -1)
    if "nasa" not in found and kind == "agreement" and "accords" in here.held:
        start, end = _span(kind, here)
        found["nasa"] = Party(Token(start, end, CODES["<A>"], "nasa", "NASA", end), "implied", -1)
    return list(found.values())


def _signers(line: Line) -> bool:
    """Whether a sentence names a state that may sign NASA's accords."""
    return any(t.entity_id != "nasa" for t in line.among("<S>", "<N>", "<J>", "<A>"))


def _span(kind: str, here: Sentence) -> tuple[int, int]:
    """Place in the body of the words that tell the event."""
    first, last = next(((i, j) for i, j, k in here.kinds if k in _ACTS[kind]), (0, len(here.words)))
    return here.line.span(here.places[first][0], here.places[last - 1][1])


def _of_sentence(kind: str, here: Sentence, before: frozenset[str], after: frozenset[str], weigh: Weigh) -> Any:
    """What a sentence and its neighbours say, whoever the party is."""
    telling, acts = _TELLING[kind], _ACTS[kind]
    spots = [(i, j, k) for i, j, k in here.kinds if k in telling or k in _BARRING]
    spots += [(i, i + 1, _LETTERS[w]) for i, w in enumerate(here.words) if w in _LETTERS]
    spots.sort()
    orders = set()
    for n, (_, j, k) in enumerate(spots, 1):
        for first, _, other in spots[n:n + 11]:
            if first - j > _NEAR:
                break
            if first >= j and k != other:
                orders.add(f"{k} {other}")
    denied = [(i, k) for i, _, k in here.kinds if k in _DENYING]
    told, near, words = set(), set(), set()
    for i, j, k in here.kinds:
        if k in acts:
            told.add(" ".join(here.words[i:j]))
            near |= {(f"{kind} near {d}", "before") for p, d in denied if 0 < i - p <= _BACK} | {(f"{kind} near {d}", "behind") for p, d in denied if 0 <= p - j <= _BACK}
            words.update(here.words[max(0, i - 4):i], here.words[j:j + 4])
    near.add((f"{kind} kinds", bucket(len(here.held & telling), 1, 2, 3, 4)))
    if here.line.text.count('"') > 1:
        near.add((f"{kind} is spoken", ""))
    beside = telling | _BESIDE
    return (weigh.words(f"{kind} holds", here.held) + weigh.words(f"{kind} order", orders) + weigh.words(f"{kind} act", told) + weigh.words(f"{kind} word", words - _LETTERS.keys())
            + weigh.words(f"{kind} sentence", {w[:7] for w in here.words} - _LETTERS.keys())
            + weigh.words(f"{kind} before", before & beside) + weigh.words(f"{kind} after", after & beside) + weigh.some(near))


def _of_party(kind: str, here: Sentence, party: Party, parties: list[Party], named: Counter[str]) -> set[Feature]:
    """How a party stands to what a sentence tells."""
    token, where, place = party
    code = _LETTERS[token.code]
    mine = {code, "nasa" if token.entity_id == "nasa" else "other", where}
    beside = [p for p in parties if p.where == "same" and p.token.entity_id != token.entity_id]
    found: set[Feature] = {(f"{kind} party", m) for m in mine} | {
        (f"{kind} party", f"{code} {where}"), (f"{kind} party", f"nasa {where}" if token.entity_id == "nasa" else f"other {where}"),
        (f"{kind} named", bucket(named[token.entity_id], 0, 1, 2, 4)), (f"{kind} is most named", str(bool(named) and named.most_common(1)[0][0] == token.entity_id)),
        (f"{kind} alone", str(len(named) <= 1)), (f"{kind} beside {where}", bucket(len(beside), 0, 1, 2)),
        (f"{kind} nasa beside", f"{where} {any(p.token.entity_id == 'nasa' for p in beside)}"),
        (f"{kind} accords", f"{token.entity_id == 'nasa'} {'accords' in here.held}"),
        (f"{kind} is first {where}", str(next((p for p in parties if p.where == where), None) is party)),
    }
    if where == "same":
        low, high = max(0, place - _AROUND), place + 1 + _AROUND
        found |= {(f"{kind} left", _LETTERS.get(w, w)) for w in here.words[low:place]} | {(f"{kind} right", _LETTERS.get(w, w)) for w in here.words[place + 1:high]}
        found |= {(f"{kind} kind left", k) for i, j, k in here.kinds if low <= i and j <= place} | {(f"{kind} kind right", k) for i, _, k in here.kinds if place < i < high}
        acts = [i for i, _, k in here.kinds if k in _ACTS[kind]]
        if acts:
            act = min(acts, key=lambda i: abs(i - place))
            found |= {(f"{kind} way", "before" if place < act else "behind"), (f"{kind} distance", bucket(abs(act - place), 1, 3, 6, 12))}
            between = here.words[min(place, act) + 1:max(place, act)]
            found |= {(f"{kind} between", _LETTERS[w]) for w in between if w in _LETTERS} | {(f"{kind} between", k) for i, _, k in here.kinds if min(place, act) < i < max(place, act)}
            nearest = min((i for i, w in enumerate(here.words) if w in _BODIES), key=lambda i: abs(i - act))
            found.add((f"{kind} nearest", "this" if nearest == place else _LETTERS[here.words[nearest]]))
    return found


def find(reader: Reader, found: list[Event], least: float = LEAST) -> list[Event]:
    """Events at least as likely as `least` of which the rules found none of the same kind and agency, nor any of the agency in the sentence."""
    ruled = {(e.kind, e.agency.entity_id) for e in found}
    best: dict[tuple[str, int], tuple[float, Telling]] = {}
    for telling in tellings(reader, found, linear.load(MODEL), FLOOR):
        likelihood = linear.probability(telling.evidence)
        if likelihood >= least and likelihood > best.get((telling.kind, telling.index), (0.0, None))[0]:
            best[telling.kind, telling.index] = likelihood, telling
    events: dict[tuple[str, str], Event] = {}
    for likelihood, telling in sorted(best.values(), key=lambda b: -b[0]):
        event = _event(reader, telling, round(min(likelihood, SUREST), 3))
        key = event.kind, event.agency.entity_id
        if key in ruled or key in events:
            continue
        is_read = any(e.agency.entity_id == telling.party.token.entity_id and telling.span[0] < e.span[1] and e.span[0] < telling.span[1] for e in found)
        if not is_read:
            events[key] = event
    return list(events.values())


def _event(reader: Reader, telling: Telling, confidence: float) -> Event:
    """The event with its counterpart, person and amount, where the sentence gives them."""
    kind, agency, here = telling.kind, telling.party.token, read(reader.line(telling.index))
    line, low = here.line, next((here.places[i][0] for i, _, k in here.kinds if k in _ACTS[kind]), 0)
    event = Event(kind, agency, telling.span, "likely", confidence, date=date_of(line, low, low))
    others = [t for t in distinct(line.among("<A>", "<S>", "<N>", "<C>")) if t.entity_id != agency.entity_id]
    if kind == "agreement":
        is_accords = agency.entity_id == "nasa" and "accords" in here.held
        states = [t for t in others if t.code != CODES["<C>"] and (t.entity_id == "nasa" or not is_accords or is_party(line, t))]
        other = next((t for t in states if t.entity_id == "nasa"), None) or next(iter(states), None)
        return replace(event, counterpart=other, detail="accords" if is_accords else "")
    if kind == "leadership_change":
        return replace(event, **_changed(here))
    if kind == "seat_payment":
        amount = next((t for t in line.among("<M>")), None)
        payer = as_state(reader, agency)
        seller = next((t for t in others if t.entity_id == "roscosmos" or t.code == CODES["<C>"]), None)
        return replace(event, agency=payer, counterpart=seller, amount=amount, detail=amount.name if amount else "")
    return event


def _changed(here: Sentence) -> dict[str, object]:
    """Who comes to a post, or who leaves it where nobody is named who comes: the nearest behind words for an appointment, before others."""
    people = [(i, here.line.tokens[here.places[i][0]]) for i, w in enumerate(here.words) if w == CODES["<P>"]]
    for kinds, detail in ((("appoint", "assume", "acting"), "in"), (("resign", "drop"), "out")):
        acts = [(i, k) for i, _, k in here.kinds if k in kinds]
        if acts and people:
            _, person = min(((abs(i - act) + (4 if (i < act) == (k == "appoint") else 0), token) for act, k in acts for i, token in people), key=lambda p: p[0])
            return {"person": person, "detail": detail}
    return {"detail": "in" if any(k in ("appoint", "assume") for _, _, k in here.kinds) else "out"}
