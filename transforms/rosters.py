"""Crew lists whose flight stands in an earlier sentence, and people whom a sentence puts beside its crew."""

import re

from transforms.skeleton import Skeleton
from transforms.targets import Seat, Target
from transforms.text import Words, branched
from transforms.vocabulary import AIRCRAFT, APPOSITION, AUX, C, CREW, F, FLYING, N, NEGATIVE, NOT_FLOWN, OFFICIAL, P, SAID_AFTER, SAID_ANY, A, S, T, U, X, crewed

_WHOLE = r"(?:cabin|crew|crewmates|mission|flight|capsule|spacecraft|spaceship|ship|vehicle|shuttle|team|quartet|trio|duo|four|three|two|six|astronauts|cosmonauts|passengers|members|on board|onboard|aboard|line-?up|they|others|(?:new |latest )?arrivals|newcomers|occupants|returnees)"
_CONSISTS = r"(?:includ\w+|consist\w* of|compris\w+|made up of|composed of|featur\w+|carr\w+|(?:commanded|led|headed) by)"
_BE = r"(?:is|are|was|were|will be)"
# Words after which the people of a crew are listed; at most a few words stand between them and the first name.
_ROSTER_LIST = re.compile(branched("|".join((
    rf"^\W*(?:[\w-]+ )?{CREW} ?[:-]+",
    r"\b(?:[Hh]e|[Ss]he|[Tt]hey)(?:'ll)? (?:will be |is |are |was |were |would be )?(?:joined|accompanied|flanked) by",
    rf"^\W*(?:Commanding|Piloting|Leading|Flying|Riding|Sitting|Seated|Strapped|Rounding out|Completing|Joining|Accompanying)\b[^{P}]{{0,40}}? {_BE}", rf"^\W*And (?:rounding out|completing)\b[^{P}]{{0,40}}? {_BE}",
    r"^Joining (?:him|her|them)\b[^,;]{0,40}",
    rf"\b(?:[Ii]n|[Oo]n|[Tt]o (?:his|her|their|{P}'s?)) [^,;:]{{0,30}}(?:seats?|couch|right|left|side)(?:, [^,;:]{{0,30}})?(?::| is| are| was| were| sits| sit| sat| will be)",
    r"\b(?:[Ii]n|[Oo]n) the (?:[\w'-]+ ){0,2}(?:seat|couch|chair),", r"\b(?:[Ii]n|[Oo]n) the (?:left|right|middle|cent(?:er|re|ral)|other)(?: hand| side)? one,",
    rf"(?:^|[;,] |\band )to (?:his|her|their|{P}'s?) (?:left|right)(?: side)?",
    rf"(?:^|[;,] |\b(?:and|while) )(?:[Ss]eated |[Ss]trapped in |[Ss]itting )?(?:[Bb]eside|[Bb]ehind|[Nn]ext to|[Aa]longside|[Oo]pposite) (?:M[rs]{{1,2}}\.? )?(?:him|her|them|{P}|the (?:two|three|pair|commander|pilot)(?: [\w{A}]+)?)(?: in [\w ]{{1,20}})?(?::| is| are| was| were| sits?| sat| rides?| rode| will (?:be|sit|ride))",
    rf"\bseats?\b[^{P}]{{0,40}}\b(?:belong(?:s|ed)? to|go(?:es)? to|went to|(?:given|sold|assigned|awarded) to|(?:filled|taken|occupied) by)", r"\bseat (?:has|have|had) gone to", r"\b(?:[Hh]is|[Hh]er|[Tt]heir) (?:place|spot|berth)s? (?:is|are|was|were|has been|have been|will be) (?:taken|filled) by",
    r"^(?:It|They|This) (?:also )?includ\w+",
    rf"\b(?:[Hh]e|[Ss]he|[Tt]hey)(?:'ll| will| would| is| are| was| were| has| have| also| to| be| been)* {FLYING} (?:[\w{T}]+ ){{0,4}}?(?:with|alongside|beside)",
    rf"^[^{P}{F}{C}{N};:.]{{0,40}}\b(?:[Aa]longside|[Ww]ith|[Bb]eside) (?:him|her|them)(?: {_BE}| will [\w ]{{1,12}}| (?:w[ea]nt|go(?:es)?|c[ao]mes?|r[io]des?|fl(?:y|ew|ies)|travel\w*|s[ai]ts?)|:| -)",
    rf"\b(?:[Rr]est|[Rr]emainder) of (?:the|his|her|their|its) crew(?: {_BE}|:| -)",
    rf"\b(?:brought|brings?|took|takes?|taking|bringing) (?:along|with (?:him|her|them))",
    rf"^{P} (?:(?:will be|is|was|would be) (?:joined|accompanied|flanked)|(?:will|would|is to|is due to|flew|fl(?:y|ies)|rode|travel\w*)(?: \w+){{0,3}} (?:with|alongside))(?: by)?",
    rf"\bthose who (?:will|would|are to|were to|are due to) (?:go|come|return|fly|launch|ride|travel)\b[^{P}{F}{C}{N}{T};:]{{0,80}}:",
    rf"^\W*(?:Their|Its|His|Her|The (?:mission|flight|trip)'s) (?:commander|(?:co-?)?pilot|crew(?:mates?)?|flight engineer|companions|fellow (?:passengers|travell?ers|fliers)) {_BE}",
    rf"^\W*(?:Also )?(?:[Oo]n ?board|[Aa]board|[Aa]long)(?: for [\w' -]{{1,25}})?:", rf"^They (?:have |had |all )?(?:came|come|went|gone|flew|flown|launched|arrived)\b[^{P}{F}{C}{N}{T};:]{{0,120}}:",
    rf"\b{_WHOLE}\b(?: of \w+| members| aboard| on board| (?:for|in|on) the \w+| with (?:him|her|them)| (?:going|flying|riding|travell?ing|coming|making the \w+)(?: (?:along|up|too|aboard|with (?:him|her|them)))?)*(?:,? (?:\w+ )?(?:is|are|was|were|will be|also)?(?: \w+)? ?{_CONSISTS}|:| {_BE}:?| -)",
    rf"^(?:Also )?(?:[Oo]n ?board|[Aa]board|[Ii]nside|[Aa]t the controls|[Ww]ith (?:him|her|them)|[Aa]mong (?:them|its \w+|the \w+))(?: (?:in|for|on|of|the|its|this|that|flight|spacecraft|capsule|mission|ship|craft|rocket|trip|ride|aboard|then))*,? (?:{_BE}|travel\w*|fl(?:y|ew|ies)|went|goes?|came|r[io]des?)",
    rf"^\W*(?:Strapped|Seated|Buckled|Belted|Tucked) (?:in|into|inside|aboard|tightly|side)\b[^{P}]{{0,40}},", r"\b(?:[Tt]hey|[Tt]he (?:two|three|four|crew|quartet|trio|astronauts))\b[^;.]{0,60}\b(?:one by one|one after (?:the other|another)|in turn):",
    r"^\W*(?:\d\d?[:.]\d\d\W+)?First (?:through|out|off|in|up|aboard|into|to)\b[^,;:]{0,30} (?:is|was|came|comes)(?: [\w'-]+)?", rf"^\W*(?:At|In) (?:the )?(?:command|helm|controls)\b(?:[^{P},;]{{0,30}} (?:goes|is|was|are|were|sits|will be)|:)", r"^\W*(?:Aboard|On ?board|Inside|Next to (?:him|her|them)|Beside (?:him|her|them)):",
    r"\b[Tt]he (?:(?:other|remaining|new|two|three|four|five|six) ){1,3}(?:members|crew members|crewmembers|crewmates|astronauts|cosmonauts|passengers)(?: of (?:the|his|her|their|its) crew)?(?:,|:| are| were| will be)",
    r"\b(?:commanded|crewed|piloted|flown|manned) by",
    rf"\b(?:will|to|is to) (?:carry|ferry|take|fly|bring|deliver|transport)(?: (?:up |back )?to (?:the )?{T})?|\b(?:carrying|bringing)",
    rf"^\W*(?:The |Its |Their |Mission |Spacecraft )*(?:other |remaining |new )?{CREW}(?: and \w+)?(?:,? (?:on|of|for) (?:the|this) \w+,?)? {_BE}",
    rf"\b[Tt]he(?: \w+)? (?:{CREW}|two|three|four|six|others)(?:,| -)",
    rf"\bThe (?:other |others |remaining )?(?:crew )?(?:members|crewmates|passengers|others) (?:are|were|include)",
    rf"\b{CREW}\b[^{P}{F}{C}{N}{T};.,:]{{0,40}}:",
))) + rf":? (?:(?:(?!\b(?:when|while|after|before)\b)[^{P}{F}{C}{N}{T};]){{0,80}})$", re.I)
# "of Japan", "from the agency's office in Houston"
_OF = rf"(?: (?:of|from|with) (?:the )?[\w{A}' -]{{1,40}}?)?"
_COMMANDS = r"(?:mission |crew |spacecraft )?(?:co-)?(?:commander|pilot|(?:mission|payload|flight) (?:specialist|engineer)s?)\b"
_ROSTER_AFTER = re.compile(
    rf"^{_OF}{APPOSITION},?(?: {AUX}){{0,3}} (?:(?:serv|act)(?:e|es|ed|ing) as (?:the |its )?{_COMMANDS}(?! (?:of|for|aboard|on|in|during) (?:the )?(?:{T}|{N}|station))|(?:was|were) (?:the )?(?:first|next|last|second|third|(?:then )?(?:helped|lifted|pulled|carried|taken|extracted))(?: one| crew member)?(?: (?:to (?:be )?(?:\w+ ){{0,2}}|be ))?(?:out|from|of|emerge|exit|leave|lifted|helped|pulled|carried)|round(?:s|ed)? out|make up|makes up|made up|join (?:the |an? |other |fellow |\w+ |their |its )*(?:crew|station|Expedition|residents|people|others|astronauts|cosmonauts|spacefarers|colleagues|{N}|{T})|join (?:him|her|them) (?:as (?:the )?{_COMMANDS}|(?:on|for|in) the (?:flight|mission|trip|crew))|complet\w+ (?:the|its|their) (?:crew|team|party|cabin|line|quartet|trio|foursome)|(?:on board|aboard|onboard)\b"
    rf"|(?:(?:the|his|her|its|their) )?{_COMMANDS}|(?:his|her|their) (?:[\w-]+ ){{0,2}}{CREW}(?= ?[,.;]|$)|(?:in|at) the (?:[\w'-]+ ){{0,3}}(?:seat|couch|controls|helm)|fly (?:with|as)|(?:travel\w*|fl(?:y|ew|ies)|went|came|rode|return(?:ed|s)?|launch\w*|sat|sits?|ride|rides)(?: along| together)? (?:with|behind|beside|alongside|next to) (?:them|him|her|the (?:crew|others|trio|pair))|strapped in(?:to)?|(?:promoted|moved up|elevated) to (?:the )?{_COMMANDS}|(?:comes?|came|goes|went) along as (?:the |an? )?{_COMMANDS}|(?:has|had) the (?:stick|controls|helm)\b|(?:an? |the )[^{P}{F}{C};:]{{3,70}} and (?:will )?(?:commands?|leads?|pilots?) (?:the|this) (?:mission|flight|crew)|suited up|boarded the|part of the crew|as (?:the |its )?(?:prime |new |first |next )?crew(?= ?[,.;]|\s(?:of|for|with)\b|$)|command(?:s|ed)? the (?:[\w-]+ )?(?:mission|flight|crew)|(?:command|pilot)(?:s|ed)?(?=[,;.]|$)|fl(?:y|ies|ew) (?:as|it\b|the (?:ship|spacecraft|capsule|craft|vehicle)\b)|bec[ao]mes? (?:the )?[\w' -]{{3,50}}? (?:in (?:space|orbit)|to (?:fly (?:in|to)|go (?:in)?to|travel (?:in)?to|reach|orbit|visit))|keeps? (?:their|his|her) (?:seats?|assignments?|places?)|(?:stays?|remains?) on the (?:flight|crew|mission)|t(?:ake|akes|ook) (?:the|his|her|their) (?:last |remaining |vacant |open |other |\w+th |third |second )?(?:place|seat|spot|berth)|mov(?:e|es|ed) (?:over |up )?(?:into|to take) (?:the|his|her|their) (?:[\w'-]+ ){1,2}(?:place|seat|spot|berth)|(?:climb\w*|clamber\w*) (?:aboard|into)|(?:followed|came next|(?:is|was) next)(?= (?:him|her|them|soon|shortly|minutes|moments|seconds)|[,;.]|$)|(?:had|felt|(?:in )?very|in)? ?good (?:\w+ )?(?:health|condition|shape|spirits)|(?:sit|ride) (?:in|on|next|to)\b)\b", re.I)
_ROLE = re.compile(r"(?<!test )(?<!station's )(?<!outpost's )(?<!complex's )(?<!ISS )(?<!laboratory's )(?<!fighter )(?<!station )(?<!former )(?<!Navy )(?<!Force )(?<!helicopter )(?<!jet )\b(?:(?:mission |crew |spacecraft )?commander|(?:mission )?pilot|(?:mission|payload) specialists?|spaceflight participants?)(?: \d)?[ ,:]{1,2}$", re.I)
# Seats that are in no craft, and company that is family.
_ELSEWHERE = Words(r"simulators?|mock-?ups?|panel|studio|(?:news|press) conference|control room|mission control|audience|hearing|courtroom|table|briefing|podium|stage")
_RELATIVE = re.compile(r"\b(?:his|her|their|'s) (?:[\w-]+ ){0,2}(?:wife|husband|son|daughter|mother|father|brother|sister|partner|fianc[ée]e?|girlfriend|boyfriend|parents|grand\w+),? $")
# A launch that was put off takes nobody off the flight.
_PUT_OFF = re.compile(rf"(?:had been|were) (?:due|scheduled|expected|slated|supposed|to have)(?: to)? {X}?(?:launch|lift|blast|tak|leave|depart|return|land|splash|dock|undock|go up|com)\w*")
_FLIES = re.compile(rf"(?: {AUX}){{0,3}} (?:fl[yei]\w*|pilot\w*|command\w*) [^,;.]{{0,25}}")
# Who speaks as one of the crew.
_LEADS = re.compile(rf"\W*(?:Mission |Crew |{A}(?:'s)? )?(?:Commander|Pilot|Mission [Ss]pecialist) ")
_ROLE_AFTER = re.compile(rf"^,? (?:\([A-Z]{{2,5}}\) )?(?:as |the |its |who is |will be |is )*{_COMMANDS}(?! (?:of|for) (?:the )?(?:station|Expedition))(?=[,.;]| and| of| for| on|$)", re.I)
_OTHER_MISSION = re.compile(r"[\w,'] (?:[A-Z][\w-]+ )+(?:mission|spacecraft|telescope|team|crew)\b")
_FROM_LEFT = re.compile(rf"^\W*(?:Pictured |Seen |Shown )?(?:[Ff]rom (?:the )?left(?: to right)?|[Ll]eft to right|[Cc]lockwise from [\w ]{{3,12}}|[Bb]ack row|[Ff]ront row)\b[^{P}{F}{C}{N}{T};.]{{0,50}}$")
_POSING = re.compile(rf"{F}(?:'s?)? (?:[\w{A}-]+ ){{0,3}}{CREW}\b|\b{CREW} (?:of|for|from|on|aboard) (?:the |{A}(?:'s)? )*{F}")
_STAYS = re.compile(rf"{_OF},? (?:(?:will|would|to|are|is|were|was) )*(?:remain(?:s|ed|ing)?|stay(?:s|ed|ing)?) (?:behind|aboard|on(?! the (?:flight|crew|mission))|at)\b|{_OF}, ha(?:ve|s|d) been (?:there|aboard|on board|in (?:orbit|space)|on the (?:station|outpost)|living)\b")
# "seven people already aboard: A, B ..."
_RESIDENTS = re.compile(r"\b(?:already|currently|now|live|lives|living) (?:aboard|on board|on|at|in|there|living|up)\b[^.;]*$")
_SAYS_THAT = re.compile(r"\w+ that (?=[\w ]*$)")
_WITH_THEM = re.compile(rf"^\W*(?:[Oo]n board |[Aa]board |[Ii]n the \w+ )?(?:[Ww]ith|[Bb]eside|[Aa]longside|[Jj]oining) (?:M[rs]s? )?{P}(?: (?:on board|aboard|in the \w+))? {_BE}[^{P}{F}{C}{N}{T};]{{0,60}} $")
_BESIDE_ARE = re.compile(rf"(?: on board| aboard)? {_BE}(?! (?:not|also not|no)\b)[^{P}{F}{C}{N}{T};]{{0,60}} {P}")
MARKS = "*•►▪·–—-"
_ITEM = re.compile(rf"^(?:[{MARKS}]|\d[.)]) ?(?:[\w' -]{{0,40}}: )?(?:[A-Z][a-z]+\.? )?{P}|^{P} \([^)]{{1,60}}\)$|^{P}(?: -|:) [^.!?]{{1,110}}$|^{P}$")
_HEADS_CREW = re.compile(rf"^[^{P}.]{{0,40}}{F}\W*$|\b(?:{CREW}|aboard|on board|onboard|fl(?:y|ew|ying)|who (?:is|are|was|were|will))\b", re.I)
_ROSTER_TRAVEL = re.compile(rf"^{_OF}{APPOSITION}(?: {AUX}){{0,4}} (?:return(?:ed|ing)?(?: home)? (?:to|on|from|with|together)|(?:came|come|coming|head|heading|headed|fly|flew|flying) (?:home|back|down|up)|(?:lift(?:ed)?|blast(?:ed)?|took|take) off|launch(?:ed)?\b|(?:left|rose from) (?:{S}|[Pp]ad|[Ee]arth|the (?:pad|ground|launch pad))|reach(?:ed)? (?:orbit|space|{T})|fly it|(?:were|sat|had been) (?:[\w-]+ ){{1,5}}(?:from|before|away from) {X}?(?:lift|launch)\w*|(?:walk|walked|strode) out to|splash(?:ed)? down|parachuted|landed|undocked|spent [\w ]{{1,20}} (?:days|months|weeks|hours|minutes)|(?:held|gave|attended|faced) (?:the|an?|their) (?:customary |traditional |final |last )?(?:(?:pre-?(?:launch|flight)|customary|traditional|crew) )+(?:press|news) conference)(?!\w)", re.I)


# Who was a back-up until somebody dropped out.
_STEPS_IN = re.compile(
    rf"^{_OF}{APPOSITION},?(?: {AUX}){{0,3}} (?:(?:joins?|joined|moves? (?:up )?to|moved (?:up )?to) the prime crew|(?:got|gets|inherit(?:s|ed)) (?:his|her) seat|t(?:ake|akes|aking|ook)(?: over)? (?:his|her|their|that|the) (?:place|seat|spot|slot|role|couch)|(?:fl(?:y|ies|ew)|went|go(?:es)?|step(?:s|ped)? in|promoted|brought in|called up)(?: (?:on the (?:flight|mission)|in))?(?: in (?:his|her|their) (?:place|stead)| instead)|replac(?:e|es|ed|ing) (?:him|her)|(?:replac(?:e|es|ed|ing)|t(?:ak|ook)\w* over from|fill(?:s|ed|ing)? in for|step(?:s|ped|ping)? in for|tak\w+ the (?:place|seat) of) (?P<whom>[\w{A}' -]{{0,40}}{P}))(?!\w)", re.I)

# "said fellow passenger B"
_FELLOW = re.compile(r"\bfellow (?:passenger|crew ?mate|crew member|travell?er|flier|flyer|crewman)s?,? (?:and [\w' -]{2,30} )?$")
_WENT_INSTEAD = re.compile(r"\b(?:fl(?:ew|y|ies)|launched|went|rode) (?:instead|in (?:his|her|their) (?:place|stead)),? $")


def is_item(text: str) -> bool:
    """Whether a sentence is one line of a list of people."""
    return bool(_ITEM.match(text))


def roster(skeleton: Skeleton, current: Target, lead_in: str) -> list[Seat]:
    """A roster without a flight in its sentence belongs to the flight spoken of; `lead_in` is the sentence before a list."""
    text = skeleton.text
    if U in text:
        return []
    found: list[Seat] = []
    for i in skeleton.indexes(P):
        before, after = text[:i], text[i + 1:]
        crew = crewed(skeleton, i)
        steps_in = _STEPS_IN.match(after)
        if steps_in and steps_in["whom"] and (OFFICIAL.search(text) or not _HEADS_CREW.search(text + lead_in)):
            steps_in = None
        if crew and (_FELLOW.search(before[-60:]) or (steps_in or _WENT_INSTEAD.search(before[-40:])) and not SAID_ANY.search(before[-30:])):
            found += [Seat(p, current, "roster", 0.8) for p in crew]
            continue
        if not crew or N in before or NEGATIVE.search(before[-70:]) or NEGATIVE.search((_PUT_OFF.sub("", after) if len(crew) > 1 else after)[:50]) or SAID_AFTER.match(after) and not _LEADS.fullmatch(before) or SAID_ANY.search(_SAYS_THAT.sub("", before[-42:])[-30:]):
            continue
        if _RELATIVE.search(before[-60:]) or _ELSEWHERE.search(text) and not _ROLE.search(text, max(0, i - 40), i) and not _ROSTER_TRAVEL.match(after) or re.match(rf" of (?:the )?{N}", after):
            continue
        if _STAYS.match(after) or _RESIDENTS.search(before) or AIRCRAFT.search(before[-50:]) or (flies := _FLIES.match(after)) and AIRCRAFT.search(flies[0]) or _OTHER_MISSION.search(before):
            continue
        if is_item(text):
            marked = text[0] in MARKS or text[0].isdigit()
            if (marked or _HEADS_CREW.search(lead_in)) and not NEGATIVE.search(lead_in) and not OFFICIAL.search(text) and (len(text) > i + 1 + marked or lead_in.endswith(":")):
                found += [Seat(p, current, "list", 0.8) for p in crew]
            continue
        if _FROM_LEFT.match(before) and len(crew) > 1:
            found += [Seat(p, current, "roster", 0.8) for p in crew if _POSING.search(lead_in) and not NOT_FLOWN.search(lead_in)]
            continue
        role = _ROLE.search(text, max(0, i - 40), i) or _ROLE_AFTER.match(after)
        # What heads a list stands close before it; a letter keeps the cut from looking like the start of the sentence.
        head = before if len(before) < 200 else "x" + before[-200:]
        is_beside = re.fullmatch(r"\W*(?:With|Alongside|Beside|Joining) (?:M[rs]s? )?", before) and _BESIDE_ARE.match(after)
        if is_beside or _ROSTER_LIST.search(head) or _WITH_THEM.search(head) or _ROSTER_AFTER.match(after) or role and T not in text:
            found += [Seat(p, current, "roster", 0.8) for p in crew]
        elif len(crew) > 1 and _ROSTER_TRAVEL.match(after):
            found += [Seat(p, current, "travel", 0.8) for p in crew]
    return found


_CONTINUES = re.compile(rf"^[^{P}{F}{C}{N}{T}]{{0,110}}(?:[;,]| -|,? and|, then) (?:(?:on|in|to) (?:the|his|her|their) (?:[\w-]+ ){{0,2}}(?:side|seat|couch|left|right),? )?(?:[\w{A}'.-]+ ){{0,4}}$")
_TOGETHER = re.compile(rf"^.*(?P<with>(?:\b(?:along with|alongside|joined by|joining|together with|accompanied by|as well as|fly(?:ing)? with|followed by|next to|plus|with|join(?:s|ed)?)\b[^{P};]{{0,90}}|(?:[,;] and|;|,| and|, while) [^{P};]{{0,60}}\b{CREW}\b[^{P};]{{0,12}}))$", re.I)


def beside(skeleton: Skeleton, seated: list[Seat]) -> list[Seat]:
    """People of the same sentence whom "along with", "joined by" or a further list puts beside the crew already found."""
    refs = list({s.target.ref: s.target for s in seated}.values())
    if len(refs) != 1:
        return []
    text, done, found = skeleton.text, {s.person.start for s in seated}, []
    order = [i for i in skeleton.indexes(P) if not text.startswith("'s ", i + 1)]
    pairs = [*zip(order, order[1:], strict=False), *zip(order[:0:-1], order[-2::-1], strict=False)]
    for near, i in pairs:
        if skeleton.names[near][0].start in done and skeleton.names[i][0].start not in done and not SAID_AFTER.match(text[i + 1:]):
            between = text[min(near, i) + 1:max(near, i)]
            if _together(between) or near < i and _CONTINUES.match(between) and not SAID_ANY.search(between) and not NEGATIVE.search(between) and not (_ENDS_LIST.search(between) and not _AND_FOR.search(between)) and not OFFICIAL.search(between):
                crew = crewed(skeleton, i)
                found += [Seat(p, refs[0], "beside", 0.8) for p in crew]
                done.update(p.start for p in crew)
    for i in order:
        if skeleton.names[i][0].start not in done and _ROSTER_AFTER.match(text[i + 1:]) and not NEGATIVE.search(text[max(0, i - 40):i]):
            found += [Seat(p, refs[0], "beside", 0.8) for p in crewed(skeleton, i)]
    return found


_AND_FOR = re.compile(r"\band (?:the|her|his) (?:first|second|third|fourth|fifth|\w+ flight|\w+ trip) for (?:[\w'-]+ ){0,3}$")
_KIN = re.compile(r"\b(?:wife|husband|widow|father|mother|brother|sister|son|daughter|fianc[ée]e?|partner|friend) of\b")
_ENDS_LIST = re.compile(r"\b(?:before|after|since|until|when|where|because|than|like|for)\b(?: [\w'-]+){0,3} $")


def _together(between: str) -> bool:
    m = _TOGETHER.search(between)
    return bool(m) and len(between) < 170 and not re.search(rf"[{F}{C}{N}]", between) and not _KIN.search(between) and T not in m["with"] and not _RESIDENTS.search(between) and not AIRCRAFT.search(between) and not NEGATIVE.search(between) and not SAID_ANY.search(between) and not OFFICIAL.search(between)
