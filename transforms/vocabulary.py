"""Words of flying, of crews and of those who only speak of them, which the rules about seats share."""

import re

from transforms.article import Mention
from transforms.skeleton import AGENCY, CRAFT, EXPEDITION, FLIGHT, LAUNCH, PEOPLE, SITE, STATION, UNCREWED, VEHICLE, Skeleton
from transforms.targets import Target
from transforms.text import Words, branched

P, F, C, N, U, T, A, S, V, X = PEOPLE, FLIGHT, CRAFT, EXPEDITION, UNCREWED, STATION, AGENCY, SITE, VEHICLE, LAUNCH

_FLYING = (
    r"launch(?:ed|es|ing)?|lift(?:ed|s|ing)?[ -]?off|blast(?:ed|s|ing)?[ -]?off|blast(?:ed|s|ing)? (?:in)?to|t(?:ake|akes|aking|ook|aken) (?:off|flight|part)|fl(?:y|ies|ew|own|ying)|r(?:ide|ides|ode|iding|idden)|travel\w*|soar\w*|rocket(?:ed|s|ing)?"
    r"|head(?:ed|s|ing)?|depart\w*|return\w*|land(?:ed|s|ing)?|splash(?:ed|es|ing)?[ -]?down|undock\w*|arriv\w*|dock(?:ed|s|ing)?|c(?:ome|omes|oming|ame) (?:home|back|down)|climb\w*|board(?:ed|s|ing)?|enter(?:ed|ing)?|strap\w*|orbit(?:ed|ing)?"
    r"|embark\w*|parachut\w*|touch(?:ed|es|ing)?[ -]?down|ascen\w+|descen\w+|journey\w*|set off|crewed|pilot(?:ed|ing|s)?|co-pilot(?:ed|ing)?|command(?:ed|ing|s)?|circl\w+|serv(?:e|es|ed|ing)|participat\w+|went|go(?:es|ing)? (?:to|into|on|up)|g[eo]t(?:ting|s)? (?:to space|a ride|home)"
    r"|ma(?:ke|kes|king|de) (?:\w+ ){0,3}(?:flight|spaceflight|trip|journey|mission|debut|return|way|jaunt|voyage|visit|history)|complet(?:e|ed|es|ing) (?:\w+ ){0,3}(?:flight|spaceflight|mission|trip)|perform(?:ed|ing)? (?:\w+ ){0,3}(?:flight|spacewalks?)|(?:r[io]des?|ridden|w[ea]nt|gone?|c[oa]me|was|were|heading) (?:up|down)"
    r"|at the (?:controls|helm)|(?:go|goes|going|gone|went) (?:back|home)|hitch\w*|c(?:ame|ome|omes|oming) (?=on |aboard |in |with |by |there |to )|c(?:atch|atching|aught)|jett?ed|ferried|carried|taken|brought|transported|delivered|(?:won|w[io]ns?|bought|buy(?:s|ing)?|purchas\w+|book(?:ed|s|ing)|secur(?:ed|es|ing)|reserv(?:ed|es|ing)|earn(?:ed|s|ing)|paid for|g[eo]t(?:ting|s)?) (?:an?|the|his|her|their|one of the|\w+) (?:\w+ )?(?:seat|ticket|spot|berth|place|slot)s?(?= )|(?:spen[dt]|spending|logged|clocked|accumulated) (?:(?:more|less) than |nearly |about |almost |over |a total of )?[\w-]+ (?:days|months|hours|weeks)|emerg\w+|(?:got|stepp\w+|crawl\w+) out|(?:h[eo]ld|holds|has|have|had|occup\w+|fill\w*|took|takes?|claim\w*) (?:an?|the|his|her|one of the) (?:\w+ )?(?:seat|ticket|spot|berth|place|slot)s?(?= )|walk(?:ed|s)? on the moon|rendezvous\w*"
)
FLYING = branched(_FLYING)
TRAVEL = branched(
    rf"{_FLYING}|share (?:controls|the)|left|leav(?:e|es|ing)|reach(?:ed|es|ing)?|sent|join(?:s|ed|ing)?|becom(?:e|es|ing)|became|train(?:ed|ing|s)?(?= (?:for|to|with|on|together|at|in|since|as)\b)|clos\w+ out|cap(?:ped)?|kick\w* off|m(?:ake|akes|aking|ade) up|round\w* out|form(?:s|ed)?|compris\w+|lead(?:s|ing)?|led|begin|began|start(?:ed)?"
)
ASSIGN = r"(?:(?:re)?assigned|named|selected|chosen|picked|tapped|appointed|announced|part of|members? of|a veteran of|veterans? of|booked|transferred|moved|switched|determined|the (?:first|second|third|fourth|fifth) \w+ (?:to fly|to launch|assigned))"
CREW = branched(r"crew(?:[ -]?(?:members?|mates?))?|astronauts?|cosmonauts?|taikonauts?|vyomanauts?|gaganyatris?|spationauts?|(?:co-)?commanders?|(?:co-?)?pilots?|(?:mission |payload )?specialists?|flight engineers?|passengers?|spacefarers?|fliers|flyers|participants?|line-?up|trio|duo|quartet|pair|foursome|tourists?|moonwalkers?|travell?ers|veterans?")
AUX = (
    rf"(?:will|would|could|shall|to|be|been|being|is|are|was|were|has|have|had|also|now|then|later|next|first|both|each|all|together|just|only|once|soon|who|set|slated|scheduled|due|expected|going|ready|poised|preparing|prepared|about|planning|plans?|began|begin|starts?|started|remain(?:s|ed)?|currently|the|and|again"
    rf"|\w+ly|(?:on|in|this|last|next|early|late|earlier|by|since|around|at|from) [\w.,: {S}]{{1,30}}?|targeted|not only|as well|together|alongside|himself|herself|themselves|f(?:ound|inds?) (?:him|her|them)sel(?:f|ves))"
)
APPOSITION = rf"(?:,? \([^)]*\)|(?:, | - |-)[^{P}{F}{C};:]{{1,190}}?(?:,| -|-(?= )))?"
_NOT_FLOWN = (
    r"back-?ups?|doublers?|mannequins?|manikins?|dumm(?:y|ies)|support (?:crew|astronauts?|team)|reserves?|stand-?by|candidates?|could(?! \W?(?:launch|lift off|blast off|fly as))|might|would (?:have|like|love|prefer)|if needed|in (?:the )?(?:case|event) of|emergency (?:return|escape)|lifeboat|instead of|removed from|bumped|pulled from|no longer|won't|will not|not (?:be )?(?:fly|return|on)\w*|had been training"
    r"|was to have|were to have|had been (?:due|scheduled|expected|slated|supposed|assigned)|originally (?!from)|hop(?:es|ed|ing) to|dream\w*(?![^.;]{0,45}\b(?:true|became|becomes?|reality|fulfilled|realized)\b)|want(?:s|ed)? to|offered|invited|alternate|understudy|swapped out|in place of|may (?:have to|need to|be forced|return|come)|declin\w+|turned down|rule[sd]? out|never (?:flew|fly|flown|got)|failed to|if (?:he|she|they|the)|contingency"
    r"|(?:brought|bring(?:s|ing)?|help(?:ed|s|ing)?|sav(?:ed|es|ing)|rescu(?:ed|es|ing)|guid(?:ed|es|ing)|talk(?:ed|s|ing)) (?:bring |get |save )?the (?:\w+ )?(?:crew|astronauts|cosmonauts|men)"
)
# Words of those who do not fly, or who only meet those who do.
NOT_FLOWN = Words(_NOT_FLOWN)
NEGATIVE = Words(rf"{_NOT_FLOWN}|cheer\w*|watch(?:ed|ing)?|attend\w*|discuss\w*|witness\w*|waiting for|tour(?:ed|ing)|greet(?:ed|ing)?|welcom(?:ed|ing)|replac(?:e|es|ed|ing)|reliev\w+|succeed\w*")
OFFICIAL = Words(
    r"administrator|flight director|capcom|capsule communicator|manager|spokes\w+|deputy director|(?<!film )(?<!movie )director(?:[ -]general)?|head of|president of|vice president|minister|chief executive|trainer|correspondent|reporter|author|historian|analyst|professor|oversees?|charged with|responsible for|lead(?:er)? for|engineers? (?:at|for|on)")
SAID = branched(r"said(?! (?:good-?bye|farewell|hello))|says|told|tells|explained|noted|added|wrote|tweeted|stated|commented|posted|recalled|announced|confirmed|estimated|testified|remembers?|praised|thanked")
SAID_ANY = Words(rf"{SAID}|according to")
SAID_AFTER = re.compile(rf",? (?:{SAID})\b")
AIRCRAFT = Words("aircraft|plane|mothership|carrier|jet|helicopter")
ANY_CREW = Words(CREW)
_CLAUSE_END = re.compile(rf"[,;.:]|\band\b|{P}|{F}|{C}")
_APPOSED = re.compile(r", (?:the |an? |its |who is |[A-Z]\w+'s |former |\W's )?([\w' -]{0,45})")


def flights_at(skeleton: Skeleton, index: int, targets: dict[int, Target]) -> list[Target]:
    return [targets[m.start] for m in skeleton.names[index] if m.start in targets]


def crewed(skeleton: Skeleton, index: int) -> list[Mention]:
    """Those of a group who are not there in an official's role."""
    group, text = skeleton.names[index], skeleton.text
    tail = _CLAUSE_END.split(text[max(0, index - 60):index])[-1]
    if OFFICIAL.search(tail) and not ANY_CREW.search(tail):
        group = group[1:]
    apposition = _APPOSED.match(text, index + 1)
    if apposition and OFFICIAL.search(apposition[1]) and not ANY_CREW.search(apposition[1]):
        group = group[:-1]
    return group
