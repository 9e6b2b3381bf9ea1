from scoring import THEMES, Evidence, Reading, ThemeReading
from scoring.evaluate import BadLine, Figures, Labelled, Outcome, figures, interval, outcomes, overlap, parse
from scoring.types import Band

LED = "Henrik, who runs the hotel, was carrying bags that night."


def reading(theme: str = "", value: int = 1, band: Band = "found") -> Reading:
    """One theme read in LED, the others not: no engine's word."""
    proof = (Evidence(0, len(LED), LED),)
    themes = [
        ThemeReading(one, value, 80, band, proof) if one == theme else ThemeReading(one, 0, 0, "nothing")
        for one in THEMES
    ]
    return Reading("en", 1.0, True, tuple(themes), (), "test")


def outcome(read: Reading, **labels: int) -> Outcome:
    return Outcome(Labelled("a", LED, "en", labels), read, 1.0)


def test_figures_share() -> None:
    ours = Figures(right=3, wrong=1, missed=2)
    assert (ours.precision, ours.recall, round(ours.f1, 3)) == (0.75, 0.6, 0.667)


def test_figures_of_nothing_are_zero() -> None:
    ours = Figures(0, 0, 0)
    assert (ours.precision, ours.recall, ours.f1) == (0.0, 0.0, 0.0)


def test_figures_count_a_wrong_sign_as_wrong_and_missed() -> None:
    assert figures([outcome(reading("visible_leadership"), visible_leadership=-1)]) == Figures(0, 1, 1)


def test_figures_of_one_sign_leave_out_the_other() -> None:
    some = [outcome(reading("recognition", -1), recognition=-1), outcome(reading("recognition"), recognition=1)]
    assert figures(some) == Figures(2, 0, 0)
    assert figures(some, signs=(1,)) == Figures(1, 0, 0)
    assert figures(some, themes=("cx_vision",)) == Figures(0, 0, 0)


def test_figures_of_found_leave_out_the_possible() -> None:
    weak = outcome(reading("visible_leadership", 1, "possible"), visible_leadership=1)
    assert figures([weak]) == Figures(1, 0, 0)
    assert figures([weak], found_only=True) == Figures(0, 0, 1)


def test_interval_is_the_same_each_time() -> None:
    some = [outcome(reading("visible_leadership"), visible_leadership=1), outcome(reading(), recognition=1)]

    def measure(results: object) -> float:
        return figures(results).recall  # type: ignore[arg-type]

    assert interval(some, measure) == interval(some, measure) == (0.0, 1.0)
    assert interval([], measure) == (0.0, 0.0)


def test_overlap_asks_for_a_quote_that_stands_in_the_text() -> None:
    labels = {"visible_leadership": 1}
    items = [
        Labelled("a", LED, "en", labels, {"visible_leadership": "carrying bags"}),
        Labelled("b", LED, "en", labels, {"visible_leadership": "not in the text"}),
        Labelled("c", LED, "en", {"visible_leadership": -1}, {"visible_leadership": "carrying bags"}),
        Labelled("d", f"{LED} It rained.", "en", labels, {"visible_leadership": "It rained."}),
    ]
    assert overlap([Outcome(one, reading("visible_leadership"), 1.0) for one in items]) == (1, 2)


def test_outcomes_are_the_texts_read_in_their_order_and_timed() -> None:
    items = [Labelled("a", LED, "en"), Labelled("b", "Tak!", None)]
    found = outcomes(items)
    assert [one.item for one in found] == items
    assert [one.reading.language for one in found] == ["en", None]
    assert all(0 < one.took < 10_000 for one in found)


def test_parse_keeps_what_is_given() -> None:
    line = '{"id": 7, "text": "x", "labels": {"recognition": -1}, "evidence": {"recognition": "x", "cx_vision": 3}}'
    assert parse(line, 1, labelled=True) == Labelled("7", "x", None, {"recognition": -1}, {"recognition": "x"})


def test_parse_refuses_what_is_no_label() -> None:
    for labels in ('{"recognition": 2}', '{"recognition": true}', '{"joy": 1}', "[]", "{}"):
        line = f'{{"id": "a", "text": "x", "labels": {labels}}}'
        assert parse(line, 4, labelled=True) == BadLine(4, "has no usable labels")
