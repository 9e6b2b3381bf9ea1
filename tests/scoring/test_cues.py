"""What the cues alone say of a story: which signs they speak for, and what takes their word away."""

import pytest

from scoring import LANGUAGES, THEMES, cues
from scoring.clauses import view
from scoring.lexicon import lexicon


def scores(text: str, language: str = "en") -> tuple[dict[str, int], list[dict[str, int]]]:
    """The scores that are not 0 by cell: of the story, and of each sentence."""
    known = lexicon(language)
    whole, each = cues.scores(view(text, known), known)
    cells = [f"{theme}{sign}" for theme in THEMES for sign in "+-"]
    rows = [dict(zip(cells, row, strict=True)) for row in (whole, *each)]
    first, *rest = [{cell: score for cell, score in row.items() if score} for row in rows]
    return first, rest


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "She waived the fee without asking anyone.", ["empowerment+"]),
        ("en", "She did not waive the fee.", ["empowerment-"]),
        ("en", "She should have waived the fee.", []),
        ("en", "We thanked her and the whole team.", ["recognition+"]),
        ("en", "Nobody ever thanked her.", ["recognition-"]),
        ("en", "Their motto is to serve. They are certainly not serving.", ["cx_vision-"]),
        ("en", "The manager never came out.", ["visible_leadership-"]),
        ("en", "The manager was mentioned on the sign.", []),
        ("en", "Our manager was on duty. She scrubbed the floor with us.", ["visible_leadership+"]),
        ("en", "The coffee was warm and the room was clean.", []),
        ("da", "Så kom ejeren selv ud og bar kufferterne.", ["visible_leadership+"]),
        ("da", "Det må jeg desværre ikke, det er reglerne.", ["empowerment-"]),
        ("da", "Ingen sagde tak.", ["recognition-"]),
        ("da", "Tak for ingenting. Varen kom til tiden og virker, som den skal.", []),
        ("nl", "Ik heb niemand iets gevraagd en pakte bloemen uit de ontbijtzaal.", ["empowerment+"]),
        ("nl", "Ze zijn alleen maar uit op winst.", ["cx_vision-"]),
        ("nl", "Ondanks de regen was alles goed geregeld.", []),
        ("nl", "Bedankt voor niets.", []),
    ],
)
def test_cues_speak_for_the_sign_that_they_mean(language: str, text: str, expected: list[str]) -> None:
    assert list(scores(text, language)[0]) == expected


def test_the_customers_own_generosity_is_not_empowerment() -> None:
    employee = "A guest came to my desk in tears. I bought her son a toy with my own money."
    customer = "Our waiter was kind, our order was quick. I bought her son a toy with my own money."
    assert list(scores(employee)[0]) == ["empowerment+"]
    assert scores(customer)[0] == {}


def test_a_question_and_advice_say_less_than_a_statement() -> None:
    stated = scores("She waived the fee.")[0]["empowerment+"]
    assert 0 < scores("Would she waive the fee?")[0].get("empowerment+", 1) < stated
    assert scores("Make sure that you waive the fee.")[0].get("empowerment+", 0) < stated


def test_the_same_kind_again_counts_half() -> None:
    once = scores("We thanked her.")[0]["recognition+"]
    assert scores("We thanked her. It rained. We thanked her.")[0]["recognition+"] == round(1.5 * once)


def test_each_sentence_has_a_score_of_its_own() -> None:
    whole, each = scores("It rained. We thanked her. The manager never came out.")
    assert [list(one) for one in each] == [[], ["recognition+"], ["visible_leadership-"]]
    assert whole == each[1] | each[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentences_score_nothing(language: str) -> None:
    assert cues.scores([], lexicon(language)) == ([0] * 8, [])
