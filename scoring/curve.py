"""The experience curve: what the feelings of a story's moments add up to.

Pure arithmetic over whole numbers from -3 to +3, in the order in which the moments happened. Drawing it is the
site's business.

Source of the peak-end score: D. Kahneman, B. Fredrickson, C. Schreiber, D. Redelmeier, "When more pain is
preferred to less" (Psychological Science 4, 1993): what is remembered of an episode follows the mean of its
most intense and its last moment, and hardly its length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LOWEST, HIGHEST = -3, 3


@dataclass(frozen=True, slots=True)
class Curve:
    """The marks on a curve of feelings.

    `peak_index` is the earliest highest moment if it lies above 0, `low_index` the earliest lowest one if it
    lies below 0, `end_index` the last; None where there is no such moment. `peak_end` and `mean` lie between -3 and 3.
    `points_for` and `points_against` count the moments above and below 0.
    """

    peak_index: int | None
    low_index: int | None
    end_index: int | None
    peak_end: float
    mean: float
    points_for: int
    points_against: int


def curve_of(feelings: Sequence[int]) -> Curve:
    """The peak, the low, the end and both averages of a story's feelings.

    The peak-end score is (strongest + last) / 2, where the strongest feeling is the one furthest from 0, the
    earliest on a tie. No moments give no marks and averages of 0. ValueError outside -3..3.
    """
    values = _checked(feelings)
    if not values:
        return Curve(None, None, None, 0.0, 0.0, 0, 0)
    highest, lowest = max(values), min(values)
    strongest = max(values, key=abs)  # max() keeps the first of equals, which is the rule for a tie
    return Curve(
        peak_index=values.index(highest) if highest > 0 else None,
        low_index=values.index(lowest) if lowest < 0 else None,
        end_index=len(values) - 1,
        peak_end=(strongest + values[-1]) / 2,
        mean=sum(values) / len(values),
        points_for=sum(value > 0 for value in values),
        points_against=sum(value < 0 for value in values),
    )


def tally(feelings: Sequence[int]) -> tuple[int | None, ...]:
    """For each moment the number in "Score n for ...": 1, 2, 3 for the moments above 0, None for the others.

    Moments below 0 take nothing away from the running number; they are counted in `Curve.points_against`.
    ValueError outside -3..3.
    """
    numbers: list[int | None] = []
    score = 0
    for value in _checked(feelings):
        score += value > 0
        numbers.append(score if value > 0 else None)
    return tuple(numbers)


def _checked(feelings: Sequence[int]) -> list[int]:
    values = list(feelings)
    for value in values:
        if not LOWEST <= value <= HIGHEST:
            raise ValueError(f"a feeling lies between {LOWEST} and {HIGHEST}, not {value}")
    return values
