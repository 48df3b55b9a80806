"""Quotations and their speakers, on invented sentences."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms import quotes, speakers
from transforms.article import Article, Mention
from transforms.scene import Scene
from transforms.text import slug

PEOPLE = ("Clara Whitfield", "Pavel Grigoriev", "Tom Ashdown", "Mei Tanaka")
AGENCIES = ("NASA", "Roscosmos", "SpaceX", "CNN", "Interfax")


def read(body: str) -> Article:
    """The article with its invented people (by full name and surname) and agencies marked."""
    article = Article("a", body)
    found = []
    for name in PEOPLE:
        if name in body:
            pattern = rf"\b(?:{name}|{name.split()[1]})\b"
            found += [Mention(m.start(), m.end(), "person", slug(name), name, "reference") for m in re.finditer(pattern, article.plain)]
    nicknamed = re.finditer("Thomas \"Tom\" Ashdown", article.plain)
    found += [Mention(m.start(), m.end(), "person", "tom-ashdown", "Tom Ashdown", "nickname") for m in nicknamed]
    for name in AGENCIES:
        found += [Mention(m.start(), m.end(), "agency", slug(name), name, "reference") for m in re.finditer(rf"\b{name}\b", article.plain)]
    article.mentions = sorted(found, key=lambda m: m.start)
    return article


def said(body: str) -> list[tuple[str, str | None]]:
    """Quotations of the text with their speakers, in reading order."""
    result: list[list] = []
    for a in quotes.find(read(body)):
        if a.attribute == "quote_text":
            assert body[a.start:a.end] == a.value
            result.append([a.value, None, a.subject])
        else:
            assert a.subject == result[-1][2]
            result[-1][1] = a.value
    return [(text, speaker) for text, speaker, _ in result]


def by_rule(body: str) -> list[str | None]:
    """Speakers of all texts between marks as the rules alone read them, in reading order."""
    article = read(body)
    return [v.name if v else None for v in speakers.attribute(Scene(article, quotes.spans(article)))]


SHAPES = {
    "curly": "“The crew is in good health,” Whitfield said. Clara Whitfield leads the office.",
    "straight": '"The crew is in good health," Whitfield said. Clara Whitfield leads the office.',
    "curly to straight": '“The crew is in good health," Whitfield said. Clara Whitfield leads the office.',
    "straight to curly": '"The crew is in good health,” Whitfield said. Clara Whitfield leads the office.',
    "guillemets": "«The crew is in good health,» Whitfield said. Clara Whitfield leads the office.",
    "low and high": "„The crew is in good health,“ Whitfield said. Clara Whitfield leads the office.",
    "tex": "``The crew is in good health,'' Whitfield said. Clara Whitfield leads the office.",
    "single curly": "‘The crew is in good health,’ Whitfield said. Clara Whitfield leads the office.",
    "single straight": "'The crew is in good health,' Whitfield said. Clara Whitfield leads the office.",
    "spaced": '" The crew is in good health, " Whitfield said. Clara Whitfield leads the office.',
    "glued": 'Clara Whitfield said:"The crew is in good health,"and left.',
    "closing mark opens": "”The crew is in good health,” Whitfield said. Clara Whitfield leads the office.",
}


@pytest.mark.parametrize("body", SHAPES.values(), ids=SHAPES)
def test_every_kind_of_mark_gives_the_same_quotation(body):
    assert said(body) == [("The crew is in good health,", "Clara Whitfield")]


@pytest.mark.parametrize(("body", "text", "speaker"), [
    ("“It didn’t hurt, and the crews’ food was fine,” said Tom Ashdown.", "It didn’t hurt, and the crews’ food was fine,", "Tom Ashdown"),
    ("‘It didn’t hurt, and the crews’ food was fine,’ said Tom Ashdown.", "It didn’t hurt, and the crews’ food was fine,", "Tom Ashdown"),
    ("'They shouted \"go now\" and we didn't wait,' said Tom Ashdown.", "They shouted \"go now\" and we didn't wait,", "Tom Ashdown"),
    ("“They shouted ‘go now’ and we went,” said Tom Ashdown.", "They shouted ‘go now’ and we went,", "Tom Ashdown"),
    ("“They shouted “go now” and we went,” said Tom Ashdown.", "They shouted “go now” and we went,", "Tom Ashdown"),
    ("“We fly again next week, said Tom Ashdown.", "We fly again next week,", "Tom Ashdown"),
    ("We fly again next week,\" said Tom Ashdown.", "We fly again next week,", "Tom Ashdown"),
    ("The probe is 6\" wide. \"It is a small thing,\" said Tom Ashdown.", "It is a small thing,", "Tom Ashdown"),
])
def test_nested_and_missing_marks(body, text, speaker):
    assert said(body) == [(text, speaker)]


@pytest.mark.parametrize(("body", "speaker"), [
    ("“We are ready to launch now,” said NASA flight director Clara Whitfield at a briefing.", "Clara Whitfield"),
    ("“We are ready to launch now,” said the agency's acting chief of staff, former senator Clara Whitfield.", "Clara Whitfield"),
    ("“We are ready to launch now,” Clara Whitfield, director of crews at NASA, said on Monday.", "Clara Whitfield"),
    ("“We are ready to launch now,” Clara Whitfield, who once flew with Pavel Grigoriev, told CNN.", "Clara Whitfield"),
    ("“We are ready to launch now,” according to Clara Whitfield, who leads the office.", "Clara Whitfield"),
    ("“We are ready to launch now!” Clara Whitfield quipped.", "Clara Whitfield"),
    ("“Are we ready to launch now?” Whitfield asked. Clara Whitfield laughed.", "Clara Whitfield"),
    ("In response, Clara Whitfield wrote: “We are ready to launch now.”", "Clara Whitfield"),
    ("Clara Whitfield: “We are ready to launch now.”", "Clara Whitfield"),
    ("On Monday Clara Whitfield told reporters that “we are ready to launch” and smiled.", "Clara Whitfield"),
    ("As Clara Whitfield put it, “We are ready to launch now.”", "Clara Whitfield"),
    ("Clara Whitfield praised the team in a post, saying that “we are ready to launch now.”", "Clara Whitfield"),
    ("Interfax quoted Pavel Grigoriev as saying “we are ready to launch now.”", "Pavel Grigoriev"),
    ("Pavel Grigoriev was quoted by Interfax as saying “we are ready to launch now.”", "Pavel Grigoriev"),
    ("According to a post shared by Tom Ashdown in May, Pavel Grigoriev claimed that “we are ready to launch now.”", "Pavel Grigoriev"),
    ("According to Interfax, Pavel Grigoriev said: “We are ready to launch now.”", "Pavel Grigoriev"),
    ("NASA said the deal would “ensure safe flights for everyone” on the station.", "NASA"),
    ("“We are ready to launch now,” Roscosmos said in a statement.", "Roscosmos"),
    ("“We are ready to launch now,” reads a statement from NASA.", "NASA"),
    ("The following is a statement from NASA Administrator Clara Whitfield on the loss of a friend: “We will miss him every day.”",
     "Clara Whitfield"),
    ("“We are ready to launch now,” according to a Friday blog post from NASA.", "NASA"),
    ("A statement from NASA said: “We are ready to launch now.”", "NASA"),
    ("NASA's statement read: “We are ready to launch now.”", "NASA"),
    ("“We are ready to launch now”, stressed the head of Roscosmos, Pavel Grigoriev.", "Pavel Grigoriev"),
    ("Clara Whitfield (NASA): “We are ready to launch now.”", "Clara Whitfield"),
    ("Asked about it, Whitfield said “we are ready to launch now.” Clara Whitfield left.", "Clara Whitfield"),
    ("Responding to Tom Ashdown, Clara Whitfield posted: “We are ready to launch now.”", "Clara Whitfield"),
    ("Tom Ashdown said Clara Whitfield told him “we are ready to launch now.”", "Clara Whitfield"),
    ("“We are ready to launch now,” said Thomas \"Tom\" Ashdown, who flew it.", "Tom Ashdown"),
    ("Astronaut Thomas “Tom” Ashdown said: “We are ready to launch now.”", "Tom Ashdown"),
    ("“We are ready to launch now,” jabbed Tom Ashdown.", "Tom Ashdown"),
    ("“We are ready to launch now.” - Tom Ashdown, NASA", "Tom Ashdown"),
    ("CNN reported that “we are ready to launch now.”", None),
    ("Tom Ashdown's lawyer said “we are ready to launch now.”", None),
    ("“We are ready to launch now,” said a source close to Tom Ashdown.", None),
    ("SpaceX and NASA said in a joint note that “we are ready to launch now.”", None),
    ("“We are ready to launch now,” according to a NASA statement.", "NASA"),
    ("“We are ready to launch now,” said Olga Brandt, a teacher from Kiel.", "Olga Brandt"),
    ("“We are ready to launch now,” Olga Brandt said.", "Olga Brandt"),
    ("“We are ready to launch now,” a NASA official said.", "NASA"),
    ("“We are ready to launch now,” a spokesman for Roscosmos told Interfax.", "Roscosmos"),
    ("“We are ready to launch now,” a NASA engineer said.", None),
    ("“We are ready to launch now,” the Roscosmos press service reported.", "Roscosmos"),
    ("“We are ready to launch now,” said a note on the Roscosmos website.", "Roscosmos"),
    ("“We are ready to launch now,” radios commander Clara Whitfield.", "Clara Whitfield"),
    ("“We are ready to launch now,” Pavel Grigoriev could be heard saying behind her.", "Pavel Grigoriev"),
    ("“We are ready to launch now,” Pavel Grigoriev, the commander, was heard saying.", "Pavel Grigoriev"),
    ("“We are ready to launch now,” spokeswoman Clara Whitfield said in an email.", "Clara Whitfield"),
    ("“We are ready to launch now,” said a Roscosmos spokesman, Pavel Grigoriev.", "Pavel Grigoriev"),
    ("“We are ready to launch now,” Interfax quoted Pavel Grigoriev as saying.", "Pavel Grigoriev"),
    ("“We are ready to launch now,” he liked to say. Pavel Grigoriev laughed.", None),
    ("“We are ready to launch now,” per NASA.", "NASA"),
    ("“We are ready to launch now,” the Ministry of Roads said in a statement.", "Ministry of Roads"),
    ("The Elmshorn city council objected. “We are ready to launch now,” the council said.", "Elmshorn city council"),
    ("The startup Lumen Orbital flew twice. “We are ready to launch now,” the company said.", "Lumen Orbital"),
    ("08:14 - Commander Clara Whitfield: “We are ready to launch now.”", "Clara Whitfield"),
    ("Ulrik Dahlgaard, flight director: “We are ready to launch now.”", "Ulrik Dahlgaard"),
    ("The chief of the shift Ulrik Dahlgaard declared that the ship “is ready to launch now”.", "Ulrik Dahlgaard"),
    ("“We are ready to launch now,” her mother said. Clara Whitfield waved.", None),
    ("The following is a statement from NASA chief Clara Whitfield on the loss of a friend.\n\n“We will miss him every day.”",
     "Clara Whitfield"),
    ("The signed document read, “We are ready to launch now.”", None),
    ("“We are ready to launch now,” one engineer who worked with Tom Ashdown said.", None),
    ("“We are ready to launch now,” Tom Ashdown and Mei Tanaka said.", None),
    ("“We are ready to launch now,” officials at NASA said.", None),
    ("Roscosmos has published a note about the leak. “We are ready to launch now,” the note reads.", "Roscosmos"),
    ("NASA said in a statement that the hatch was closed. “We are ready to launch now,” the statement added.", "NASA"),
    ("“We are ready to launch now,” according to a 2031 Kiel Academy of Weather report.", "Kiel Academy of Weather"),
    ("“We are ready to launch now,” Interfax reports, citing Roscosmos.", "Roscosmos"),
    ("“We are ready to launch now”, said tech site Moonfolk.", "Moonfolk"),
    ("“We are ready to launch now”, said The Lantern in an editorial.", "The Lantern"),
    ("“We are ready to launch now,” Mission Control replied.", "Mission Control"),
    ("Analyst Tom Ashdown of Kelling Research wrote in a note to clients that “we are ready to launch now.”", "Tom Ashdown"),
    ("Clara Whitfield, who ran the pad, said of the test, “We are ready to launch now.” Manager Mei Tanaka added, “So am I.”", "Clara Whitfield"),
    ("Clara Whitfield sat down at noon and Tom Ashdown flew the ship to the pad, calling out “we are ready to launch now.”", "Tom Ashdown"),
    ("The spring let go, with Tom Ashdown exclaiming, “The bird is out of the cage.”", "Tom Ashdown"),
    ("“We are ready to launch now!” With these words, Mei Tanaka closed the hatch.", "Mei Tanaka"),
    ("“We are ready to launch now.” Tom Ashdown, flight manager", "Tom Ashdown"),
    ("Clara Whitfield commented, “We are ready to launch now,” and Tom Ashdown added, “So are we.”", "Clara Whitfield"),
    ("“We are ready to launch now,” said the tiny space company in a post. SpaceX and NASA were there.", None),
    ("“We are ready to launch now,” Roscosmos' press service told Interfax.", "Roscosmos"),
    ("‘We are ready to launch now’: fliers speak out\n\nTom Ashdown spoke.", None),
    ("A NASA spokesman was late. “We are ready to launch now,” the spokesman said.", "NASA"),
    ("NASA spokeswoman Clara Whitfield was late. “We are ready to launch now,” the spokeswoman said.", "Clara Whitfield"),
    ("Tom Ashdown said: \"We are ready to launch now. \"Ashdown told the crowd.", "Tom Ashdown"),
    ("For the head of the pad Pavel Grigoriev, “today is a very good day”.", "Pavel Grigoriev"),
    ("Sheikh Tom Ashdown spoke. His Highness said: “We are ready to launch now.”", "Tom Ashdown"),
    ("The note, it turned out, said “we are ready to launch now”.", None),
])
def test_speaker_by_name(body, speaker):
    assert by_rule(body)[0] == speaker


@pytest.mark.parametrize(("body", "speaker"), [
    ("NASA administrator Clara Whitfield met Tom Ashdown. “The talks went very well,” the administrator said.", "Clara Whitfield"),
    ("Pavel Grigoriev, director general of Roscosmos, met Tom Ashdown. “The talks went very well,” added the director.", "Pavel Grigoriev"),
    ("Clara Whitfield met with Tom Ashdown. “The talks went very well,” she said.", "Clara Whitfield"),
    ("Tom Ashdown is an engineer. Clara Whitfield hired him. “The talks went very well,” he said.", "Tom Ashdown"),
    ("Roscosmos opened the hall. “The talks went very well,” the agency said.", "Roscosmos"),
    ("SpaceX has talked to NASA. “The talks went very well,” the company said.", "SpaceX"),
    ("NASA paid SpaceX for it. “The talks went very well,” the agency said.", "NASA"),
    ("Clara Whitfield and Mei Tanaka arrived. “The talks went very well,” they said.", None),
    ("“The talks went very well,” the minister said. Tom Ashdown was there.", None),
    ("Clara Whitfield spoke first. Tom Ashdown, who was late, sat down. “The talks went very well,” she said.", "Clara Whitfield"),
    ("Tom Ashdown spoke. At the hearing Pavel Grigoriev sat down. “The talks went very well,” he said.", "Pavel Grigoriev"),
    ("Tom Ashdown drove the rover while Pavel Grigoriev stayed in orbit. “The talks went very well,” he said.", "Tom Ashdown"),
    ("Tom Ashdown and Pavel Grigoriev met. A fisherman on the shore saw it. “The talks went very well,” he said.", None),
    ("Tom Ashdown slept. The chief engineer, Ulrik Dahlgaard, was on the field. “The talks went very well,” he said.", "Ulrik Dahlgaard"),
    ("Tom Ashdown slept. Her old teacher, Mr. Dahlgaard, came as well. “The talks went very well,” he said.", "Dahlgaard"),
    ("Tom Ashdown praised Pavel Grigoriev. “I have the diary of Ashdown with me,” he said.", "Pavel Grigoriev"),
    ("Tom Ashdown felt his ears pop. “The talks went very well,” the British-born astronomer recalled.", "Tom Ashdown"),
    ("What did Clara Whitfield say?\n\nThe visit was short. “The talks went very well,” she told the crowd.", "Clara Whitfield"),
    ("NASA has opened the hall. “The talks went very well,” it said.", "NASA"),
    ("Tom Ashdown left. Pad planner Pavel Grigoriev said it was late. “The talks went very well,” he said.", "Pavel Grigoriev"),
    ("Tom Ashdown left. NASA's representative was late. “The talks went very well,” the representative said.", None),
    ("Clara Whitfield, a minister, wept. “The talks went very well,” the Prime Minister said.", None),
    ("The Atlantic Council met. The Elmshorn city council objected. “The talks went very well,” the council said.", "Elmshorn city council"),
    ("“It was a long day for us,” Clara Whitfield said. But “the talks went very well.”", "Clara Whitfield"),
    ("Tom Ashdown told his story, and he and Pavel Grigoriev sang. “The talks went very well,” he said.", "Tom Ashdown"),
])
def test_speaker_by_pronoun_role_or_group(body, speaker):
    assert by_rule(body)[-1] == speaker


def test_a_known_person_s_sex_is_not_guessed_from_the_given_name():
    body = "Tom Ashdown opened the hatch. Wally Funk came out. “The talks went very well,” she said."
    article = read(body)
    article.mentions.append(Mention(body.index("Wally"), body.index("Wally") + 10, "person", "wally-funk", "Wally Funk", "reference"))
    article.mentions.sort(key=lambda m: m.start)
    assert [a.value for a in quotes.find(article) if a.attribute == "speaker"] == ["Wally Funk"]


def test_a_shared_surname_alone_is_not_the_relative():
    body = ("Astronaut Clara Whitfield is at the pad. “She took apart my clock,” said her mother, Ada Whitfield.\n\n"
            "“I will wave to everybody,” Whitfield said.")
    article = read(body)
    ada = body.index("Ada")
    extra = Mention(ada, ada + 13, "person", "ada-whitfield", "Ada Whitfield", "context")
    article.mentions = sorted([m for m in article.mentions if not ada <= m.start < ada + 13] + [extra], key=lambda m: m.start)
    last = body.rindex("Whitfield")
    article.mentions = [m if m.start != last else Mention(last, last + 9, "person", "ada-whitfield", "Ada Whitfield", "surname")
                        for m in article.mentions]
    assert [a.value for a in quotes.find(article) if a.attribute == "speaker"] == ["Ada Whitfield", "Clara Whitfield"]


def test_an_unlisted_body_has_no_person_s_id():
    found = quotes.find(read("“The crew is in good health,” the Ministry of Roads said in a statement."))
    assert [(a.value, a.entity_id) for a in found if a.attribute == "speaker"] == [("Ministry of Roads", None)]


def test_split_quotation_keeps_exact_pieces_and_one_speaker():
    body = "“Before the landing,” Tom Ashdown explained, “the engines fired twice as planned.” He smiled. “Nobody on board was worried.”"
    assert said(body) == [
        ("the engines fired twice as planned.", "Tom Ashdown"), ("Nobody on board was worried.", "Tom Ashdown"),
    ]


def test_continued_paragraphs_are_one_row_each():
    body = ("“The first flight was a success,” said Tom Ashdown. “It was very long.\n“The second flight is next in line.\n"
            "“And then we all go home.”")
    assert said(body) == [
        ("The first flight was a success,", "Tom Ashdown"), ("It was very long.", "Tom Ashdown"),
        ("The second flight is next in line.", "Tom Ashdown"), ("And then we all go home.", "Tom Ashdown"),
    ]


def test_continued_paragraphs_take_a_speaker_named_at_the_end():
    body = "“The first flight was a success.\n\n“The second flight is next in line,” said Tom Ashdown."
    assert [s for _, s in said(body)] == ["Tom Ashdown", "Tom Ashdown"]


@pytest.mark.parametrize(("first", "speaker"), [
    ("Tom Ashdown said, “We can all work with our friends.”", "Tom Ashdown"),
    ("“Despite that,” said Tom Ashdown, “we can all work with our friends.”", None),
    ("“We can all work with our friends.”", None),
])
def test_a_paragraph_of_quotation_goes_on_with_a_speaker_announced_before(first, speaker):
    assert by_rule(first + "\n\n“The tie between the crews has not missed a beat.”")[-1] == speaker


def test_a_mark_at_the_end_of_a_paragraph_closes():
    assert said("“We are ready to launch now. “\n\nTom Ashdown left.") == [("We are ready to launch now.", None)]


def test_two_speakers_in_one_paragraph():
    body = "“The valve was not closed,” Tom Ashdown said. Mei Tanaka disagreed. “It was closed from the start,” she said."
    assert [s for _, s in said(body)] == ["Tom Ashdown", "Mei Tanaka"]


@pytest.mark.parametrize(("body", "speaker"), [
    # Posts before a name: a trade, an office of a body, a place; titles with a full stop.
    ("“The rain will be over by noon,” launch weather planner Tom Ashdown told a briefing.", "Tom Ashdown"),
    ("“You get one chance at a hatch,” said Prof. Tom Ashdown, who teaches in Leeds.", "Tom Ashdown"),
    ("“He wrote to us every week,” said her former neighbour in Leeds, Mei Tanaka.", "Mei Tanaka"),
    ("The test was “a walk in the park,” as the ship's designer Pavel Grigoriev put it.", "Pavel Grigoriev"),
    ("Clara Whitfield left. The date stands, Deputy Head of the Institute Tom Ashdown told reporters.\n\n“There are no remarks to the work,” he said.",
     "Tom Ashdown"),
    # Bodies that speak of, cite and give no reason but; words passed on passively.
    ("NASA has a plan. Roscosmos, in a note, spoke of “a small leak in the line.”", "Roscosmos"),
    ("Roscosmos waits. The agency cited “technical reasons of a minor nature” for it.", "Roscosmos"),
    ("Roscosmos gave no reason beyond “the usual rotation of cadres.”", "Roscosmos"),
    ("The flight is late, and NASA says that the crew will be announced “when the paint is dry.”", "NASA"),
    ("The loss is “well within the family of models,” according to a SpaceX presentation.", "SpaceX"),
    ("According to Mei Tanaka, a lawyer who advises the firm, the contract is “as tight as a drum.”", "Mei Tanaka"),
    # People with one name, and those who write under another.
    ("The grandmother, Halina, said the noise was “nothing compared with his drums.”", "Halina"),
    ("One viewer, StarGazer9, commented: “The stream was worth staying up for.”", "StarGazer9"),
    ("User @liftofftom put it best: “The longest ten seconds of my life.”", "@liftofftom"),
    ("Our own Ines Halloway, on the beach: “The ponies could not have cared less.”", "Ines Halloway"),
    # A nation, a mood, a post told with "is"; somebody else's colleague; a degree behind the name.
    ("Pavel Grigoriev, a Czech engineer, flies with Clara Whitfield.\n\n“I have waited ten years,” the Czech said.", "Pavel Grigoriev"),
    ("“What a ride that was,” a visibly tired Tom Ashdown told his family.", "Tom Ashdown"),
    ("Mei Tanaka is the commander and Tom Ashdown flies beside her.\n\n“We argue about music,” the commander said.", "Mei Tanaka"),
    ("“I was never so cold in my life,” laughs Tom Ashdown's neighbour at table, Mei Tanaka, after the course.", "Mei Tanaka"),
    ("“We talked for three hours,” Pavel Grigoriev said. His American colleague was more reserved: “It was a long lunch.”", None),
    ("Dr. Mei Tanaka, PhD, of the Lakeview Institute said, “Bones do not like holidays.”", "Mei Tanaka"),
    # Machine translations.
    ("“On Thursday we all aged ten years”, has admitted the employee of the complex Pavel Grigoriev.", "Pavel Grigoriev"),
    # The only person of a paragraph rather than the last speaker; a relative is not the one whose relative it is.
    ("“We will see about that,” Pavel Grigoriev said.\n\nNext in line is Tom Ashdown, who has done every dive. “I am the best-trained spectator here,” he said.",
     "Tom Ashdown"),
    ("Clara Whitfield flies next. “I bake her a rocket every year,” Whitfield's teacher said.", None),
])
def test_who_speaks(body, speaker):
    assert said(body)[-1][1] == speaker


def test_colon_at_the_end_of_the_paragraph_before():
    body = "Mei Tanaka wrote on her blog:\n\n“The valve was closed from the start.”"
    assert said(body) == [("The valve was closed from the start.", "Mei Tanaka")]


@pytest.mark.parametrize("body", [
    "Clara Whitfield said it was “very good news” for all.",
    "The song “Under a Quiet Red Moon” is on the playlist of Tom Ashdown.",
    "Tom Ashdown wrote a book titled “The Long Way Home Again,” which sold well.",
    "The film \"Seven Days Above the Clouds\" opened in May.",
    "They followed a “fly as you train” approach in Houston.",
    "The astronauts' food and the cosmonauts' water were 'shared', the crews' doctors noted.",
    "In the '90s the crews' ships weren't the partners' ships.",
    "No marks at all in this text.",
    "",
])
def test_titles_slogans_and_short_pieces_are_no_quotations(body):
    assert said(body) == []


def test_one_utterance_has_one_key_whatever_its_marks_and_case():
    keys = {quotes.find(read(body))[0].subject for body in SHAPES.values()}
    assert len(keys) == 1


def test_speaker_evidence_is_what_names_the_speaker():
    body = "Clara Whitfield met with Tom Ashdown. “The talks went very well,” she said."
    text, speaker = quotes.find(read(body))
    assert (text.fact_table, text.attribute, speaker.attribute) == ("fact_quotes", "quote_text", "speaker")
    assert body[speaker.start:speaker.end] == "she"
    assert speaker.entity_id == "clara-whitfield" and 0 < speaker.confidence < text.confidence <= 1


_PIECES = st.sampled_from([
    *"\"“”„«»'’‘`,.:;?!-—\n ", " said ", "Tom Ashdown", "NASA", " he said", " she told CNN", "the agency ", "according to ", " as saying ",
    "we are ready to go", "the director", " and ", "didn't", "'em", "”\n\n“", ",” ", " “", "''", "``", "her advice is: ", "crews' ",
])


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.lists(_PIECES, max_size=40).map("".join), st.text(max_size=200)))
def test_any_text_gives_exact_spans_without_overlaps(body):
    last = 0
    for a in quotes.find(read(body)):
        assert 0 <= a.start < a.end <= len(body) and 0 < a.confidence <= 1 and a.value
        if a.attribute == "quote_text":
            assert body[a.start:a.end] == a.value == a.value.strip(" \n")
            assert a.start >= last
            last = a.end


def test_long_texts_take_linear_time():
    body = "“We are ready to launch now,” Tom Ashdown said. He met the director, who told Interfax about it. " * 400
    article = read(body)
    start = time.process_time()
    assert len(quotes.find(article)) == 800
    assert time.process_time() - start < 2


@pytest.mark.parametrize(("body", "speaker"), [
    ("Old rival and neighbour Clara Whitfield wasn't amused.\n\n“They should have kept the ladder,” she told us.", "Clara Whitfield"),
    ("Harbour and ferries minister Clara Whitfield sent the note to NASA on Friday.\n\n“We ask for a chair at the table,” the minister wrote.\n\n"
     "Later the schools minister Tom Ashdown left.", "Clara Whitfield"),
    ("“We packed it like a picnic for four,” said test stand welder Clara Whitfield.", "Clara Whitfield"),
    ("“You get used to the noise of it,” a retired Norfolk eel trapper called Tom Ashdown tells me.", "Tom Ashdown"),
    ("“It was cheap for the heart,” evaluates the historian Clara Whitfield, of the town museum.", "Clara Whitfield"),
    ("Clara Whitfield came home on Sunday. Asked what she had missed the most, she did not think long.\n\n“Bread. They gave us a thing that said bread.”",
     "Clara Whitfield"),
])
def test_speaker_described_without_a_listed_post(body, speaker):
    assert [name for _, name in said(body)] == [speaker]


def test_a_courtesy_title_tells_two_people_of_one_surname_apart():
    article = read("Clara Ashdown, 70, watched Tom Ashdown leave with NASA.\n\n“Mind the step and wave to us,” said Mrs Ashdown.")
    family = {"Clara Ashdown": "clara-ashdown", "Tom Ashdown": "tom-ashdown"}
    article.mentions = [Mention(m.start(), m.end(), "person", family.get(m[0], "tom-ashdown"), m[0] if " " in m[0] else "Tom Ashdown", "surname")
                        for m in re.finditer(r"(?:Clara |Tom )?Ashdown", article.plain)]
    assert [a.value for a in quotes.find(article) if a.attribute == "speaker"] == ["Clara Ashdown"]
