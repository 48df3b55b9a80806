"""Agreements between space agencies, signatures under the Artemis Accords, and commitments to stations and programmes."""

from transforms.agency_skeleton import CODES, Line, Reader, Token, rule, stems
from transforms.events import ACTORS, CREWED, Event, date_of, distinct, is_party

_AGREED = stems("framework agree agrees agreed agreement deal deals accord accords pact memorandum mou treaty swap swaps arrangement protocol"
                " declaration crossflight barter exchange exchanged exchanges statement vision document letters notes")
_CARRYING, _OTHER = stems("fly flies carry launch transport ferry take"), stems("other")
_LASTING = stems("join joins joined partner member extend extends extended extending extension prolong remain remains remaining stay"
                 " staying participate continue continuing commit commits committed support keep use operate operation take takes taking")
_LASTING_UNDATED = stems("join joins joined partner member decade")
_SHARED_WORK = stems("station iss gateway artemis outpost program accords partnership cooperation")

_PACT = (
    r"(?:agreements?|deals?|accords?|pact|treaty|memorandum(?: of \w+)?|mou|arrangements?|(?:joint |implementing )?declaration|protocol"
    r"|letter of intent|framework(?! for )|joint statement of intent|(?:seat|crew)[- ](?:swaps?|exchanges?)(?: (?:program(?:me)?|scheme))?"
    r"|cross-?flights?(?: program(?:me)?)?|(?:swap|exchange) (?:program(?:me)?|scheme))")
_SIGN = (
    r"(?:(?:co-?)?sign(?:s|ed|ing)?(?: off on)?|initial(?:s|led|ed)|ink(?:s|ed)?|reach(?:es|ed|ing)?|finali[sz](?:e|es|ed|ing)|conclud(?:e|es|ed|ing)"
    r"|str(?:ikes?|uck|iking)|seal(?:s|ed|ing)?|renew(?:s|ed|ing)?|extend(?:s|ed|ing)?|prolong(?:s|ed|ing)?|complet(?:es|ed|ing)"
    r"|clinch(?:es|ed)?|cement(?:s|ed)?|cut|approv(?:es|ed)|ratif(?:ies|ied)|formali[sz](?:es|ed|ing)|enter(?:s|ed)? into"
    r"|hammer(?:s|ed) out|c(?:o|a)mes? to|made|announc(?:es|ed|ing)|agree(?:s|d)? (?:on|to|upon)|unveil(?:s|ed)|arriv(?:es|ed) at"
    r"|secur(?:es|ed)|broker(?:s|ed))")
_SIGNED = (
    r"(?:signed|finali[sz]ed|concluded|reached|sealed|renewed|extended|completed|approved|announced|struck|inked|prolonged|confirmed"
    r"|formali[sz]ed|agreed)")
# Crews that fly in each other's ships, and what a standing agreement about them is called.
_EXCHANGE = (
    r"(?:(?:seat|crew|astronaut|ride)s?[- ](?:swap\w*|exchang\w+|sharing|barter\w*)|cross-?\s?flights?"
    r"|(?:shared|joint|integrated)[- ](?:crew )?flights?|barter|exchange|swap)")
_BOTH = r"(?:the two|both|the) (?:space )?(?:agencies|sides|countries|nations|powers|parties)"
_TO_SHARE = (
    r"(?:jointly )?(?:go on (?:with|flying|swapping|sharing|exchanging)|keep(?: on)? (?:flying|swapping|sharing|exchanging|carrying)"
    r"|fly|swap|exchang|shar|extend|prolong|continu|cooperat|collaborat|integrat|cross|carry"
    r"|launch (?:each|one another|crew|astronaut|cosmonaut|<J>)|transport|work together|work jointly|join forces|resume|trade|barter"
    r"|build|put|send|ferry|take|let|mix|partner|team up|additional|two|three|a (?:further|new|joint|swap|three|two|seat|crew)|further|joint|more|another"
    r"|seat|crew)")
_UNTIL = r"(?:until|through|till|beyond|past|to) (?:at least |the end of |early |late |mid-?)?(?:the )?(?P<until><D>|end of the decade)"
_PROGRAMME = r"(?:<T>|<F>|stations?|outpost|gateway|artemis|program(?:me)?|project|partnership)"
_GAP_WORDS = r"(?:an? |the |their )?(?:[\w-]+ ){0,3}?"
_OWN = r"(?:(?!astronaut|cosmonaut|crew|capsule|mission|\bnot\b|n't\b)[^;<C><P><K><F>])"
_ACCORDS = r"(?:artemis|<F>|<K>) accords?"
_RULES = tuple((name, rule(pattern), confidence) for name, pattern, confidence in (
    ("accords", r"\b(?P<v>(?:(?:add|put|affix)(?:s|ed|ing)? (?:its|their|his|her) (?:signature|name) to|sign(?:s|ed|ing|atory|atories)?|join(?:s|ed|ing)?|accede[sd]?|endors(?:es|ed)|adopt(?:s|ed))\b[^;]{0,60}?"
                rf"{_ACCORDS})", .9),
    ("accords_signed", rf"\b(?P<v>{_ACCORDS} (?:(?:was|were|has been|have been|is|are) )?(?:signed|joined|gain(?:s|ed)?|welcom\w+"
                       rf"|add(?:s|ed)?)|{_ACCORDS} signing)", .8),
    ("signed", rf"\b(?P<v>{_SIGN} (?!(?:that|those) )(?:(?!under|contract)[^;]){{0,70}}?\b{_PACT})\b", .85),
    ("was_signed", rf"\b(?P<v>{_PACT}\b[^;]{{0,90}}? (?:was|were|has been|have been|had been|is being|being|and"
                   rf"|(?:that|which) (?:the )?<ASJ>[^;]{{0,50}}?) (?:\w+ )?{_SIGNED})\b", .75),
    ("signed_by", rf"\b(?P<v>{_PACT} (?:<D> |(?:\w+ )?(?:this|last) (?:week|month) )?(?:signed|reached|concluded|struck|inked)"
                  r" (?:<D> |on <D> |(?:this|last) (?:week|month) |in [\w<L>]+ )?(?:by|between|with|among) (?:the )?<ASJ>)", .75),
    ("signed_statement", r"\b(?P<v>(?:sign|issu|adopt|publish|releas)(?:e?s|ed) (?:an? |the )?joint (?:statement|vision|document|communique)s?)\b", .75),
    ("exchanged_letters", r"\b(?P<v>(?:exchang|swapp?)(?:es|ed|ing) (?:(?:diplomatic|formal|signed) )?(?:letters|notes)(?: of intent)? (?:with|between))\b", .75),
    ("put_names", rf"\b(?P<v>put(?:s|ting)? (?:its|their|his|her) (?:names?|signatures?|pens?|initials) (?:to|on|under) {_GAP_WORDS}{_PACT})\b", .8),
    ("pact_aside", rf"\b(?P<v>{_PACT}, (?:which was |to be )?(?:signed|concluded|reached|sealed|struck) (?:(?:on )?<D>|in [\w<L>]+|by (?:the )?<ASJ>)[^,;]{{0,60}},)", .75),
    ("pact_signed", rf"\b(?P<v>{_PACT} <A> (?:\w+ )?(?:signed|reached|concluded|struck|renewed|extended) with <A>)", .8),
    ("agreed", r"<ASJ>(?:[^;]{0,60}?)\b(?P<v>(?:have |has |had |formally |officially |jointly |tentatively )*agree(?:d|s)?"
               rf"(?: in principle)?(?: <D>| [io]n <D>)? (?:to|on) {_TO_SHARE}\w*)", .8),
    ("joins", r"<AS>(?:'s [\w ]{0,20})? (?:has |have |\w+ly )*(?P<v>(?:will )?(?:join(?:s|ed)?"
              r"|beca?omes? (?:the \w+ |a )?(?:\w+ )?(?:partner|member)(?: of| in)?) (?:the |<A>'s |nasa's )?(?:<ASJ>-led |<ASJ>(?:'s)? )?"
              r"(?:lunar |international )*(?:gateway|artemis|<F>|<T>|lunar research station|moon (?:base|program\w*))"
              r"(?! (?:crew|astronaut|mission)))", .75),
    ("committed", rf"<ASJ>(?:{_OWN}{{0,80}}?)\b(?P<v>(?:(?:agree|confirm|pledg|approv|decid|vow|promis|extend|prolong|authori[sz]|endors"
                  r"|announc|notif|inform|back|commit)(?:s|es|d|ed|ted)?|will|would|intends to)\b(?! not\b)"
                  rf"{_OWN}{{0,110}}?\b(?:extend|extension|take part|continu\w+|remain\w*|stay\w*|keep\w*|participat\w+|prolong\w*|support\w*"
                  rf"|cooperat\w+|operat\w+|use)\b{_OWN}{{0,90}}?{_UNTIL})", .75),
    ("committed_to", rf"<ASJ>{_OWN}{{0,80}}?\b(?P<v>(?:has |have |had |\w+ly )*commit(?:s|ted) (?:itself |themselves )?to (?:the )?(?:<J> )?{_PROGRAMME}"
                     rf"[^;]{{0,40}}?{_UNTIL})", .75),
    ("continued", r"<ASJ>[^;]{0,60}?\b(?P<v>(?:extend(?:s|ed)?|prolong(?:s|ed)?) (?:its |their |the |<J> )?[^;]{0,60}?"
                  rf"{_PROGRAMME}[^;]{{0,40}}?{_UNTIL})", .75),
    ("exchange_pact", rf"\b(?P<v>(?:{_EXCHANGE} (?:agreement|deal|pact|arrangement|accord|protocol|program(?:me)?|scheme)"
                      rf"|(?:agreement|deal|pact|arrangement|accord|protocol) (?:on|of|for|about) (?:the )?{_EXCHANGE})s?"
                      r" (?:with (?:the )?(?:<A>|<S>|<J> (?:space )?agency)|(?:between|of) (?:the )?<AS> and (?:the )?<AS>"
                      r"|(?:(?:that|which) )?<AS> and (?:the )?<AS> (?:\w+ )?(?:signed|agreed|reached|extended|renewed)))", .75),
    ("exchanging", rf"(?:<AS> and (?:the )?<AS>|\b{_BOTH}) (?:(?:still|now|also|have|had|been|continue to|routinely) )*"
                   r"(?P<v>(?:(?:swap|exchang|trad|barter|shar)\w* (?:<J> )?(?:crew )?"
                   r"(?:seats?|rides?|places|astronauts and cosmonauts|crew members)"
                   r"|(?:fly|carry|launch|transport|ferry|take) each other's (?:crews?|astronauts?|cosmonauts?|members|people)))", .75),
    ("pact_lets", rf"(?P<v>\b{_PACT} (?:between|of|with) <A>(?: (?:and|with) <A>)? (?:lets|allows|enables|provides|covers|ensures|gives|grants|secures|foresees|envisages)\b"
                  r"[^;]{0,60}?\b(?:each|either|other|exchang\w+|seats?|(?:cross-?\s?|joint )flights?|astronauts?|cosmonauts?|crews?))\b", .75),
    ("state_joins", r"<N> (?:has |have |will |\w+ly )*(?P<v>(?:join(?:s|ed)?|beca?omes? (?:a |the \w+ )?(?:\w+ )?(?:partner|member)(?: of| in)?)"
                    r" (?:the |<A>'s )?(?:<ASJ>-led |<ASJ>(?:'s)? )?(?:lunar |international )*(?:gateway|artemis program\w*|<F> program\w*"
                    r"|<T>|lunar research station|moon base))", .75),
))
_EXCHANGES = {"exchange_pact", "exchanging", "pact_lets"}
_EXCHANGED = rule(_EXCHANGE)
_PAIR = rule(rf"\b{_BOTH}\b")
_RECENT = rule(r"\b(?:(?:last|this) (?:week|month)|yesterday|today|still)\b(?!')")
_ENDED = rule(r"\b(?:no longer|stop\w*|end(?:s|ed|ing)?|not|never|\w+n't|once|used to|before|until|suspend\w*|cancel\w*) (?:\w+ ){0,3}$")
_COMMITMENTS = {"committed", "committed_to", "continued", "joins"}
_PLANNED = rule(
    r"\b(?:will|would|could|may|might|should|must|plan(?:s|ning|ned)?|expect\w*|hop(?:es?|ed|ing)|intends?|want(?:s|ed)?|seek\w*|sought"
    r"|negotiat\w+|talks|discuss\w*|consider\w*|yet|about|close|near(?:ing|s)?|prepar\w+|propos\w+|if|failed|unable|not|never|without"
    r"|\w+n't|refus\w+|trying|try|working|ready|aim\w*|once|until|before|need\w*|like|set|helped|looking|reject\w*|declin\w*|request\w*|(?:talks|negotiat\w+|discuss\w*)(?: with (?:the )?[\w<A><S><J> ]{1,25}?)?)"
    r" (?:(?:to|on|toward|towards|be|have|has|an?|the|any|of|in|for|\w+ly|its|their|new) ){0,3}$")
_PASSING = rule(
    r"\b(?:under|by|per|through|thanks to|part of|due to|based on|because of|despite|terms of|line with|previous(?:ly)?|prior|existing"
    r"|earlier|long-?standing|original|current|since|from|violat\w+|within|following|after|with|via|given|on the basis of)"
    r" (?:(?:an?|the|this|that|their|its|a new|another|<D>|<ASJ>(?:'s)?|<ASJ>-<ASJ>|\w+-?\w*) ){0,4}$")
_COUNTED = rule(r"\b(?:countries|nations|states|signatories) (?:that |who )?(?:have |had )?(?:now |already |so far )?$")
_NO_PACT = rule(
    r"\b(?:nuclear|arms|missiles?|forces treaty|outer space treaty|grain|ceasefire|peace deal|sanctions deal|climate|tax|trade deal|nafta"
    r"|nato|cargo|resupply|contracts?|plea deal|great deal|good deal|deal with (?:the|an?|this|that)|dealt|big deal|nondisclosure"
    r"|severance|union|film|movie|museum|school|universit\w+)\b")
_WITH_COMPANY = rule(
    r"<C>(?:'s)?,? (?:and|&) (?:the )?<AS>|<AS> (?:and|&) (?:the )?<C>|\b(?:with|between|to) (?:[\w'<L>-]+ ){0,4}<C>"
    r"|<C>,? (?:[\w-]+ ){0,3}(?:signed|reached|struck|inked|agreed)|<C>'s")


def find(reader: Reader) -> list[Event]:
    """Events of the kind agreement.

    The foreign partner is the agency and NASA the counterpart; who joins NASA's Artemis Accords is the counterpart, with
    the slug of its name as entity_id where the state has no agency.
    """
    lasting = [i for i in reader.having(_LASTING, _SHARED_WORK) if reader.is_dated(i) or reader.holds(i, _LASTING_UNDATED)]
    indices = {*reader.having(_AGREED), *lasting, *reader.having(_OTHER, _CARRYING)}
    return [event for index in sorted(indices) for event in _agreements(reader, reader.line(index))]


def _agreements(reader: Reader, line: Line) -> list[Event]:
    if _NO_PACT.search(line.text):
        return []
    events: list[Event] = []
    for name, pattern, confidence in _RULES:
        for m in pattern.finditer(line.text) if name not in _EXCHANGES or not events else ():
            low, high = m.span("v")
            lead = line.text[max(0, low - 70):low]
            if _PLANNED.search(lead) or _is_old(reader, line):
                continue
            date, until = date_of(line, low, high), m.groupdict().get("until")
            # "The historic agreement" beside the Accords is the Accords.
            if not name.startswith("accords") and any(e.detail == "accords" for e in events):
                continue
            if name in ("signed", "was_signed") and "artemis accord" in m["v"]:
                continue
            if name in _EXCHANGES and _ENDED.search(line.text, max(0, low - 40), low):
                continue
            if name not in {"signed", "accords", "pact_aside", *_EXCHANGES} and _PASSING.search(lead) and not (
                    date and date.entity_id == "day" or _RECENT.search(line.text) or _EXCHANGED.search(m["v"])):
                continue
            if name == "accords" and _COUNTED.search(lead):
                continue
            last = line.tokens.get(m.start("until")) if until else None
            if last and last.entity_id != "year":
                continue
            detail = "accords" if name.startswith("accords") else last.name[:4] if last else ""
            events += [Event("agreement", agency, line.span(low, high), name, confidence, counterpart=other, date=date, detail=detail)
                       for agency, other in _sides(reader, line, name, m.start(), low)]
    return events


def _is_old(reader: Reader, line: Line) -> bool:
    """Whether a passage is about the past beyond last year, so that its agreements are history.

    Without a day of publication the latest year of the article stands for it, less fifteen, because plans reach ahead.
    """
    dates = [d for d in reader.article.dates if d.value and d.value[:4].isdigit()]
    if not dates:
        return False
    start, end = reader.article.sentences[line.index]
    here = [d for d in dates if start <= d.start < end]
    if not here and _RECENT.search(line.text):
        return False
    if not here:
        here = [d for d in dates if start - 1500 <= d.start < start][-1:] + [d for d in dates if end <= d.start < end + 500][:1]
    years = [int(d.value[:4]) for d in here]
    return bool(years) and max(years) < (reader.year - 1 if reader.year else max(int(d.value[:4]) for d in dates) - 15)


def _sides(reader: Reader, line: Line, name: str, start: int, position: int) -> list[tuple[Token, Token | None]]:
    """Agency and counterpart of each agreement in a sentence."""
    if name in _COMMITMENTS:
        doers = [t for p, t in line.tokens.items() if start <= p < position and t.code in ACTORS]
        return [(t, None) for t in distinct(doers)[:2] if t.entity_id != "nasa"]
    if name == "state_joins":
        host = next(iter(_parties(line, "<A>", "<S>")), None) or next((t for t in line.among("<A>") if t.entity_id == "nasa"), None)
        state = next((t for p, t in line.tokens.items() if start <= p < position), None)
        return [(host, state)] if host and state else []
    if name.startswith("accords"):
        signers = _parties(line, "<S>", "<N>") or _parties(line, "<A>") or _parties(line, "<J>")
        signers = signers or [t for t in line.among("<S>", "<N>", high=position)[-1:] if t.entity_id != "nasa"]
        nasa = next((t for t in line.among("<A>", "<S>", "<J>") if t.entity_id == "nasa"), None)
        nasa = nasa or Token(*line.span(position, position + 1), CODES["<A>"], "nasa", "NASA")
        return [(nasa, t) for t in signers]
    sides = distinct(line.among("<A>"))
    bodies = len(sides)
    if bodies < 2 and _WITH_COMPANY.search(line.text):
        return []
    for kinds in (("<A>", "<S>"), ("<A>", "<S>", "<J>")):
        if len(sides) < 2:
            sides = distinct([t for t in line.among(*kinds) if t.code == CODES["<A>"] or is_party(line, t)])
    if len(sides) < 2 and _PAIR.search(line.text):
        sides = distinct(sides + reader.agencies_before(line.span(0, 1)[0]))
    if not CREWED.search(line.text) and not any(t.code == CODES["<A>"] for t in sides):
        return []
    if len(sides) == 1 and sides[0].code == CODES["<A>"] and name not in _EXCHANGES:
        sides += [t for t in line.among("<N>") if is_party(line, t)][:1]
    if len(sides) < 2 and (name not in _EXCHANGES or name == "pact_lets"):
        for earlier in reader.before(line):
            sides = distinct(sides + (earlier.among("<A>") if not earlier.among("<C>") or sides else []))
    nasa = next((t for t in sides if t.entity_id == "nasa"), None)
    others = [t for t in sides if t.entity_id != "nasa"]
    if nasa and others and others[0].code == CODES["<N>"]:
        return [(nasa, others[0])]
    if nasa and others:
        return [(t, nasa) for t in others[:3 if bodies > 2 else 1]]
    return [(others[0], others[1])] if len(others) > 1 else []


def _parties(line: Line, *kinds: str) -> list[Token]:
    """Those of some kinds that act in a sentence, other than NASA."""
    return distinct([t for t in line.among(*kinds) if t.entity_id != "nasa" and is_party(line, t)])
