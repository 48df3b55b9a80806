"""Sentences as the rules about agencies read them: lower case, each name, state, date and amount one character of its kind.

Rules are patterns over such skeletons, so they know kinds of things and no names.
"""

import re
from bisect import bisect_left, bisect_right
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import NamedTuple

from transforms.article import Article, Mention
from transforms.text import branched, slug
from warehouse import reference

# <A> space agency, <S> state that stands for its agency, <J> adjective of such a state, <N> state without an agency,
# <P> person, <C> company or other body, <X> part of a body, <T> station, <K> other craft, <F> flight, <L> site,
# <D> date, <M> amount of money.
CODES = {f"<{letter}>": chr(0xE000 + i) for i, letter in enumerate("ASJNPCXTKFLDM")}
_CLASSES = {"<AS>": ("<A>", "<S>"), "<SJ>": ("<S>", "<J>"), "<ASJ>": ("<A>", "<S>", "<J>")}

# Cut to seven letters, "appoint" finds each of its forms, and "accords" does not find "according".
_cut = itemgetter(slice(7))


def rule(pattern: str) -> re.Pattern:
    """The compiled pattern, in which <A>, <SJ> and so on stand for the tokens of these kinds."""
    for name, members in _CLASSES.items():
        pattern = pattern.replace(name, "[" + "".join(CODES[m] for m in members) + "]")
    for name, code in CODES.items():
        pattern = pattern.replace(name, code)
    return re.compile(pattern)


def stems(words: str) -> frozenset[str]:
    """The words cut to the letters by which sentences are searched."""
    return frozenset(map(_cut, words.split()))


def _forms(has_agency: bool) -> dict[str, tuple[str, str, str]]:
    data, table = reference.load(), {}
    for row in data.states:
        if bool(row["agency_id"]) == has_agency:
            body = (row["agency_id"], data.agencies[row["agency_id"]]["name"]) if has_agency else (slug(row["state"]), row["state"])
            for column, code in (("names", "<S>" if has_agency else "<N>"), ("adjectives", "<J>")):
                table.update({form: (CODES[code], *body) for form in row[column].split("|") if form})
    return table


@lru_cache(maxsize=1)
def states_of() -> dict[str, str]:
    """The state of each space agency that belongs to one."""
    return {row["agency_id"]: row["state"] for row in reference.load().states if row["agency_id"]}


# Code, id and name of the body that a name or an adjective of a state stands for.
STATES = _forms(has_agency=True)
_ALL_STATES = STATES | _forms(has_agency=False)
_STATE_WORD = re.compile(r"\b" + branched("|".join(map(re.escape, sorted(_ALL_STATES, key=len, reverse=True)))) + r"(?!\w)")
STATE_STEMS = frozenset(_cut(re.split(r"\W", form.lower())[0]) for form in _ALL_STATES)
_BODY_NAME = re.compile(r"space (?:agency|office|organi[sz]ation|administration|commission)\b", re.I)
_PART_NAME = re.compile(
    r"\b(?:cent(?:er|re)|laborator|programme?\b|office|headquarters|university|academy|institute|inspector|museum)", re.I)
_STATION_NAME = re.compile(r"Station|Gateway|Tiangong|^Mir$|Skylab|Salyut")
_BARE_AGENCY = re.compile(r"\b[Tt]he (?:space |state |federal )*(?:agency|corporation|organi[sz]ation)\b(?! of (?!the\b))")
_BARE_STEMS = stems("agency corporation organization organisation")
_ASIDE_BODY = re.compile(r", (?:the |its |a )[^,.;]{0,50}space (?:agency|corporation|organi[sz]ation)[^,.;]{0,25},")
# "Brazil's space agency, AEB,": one body.
_ITS_BODY = re.compile(r"(?:'s?)? (?:national |own )?space (?:agency|office|organi[sz]ation|program(?:me)?)(?:,? | - )(?:the )?")
_DIGIT, _MONEY = re.compile(r"\d"), re.compile(r"[$€£¥₹]|[A-Z]{3} ?\d|USD|EUR|INR|Rs|illion|thousand|crore|lakh")
_AMOUNT = re.compile(
    r"(?P<sign>US\$|(?<![ACSZK])\$|(?:A|C|S|NZ|HK)\$|€|£|¥|₹|USD |EUR |(?:SEK|NOK|DKK|PLN|HUF|CZK|CHF|GBP|JPY|CNY|RMB|AUD|CAD|SAR|AED|TRY|KRW|BRL|ZAR) ?|Rs\.? ?|INR )\s?(?P<number>\d[\d,]*(?:\.\d+)?)(?:\s?(?:-|to|and|or)\s?[$€£]?\d[\d,.]*)?"
    r"[ -]?(?P<scale>million|billion|thousand|crores?|lakhs?|mn?\b|bn?\b|k\b)?"
    r"|\b(?P<number2>\d[\d,]*(?:\.\d+)?)[ -](?P<scale2>million|billion|thousand|crores?|lakhs?)[ -]"
    r"(?P<unit>(?:U\.?S\.? )?dollars?|(?:(?:Australian|Canadian|Hong Kong|Singapore|New Zealand|Saudi|Emirati|Indian|Swedish|Danish|Norwegian"
    r"|Czech|Swiss|Turkish) )?(?:euros?|rubles?|roubles?|pounds?|rupees?|yuan|renminbi|yen|won|zlot(?:y|ys|ych)|forints?|kron(?:or|er|a|e)|korunas?"
    r"|crowns?|francs?|lira|riyals?|dirhams?|shekels?|naira|rand|reais|pesos|tenge|hryvnias?|dollars?))")
_SCALES = {"million": 10**6, "m": 10**6, "mn": 10**6, "billion": 10**9, "bn": 10**9, "b": 10**9, "thousand": 10**3, "k": 10**3}
_WORD_BYTES = bytes(ord(chr(c).lower()) if c < 128 and chr(c).isalnum() else 32 for c in range(256))


class Token(NamedTuple):
    """One typed piece of a sentence: its evidence is [start, end), in the skeleton it covers [start, reach)."""

    start: int
    end: int
    code: str
    entity_id: str
    name: str
    reach: int = 0


class Line:
    """One sentence as a skeleton, `text`, with the tokens by their places in it."""

    def __init__(self, plain: str, start: int, end: int, tokens: list[Token], index: int) -> None:
        self.index, self.start, self.end, self.tokens, self._marks = index, start, end, {}, [(0, start)]
        parts, position, length = [], start, 0
        for token in tokens:
            parts += [plain[position:token.start], token.code]
            length += token.start - position
            self.tokens[length] = token
            length, position = length + 1, token.reach
            self._marks.append((length, position))
        parts.append(plain[position:end])
        joined = "".join(parts)
        self.text = lowered if len(lowered := joined.lower()) == len(joined) else joined

    def with_token(self, plain: str, token: Token) -> "Line":
        """The same sentence with one more token."""
        tokens = sorted([*self.tokens.values(), token], key=lambda t: t.start)
        return Line(plain, self.start, self.end, tokens, self.index)

    def among(self, *names: str, low: int = 0, high: int | None = None) -> list[Token]:
        """Tokens of some kinds, in a stretch of the skeleton."""
        codes, high = {CODES[n] for n in names}, len(self.text) if high is None else high
        return [t for p, t in self.tokens.items() if low <= p < high and t.code in codes]

    def span(self, low: int, high: int) -> tuple[int, int]:
        """Place in the body of a stretch of the skeleton."""
        first, last = self.tokens.get(low), self.tokens.get(high - 1)
        return first.start if first else self._place(low), last.end if last else self._place(high - 1) + 1

    def _place(self, position: int) -> int:
        low, start = self._marks[bisect_right(self._marks, (position, float("inf"))) - 1]
        return start + position - low


class Reader:
    """The sentences of one article as skeletons, made when asked for."""

    def __init__(self, article: Article) -> None:
        self.article, self._lines = article, {}
        self.year = article.published_on.year if article.published_on else None
        self._dates, self._starts = [d.start for d in article.dates], [m.start for m in article.mentions]

    @cached_property
    def _words(self) -> list[set[str]]:
        """The words of each sentence in lower case, cut as `stems` are; what is not ASCII separates words."""
        lower = self.article.plain.encode("ascii", "replace").translate(_WORD_BYTES).decode()
        return [set(map(_cut, lower[start:end].split())) for start, end in self.article.sentences]

    def holds(self, index: int, words: frozenset[str]) -> bool:
        """Whether a sentence holds one of the words, given as `stems`."""
        return not words.isdisjoint(self._words[index])

    def words(self, index: int) -> set[str]:
        """The words of a sentence, cut as `stems` are."""
        return self._words[index]

    def having(self, *triggers: frozenset[str]) -> list[int]:
        """Sentences that hold a word of each set."""
        found = range(len(self._words))
        for trigger in triggers:
            found = [i for i in found if not trigger.isdisjoint(self._words[i])]
        return list(found)

    def is_dated(self, index: int) -> bool:
        """Whether a sentence holds a date."""
        start, end = self.article.sentences[index]
        return bisect_left(self._dates, start) < bisect_left(self._dates, end)

    def line(self, index: int) -> Line:
        """One sentence as a skeleton."""
        if index not in self._lines:
            start, end = self.article.sentences[index]
            self._lines[index] = Line(self.article.plain, start, end, self._tokens(start, end, index), index)
        return self._lines[index]

    def named(self, index: int, kind: str) -> set[str]:
        """Ids of what a sentence names of one kind."""
        return {m.entity_id for m in self._mentions(index) if m.kind == kind}

    def before(self, line: Line) -> list[Line]:
        """The two sentences before this one, the nearest first."""
        return [self.line(i) for i in range(line.index - 1, max(-1, line.index - 3), -1)]

    def after(self, line: Line) -> list[Line]:
        """The sentence after this one, if there is one."""
        return [self.line(line.index + 1)] if line.index + 1 < len(self.article.sentences) else []

    def names(self, agency_id: str) -> bool:
        """Whether the article names a space agency by a name of its own, not only by that of its state."""
        plain = self.article.plain
        return any(m.entity_id == agency_id and plain[m.start:m.end] not in STATES and _code(m.kind, m.entity_id, m.name, plain[m.start:m.end]) == CODES["<A>"]
                   for m in self.article.mentions if m.kind == "agency")

    def agency_before(self, position: int) -> Mention | None:
        """The space agency named last before a position, not more than 900 characters back."""
        for m in reversed(self.article.mentions_in(max(0, position - 900), position, "agency")):
            surface = self.article.plain[m.start:m.end]
            if _code(m.kind, m.entity_id, m.name, surface) == CODES["<A>"] and surface not in STATES:
                return m
        return None

    def company_before(self, position: int, reach: int = 3000) -> Token | None:
        """The company named last before a position; one that sells seats rather than flies them, where there is one."""
        kinds = reference.load().agencies
        named = [m for m in reversed(self.article.mentions_in(max(0, position - reach), position, "agency"))
                 if kinds.get(m.entity_id, {}).get("kind", "company") == "company" and not self.article.plain.startswith("'", m.end)]
        m = next((m for m in named if m.entity_id not in _operators()), named[0] if named else None)
        return Token(m.start, m.end, CODES["<C>"], m.entity_id, m.name, m.end) if m else None

    def sells(self, token: Token) -> bool:
        """Whether a company can have sold a flight: one that is known and builds and flies no craft itself, nor only reports."""
        return reference.load().agencies.get(token.entity_id, {}).get("kind") == "company" and token.entity_id not in _operators()

    def agencies_before(self, position: int, reach: int = 2500) -> list[Token]:
        """The two space agencies named last before a position, the earlier first; states count as theirs."""
        found: dict[str, Token] = {}
        for m in reversed(self.article.mentions_in(max(0, position - reach), position, "agency")):
            if _code(m.kind, m.entity_id, m.name, self.article.plain[m.start:m.end]) == CODES["<A>"]:
                found.setdefault(m.entity_id, Token(m.start, m.end, CODES["<A>"], m.entity_id, m.name, m.end))
                if len(found) == 2:
                    return list(found.values())[::-1]
        return []

    def _mentions(self, index: int) -> list[Mention]:
        start, end = self.article.sentences[index]
        return self.article.mentions[bisect_left(self._starts, start):bisect_left(self._starts, end)]

    def _tokens(self, start: int, end: int, index: int) -> list[Token]:
        plain, found = self.article.plain, []
        for m in self._mentions(index):
            if (code := _code(m.kind, m.entity_id, m.name, plain[m.start:m.end])) and m.end <= end:
                found.append(Token(m.start, m.end, *STATES.get(plain[m.start:m.end], (code, m.entity_id, m.name)), m.end))
        if _DIGIT.search(plain, start, end) and _MONEY.search(plain, start, end):
            found += [Token(*m.span(), CODES["<M>"], "", _dollars(m), m.end()) for m in _AMOUNT.finditer(plain, start, end)]
        for d in self.article.dates[bisect_left(self._dates, start):bisect_left(self._dates, end)]:
            if d.value and d.end <= end:
                found.append(Token(d.start, d.end, CODES["<D>"], d.precision, d.value, d.end))
        if self.holds(index, STATE_STEMS):
            found += [Token(*m.span(), *_ALL_STATES[m[0]], m.end()) for m in _STATE_WORD.finditer(plain, start, end)]
        for m in _BARE_AGENCY.finditer(plain, start, end) if self.holds(index, _BARE_STEMS) else ():
            if not any(t.start < m.end() and m.start() < t.end for t in found) and (named := self.agency_before(m.start())):
                found.append(Token(*m.span(), CODES["<A>"], named.entity_id, named.name, m.end()))
        return _apart(plain, end, sorted(found, key=lambda t: (t.start, -t.end)))


def _apart(plain: str, end: int, tokens: list[Token]) -> list[Token]:
    """The tokens without overlaps; a second name of the agency just named belongs to the first."""
    kept: list[Token] = []
    for token in tokens:
        last = kept[-1] if kept else None
        if last and token.start < last.reach:
            continue
        if last and last.code == CODES["<S>"] and plain[last.reach:token.end].lower() == "'s space agency":
            continue
        if last and token.code == last.code == CODES["<A>"] and token.entity_id == last.entity_id:
            between = plain[last.reach:token.start]
            if between in (" ", ", ", " (", " - ", ", the ", ", or "):
                closing = plain[token.end:token.end + 1] == {"(": ")", ",": ","}.get(between.strip()[:1], "-")
                kept[-1] = last._replace(reach=token.end + closing)
                continue
        if last and token.code == CODES["<A>"] and last.entity_id == token.entity_id and _ITS_BODY.fullmatch(plain, last.reach, token.start):
            closes = plain[token.start - 2] == plain[token.end:token.end + 1] == ","
            kept[-1] = token._replace(start=last.start, reach=token.end + closes)
            continue
        aside = _ASIDE_BODY.match(plain, token.end, end) if token.code == CODES["<A>"] else None
        kept.append(token._replace(reach=aside.end()) if aside else token)
    return kept


@lru_cache(maxsize=1)
def _operators() -> frozenset[str]:
    """Ids of those who fly people on a craft of their own."""
    return frozenset(row["operator_agency_id"] for row in reference.load().spacecraft.values() if row["kind"] == "crew")


@lru_cache(maxsize=20_000)
def _code(kind: str, entity_id: str, name: str, surface: str) -> str | None:
    """The token kind of a mention."""
    if kind == "agency":
        row = reference.load().agencies.get(entity_id, {})
        known = row.get("kind")
        if known == "government" and name.endswith(" government"):
            return None  # the name or adjective of its state is read instead
        if known == "space agency" or known is None and _BODY_NAME.search(name):
            is_named = surface.lower() in (name.lower(), row.get("full_name", "").lower()) or _BODY_NAME.search(surface)
            return CODES["<X>" if _PART_NAME.search(surface) and not is_named else "<A>"]
        return CODES["<X>" if known == "centre" or _PART_NAME.search(name) else "<C>"]
    if kind == "spacecraft":
        return CODES["<T>" if _STATION_NAME.search(name) else "<K>"]
    return CODES.get({"person": "<P>", "flight": "<F>", "expedition": "<F>", "site": "<L>"}.get(kind, ""))


def _dollars(m: re.Match) -> str:
    """The amount as a plain number of US dollars, "" in another currency."""
    sign, unit = m["sign"], m["unit"] or ""
    if not (sign and sign.strip() in ("$", "US$", "USD")) and unit.removeprefix("U.S. ").removeprefix("US ") not in ("dollar", "dollars"):
        return ""
    value = float((m["number"] or m["number2"]).replace(",", "")) * _SCALES.get(m["scale"] or m["scale2"], 1)
    return f"{value:.2f}".rstrip("0").rstrip(".")
