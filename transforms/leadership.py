"""Changes of leadership: who comes to head an agency, and who leaves."""

import re
from functools import cached_property

from transforms.agency_skeleton import CODES, Line, Reader, Token, rule, stems
from transforms.events import DENIED, SPACE_BODY, Event, date_of

_CHANGE = stems(
    "nominate renominate appoint reappoint named names naming replace replacing succeed dismiss oust ousts ousted ousting ouster fire fires"
    " fired firing sack sacks sacked sacking remove removes removed removing removal resign resigns resigned resigning resignation step"
    " steps stepped stepping quit quits quitting confirm sworn swearing swore elect elects elected election take takes taken taking took"
    " become becomes becoming became since pick picks picked picking taps tapped tapping choose chooses choosing chose chosen select"
    " selects selected selecting relieve retire retires retired relinquish install depart departs departed departure leave leaves leaving"
    " left axed axes exit approve assume assumed assumes forced pushed dumped let deposed bowed bows unveiled designate promote rescind"
    " present presents presented propose proposes proposed put puts announce announced announces unveils nominee pick choice candidate newly"
    " resignation tender tendered out gone new next incoming loses lost losing revoked withdraw withdrew pulled pulling pulls swap swapped made serve serves serving hand handed handing hands passed passes passing turned turns")
_TITLED = stems("head heads headed heading chief administrator director general boss lead leads led leading charge president ceo helm chair"
                " chairman under runs run")
_BODY = stems("space agency corporation")
_RULING = stems("president premier minister leader chancellor")
_FROM, _HE, _REPLACES = stems("from"), stems("he she"), stems("replace replacing succeed take takes took taking")

_NO_HEAD = (
    r"(?:deputy|associate|assistant|vice|cent(?:er|re)|flight|mission|program(?:me)?|launch|research|office|division|directorate"
    r"|operations|communications|exploration|and|astronauts?|cosmonauts?|with|for|in|on|at|as|the|that|said|says|who|is|was|has|had"
    r"|which|technology|of|to|by|from|will)\b")
_TITLE = (
    r"(?:administrator|director[- ]general|general director|executive director|director(?![- ]general)|chief executive(?: officer)?"
    r"|chief(?! executive)|head|boss|chair(?:man|woman|person)?|president|leader|ceo)\b(?!-"
    r"| (?:of staff|scientist|engineer|astronaut|cosmonaut|economist|technolog|financial|information|medical|designer|historian|flight"
    r"|health|training|for [a-z]))")
_HEADED = (
    rf"(?:(?:<SJ>(?:'s)? )?(?:[\w']+ ){{0,3}}?<A>|(?:the )?<SJ>(?:'s)? (?:\w+ ){{0,2}}{SPACE_BODY}"
    rf"|the (?:country|nation|kingdom|republic)'s {SPACE_BODY})(?!'s (?!{_TITLE})|s? (?:cent(?:er|re)|office|astronaut|<X>))")
_HEAD = (
    rf"(?:<A>(?:'s?)?,? (?:\w+ and its first \w+ |(?!{_NO_HEAD})[\w-]+ ){{0,4}}?{_TITLE}(?! (?:of|at) (?:the )?(?!<ASJ>))"
    rf"|\b(?<!deputy )(?<!vice )(?<!associate ){_TITLE} (?:of|at|for) (?:the )?{_HEADED}"
    rf"|<SJ>(?:'s)? (?:(?!{_NO_HEAD})[\w-]+ )?space (?:agency(?:'s)? |program(?:me)? |corporation )?(?:(?!{_NO_HEAD})[\w-]+ )?{_TITLE}"
    rf"|\b(?:successor|replacement) at (?:the )?{_HEADED}"
    r"|\b(?:lead(?:s|ing)?|led|head(?:s|ed|ing)?|run(?:s|ning)?|ran|helm(?:s|ed|ing)?|(?:the )?helm of|charge of|leadership of"
    r"|reins (?:of|at)|oversee(?:s|ing)?|oversaw|(?:top|leading) (?:job|post|position|role|spot) at|(?:takes?|taking|taken|took) over)"
    rf" (?:the )?{_HEADED}"
    rf"|\b(?:its|their|as|new|next|acting|interim) (?:(?!{_NO_HEAD})[\w-]+ ){{0,3}}?{_TITLE}(?! (?:of|at|for)\b))")
_HEAD_RULE = rule(_HEAD)
_HEADLESS = ("its ", "their ", "as ", "new ", "next ", "acting ", "interim ")
_HOLDERS = tuple(rule(p) for p in (
    rf"(?P<head>{_HEAD})(?:,|:)? (?P<p><P>)",
    rf"(?P<p><P>)(?:,| \(| -) (?:(?!<P>)\S+ ){{0,5}}?(?P<head>{_HEAD})",
    rf"(?P<p><P>)(?:'s)? (?:was |is |has |had |been |who )*(?:in )?(?P<head>{_HEAD})",
    r"(?P<head><A>) under (?P<p><P>)"))
_RULER = rule(
    r"(?<!<A> )(?<!<A>'s )(?<!<C> )(?<!deputy )(?<!vice )\b(?:president|prime minister|premier|chancellor|leader)(?:-elect)? (?P<p><P>)"
    r"|(?P<p2><P>), (?:the )?(?:former )?<SJ>(?:'s)? (?:president|prime minister|leader)")

_RULING_TITLE = r"president(?:-elect)?|prime minister|premier|chancellor"
_GAP = r"[^;<P>]"
_ASIDE = r"(?:,[^;<P>]{0,130}(?:,| -)| \([^)]{0,60}\))?"
_AUX = (r"(?:who |will |would |has |have |had |is |was |were |be |been |being |set to |due to |expected to |to |just |also |then |later |and |in <D> "
        r"|on <D> |<D> |\w+ly ){0,6}")
_PICKED = (
    r"(?:re-?)?nominated|(?:re)?appointed|named|picked|tapped|chosen|selected|confirmed|elected|installed|sworn in|approved|designated"
    r"|promoted")
_PICK = (
    rf"{_PICKED}|(?:re-?)?nominat(?:es?|ing)|(?:re)?appoint(?:s|ing)?|nam(?:es|ing)|pick(?:s|ing)?|taps|tapping|chose|choos(?:es|ing)"
    r"|select(?:s|ing)?|confirm(?:s|ing)?|elect(?:s|ing)?|install(?:s|ing)?|swore in|swearing in|approv(?:es|ing)")
_DROPPED = r"dismissed|ousted|fired|sacked|removed|replaced|axed|deposed|relieved|forced out|dumped"
_DROP = (rf"{_DROPPED}|dismiss(?:es|ing)?|oust(?:s|ing)?|fir(?:es?|ing)|sack(?:s|ing)?|remov(?:es?|ing)|replac(?:es?|ing)|axes|deposes"
         r"|reliev(?:es|ing)|forces out|dumps?")
_POST = r"(?:office|(?:his|her|the|that|their) (?:post|job|role|position|helm|agency)|<A>)"
_QUIT = (
    rf"resign(?:s|ed|ing)?(?! from (?:his|her|the|an?|its) (?!post|job|position|role|agency|office|helm|top|head))|step(?:s|ped|ping)? (?:down|aside|away)|quits?|quitting|(?:leav(?:es?|ing)|left|depart(?:s|ed|ing)?) {_POST}"
    r"|(?:announc|tender|submit|hand(?:s|ed|ing)? in|offer)(?:e?s|ed|ted|ing)? (?:his|her) (?:resignation|retirement|departure)"
    r"|los(?:es|t|ing) (?:his|her) (?:job|post|position)"
    r"|(?:is|was) (?:out|gone) (?:as|after|following)"
    r"|retir(?:es?|ed|ing)|relinquish(?:es|ed)|bow(?:s|ed) out")
_LOSS = r"dismissal|ouster|ousting|removal|firing|sacking|departure|resignation|exit|replacement"
_GAIN = r"appointment|nomination|confirmation|election|selection|swearing[- ]in"
_REPLACE = (rf"(?P<v>replac(?:es?|ed|ing)|succeed(?:s|ed|ing)?|(?:tak(?:es?|ing|en)|took) over(?: as {_GAP}{{0,60}}?)? from)"
            rf" {_GAP}{{0,60}}?(?P<out><P>)")

_RULES = tuple((name, rule(pattern), confidence) for name, pattern, confidence in (
    ("replaced_with", rf"(?P<v>(?:replac|swap|substitut)(?:es?|ed|ped|ing|ping)) {_GAP}{{0,60}}?(?P<out><P>)(?:'s)?{_ASIDE}"
                      rf"(?: as {_GAP}{{0,60}}?)?,? (?:with|by|for) {_GAP}{{0,110}}?(?P<inn><P>)", .92),
    ("replaced_by", rf"(?P<out><P>){_ASIDE}{_GAP}{{0,40}}?\b(?:was|were|is|be|been|being) (?:\w+ly )?(?P<v>replaced|succeeded)"
                    rf"{_GAP}{{0,70}}? (?:by|with) {_GAP}{{0,90}}?(?P<inn><P>)", .92),
    ("replaces", rf"(?P<inn><P>){_ASIDE},? {_AUX}{_REPLACE}", .9),
    ("pronoun_replaces", rf"(?:^[\"' ]*|[;,] (?:and )?)(?:he|she) {_AUX}{_REPLACE}", .8),
    ("picked_to_replace", rf"(?P<v>\b(?:{_PICK})\b) {_GAP}{{0,80}}?(?P<inn><P>){_GAP}{{0,120}}?"
                          r" (?:(?:to )?(?:replac|succeed)(?:e|ing)?|in (?:the )?place of|instead of)"
                          rf" {_GAP}{{0,60}}?(?P<out><P>)", .88),
    ("chosen_replacing", rf"(?P<inn><P>){_GAP}{{0,140}}?\b(?P<v>(?:to )?(?:replac(?:e|ing)|succeed(?:ing)?))"
                         rf" {_GAP}{{0,60}}?(?P<out><P>)", .8),
    ("nomination_withdrawn", r"(?P<v>withdr[ae]w(?:s|n|ing)?|pull(?:s|ed|ing)|rescind(?:s|ed|ing)?|revok(?:es|ed|ing)|yank(?:s|ed))"
                             rf" (?:{_GAP}{{0,60}}?nomination {_GAP}{{0,30}}?(?P<out><P>)"
                             rf"|{_GAP}{{0,30}}?(?P<out2><P>)(?:'s?)?{_GAP}{{0,30}}? nomination)", .85),
    ("nomination_gone", rf"(?P<out><P>)(?:'s?|, whose) {_GAP}{{0,20}}?nomination{_GAP}{{0,50}}?"
                        r" (?P<v>(?:was|has been|had been|is being|be) (?:\w+ly )?(?:withdrawn|pulled|rescinded|revoked))", .85),
    ("who_was_picked", rf"(?P<inn><P>)(?:'s)?{_ASIDE},? {_AUX}(?:(?:was|were|is|been|being|be) (?:\w+ly |on <D> |<D> "
                       rf"|then |also |first ){{0,2}}(?P<v>(?:{_PICKED}|unveiled)\b)|(?P<v2>(?:{_PICKED}|unveiled)\b)"
                       r"(?= (?:as|by|to (?:lead|head|run|be|serve|succeed|replace)|new|next|acting|interim|head|chief|for)\b"
                       r"| (?:<A>|<SJ>)))", .8),
    ("whom_picked", rf"(?P<inn><P>),? whom (?:<P>|[\w' ]{{3,30}}?) {_AUX}(?P<v>{_PICKED})\b", .78),
    ("made_head", rf"(?P<inn><P>){_ASIDE},? {_AUX}(?P<v>made) (?:the |its |their |new |acting |<A>'s? )*{_TITLE}", .78),
    ("picked", rf"(?P<v>\b(?<!was )(?<!were )(?<!been )(?<! be )(?<!is )(?:{_PICK})\b)(?! (?:that|he|she|it|they)\b),? {_GAP}{{0,110}}?(?P<inn><P>)", .82),
    ("nominee", rf"(?P<inn><P>)(?:,| -| as) (?:(?:{_RULING_TITLE}) )?(?:<P>'s?|the (?:president|government|white house)'s|his|the)"
                r" (?:\w+ )?(?P<v>nominee|pick|choice|candidate) (?:to (?:lead|head|run|be)|for|as)"
                rf"|\b(?P<v2>nominee|pick|choice) (?:to (?:lead|head|run|be)|for|as) {_GAP}{{0,60}}?(?P<inn2><P>)", .8),
    ("put_in_charge", rf"(?P<inn><P>)(?:'s)?{_ASIDE},? {_AUX}(?P<v>(?:put|placed|left) in (?:charge|command)|put at the helm)\b", .78),
    ("is_new", rf"(?P<inn><P>){_ASIDE} (?:is|will be|was) (?P<v>(?:(?:<A>|<SJ>)'s?|the|its) (?:agency's |country's )?(?:new|next|incoming)\b)", .75),
    ("presented", rf"\b(?P<v>present(?:s|ed)|propos(?:es|ed)|puts? forward|put forward|announc(?:es|ed)|unveil(?:s|ed))"
                  rf" {_GAP}{{0,60}}?(?P<inn><P>){_ASIDE},? (?:as|for) (?!saying)", .8),
    ("newly_appointed", r"(?P<inn><P>), (?:the )?(?:<A>'s? )?(?P<v>newly[- ]\w+(?:ed|en))"
                        rf"|\b(?P<v2>newly[- ]\w+(?:ed|en)) {_GAP}{{0,60}}?(?P<inn2><P>)", .78),
    ("becomes", rf"(?P<inn><P>){_ASIDE},? {_AUX}(?P<v>becom(?:es?|ing)|became|(?:tak(?:es?|ing|en)|took) (?:over|charge|office|the (?:helm|reins|job"
                r"|post))|assum(?:es?|ed|ing)|will serve as|(?:will|to) (?:also )?(?:lead|head|run))\b", .75),
    ("since", rf"(?P<inn><P>){_ASIDE},? {_AUX}(?P<v>in charge|at the helm|led|headed|run|ran|leading|heading|running|serv(?:ed|ing) as"
              rf"|in (?:the|his|her) post|in office|{_HEAD}){_GAP}{{0,70}}? since (?:\w+ )?(?P<date><D>)", .8),
    ("acting_since", rf"(?P<inn><P>){_ASIDE} (?:has been|is|was|serves as|has served as) (?P<v>(?:the )?(?:acting|interim)"
                     rf" (?:<A> )?{_TITLE}){_GAP}{{0,30}}? since (?P<out><P>) (?:{_QUIT}|(?:was )?(?:{_DROPPED}))", .8),
    ("handed_over", rf"(?P<out><P>){_ASIDE} {_AUX}(?P<v>hand(?:s|ed|ing)? over|(?:hand(?:s|ed|ing)?|pass(?:es|ed|ing)?|turn(?:s|ed))"
                    r" (?:(?:the|over|on) )*(?:charge|reins|baton|leadership|helm|post|office|control))"
                    rf"{_GAP}{{0,60}}? to {_GAP}{{0,40}}?(?P<inn><P>)", .85),
    ("successor", rf"(?P<v>\b(?:his|her|the) (?:designated )?successor)(?: at the agency| as {_GAP}{{0,40}}?)? (?:is|will be|was named as)"
                  rf" {_GAP}{{0,60}}?(?P<inn><P>)", .75),
    ("dropped", rf"(?P<out><P>)(?:'s)?{_ASIDE},? {_AUX}(?:(?:was|were|is|been|being|be|gets|got) (?:\w+ly |on <D> |<D> |then ){{0,2}}"
                rf"(?P<v>(?:{_DROPPED}|pushed out|let go)\b)"
                rf"|(?P<v2>(?:{_DROPPED}|pushed out|let go)\b)(?= (?:as|from|by|over|after|amid)\b))", .8),
    ("drops", rf"(?P<v>\b(?:{_DROP})\b) {_GAP}{{0,80}}?(?P<out><P>)", .85),
    ("quits", rf"(?P<out><P>){_ASIDE},? (?:(?:(?!<P>)\S+ ){{0,8}}?)(?P<v>\b(?:{_QUIT})\b)", .75),
    ("loss", rf"(?P<out><P>)'s? (?:\w+ ){{0,2}}?(?P<v>{_LOSS})\b|(?P<v2>\b(?:{_LOSS})) of {_GAP}{{0,60}}?(?P<out2><P>)", .85),
    ("gain", rf"(?P<inn><P>)'s? (?:\w+ ){{0,2}}?(?P<v>{_GAIN})\b|(?P<v2>\b(?:{_GAIN})) of {_GAP}{{0,70}}?(?P<inn2><P>)", .75),
))
_UNNAMED_HEAD = rule(
    rf"\b(?P<v>(?:dismiss|oust|fir|sack|remov|replac)(?:e[sd]?|ed|es|s)) (?:the )?(?P<head>{_HEAD})"
    r"(?!,? (?:[\w-]+ ){0,2}<P>|'s)")
# Rules whose words alone, said of the known head of an agency, leave no doubt which post is meant.
_SURE_OUT = {"replaced_with", "replaced_by", "replaces", "pronoun_replaces", "picked_to_replace", "chosen_replacing",
             "nomination_withdrawn", "nomination_gone", "dropped", "drops", "quits", "loss", "handed_over"}
_SURE_IN = {"since", "who_was_picked", "gain"}
_AS_HEAD = rule(rf" (?:as |to be )?(?:its |the |their )?(?:new |next |acting |interim )?{_TITLE}(?! (?:of|at|for)\b)")
_CREW_ROLE = rule(
    r"\b(?:command(?:er|s|ed)?|crew(?:mate)?s?|expedition|flight engineer|pilot|backup|astronaut office|chief astronaut|spacewalk\w*"
    r"|cent(?:er|re) director|deputy (?:head|chief|administrator|director)|associate administrator|flight director"
    r"|(?:program|mission) (?:manager|director))\b|<X>|<F>|<K>")
_HE_IS = rule(rf"(?:^\W*|[;,] (?:and )?|^\W*in <D>,? |^\W*on <D>,? )(?P<he>he|she) {_AUX}(?:{_PICKED}|{_DROPPED}|put in charge|resign|step)")
_REPLACES_HIM = rule(r"(?P<new><P>)[^;<P>]{0,60}? (?:replac(?:es?|ed|ing)|succeed(?:s|ed|ing)?|tak(?:es?|ing) over from|took over from) (?P<he>him|her)\b(?! \w)")
_TELLS = rule(r" (?:said|says|announced|announces|wrote|writes|told|tweeted|posted|confirmed)\b")
_FROM_AGENCY = rule(r" (?:\w+ )?from (?:his post at |her post at )?(?:the )?<A>(?!'s)")
_COMPANY_HEAD = rule(rf"<C>(?:'s?)?,? (?:(?!(?:as|to|for|by|that)\b)[\w-]+ ){{0,3}}?{_TITLE}|{_TITLE} (?:of|at) (?:the )?<C>|(?:lead|head|run) (?:the )?<C>")


def find(reader: Reader) -> list[Event]:
    """Events of the kind leadership_change; detail is "in" or "out", with the year if it lies in the past."""
    posts = _Posts(reader)
    changing = reader.having(_CHANGE)
    events = [event for index in changing if posts.may_change(index) for event in _changes(posts, reader.line(index))]
    known = {e.agency.entity_id for e in events}
    unnamed = [e for index in changing if reader.holds(index, _TITLED) for e in _unnamed(posts, reader.line(index))]
    return events + [e for e in unnamed if e.agency.entity_id not in known][:1]


class _Posts:
    """Who heads which agency by the article's own words, and who has come to head one in the sentences read."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.filled: dict[str, Token] = {}

    @cached_property
    def heads(self) -> dict[str, Token]:
        """The agency that a person is said to head."""
        found: dict[str, Token] = {}
        for index in self.reader.having(_TITLED):
            if not self.reader.named(index, "person") or not self.reader.holds(index, _BODY) and not self.reader.named(index, "agency"):
                continue
            line = self.reader.line(index)
            for pattern in _HOLDERS:
                for m in pattern.finditer(line.text):
                    if agency := self.headed(line, *m.span("head")):
                        found.setdefault(line.tokens[m.start("p")].entity_id, agency)
        return found

    @cached_property
    def rulers(self) -> set[str]:
        """People whom the article calls president or prime minister of a state: they appoint and are not appointed."""
        lines = [self.reader.line(i) for i in self.reader.having(_RULING)]
        return {line.tokens[m.start(m.lastgroup)].entity_id for line in lines for m in _RULER.finditer(line.text)}

    def may_change(self, index: int) -> bool:
        """Whether a sentence names a person beside a title, or a known head, or says whom somebody replaces."""
        reader, people = self.reader, self.reader.named(index, "person")
        if not people and reader.holds(index, _HE) and reader.holds(index, _TITLED):
            return index > 0 and bool(reader.named(index, "agency") and reader.named(index - 1, "person"))
        return bool(people) and (
            reader.holds(index, _TITLED) or reader.holds(index, _FROM) and bool(reader.named(index, "agency"))
            or reader.holds(index, _HE) and reader.holds(index, _REPLACES) or not people.isdisjoint(self.heads))

    def concerns(self, line: Line) -> bool:
        """Whether a sentence names a known head, or may say whom somebody new in a post replaces."""
        return not self.heads.keys().isdisjoint(t.entity_id for t in line.among("<P>")) or self.reader.holds(line.index, _HE)

    def headed(self, line: Line, low: int, high: int) -> Token | None:
        """The space agency inside the words for its head."""
        tokens = line.among("<A>", low=low, high=high) or line.among("<S>", "<J>", low=low, high=high)
        if not tokens and line.text.startswith(_HEADLESS, low):
            tokens = line.among("<A>", "<C>", "<X>", low=max(0, low - 110), high=low)[-1:]
            # Centres have directors: an administrator is that of the agency.
            if "administrator" in line.text[low:high] and (not tokens or tokens[0].code == CODES["<X>"]):
                tokens = []
            elif tokens and tokens[0].code != CODES["<A>"] or not tokens and not line.text.startswith("its ", low):
                return None
        if not tokens and line.text.startswith(", ", high):
            tokens = line.among("<A>", low=high + 2, high=high + 3)
        if tokens or not (named := self.reader.agency_before(line.span(low, high)[0])):
            return tokens[0] if tokens else None
        if "administrator" in line.text[low:high] and named.entity_id != "nasa":
            named = next((m for m in self.reader.article.mentions if m.entity_id == "nasa"), None)
            if not named:
                return None
        return Token(*line.span(low, high), CODES["<A>"], named.entity_id, named.name)

    def antecedent(self, line: Line, position: int) -> Token | None:
        """Whom "he" or "she" means: the only person named before, or the only one of them who has just come to a post."""
        for part, end in ((line, position), *((earlier, None) for earlier in self.reader.before(line))):
            if people := {t.entity_id: t for t in part.among("<P>", high=end) if t.entity_id not in self.rulers}:
                named = [t for i, t in people.items() if len(people) == 1 or i in self.filled]
                return named[0] if len(named) == 1 else self._topic(line)
        return None

    def _topic(self, line: Line) -> Token | None:
        """Whom the paragraph of a sentence is about: the person that its first words name."""
        low = self.reader.article.paragraph_at(line.start)[0]
        first = next(iter(self.reader.article.mentions_in(low, low + 1, "person")), None)
        return Token(first.start, first.end, CODES["<P>"], first.entity_id, first.name, first.end) if first and low < line.start else None


def _unnamed(posts: _Posts, line: Line) -> list[Event]:
    """Heads who are dropped without being named: "dismissed the head of the space agency"."""
    events = []
    for m in _UNNAMED_HEAD.finditer(line.text):
        if DENIED.search(line.text, max(0, m.start() - 50), m.start()):
            continue
        if agency := posts.headed(line, *m.span("head")) or next(iter(line.among("<A>", "<S>", high=m.end())), None):
            date = date_of(line, *m.span("v"))
            events.append(Event("leadership_change", agency, line.span(*m.span("v")), "drops_unnamed", 0.7, date=date, detail="out"))
    return events


def _with_pronouns(posts: _Posts, line: Line) -> Line:
    """The sentence with the person that "he" or "she" means as its subject, where somebody is said of them to have come to a post or left it."""
    if found := _HE_IS.search(line.text):
        person = posts.antecedent(line, found.start("he"))
    elif found := _REPLACES_HIM.search(line.text):
        people = [t for part in (line, *posts.reader.before(line)) for t in reversed(part.among("<P>")) if t.entity_id in posts.heads]
        person = next((t for t in people if t is not line.tokens.get(found.start("new"))), None)
    if not found or not person:
        return line
    start, end = line.span(*found.span("he"))
    return line.with_token(posts.reader.article.plain, person._replace(start=start, end=end, reach=end))


def _changes(posts: _Posts, line: Line) -> list[Event]:
    line = _with_pronouns(posts, line)
    events: list[Event] = []
    settled: dict[str, str] = {}
    exchanged: set[int] = set()
    heads = list(_HEAD_RULE.finditer(line.text))
    if not heads and not _FROM_AGENCY.search(line.text) and not _AS_HEAD.search(line.text) and not posts.concerns(line):
        return []
    for name, pattern, confidence in _RULES:
        for m in pattern.finditer(line.text):
            group = {k.rstrip("2"): m.span(k) for k, v in m.groupdict().items() if v and k != "head"}
            verb = group["v"]
            people = {side: line.tokens[group[side][0]] for side in ("inn", "out") if side in group}
            if name == "pronoun_replaces" and (person := posts.antecedent(line, m.start())):
                people["inn"] = person
            if len({p.entity_id for p in people.values()}) < len(people):
                continue
            if verb[0] in exchanged or DENIED.search(line.text, max(0, verb[0] - 50), verb[0]):
                continue
            if not (agency := _office(posts, line, m, heads, people, name)):
                continue
            if len(people) == 2:
                exchanged.add(verb[0])
            for side, person in people.items():
                if person.entity_id in posts.rulers or name != "since" and settled.setdefault(person.entity_id, side) != side:
                    continue
                if side == "inn":
                    posts.filled[person.entity_id] = agency
                date = line.tokens[group["date"][0]] if "date" in group else date_of(line, *verb)
                is_past = date and date.name[:4].isdigit() and (
                    date.entity_id == "year" or name == "since" or int(date.name[:4]) < (posts.reader.year or 0) - 1)
                events.append(Event("leadership_change", agency, line.span(*verb), name, confidence, person=person, date=date,
                                    detail=side.replace("inn", "in") + (date.name[:4] if is_past else "")))
    return events


def _office(posts: _Posts, line: Line, m: re.Match, heads: list[re.Match], people: dict[str, Token], name: str) -> Token | None:
    """The agency whose headship a match is about; none for other posts."""
    if name == "quits":
        left = next((h for h in heads if 0 <= h.start() - m.end("v") < 25), None)
        return posts.heads.get(people["out"].entity_id) or (posts.headed(line, *left.span()) if left else None)
    low, high = max(0, m.start() - 70), m.end() + 90
    if _COMPANY_HEAD.search(line.text, low, high):
        return None
    ids = {p.entity_id for p in people.values()}
    for head in heads:
        if head.start() < high and head.end() > low:
            after = head.end() + len(line.text[head.end():head.end() + 2]) - len(line.text[head.end():head.end() + 2].lstrip(", "))
            holder = line.tokens.get(after)
            is_told = after > head.end() and _TELLS.match(line.text, after + 1)
            if holder is None or holder.code != CODES["<P>"] or holder.entity_id in ids or is_told:
                if agency := posts.headed(line, *head.span()):
                    return agency
    if name == "picked" and (told := _AS_HEAD.match(line.text, m.end())):
        return next(iter(line.among("<A>", high=m.start())), None) or posts.headed(line, *told.span())
    if name in ("drops", "dropped", "loss") and (left := _FROM_AGENCY.match(line.text, m.end())):
        return line.tokens[left.end() - 1]
    if _CREW_ROLE.search(line.text, max(0, m.start() - 20), m.end() + 60):
        return None
    if name == "pronoun_replaces" and "inn" in people and (agency := (posts.heads | posts.filled).get(people["inn"].entity_id)):
        return agency
    if name in _SURE_OUT and "out" in people:
        return posts.heads.get(people["out"].entity_id)
    return posts.heads.get(people["inn"].entity_id) if name in _SURE_IN else None
