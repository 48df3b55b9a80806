"""Direct quotations in one article, with the people and agencies that said them."""

import re
from bisect import bisect_right

from transforms import likely_speakers, speakers, text
from transforms.article import Article, Assertion
from transforms.scene import Scene, Span
from transforms.speech import TAG_AFTER, TAG_INSIDE

MIN_WORDS = 4

_DOUBLE = re.compile(r"\"|“|”|„|«|»|‟|″|＂|``|''|‘‘|’’|「|」|『|』")  # no class of characters: a search skips to the first ones of plain alternatives
_ANY = re.compile(r"[\"“”„«»‟″＂‘’'`「『]")
_OPENERS, _CLOSERS = frozenset(("“", "„", "«", "‟", "``", "‘‘", "「", "『")), frozenset(("”", "»", "’’", "」", "』"))
# An apostrophe opens a quotation only before a word and after a space, and not in the elisions of speech.
_SINGLE_OPEN = re.compile(
    r"[‘'‚`](?<![\w'‘’\"“”].)(?!(?:em|til|cause|tis|twas|n|bout|round|cos|\d0s)\b)(?=[\w“\"(\[…])", re.I)
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,!?…)\]%\"”-])[’'´](?!\w)")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)?")
_LONGEST = 2000
_TRIMMED = " \t\u00a0\u2009\u202f\r\n"

_NAMED = re.compile(
    r"\b(?:titled|entitled|headlined|captioned|dubbed|named|nicknamed|called|known as|subtitled|branded|hashtags?|slogan|motto|songs?"
    r"|tracks?|singles?|albums?|films?|movies?|musical|books?|novels?|memoir|biography|series|shows?|sitcom|documentary|episodes?"
    r"|paper|study|report|essay|article|story|poem|painting|exhibition|podcast|newsletter|magazine|program(?:me)?|campaign|initiative"
    r"|themes?(?: of [\w' -]{1,40})?(?: (?:is|was))?|author of|starred in|means|meaning|translates? (?:to|as)|stands for"
    r"|plaque(?: that)?(?: reads?| read)?|performance of|rendition of|playing|sang|singing|version of|hits?)\s*[,:(]?\s*$", re.I)
_NAMED_AFTER = re.compile(
    r"\s*,?\s*(?:(?:[\w-]+\s){0,2}(?:documentary|albums?|songs?|films?|movies?|shows?|series|franchise|approach|pattern|podcast"
    r"|exhibit(?:ion)?|painting|newsletter|award|policy|theory|conference|effect|column|mode|stage|button|section|video|poster|logo"
    r"|sign|rule|doctrine|strategy|project|program(?:me)?|campaign)\b|\((?:19|20)\d\d\)|,? (?:19|20)\d\d\b|by [A-Z])")
_SPOKEN = re.compile(
    r"\b(?:i|i'm|i've|i'd|i'll|we|we're|we've|we'll|my|our|us|me|you|your|you're|let's|it's|that's|there's|don't|can't|won't)\b")
_SENTENCE_END = re.compile(r"[.!?…,;—–-][\"'”’)\]]*$")


def find(article: Article, min_words: int = MIN_WORDS) -> list[Assertion]:
    """Direct quotations of `min_words` and more, and who said them where the text makes that certain.

    Assertions with fact_table fact_quotes: quote_text, then speaker (the same subject) where there is one, in reading
    order; their spans lie in article.body. Wants article.mentions of the kinds person and agency; without them, only
    names that stand beside a verb of saying are speakers. Confidence is an estimate by kind of evidence.
    """
    body = article.body
    if not _ANY.search(body):
        return []
    scene = Scene(article, spans(article))
    if not scene.spans:
        return []
    told = speakers.attribute(scene)
    said = likely_speakers.attribute(scene)
    double = sum(s.shape != "single" for s in scene.spans)
    british = sum(s.shape == "single" and v is not None and v.reach == "tag" for s, v in zip(scene.spans, told, strict=True))
    found = []
    for span, by_rule, voice in zip(scene.spans, told, said, strict=True):
        words = _WORD.findall(article.plain[span.start:span.end].lower())
        if len(words) < min_words:
            continue
        reach = by_rule.reach if by_rule else None
        confidence = _confidence(article, span, reach, british > double or british > 2, british > 0)
        if confidence is None:
            continue
        subject = text.hash_id(" ".join(words))
        method = f"marks-{span.shape}" + (f"-{reach}" if reach else "")
        found.append(Assertion("fact_quotes", subject, "quote_text", body[span.start:span.end], span.start, span.end, method, confidence))
        if voice and voice.name:
            found.append(Assertion("fact_quotes", subject, "speaker", voice.name, voice.start, voice.end, voice.method, voice.confidence,
                                   voice.entity_id))
    return found


def spans(article: Article) -> list[Span]:
    """The texts between quotation marks that are no nickname."""
    return [s for s in marked(article) if not any(m.end >= s.right for m in article.mentions_in(s.left - 40, s.left, "person"))]


def marked(article: Article) -> list[Span]:
    """Every text between quotation marks, in reading order and without overlaps; nested marks belong to the outer text."""
    body, paragraphs = article.body, article.paragraphs
    spans: list[Span] = []
    consumed = 0
    doubles = [(m.start(), m.end(), m.group()) for m in _DOUBLE.finditer(body)]
    singles = [m.start() for m in _SINGLE_OPEN.finditer(body)]
    ahead = single = 0
    for index, (low, high) in enumerate(paragraphs):
        low = max(low, consumed)
        first = ahead
        while ahead < len(doubles) and doubles[ahead][0] < high:
            ahead += 1
        openers = single
        while single < len(singles) and singles[single] < high:
            single += 1
        if first == ahead and openers == single or low >= high:
            continue
        marks = [(a, b, mark, _side(body, a, b)) for a, b, mark in doubles[first:ahead] if a >= low]
        found, opened = _doubles(article, low, high, marks)
        if opened is not None:
            last, consumed = _unclosed(article, index, opened, high)
            found += last
        if openers < single:
            found = _with_singles(article, low, high, found, index)
        spans += found
    kept = []
    for span in spans:
        while span.end > span.start and body[span.end - 1] in _TRIMMED:
            span.end -= 1
        while span.start < span.end and body[span.start] in _TRIMMED:
            span.start += 1
        if span.end > span.start and (not kept or span.left >= kept[-1].right):
            kept.append(span)
    return kept


def _side(body: str, start: int, end: int) -> str:
    """Whether a mark opens or closes by what stands around it; empty when that does not tell."""
    left, right = body[start - 1:start], body[end:end + 1]
    opens = not left or left.isspace() or left in "([{:=>—–/-"
    closes = not right or right.isspace() or right in ".,;:!?)]}—–-"
    return "" if opens == closes else "open" if opens else "close"


def _doubles(article: Article, low: int, high: int, marks: list[tuple[int, int, str, str]]) -> tuple[list[Span], tuple[int, int] | None]:
    """Texts between double marks of one paragraph, and the mark that stays open, if one does."""
    body = article.body
    found: list[Span] = []
    opened: tuple[int, int] | None = None
    depth = 0
    for i, (start, end, mark, side) in enumerate(marks):
        if opened is None:
            if side == "close" and mark not in _OPENERS or side == "" and mark in _CLOSERS:
                if mark == "''" or body[start - 1].isdigit():
                    continue
                head = found[-1].right if found else low
                if span := _headless(article, head, start, end):
                    found.append(span)
                continue
            if mark in '"″' and start and body[start - 1].isdigit() and side != "open":
                continue
            opened, depth = (start, end), 0
            continue
        if side == "open" and mark not in _OPENERS and body[start - 2] in ",.!?" and TAG_AFTER.match(article.plain, end, end + 60):
            side = "close"
        is_last = not body[end:high].strip(_TRIMMED)
        if side == "open" and mark not in _CLOSERS or side == "" and mark in ("“", "„", "«") and not is_last:
            following = [m for m in marks[i + 1:i + 3]]
            if len(following) == 2 and all(m[3] == "close" or m[2] in _CLOSERS and m[3] != "open" for m in following):
                depth += 1
                continue
            found += _cut(article, opened, start)
            opened, depth = (start, end), 0
            continue
        if depth:
            depth -= 1
            continue
        found.append(Span(opened[0], opened[1], start, end, "closed"))
        opened = None
    return found, opened


def _headless(article: Article, low: int, start: int, end: int) -> Span | None:
    """A text that closes and never opened: a paragraph's first words up to the mark, when a tag follows it."""
    body = article.body
    if body[start - 1] not in ",.!?" or not TAG_AFTER.match(article.plain, end, end + 60):
        return None
    stop = max(body.rfind(". ", low, start - 1), body.rfind("? ", low, start - 1), body.rfind("! ", low, start - 1))
    head = low if body[low - 1:low] in ("\n", "") else stop + 2 if stop >= 0 else low
    return Span(head, head, start, end, "headless") if head < start else None


def _cut(article: Article, opened: tuple[int, int], limit: int) -> list[Span]:
    """A text that opens and never closes: it ends where the reporter's tag begins, or nowhere that one can tell."""
    tag = TAG_INSIDE.search(article.plain, opened[1], limit)
    if not tag:
        return []
    end = tag.start() + 1
    return [Span(opened[0], opened[1], end, end, "open")]


def _unclosed(article: Article, index: int, opened: tuple[int, int], high: int) -> tuple[list[Span], int]:
    """What to make of a text that is open at the end of its paragraph, and where reading goes on."""
    body, paragraphs = article.body, article.paragraphs
    if index + 1 < len(paragraphs):
        low, stop = paragraphs[index + 1]
        head = _DOUBLE.search(body, low, stop)
        first = head is not None and not body[low:head.start()].strip(_TRIMMED)
        if first and _side(body, *head.span()) != "close":
            return [Span(opened[0], opened[1], high, high, "continued")], 0
        if head and body[high:low].count("\n") == 1 and _side(body, *head.span()) == "close" and head.end() - opened[0] < _LONGEST:
            return [Span(opened[0], opened[1], head.start(), head.end(), "wrapped")], head.end()
    if cut := _cut(article, opened, high):
        return cut, 0
    before = body[max(0, opened[0] - 3):opened[0]].strip(_TRIMMED)
    if not before or before[-1] in ":," or before[-1] in ".!?" and _side(body, *opened) == "open":
        return [Span(opened[0], opened[1], high, high, "open")], 0
    return [], 0


def _with_singles(article: Article, low: int, high: int, doubles: list[Span], index: int) -> list[Span]:
    """The double-marked texts and the single-marked ones around or between them."""
    body = article.body
    opener = _SINGLE_OPEN.search(body, low, high)
    if not opener:
        return doubles
    found = list(doubles)
    lefts = [d.left for d in doubles]
    reached = low
    while opener:
        at = opener.start()
        holder = bisect_right(lefts, at) - 1
        if at < reached or holder >= 0 and doubles[holder].right > at:
            opener = _SINGLE_OPEN.search(body, at + 1, high)
            continue
        close = _single_close(body, at + 1, high, doubles)
        if close is None and _continues(article, index, at, high):
            close = high
        if close is not None:
            right = min(close + 1, high)
            found = [d for d in found if d.left >= right or d.right <= at]
            found.append(Span(at, at + 1, close, right, "single" if close < high else "continued"))
            reached = right
        opener = _SINGLE_OPEN.search(body, max(reached, at + 1), high)
    return sorted(found, key=lambda s: s.left)


def _continues(article: Article, index: int, at: int, high: int) -> bool:
    """Whether a single-marked text without an end goes on in the next paragraph."""
    if index + 1 >= len(article.paragraphs) or article.body[article.paragraphs[index][0]:at].strip(_TRIMMED):
        return False
    low, stop = article.paragraphs[index + 1]
    opener = _SINGLE_OPEN.match(article.body, low, stop)
    return opener is not None and len(_WORD.findall(article.plain[at:high].lower())) >= MIN_WORDS


def _single_close(body: str, low: int, high: int, doubles: list[Span]) -> int | None:
    """Where a single-marked text ends: at a mark after punctuation, or after a word that is no plural's genitive."""
    fallback = None
    high = min(high, low + _LONGEST)
    nested = [d for d in doubles if low <= d.left < high]
    for m in _SINGLE_CLOSE.finditer(body, low, high):
        at = m.start()
        if any(d.left < at < d.right for d in nested):
            continue
        if body[at - 1] in ".,!?…":
            return at
        if any(low <= d.left < at for d in nested):
            continue
        after = body[at + 1:at + 3]
        if body[at - 1] == "s" and re.match(r"\s\w", after):
            fallback = at if fallback is None else fallback
            continue
        return at if fallback is None or body[at - 1] != "s" else fallback
    return fallback


def _is_title_like(words: list[str]) -> bool:
    """Whether the words are capitalised as in titles."""
    long = [w for w in words if len(w) > 3 and w[0].isalpha()]
    capital = sum(w[0].isupper() for w in long)
    return len(long) >= 2 and capital >= 0.75 * len(long)


def _confidence(article: Article, span: Span, reach: str | None, is_british: bool, has_british: bool) -> float | None:
    """Probability that the marked text is speech, or None when it is rather a title, a name, a slogan or a manner of speaking.

    Estimates from the labelled development texts by kind of evidence: `reach` says how the speaker was found.
    """
    plain = article.plain
    inner = plain[span.start:span.end]
    sentence = article.sentence_at(span.left)[0]
    before, after = plain[max(sentence, span.left - 60):span.left], plain[span.right:span.right + 30]
    title_like = _is_title_like(inner.split())
    ends = bool(_SENTENCE_END.search(inner[-6:]))
    standing = not before.strip(_TRIMMED) or before.rstrip(_TRIMMED)[-1:] in ":"
    if reach not in ("tag", "chain", "continued") or title_like and reach != "tag":
        if title_like and not inner.endswith(("!", "?")):
            return None
        if _NAMED.search(before) and not (inner[:1].islower() and reach):
            return None
        if _NAMED_AFTER.match(after) and not (standing and ends):
            return None
    is_headline = standing and after.startswith(":") and span.left == article.paragraph_at(span.left)[0]
    if span.shape == "single" and not is_headline and not (reach == "tag" or reach == "sentence" and ends or is_british and (reach or standing and ends) or has_british and standing and ends):
        return None
    weight = {"closed": 1.0, "continued": 0.98, "wrapped": 0.93, "single": 0.95, "open": 0.75, "headless": 0.7}[span.shape]
    if reach == "tag":
        score = 0.97
    elif reach in ("chain", "continued"):
        score = 0.95
    elif reach:
        score = 0.9
    elif standing and ends:
        score = 0.85 if _SPOKEN.search(inner.lower()) else 0.75
    elif not title_like:
        score = 0.65 if _SPOKEN.search(inner.lower()) else 0.55
    else:
        return None
    return round(score * weight, 3)
