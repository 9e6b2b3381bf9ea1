"""Help while writing: what is heard, with its words; one question; never a hindrance."""

import pytest

import scoring
from stories.enums import Theme
from stories.hints import Hints, hints_for, quote

pytestmark = pytest.mark.usefixtures("plain_reader")

OWN = "I did not ask anyone, I just took flowers from the breakfast room and wrote her a card by hand."


def test_what_is_heard_comes_with_its_words() -> None:
    hints = hints_for(OWN)
    assert [heard.theme for heard in hints.heard] == [Theme.EMPOWERMENT]
    assert "did not ask anyone" in hints.heard[0].quote
    assert not hints.heard[0].missing
    assert hints.wanted is not None
    assert hints.wanted.theme == Theme.RECOGNITION


def test_what_was_missing_is_said_as_such() -> None:
    hints = hints_for("Nobody at the desk was allowed to waive the fee. I was not allowed to decide anything myself.")
    assert any(heard.missing and heard.theme == Theme.EMPOWERMENT for heard in hints.heard)


def test_a_young_text_misses_nothing() -> None:
    assert hints_for("A guest came") == Hints()


def test_another_language_is_said_and_not_guessed() -> None:
    hints = hints_for("Ein Gast kam um elf Uhr herunter und weinte, weil sein Koffer nach Oslo geflogen war.")
    assert hints == Hints(unread=True)


def test_a_reader_that_fails_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(scoring, "read", broken)
    assert hints_for(OWN) == Hints()


def test_a_quote_is_one_short_line() -> None:
    assert quote("I did\nit.") == "I did it"
    long = quote("word " * 40)
    assert len(long) <= 91
    assert long.endswith("word…")
