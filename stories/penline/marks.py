"""What is put on the line by hand: the ring, the low bar and the full stop."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, radians, sin

from stories.penline.geometry import HEADROOM, Geometry
from stories.penline.shape import AGAINST, Point, lift_length

RING_PIECES = 8
RING_SWEEP = 402


@dataclass(frozen=True, slots=True)
class Bezier:
    """One cubic piece: its two handles and its end; it starts where the piece before it ended."""

    handle_out: Point
    handle_in: Point
    end: Point


@dataclass(frozen=True, slots=True)
class Ring:
    """The pencil's ring: where it is set down, and its pieces."""

    centre: Point
    start: Point
    pieces: tuple[Bezier, ...]


@dataclass(frozen=True, slots=True)
class Disc:
    """The full stop."""

    x: float
    y: float
    radius: float


def peak(feelings: tuple[int, ...]) -> int | None:
    """The index of the earliest maximum, or None when nothing was above 0."""
    highest = max(feelings, default=0)
    return feelings.index(highest) if highest > 0 else None


def low(feelings: tuple[int, ...]) -> int | None:
    """The index of the earliest minimum, or None when nothing was below 0."""
    lowest = min(feelings, default=0)
    return feelings.index(lowest) if lowest < 0 else None


def ring(geometry: Geometry, seed: int) -> Ring | None:
    """An open ellipse round the peak, by hand, and the same each time for one seed.

    The house's look: 1.14 r by .98 r, swept past its own start, the radius growing from .93 to 1.08; start
    and tilt vary a little from story to story.
    """
    at = peak(geometry.feelings)
    if at is None:
        return None
    centre = geometry.xs[at], geometry.y(geometry.feelings[at])
    first, tilt = radians(-118 + 37 * seed % 30), radians(-14 + 53 * seed % 14)
    turn = radians(RING_SWEEP) / RING_PIECES
    rim = [_rim(centre, geometry.ring, k / RING_PIECES, first + k * turn, tilt) for k in range(RING_PIECES + 1)]
    pieces = []
    for (here, out), (there, arriving) in pairwise(rim):
        third = turn / 3
        pieces.append(
            Bezier(
                (here[0] + third * out[0], here[1] + third * out[1]),
                (there[0] - third * arriving[0], there[1] - third * arriving[1]),
                there,
            )
        )
    return Ring(centre, rim[0][0], tuple(pieces))


def _rim(centre: Point, radius: float, done: float, angle: float, tilt: float) -> tuple[Point, Point]:
    """A point of the ring at this angle, and its derivative by the angle."""
    grow, growing = 0.93 + 0.15 * done, 0.15 / (RING_SWEEP / 180 * pi)
    wide, high = 1.14 * radius, 0.98 * radius
    point = wide * grow * cos(angle), high * grow * sin(angle)
    move = (
        wide * (growing * cos(angle) - grow * sin(angle)),
        high * (growing * sin(angle) + grow * cos(angle)),
    )
    x, y = _turned(point, tilt)
    return (centre[0] + x, centre[1] + y), _turned(move, tilt)


def _turned(point: Point, angle: float) -> Point:
    x, y = point
    return x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)


def low_bar(geometry: Geometry) -> tuple[Point, Point] | None:
    """Both ends of the short bar under the lowest moment: 1.9 r long and slightly rising."""
    at = low(geometry.feelings)
    if at is None:
        return None
    feeling = geometry.feelings[at]
    clear = max(0.7 * geometry.ring + 1.4, AGAINST / 2 * geometry.thickness(feeling) + 0.2 * geometry.ring)
    x, y = geometry.xs[at], geometry.y(feeling) + clear
    half, rise = 0.95 * geometry.ring, 0.06 * geometry.ring
    return (x - half, y + rise), (x + half, y - rise)


def full_stop(geometry: Geometry) -> Disc | None:
    """The disc after the tail; when the peak is last it stands outside the ring."""
    if not geometry.xs:
        return None
    last = geometry.feelings[-1]
    away = lift_length(geometry, geometry.thickness(last)) + 2.1 * geometry.stop
    if peak(geometry.feelings) == len(geometry.feelings) - 1:
        away = max(away, HEADROOM * geometry.ring + 1.7 * geometry.stop)
    return Disc(geometry.xs[-1] + away, geometry.y(last), geometry.stop)
