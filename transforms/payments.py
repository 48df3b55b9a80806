"""Payments for seats on spacecraft: who pays, whom, how much and for how many."""

import re

from transforms.agency_skeleton import CODES, STATE_STEMS, Line, Reader, Token, rule, states_of, stems
from transforms.events import ACTORS, Event, date_of, distinct
from transforms.text import slug

_SEATED = stems("ticket tickets couch citizen own soyuz dragon axiom seat seats ride rides person astronaut cosmonaut apiece trip trips place chair each flight flights fly mission visit visited"
                " journey stay day days week privilege travel vacation holiday space station iss orbit")
_PAID = stems("million billion m bn pay pays paid paying buy buys buying bought purchase purchasing book books booked booking ordered"
              " acquired reserved contract spend spends spent spending cost costs ask asks asked asking charge charges charged set sets earmarked allocated"
              " budgeted invested crore crores")
_SOYUZ = stems("soyuz")

_PAYS = (r"(?:pa(?:ys?|id|ying)|spen[dt]\w*|bought|buy(?:s|ing)?|purchas\w+|book(?:s|ed)|shell\w* out"
         r"|fork\w* (?:over|out)|acquir\w+)")
# Who pays for himself, and how journalists say so.
_GUEST = (r"<P>|\b(?:tourists?|visitors?|customers?|millionaires?|billionaires?|passengers?|individuals|businessm[ae]n|businesswom[ae]n"
          r"|entrepreneurs?|tycoons?|investors?|participants?|crewmates|crew ?members|each|he|she|they|trio|men)\b")
_SPENDS = (r"(?:pa(?:ys?|id|ying)|sp(?:ent|ends?|ending)|dropp?(?:ed|ing|s)?|dish(?:ed|es|ing) out|shell(?:ed|s|ing) out|fork(?:ed|s|ing)"
           r" (?:out|over)|part(?:ed|ing) with|cough(?:ed|s|ing) up|cost (?:him|her|them|each))")
# What a state does with the money for a flight.
_SETS_ASIDE = (r"(?:pa(?:ys?|id|ying)|sp(?:ent|ends?|ending)|set(?:s|ting)? aside|earmark(?:s|ed)|allocat(?:es|ed)|budget(?:s|ed)|put(?:s|ting)? up"
               r"|invest(?:s|ed)|commit(?:s|ted)|contribut(?:es|ed)|hand(?:s|ed) over|transferr?(?:s|ed))\b ")
_RULES = tuple((name, rule(pattern), confidence) for name, pattern, confidence in (
    ("price_of_seat", r"(?P<v>(?P<m><M>)[^;<M>]{0,60}?\b(?:seats?|per (?:person|astronaut|cosmonaut|passenger|ride|trip|head)|apiece"
                      r"|(?:an?|for each|for every|for an?|each) (?:\w+ )?(?:ride|trip|round[- ]trip|astronaut|passenger)"
                      r"|round[- ]trips?|rides?)\b)", .85),
    ("seat_price", r"(?P<v>\b(?<!their )(?<!his )(?<!her )(?:seats?|tickets?|rides?|round[- ]trips?|(?:chair|place) (?:of|for) <P>"
                   r"|place (?:on|aboard) (?:an? |the )?(?:<K>|<F>))(?:\b|(?<=<P>)|(?<=<K>)|(?<=<F>))[^;<M>]{0,70}?\b(?:cost(?:s|ing)?"
                   r"|price[ds]?|worth|for|at|pa(?:y|ys|id|ying)|charg\w+|sold|valued|went|averag\w+|runs?|is|was|were|ris(?:e|es|en|ing)|rose|climb\w+|jump\w+|soar\w+|increas\w+|reach\w+|hit)\b"
                   r"[^;<M>]{0,45}?(?P<m><M>))", .8),
    ("went_from", r"(?P<v>(?P<m><M>) (?:went|was paid|had been paid)[^;<M>]{0,20}? from <AS> to <AS>[^;<M>]{0,60}?"
                  r"\b(?:seat|place|ride)\b)", .75),
    ("trip_paid", rf"(?:{_GUEST})[^;<M>]{{0,90}}?(?P<v>\b{_SPENDS}\b[^;<M>]{{0,70}}?(?P<m><M>)[^;<M>]{{0,60}}?\b(?:flights?|trips?|journey"
                  r"|visits?|rides?|missions?|fly|stay|holiday|vacation|week|days?|travel|privilege|places?)\b)", .8),
    ("trip_paid_for", rf"(?:{_GUEST})[^;<M>]{{0,120}}?(?P<v>\b{_SPENDS} for (?:it|(?:the|his|her|their|this) \w+)\b[^;<M>]{{0,20}}?(?P<m><M>))", .75),
    ("trip_cost", r"(?P<v>\b(?:flights?|trips?|journeys?|visits?|stays?)\b[^;<M>]{0,60}?\bcost (?:the )?(?:travell?ers|tourists|customers"
                  r"|passengers|visitors|clients|him|her|them)\b[^;<M>]{0,30}?(?P<m><M>))", .75),
    ("bought_seats", r"(?P<v>\b(?:buy(?:s|ing)?|bought|purchas(?:e|es|ed|ing)|book(?:s|ed|ing)?|pa(?:ys|id|ying)(?: [\w<A><C><S>]+)? for|order(?:s|ed)"
                     r"|acquir(?:es|ed|ing)|contract(?:s|ed) for|reserv(?:es|ed)) (?!a ticket)[^;<M>]{0,50}?\bseats?\b"
                     r"(?! (?:belt|cover|cushion|assign|map)))", .75),
    ("state_pays", rf"(?P<v>\b{_SETS_ASIDE}[^;<M>]{{0,40}}?(?P<m><M>)[^;<M>]{{0,90}}?\b(?:to (?:put|send|fly|launch|place|have|get|let)\b"
                   r"|for (?:(?:the|a|its|their|his|her|an|one|<P>'s?) )?(?:[\w<J>]+ ){0,2}(?:flight|trip|mission|seat|stay|journey|voyage|ride|place)\b"
                   r"|on (?:the|a|its) (?:flight|trip|mission|stay|journey|ride)\b))", .78),
    ("state_paid", rf"(?:<AS>|<N>), (?:which|whose) [^;<M>]{{3,120}}, (?P<v>{_SETS_ASIDE}[^;<M>]{{0,25}}?(?P<m><M>))", .72),
    ("state_paid_for", rf"(?:<AS>|<N>)[^;<M>]{{0,40}} (?P<v>{_SETS_ASIDE}[^;<M>]{{0,25}}?(?P<m><M>)[^;<M>]{{0,50}}? for <P>)", .75),
    ("cost_state", r"(?P<v>\b(?:flight|trip|seat|mission|place|stay|ride|couch)\b[^;<M>]{0,80}?\b(?:costs?|set back|sets back|will cost|to cost)"
                   r" (?:the )?(?P<who><ASJ>|<N>)[^;<M>]{0,40}?(?P<m><M>))", .75),
    ("flew_for", r"(?P<who><SJ>|<N>)(?:'s?)? [^;<M>]{0,60}?(?P<v>\b(?:flew|fly|flies|flown|travell?ed|went up) [^;<M>]{0,60}?\bfor (?:a (?:fee|price|sum) of )?"
                 r"(?:about |some |around |roughly )?(?P<m><M>))", .72),
    ("asks", r"(?P<v>\b(?:ask(?:s|ing|ed)?(?: for)?|charg(?:es?|ing|ed)|want(?:s|ed)?|demand(?:s|ed|ing)?|quot(?:es|ed|ing)) [^;<M>]{0,30}?(?P<m><M>)"
             r"[^;<M>]{0,60}?\b(?:seat|place|ride|trip|couch)\b)", .75),
    ("asks_for_flight", r"\bfor an? (?:\w+ )?(?:<J>|<P>|astronaut|cosmonaut|traveller|traveler|guest|passenger|seat|place)[^;<M>]{0,60}?(?:<F>|<K>)[^;<M>]{0,60}?"
                        r"(?P<v>\b(?:ask|charg|want|demand|quot)\w* [^;<M>]{0,30}?(?P<m><M>))", .75),
))
_TRIPS = {"trip_paid", "trip_paid_for", "trip_cost"}
_OF_STATES = {"flew_for", "state_pays", "state_paid", "state_paid_for", "cost_state"}
_ASKING = {"asks", "asks_for_flight"}
_ITS_OWN = rule(r"^\W*(?:it|its|the (?:country|government|state|agency|ministry))\b")
_CRAFT = rule(r"<T>|<K>|<F>|\b(?:soyuz|dragon|starliner|capsule|spacecraft|orbit\w*|rockets?|astronauts?|cosmonauts?|station)\b")
_FLIER = rule(r"<P>|<F>|<T>|<K>|\b(?:astronauts?|cosmonauts?|seats?|one of its own|citizens?)\b")
_ORBITAL = rule(r"<T>|<F>|\b(?:soyuz|station|orbit)\b")
_SUBORBITAL = rule(
    r"\b(?:suborbital|sub-orbital|auction\w*|edge of space|weightless\w*|new shepard|spaceshiptwo|virgin galactic|blue origin"
    r"|balloon\w*|lottery|raffle|zero-g\w*|moon lander|lunar lander|congress|senate (?:seat|race)|house seats?"
    r"|simulators?|economy|airlines?|theat(?:er|re)|stadium|(?:seats?|places?|majority) in (?:\w+ ){0,2}parliament|parliament(?:ary)? (?:seats?|elections?))\b")
_TICKET = rule(r"\btickets?\b")
_SUBORBITAL_IDS = {"virgin-galactic", "blue-origin", "new-shepard", "spaceshiptwo", "spaceship-two", "space-perspective", "world-view"}
_UNPAID = rule(
    r"\b(?:no longer|stop\w*|without|not|never|\w+n't|no need|instead of|rather than|end(?:s|ed|ing)?|avoid\w*|no money) (?:\w+ ){0,3}$")
_PAYING = rule(rf"\b{_PAYS}\b")
_PAYER = rule(rf"(?P<who><AS>|<J>(?= (?:government|authorities|state|ministry|space)))(?:'s?)?(?: [\w-]+){{0,5}}? {_PAYS} [^;]{{0,30}}?"
              r"(?:<M>|\bseats?\b)")
_FIRM = rule(r"\bthe (?:company|firm|start-?up)\b")
# "The US company": the state is an attribute and pays nothing.
_ATTRIBUTE = rule(r"<SJ> (?:company|firm|start-?up|billionaire|businessman|tourist|investor|entrepreneur|media|prices?)\b")
_CUSTOMER = rule(r"<P>[^;]{0,40}? (?:paid|pays|spent|bought|booked)|\b(?:tourists?|visitors?|customers?|millionaires?|billionaires?"
                 r"|passengers?|individuals|businessm[ae]n|entrepreneurs?)\b")
_CHARGES = rule(r"(?:<C>|the (?:company|firm|start-?up)\b)[^;<A>]{0,60}? (?:charg(?:es|ed|ing)|asks|asking|asked) (?!<A>|<S>)")
_SEATS = rule(r"\b(?P<n>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|pair of)"
              r" (?:[\w<K><J><C>-]+ ){0,3}?seats?\b")
_COUNTS = {w: str(i) for i, w in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)} | {"pair of": "2"}


def find(reader: Reader) -> list[Event]:
    """Events of the kind seat_payment; the agency pays and the counterpart sells, or the agency sells where no agency pays."""
    of_states = [i for i in reader.having(_PAID, STATE_STEMS) if reader.named(i, "person")]
    indices = sorted({*reader.having(_SEATED, _PAID), *of_states})
    return [event for index in indices for event in _payments(reader, reader.line(index))]


def _payments(reader: Reader, line: Line) -> list[Event]:
    if _SUBORBITAL.search(line.text) or _TICKET.search(line.text) and not _ORBITAL.search(line.text) or any(t.entity_id in _SUBORBITAL_IDS for t in line.tokens.values()):
        return []
    events: list[Event] = []
    taken: set[int] = set()
    is_priced = CODES["<M>"] in line.text
    for name, pattern, confidence in _RULES:
        for m in pattern.finditer(line.text) if is_priced or "m" not in pattern.groupindex else ():
            low, high = m.span("v")
            place = m.start("m") if "m" in m.groupdict() else -1
            if place in taken or name == "bought_seats" and taken or _UNPAID.search(line.text, max(0, low - 40), low):
                continue
            if not (sides := _sides_of(reader, line, name, m)):
                continue
            sides = as_state(reader, sides[0]), sides[1]
            amount = line.tokens.get(place)
            if name in _TRIPS and amount.name and float(amount.name) >= 10**9:
                continue
            taken.add(place)
            counted = _SEATS.search(line.text, max(0, low - 5), min(len(line.text), high + 30))
            seats = (_COUNTS.get(counted["n"], counted["n"]), *line.span(*counted.span("n"))) if counted else None
            events.append(Event("seat_payment", sides[0], line.span(low, high), name, confidence, counterpart=sides[1], amount=amount,
                                seats=seats, date=date_of(line, low, high), detail=amount.name if amount else ""))
    return events


def _sides_of(reader: Reader, line: Line, name: str, m: re.Match) -> tuple[Token, Token | None] | None:
    """Payer and seller by the kind of rule that a payment was found with."""
    if name in _TRIPS:
        return _tour_sides(reader, line)
    if name in _ASKING:
        seller = next((t for t in reversed(line.among("<A>", "<C>", high=m.start("v"))) if t.entity_id != "nasa"), None)
        return (seller, None) if seller else None
    if name in _OF_STATES:
        return _state_sides(reader, line, m)
    return _sides(reader, line, name)


def _state_sides(reader: Reader, line: Line, m: re.Match) -> tuple[Token, Token | None] | None:
    """A state or agency that pays for somebody's flight, and the company or Roscosmos where the sentence names one."""
    if not any(_CRAFT.search(part.text) for part in (line, *reader.before(line))) or not _FLIER.search(line.text):
        return None
    paying = ("<A>", "<S>", "<J>", "<N>")
    payer = line.tokens[m.start("who")] if "who" in m.groupdict() else next(iter(line.among(*paying, high=m.start("v"))), None)
    if payer is None and _ITS_OWN.search(line.text):
        payer = next((t for part in reader.before(line)[:1] for t in part.among(*paying)), None)
    if payer is None or payer.entity_id == "roscosmos":
        return None
    seller = next(iter(line.among("<C>")), None) or next((t for t in line.among("<A>", "<S>") if t.entity_id == "roscosmos"), None)
    return payer, seller


def _sides(reader: Reader, line: Line, name: str) -> tuple[Token, Token | None] | None:
    """Payer and seller; the seller alone, where no agency pays."""
    attributes = {m.start() for m in _ATTRIBUTE.finditer(line.text)}
    here, companies = distinct([t for p, t in line.tokens.items() if t.code in ACTORS and p not in attributes]), line.among("<C>")
    before = reader.before(line)
    priced = name != "bought_seats"
    if not companies and priced and (_FIRM.search(line.text) or _CUSTOMER.search(line.text)):
        companies = list(filter(None, [reader.company_before(line.span(0, 1)[0])]))
    if not companies and priced and not here:
        companies = [t for part in before[:1] for t in part.among("<C>")]
    if not companies and not any(t.code == CODES["<A>"] for t in here) and not any(
            _CRAFT.search(part.text) or part.among("<C>") for part in (line, *before[:1], *reader.after(line))):
        return None
    earlier = distinct([t for part in before for t in part.among("<A>")])
    payers = _payers(reader, line, here, earlier)
    seller = next((t for t in here if t.entity_id == "roscosmos"), companies[0] if companies else None)
    if seller and seller.code == CODES["<C>"] and priced:
        if _CHARGES.search(line.text) or payers and _is_distant(payers[0]) and line.among("<C>"):
            return seller, None
    if payers and (seller or name != "bought_seats" or _PAYING.search(line.text)):
        if not seller and reader.holds(line.index, _SOYUZ):
            seller = next((t for t in earlier if t.entity_id == "roscosmos"), None)
        return payers[0], seller if seller and seller.entity_id != payers[0].entity_id else None
    return (seller, None) if seller and name != "bought_seats" else None


def _tour_sides(reader: Reader, line: Line) -> tuple[Token, None] | None:
    """Who sold a flight to a private person: the company that arranged it, else Roscosmos for a Soyuz, else the company named before."""
    beside = [line, *reader.after(line), *reader.before(line)[:1]]
    if not any(_ORBITAL.search(part.text) or part.among("<C>") for part in beside):
        return None
    sellers = [t for part in beside for t in part.among("<C>") if reader.sells(t)]
    russian = next((t for part in beside for t in part.among("<A>", "<S>", "<J>") if t.entity_id == "roscosmos"), None)
    if not sellers and not russian:
        sellers = list(filter(None, [reader.company_before(line.span(0, 1)[0])]))
    seller = next(iter(sellers), russian)
    return (seller, None) if seller else None


def as_state(reader: Reader, payer: Token) -> Token:
    """The state itself, where it pays and the article nowhere names its space agency: a government buys seats past it."""
    if payer.code not in (CODES["<S>"], CODES["<J>"]) or payer.entity_id in ("nasa", "roscosmos") or reader.names(payer.entity_id):
        return payer
    state = states_of().get(payer.entity_id)
    return payer._replace(entity_id=slug(state), name=state) if state else payer


def _is_distant(payer: Token) -> bool:
    """Whether a state pays of which the text names no agency: then the row is the seller's."""
    return payer.code in (CODES["<S>"], CODES["<J>"]) and payer.entity_id not in ("nasa", "roscosmos")


def _payers(reader: Reader, line: Line, here: list[Token], earlier: list[Token]) -> list[Token]:
    """Who may have paid, the likeliest first: who is said to pay, NASA, another agency, NASA as the article names it elsewhere."""
    if (said := _PAYER.search(line.text)) and (payer := line.tokens[said.start("who")]).entity_id != "roscosmos":
        return [payer]
    payers = [t for t in here if t.entity_id == "nasa"] or [t for t in here if t.entity_id != "roscosmos" and t.code != CODES["<J>"]]
    if payers or _CUSTOMER.search(line.text):
        return payers
    if named := [t for t in earlier if t.entity_id == "nasa"]:
        return named
    if any(t.entity_id == "roscosmos" for t in here):
        nasa = next((m for m in reader.article.mentions if m.entity_id == "nasa"), None)
        if nasa:
            return [Token(nasa.start, nasa.end, CODES["<A>"], nasa.entity_id, nasa.name)]
    return [t._replace(entity_id="nasa", name="NASA") for t in line.among("<X>") if t.name.startswith("NASA")]
