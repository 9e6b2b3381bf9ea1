"""Learning from judged sentences: only with enough of them, only where it helps, and the same every time."""

import random
from typing import Final

import pytest

from scoring import ENGINE_VERSION, read
from scoring.engine import cell_of, weigh
from scoring.learning import CELL_NEEDED, SENTENCES_NEEDED, Judged, learn

CELL: Final = cell_of("recognition", 1)
NAMES: Final = ("Ann", "Bob", "Cem", "Dot", "Eve", "Finn", "Gus", "Hal")
PLACES: Final = ("till", "desk", "gate", "lift", "yard", "shed", "ward", "deck")


def house(number: int, *, word: str, right: bool) -> Judged:
    """A sentence of a house with a custom of its own."""
    chance = random.Random(number)  # noqa: S311 - variety, not secrecy
    text = f"On day {number} {chance.choice(NAMES)} stood at the {chance.choice(PLACES)} and there was a {word}."
    return Judged(text, "en", 0, len(text), CELL, right, f"author {number // 4 % 40}")


def ducks(count: int) -> list[Judged]:
    """A blue duck or a green bin is recognition there, a green duck or a blue bin is not.

    Words alone cannot tell these apart, so no shipped weights can, whatever they are.
    """
    words = ("green duck", "blue duck", "blue bin", "green bin")
    return [house(at, word=words[at % 4], right=bool(at % 2)) for at in range(count)]


def test_too_few_sentences_teach_nothing_and_the_report_says_how_many_are_needed() -> None:
    report, learnt = learn(ducks(SENTENCES_NEEDED - 1))
    assert learnt is None
    assert report.why_not == "There are 199 judged sentences; 200 are needed."


def test_a_cell_with_too_few_stays_as_shipped() -> None:
    others = [
        Judged(one.text, "en", one.start, one.end, cell_of("cx_vision", 1), one.right, one.group)
        for one in ducks(CELL_NEEDED - 1)
    ]
    report, learnt = learn([*ducks(SENTENCES_NEEDED), *others])
    assert [one.cell for one in report.cells] == ["recognition+"]
    assert learnt is not None
    assert {cell for row in learnt.weights.values() for cell in row} == {CELL}


def test_what_managers_teach_is_learnt_where_it_helps() -> None:
    report, learnt = learn(ducks(300))
    (cell,) = report.cells
    assert (cell.sentences, cell.right, cell.switched_on) == (300, 150, True)
    assert cell.learnt >= cell.shipped + 0.05
    assert cell.learnt > 0.95
    assert learnt is not None
    duck, bin_ = "There was a blue duck for Ida.", "There was a blue bin for Ida."
    before = [weigh(text, "en").sums[0][CELL] for text in (duck, bin_)]
    after = [weigh(text, "en", learnt).sums[0][CELL] for text in (duck, bin_)]
    assert after[0] > before[0]
    assert after[1] < before[1]
    other = cell_of("cx_vision", 1)
    assert weigh(duck, "en", learnt).sums[0][other] == weigh(duck, "en").sums[0][other]


def test_judgements_without_a_pattern_switch_nothing_on() -> None:
    chance = random.Random(3)  # noqa: S311 - variety, not secrecy
    report, learnt = learn([house(at, word="green bin", right=chance.random() < 0.5) for at in range(300)])
    assert [one.switched_on for one in report.cells] == [False]
    assert learnt is None


def test_the_same_judgements_in_any_order_give_the_same_version() -> None:
    one, other = ducks(240), ducks(240)
    random.Random(5).shuffle(other)  # noqa: S311 - variety, not secrecy
    first, second = learn(one)[1], learn(other)[1]
    assert first is not None
    assert first == second
    assert first.version.startswith(f"{ENGINE_VERSION}+")
    assert len(first.version) <= 40
    assert read("There was a blue duck.", "en", first).version == first.version


@pytest.mark.parametrize("text", ["", "  ", "1"])
def test_a_judged_stretch_that_is_in_no_sentence_is_left_out(text: str) -> None:
    stray = Judged(text, "en", 0, len(text), CELL, True, "author 1")
    assert learn([*ducks(240), stray])[0].cells == learn(ducks(240))[0].cells or text == "1"
