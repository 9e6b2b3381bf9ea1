"""Where the pencil writes its score words: beside the line, never on the ink, never outside the drawing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stories.penline.geometry import Geometry
from stories.penline.marks import Disc, peak
from stories.penline.shape import Point
from stories.penline.sizes import Size, Words

NARROW, WIDE, OTHER = 0.27, 0.68, 0.46
"""Mean advance of Newsreader italic in ems: narrow signs, capitals and wide letters, all others."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word with the middle of its base line."""

    text: str
    x: float
    y: float


def width_of(text: str, em: float) -> float:
    """About how wide the words will be set; the server has no typeface to ask."""
    narrow = sum(sign in " ijlftI.,:;'!|()-" for sign in text)
    wide = sum(sign in "mw%@" or (sign.isupper() and sign != "I") for sign in text)
    return em * (NARROW * narrow + WIDE * wide + OTHER * (len(text) - narrow - wide))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a word keeps clear of: the edges of the ink, the full stop, the borders of the drawing."""

    geometry: Geometry
    size: Size
    upper: Sequence[Point]
    lower: Sequence[Point]
    stop: Disc


def place(scores: Sequence[str | None], around: Surroundings) -> list[Word]:
    """The score of every told moment in its place.

    Left of a rising line, above a falling one, above the ring, and below the line where the moment was
    against. Words that are wider than their column shrink to their numeral.
    """
    if around.size.words is Words.NONE:
        return []
    texts = [_fitting(score or "", around) for score in scores[: len(around.geometry.xs)]]
    return [_beside(i, text, around) for i, text in enumerate(texts) if text]


def _fitting(text: str, around: Surroundings) -> str:
    em, room = around.size.em, 0.95 * around.geometry.spacing
    if around.size.words is Words.WHOLE and width_of(text, em) <= room:
        return text
    numeral = re.search(r"\d+", text)
    return numeral[0] if numeral else ""


def _beside(i: int, text: str, around: Surroundings) -> Word:
    geometry, em = around.geometry, around.size.em
    here, before = geometry.feelings[i], geometry.feelings[i - 1] if i else 0
    x, width = geometry.xs[i], width_of(text, em)
    ringed = i == peak(geometry.feelings)
    if 0 < here > before and not ringed:
        x -= 0.4 * width
    x = min(max(x, width / 2), geometry.width - width / 2)
    if ringed:
        return Word(text, x, geometry.y(here) - 1.08 * geometry.ring - 0.7 * em)
    span = x - width / 2, x + width / 2
    if here < 0:
        under_the_bar = geometry.y(here) + 0.7 * geometry.ring + em
        return Word(text, x, max(under_the_bar, max(_within(around.lower, span)) + 0.95 * em))
    stop = around.stop
    disc = [(stop.x - stop.radius, stop.y - stop.radius), (stop.x + stop.radius, stop.y - stop.radius)]
    return Word(text, x, min(geometry.y(here), *_within([*around.upper, *disc], span)) - 0.34 * em)


def _within(edge: Sequence[Point], span: tuple[float, float]) -> list[float]:
    """The heights of the ink between two places, of which the word's own moment is always one."""
    return [y for x, y in edge if span[0] <= x <= span[1]] or [edge[-1][1]]
