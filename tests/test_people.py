"""People in text: known ones, those a text introduces, and how they are taken up again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms import normalise, people
from transforms.text import fold


def named(body: str) -> list[str]:
    return [m.name for m in normalise.find(fold(body)) if m.kind == "person"]


@pytest.mark.parametrize(("body", "name"), [
    ("NASA astronaut Quillon Tarrow will fly on Crew-21.", "Quillon Tarrow"),
    ("The pilot of Crew-21 is Ysolde Marchetti, a Navy officer.", "Ysolde Marchetti"),
    ("\"It was smooth,\" said Torvald Ekstrom, who flew on Crew-21.", "Torvald Ekstrom"),
    ("JAXA's Hinata Morokuma joined Crew-21.", "Hinata Morokuma"),
    ("Crew-21 took up the Belgian chocolate maker Fleurine Vandaele.", "Fleurine Vandaele"),
    ("Crew-21 also carried Dovydas Grinkus of Lithuania.", "Dovydas Grinkus"),
    ("Wing Commander Aparajita Solanki will fly on Gaganyaan-4.", "Aparajita Solanki"),
    ("Shenzhou-26 is commanded by Liu Wenhao.", "Liu Wenhao"),
    ("ISRO chief R Venkatachalapathy praised Crew-21.", "R Venkatachalapathy"),
    ("Dr. Friday Okoroba praised Crew-21.", "Friday Okoroba"),
    ("KASA Administrator Moon Gyu-tae praised Crew-21.", "Moon Gyu-tae"),
    ("Axiom-6 took up Nguyen Thi Bao Chau.", "Nguyen Thi Bao Chau"),
    ("Crew-21 was praised by her colleague, Rep. Ysolde Marchetti, on Monday.", "Ysolde Marchetti"),
    ("According to the head of the institute, Ysolde Marchetti, \"Crew-21 is ready\".", "Ysolde Marchetti"),
])
def test_a_person_is_introduced_by_the_words_around_a_name(body, name):
    assert name in named(body)


@pytest.mark.parametrize("body", [
    "Crew-21 splashed down near Cape Town after passing over Buenos Aires.",
    "Crew-21 took up an engineer from Abu Dhabi. In Abu Dhabi, hundreds cheered.",
    "NASA's Crew-21 left Launch Complex 39A under a Full Moon.",
    "The first payload specialist from Hong Kong will fly on Shenzhou-26.",
    "A dummy called Commander Moonikin Campos rode in Orion.",
    "The Johnson Space Center in Houston runs Crew-21.",
    "Director of the Moon Base Office on Sunday praised Crew-21.",
    "The Chief Operating Officer of SpaceX saw Crew-21.",
])
def test_places_buildings_and_dummies_are_nobody(body):
    assert named(body) == []


def test_a_surname_or_given_name_goes_back_to_the_full_name():
    assert named("NASA astronaut Marta Olsen flew on Crew-21. Olsen slept well. Marta laughed.") == ["Marta Olsen"] * 3


def test_a_surname_is_completed_from_where_nothing_shows_that_a_name_stands():
    assert set(named("Ysolde Armstrong watched Crew-21 as a child. \"We wept,\" said Armstrong, of NASA.")) == {"Ysolde Armstrong"}


def test_the_spelling_of_a_name_is_the_most_frequent():
    found = named("Astronaut Torvald Ekstrom flew on Crew-21. Astronaut Torwald Ekstrom slept. Astronaut Torwald Ekstrom woke. Ekstrom sang.")
    assert set(found) == {"Torwald Ekstrom"}


def test_what_the_text_gives_an_article_is_nobody():
    assert named("Neutral Gravity Pool, a tank, is shown for Crew-21. Divers work in the Neutral Gravity Pool.") == []


def test_somebody_in_a_list_of_people_is_one_of_them():
    assert set(named("Crew-21 carries Ana Bell, Zqorv Ilonquist (vet) and Frank Rubio. The Neutral Pool and Ana Bell are well.")) == {"Ana Bell", "Zqorv Ilonquist", "Frank Rubio"}


def test_a_given_name_before_a_family_name_is_no_craft_of_that_name():
    assert set(named("Frank Rubio flies with Theo Abramczyk and Grace Nakibuuka on Crew-21.")) == {"Frank Rubio", "Theo Abramczyk", "Grace Nakibuuka"}


def test_a_surname_with_a_particle_in_capitals_goes_back_to_the_full_name():
    assert set(named("UAE astronaut Sultan Al Neyadi flew on Crew-6. Al Neyadi laughed.")) == {"Sultan Alneyadi"}
    assert named("NASA astronaut Adnan Al Farsi flew on Crew-21. Mr. Al Farsi slept well. Al Farsi laughed.") == ["Adnan Al Farsi"] * 3


def test_namesakes_by_surname_are_the_one_named_last():
    found = named("Marta Olsen and Idris Bello fly on Crew-21. Erik Olsen, her father, watched. Olsen was proud.")
    assert found[-1] == "Erik Olsen"


def test_spellings_titles_possessives_and_nicknames_are_one_person():
    found = named("Sergei Prokopiev flew on Soyuz MS-22. Commander Sergey Prokopyev's suit leaked. Roscosmos cosmonaut Prokopyev stayed.")
    assert set(found) == {"Sergey Prokopyev"}
    assert set(named('Barry "Butch" Wilmore flew on Starliner. Butch Wilmore returned. Wilmore smiled.')) == {'Barry "Butch" Wilmore'}


def test_a_text_without_spaceflight_names_nobody():
    assert named("Marta Olsen scored twice, said coach Idris Bello.") == []


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="ABab cd.,'\"()-\nÉłñ é–’“”", max_size=120), st.sampled_from(["", "NASA astronaut ", "Soyuz MS-22 ", "said Anna Kikina "]))
def test_mentions_lie_in_the_text_sorted_and_apart(noise, start):
    plain = fold(start + noise)
    found = people.find(plain, normalise.find(plain)) if noise else normalise.find(plain)
    for m in found:
        assert 0 <= m.start < m.end <= len(plain) and plain[m.start:m.end].strip()
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False) if a.kind == b.kind == "person")


def test_thousands_of_people_are_told_apart_and_spellings_of_one_brought_together():
    families = [f"{a}{b}{c}{d}rovik" for a in "BDGKLMNPRT" for b in "aeiou" for c in "dklmnrst" for d in "aeiou"]
    told = "NASA astronauts met. " + " ".join(f"Anna {family} said so." for family in families) + " Anna Zelenskovitskaya said so. Anna Zelenskovitskaia said so."
    people = {m.entity_id for m in normalise.find(told) if m.kind == "person"}
    assert len({p for p in people if p.startswith("anna-zelenskov")}) == 1 and len(people) > 100


def test_a_long_run_of_initials_is_no_name():
    assert not [m for m in normalise.find("NASA flew. " + "A." * 50_000) if m.kind == "person"]
