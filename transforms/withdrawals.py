"""Withdrawals of agencies and their states from stations and programmes."""

from transforms.agency_skeleton import CODES, Line, Reader, rule, stems
from transforms.events import ACTORS, CREWED, DENIED, SPACE_BODY, Event, is_party

_LEAVING = stems(
    "withdraw withdrew pull pulls pulled pulling pullout leave leaves leaving left quit quits quitting exit exits exited exiting end ends"
    " ended ending terminate abandon walk walks walked opt opts opted opting drop drops dropped cease ceases ceased halt halts halted"
    " halting stop stops stopped suspend part parts bow bows bowed back backs backed step steps departure"
    " past beyond after")
_LEFT = stems("station iss gateway artemis outpost program project partnership accords laboratory")

_OBJECT = (
    r"(?:<T>|(?:the |its |their |this |joint |international |orbital |orbiting |lunar |<ASJ>-led |<ASJ>(?:'s)? |<F> ){0,5}"
    r"(?:<T>|space station|station|outpost|orbiting laborator\w+|gateway|artemis|<F>|program(?:me)?|project|partnership|accords))"
    r"(?!'s (?:crew|hatch))")
_LEAVE = (
    r"(?:(?:withdraw(?:s|n|ing)?|withdrew|pull(?:s|ed|ing)? (?:out|back|away)|walk(?:s|ed|ing)? away|back(?:s|ed|ing)? out"
    r"|drop(?:s|ped|ping)? out|opt(?:s|ed|ing)? out|step(?:s|ped|ping)? away|bow(?:s|ed|ing)? out)"
    rf"(?: of| from)? (?:<D> )?{_OBJECT}"
    rf"|(?:withdraw(?:s|ing)?|withdrew|pull(?:s|ed|ing)?) (?:its|their) [^;]{{0,40}}?(?:from|out of|out) {_OBJECT}"
    rf"|(?:leav(?:e|es|ing)|left|quit(?:s|ting)?|exit(?:s|ed|ing)?|abandon(?:s|ed|ing)?|part(?:s|ed)? ways with) {_OBJECT}"
    r"|(?:end(?:s|ed|ing)?|terminat(?:e|es|ed|ing)|ceas(?:e|es|ed|ing)|halt(?:s|ed|ing)?|stop(?:s|ped|ping)?|suspend(?:s|ed|ing)?)"
    r" (?:its |all |their |<J> |<S>'s )*(?:participation|cooperation|involvement|membership|work|support|role)"
    rf" (?:with <ASJ>[^;]{{0,30}} )?(?:on|in|at|aboard|for|with) {_OBJECT})")
_SAID = (
    r"(?:said|says|announc(?:es|ed|e|ing)|told|warn(?:s|ed)|confirm(?:s|ed)|declared|informed|notified|reiterated|revealed|stated"
    r"|insisted|decide[sd]|plan(?:s|ning|ned)?|intends?|threaten(?:s|ed|ing)?|vow(?:s|ed)?|wants|moves|set)")
# What somebody says who will not stay beyond a year.
_NO_MORE = (
    r"(?:(?:will|would|does|do|is|are|did) (?:not|no longer)|\w+n't|ha(?:s|ve) no (?:plans?|intentions?) (?:to|of)|refus(?:es|ed)"
    r"|reject(?:s|ed)|rul(?:es|ed) out|declin(?:es|ed)|turn(?:s|ed) down)")
_GOING_ON = r"(?:continu|extend|extension|prolong|cooperat|participat|take part|taking part|us(?:e|ing)\b|operat|keep|support|remain|stay)"
_RULES = tuple((name, rule(pattern), confidence) for name, pattern, confidence in (
    ("leaves", r"(?P<who><AS>|<J>(?= (?:side|government|authorities|delegation)\b))(?:'s? (?:[\w-]+ ){0,5}?(?:government|side|delegation|chief|head|boss|officials?|leaders?|authorities"
               rf"|{SPACE_BODY}))?(?: <P>|, <P>,)?(?:,[^;,]{{0,130}},)?"
               rf" (?:(?!not |never |without |or |if )[\w'<S><J><A><D>-]+,? ){{0,12}}?(?P<v>{_LEAVE}(?: [^;<D>]{{0,25}}<D>)?)", .8),
    ("head_says", rf"\b(?:chief|head|boss|<P>)(?: of [^;]{{0,25}}?<AS>)?(?:,[^;]{{0,60}},)? (?:\w+ ){{0,2}}?{_SAID}"
                  rf" (?:[^;]{{0,60}}? )?(?P<who><AS>) (?:\w+ ){{0,4}}?(?P<v>{_LEAVE})", .8),
    ("space_chief", r"(?P<who><SJ>)(?:'s)? space (?:agency )?(?:chief|boss|head)(?: <P>)?,? (?:\w+ )?"
                    rf"(?P<v>(?:threaten|announc|vow|sa|warn)\w*(?: \w+){{0,4}}? {_LEAVE})", .75),
    ("official_warns", rf"<SJ>(?:'s)? (?:\w+ ){{0,3}}?(?:officials?|minister|lawmaker|chief|head|spokesman|spokeswoman|leaders?) {_SAID}"
                       rf" [^;]{{0,60}}?(?P<who><AS>) (?:could|might|may) (?P<v>{_LEAVE})", .7),
    ("head_warns", r"(?:<A>(?:'s)? (?:\w+ )?(?:head|chief|boss)(?: <P>)?|\b(?:head|chief|boss) of (?:the )?<A>(?:,? <P>,?)?) (?:\w+ly )?"
                   rf"{_SAID}(?: [^;]{{0,60}}?)? (?P<who><AS>|it|the agency) (?:could|might|may|would) (?P<v>{_LEAVE})", .7),
    ("withdrawal_of", rf"(?P<who><ASJ>)(?:'s)? (?:(?!not )\w+ ){{0,4}}?(?P<v>(?:withdrawal|exit|departure|pull-?out) from {_OBJECT})", .7),
    ("pulls_state", r"(?:threatened|vowed|promised|said|announced|decided|wants|will|would|plans) (?:\w+ ){0,4}?"
                    rf"(?P<v>(?:pull|withdraw|take|yank)\w* (?P<who><AS>) (?:out of|from) {_OBJECT})", .75),
    ("goes_no_further", r"(?P<who><AS>|<J>(?= (?:side|government|authorities)\b))(?:'s? (?:[\w-]+ ){0,4}?(?:government|side|authorities"
                        rf"|{SPACE_BODY}))? [^;<A><S>]{{0,40}}?(?P<v>{_NO_MORE} (?:[\w<S><J>]+ ){{0,5}}?(?:{_GOING_ON}\w*)\b[^;]{{0,80}}?{_OBJECT}"
                        r"[^;]{0,40}? (?:past|beyond|after) <D>)", .8),
    ("decision_made", rf"\bdecision (?:to|about|on) (?P<v>{_LEAVE})[^;]{{0,60}}? (?:has been|was|is|had been) (?:\w+ )?"
                      r"(?:made|taken|final)", .7),
    ("decision_to_leave", rf"(?P<who><ASJ>)(?:'s)? (?:\w+ ){{0,3}}?(?:decision|plans?|threats?|intentions?|move) to (?P<v>{_LEAVE})", .75),
))
# What left the station is a ship or its crew.
_ITSELF = rule(r"\b(?:it|they|he|she) $")
_STAYS = rule(
    r"\b(?:not|never|\w+n't|no|without|denied|denies|deny|nor|neither|if|unless|before|whether|until|astronauts?|cosmonauts?|crew\w*"
    r"|capsule|ship|spacecraft|rover|module|segment|<K>|<P>'s|deorbit\w*|retir\w+|could|might)\b")


def find(reader: Reader) -> list[Event]:
    """Events of the kind withdrawal; the agency is who leaves."""
    return [event for index in reader.having(_LEFT, _LEAVING) for event in _withdrawals(reader, reader.line(index))]


def _withdrawals(reader: Reader, line: Line) -> list[Event]:
    if not line.among("<A>", "<S>", "<J>") or not CREWED.search(line.text):
        return []
    events: list[Event] = []
    for name, pattern, confidence in _RULES:
        for m in pattern.finditer(line.text):
            low, high = m.span("v")
            place = m.start("who") if "who" in m.groupdict() else next(
                (p for p, t in line.tokens.items() if t.code in ACTORS and t.entity_id != "nasa"), -1)
            who = line.tokens.get(place)
            if name == "head_warns" and not who:
                who = next(t for p, t in line.tokens.items() if p >= m.start() and t.code == CODES["<A>"])
                place = next(p for p, t in line.tokens.items() if t is who)
            if not who or who.entity_id == "nasa" or name not in ("pulls_state", "decision_made") and not is_party(line, who):
                continue
            if name not in ("official_warns", "head_warns", "goes_no_further") and (
                    _STAYS.search(line.text, min(place, low), low) or DENIED.search(line.text, max(0, low - 50), low)):
                continue
            if _ITSELF.search(line.text, max(0, low - 6), low) and line.text.startswith(("left", "leaves", "exit"), low):
                continue
            if name != "goes_no_further" and _STAYS.search(line.text[low:high].split(" from ")[0]):
                continue
            date = next((t for p, t in line.tokens.items() if t.code == CODES["<D>"] and low <= p <= high + 30), None)
            if date and reader.year and date.name[:4].isdigit() and int(date.name[:4]) < reader.year - 3:
                continue
            events.append(Event("withdrawal", who, line.span(low, high), name, confidence, date=date))
    return events
