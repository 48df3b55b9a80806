"""Who flies on which flight by the words between their names in one sentence."""

import re

from transforms.article import Mention
from transforms.skeleton import Skeleton
from transforms.targets import Seat, Target, is_retired
from transforms.vocabulary import A, AIRCRAFT, APPOSITION, ASSIGN, AUX, C, CREW, F, FLYING, N, NEGATIVE, NOT_FLOWN, OFFICIAL, P, S, SAID_AFTER, SAID_ANY, T, TRAVEL, U, V, X, crewed, flights_at

_VERB_PHRASE = re.compile(rf"^(?: -)?{APPOSITION},?(?: {AUX},?){{0,7}} (?:{TRAVEL}|{ASSIGN}|aboard|on board|onboard|inside|{CREW})\b(?P<rest>[^{P}{F}{C}]{{0,160}})$", re.I)
_SECOND_VERB = re.compile(rf"^[^{P}{F}{C};]{{0,110}}?,? (?:and|before|then|when (?:he|she|they)|after|who|as (?:he|she|they)|while)(?: {AUX}){{0,4}} (?:{TRAVEL}\b(?! (?:him|her|them|an? |the crew|astronauts|people))|aboard|on board)(?P<rest>[^{P}{F}{C}]{{0,120}})$", re.I)
_PARTICIPLE = re.compile(rf"^[^{P}{F}{C};]{{0,110}}?, (?:commanding|piloting|flying|launching|riding|arriving|returning|serving)\b(?P<rest>[^{P}{F}{C}]{{0,80}})$", re.I)
# Any words, as long as they hold no other subject, a verb of flying and a preposition right before the flight.
_FLIES_ON = re.compile(
    rf"^[^{P}{F}{C};:\"]{{0,260}}?[ ,-](?:{FLYING}|{ASSIGN}|was|were|is|are)\b[^{P}{F}{C};:\"]{{0,140}}?(?<= )(?:on|aboard|on ?board|in|inside|into|with|via|by|during|as part of|(?:crew|members?|part|commander|pilot|veteran|passenger|specialist) of|named|called|designated|mission,|flight,|demonstration,|test,|voyage,|trip,)(?: (?!(?:after|before|behind)\b)[\w{A}{V}'.-]+){{0,5}} $", re.I)
_GOES_ON = re.compile(r" (?:crew |astronauts |mission |spacecraft )?(?:was|is|were|are|has|had|have|will|would|could|launch|lift|land|splash|dock|return|arriv)")
# In one sentence "he" and "they" are mostly its subject.
_THEY = re.compile(r",(?: and| when| where| after| before| as| but)? (?:all )?(?:he|she|they)(?= )")
_AND_CREW = re.compile(r"^,? (?:and|with|along with|alongside|together with) (?:his|her|their|the|two|three|four|five|six) (?:[\w-]+ ){0,3}(?:crew-?mates?|colleagues?|companions?|crew|others)(?=[ ,])(?! of\b)")
_FLIGHT_WAS = re.compile(r" (?:\w+ ){0,3}(?:flight|mission|spaceflight|trip|launch|voyage)(?: (?:to|into|in) [^,;]{1,30}?)?,? (?:was|is|will be|came|began)(?: (?:on|aboard|in|as|with|the|\w+ of))* ")
_THEIR_FLIGHT = re.compile(rf"^[^{P}{F}{C};:\"]{{0,120}}\b(?:his|her|their) (?:[\w-]+ ){{0,3}}(?:flight|spaceflight|trip|mission|ride|launch|voyage|journey|return|experience)s?\b[^{P}{F}{C};:\"]{{0,80}}? (?:on|aboard|in|inside|with|by)(?: [\w{A}{V}'.-]+){{0,4}} $", re.I)
_IS_THEIR_FLIGHT = re.compile(r" (?:is|was|will be|would be|marks|marked) (?:the|an?|his|her|their) (?:[\w-]+ ){0,3}(?:flight|mission|trip|spaceflight|journey|launch|voyage|visit)\b")
_OTHER_CLAUSE = re.compile(r",? (?:where|while|whereas|whose|because|although|though) [^,]{0,60}$")
_NOUN_PHRASE = re.compile(
    rf"^(?:(?:,| -)? (?:both |all )?(?:of|on|in|aboard|on board|onboard|inside|from|during|into) (?:the |its |his |her |their |an? |{A}(?:'s)? |{V} |[A-Za-z'-]+'s |first |second |crewed |historic |upcoming |recent |Russian |American |U\.S\. |Chinese |space |same )*"
    rf"|'s? (?:\w+ ){{0,5}}(?:flight|mission|trip|launch|voyage|ride|journey|spaceflight|seat|command|spacecraft|capsule|crew|crewmates|return)s?\b[^{P}{F}{C};]{{0,80}}"
    rf"|,? (?:the |an? |who (?:is|was) |as |its |that )?(?:[\w{A}'-]+ ){{0,4}}{CREW}(?:,? (?:of|on|for|aboard|to|in|from|during|and|with)\b[^{P}{F}{C};]{{0,60}}| )"
    rf"| \((?:{CREW},? )?|, (?:{CREW}) ?,? |: |, )$", re.I)
_ASSIGNS = re.compile(rf"\b(?:(?:re)?assign(?:ed|s|ing)|nam(?:ed|es|ing)|selected|chose|picked|tapped|appointed|added|sen(?:t|d|ds|ding)|launch(?:ed|es|ing)?|fl(?:ew|y|ying)|put|carr(?:ied|ying)|brought|returned|ferried|transport\w*|tak(?:e|ing)|took|g[ai]v(?:e|es|en|ing)|award\w*|offered)\b [^{P}{F}{C};,]{{0,60}}$", re.I)
_PART_OF_FLIGHT = re.compile(r"'?s? (?:\w+ )?(?:follow-on|successor|predecessor|landing sites?|programme?|hardware|core stage|rocket|boosters?|training|back-?up|support|launch team|flag|memorial|movie|film|book|patch|tragedy|disaster)\b")
# "with F veteran B": the flight says who B is.
_VETERAN = re.compile(rf" (?:veterans?|alumn\w+|fliers?|flyers?) (?:[\w{A}'-]+ ){{0,3}}{P}")
_BESIDES = re.compile(r"\b(?:[Ii]n addition to|[Bb]esides|[Aa]long with|[Jj]oining|[Aa]longside|[Tt]ogether with)(?: [\w'-]+){0,4} $")
_HELPED = re.compile(r"\b(?:help|lift|pull|carri|extract|assist|haul|eas)\w* (?:[\w-]+ ){0,3}$")
_PAID_FOR = re.compile(r"\b(?:paid|pays?|paying|bought|purchas\w*|booked|fund\w*|financ\w*)\b[^,;]*(?:his|her|their|an?|the) (?:own )?$")
_WHOSE_FLIGHT = re.compile(r",? whose (?:[\w-]+ ){0,4}(?:flight|mission|trip|spaceflight|launch|ride|journey) (?:was|came|is|will be) (?:on |aboard |in )?(?:the )?")
_ACTS = re.compile(r"\b(?:plays?|played|playing|portray\w*|starr\w*)\b[^,;]*$")
_OWN_FLIGHT = re.compile(r"'s? (?:\w+(?:-\w+)? ){0,5}(?:flight|mission|trip|launch|voyage|ride|journey|spaceflight|seat|command|return|stay|crewmates|colleagues|debut)s?\b", re.I)
_NEW_SUBJECT = re.compile(
    rf"\b(?:they|he|she|it|we|I|you|which|that|company|agency|cosmonauts|astronauts|crews?|engineers|officials|teams?|rocket|spacecraft|capsule|missions?|flights?|launch|others|people|what|there|{A}|{V}|[A-Z][a-z]+)(?:'s)? (?:will|would|is|are|was|were|has|have|had|could|can|launched|said|prepares?|plans?|aims?)\b|{A}(?:'s)? (?:will|would|is|was|has|had|plans)\b")
_BAD_END = re.compile(
    r"\b(?:(?:days|era|times?|age) of|(?:preparations?|analysis|work|contributions?|research|plans?) (?:for|of|to)|named (?:for|of)|ahead of|before|prior to|following|since|than|like|unlike|besides|watch(?:ing)?|support(?:ing)?|in support of|about|similar to|compared (?:to|with)|instead of|except|without|away from|work(?:ing|ed|s)?(?: \w+){0,3} (?:on|for)|manag\w+|oversee\w*|built|build(?:ing)?|design(?:s|ed|ing)?|until|between|named after|via video|because of|thanks to"
    r"|support|images? of|photos? of|model of|sent to|dedicated to|honou?r(?:ing)?|launch(?:ing)? of|return of|arrival of|departure of|docked (?:to|with)|attached to) (?:[^\s,]+ ){0,3}$", re.I)
_CARRY = (
    r"(?:carr(?:y|ies|ied|ying)|bore|with|includ(?:e|es|ed|ing)|consist(?:s|ed|ing)? of|compris\w+|made up of|composed of|crewed by|pilot(?:ed)? by|commanded by|led by|flown by|helmed by|manned by|t(?:ake|akes|aking|aken)|took|ferr(?:y|ies|ied|ying)|br(?:ing|ings|inging|ought)"
    r"|deliver\w*|transport\w*|loft\w*|sen(?:d|ds|ding|t)|launch(?:ed|es|ing)?|fl(?:y|ew|ying|ies)|return(?:ed|s|ing)?|featur\w+|put|saw|made|rocketed|hurled|propelled|blasted)"
)
_CREW_OF = re.compile(rf"^(?:'s?)?(?: [\w'{A}()-]+){{0,4}}? (?:and )?{CREW}\b(?:[^{P}{F}{C}{N},;.]{{0,50}}|, (?:[\w{A}'-]+ ){{0,4}}|(?: will| to)?(?: \w+){{0,3}} (?:are|is|were|was|includes?|included|consists? of|comprises?|features?|be):? [^,;.]{{0,50}})$", re.I)
_CARRYING = re.compile(rf"\b{_CARRY}\b", re.I)
_NAMED = re.compile(rf"^(?:'s)?(?: [\w'{A}{T}{S}-]+){{0,12}}(?:,? (?:is|are|was|were|will be|include[sd]?|including|following crew|named)(?: also)?:? [^{P}{F}{C}{N};:.]{{0,50}}|: ?)$", re.I)
_LISTED = re.compile(rf"^(?:'s)?(?: (?:crew|mission|flight|capsule|spacecraft|lineup|astronauts))*(?: (?:are|were|is|was|will be|includes?))?,? ?(?::|\(|-+)? ?(?:[^{P}{F}{C}{N}{T};.,]{{0,60}}\b{CREW}\b[^{P}{F}{C}{N}{T};.,]{{0,12}}|(?:[\w{A}'-]+ ){{0,3}})$", re.I)
_LEAD_IN = re.compile(rf"(?:^|[.,;:\"(] ?)(?:[Dd]uring|[Oo]n|[Aa]board|[Oo]nboard|[Oo]n board|[Ff]or|[Ii]n|[Ii]nside|[Ff]lying|[Ff]lying aboard|[Ll]aunching (?:on|aboard)|[Aa]lso (?:on|aboard)|[Rr]iding(?: aboard| on)?|(?:(?:[Aa]lready )?[Aa] )?[Vv]eterans? of|(?:[Aa] )?[Aa]lum(?:nus|ni) of|[Ff]lew on|[Ff]lown on) (?:(?:the|its|his|her|an?|{A}(?:'s)?|[\w]+'s|{V}|crewed|next|first|second|final|successful|historic|mission|flight|spacecraft|capsule) )*$")
# "The landing of F ended a 186-day stay for A and B", "The crew of F, from left: A, B"
# "The other four came up on a F in January: A, B, C and D"
_CAME_ON = re.compile(rf"\b(?:two|three|four|six|others|{CREW})(?: of them)?(?: {AUX}){{0,3}} {FLYING}\b[^{P}{F}{C}{N};:]{{0,40}} (?:on|aboard|in|inside|with|via) (?:[\w'{A}-]+ ){{0,3}}$", re.I)
# "NASA has given seats on F to A and B", "A was to fly on F; her place there goes to B"
_THE_OTHERS = re.compile(rf"[^{P}{F}{C}{N}]{{0,30}}[;,] (?:and )?(?:the|her|his) (?:others?|other (?:two|three)|crew-?mates?|companions) (?:are|is|being|were|will be) [^{P}{F}{C}{N};]{{0,60}}")
_FOUND_ITS = re.compile(rf"[^{P}{F}{C}{N}]{{0,40}}\b(?:its|the) (?:first|second|third|fourth|fifth|sixth|last|final|missing)(?: [a-z-]+)?(?: -|:|,) (?:[\w{A}'-]+ ){{0,4}}")
_TO_CREW = re.compile(rf"\b{ASSIGN}\b[^,;]{{0,30}} to the crew of (?:the )?$")
# "From left: A, B and C pose before the launch of F"
_IN_PICTURE = re.compile(r"(?:[Ff]rom (?:the )?left(?: to right)?|[Ll]eft to right)[^.;]{0,30}$"), re.compile(r"\b(?:pos(?:e|es|ing)|stand(?:s|ing)?|walk(?:s|ing)?|wav(?:e|es|ing)|smil(?:e|es|ing)|train(?:s|ing)?|gather(?:ed)?|seated|wear(?:ing)?|greet|arrive)\b[^.;]*\b(?:ahead of|before|for|prior to|during) [^,;.]{0,40}$")
_SEATS_ON = re.compile(r"\b(?:seats?|places?|berths?|spots?|assignments?) (?:on|aboard|for|in) (?:the )?$"), re.compile(rf" to (?:[\w{A}'-]+ ){{0,5}}")
_PLACE_GOES_TO = re.compile(rf"[^{P}{F}{C}{N}]{{0,60}}\b(?:place|seat|spot|berth)s?(?: there| on it)? (?:goes|go|went|has gone|will go|passes|passed|falls|fell) to (?:[\w{A}'-]+ ){{0,5}}")
_GOES_TO = re.compile(rf"(?: (?:now|then|instead))? (?:goes|go|went|has gone|will go|passes|passed|falls|fell|is taken by|was taken by|will be taken by)(?: instead)? (?:to )?(?:[\w{A}'-]+ ){{0,5}}")
_ENDS_THEIR_FLIGHT = re.compile(
    rf" (?:(?:has|had|will|also|successfully) )*(?:end|mark|cap|complet|conclud|finish|wrap|begin|began|start)\w*(?: up| off)? (?:an?|the|what) [^{P}{F}{C}{N};:]{{0,60}}?\b(?:mission|stay|flight|voyage|journey|trip|expedition|odyssey|visit|tour|spaceflight)s?(?: [^{P}{F}{C}{N},;:]{{0,50}})? (?:for|of|by) (?:[\w{A}'-]+ ){{0,5}}")
_IS_FLIGHT_FOR = re.compile(rf" (?:is|was|will be|would be|marks|marked) (?:the |an? )(?:[\w-]+ ){{0,4}}(?:flight|mission|trip|launch|spaceflight|journey|voyage|visit)(?: to (?:[\w-]+|{T}))? (?:for|of) (?:[\w{A}'-]+ ){{0,5}}")
_FROM_LEFT = re.compile(rf"[^{P}{F}{C}{N};:.]{{0,60}}?,? ?\(?(?:[Pp]ictured )?(?:(?:[Ff]rom )?[Ll]eft(?: to right)?|[Cc]lockwise[\w ]{{0,20}}|[Ff]rom right|[Bb]ack row|[Ff]ront row)\)?[:,]? (?:[\w{A}'-]+ ){{0,4}}")
_ITSELF = re.compile(r",? (?:when|which|that|as|and|where)(?: (?:it|the (?:capsule|spacecraft|mission|flight|ship|rocket|craft)))?(?= )")
_INSIDE = re.compile(rf"(?:^|[.,;:\"] ?|\b)(?:[Ii]nside|[Aa]board|[Oo]n ?board|[Ff]lying|[Rr]iding|[Ll]aunching|[Ss]trapped in|[Ll]eading|[Cc]ommanding|[Pp]iloting|[Cc]rewing|[Oo]n|[Ss]eated)(?: (?:on|aboard|in|into|inside|the|this|[\w]+'s|{A}(?:'s)?|{V}|upcoming|first|next))* $")
_ABOARD = re.compile(rf"^\W*(?:On ?board|Aboard|Inside|Riding|Flying|At the controls)\b[^{P}{F}{C}.;]{{0,50}}$")
_ARE = re.compile(rf"(?: (?:spacecraft|capsule|mission|flight|ship))?,?(?: (?:is|are|was|were|will be|sit|sat))(?: [\w{A}{T}'-]+){{0,9}}:? ")
_ON_WHICH = re.compile(r", (?:on|aboard|in|during|inside) (?:which|whose \w+)(?: [\w'-]+){0,3} $")
_WHEN = re.compile(rf"^[^{P}{F}{C}{N};]{{0,50}},? (?:when|where|as|which made|making) [^{P}{F}{C}{N},;]{{0,60}}$", re.I)


# Whether words of a crew, of flying or of those who fly stand there.
_CREW_WORD = re.compile(rf"\b{CREW}\b", re.I)
_FLIES_OR_CREW = re.compile(rf"\b(?:{CREW}|{FLYING}|join\w*)\b", re.I)
_CREW_FOLLOWS = re.compile(rf"(?:'s?)? (?:mission )?{CREW}\b", re.I)
_CREW_OR_PEOPLE = re.compile(rf"\b(?:{CREW}|men|women|people|those|crews)\b[^.;{P}]{{0,60}}$", re.I)
_WHO_FLY = re.compile(rf", (?:both of whom|all of whom|who)(?: {AUX}){{0,4}} {TRAVEL}\b")
_TAKE = re.compile(rf"(?: {AUX}){{0,7}} (?:take|took|taking|fly|flew|flying) (?:the |a )?")


_COMES_BACK = re.compile(r",? and (?:then |later )?(?:come|came|coming|return|go|went|land|fly|flew|ride|rode)\w* ")
_WITH = re.compile(rf"\bwith [^{P}{F}{C}{N}.;:]{{0,60}}$")


def direct(skeleton: Skeleton, targets: dict[int, Target]) -> list[Seat]:
    """Groups of people and flights that stand side by side, joined by words of flying, carrying, crewing or assigning."""
    text = skeleton.text
    order = [i for i in skeleton.indexes(P + F + C + U) if text[i] in P + U or flights_at(skeleton, i, targets)]
    # A craft right before its flight's name ("the space shuttle mission STS-65") is part of the name.
    merged = {i for i, after in zip(order, order[1:], strict=False) if text[i] == C and text[after] == F and after - i < 26}
    order = [i for i in order if i not in merged]
    for i in merged:
        text = text[:i] + "V" + text[i + 1:]
    found: list[Seat] = []
    for left, right in zip(order, order[1:], strict=False):
        between = text[left + 1:right]
        if text[left] == P and text[right] in F + C:
            if boards(text[:left], between, text[right + 1:], text[right] == F):
                crew = crewed(skeleton, left)
                if re.match(r",? who (?!are|were|have|all|both)", between) and any(s.person is crew[-1] for s in found if crew):
                    # "F carried A, B and C, who had come up on G": the clause is about C.
                    crew = crew[-1:]
                if left != order[0] and text[order[0]] == P and len(skeleton.names[order[0]]) == 1 and _COMES_BACK.match(between) and _WITH.search(text[:left]):
                    # "A will be launched on F with B and C, and come back on G": A does.
                    crew = crewed(skeleton, order[0])
                found += _seated(crew, flights_at(skeleton, right, targets), "person, flight", 0.9 if len(between) < 100 else 0.86, "respectively" in text)
        elif text[left] in F + C and text[right] == P and not _is_programme(skeleton, left, between, targets) and _carries(text[:left], between, text[right + 1:], text[left] == F):
            found += _seated(crewed(skeleton, right), flights_at(skeleton, left, targets), "flight, person", 0.88, "respectively" in text)
    return found + _swapped(skeleton, targets)



# "A replaces B on F", "A takes B's place on F"
_REPLACES = re.compile(
    rf"(?:replac\w+|(?:st[eo]pp?\w*|fill\w*|sub\w*) in for|tak\w+ over from|took over from|t(?:ake|akes|aking|ook) (?:the (?:place|seat|spot) of)?) ?(?:[\w{A}'-]+ ){{0,4}}(?P<out>{P})(?:'s? (?:place|seat|spot))? (?:on|aboard|for|in) (?:the |{A}(?:'s)? |crewed |upcoming |next )*$")
_SWAPS = re.compile(rf"{APPOSITION}(?: {AUX}){{0,4}} (?:mov(?:e|es|ed|ing)|switch(?:es|ed)?|transferr?(?:s|ed)?|shift(?:s|ed)?|reassigned|swapped|bumped) from (?:the )?$")


def _swapped(skeleton: Skeleton, targets: dict[int, Target]) -> list[Seat]:
    """Who comes into a crew in place of somebody else, or from another crew."""
    text, found = skeleton.text, []
    people = skeleton.indexes(P)
    for j in skeleton.indexes(F):
        if (m := _REPLACES.search(text[:j])) and (m["out"] in text) and (before := [i for i in people if i < m.start()]) and re.fullmatch(rf"{APPOSITION},?(?: {AUX}){{0,4}} ", text[before[-1] + 1:m.start()]):
            found += [Seat(p, t, "person, flight", 0.85) for p in skeleton.names[before[-1]] for t in flights_at(skeleton, j, targets)]
        elif len(here := flights_at(skeleton, j, targets)) == 1 and (before := [i for i in skeleton.indexes(P + F) if i < j]) and text[before[-1]] == F and len(before) > 1 and text[before[-2]] == P:
            i, k = before[-2:]
            if _SWAPS.fullmatch(text[i + 1:k]) and re.fullmatch(r" (?:to|onto) (?:the )?", text[k + 1:j]):
                found += [Seat(p, here[0], "person, flight", 0.85) for p in skeleton.names[i]]
    return found


def _seated(people: list[Mention], flights: list[Target], method: str, confidence: float, is_paired: bool) -> list[Seat]:
    """Everybody on every flight; the first on the first and so on where the sentence says "respectively"."""
    if is_paired and len(people) == len(flights):
        return [Seat(p, t, method, confidence) for p, t in zip(people, flights, strict=True)]
    return [Seat(p, t, method, confidence) for t in flights for p in people]



_WORK_WITH = re.compile(r"\bwork\w* (?:together |alongside )?with\b")
_AND_THEN = re.compile(rf"(?:[^{P}{F}{C};]{{0,60}}?,? (?:and|then|before|but)(?: {AUX}){{0,4}} (?:{FLYING}|down|back|home)\b|, (?:command|pilot|fly|return|rid|land)ing\b)[^{P}{F}{C};]{{0,60}}", re.I)


def chained(skeleton: Skeleton, targets: dict[int, Target], seated: list[Seat]) -> list[Seat]:
    """The same people on the next flight of a sentence that goes on with another verb: "rode up on F and came home on G"."""
    text, found = skeleton.text, list(seated)
    flights = [i for i in skeleton.indexes(P + F + C) if text[i] == P or flights_at(skeleton, i, targets)]
    for i, j in zip(flights, flights[1:], strict=False):
        if text[i] == P or text[j] == P or not _AND_THEN.fullmatch(between := text[i + 1:j]) or _NEW_SUBJECT.search(between) or NEGATIVE.search(between) or SAID_ANY.search(between):
            continue
        here, there = flights_at(skeleton, i, targets), flights_at(skeleton, j, targets)
        crew = {s.person.entity_id: s for s in found if s.target in here and s.method in ("person, flight", "pronoun", "group", "known crew")}
        done = {s.person.entity_id for s in found if s.target in there}
        found += [Seat(s.person, t, s.method, 0.82) for s in crew.values() for t in there if s.person.entity_id not in done]
    return found[len(seated):]


def _is_programme(skeleton: Skeleton, index: int, between: str, targets: dict[int, Target]) -> bool:
    """Whether a retired craft only says which astronauts somebody belongs to: "Mercury astronauts"."""
    here = flights_at(skeleton, index, targets)
    return all(not t.is_named and is_retired(t.spacecraft_id) for t in here) and bool(_CREW_OF.match(between))



def boards(before: str, between: str, after: str, is_flight: bool) -> bool:
    """Whether the words between people and a flight put the people on it."""
    between = _AND_CREW.sub("", _THEY.sub(", who ", re.sub("^'(?:ll|d) ", " will ", between)))
    if is_flight and re.fullmatch(r", (?:the |NASA's )?", between) and (_CREW_FOLLOWS.match(after) and not NEGATIVE.match(after[:20]) or _BESIDES.search(before)):
        return True
    if is_flight and _IN_PICTURE[0].search(before[-70:]) and _IN_PICTURE[1].search(between) and not NOT_FLOWN.search(between):
        return True
    if _PART_OF_FLIGHT.match(after) or _VETERAN.match(after) and len(between) > 12:
        return False
    if re.match(r",? (?:together with|along with|alongside|as well as|followed by) ", between):
        return False
    if is_flight and between == ", " and re.search(r"\bFor $", before) and _IS_THEIR_FLIGHT.match(after):
        return True
    if is_flight and re.fullmatch(rf" - |: [^{P}{F}{C}{N}]{{0,100}}[(,] ?", between):
        return True
    if _HELPED.search(before) and re.fullmatch(r"(?: \w+){0,2} (?:out of|from|off) (?:the |their |its |his |her )*", between):
        return True
    if re.search(r"\bcomplet\w+ (?:the |an? |its )?(?:\w+ )?$", between) and re.match(r"(?:'s?)? (?:[\w-]+ )?(?:crew|team|line-?up|quartet|trio)\b", after):
        return True
    if _PAID_FOR.search(between) and re.match(r" (?:seat|ticket|spot|flight|trip)s?\b", after) or _WHOSE_FLIGHT.fullmatch(between):
        return True
    if len(between) > 330 or _ACTS.search(between) or NEGATIVE.search(between) or _BAD_END.search(between):
        return False
    if not _WHO_FLY.match(between) and NEGATIVE.search(re.split(rf"[,;:.{P}{F}]", before[-50:])[-1]):
        return False
    if _ASSIGNS.search(before) and re.match(r"(?: an?| the)?(?: [a-z]+)? (?:seat|place|spot|berth|ticket|ride|slot|command)?,? ?\b(?:to|for|as|aboard|on|into|onto|of)\b[^,;]*$", between) and not OFFICIAL.search(between):
        return True
    if is_flight and re.fullmatch(r"'s? (?:first |second |own |last )?", between):
        return True
    if not is_flight and _TAKE.fullmatch(between) and re.match(r" (?:on|for) (?:its|the|a) ", after):
        return True
    if re.match(r"'", between) and not _OWN_FLIGHT.match(between):
        return False
    if _FLIGHT_WAS.fullmatch(between):
        return True
    if _OTHER_CLAUSE.search(between) or re.search(r"\b(?:with|by|and|from|to|join\w*|meet\w*|met) (?:the|its|their) (?:[\w-]+ )?crew of (?:the )?$", between) and not _TO_CREW.search(between) or re.search(r"[,;] (?:and|but|so|while) (?:the )?$", between) and _GOES_ON.match(after):
        return False
    if _NOUN_PHRASE.match(between):
        if not is_flight and between == " on " and not _FLIES_OR_CREW.search(before):
            return False
        return not OFFICIAL.search(between) and not (between in (", ", ": ") and not _CREW_WORD.search(before[-60:]))
    if N in between and not re.search(rf"{N}[^{P}]*\b{TRAVEL}\b", between, re.I):
        return False
    m = _THEIR_FLIGHT.match(between) or _VERB_PHRASE.match(between) or _SECOND_VERB.match(between) or _PARTICIPLE.match(between) or _FLIES_ON.match(re.sub(r" ?\([^)]*\)", "", between))
    return bool(m) and not OFFICIAL.search(between) and not _NEW_SUBJECT.search(between) and not SAID_ANY.search(between)



def _carries(before: str, between: str, after: str, is_flight: bool) -> bool:
    """Whether the words between a flight and people put the people on it."""
    if is_flight and re.fullmatch(rf", (?:[\w{A}'-]+ ){{0,3}}", between) and _CREW_OR_PEOPLE.search(before) and not NEGATIVE.search(before[-60:]):
        return True
    if re.search(r"\b(?:welcom|greet|meet)\w* (?:the |its )?$", before, re.I) and re.search(r"\b(?:is|are|was|were|will be)\b", between):
        return False
    if re.fullmatch(rf"'s? (?:[\w{A}-]+ ){{0,3}}", between) and is_flight:
        return True
    if _CREW_OF.match(between) and not NEGATIVE.search(between) and not OFFICIAL.search(between) and not SAID_ANY.search(between) and not re.search(rf"{N}|\bjoin|, (?:while|whereas|but)\b", between):
        return not re.search(r"\b(?:former|retired|veteran|ex-)(?: [\w-]+){0,2} $", before)
    if _PLACE_GOES_TO.fullmatch(between) or (_THE_OTHERS.fullmatch(between) or _FOUND_ITS.fullmatch(between)) and not OFFICIAL.search(between) or _SEATS_ON[0].search(before[-40:]) and _GOES_TO.fullmatch(between) or _SEATS_ON[1].fullmatch(between) and _SEATS_ON[0].search(before[-40:]) and _ASSIGNS.search(before[-120:]) and not OFFICIAL.search(between):
        return True
    if _ENDS_THEIR_FLIGHT.fullmatch(between) or _IS_FLIGHT_FOR.fullmatch(between) or _FROM_LEFT.fullmatch(between) and _CREW_WORD.search(before[-60:] + between):
        return True
    if len(between) > 200 or AIRCRAFT.search(between) or re.search(rf"{N}[^{P}]*$", between) or SAID_ANY.search(between) or NEGATIVE.search(between) or _WORK_WITH.search(between) or re.search(r"\bjoin\w*|already (?:aboard|on)|, (?:while|whereas|but)\b", between):
        return False
    if SAID_AFTER.match(after) or re.search(r"\b(?:are|is|was|were) of $", between):
        return False
    if _BAD_END.search(before[-40:]) or NOT_FLOWN.search(re.split(r"[,;:.]", before[-40:])[-1]):
        return False
    if (_INSIDE.search(before) or _ABOARD.match(before)) and _ARE.fullmatch(between) or _ON_WHICH.search(between) or between == " that " and re.match(rf" {FLYING}\b", after):
        return True
    if re.fullmatch(rf"[^{P}{F}{C}{N};:.]{{0,60}}: (?:[\w{A}'-]+ ){{0,4}}", between) and _CAME_ON.search(before[-120:]) and not NEGATIVE.search(before[-90:]):
        return True
    if re.search(r"\b(?:likes of|compan\w+|founder|CEO|owner|album)\b[^,]{0,25}$|\bfor $", between) or re.match(r"'s? (?!first|second|third|crew|fellow|flight)", after) and not _CREW_WORD.search(between):
        return False
    if OFFICIAL.search(between) or re.match(r"(?:, who)? (?:had originally|were originally|was originally|will instead)|,? (?:as |an? |the |their )*(?:back-?ups?|reserves?)\b|[^.]{0,60}\b(?:as (?:their |the )?back-?ups?|in reserve)\b", after):
        return False
    for m in _CARRYING.finditer(between):
        head, rest = between[:m.start()], between[m.end():]
        if len(rest) <= 70 and not _NEW_SUBJECT.search(_ITSELF.sub(" ", head) + " ") and not re.search(rf"[{N};:]|\b(?:ashes|remains|dna|photos?|portraits?|names?|letters?|poems?|messages?|flags?|pictures?|books?|songs?|music|work|watch|ring) (?:of|by|from)\b|\b(?:while|when|after|before|as|because)\b|\b(?:for|from|by|at|near|stream|views?)\b[^,]*$", rest):
            if not re.search(r"[,;]", rest) or re.search(rf"{CREW}\b[^,]*$", rest, re.I):
                return True
    if _CREW_WORD.search(before[-70:] + between) and _NAMED.match(between):
        return True
    if _LEAD_IN.search(before) and re.fullmatch(rf"[^{P}{F}{C}{N};]{{0,70}}, [^{P}{F}{C}{N},;]{{0,60}}", between):
        return not SAID_AFTER.match(after)
    if _LISTED.match(between) and re.search(r"[:(-]", between):
        return True
    return bool(_WHEN.match(between)) and not SAID_AFTER.match(after)



_LAUNCHED = re.compile(rf"^(?: -)?(?: (?:of|from|with) [^,;]{{1,40}}?)?{APPOSITION},?(?: {AUX},?){{0,7}}(?: (?:ma[dk]e|making|complet\w*|took|taking|began|beginning) (?:his|her|their|the|a))?(?:'s)? $", re.I)


_LAUNCHED_WITH = re.compile(rf"{X}[^{P};]{{0,70}}\b(?:with|alongside|carrying)(?: [\w{A}'-]+){{0,5}} $")


_SENT = re.compile(rf"{X}(?:sent|carried|took|flew|propelled|hurled|lofted|launched|(?:was|were|is|are|be|been) \w+ by|brought|takes|took along|rocketed|took with (?:him|her|them)|alongside)(?: [\w{A}'.-]+){{0,7}} $")


_CREW_MEMBER = re.compile(rf"\b{CREW} $", re.I)
# "A paid for the trip, launching on a rocket of another country"
_LAUNCHING = re.compile(rf"[^{P}{F}{C}{N}{X};:\"]{{0,140}}, {X}(?:launching|blasting|flying|soaring|rocketing|lifting|arriving|undocking|splashing)\b")


def launched(skeleton: Skeleton, target: Target) -> list[Seat]:
    """People of a sentence that tells of their launch or landing without a craft."""
    found: list[Seat] = []
    text = skeleton.text
    people = skeleton.indexes(P)
    for k, i in enumerate(people):
        if k and re.match(r", who\b", text[people[k - 1] + 1:i]) and text.startswith(", ", i + 1):
            # "A, who played B, lifted off": the subject stands before the clause.
            if _LAUNCHED.match(text[i + 2:text.find(X, i)]) and text.find(X, i) > 0:
                found += [Seat(p, target, "launch", 0.8) for p in crewed(skeleton, people[k - 1])]
            continue
        if i + 1 < len(text) and (end := text.find(X, i)) > 0 and P not in text[i + 1:end] and _LAUNCHED.match(_AND_CREW.sub("", text[i + 1:end])) and not re.search(r", (?:the|an?) $", text[i + 1:end]) and not NEGATIVE.search(text[max(0, i - 40):end + 12]) and N not in text[end:end + 60]:
            found += [Seat(p, target, "launch", 0.8) for p in crewed(skeleton, i)]
        elif (m := _LAUNCHING.match(text, i + 1)) and not SAID_ANY.search(m[0]) and not NEGATIVE.search(m[0]):
            found += [Seat(p, target, "launch", 0.8) for p in crewed(skeleton, i)]
        elif (m := _LAUNCHED_WITH.search(text[:i]) or (_CREW_MEMBER.search(text[:i]) or re.match(r"(?:,? (?:and|to|into|on|past|who)\b|,)", text[i + 1:])) and _SENT.search(text[:i])) and not NEGATIVE.search(text[max(0, m.start() - 40):m.end()]) and not text.startswith("'", i + 1):
            found += [Seat(p, target, "launch", 0.8) for p in crewed(skeleton, i)]
    return found
