from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import LANGUAGES, THEMES, Learnt, curve_of, read, tally
from scoring.engine import pooled, strength, weigh
from scoring.model import CELLS
from scoring.text import sentences, words

# Any code point at all, lone surrogates and NUL included, and rows of words that the cues are made of.
ANYTHING = st.text(alphabet=st.characters(), max_size=300)
WORDS = """the manager never came she waived fee not asking without our motto customer first thanked her ikke chefen kom
selv tak til hende uden at spørge reglerne niet mag baas zelf bedankt klant centraal zonder te vragen . , ! ? ... “ ” 😀
kl. 15 Mette"""
MEANT = st.lists(st.sampled_from([*WORDS.split(), "\n"]), max_size=80).map(" ".join)
LANGUAGE = st.sampled_from([*LANGUAGES, None, "sv", ""])


@settings(max_examples=150, deadline=None)
@given(text=ANYTHING | MEANT, language=LANGUAGE)
def test_read_never_raises_and_its_evidence_is_in_the_text(text: str, language: str | None) -> None:
    reading = read(text, language)
    assert tuple(one.theme for one in reading.themes) == THEMES
    assert len(reading.behaviours) <= 4
    proofs = [span for one in reading.themes for span in (*one.evidence, *one.contrary)]
    for span in [*proofs, *(one.evidence for one in reading.behaviours)]:
        assert span.text == text[span.start : span.end] != ""
        assert span.text == span.text.strip()
        assert len(span.cues) <= 5
    for one in reading.themes:
        assert (one.value == 0) == (one.band == "nothing") == (one.evidence == ())
        assert 0 <= one.strength <= 100
        assert one.value or (one.strength, one.contrary) == (0, ())
        for spans in (one.evidence, one.contrary):
            assert len(spans) <= 3
            assert list(spans) == sorted(spans, key=lambda span: span.start)


@settings(max_examples=60, deadline=None)
@given(text=ANYTHING | MEANT, language=LANGUAGE)
def test_read_is_deterministic(text: str, language: str | None) -> None:
    assert read(text, language) == read(text, language)


@settings(max_examples=60, deadline=None)
@given(text=ANYTHING | MEANT, language=st.sampled_from(LANGUAGES))
def test_sums_and_scores_are_whole_numbers_one_for_each_cell(text: str, language: str) -> None:
    story = weigh(text, language)
    assert len(story.sentences) == len(story.rows) == len(story.sums)
    for row in story.sums:
        assert [type(one) for one in row] == [int] * len(CELLS)
    if story.sums:
        assert {type(pooled(story, cell)) for cell in range(2 * len(THEMES))} == {int}


@settings(max_examples=60, deadline=None)
@given(text=MEANT, language=st.sampled_from(LANGUAGES), added=st.integers(-20_000, 20_000))
def test_what_is_learnt_of_one_cell_leaves_the_other_themes_alone(text: str, language: str, added: int) -> None:
    taught = read(text, language, Learnt("x", {name: {2: added} for name in ("m:<i>", "m:<third>", "m:<negation>")}))
    before = read(text, language)
    assert [one for one in taught.themes if one.theme != "recognition"] == [
        one for one in before.themes if one.theme != "recognition"
    ]
    assert taught.behaviours == before.behaviours


@given(one=st.integers(), two=st.integers())
def test_a_higher_score_is_never_weaker(one: int, two: int) -> None:
    low, high = sorted((one, two))
    assert 0 <= strength(low) <= strength(high) <= 100


@settings(max_examples=100, deadline=None)
@given(text=ANYTHING | MEANT)
def test_words_and_sentences_have_true_offsets(text: str) -> None:
    for word in words(text):
        assert word.text == text[word.start : word.end]
    covered = "".join(text[span.start : span.end] for span in sentences(text))
    assert "".join(covered.split()) == "".join(text.split())


@given(feelings=st.lists(st.integers(-3, 3)))
def test_curve_and_tally_agree(feelings: list[int]) -> None:
    curve = curve_of(feelings)
    numbers = tally(feelings)
    assert curve.points_for == max((number or 0 for number in numbers), default=0)
    assert -3 <= curve.peak_end <= 3
    assert -3 <= curve.mean <= 3
