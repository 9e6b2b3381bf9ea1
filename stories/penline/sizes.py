"""The six sizes in which the pen line is drawn.

Only numbers live here. Where a moment stands is `geometry`, what the pen does there is `shape`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

HIGHEST = 3
"""Feelings run from -3 to +3."""

UNDER_THE_RULE = 8.5
"""Room kept under the rule when nothing sinks below it: the foot of a tick and a little air."""


class Words(Enum):
    """What the drawing may write beside a moment."""

    NONE = "none"
    NUMERAL = "numeral"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Size:
    """One size of the pen line, in pixels of its own view box.

    `height` holds while no feeling is below 0; negatives make the drawing taller, so that the rule keeps its
    place; `fixed` keeps the height and shrinks the step instead. `columns` places the moments in the middle
    of equal columns, for labels below in a grid; otherwise they fill the width. `pencil` is the stroke of the
    ring, `outline` that of a hollow line.
    """

    name: str
    width: float
    height: float
    thin: float
    thick: float
    ring: float
    stop: float
    pencil: float
    outline: float
    columns: bool = False
    fixed: bool = False
    words: Words = Words.NONE
    em: float = 0.0

    @property
    def samples(self) -> int:
        """How many pieces one step of the curve is cut into."""
        return 22 if self.columns else 12

    @property
    def tick(self) -> float:
        """The length of the tick on the rule."""
        return 10 if self.columns else 5


MARK = Size("mark", 120, 44, thin=1.4, thick=7, ring=9.5, stop=2.7, pencil=1.7, outline=1.3, fixed=True)
CARD = Size("card", 340, 103, thin=1.5, thick=14, ring=18, stop=4.3, pencil=2.3, outline=1.9)
PHONE = Size(
    "phone",
    350,
    180,
    thin=1.5,
    thick=22,
    ring=26,
    stop=6.8,
    pencil=2.6,
    outline=1.9,
    words=Words.NUMERAL,
    em=19,
)
STORY = Size(
    "story",
    1152,
    330,
    thin=2.7,
    thick=54,
    ring=50,
    stop=17,
    pencil=4.6,
    outline=2.9,
    columns=True,
    words=Words.WHOLE,
    em=24,
)
SHARE = Size(
    "share",
    1104,
    296,
    thin=2.7,
    thick=56,
    ring=48,
    stop=17,
    pencil=4.6,
    outline=2.9,
    columns=True,
    words=Words.WHOLE,
    em=32,
)
TV = Size("tv", 1792, 400, thin=2.7, thick=70, ring=62, stop=22, pencil=7.2, outline=3.8, columns=True)
