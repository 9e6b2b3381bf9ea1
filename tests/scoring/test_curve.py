import pytest

from scoring import Curve, curve_of, tally


def test_curve_of_nothing() -> None:
    assert curve_of([]) == Curve(None, None, None, 0.0, 0.0, 0, 0)


@pytest.mark.parametrize(
    ("feelings", "expected"),
    [
        ([0, 1, -1, 1], Curve(1, 2, 3, 1.0, 0.25, 2, 1)),
        ([0], Curve(None, None, 0, 0.0, 0.0, 0, 0)),
        ([1, 1, 3, 2], Curve(2, None, 3, 2.5, 1.75, 4, 0)),
        ([-2, -3, -3, 0], Curve(None, 1, 3, -1.5, -2.0, 0, 3)),
        ([2, -2, 1], Curve(0, 1, 2, 1.5, 1 / 3, 2, 1)),
        ([-2, 2, 1], Curve(1, 0, 2, -0.5, 1 / 3, 2, 1)),
    ],
)
def test_curve_of(feelings: list[int], expected: Curve) -> None:
    assert curve_of(feelings) == expected


@pytest.mark.parametrize(
    ("feelings", "expected"),
    [
        ([], ()),
        ([1, 2, 0, 3, -1, 1], (1, 2, None, 3, None, 4)),
        ([-1, 0], (None, None)),
    ],
)
def test_tally(feelings: list[int], expected: tuple[int | None, ...]) -> None:
    assert tally(feelings) == expected


@pytest.mark.parametrize("value", [-4, 4])
def test_feelings_outside_the_scale_are_refused(value: int) -> None:
    sentence = f"a feeling lies between -3 and 3, not {value}"
    with pytest.raises(ValueError, match=sentence):
        curve_of([value])
    with pytest.raises(ValueError, match=sentence):
        tally([value])
