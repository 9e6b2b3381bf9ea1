"""The stroke itself: from feelings to the outline of a pen that presses harder where more was felt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from stories.penline.geometry import Geometry

Point = tuple[float, float]

AGAINST = 1.12
"""Below the rule the outline is a little wider, because a hollow stroke looks thinner than a filled one."""

LIFT_SAMPLES = 8

BEND = 44
"""A bend is over after two steps of the largest size."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A point on the middle of the line, with the thickness of the pen there."""

    x: float
    y: float
    thickness: float


def samples(geometry: Geometry, per_step: int) -> list[Sample]:
    """The middle of the line, from its lead-in to the end of the lift; empty without feelings."""
    if not geometry.xs:
        return []
    knots = [(geometry.start, 0.0), *zip(geometry.xs, map(float, geometry.feelings), strict=True)]
    along = [Sample(x, geometry.y(f), geometry.thickness(f)) for x, f in curve(knots, per_step)]
    return along + _lift(geometry, along[-1])


def curve(knots: Sequence[Point], per_step: int) -> list[Point]:
    """Monotone cubic through the knots (Fritsch and Butland 1984), so it never overshoots a told feeling.

    Inside, the tangent is the harmonic mean of the slopes on both sides when they share a sign, else 0. The
    first follows its slope, as a pen set down in movement; the last is 0, because the lift is flat.
    """
    slopes = [(f1 - f0) / (x1 - x0) for (x0, f0), (x1, f1) in pairwise(knots)]
    tangents = [slopes[0], *(_harmonic(a, b) for a, b in pairwise(slopes)), 0.0]
    points = [knots[0]]
    for i in range(len(slopes)):
        (x0, f0), (x1, f1) = knots[i], knots[i + 1]
        width = x1 - x0
        for k in range(1, per_step + 1):
            s = k / per_step
            value = (
                (1 + 2 * s) * (1 - s) ** 2 * f0
                + s * (1 - s) ** 2 * width * tangents[i]
                + s * s * (3 - 2 * s) * f1
                + s * s * (s - 1) * width * tangents[i + 1]
            )
            points.append((x0 + s * width, value))
    return points


def _harmonic(a: float, b: float) -> float:
    return 2 * a * b / (a + b) if a * b > 0 else 0.0


def _lift(geometry: Geometry, last: Sample) -> list[Sample]:
    """The flat tail. The house's look: it thins by 1 - s^1.6 over min(.42 step, 2.1 t + 3)."""
    length = lift_length(geometry, last.thickness)
    spare = last.thickness - geometry.thin
    steps = [k / LIFT_SAMPLES for k in range(1, LIFT_SAMPLES + 1)]
    return [Sample(last.x + s * length, last.y, geometry.thin + spare * (1 - s**1.6)) for s in steps]


def lift_length(geometry: Geometry, thickness: float) -> float:
    """How far the pen goes after the last moment, short enough to leave room for the full stop."""
    room = geometry.width - geometry.xs[-1] - 3.1 * geometry.stop
    return max(geometry.stop / 2, min(0.42 * geometry.spacing, 2.1 * thickness + 3, room))


def sunk(line: list[Sample], geometry: Geometry, outline: float) -> list[Sample]:
    """The samples as the hollow stroke takes them.

    Where the line runs on the rule the full pen draws it, so there the hollow one is lifted out of its half; two
    outlines on top of each other would look like the strongest stroke of all.
    """
    shallow = 0.12 * geometry.step
    lifted = []
    for here in line:
        depth = min(1.0, max(0.0, here.y - geometry.rule) / shallow)
        lifted.append(Sample(here.x, here.y - (1 - depth) * (here.thickness * AGAINST / 2 + outline), here.thickness))
    return lifted


def edges(line: list[Sample], widen: float = 1.0) -> tuple[list[Point], list[Point]]:
    """The upper and lower edge of the stroke: each sample moved by half its thickness along the normal."""
    upper: list[Point] = []
    lower: list[Point] = []
    for i, here in enumerate(line):
        before, after = line[max(0, i - 1)], line[min(len(line) - 1, i + 1)]
        dx, dy = after.x - before.x, after.y - before.y
        reach = here.thickness * widen / 2 / (hypot(dx, dy) or 1.0)
        upper.append((here.x + dy * reach, here.y - dx * reach))
        lower.append((here.x - dy * reach, here.y + dx * reach))
    return _without_loops(upper, line, widen), _without_loops(lower, line, widen)


def _without_loops(edge: list[Point], line: list[Sample], widen: float) -> list[Point]:
    """The edge without the small loops that a thick pen makes inside a tight bend.

    A point of the edge that lies inside the stroke around another sample is not on the outline. Only an edge
    that runs backwards somewhere can have such points, so almost every line skips the comparison.
    """
    if all(b[0] >= a[0] for a, b in pairwise(edge)):
        return edge
    kept = []
    for i, (x, y) in enumerate(edge):
        near = line[max(0, i - BEND) : i] + line[i + 1 : i + 1 + BEND]
        inside = any(hypot(x - other.x, y - other.y) < other.thickness * widen / 2 - 0.3 for other in near)
        if not inside or i in {0, len(edge) - 1}:
            kept.append((x, y))
    return kept
