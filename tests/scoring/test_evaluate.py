from scoring import read
from scoring.evaluate import BadLine, Figures, Labelled, Outcome, figures, interval, outcomes, overlap, parse


def outcome(text: str, **labels: int) -> Outcome:
    return Outcome(Labelled("a", text, "en", labels), read(text, "en"), 1.0)


LED = "Henrik, who runs the hotel, was carrying bags that night."


def test_figures_share() -> None:
    ours = Figures(right=3, wrong=1, missed=2)
    assert (ours.precision, ours.recall, round(ours.f1, 3)) == (0.75, 0.6, 0.667)


def test_figures_of_nothing_are_zero() -> None:
    ours = Figures(0, 0, 0)
    assert (ours.precision, ours.recall, ours.f1) == (0.0, 0.0, 0.0)


def test_figures_count_a_wrong_sign_as_wrong_and_missed() -> None:
    assert figures([outcome(LED, visible_leadership=-1)]) == Figures(0, 1, 1)


def test_figures_of_found_leave_out_the_possible() -> None:
    possible = outcome("The manager came to our table.", visible_leadership=1)
    assert possible.reading.theme("visible_leadership").band == "found"
    weak = outcome("My boss talked with us.", visible_leadership=1)
    assert weak.reading.theme("visible_leadership").band == "possible"
    assert figures([weak]) == Figures(1, 0, 0)
    assert figures([weak], found_only=True) == Figures(0, 0, 1)


def test_interval_is_the_same_each_time() -> None:
    some = [outcome(LED, visible_leadership=1), outcome("The coffee was warm.", recognition=1)]

    def measure(results: object) -> float:
        return figures(results).recall  # type: ignore[arg-type]

    assert interval(some, measure) == interval(some, measure) == (0.0, 1.0)
    assert interval([], measure) == (0.0, 0.0)


def test_overlap_asks_for_a_quote_that_stands_in_the_text() -> None:
    quoted = Labelled("a", LED, "en", {"visible_leadership": 1}, {"visible_leadership": "carrying bags"})
    elsewhere = Labelled("b", LED, "en", {"visible_leadership": 1}, {"visible_leadership": "not in the text"})
    assert overlap(outcomes([quoted, elsewhere])) == (1, 1)


def test_parse_keeps_what_is_given() -> None:
    line = '{"id": 7, "text": "x", "labels": {"recognition": -1}, "evidence": {"recognition": "x", "cx_vision": 3}}'
    assert parse(line, 1, labelled=True) == Labelled("7", "x", None, {"recognition": -1}, {"recognition": "x"})


def test_parse_refuses_what_is_no_label() -> None:
    for labels in ('{"recognition": 2}', '{"recognition": true}', '{"joy": 1}', "[]", "{}"):
        line = f'{{"id": "a", "text": "x", "labels": {labels}}}'
        assert parse(line, 4, labelled=True) == BadLine(4, "has no usable labels")
