"""Who likely says a quotation, on invented sentences that no rule reads."""

import pytest

from transforms import likely_speakers, linear, quotes, speakers
from transforms.article import Article, Mention
from transforms.scene import Scene
from transforms.text import slug

PEOPLE = ("Clara Whitfield", "Pavel Grigoriev", "Tom Ashdown")


def scene_of(body: str) -> Scene:
    """The scene of an article with its invented people marked, read by the rules."""
    article = Article("a", body)
    found = []
    for name in PEOPLE:
        at = -1
        while (at := body.find(name.split()[1], at + 1)) >= 0:
            start = at - len(name.split()[0]) - 1 if body[:at].endswith(name.split()[0] + " ") else at
            found.append(Mention(start, at + len(name.split()[1]), "person", slug(name), name, "reference"))
    article.mentions = sorted(found, key=lambda m: m.start)
    scene = Scene(article, quotes.spans(article))
    speakers.attribute(scene)
    return scene


def said(body: str) -> list[str | None]:
    return [v.name if v else None for v in likely_speakers.attribute(scene_of(body))]


def test_a_certain_reading_of_the_rules_stays():
    scene = scene_of('"We tested the hatch four times," Clara Whitfield said. Pavel Grigoriev nodded.')
    voices = likely_speakers.attribute(scene)
    assert voices == scene.voices and voices[0].name == "Clara Whitfield"


@pytest.mark.parametrize(("body", "speaker"), [
    ('Clara Whitfield leads the tank farm.\n\n"We tested the hatch four times and it never stuck once," smiles Whitfield.', "Clara Whitfield"),
    ('Tom Ashdown mends gloves for a living. He has done so for years. "It is a small job and I like small jobs," he said.', "Tom Ashdown"),
    ('Pavel Grigoriev sewed the sails. "I pricked every finger I have and two that I borrowed," is how Grigoriev puts it.', "Pavel Grigoriev"),
    ('The boots come from a shed in the hills. "We never asked who would wear them," said Dorit Halvorsen, who glues the soles.', "Dorit Halvorsen"),
])
def test_somebody_named_beside_a_quotation_says_it(body: str, speaker: str):
    assert said(body) == [speaker]


def test_the_candidates_are_nobody_and_all_who_are_named_each_with_a_place_of_the_text():
    scene = scene_of('Pavel Grigoriev met Ottilie Brandt at the gate. "The cake is for the crew and not for you."')
    options = list(likely_speakers.Cast(scene, linear.Features()).candidates(0, list(scene.voices)))
    assert [o.name for o in options] == [None, "Ottilie Brandt", "Pavel Grigoriev"]
    assert [scene.article.body[o.start:o.end] for o in options[1:]] == ["Ottilie Brandt", "Pavel Grigoriev"]


def test_parts_of_a_name_are_that_name():
    scene = scene_of('Ottilie Brandt bakes. Tom Ashdown eats. Then Brandt laughed and Tom coughed. "The cake is for the crew and not for you."')
    assert {o.name for o in likely_speakers.Cast(scene, linear.Features()).candidates(0, list(scene.voices))} == {None, "Ottilie Brandt", "Tom Ashdown"}


def test_nobody_without_a_name_becomes_somebody():
    scene = scene_of('Clara Whitfield waved from the stairs. "The cake is for the crew and not for you," her neighbour said.')
    assert [v.name for v in likely_speakers.attribute(scene)] == [None]


def test_the_rules_are_overruled_by_what_is_likely_enough_only(monkeypatch: pytest.MonkeyPatch):
    scene = scene_of('Pavel Grigoriev spoke with Clara Whitfield at noon. "The cake is for the crew and not for you," he said.')
    monkeypatch.setattr(linear, "load", lambda model: linear.Model({("where", "above 1"): 1.0}))
    assert likely_speakers.attribute(scene, least=1.1)[0].name == scene.voices[0].name == "Pavel Grigoriev"


def test_likelihoods_are_those_of_one_choice():
    scene = scene_of('Pavel Grigoriev met Clara Whitfield. Nobody knows what they ate. "The cake is for the crew and not for you."')
    for voice in likely_speakers.attribute(scene, least=0):
        assert voice is None or 0 < voice.confidence <= 0.95


def test_what_candidates_share_weighs_what_their_features_do():
    scene = scene_of('Pavel Grigoriev met Ottilie Brandt and Clara Whitfield. "We ate the cake with two spoons," the pilot said. Brandt sat by. "It was a good cake and a large one," she said.')
    model = linear.load(likely_speakers.MODEL)
    for i in range(2):
        told, weighed = (list(likely_speakers.Cast(scene, w).candidates(i, list(scene.voices))) for w in (linear.Features(), model))
        assert len(told) == 4 and all(len(c.evidence) == len(set(c.evidence)) for c in told)
        assert [c.evidence for c in weighed] == [model.some(c.evidence) for c in told]
