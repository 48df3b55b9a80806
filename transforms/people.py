"""People in text: those the reference data knows, those a text introduces, and later mentions by surname."""

import re
from bisect import bisect_left
from functools import cache

from transforms import names
from transforms.article import Mention
from transforms.described import SAID_AFTER, SAID_VERB_BEFORE, given_before, is_described, is_in_list, is_told_of, kinds_of, word_before
from transforms.known_people import resolve
from transforms.spellings import unify
from transforms.text import fold, slug
from warehouse import reference

# The first letter is a class, to which a search skips at once; what it may be is asked behind it.
_TOKEN = re.compile(r"[A-Zae](?<![\w'].)(?:(?<=[A-Z])\.(?:[A-Z]\.)*|(?:(?<=[A-Z])|(?:(?<=a)[lsdr]|(?<=e)l)-[A-Z])[a-z]*(?:'[A-Z][a-z]+|[A-Z][a-z]+)*(?:-(?!(?:backed|owned|led|founded|funded|financed|run|chartered|designed|based|born|style)\b)[A-Za-z][a-z]+)*)(?!\w)")
_PARTICLE = r"(?:van der|van den|van de|van|von|de la|de|da|del|della|di|du|la|le|bin|bint|ibn|al|el|der|den|dos|das|ten|ter|ap|af|zu|ben|abu)"
_PARTICLED = re.compile(r"\b(?:Al|El|Bin|Ben|De|Di|Da|Van|Von|Le|La) [A-Z][\w'-]+$")
_PARTICLES = frozenset(_PARTICLE[3:-1].replace("|", " ").split())
_GAP = re.compile(rf""" (?:{_PARTICLE} )?|,?[")] (?:{_PARTICLE} )?|-(?=[A-Z])""")
_NICKNAME_NEXT = re.compile(r"""[A-Z][\w-]+[")] (?:[a-z]+ )?[A-Z]""")
# A name in capitals.
_CAPITALS = re.compile(r"([A-Z](?<!\w.)[A-Z]{2,})(?: [A-Z]\.)?(?: [A-Z]{3,}){1,2}\b")
# A nickname in single marks or of two words.
_NICKNAMED = re.compile(r"""([A-Z](?<!\w.)[\w.-]{1,40}+) (["'])([A-Z][\w. -]{0,18})\2 (?=(?:[a-z]+ )?[A-Z])""")
_NICKNAME = re.compile(r""" ?(?:"[^"]*"|\([^)]*\))""")
_KIN_BEFORE = re.compile(r"\b(?:his|her) (?:\w+ )?(?:mother|father|wife|husband|brother|sister|son|daughter|grandmother|grandfather|widow),? $")
_SUFFIX = re.compile(r",? (?:Jr\.?|Sr\.?|II|III|IV)(?![\w])")


def find(plain: str, known: list[Mention]) -> list[Mention]:
    """All mentions: the known ones and people, whether known or introduced by the text, in reading order.

    A person is introduced by a full name with a known given name, a title or role, an age or apposition, or a verb of
    saying; afterwards the surname alone, or for people without a namesake the given name, is enough.
    """
    plain = _CAPITALS.sub(lambda m: m[0].title() if m[1].title() in reference.load().given_names else m[0], plain)
    plain = _NICKNAMED.sub(lambda m: f'{m[1]} "{m[3].replace(" ", "-")}" ', plain)
    full = [m for m in known if m.kind == "person" and not _names_a_place(plain, m.end)]
    # A word that stands alone was asked already whether it can name somebody; nothing is to be trimmed from it.
    sequences = [(tokens, *_trim(plain, tokens)) if len(tokens) > 1 else (tokens, tokens, False) for tokens in _sequences(plain, known)]
    owners = {m.end for m in known if m.kind == "agency"}
    introduced = [_introduced(plain, whole, tokens, titled, owners) for whole, tokens, titled in sequences]
    particled = {p[0]: m for m in [*full, *introduced] if m and (p := _PARTICLED.search(plain, m.start + 1, m.end))}
    introduced = [None if m and plain[m.start:m.end] in particled else m for m in introduced]
    everyone = sorted([_extended(plain, m) for m in full] + [m for m in introduced if m], key=lambda m: m.start)
    forms = _short_forms(everyone) | {name: {m.entity_id: m} for name, m in particled.items()}
    keyed: dict[str, dict[str, Mention]] = {}
    for short, bearers in forms.items():
        keyed.setdefault(names.key(short), {}).update(bearers)
    left = [(tokens, titled) for (_, tokens, titled), m in zip(sequences, introduced, strict=True) if m is None or m.method == "surname"]
    linked = [m for tokens, titled in left if (m := _later(plain, tokens, titled, everyone, forms, keyed))]
    taken = {m.end for m in linked}
    people = unify([m for m in everyone if m.end not in taken] + linked)
    people += _listed(plain, [tokens for tokens, _ in left if tokens[:1] and tokens[-1][1] not in taken], people)
    return sorted([m for m in known if m.kind != "person"] + _with_nicknames(plain, _with_family(plain, _with_shared_names(plain, people))), key=lambda m: m.start)


# What stands between two names of a list.
_JOINT = re.compile(r"(?: \([^()\n]{1,30}\))?(?:, and|,|;| and| &) ")


def _listed(plain: str, left: list[list[tuple[int, int]]], people: list[Mention]) -> list[Mention]:
    """People whom nothing introduces but a list in which they stand between two who are: "Ann Bell, Sota Ilo and ...".

    `left` are runs of capitalised words that are no known name.
    """
    full = [m for m in people if " " in m.name and m.method != "surname"]
    ends, starts = sorted(m.end for m in full), {m.start for m in full}
    found = []
    for tokens in left:
        if not 2 <= len(tokens) <= 3:
            continue
        words = [plain[a:b] for a, b in tokens]
        start, end = tokens[0][0], tokens[-1][1]
        last = bisect_left(ends, start) - 1
        before = last >= 0 and start - ends[last] < 40 and _JOINT.fullmatch(plain, ends[last], start)
        if before and (m := _JOINT.match(plain, end)) and m.end() in starts:
            if not any(kinds_of(w) or _is_acronym(w) or is_ordinary(plain, w) for w in words) and "\n" not in plain[start:end]:
                found.append(_identify(plain, start, end, 0.75))
    return found


_SHARED_GIVEN = re.compile(r"(?:^|[,;:(] |\b[a-z]+ )([A-Z][a-z]+) (?:and|&) $")


def _with_shared_names(plain: str, people: list[Mention]) -> list[Mention]:
    """The people and those who share the family name that only the second is given: "Anne and Geoff Bell"."""
    result = list(people)
    for m in people:
        if m.method == "surname" or " " not in plain[m.start:m.end] or plain[m.start:m.end].split()[0] not in reference.load().given_names:
            continue
        first = _SHARED_GIVEN.search(plain, max(0, m.start - 30), m.start)
        if first and first[1] in reference.load().given_names and not kinds_of(first[1]) and not any(o.start < first.end(1) and first.start(1) < o.end for o in people):
            name = f"{first[1]} {family_name(m)}"
            known = resolve(name)
            entity_id, shown, method = (known[0], reference.load().people[known[0]]["name"], known[1]) if known else (slug(name), name, "discovered")
            result.append(Mention(first.start(1), first.end(1), "person", entity_id, shown, method, 0.85))
    return sorted(result, key=lambda m: m.start)


_WHOSE = re.compile(r"(?:'s?|(?:,? and|[^.;\n]{0,60}? (?:with|by)) (?:his|her|their)) (?:[a-z-]+ )?(?:brother|sister|son|daughter|father|mother|wife|husband),? ")


def _with_family(plain: str, people: list[Mention]) -> list[Mention]:
    """The people (in reading order) with the family name of those whose kin they are: "Ann Bell and her brother Mark"."""
    result: list[Mention] = []
    for m in people:
        if result and " " not in m.name and m.name in reference.load().given_names and _WHOSE.fullmatch(plain, result[-1].end, m.start):
            name = f"{m.name} {family_name(result[-1])}"
            known = resolve(name)
            entity_id, shown, method = (known[0], reference.load().people[known[0]]["name"], known[1]) if known else (slug(name), name, "discovered")
            m = m._replace(entity_id=entity_id, name=shown, method=method, score=0.9)
        result.append(m)
    return result


def _with_nicknames(plain: str, people: list[Mention]) -> list[Mention]:
    """Known people under their canonical name with the nickname that the article uses: Barry "Butch" Wilmore."""
    nicknames: dict[str, str] = {}
    known = reference.load().people
    for m in people:
        given = names.split(plain[m.start:m.end])[0]
        if m.method == "reference" and given.isalpha() and len(given) > 1 and m.entity_id not in nicknames and '"' not in m.name:
            row = known[m.entity_id]
            if given not in fold(row["name"]).split() and family_name(m) in plain[m.start:m.end] and not _is_same_given(given, row["given_name"]):
                nicknames[m.entity_id] = f'{row["given_name"]} "{given}" {row["family_name"]}'
    return [m._replace(name=nicknames[m.entity_id]) if m.entity_id in nicknames else m for m in people]


def _is_same_given(a: str, b: str) -> bool:
    return any(names.key(a) == names.key(part) for part in fold(b).split())


def _names_a_place(plain: str, end: int) -> bool:
    """Whether a name goes on as that of a building or an institution: "Neil A. Armstrong Operations and Checkout Building"."""
    following = re.match(r" ([A-Z][a-z]+)", plain[end:end + 30])
    return bool(following) and "organisation" in kinds_of(following[1])


def _extended(plain: str, m: Mention) -> Mention:
    """The mention with a suffix such as Jr. that follows it."""
    suffix = _SUFFIX.match(plain, m.end)
    return m._replace(end=suffix.end()) if suffix else m


def _sequences(plain: str, known: list[Mention]) -> list[list[tuple[int, int]]]:
    """Runs of capitalised words outside known names, each word as a span; particles and nicknames join a run."""
    runs: list[list[tuple[int, int]]] = []
    spans = iter(known)
    current = next(spans, None)
    for m in _TOKEN.finditer(plain):
        while current and current.end <= m.start():
            current = next(spans, None)
        if current and m.end() > current.start:
            continue
        start, end = m.span()
        if plain[end - 1] == "-":
            end -= 1
        if runs:
            last = runs[-1][-1][1]
            gap = plain[last:start]
            if gap == " " or 0 < len(gap) < 12 and _GAP.fullmatch(gap) and (gap[0] not in ',")' or len(runs[-1]) > 1 and plain[runs[-1][-1][0] - 1] in '"(') or gap in (' "', " (") and _NICKNAME_NEXT.match(plain, start):
                runs[-1].append((start, end))
                continue
        runs.append([(start, end)])
    return [run for run in runs if len(run) > 1 or _may_be_name(plain[run[0][0]:run[0][1]])]


@cache
def _may_be_name(word: str) -> bool:
    """Whether a capitalised word that stands alone can name somebody."""
    return kinds_of(word.rstrip(".")).isdisjoint(_NOT_NAMES) and not _is_acronym(word)


_NOT_NAMES = ("starter", "modifier", "nationality", "place", "calendar", "organisation", "title")


@cache
def _family_names() -> frozenset[str]:
    return frozenset(fold(row["family_name"]) for row in reference.load().people.values())


def _trim(plain: str, tokens: list[tuple[int, int]]) -> tuple[list[tuple[int, int]], bool]:
    """Without leading sentence starters, titles, places and organisations; and whether a title was among them."""
    words = [plain[a:b] for a, b in tokens]
    first, titled = 0, False
    while first < len(tokens):
        word = words[first].rstrip(".")
        kinds = kinds_of(word)
        if "title" in kinds:
            titled = True
        elif _is_family_first(words[first:]) or kinds == {"calendar"} and _COURTESY.search(plain, max(0, tokens[first][0] - 6), tokens[first][0]):
            break
        elif "organisation" in kinds and titled and not _is_acronym(word):
            titled = False
        elif kinds.isdisjoint(("starter", "modifier", "nationality", "place", "calendar", "organisation")) and not _is_acronym(word):
            break
        elif "place" in kinds and word in reference.load().given_names and first + 1 < len(tokens):
            break
        first += 1
    return tokens[first:], titled


# Behind one of these "Sunday" is a given name.
_COURTESY = re.compile(r"\b(?:Mrs?|Ms|Miss|Dr|Prof)\.? $")


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper() and "." not in word and "'" not in word


def _is_name_like(word: str) -> bool:
    kinds = kinds_of(word)
    return kinds.isdisjoint(("organisation", "calendar", "nationality", "title", "modifier")) and not _is_acronym(word)


def _is_initial(word: str) -> bool:
    return word.endswith(".") or len(word) == 1


def is_ordinary(plain: str, word: str) -> bool:
    """Whether the text also writes a word of three letters or more with a small one, so that a capital does not make it a name."""
    word = word.lower()
    if len(word) < 3 or not (word.isascii() and word.isalpha()):
        return False
    at = plain.find(word)
    while at >= 0 and (_goes_on(plain[at - 1:at]) or _goes_on(plain[at + len(word):at + len(word) + 1])):
        at = plain.find(word, at + 1)
    return at >= 0


def _goes_on(character: str) -> bool:
    """Whether a character beside letters belongs to their word."""
    return character.isalnum() or character in ("_", "'")


def _is_heading(plain: str, position: int) -> bool:
    """Whether a line is set in capitals like a headline, so that capitals in it mean nothing."""
    low, high = plain.rfind("\n", 0, position) + 1, plain.find("\n", position)
    line = plain[low:high if high >= 0 else len(plain)].strip()
    words = [w for w in line.split() if len(w) > 3]
    return not line.endswith((".", "!", "?", '"', ":")) and len(words) < 20 and sum(w[0].isupper() for w in words) > 0.6 * len(words)


_ABBREVIATED = re.compile(r"\b(?:Rep|Sen|Gov|Gen|Col|Capt|Lt|Maj|Cmdr|Cdr|Dr|Mr|Mrs|Ms|Prof)\. $")
def _introduced(plain: str, whole: list[tuple[int, int]], tokens: list[tuple[int, int]], titled: bool, owners: set[int]) -> Mention | None:
    """A person whom these words introduce, if they do: `tokens` are the `whole` trimmed, `owners` the ends of names of agencies."""
    if len(tokens) < 2:
        return _surname(plain, *tokens[0], titled) if tokens else None
    leading = whole[:-len(tokens)]
    words = [plain[a:b] for a, b in tokens]
    start = tokens[0][0]
    given_names = reference.load().given_names
    is_chinese = _is_family_first(words)
    while len(tokens) > 1 and not _is_initial(words[-1]) and not _is_name_like(words[-1]) and not (len(words) == 2 and words[0] in given_names and "title" in kinds_of(words[1])):
        tokens, words = tokens[:-1], words[:-1]
        if len(tokens) >= 1 and not _is_name_like(words[-1]):
            return None
    if len(words) == 1:
        return _surname(plain, *tokens[0], titled)
    core = [w for w, (a, b) in zip(words, tokens, strict=True) if not _is_initial(w) and not (plain[a - 1:a] in ('"', "(") and plain[b:b + 1] in ('"', ")"))]
    end = tokens[-1][1]
    if not core or any(not _is_name_like(w) and "title" not in kinds_of(w) and kinds_of(w) != {"calendar"} for w in core) and not is_chinese or "\n" in plain[start:end] or "place" in kinds_of(" ".join(words)):
        return None
    if suffix := _SUFFIX.match(plain, end):
        end = suffix.end()
    before = plain[max(0, start - 40):start]
    role = word_before(before)
    titled = titled or "role" in kinds_of(role.lower()) or bool(_ABBREVIATED.search(before))
    if len(core) > 4:
        return None
    given = given_names.get(core[0].split("-")[0], given_names.get(core[0]))
    from_nation = any("nationality" in kinds_of(plain[a:b]) for a, b in leading)
    context = titled or not given and is_described(plain, start, end, before, role, from_nation, owners, len(core))
    if not given and not is_chinese and (any(is_ordinary(plain, w) for w in core) or _is_heading(plain, start) and not (titled and before.endswith(": "))):
        return None
    if not given and not titled and not is_chinese and f"the {plain[start:end]}" in plain:
        return None
    if len(core) == 1:
        if not (titled or context or len(words) > 1 and is_in_list(plain, start, end)) or len(words) == 1 and core[0] in given_names:
            return None
        score = 0.8
    elif given:
        score = 0.95
    elif is_chinese:
        score = 0.95 if context else 0.85
    elif context:
        score = 0.85
    elif is_in_list(plain, start, end):
        score = 0.75
    elif len(core) == 2 and resolve(" ".join(core)):
        score = 0.9
    elif len(core) == 2 and is_told_of(plain, core[-1], start, end):
        score = 0.85
    else:
        return None
    return _identify(plain, start, end, score)


def _surname(plain: str, start: int, end: int, titled: bool) -> Mention | None:
    """The person whom a word names that stands alone: behind a title, or a known family name beside a verb of saying; in full where the text has it."""
    word = plain[start:end]
    if len(word) < 3 or kinds_of(word) or _is_initial(word) or _is_acronym(word) or plain[start - 1:start] in ('"', "("):
        return None
    before = plain[max(0, start - 40):start]
    if not titled and "role" not in kinds_of(word_before(before).lower()):
        suffix = _SUFFIX.match(plain, end)
        if word not in _family_names() or not (SAID_AFTER.match(plain, suffix.end() if suffix else end) or SAID_VERB_BEFORE.search(before)):
            return None
    post = re.match(r" ([A-Z][a-z]+)", plain[end:end + 20])
    if is_ordinary(plain, word) or post and ("title" in kinds_of(post[1]) or "role" in kinds_of(post[1].lower())):
        return None
    if (full := given_before(plain, word)) and not kinds_of(full[1]) and not is_ordinary(plain, full[1]):
        return _identify(plain, full.start(), full.end() + len(word), 0.8)._replace(start=start, end=end, method="surname")
    return Mention(start, end, "person", slug(word), word, "surname", 0.7)


def _is_family_first(words: list[str]) -> bool:
    """Whether words are an East Asian name as it is spoken: Chen Dong, Park Ji-hoon, Nguyen Thi Bao Chau."""
    if not 2 <= len(words) <= 4 or words[0] not in reference.load().family_names_first or any(kinds_of(w) for w in words[1:]):
        return False
    return "starter" not in kinds_of(words[0]) and all(map(names.is_syllabic, words[1:])) or "-" in words[1] and words[1].split("-")[1].islower()


def _identify(plain: str, start: int, end: int, score: float) -> Mention:
    surface = _SUFFIX.sub("", plain[start:end])
    name = re.sub(r"\s+", " ", _NICKNAME.sub("", surface)).strip()
    if found := resolve(name):
        return Mention(start, end, "person", found[0], reference.load().people[found[0]]["name"], found[1], min(score, 0.95))
    given, family = names.split(name)
    nick = re.search(r"[\"(]([A-Z][a-z]+)", surface)
    if nick and (found := resolve(f"{nick[1]} {family}")):
        return Mention(start, end, "person", found[0], reference.load().people[found[0]]["name"], found[1], min(score, 0.95))
    shown = " ".join(w for w in name.split() if not (w.endswith(".") and len(w) == 2)) if given and not given.endswith(".") else name
    return Mention(start, end, "person", slug(shown), shown, "discovered", score)


def family_name(m: Mention) -> str:
    """Family name of a person mentioned: as in the reference data, else the last word; the first for an East Asian name."""
    data = reference.load()
    if row := data.people.get(m.entity_id):
        return fold(row["family_name"])
    words = fold(m.name).split()
    if _is_family_first(words):
        return words[0]
    first = next((i for i, word in enumerate(words) if i and word.lower() in _PARTICLES), len(words) - 1)
    return " ".join(words[first:])


def _later(plain: str, tokens: list[tuple[int, int]], titled: bool, everyone: list[Mention], forms: dict[str, dict[str, Mention]], keyed: dict[str, dict[str, Mention]]) -> Mention | None:
    """A later mention by surname (or given name) of somebody the article names in full."""
    if not tokens or len(tokens) > 3:
        return None
    start, end = tokens[0][0], tokens[-1][1]
    word = plain[start:end]
    options = forms.get(word)
    if not options and len(tokens) == 1 and not kinds_of(word) and len(word) > 3:
        options = keyed.get(names.key(word))
    if not options:
        return None
    if len(options) > 1:
        # Namesakes: the one named last before this place.
        before = [m for m in everyone if m.entity_id in options and m.start < start]
        if not before:
            return None
        person, score = ([m for m in before if not _KIN_BEFORE.search(plain, max(0, m.start - 30), m.start)] or before)[-1], 0.6
    else:
        person, score = next(iter(options.values())), 0.95
    if len(tokens) == 1 and kinds_of(word) - {"starter"} and not titled and not plain[end:end + 8].startswith((" said", " told", "'s ")):
        return None
    return Mention(start, end, "person", person.entity_id, person.name, "surname", score)


def _short_forms(everyone: list[Mention]) -> dict[str, dict[str, Mention]]:
    """Surnames and given names of the people an article names in full, each with the people who bear it."""
    given_names = reference.load().given_names
    families: dict[str, dict[str, Mention]] = {}
    given: dict[str, dict[str, Mention]] = {}
    for m in {m.entity_id: m for m in everyone if m.method != "surname"}.values():
        family = family_name(m)
        families.setdefault(family, {})[m.entity_id] = m
        families.setdefault(family.split()[-1], {})[m.entity_id] = m
        families.setdefault(fold(m.name), {})[m.entity_id] = m
        for word in re.findall(r"[A-Z][\w-]+", m.name):
            if word not in family.split() and word in given_names:
                given.setdefault(word, {})[m.entity_id] = m
    return {word: people for word, people in given.items() if len(people) == 1} | families
