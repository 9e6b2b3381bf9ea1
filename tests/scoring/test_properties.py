from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import LANGUAGES, THEMES, curve_of, read, tally
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
    spans = [span for one in reading.themes for span in (*one.evidence, *one.contrary)]
    for span in [*spans, *(one.evidence for one in reading.behaviours)]:
        assert span.text == text[span.start : span.end] != ""
        assert span.text == span.text.strip()
        assert span.cues
    for one in reading.themes:
        assert (one.value == 0) == (one.band == "nothing") == (one.strength == 0) == (one.evidence == ())
        assert 0 <= one.strength <= 100


@settings(max_examples=60, deadline=None)
@given(text=ANYTHING | MEANT, language=LANGUAGE)
def test_read_is_deterministic(text: str, language: str | None) -> None:
    assert read(text, language) == read(text, language)


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
