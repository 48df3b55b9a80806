"""Who is likely on a flight, end to end through the claims of an article."""

from datetime import date

from transforms import claims, likely_seats, linear, normalise
from transforms.article import Article, Mention


def article(body: str) -> Article:
    found = Article("a", body, date(2030, 5, 7))
    found.mentions = normalise.find(found.plain)
    return found


def crews(body: str) -> set[tuple[str, str]]:
    return {(a.subject.partition("|")[0], a.value) for a in claims.find(article(body)) if a.fact_table == "fact_crews" and a.attribute == "crew_member"}


def test_somebody_told_in_no_rule_s_words_is_found() -> None:
    told = "Soyuz MS-41 went up at dawn. Beside commander Grigory Malkin, in the right-hand couch, a baker from Pune, Asha Deshmukh, held a rolling pin."
    assert any(name == "Asha Deshmukh" for _, name in crews(told))


def test_somebody_who_watches_is_not_on_the_flight() -> None:
    assert not any(name == "Rosalind Pruitt" for _, name in crews("Crew-16 lifted off on Monday. Rosalind Pruitt, an engineer, watched it from the beach with her dog."))


def test_every_person_is_weighed_with_every_flight_until_there_are_many() -> None:
    few, many = (article("Ana Bell of NASA rests. " + " ".join(f"Crew-{n} flew well." for n in range(11, 11 + size))) for size in (3, 12))
    pairs = []
    for text in (few, many):
        told = claims.by_rule(text)
        pairs.append([p.ref for p in likely_seats.pairs(text, told.targets, told.refs, set(), linear.Features())])
    assert sorted(pairs[0]) == ["crew-11", "crew-12", "crew-13"]
    assert 1 <= len(pairs[1]) <= 3


def test_a_pair_says_the_same_each_time() -> None:
    text = article("Crew-16 carries Ana Bell and Frank Rubio. Crew-17 follows with Theo Marsh.")
    told = claims.by_rule(text)
    first, again = ([(p.ref, p.person, frozenset(p.evidence)) for p in likely_seats.pairs(text, told.targets, told.refs, set(), linear.Features())] for _ in range(2))
    assert first == again
    assert len(first) == 6


def test_a_list_of_thousands_is_read_in_parts():
    mentions = [Mention(10 * n, 10 * n + 8, "person", f"p-{n}", f"P {n}", "discovered") for n in range(250)]
    article = Article("a", ", ".join("Ann Bell" for _ in mentions), mentions=mentions)
    runs = likely_seats._runs(article, mentions)
    assert list(map(len, {id(run): run for run in runs.values()}.values())) == [100, 100, 50]
