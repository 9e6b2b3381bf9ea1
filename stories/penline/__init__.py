"""The pen line: what somebody felt, moment by moment, drawn as one stroke of a pen.

Pure numbers to SVG text; no Django and no database. `draw` gives the picture, `plan` the same line in
numbers, `measure` only its places. `sizes` has the six sizes, `geometry` the places, `shape` the stroke,
`marks` ring, bar and full stop, `words` the score words, `drawing` the SVG.
"""

from stories.penline.drawing import Plan, draw, plan
from stories.penline.geometry import Geometry, measure
from stories.penline.sizes import CARD, MARK, PHONE, SHARE, STORY, TV, Size, Words

__all__ = [
    "CARD",
    "MARK",
    "PHONE",
    "SHARE",
    "STORY",
    "TV",
    "Geometry",
    "Plan",
    "Size",
    "Words",
    "draw",
    "measure",
    "plan",
]
