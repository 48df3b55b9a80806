"""Payments for seats on spacecraft: who pays, whom, how much and for how many."""

from transforms.agency_skeleton import CODES, Line, Reader, Token, rule, stems
from transforms.events import ACTORS, Event, date_of, distinct

_SEATED = stems("seat seats ride rides person astronaut cosmonaut apiece trip trips place chair each flight flights fly mission visit visited"
                " journey stay day days week privilege travel vacation holiday space station iss orbit")
_PAID = stems("million billion m bn pay pays paid paying buy buys buying bought purchase purchasing book books booked booking ordered"
              " acquired reserved contract")
_SOYUZ = stems("soyuz")

_PAYS = (r"(?:pa(?:ys?|id|ying)|spen[dt]\w*|bought|buy(?:s|ing)?|purchas\w+|book(?:s|ed)|shell\w* out"
         r"|fork\w* (?:over|out)|acquir\w+)")
# Who pays for himself, and how journalists say so.
_GUEST = (r"<P>|\b(?:tourists?|visitors?|customers?|millionaires?|billionaires?|passengers?|individuals|businessm[ae]n|businesswom[ae]n"
          r"|entrepreneurs?|tycoons?|investors?|participants?|crewmates|crew ?members|each|he|she|they|trio|men)\b")
_SPENDS = (r"(?:pa(?:ys?|id|ying)|sp(?:ent|ends?|ending)|dropp?(?:ed|ing|s)?|dish(?:ed|es|ing) out|shell(?:ed|s|ing) out|fork(?:ed|s|ing)"
           r" (?:out|over)|part(?:ed|ing) with|cough(?:ed|s|ing) up|cost (?:him|her|them|each))")
_RULES = tuple((name, rule(pattern), confidence) for name, pattern, confidence in (
    ("price_of_seat", r"(?P<v>(?P<m><M>)[^;<M>]{0,60}?\b(?:seats?|per (?:person|astronaut|cosmonaut|passenger|ride|trip|head)|apiece"
                      r"|(?:an?|for each|for every|for an?|each) (?:\w+ )?(?:ride|trip|round[- ]trip|astronaut|passenger)"
                      r"|round[- ]trips?|rides?)\b)", .85),
    ("seat_price", r"(?P<v>\b(?<!their )(?<!his )(?<!her )(?:seats?|rides?|round[- ]trips?|(?:chair|place) (?:of|for) <P>"
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
    ("bought_seats", r"(?P<v>\b(?:buy(?:s|ing)?|bought|purchas(?:e|es|ed|ing)|book(?:s|ed|ing)?|pa(?:ys|id|ying)(?: [\w<A><C>]+)? for|order(?:s|ed)"
                     r"|acquir(?:es|ed|ing)|contract(?:s|ed) for|reserv(?:es|ed)) (?!a ticket)[^;<M>]{0,50}?\bseats?\b"
                     r"(?! (?:belt|cover|cushion|assign|map)))", .75),
))
_TRIPS = {"trip_paid", "trip_paid_for", "trip_cost"}
_CRAFT = rule(r"<T>|<K>|<F>|\b(?:soyuz|dragon|starliner|capsule|spacecraft|orbit\w*|rockets?|astronauts?|cosmonauts?|station)\b")
_ORBITAL = rule(r"<T>|<F>|\b(?:soyuz|station|orbit)\b")
_SUBORBITAL = rule(
    r"\b(?:suborbital|sub-orbital|tickets?|auction\w*|edge of space|weightless\w*|new shepard|spaceshiptwo|virgin galactic|blue origin"
    r"|balloon\w*|lottery|raffle|zero-g\w*|moon lander|lunar lander|congress|senate (?:seat|race)|house seats?"
    r"|simulators?|economy|airlines?|theat(?:er|re)|stadium|parliament)\b")
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
    return [event for index in reader.having(_SEATED, _PAID) for event in _payments(reader, reader.line(index))]


def _payments(reader: Reader, line: Line) -> list[Event]:
    if _SUBORBITAL.search(line.text) or any(t.entity_id in _SUBORBITAL_IDS for t in line.tokens.values()):
        return []
    events: list[Event] = []
    taken: set[int] = set()
    for name, pattern, confidence in _RULES:
        for m in pattern.finditer(line.text):
            low, high = m.span("v")
            place = m.start("m") if "m" in m.groupdict() else -1
            if place in taken or name == "bought_seats" and taken or _UNPAID.search(line.text, max(0, low - 40), low):
                continue
            if not (sides := _tour_sides(reader, line) if name in _TRIPS else _sides(reader, line, name)):
                continue
            amount = line.tokens.get(place)
            if name in _TRIPS and amount.name and float(amount.name) >= 10**9:
                continue
            taken.add(place)
            counted = _SEATS.search(line.text, max(0, low - 5), min(len(line.text), high + 30))
            seats = (_COUNTS.get(counted["n"], counted["n"]), *line.span(*counted.span("n"))) if counted else None
            events.append(Event("seat_payment", sides[0], line.span(low, high), name, confidence, counterpart=sides[1], amount=amount,
                                seats=seats, date=date_of(line, low, high), detail=amount.name if amount else ""))
    return events


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
