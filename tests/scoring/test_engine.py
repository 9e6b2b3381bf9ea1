"""What `read` promises whatever the weights: shape, evidence, language, version, strength, and the very clear texts."""

import dataclasses
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from scoring import BEHAVIOURS, ENGINE_VERSION, LANGUAGES, THEMES, Learnt, explain, model, read
from scoring.engine import READ_FROM, cell_of, pooled, strength, weigh
from scoring.model import CELLS
from scoring.text import sentences
from scoring.types import Reading, ThemeReading

# A dozen texts a language that nobody would read otherwise, each with the theme and sign it was written for.
CLEAR = [json.loads(line) for line in Path(__file__).with_name("clear.jsonl").read_text(encoding="utf-8").splitlines()]
NOTHING = tuple(ThemeReading(theme, 0, 0, "nothing") for theme in THEMES)
STORY = "It rained. She waived the fee without asking anyone. We thanked her and the whole crew. Then we left."


@pytest.mark.parametrize("clear", CLEAR, ids=[one["id"] for one in CLEAR])
def test_a_text_that_could_not_be_clearer_is_read_as_it_was_meant(clear: dict[str, Any]) -> None:
    reading = read(clear["text"], clear["lang"])
    assert {theme: reading.theme(theme).value for theme in clear["labels"]} == clear["labels"]


def test_there_are_a_dozen_clear_texts_a_language_and_every_sign_among_them() -> None:
    for language in LANGUAGES:
        labels = [next(iter(one["labels"].items())) for one in CLEAR if one["lang"] == language]
        assert len(labels) == 12
        assert set(labels) == {(theme, sign) for theme in THEMES for sign in (1, -1)}


@pytest.mark.parametrize("text", ["", " \n ", "!?", "…", "😀", "\x00", "\ud800"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_without_words_is_read_and_says_nothing(text: str, language: str) -> None:
    assert read(text, language) == Reading(language, 1.0, True, NOTHING, (), ENGINE_VERSION)


def test_the_coffee_was_warm_says_nothing() -> None:
    assert read("The coffee was warm. The room was blue. It rained.", "en").themes == NOTHING


def test_a_reading_is_frozen_and_its_themes_are_in_their_order() -> None:
    reading = read(STORY, "en")
    assert tuple(one.theme for one in reading.themes) == THEMES
    assert [reading.theme(theme) for theme in THEMES] == list(reading.themes)
    for value, name in ((reading, "version"), (reading.themes[0], "value"), (Learnt("x"), "weights")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, name, None)
    assert hash(reading) == hash(read(STORY, "en"))


def test_an_unknown_theme_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        read("", "en").theme("joy")


# --- Bands and strength -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("clear", CLEAR, ids=[one["id"] for one in CLEAR])
def test_a_value_follows_from_the_pooled_score_and_what_is_needed(clear: dict[str, Any]) -> None:
    bands = model.settings()["bands"]
    story = weigh(clear["text"], clear["lang"])
    for one in read(clear["text"], clear["lang"]).themes:
        scores = {sign: pooled(story, cell_of(one.theme, sign)) for sign in (1, -1)}
        possible = {sign: scores[sign] >= bands["possible"][cell_of(one.theme, sign)] for sign in scores}
        if not one.value:
            assert (one, possible) == (ThemeReading(one.theme, 0, 0, "nothing"), {1: False, -1: False})
            continue
        assert possible[one.value]
        assert one.strength == strength(scores[one.value])
        assert bool(one.contrary) == possible[-one.value]
        if one.band == "found":
            assert scores[one.value] >= bands["found"][cell_of(one.theme, one.value)]


def test_found_asks_for_at_least_as_much_as_possible() -> None:
    bands = model.settings()["bands"]
    assert len(bands["found"]) == len(bands["possible"]) == 2 * len(THEMES)
    assert [low <= high for low, high in zip(bands["possible"], bands["found"], strict=True)] == [True] * 8


def test_strength_is_a_share_that_never_falls() -> None:
    shares = [strength(score) for score in (-(10**9), *range(-9000, 9000, 7), 10**9)]
    assert shares == sorted(shares)
    assert shares[0] >= 0
    assert shares[-1] <= 100
    assert shares[0] < shares[-1]


def test_strength_goes_through_the_stated_points() -> None:
    points = model.settings()["calibration"]
    assert [strength(score) for score, _share in points] == [share for _score, share in points]


def test_a_found_theme_is_stronger_than_a_merely_possible_one() -> None:
    bands = model.settings()["bands"]
    assert strength(max(bands["possible"])) < strength(min(bands["found"]))


# --- Evidence and behaviours ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("clear", CLEAR, ids=[one["id"] for one in CLEAR])
def test_evidence_is_one_to_three_whole_sentences_in_the_order_of_the_text(clear: dict[str, Any]) -> None:
    text = f"😀 “å” {clear['text']}"
    whole = {(span.start, span.end) for span in sentences(text)}
    shown = [one for one in read(text, clear["lang"]).themes if one.value]
    assert shown != []
    for one in shown:
        assert 1 <= len(one.evidence) <= 3
        assert len(one.contrary) <= 3
        for spans in (one.evidence, one.contrary):
            assert all(span.text == text[span.start : span.end] for span in spans)
            assert {(span.start, span.end) for span in spans} <= whole
            assert all(first.end <= second.start for first, second in pairwise(spans))


def test_a_long_story_of_equal_sentences_shows_the_first_three() -> None:
    text = " ".join(["The owner himself came out to our table and served us all evening."] * 9)
    evidence = read(text, "en").theme("visible_leadership").evidence
    assert len(evidence) == 3
    assert len({one.text for one in evidence}) == 1


def test_behaviours_are_at_most_four_the_clearest_first_each_with_its_best_sentence() -> None:
    first = CELLS.index(BEHAVIOURS[0])
    rained = {first: 90_000, first + 1: 80_000}
    waived = {first: 10_000, first + 2: 70_000, first + 3: 60_000, first + 4: 50_000, first + 5: 40_000}
    found = read(STORY, "en", Learnt("taught", {"en:rain": rained, "en:fee": waived})).behaviours
    assert [one.code for one in found] == list(BEHAVIOURS[:4])
    assert [one.evidence.text for one in found] == ["It rained."] * 2 + [
        "She waived the fee without asking anyone."
    ] * 2
    assert [STORY[one.evidence.start : one.evidence.end] for one in found] == [one.evidence.text for one in found]


def test_no_behaviour_is_suggested_where_none_is_clear_enough() -> None:
    none = dict.fromkeys(range(CELLS.index(BEHAVIOURS[0]), len(CELLS)), -90000)
    everywhere = {name: none for row in weigh(STORY, "en").rows for name in row}
    assert read(STORY, "en", Learnt("taught", everywhere)).behaviours == ()


def test_a_reading_as_plain_json() -> None:
    reading = read(CLEAR[0]["text"], "en")
    plain = json.loads(json.dumps(reading.to_dict()))
    assert set(plain) == {"language", "themes", "behaviours", "version"}
    assert list(plain["themes"]) == list(THEMES)
    shown = plain["themes"]["empowerment"]
    assert (shown["value"], shown["band"]) == (1, reading.theme("empowerment").band)
    first = reading.theme("empowerment").evidence[0]
    assert shown["evidence"][0] == {"start": first.start, "end": first.end, "text": first.text}


# --- Explaining -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("clear", CLEAR[::3], ids=[one["id"] for one in CLEAR[::3]])
def test_what_explains_a_sentence_adds_up_to_its_sum_with_the_intercept(clear: dict[str, Any]) -> None:
    story = weigh(clear["text"], clear["lang"])
    for sentence, row, sums in zip(story.sentences, story.rows, story.sums, strict=True):
        for theme in THEMES:
            for sign in (1, -1):
                cell = cell_of(theme, sign)
                moved = explain(clear["text"], clear["lang"], theme, sign, sentence.span)
                assert sum(weight for _, weight in moved) + model.settings()["intercepts"][cell] == sums[cell]
                assert {name for name, _ in moved} <= set(row)
                assert [abs(weight) for _, weight in moved] == sorted((abs(w) for _, w in moved), reverse=True)
                assert all(weight for _, weight in moved)


def test_evidence_names_the_features_that_spoke_for_it_strongest_first() -> None:
    for clear in CLEAR:
        for one in read(clear["text"], clear["lang"]).themes:
            for span in one.evidence:
                place = next(s for s in sentences(clear["text"]) if s.start == span.start)
                moved = explain(clear["text"], clear["lang"], one.theme, one.value, place)
                assert span.cues == tuple(name for name, weight in moved if weight > 0)[:5]


def test_a_stretch_that_is_no_sentence_is_explained_by_nothing() -> None:
    span = dataclasses.replace(sentences(STORY)[0], end=5)
    assert explain(STORY, "en", "empowerment", 1, span) == []


# --- Language ---------------------------------------------------------------------------------------------------------


def test_the_authors_choice_wins_over_what_the_text_looks_like() -> None:
    text = "Ingen sagde tak til hende, og chefen kom ikke ud."
    assert read(text).language == "da"
    assert (read(text, "nl").language, read(text, "nl").language_confidence) == ("nl", 1.0)
    assert read(text, "").language == "da"
    assert (read(text, "sv").language, read(text, "sv").read) == ("sv", False)


def test_an_unknown_language_is_not_read_and_says_nothing() -> None:
    assert read("Tak!") == Reading(None, 0.0, False, NOTHING, (), ENGINE_VERSION)
    german = "Sie holte das Paket im Lager ab und brachte es mir an die Haustür."
    reading = read(german)
    assert (reading.language, reading.read, reading.themes, reading.behaviours) == (None, False, NOTHING, ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_detected_language_reads_as_the_chosen_one(language: str) -> None:
    text = next(one["text"] for one in CLEAR if one["lang"] == language)
    detected, chosen = read(text), read(text, language)
    assert (detected.language, detected.themes, detected.behaviours) == (language, chosen.themes, chosen.behaviours)
    assert 0 < detected.language_confidence <= 1


# --- What an organisation taught it -----------------------------------------------------------------------------------


def test_learnt_weights_shift_their_cells_only_and_name_another_version() -> None:
    cell = cell_of("recognition", -1)
    learnt = Learnt("2026.2-x+klm.3", {"en:fee": {cell: 700}, "en:nowhere": {0: 99_000}})
    before, after = weigh(STORY, "en"), weigh(STORY, "en", learnt)
    moved = [
        [new - old for old, new in zip(one, two, strict=True)] for one, two in zip(before.sums, after.sums, strict=True)
    ]
    assert moved == [[700 if at == cell and number == 1 else 0 for at in range(len(CELLS))] for number in range(4)]
    assert read(STORY, "en", learnt).version == "2026.2-x+klm.3"
    assert read(STORY, "en").version == ENGINE_VERSION


def test_learnt_weights_that_are_strong_enough_change_that_theme_only() -> None:
    learnt = Learnt("taught", {"en:rain": {cell_of("cx_vision", -1): 90_000}})
    before, after = read(STORY, "en"), read(STORY, "en", learnt)
    assert after.theme("cx_vision").value == -1
    assert [one.text for one in after.theme("cx_vision").evidence] == ["It rained."]
    assert after.themes[:3] == before.themes[:3]
    assert after.behaviours == before.behaviours


def test_a_theme_that_no_cue_speaks_for_is_asked_about_however_sure_the_weights_are() -> None:
    learnt = Learnt("taught", {"en:rain": {cell_of("cx_vision", -1): 90_000}})
    assert read("It rained.", "en", learnt).theme("cx_vision").band == "possible"


def test_learnt_weights_leave_no_trace_behind() -> None:
    before = read(STORY, "en")
    read(STORY, "en", Learnt("taught", {"en:she": dict.fromkeys(range(len(CELLS)), 50_000)}))
    assert read(STORY, "en") == before


def test_nothing_learnt_is_the_shipped_reading_under_its_own_name() -> None:
    shipped, taught = read(STORY, "en"), read(STORY, "en", Learnt("taught"))
    assert dataclasses.replace(taught, version=shipped.version) == shipped
    assert read("Tak!", learnt=Learnt("taught")).version == "taught"


# --- Limits -----------------------------------------------------------------------------------------------------------


def test_only_the_first_twenty_thousand_characters_are_read() -> None:
    assert READ_FROM == 20_000
    filler = "It rained. " * 1818 + "\n\n"
    assert len(filler) == 20_000
    clear = CLEAR[0]["text"]
    assert read(filler + clear, "en") == read(filler, "en")
    ends = [span.end for one in read(clear + filler * 2, "en").themes for span in one.evidence]
    assert ends != []
    assert max(ends) <= READ_FROM


def test_version_names_code_and_files() -> None:
    assert re.fullmatch(r"2026\.\d+-[0-9a-f]{8}", ENGINE_VERSION)


def test_nothing_heavy_is_imported_at_the_start() -> None:
    folder = Path(__file__).resolve().parents[2] / "scoring"
    for file in folder.glob("*.py"):
        if file.name != "train.py":  # development only
            for line in file.read_text(encoding="utf-8").splitlines():
                assert not re.match(r"(from|import) (django|stories|py3langid|numpy|scipy|sklearn)", line), file.name
