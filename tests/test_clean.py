"""Cleaning takes the page away and leaves the article."""

import hashlib
import re
import textwrap
import time
from datetime import datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms import boilerplate, claims, extract, language, normalise
from transforms.clean import articles, characters, clean, moment, title, uri_date
from transforms.text import hash_id
from warehouse.tables import ARTICLES, DOCUMENTS, RAW_DOCUMENTS

PROSE = ("The freighter reached the orbital laboratory on Tuesday, a day later than planned, and flight engineer Marta Lindqvist "
         "guided it in by hand "
         "after the long-awaited repair of the Crew-55 docking port, which Commander Ilya Brandovsky and his team had finished the "
         "week before.")
SAID = "“We took our time, and it was worth it,” Lindqvist told reporters afterwards. “Nobody here was in a hurry to break anything twice.”"


def documents(*texts: str, **given_values) -> pl.DataFrame:
    rows = [{"uri": f"file:///{i}.txt", "source": "test", "text": t, "raw_hash": f"{i:064x}", **given_values} for i, t in enumerate(texts)]
    return pl.DataFrame(rows, schema=DOCUMENTS.schema)


def body(text: str) -> str:
    return clean(text)[0]


def test_article_row():
    kept, rejects = articles(documents(f"Freighter Arrives Late\n\nBy: Jane Roe\n\n{PROSE}\n\n{SAID}\n\nShare This Article"))
    row = kept.row(0, named=True)
    assert kept.schema == ARTICLES.schema and rejects.is_empty()
    assert row["body"] == f"Freighter Arrives Late\n\n{PROSE}\n\n{SAID}"
    assert (row["title"], row["author"], row["language"]) == ("Freighter Arrives Late", "Jane Roe", "en")
    assert row["article_id"] == hash_id("file:///0.txt")
    assert row["content_hash"] == hashlib.sha256(row["body"].encode()).hexdigest()
    assert (row["char_count"], row["word_count"]) == (len(row["body"]), len(row["body"].split()))


def test_a_dateline_tells_the_day_of_publication():
    kept, _ = articles(documents(f"Freighter Arrives Late\n\nThe Harbor Lantern | Updated: March 3, 2024, 8:15 p.m.\n\n{PROSE}", f"HALIFAX, 3 March 2024, 16:20. /Harbor-Inform/. {PROSE}"))
    assert kept["published_at"].to_list() == [datetime(2024, 3, 3)] * 2 and set(kept["published_at_source"]) == {"text"}


def test_the_address_says_more_of_the_day_than_a_dateline_and_a_last_line_in_passing_says_nothing():
    page = documents(f"Freighter Arrives Late\n\nHALIFAX, 3 March 2024, 16:20. /Harbor-Inform/. {PROSE}").with_columns(uri=pl.lit("https://lantern.example/2024/03/04/freighter.html"))
    assert articles(page)[0].row(0, named=True)["published_at"] == datetime(2024, 3, 4)
    box = articles(documents("\n\n".join(["Freighter Arrives Late", *[PROSE] * 7, "Docked: 4 May 2011"])))[0]
    assert box["published_at"].to_list() == [None]


def test_metadata_of_the_source_wins():
    given_values = {"title": "Given", "author": "Given Author", "published_at": datetime(2020, 2, 3)}
    row = articles(documents(f"Headline\n\nBy Jane Roe\nPublished: March 3, 2024\n\n{PROSE}", **given_values))[0].row(0, named=True)
    assert (row["title"], row["author"], row["published_at"], row["published_at_source"]) == ("Given", "Given Author", datetime(2020, 2, 3),
        "metadata")


@pytest.mark.parametrize("line", [
    "top of page", "bottom of page", "› Back to Top", "Share This Article", "Share on Facebook", "Facebook Twitter Email", "Image Source:",
    "Advertisement",
    "ADVERTISEMENT", "Image credit: ESA/N. Vega", "Photo: Jane Roe/Getty Images", "(Image: Reproduction/SpacePress)",
    "Jane Roe/Getty Images", "Read more",
    "Read more: How the freighter was saved", "READ MORE: The freighter by numbers", "More on freighters: A short history",
    "More:Freighter delayed again, agency says",
    "Related: Ten freighters that never arrived", "Interactive maps:Where will it land?", "Subscribe", "Sign up for our newsletter",
    "Comments (12)", "14 comments",
    "We use cookies to improve your experience. By continuing you agree.", "This site uses cookies.", "Home > News > Space",
    "Skip to main content", "Click here to watch",
    "https://example.org/freighter", "►Freighter history:What the first one carried", "Lire aussi : le cargo est arrivé",
    "Читайте также: корабль прибыл",
])
def test_furniture_goes_wherever_it_stands(line):
    assert body(f"{PROSE}\n\n{line}\n\n{SAID}") == f"{PROSE}\n\n{SAID}"


@pytest.mark.parametrize("line", [
    "Contributing: Jane Roe", "Jane Roe covers spaceflight for the Example. Reach her at jroe@example.org",
    "Follow Jane Roe on Twitter @janeroe",
    "Follow on IG @janeroe", "Copyright 2024 Example News. All rights reserved.", "Contact Jane Roe at 555-010-0199.",
    "Start your 3-day FREE trial now!",
    "Are you a member of our channel? If not, join!", "Support local journalism. Subscribe today.",
    "Jane Roe is a reporter for the Example.",
])
def test_blurbs_and_promotions_go_after_the_end(line):
    assert body(f"{PROSE}\n\n{SAID}\n\n{line}") == f"{PROSE}\n\n{SAID}"


@pytest.mark.parametrize("line", [
    "Read more: “We will fly again in May, come what may,” she said. The date is not fixed, she added.",
    "Photo: Jane Roe waves to the crew before the launch on March 3",
    "From left: Commander Ilya Brandovsky and Marta Lindqvist before boarding (Image: Reproduction/SpacePress)",
    "Jane Roe covers the rover with a blanket every evening, and Brandovsky takes it off in the morning.",
    "Subscribers of the satellite service lost their signal for two hours.",
    "Share prices of the maker fell by a tenth.", "Follow the crew on its way and you will see five sunsets.",
    "Copyright was not the issue, the judge said.",
    "The agency is a member of the council.", "CNN —", "CAPE EXAMPLE, Fla. (AP) — The rocket stood on its pad.", "Associated Press",
    "• Date: Oct. 4, 1957",
    "►Jane Roe, a teacher who was chosen from among 72,000 entries.", "Launch site:Example Cosmodrome in the southern steppe",
])
def test_prose_captions_and_credits_stay(line):
    assert body(f"{PROSE}\n\n{line}\n\n{SAID}") == f"{PROSE}\n\n{line}\n\n{SAID}"


def test_block_about_the_writer_ends_with_the_block():
    text = (f"{PROSE}\n\n{SAID}\n\nAbout the Author:\n\nJane Roe is a mother of two. She sells hats.\n\nTo read more, check out her "
            f"website!\n\n\n\n"
            "Are you a member of HatTV? You should be!\n\nOn it, expand your mind with our collection.\n\nStart your 3-day FREE trial "
            "now!\n\n\nbottom of page")
    assert body(text) == f"{PROSE}\n\n{SAID}"


def test_a_promotion_does_not_cut_an_article_in_two():
    text = f"{PROSE}\n\n{PROSE}\n\nStart your 3-day FREE trial now!\n\n{SAID}\n\n{PROSE}"
    assert body(text) == f"{PROSE}\n\n{PROSE}\n\n{SAID}\n\n{PROSE}"


def test_contacts_of_a_press_office_go():
    contacts = ["-end-", "Jane Roe / John Doe", "Headquarters, Exampleton", "555-010-0199", "jane.roe@example.org / john.doe@example.org"]
    text = "\n\n".join([PROSE, *contacts])
    assert body(text) == PROSE


@pytest.mark.parametrize("width", [50, 66, 72, 80])
def test_hard_wrapped_lines_are_joined(width):
    paragraphs = [PROSE, SAID + " " + PROSE, PROSE + " " + SAID]
    wrapped = "\r\n\r\n".join("\r\n".join(textwrap.wrap(p, width)) for p in paragraphs)
    assert body(wrapped) == "\n\n".join(paragraphs)


def test_lists_and_single_lines_are_not_joined():
    lines = ["Freighter Arrives", "Ilya Brandovsky, commander", "Marta Lindqvist, flight engineer of the third crew", "Jane Roe, pilot",
        PROSE, SAID, "Crew of four"]
    assert body("\n".join(lines)) == "\n".join(lines)


def test_a_line_that_goes_on_in_small_letters_is_joined():
    assert body("The crew was greeted at the hatch by Marta\nLindqvist and by the commander of the station and\nthe doctor.") == (
        "The crew was greeted at the hatch by Marta\nLindqvist and by the commander of the station and the doctor.")


def test_characters():
    assert characters("Cafe\u0301\u200b \r\nNaïve\u00ad\ufeff\x07 \t end\u2028next\x0bline") == "Café\nNaïve end\nnext\nline"
    assert characters("AT&amp;T said &#8220;no&#8221;, it&rsquo;s late") == "AT&T said “no”, it’s late"
    assert characters("R&amp;D at https://example.org/?a=1&copy=2 &nosuch;") == "R&D at https://example.org/?a=1&copy=2 &nosuch;"
    assert characters("<p>AT&amp;T</p>") == "<p>AT&amp;T</p>"
    quotes = "“a” ‘b’ \"c\" 'd' «e» „f“ ‹g› ’s `h´"
    assert characters(quotes) == quotes


@pytest.mark.parametrize("byline,author", [
    ("By: April Example", "April Example"), ("By JANE ROE, Staff Writer", "JANE ROE"), ("Written by Jane Q. Roe", "Jane Q. Roe"),
    ("By Jane Roe and Ivan Petrov", "Jane Roe and Ivan Petrov"),
    ("By Jane Roe, Example.com", "Jane Roe"), ("By Jane Roe | March 3, 2024", "Jane Roe"),
    ("by Ludwig van Beispiel", "Ludwig van Beispiel"), ("Par Zoé Dupont", "Zoé Dupont"),
    ("Jane Roe\n\nAP aerospace writer", "Jane Roe"),
])
def test_author(byline, author):
    text, found, _ = clean(f"Freighter Arrives Late\n\n{byline}\n\n{PROSE}")
    assert found == author
    assert author not in text


@pytest.mark.parametrize("line", ["By the time the crew arrived, it was late", "By 2030", "By Friday, all was well.", "Jane Roe"])
def test_no_author(line):
    text, found, _ = clean(f"Freighter Arrives Late\n\n{line}\n\n{PROSE}")
    assert found is None and line in text


@pytest.mark.parametrize("head,when", [
    (" date 2021-10-27 ", datetime(2021, 10, 27)), ("2021-10-27T10:30:00+02:00 ", datetime(2021, 10, 27, 8, 30)),
    ("Published: March 3, 2024\n\n", datetime(2024, 3, 3)),
    ("Freighter Arrives\n\nUpdated 10:31 AM ET, Mon May 6, 2024\n\n", datetime(2024, 5, 6, 14, 31)),
    ("Freighter Arrives\n\nPosted on 3 March 2024 at 14:05 GMT\n", datetime(2024, 3, 3, 14, 5)),
    ("Freighter Arrives\n\nMarch 3rd, 2024\n\n", datetime(2024, 3, 3)), ("By Jane Roe | March 3, 2024\n\n", datetime(2024, 3, 3)),
    ("EXAMPLETON, Sept 21, 2022 (Reuters) - ", datetime(2022, 9, 21)), ("Veröffentlicht am 03.04.2024\n\n", datetime(2024, 4, 3)),
    ("Updated: April 5, 2024\nPublished: April 3, 2024\n\n", datetime(2024, 4, 3)),
    ("EXAMPLETON, Sept 21 (Reuters) - ", None), ("On March 3, 2024, the pad stood empty. ", None),
    ("Updated launch date: September 21, 2022\n\n", None),
    ("• Date: Oct. 4, 1957\n\n", None), ("", None),
])
def test_printed_publication_time(head, when):
    assert clean(head + PROSE)[2] == when


def test_machine_prefix_and_date_lines_leave_the_body():
    assert body(f" date 2021-10-27 {PROSE}") == PROSE
    assert body(f"Published: March 3, 2024\n\n{PROSE}") == PROSE
    assert body(f"EXAMPLETON, Sept 21, 2022 (Reuters) - {PROSE}").startswith("EXAMPLETON, Sept 21, 2022 (Reuters) - The freighter")


@pytest.mark.parametrize("uri,when", [
    ("https://example.org/2022/01/02/space/index.html", datetime(2022, 1, 2)),
    ("https://example.org/news/2022-01-02-launch", datetime(2022, 1, 2)),
    ("file:///inbox/20220102_launch.txt", datetime(2022, 1, 2)), ("https://example.org/story/1620220102999/", None),
    ("https://example.org/2022/13/45/x", None),
    ("https://example.org/a?day=2022-01-02", None), ("https://2022-01-02.example.org/a", None), ("file:///a.txt", None),
])
def test_uri_date(uri, when):
    assert uri_date(uri) == when


def test_source_of_the_publication_time():
    frame = documents(f"Published: March 3, 2024\n\n{PROSE}", PROSE,
        PROSE).with_columns(uri=pl.Series(["a/2020/01/01/", "b/2020/01/01/", "c"]))
    found = {r["uri"]: (r["published_at"], r["published_at_source"]) for r in articles(frame)[0].iter_rows(named=True)}
    assert found == {"a/2020/01/01/": (datetime(2024, 3, 3), "text"), "b/2020/01/01/": (datetime(2020, 1, 1), "uri"), "c": (None, None)}


@pytest.mark.parametrize("given_time", [
    datetime.min, datetime(1, 12, 31), datetime(1899, 12, 30), datetime(1904, 1, 1), datetime(1949, 12, 31), datetime(1970, 1, 1), datetime(2100, 1, 1), datetime(9999, 12, 31), datetime.max,
])
def test_a_time_that_stands_for_no_time_is_not_given(given_time):
    frame = documents(f"Published: March 3, 2024\n\n{PROSE}", f"Published: January 1, 1901\n\n{PROSE}", f"Published: January 1, 1901\n\n{PROSE}", published_at=given_time)
    found = articles(frame.with_columns(uri=pl.Series(["a/2020/01/01/", "b/2020/01/01/", "c/1901/01/01/"])))[0]
    assert sorted(found.select("uri", "published_at", "published_at_source").rows()) == [
        ("a/2020/01/01/", datetime(2024, 3, 3), "text"), ("b/2020/01/01/", datetime(2020, 1, 1), "uri"), ("c/1901/01/01/", None, None)]


@pytest.mark.parametrize("given_time", [datetime(1950, 1, 1), datetime(1961, 4, 12), datetime(1970, 1, 1, 6, 30), datetime(1970, 1, 2), datetime(2099, 12, 31, 23, 59)])
def test_relative_dates_are_read_on_every_publication_day(given_time):
    """The first and the last day that an article may be of are far enough from the ends of the calendar."""
    told = "Two years ago the crew trained; the Crew-5 mission with commander Marta Lindqvist launched yesterday, next week and last Monday, in May, this winter, ninety-nine days ago and ninety-nine years ago this month."
    found = articles(documents(f"{told} {PROSE}", published_at=given_time))[0]
    assert found["published_at"].to_list() == [given_time]
    assert not claims.assertions(found, normalise.mentions(found)).is_empty()


@pytest.mark.parametrize("first,expected", [
    ("Freighter Arrives Late", "Freighter Arrives Late"), ("Why is the freighter late?", "Why is the freighter late?"),
    ("Freighter late | Example Business", "Freighter late"),
    ("Freighter makes its slow way to the ...", "Freighter makes its slow way to the ..."), ("The freighter arrived late.", None),
    ("EXAMPLETON —", None), (PROSE[:-1], None),
])
def test_title(first, expected):
    assert title(f"{first}\n\n{PROSE}") == expected


def test_title_needs_a_text_below():
    assert title("Freighter Arrives Late") is None


@pytest.mark.parametrize("code,text", [
    ("en", PROSE), ("ru", "Экипаж прибыл на станцию в среду, сообщили в агентстве. Это был первый полёт корабля."),
    ("uk", "Екіпаж прибув на станцію в середу, повідомили в агентстві. Це був перший політ корабля."),
    ("de", "Die Besatzung ist am Mittwoch auf der Station angekommen, wie die Agentur mit einer Mitteilung sagte."),
    ("fr", "L’équipage est arrivé mercredi dans la station, selon un communiqué de l’agence qui a été publié."),
    ("es", "La tripulación llegó el miércoles a la estación, según un comunicado de la agencia, y está bien."),
    ("it", "L’equipaggio è arrivato mercoledì alla stazione, secondo una nota della agenzia che gestisce il volo."),
    ("pt", "A tripulação chegou na quarta-feira à estação, segundo uma nota da agência, e não tem problemas."),
    ("pl", "Załoga dotarła na stację w środę rano, a dowódca powiedział, że lot się udał i że jest zdrowy."),
    ("nl", "De bemanning is woensdag aangekomen bij het station, zegt het bureau van de missie in een bericht."),
    ("zh", "乘组人员星期三早上抵达空间站，飞行过程十分顺利。"), ("ja", "乗組員は水曜日の朝に宇宙ステーションに到着した。"), (None, "Lindqvist Brandovsky 12 14 Roe"), (None, ""),
])
def test_language(code, text):
    assert language.guess(text) == code


def test_articles_in_other_languages_are_kept():
    text = "Die Besatzung ist am Mittwoch auf der Station angekommen, wie die Agentur mit einer Mitteilung sagte."
    kept, rejects = articles(documents(text))
    assert kept["body"].to_list() == [text] and kept["language"].to_list() == ["de"] and rejects.is_empty()


def test_a_page_without_prose_is_a_reject():
    kept, rejects = articles(documents("top of page\n\nShare\n\nSubscribe", "Too short.", PROSE))
    assert kept["uri"].to_list() == ["file:///2.txt"]
    assert rejects.select("stage", "uri", "reason").rows() == [("clean", "file:///0.txt", "no_text"), ("clean", "file:///1.txt", "no_text")]


def test_rules_have_reasons_and_match_something():
    import csv
    from importlib.resources import files

    rows = list(csv.DictReader((files("warehouse") / "reference" / "boilerplate.csv").read_text("utf-8").splitlines()))
    assert {r["kind"] for r in rows} == set(boilerplate.Rules.__slots__)
    assert all(r["reason"] and r["source"] for r in rows)
    for row in rows:
        assert not re.compile(row["pattern"].replace("{CREDIT}", "x").replace("{NAMES}", "x"), re.I).fullmatch(PROSE), row


_PIECES = st.sampled_from([
    PROSE, SAID, "", "", "Freighter Arrives", "By Jane Roe", "Published: March 3, 2024", "Read more: A headline", "Advertisement",
        "About the Author:", "Share", "Jane Roe",
    "AP aerospace writer", "Start your 3-day FREE trial now!", "Contributing: Jane Roe", "555-010-0199",
    "a line that goes on and on for a while,", "and goes on", "AT&amp;amp;T &lt;p&gt;",
    "date 2021-10-27 date 2021-10-28 On Monday", "-end-", "Subscribe", "\u200bAdvert\u200bisement", *textwrap.wrap(PROSE, 60),
])


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=14).map("\n".join))
def test_cleaning_twice_is_cleaning_once_on_pages(text):
    once = body(text)
    assert body(once) == once


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_cleaning_twice_is_cleaning_once_on_anything(text):
    once = body(text)
    assert body(once) == once


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=300), _PIECES.map(str.encode)), max_size=6))
def test_any_bytes_end_as_article_or_reject(contents):
    raw = pl.DataFrame([{"uri": f"file:///{i}", "source": "test", "content": c, "raw_hash": f"{i:064x}"} for i, c in enumerate(contents)],
    schema=RAW_DOCUMENTS.schema)
    decoded, unreadable = extract.documents(raw)
    kept, rejects = articles(decoded)
    assert sorted([*kept["uri"], *rejects["uri"], *unreadable["uri"]]) == sorted(raw["uri"])
    assert kept.schema == ARTICLES.schema


@pytest.mark.parametrize("text", ["###\n" * 50_000, "About the author\n" * 50_000, "\n" * 500_000 + PROSE, "a “ \" b " * 50_000,
    "By A. B. " * 50_000, "Read more: a " * 50_000])
def test_a_hostile_page_costs_no_more_than_its_length(text):
    start = time.process_time()
    clean(text)
    assert time.process_time() - start < 20


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789-/.:TZ+ apmAPMETMarch,JunSept", max_size=40))
def test_moment_never_raises(text):
    assert moment(text) is None or 1900 <= moment(text).year <= 2100


def test_a_letter_keeps_thirty_marks():
    assert characters("a" + "\u0316" * 50_000 + "b e\u0301") == "a" + "\u0316" * 30 + "b \u00e9"
