"""Where the rule, the steps and the moments stand, before anything is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stories.penline.sizes import HIGHEST, UNDER_THE_RULE, Size, Words

HEADROOM = 1.25
"""The ring reaches 1.25 times its radius once the hand has drawn past its own start."""

MARK_UNDER_THE_RULE = 6.5


@dataclass(frozen=True, slots=True)
class Geometry:
    """Measures of one drawing.

    `xs` has a place for every told feeling, `places` for every column of a grid below the line. `top` is
    where +3 lies, `rule` where 0 lies; in one size both are the same for every story, so rules in a row of
    cards stand on one line.
    """

    width: float
    height: float
    top: float
    rule: float
    step: float
    feelings: tuple[int, ...]
    xs: tuple[float, ...]
    places: tuple[float, ...]
    start: float
    spacing: float
    ring: float
    stop: float
    thin: float
    thick: float

    def y(self, feeling: float) -> float:
        """The height of a feeling."""
        return self.rule - feeling * self.step

    def thickness(self, feeling: float) -> float:
        """How hard the pen presses. The house's look: from thin to thick by the power 1.7 of the strength."""
        strength = min(abs(feeling), HIGHEST) / HIGHEST
        return float(self.thin + (self.thick - self.thin) * strength**1.7)

    @property
    def percents(self) -> tuple[float, ...]:
        """Every place as a percentage of the width, for labels in HTML."""
        return tuple(round(100 * x / self.width, 2) for x in self.places)


def measure(feelings: Sequence[int | None], size: Size, *, under: float = 0.0) -> Geometry:
    """Measure a line for these feelings; `under` adds room below the rule for a word.

    A feeling that was not told gets no point on the line. In columns it keeps its column, so that labels stay
    below their own moment.
    """
    told = tuple(max(-HIGHEST, min(HIGHEST, f)) for f in feelings if f is not None)
    lowest = min((0, *told))
    top, rule, step, height = _heights(size, lowest, under)
    scale = _pen_scale(size, feelings, told)
    places = _columns(size, len(feelings)) if size.columns else _across(size, told)
    xs = tuple(x for x, f in zip(places, feelings, strict=True) if f is not None) if size.columns else places
    spacing = places[1] - places[0] if len(places) > 1 else size.width
    lead = spacing / 2 if size.columns else min(0.55 * spacing, 0.13 * size.width)
    return Geometry(
        width=size.width,
        height=height,
        top=top,
        rule=rule,
        step=step,
        feelings=told,
        xs=xs,
        places=places,
        start=max(0.0, xs[0] - lead) if xs else 0.0,
        spacing=spacing,
        ring=size.ring * scale,
        stop=size.stop * scale,
        thin=size.thin,
        thick=max(size.thin, size.thick * scale),
    )


def _heights(size: Size, lowest: int, under: float) -> tuple[float, float, float, float]:
    """Top, rule, step, height. The house's look: the ring's reach above +3, then three even steps."""
    top = HEADROOM * size.ring + (0.0 if size.words is Words.NONE else 1.5 * size.em)
    below = size.ring + 1.5
    if size.fixed:
        foot = below if lowest < 0 else MARK_UNDER_THE_RULE
        step = (size.height - top - foot) / (HIGHEST - lowest)
        return top, top + HIGHEST * step, step, size.height
    step = (size.height - top - UNDER_THE_RULE) / HIGHEST
    rule = top + HIGHEST * step
    sunk = below - lowest * step if lowest < 0 else UNDER_THE_RULE
    return top, rule, step, rule + max(sunk, UNDER_THE_RULE + under)


def _columns(size: Size, count: int) -> tuple[float, ...]:
    """The middle of each of `count` equal columns."""
    return tuple(size.width * (i + 0.5) / count for i in range(count))


def _across(size: Size, told: tuple[int, ...]) -> tuple[float, ...]:
    """Even places, with room at the end for the lift and the full stop, or for the ring and the stop."""
    if not told:
        return ()
    if len(told) == 1:
        return (0.45 * size.width,)
    first = 0.13 * size.width
    pressure = size.thin + (size.thick - size.thin) * (abs(told[-1]) / HIGHEST) ** 1.7
    last = size.width - max(HEADROOM * size.ring + 3 * size.stop, 2.1 * pressure + 3 + 3.2 * size.stop)
    return tuple(first + (last - first) * i / (len(told) - 1) for i in range(len(told)))


def _pen_scale(size: Size, feelings: Sequence[int | None], told: tuple[int, ...]) -> float:
    """A smaller pen when columns are narrow, so that neither ring nor full stop leaves the drawing."""
    if not told:
        return 1.0
    column = size.width / len(feelings) if size.columns else size.width / (len(told) + 1)
    scale = min(1.0, 1.5 * column / (2.28 * size.ring))
    if size.columns and feelings[-1] is not None:
        peak_is_last = max(told) > 0 and told.index(max(told)) == len(told) - 1
        needed = HEADROOM * size.ring + 2.7 * size.stop if peak_is_last else 3.6 * size.stop
        scale = min(scale, column / 2 / needed)
    return scale
