"""Events of a sentence: the words that say what happened, and which of them a date or place belongs to."""

import re
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

from transforms.article import Article, Mention
from transforms.dates import DateMention
from transforms.text import branched
from warehouse import reference

# What a date can be the date of. The word nearest to a date in its clause governs it; words of planning pass it on.
_LAUNCH = (
    r"launch(?!er|ing[ -](?:area|zone|ground|pad|site))(?:ed|es|ing|ings)?(?![ -](?:pad|site|complex|vehicle|director|team|control|tower|weather|coverage|broadcast|abort|escape"
    r"|provider|facilit|cent|base|manager|commentator|industr|compan|alliance|system)"
    r"|(?:e[ds]|ing)? (?:its|an?|his|her|the) (?:[\w-]+ ){0,2}?(?:offensive|invasion|war|attack|campaign|investigation|inquiry|probe"
    r"|programme|program|website"
    r"|company|service|product|career|initiative|effort|bid|project|satellite))\w*"
    r"|lift(?:ed|s|ing)?[ -]?off|blast(?:ed|s|ing)?[ -]?off|blast(?:ed|ing)? (?:in)?to|t(?:akes?|aking|ook|aken)[ -](?:off|flight"
    r"|to the skies)|take-?off|rocketed|rocketing|soar(?:ed|s|ing)?|thundered|roared (?:off|to|in)|hurtled|shot (?:in)?to"
    r"|set(?:s|ting)? (?:off|out)|departed (?:for|earth)|(?:left|leav(?:es?|ing)) (?:earth|the (?:pad|planet|ground))|(?:go|goes|going|went"
    r"|gone) (?:up|to space|into space|into orbit)|ignited(?! (?:its|the))|(?:left|leav(?:es?|ing)|depart(?:ed|s|ing)) (?:florida|texas|the cape|kennedy|baikonur)\b|embark\w*(?! on (?:an?|the|his|her|their) (?:[\w-]+ )*?tour)|(?:was|were|be|been) started|get(?:s|ting)? off|start (?:was|is|of)"
    r"|(?:was|were|been|c[ao]me|coming) up(?! with)|clear(?:ed|s|ing)? the (?:tower|launch pad|pad)|r(?:ose|ises?|ising|isen) (?:from"
    r"|off|into)"
    r"|climb(?:ed|s|ing)? (?:away|off|over|into|out|toward|to orbit|from)|(?:got|get|gets|gotten|getting) under ?way(?! with)|lit up the|reach(?:ed|es|ing)? (?:orbit|space)\b|pushed(?= [^.;]{1,60}? off\b)|lofted|hurled|propelled|catapulted|r(?:ode|ides?|iding|idden) (?:up\b|(?:in)?to (?:space|orbit))"
    r"|streak(?:ed|s|ing) (?:off|away|in)?(?:to)?\b|(?:saw|seen) (?:[^.;]{1,50} )?off(?= (?:at|on|from)\b)"
)
_FLIGHT = (
    r"fl(?:y|ies|ew|own|ying)(?! status| in (?:on|aboard))|(?<!for )(?:space)?flights?(?! (?:status|tests? article|school|hours|director"
    r"|controller|surgeon"
    r"|engineer|deck|plan|readiness|software|operations))|missions?(?! (?:specialist|control|director|manager|patch|support|operations|team|planner))|(?<!mile )(?<!kilometer )(?<!kilometre )(?<!km )trips?|voyages?"
    r"|journeys?|sent|sends?|sending|travel(?:ed|led|s"
    r"|ing)|head(?:ed|s|ing)? (?:to|for|in)|(?:in)?to (?:space|orbit)|debut\w*|maiden|commanded|piloted|served"
    r"|aboard(?! (?:the )?(?:space )?(?:station|iss|international|mir|outpost|orbiting|tiangong))|on ?board|rode(?! in [^.;]{0,60}?\b(?:parade|motorcade|car|bus|train|convertible|helicopter)\b)|rides?|riding"
    r"|return(?:ed|s|ing)? to (?:space|orbit|the (?:space |orbital |orbiting )?(?:station|laboratory|lab|outpost|iss))|carr(?:y|ies"
    r"|ied|ying)|delivered by|(?:tak(?:e|es|ing|en)|took)(?! up\b)(?= [^.;]{0,110}?\b(?:up\b|to (?:the )?(?:space|orbit|station|iss"
    r"|international)))|circled|orbited|attempts?|happen|go ahead|try(?:ing)? again|(?<=next )try|(?<=new )try|(?:go|goes|going|went)(?! (?:into (?!space|orbit)|through|on (?:to"
    r"|with)|wrong|missing|back|home|for|over|live|public|well|without))|window"
    r"|(?:to|will|should|would|may|could|is due to) follow(?= (?:in|on|next|this|early|late|a|no|about)\b)|edge of (?:outer )?space"
    r"|k[ae]rman line"
)
_PLAN = (
    r"schedul\w+|(?<=could )come|(?<=will )come|(?<=may )come|(?<=would )come|slated|target(?:ed|ing|s)?|plan(?:ned|s|ning)?|set for|no (?:earlier|sooner) than|not before|reschedul\w+|due(?! (?:at"
    r"|back|home))"
    r"|aim(?:s|ed|ing)?|expect(?:ed|s)?|mov(?:ed|es|ing) (?:up |back )?|push(?:ed|es|ing) (?:back )?(?:to|until|from)?|postpon\w+"
    r"|delay(?:ed|s|ing)?|slip(?:s|ped|ping)?"
    r"|eye(?:d|s|ing)|anticipated|tentatively|shift(?:ed|s)?|retarget\w*|bumped|opens|opening|(?:launch|target|new|lift-?off"
    r"|start) date|as (?:soon|early) as|set(?= to\b)|confirmed|intend(?:s|ed)|deferr?(?:ed|s|ing)?|put (?:off|back)|brought forward"
    r"|advanced to|pencill?ed|slotted|slid(?:es|ing)?(?= to\b)|(?:remains? |stays? |is |keeping [^.;]{1,30} )?on (?:track|schedule|course|the (?:calendar|books))(?= (?:for|to)\b)|hold(?:s|ing)? to|looking at"
)
# No word of these says what happened on a date; "named" and "set" do as the verb behind it.
_SKIP = (
    r"tak(?:e|es|ing) place|took place|begins?|began|start(?:s|ing)?|crewed|uncrewed|manned|based|named|called|set|dubbed|leased|need"
    r"|speed|powered|led|so-called|operated|united|owned|funded|chartered|fixed|advanced|c[ao]mes? (?:in|on|at|just|shortly)(?! (?:the|board))|known|united"
    r"|limited|detailed|red|bed|indeed|instead|hundred"
)
_RIGHT_BEFORE = re.compile(r" (?:on |in |last |early |late )*")
_AFTER_VERB = re.compile(r"named|called|set", re.I)
_END = (
    r"(?:spray|vent|spew|leak|stream|dump|spurt)\w* [^.;]{0,30}?to space|due (?:at|back|home)|fl(?:y|ies|ew|own|ying) in (?:on|aboard)"
    r"|dock(?:ed|s|ing)?|arriv\w+|land(?:ed|s|ing|ings)?|return\w*|splash\w*|undock\w*|spacewalk\w*|hatch\w*|roll\w*|touch\w*[ -]?down"
    r"|home|back (?:to|on|in|from|at)|re-?ent\w+|came|come|reached|entered|rendezvous\w*|hand(?:s|ed|ing)? over|t[ao]k(?:e|es|ing)? over|took over|(?<!to )puts?(?= [^.;]{1,60}? (?:on|in|aboard)\b)|moonwalk\w*|stepp\w+|walk\w*|set foot"
    r"|stay\w*|spen[dt]|remain\w*|end(?:ed|s|ing)?(?! of (?:next|this|last|the|\d|jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec))|complet\w+|berth\w*|recover\w*|burned|jettison\w*"
    r"|assign\w*|trained|select(?:ed|ion)?|nam(?:es|ing)|(?<!-)born|died|death|joined|chosen|picked|promoted|hired|retire\w*|graduat\w+"
    r"|award\w*|killed|disaster|accident|explo\w+|destroy\w+|broke|lost|leak\w*|discover\w*|damag\w*|fire|sits?|stood|stands?"
    r"|test-fire\w*|static|countdown|departure|stack(?:ed|ing)|wrap(?:s|ped|ping)?(?= up\b)|conclud\w+|finish\w*|(?:dress|wet) rehearsal"
)
_TALK = (
    r"clear(?:ed|s|ing)?(?= [^.;]{1,60}? for\b)|scrub\w*|said|says|told|tells|announc\w+|sign\w*|wrote|posted|publish\w*|updat\w*|approv\w*|review\w*|conference|briefing|statement"
    r"|(?:press|news|media) release|interview\w*|decid\w+|decision|met|meet\w*|spoke|speech|coverage|broadcast|airs?(?! forces?\b)"
    r"|aired|image[sd]?"
    r"|pictures?|photo\w*|seen|view\w*|shown|celebrat\w*|anniversary|welcomed|extend\w*"
    r"|(?<!under )(?<!under a )(?<!under the )(?<!under the new )(?:contract|agreement|deal)|call(?:ed)? on|held|hosted|gave|tweet\w*"
    r"|report(?:ed|s)?|issue[sd]|blog|video|learn\w*|media|question\w*|deadline|hearing|vot(?:e|ed|ing)|appear\w*|introduc\w+|learned"
)
# Half of all words in news; none of them begins an event, so the long list is not tried on them.
_DULL = (
    r"(?:the|an?|of|and|in|for|with|at|by|that|this|its?|is|are|as|has|had|have|her|his|their|he|she|they|who|which|or|but|not|will"
    r"|space|station|crew|astronauts?|to (?!space|orbit)|(?:was|were) (?!up|started))\b"
)
_EVENT = re.compile(
    rf"\b(?=[a-z])(?!{_DULL})(?:(?P<launch>{branched(_LAUNCH)})|(?P<plan>{branched(_PLAN)})|(?P<skip>{branched(_SKIP)})"
    rf"|(?P<flight>{branched(_FLIGHT)})|(?P<end>{branched(_END)})|(?P<talk>{branched(_TALK)})"
    r"|(?P<leave>left(?! (?:with (?:an?|no|the|only|little|few|just|t(?:wo|hree))\b|open|empty|behind|vacant|seat|center|centre|to)\b)"
    rf"|leav(?:e|es|ing)|depart(?:ed|s|ing)?|followed|started)|(?P<verb>[a-z]{{3,}}ed))\b")
# "Sunday's launch", "a May 17 launch date", "the July 1975 mission"
_NOUN = re.compile(
    r"(?:'s?)?\s(?:(?!(?:at|after|before|and|or|in|on|from|the|an?|for|with|of|to|if|when|but|as|by|during|following)\s)[a-z-]+\s"
    r"|[A-Z][\w-]+'s\s){0,2}?(?:(?P<launch>launch|lift-?off|blast-?off|take-?off)|(?P<flight>(?:space)?flight|mission|trip|voyage"
    r"|window|attempt)|(?P<other>landing|splashdown|return|docking|undocking|arrival|scrub|announcement|statement|briefing|spacewalk"
    r"|release|explosion|accident|anniversary|news|press|interview|photo|image|event|decision|crew|passengers|weather"
    r"|forecast))\b(?! (?:pad|site|vehicle|director|team|control))", re.I)
# "in November 2025 during the launch of", "in April 1984 became the first Indian in space"
_DURING = re.compile(
    r" (?:during|at|with) (?:the|its|their) (?P<launch>launch|lift-?off|blast-?off)\b(?! (?:pad|site|complex|director|team|control))")
_BECAME = re.compile(
    r"(?:,| night| morning| evening| afternoon)* (?P<flight>bec[ao]mes?|has become) the (?:[\w'-]+ ){1,8}?(?:(?:to (?:be )?(?:travel\w*"
    r"|fly|go|reach|launch\w*|leave"
    r"|orbit|enter|ride|visit)\b)|in (?:space|orbit)\b)")
# A clause of time whose last words are the date: "When she left, on 3 May, the plan was another".
_WHEN = re.compile(r"(?:When|As|While|After|Before|Since|Once) [^,;]*(?:, on|, in|,| on| in) $")
# "ending a mission that began on 14 September"
_BEGAN = re.compile(r"\b(?:mission|flight|trip|journey|voyage|stay|odyssey|expedition) (?:(?:that|which) )?(?:had )?(?:began|begun|started|kicked off)(?: with (?:an?|the|its|their) (?:launch|lift-?off|blast-?off)[^,.;]{0,40})? (?:back )?(?:on |in |last )?(?:early |late )?$")
# "It was March 14, after a scrub, before the four left the pad"
_IT_WAS = re.compile(r"\b[Ii]t was (?:(?:only|not until|on|in|early|late) )*$")
_THEN = re.compile(r"[^.;]{0,60}? (?:before|when|that) ")
_REPORTS = re.compile(r"announc\w+|sa(?:ys|id)|told|tells|wrote|posted|report(?:ed|s)|decid\w+|updat\w+")
_PICTURE = re.compile(r"\b(?:image|photo\w*|picture|video|view) (?:\w+ )?(?:from|of|on|dated) $")
_BOUNDARY = re.compile(
    r"(?:^|[,;:)] ?|- |^From [^,;]{3,40}? (?=on))(?:[Aa]t [^,;]{3,40}?(?:time|noon|midnight|[ap]\.?m\.?|GMT|UTC|E[SD]T),? (?=on))?(?:(?:and|but|then|when|while|so|yet|after|before) )?(?:(?:later|early|late|only|just|back|finally|again|until"
    r"|[Aa]fter that|earlier) )?(?:[Oo]n|[Ii]n|[Aa]t|[Dd]uring|[Bb]y|[Ee]arly|[Ll]ate)? ?(?:the |early |late |mid-?|morning of "
    r"|evening of )*$")
_SUBJECT = re.compile(
    r",? (?:(?:morning|afternoon|evening|night),? )?(?:at [^,]{3,25},? )?(?!from\b|aboard\b|on\b|at\b|with\b|in\b|for\b|to\b|by\b"
    r"|as\b|and\b|or\b|but\b|if\b|after\b|before\b|when\b|while\b|with\b|carrying\b|atop\b|local\b|Eastern\b|E[SD]T\b|a\.m|p\.m|GMT"
    r"|UTC)[A-Za-z\"']")
_DELAY = re.compile(r"(?:delay|postpon|push|mov|slip|shift|reschedul|deferr|put|bump)\w*(?: back| up| off)?", re.I)


class Event(NamedTuple):
    """A word that says what happened: kind is launch, flight, plan, skip, end, talk, verb or other."""

    start: int
    end: int
    kind: str
    word: str


def find(article: Article, low: int, high: int) -> list[Event]:
    """Event words of a sentence that are no part of a name such as "Space Flight Center"."""
    return _find(article.plain, low, high, tuple(article.mentions_in(low, high)))


# A sentence with several dates and places is asked for at once; the size only has to hold those of one article.
@lru_cache(maxsize=256)
def _find(plain: str, low: int, high: int, names: tuple[Mention, ...]) -> list[Event]:
    found, starts = [], [n.start for n in names]
    for m in _EVENT.finditer(_lowered(plain), low, high):
        at = bisect_right(starts, m.start()) - 1
        if at >= 0 and m.start() < names[at].end:
            continue
        kind = m.lastgroup
        if kind == "leave":
            kind = _leaving(plain, m, names)
        elif kind == "flight" and (to := _TO_PLACE.match(plain, m.start())) and not any(n.start == to.start(1) for n in names if n.kind != "site"):
            kind = "end"
        found.append(Event(m.start(), m.end(), kind, m.group()))
    return found


def govern(plain: str, events: list[Event], d: DateMention, low: int, high: int) -> tuple[str, Event | None, bool]:
    """Kind of event that a date or place in a sentence belongs to ("" for none), the word that says so, and whether it is a plan.

    The last event word before it in its clause governs it, the next one behind where it opens a clause; a noun behind
    it ("Sunday's launch") goes first, words of planning pass it on to what is planned.
    """
    if noun := _NOUN.match(plain, d.end, high):
        return noun.lastgroup, Event(noun.start(noun.lastgroup), noun.end(), noun.lastgroup, noun[noun.lastgroup]), False
    for pattern in (_DURING, _BECAME):
        if m := pattern.match(plain, d.end, high):
            return m.lastgroup, Event(m.start(m.lastgroup), m.end(), m.lastgroup, m[m.lastgroup]), False
    if plain.startswith(" became ", d.end) and low < d.start - 12:
        return "verb", None, False
    before = [e for e in events if e.end <= d.start]
    after = [e for e in events if e.start >= d.end]
    is_planned = False
    clause = plain[low:d.start]
    if len(before) == 1 and after and after[0].kind == "launch" and _PICTURE.search(clause):
        # "In this photo from May 5, the crew lifts off"
        return "launch", after[0], False
    if _IT_WAS.search(clause) and (then := _THEN.match(plain, d.end, high)):
        if told := next((e for e in after if e.start >= then.end() and e.kind in ("launch", "flight", "end")), None):
            return told.kind, told, False
    if began := _BEGAN.search(clause):
        return "launch", Event(low + began.start(), low + began.end(), "launch", "began"), False
    opens = bool(_BOUNDARY.search(clause)) and (len(clause) < 12 or not before or bool(_SUBJECT.match(plain, d.end, high)))
    opens = opens and not (before and _WHEN.match(clause) and plain.startswith(",", d.end))
    if not opens or not after:
        is_told_next = bool(after) and after[0].kind in ("launch", "flight")
        if is_told_next and re.match(r",? (?:when|as) ", plain[d.end:d.end + 7]) and after[0].start - d.end < 50 and not plain.startswith(" from", after[0].end):
            return after[0].kind, after[0], False
        if (delay := _delay(plain, before, d)):
            return "talk", delay, False
        for e in reversed(before):
            if e.word == "named" and _RIGHT_BEFORE.fullmatch(plain, e.end, d.start):
                return "end", e, False
            if e.kind == "skip" or is_planned and e.kind == "talk" and (_REPORTS.fullmatch(e.word) or e.word.startswith("scrub")):
                continue
            if e.kind != "plan":
                if e.kind == "flight" and _is_ended(before, e, plain):
                    return "end", e, False
                if e.kind == "flight" and is_planned is False and (first := _launch_before(before, e)):
                    return "launch", first, False
                return e.kind, e, is_planned
            is_planned = True
        if is_planned and is_told_next and re.fullmatch(r"(?:,? at [\w:. ]{3,25}?)?,? (?:for|as) [\w' -]{0,25}", plain[d.end:after[0].start]):
            return after[0].kind, after[0], True
        if [e for e in before if e.kind != "skip"] or not after:
            return "", None, is_planned
    for e in after:
        if e.kind == "plan":
            is_planned = True
        elif e.kind == "skip":
            if _AFTER_VERB.fullmatch(e.word):
                return "end", e, False
        elif e.start - d.end > (120 if opens else 30):
            break
        else:
            return e.kind, e, is_planned
    return "", None, is_planned


def _delay(plain: str, before: list[Event], d: DateMention) -> Event | None:
    """A delay that was decided on the date, which is no launch date then: "NASA postponed the launch on Monday"."""
    verbs = [e for e in before[-2:] if _DELAY.fullmatch(e.word)]
    if not verbs or not re.fullmatch(r"(?: [\w'-]+){0,5}?(?: on| early| late)*,? ", plain[max(e.end for e in before[-1:]):d.start]):
        return None
    gap = plain[verbs[-1].end:d.start]
    is_to_another = re.search(r"\b(?:to|until|till|from|for|than|before|after|at|new|next|now)\b|'s |[,;]", gap)
    return None if is_to_another or len(gap) > 60 else verbs[-1]


def _is_ended(before: list[Event], e: Event, plain: str) -> bool:
    """Whether a flight is the object of a word of ending: "wrapping up the mission on Monday"."""
    last = before[before.index(e) - 1] if before.index(e) else None
    return last is not None and bool(re.match(r"end|wrap|conclud|complet|finish", last.word)) and e.word in ("mission", "flight", "trip", "voyage", "journey", "spaceflight") and e.start - last.end < 50 and not re.search(r",|\b(?:his|her|their)\b", plain[last.end:e.start])


def _launch_before(before: list[Event], e: Event) -> Event | None:
    """A word of launching close before a word of flying: "launched to space aboard", "lift off on its first flight"."""
    i = before.index(e)
    while i and before[i - 1].kind == "flight" and before[i].start - before[i - 1].end < 60:
        i -= 1
    return before[i - 1] if i and before[i - 1].kind == "launch" and before[i].start - before[i - 1].end < 90 else None


# "flew to Florida": a journey on Earth, unless the place is a craft, a station or in space.
_TO_PLACE = re.compile(r"fl(?:y|ies|ew|own|ying) (?:back )?(?:into|to|out to|down to) (?:NASA's |the )?(?!Space|Earth|Orbit|International|ISS|Moon|Mars|Mir|Sun|Lunar|Low|January|Feb|March|April|May|Ju|Aug|Sep|Oct|Nov|Dec)([A-Z])")
# Between a word of leaving and the place it is from: "left Florida's", "started today from", "left with two others on".
_FROM_PAD = re.compile(r"(?: [^.;]{0,45}\bfrom)? (?:the |[A-Za-z.]+'s )*$")
_TO_BOARD = re.compile(
    r"(?! (?:the |his |her )?(?:station|iss|lab|outpost|complex|crew|agency|post|job))[^.;]{0,60} (?:on|aboard|in)"
    r" (?:the |an? |[\w.]+'s? )*$", re.I)


def _leaving(plain: str, m: re.Match, names: tuple[Mention, ...]) -> str:
    """Kind of "left", "departed", "followed" or "started": a launch where it is from a pad or on a flight, else an end or just a verb."""
    for n in names:
        if m.end() < n.start <= m.end() + 70:
            between = plain[m.end():n.start]
            if is_pad(n) and _FROM_PAD.fullmatch(between):
                return "launch"
            if n.kind == "flight" and m.group()[0] in "ld" and _TO_BOARD.fullmatch(between):
                return "launch"
    if m.group() == "started" and any(n.end < m.start() and is_pad(n) and plain[max(0, n.start - 5):n.start].lower() == "from " for n in names):
        return "launch"
    return "end" if m.group()[0] in "ld" else "verb"


@lru_cache(maxsize=4)
def _lowered(plain: str) -> str:
    """The text in small letters with the same offsets."""
    lowered = plain.lower()
    return lowered if len(lowered) == len(plain) else plain


def is_pad(name: Mention | None) -> bool:
    """Whether a name is of a place that flights start from."""
    return name is not None and name.kind == "site" and reference.load().sites.get(name.entity_id, {}).get("kind") != "landing"
