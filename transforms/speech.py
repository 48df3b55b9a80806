"""The words that attribute speech: verbs of saying, statements, titles, and the shapes of a tag beside a quotation."""

import re
from itertools import groupby

# A verb form may be two words ("pointed out"); nouns alone (posts, calls) count as verbs where a subject stands beside them.
_PAST = (
    "said told added wrote tweeted retweeted posted noted explained stated announced claimed argued insisted stressed emphasized "
    "emphasised warned replied responded answered asked quipped joked recalled remembered remarked commented continued concluded "
    "admitted acknowledged confirmed denied declared described called dubbed predicted suggested observed reiterated repeated "
    "revealed shared vowed promised pledged urged boasted complained mused reflected agreed countered shouted exclaimed cried yelled "
    "radioed whispered believed hoped thought praised hailed blasted slammed mocked taunted lamented cautioned testified blogged "
    "texted emailed e-mailed conceded expressed indicated asserted proclaimed opined summarized summarised speculated estimated "
    "ventured elaborated clarified specified underlined underscored highlighted accused criticized criticised condemned "
    "congratulated thanked began voiced assured advised chanted commended touted labelled labeled blamed rejected dismissed "
    "interjected stipulated threatened demanded sang reported greeted growled typed informed recounted reckoned enthused gushed sighed "
    "laughed chuckled grumbled deadpanned marvelled marveled wondered teased scoffed conveyed relayed pleaded shrugged beamed "
    "contended protested objected swore muttered murmured counselled concurred crowed cited Said Added Wrote").split()
_PRESENT = (
    "say says tell tells adds write writes tweets posts notes explains states announces claims argues insists stresses emphasizes "
    "emphasises warns replies responds answers asks quips jokes recalls remembers remarks comments continues concludes admits "
    "acknowledges confirms denies declares describes calls predicts suggests observes reiterates repeats reveals shares vows "
    "promises pledges urges boasts complains muses reflects agrees counters shouts exclaims yells believes hopes think thinks "
    "praises hails laments cautions concedes indicates asserts proclaims accuses condemns begins advises chants radios assures informs "
    "recounts reckons enthuses gushes sighs laughs grumbles wonders stipulates demands contends cites Says").split()
_PHRASES = (
    "pointed out", "points out", "chimed in", "summed up", "went on", "goes on", "put it", "puts it", "signed off", "had this to say",
    r"f(?:ound|inds)(?: [\w-]+){0,3} that", "learned that", "felt that", "shot back", "fired back", "hit back", "called down", "weighed in",
    "spoke of", "speaks of", "talked of", "talks of",
    r"g(?:ave|ives|iven) (?:no|little|only)(?: other| further)? (?:reason|explanation|comment|detail)s?(?: beyond| other than| except| but)?",
    r"offer(?:s|ed) (?:no|little|only)(?: other| further)? (?:reason|explanation|comment|detail)s?(?: beyond| other than| except| but)?",
    "heard saying", "overheard saying", "quoted as saying", "heard to say", "have to say",
    r"reads?(?=\s*[.,:\"]|\s(?:an?|the|as|in part|simply)\b|\s[A-Z][\w-]+'s\s)",
)
_PARTICIPLES = (
    "saying adding writing stating noting tweeting posting explaining claiming arguing insisting stressing emphasizing emphasising "
    "warning replying responding asking joking quipping recalling remarking commenting concluding acknowledging admitting confirming "
    "declaring describing calling predicting suggesting observing reiterating revealing vowing promising urging boasting complaining "
    "exclaiming shouting telling praising hailing accusing announcing repeating cautioning indicating expressing bragging "
    "threatening").split()


def _any(words: list[str] | tuple[str, ...]) -> str:
    """One expression for any of the words, branched by first letter, which is what makes it quick."""
    groups = groupby(sorted(words), key=lambda w: w[0])
    return "(?:" + "|".join(f"{letter}(?:{'|'.join(w[1:] for w in group)})" for letter, group in groups) + ")"


SAYING = frozenset((*_PAST, *_PRESENT, *_PARTICIPLES))
FINITE = _any([*_PAST, *_PRESENT, *_PHRASES])
VERB = re.compile(rf"\b(?:(?P<finite>{FINITE})|(?P<participle>{_any([*_PARTICIPLES, 'pointing out'])})"
                  r"|(?P<by>[Aa]ccording to|[Cc]iting|[Ii]n the words of|[Aa]s (?:told|reported) by"
                  r"|(?:Per|(?<=[\",~]\s)per)(?=\s(?:an?\s|the\s)?[A-Z])))\b(?!-)")

NAME = r"(?:(?:[Aa]l|[Ee]l)-)?[A-Z][\w.'-]*(?:\s(?:(?:de|van|von|der|la|bin|al)\s)?[A-Z][\w.'-]+){0,3}"
TAG_AFTER = re.compile(rf"[\s,]*(?:{FINITE}\b|(?:he|she|they|it|{NAME})(?:\s(?:also|later|then|\w+ly))?\s{FINITE}\b|according to\b)")
TAG_INSIDE = re.compile(rf"[,.!?] (?:(?:he|she|it|the \w+|{NAME}) {FINITE}\b|{FINITE} (?:he|she|{NAME}|the \w+)\b|according to [A-Z])")

STATEMENT = (r"(?:statement|tweet|post|letter|message|release|report|email|e-mail|caption|blog|memo|note|filing|excerpt|document|notice"
             r"|declaration|announcement|update|text|article|website|press release|thread|reply|response|presentation|briefing|bulletin"
             r"|communique|advisory|manifest|transcript|memorandum|newsletter|handout|slide|factsheet|fact sheet|dispatch)")
POSSESSED = re.compile(
    rf"'s?\s(?:[\w-]+\s){{0,3}}?(?:{STATEMENT}|claim|assertion|remark|comment|words?|warning|argument|suggestion|insistence|promise"
    r"|vow|view|advice|answer|pledge|description|quip|quote|line)s?\b")
ISSUED = re.compile(
    r"\b(?:the|a|an|one|its|his|her|their|this|that|in|[A-Z][\w.-]+(?:'s)?)\s(?:(?!(?:in|on|at|by|for|from|with|that|who)\b)[\w'-]+\s){0,6}?"
    rf"{STATEMENT}s?(?:\s{STATEMENT})?\b", re.I)

_DAYS = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
CALENDAR = re.compile(rf"{_DAYS}|January|February|March|April|May|June|July|August|September|October|November|December|Today|Yesterday")
AFTER_DATE = re.compile(rf"(?:{CALENDAR.pattern}|\d)\s$")
# What may stand between a subject and its verb.
FLUFF = re.compile(
    r"(?:\s+(?:also|later|then|further|recently|has|have|had|once|himself|herself|itself|first|again|often|too|who|would|will"
    rf"|could|did|does|be|is|was|were|been|still|even|just|(?:likes?|liked|used|went on) to|[a-z]+ly|on {_DAYS}|{_DAYS}|today"
    r"|yesterday|on (?:X|Twitter|Telegram|Facebook|Instagram|LinkedIn|Weibo|social media|its (?:website|blog|Telegram channel))))+$")
PREPOSITIONS = frozenset((
    "of for at with from by to about against between among than like as on in into over under via through alongside including "
    "without despite per behind toward towards within aboard onto across succeed replace replaced succeeded replacing told tells "
    "asked thanked joined accused called meet met contact contacted quoted").split())
TITLE_WORDS = frozenset((
    "the a an its their his her our former acting retired veteran ex then current now new incoming outgoing longtime deputy "
    "associate senior executive vice co and lead principal billionaire fellow general managing staff interim famed legendary "
    "us u.s").split())
TRADE = re.compile(
    r"[a-z](?:ologist|icist|ysicist|omist|onomer|emist|ineer|wright|ician|woman|crat|smith)$|(?:^|[a-z-])(?:planner|trainer|keeper|maker"
    r"|worker|holder|handler|designer|builder|trader|banker|broker|farmer|grower|driver|sailor|editor|curator|inventor|novelist|pianist"
    r"|activist|journalist|dentist|artist|strategist|specialist|theorist|lecturer|organi[sz]er|landlord|neighbou?r|employee|athlete"
    r"|classmate|roommate|teammate|firefighter|mentor|coach|tutor|backup|understudy|stand-in)$")
CLAUSE_OPENS = re.compile(
    r"(?:^|[,;:.!?(~-]|\b(?:and|but|that|when|while|as|because|after|before|if|so|since|although|though|where|which|what|how|or"
    rf"|then|yet|however)|\b{FINITE})\s*$", re.I)
# A clause that one of these opens depends on another, whose subject matters more.
SUBORDINATE = re.compile(rf"(?:\b(?:that|while|when|as|because|after|before|if|since|although|though|where|whereas|{FINITE}))\s*$")
# Words before a subject that is not the first of its sentence: "At the hearing X said".
FRONTED = re.compile(
    r"(?:At|In|On|During|After|Before|From|For|With|Once|Inside|Aboard|By|Until|Since|Earlier|Later|Last|This|Next|Following|Despite"
    r"|Upon|Throughout|Over|Under|Then|Now|Today|Yesterday|Meanwhile|Back)\b")
ACTS = re.compile(
    r"\s(?:[a-z]+ly\s|also\s|then\s|once\s)?(?:(?:is|was|has|had|did|does)(?:n't)?|will|would|says|said|sent|took|got|felt|spoke|went|gave|told|sat|stood|saw"
    r"|came|made|left|held|ran|rose|fell|began|knew|put|wrote|won|led|met|drove|flew|kept|lost|found|did|threw|thought|sang|heard"
    r"|[a-z]+(?:ed|es|s))\b")
ASKS = re.compile(r"\b(?:did|does|has|is|was|will|can|could|should)\s$")
# After a verb these show that its subject does not follow.
INVERSION_STOPS = frozenset((
    "in on at during after before that of to through via as when while if about last this today yesterday there where with from by "
    "for not it's they we you i because since though although but whether how what why so into over under out up himself herself "
    "them him us me reporters").split())
GROUP = re.compile(
    r"\b(?:agency|company|group|firm|organi[sz]ation|corporation|ministry|startup|start-up|manufacturer|regulator|operator|planemaker"
    r"|contractor|council|society|alliance|aerospace giant)$", re.I)
BODY = (
    r"(?P<name>(?:[A-Z][\w'&-]*\s(?:(?:of|for|on|and)\s(?:the\s)?)?){1,5}(?:Society|Council|Ministry|Institute|Association|University"
    r"|Foundation|Department|Union|Committee|Commission|Academy|Academies|Administration|Bureau|Embassy|Office|Panel|Board"
    r"|Federation|League|Authority|Observatory|Museum|Police|Agency|Organi[sz]ation|Corporation|Consortium|Trust|Laboratory"
    r"|Government)(?:\s(?:of|for|on)\s(?:the\s)?[A-Z][\w-]+(?:\s[A-Z][\w-]+){0,2})?"
    r"|(?:Mission|Ground|Flight) Control|Joint Chiefs of Staff"
    r"|(?:Ministry|Department|Institute|University|Academy|Office|Bureau)\s(?:of|for)\s(?:the\s)?[A-Z][\w-]+(?:(?:\s(?:and|of))?\s[A-Z][\w-]+){0,3}"
    r"|(?!(?:The|This|That|Its|Their|His|Her|Our|An?|Each|One|In|On|At)\s)[A-Z][\w-]+\s(?:[a-z]+\s)?(?:ministry|council|government|embassy"
    r"|parliament|police))")
BODY_NAME = re.compile(rf"\b{BODY}(?=\s[a-z]|[,.(])")
INTRODUCED = re.compile(
    r"\b(?:company|firm|start-?up|manufacturer|contractor|operator|group|organi[sz]ation|charity|non-?profit|think tank)\s"
    r"(?P<name>[A-Z][\w&-]*(?:\s[A-Z][\w&-]*){0,3})(?=\s[a-z]|[,.(])")
BODY_ENDS = re.compile(rf"(?:^|\s)(?:[Tt]he\s)?{BODY}$")
COMPANY_NOUNS = frozenset("company firm startup start-up manufacturer planemaker contractor operator giant".split())
BODY_NOUNS = frozenset("ministry council society alliance regulator".split())
# Speakers that the text leaves without a name.
UNNAMED = re.compile(
    r"(?:(?:^|[,;:-]\s|\b(?:that|and|but|as|when|while)\s)(?:an?|one|another|some|several|many|most|two|three|four|other|any|no"
    r"|both)\s(?:[\w'.-]+\s){0,14}?[\w'-]+|\b(?:[\w'.-]+\s){0,3}?(?:officials?|companies|agencies|groups|sources?|spokes\w+|scientists"
    r"|experts|engineers|managers|teams?|leaders|researchers|astronauts|cosmonauts|authors|critics|lawmakers|observers|users?|people"
    r"|analysts|representatives|reports?|media|insiders|family|crew|crews|staff|aides?|controllers|control|protesters|demonstrators"
    r"|authorities|lawyers|attorneys?|writers|journalists|reporters|friends|colleagues|crowds?))$", re.I)
