"""Whether words speak of what is to come or of what was."""

import re

from transforms.text import branched

FUTURE = re.compile(r"\b" + branched(
    r"will|shall|won't|'ll|scheduled|slated|set\s(?:to|for)|plan(?:s|ned|ning)?|target(?:s|ed|ing)?|expect(?:s|ed|ing)?|aim(?:s|ed"
    r"|ing)?|due|no earlier than|not before|hop(?:es|ed|ing)|upcoming|postponed|delayed|pushed(?!\s[^.;]{1,60}?\soff\b)|rescheduled|preparing|prepares?|readying"
    r"|intends?|is to|are to|supposed to|going to|as (?:soon|early) as|(?:is|are) (?:launching|flying|lifting|blasting|heading)|launches"
    r"|lifts off|blasts off|flies|takes off|begins|starts|opens|slipped|slips|bumped to|shifted to|put off|pencill?ed|slotted|on track|eyeing|holding to|launch (?:was |has been |is )?moved|ahead of|to (?:launch|fly|lift|blast|take|carry)|could|(?:w|sh)ould(?! have)|may|might"
    r"|next") + r"\b", re.I)
_PAST = re.compile(r"(?<!\bbe )\b" + branched(
    r"launched|lifted off|blasted off|took off|returned|landed|splashed|arrived|docked|undocked|flew|came|went|left|rose|took|began"
    r"|became|spent|was|were|had|would have|announced|said|told|signed|replaced|(?!(?:scheduled|slated|planned|targeted|expected|aimed"
    r"|postponed|delayed|pushed|rescheduled|hoped|slipped|bumped|shifted|pencill?ed|slotted)\b)[a-z]{3,}ed") + r"\b")
# The last of the words is what counts; it is found from the end.
_LAST_FUTURE = re.compile(rf".*{FUTURE.pattern}", re.I | re.S)
_LAST_PAST = re.compile(rf".*{_PAST.pattern}", re.S)
# "moved it up to August", "has slid to Friday": the day that something is put off to is still to come.
MOVED_TO = re.compile(
    r"\b(?:(?:is|are|wo|will|ca)(?:n't| not)|mov|push|slip|delay|postpon|shift|bump|reschedul|deferr|slid|pull|brought)\w*\b[^.;]{0,40}?\b(?:to|until|till)(?: early| late)?\s?$")


def is_future(before: str, after: str, is_loose: bool = True) -> bool | None:
    """Whether the words nearest to a date speak of what is to come; None when no word before it (if loose, behind it) tells."""
    ahead, past = _LAST_FUTURE.match(before), _LAST_PAST.match(before)
    if ahead and past:
        return ahead.end() > past.end()
    if ahead or past or not is_loose:
        return True if ahead else False if past else None
    ahead, past = FUTURE.search(after), _PAST.search(after)
    if ahead and past:
        return ahead.start() < past.start()
    return True if ahead else False if past else None


def elsewhere(index: int, raw: list[re.Match], text: str, tenses: dict[int, bool | None], near: int = 50) -> bool:
    """Whether the text speaks of the weekday of a date elsewhere, among the `near` dates before it and behind it, as of one to come.

    `index` is that of the date in `raw`; `tenses` keeps what was found out of each.
    """
    m, first = raw[index], max(0, index - near)
    same = [i for i in range(first, min(len(raw), index + near + 1)) if i != index and raw[i]["wd"] == m["wd"]]
    for i in sorted(same, key=lambda i: abs(raw[i].start() - m.start())):
        if i not in tenses:
            tenses[i] = _beside(raw[i], text)
        if (tense := tenses[i]) is not None:
            return tense
    return False


def _beside(m: re.Match, text: str, reach: int = 1000) -> bool | None:
    """Whether the sentence of a date, as far as it reaches, speaks of what is to come."""
    start, end = max(0, m.start() - reach), min(len(text), m.end() + reach)
    low, high = max(text.rfind(". ", start, m.start()), text.rfind("\n", start, m.start()), start), text.find(". ", m.end(), end)
    return is_future(text[low:m.start()], text[m.end():high if high > 0 else end].split("\n")[0])
