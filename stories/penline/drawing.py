"""From a plan of the line to the text of one SVG element.

Colour, joins and motion are classes in `static/css/components/line.css`; the policy of the site allows no
inline style, and a page holds many lines, so there are no ids either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from stories.penline import marks, words
from stories.penline.geometry import Geometry, measure
from stories.penline.shape import AGAINST, Point, edges, samples, sunk
from stories.penline.sizes import HIGHEST, STORY, Size

CLIP_MARGIN = 8
FINEST_TICKS = 24
LABEL_EM = 15


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything about one line in numbers: for the SVG below, and for whoever paints it with other means."""

    geometry: Geometry
    upper: tuple[Point, ...]
    lower: tuple[Point, ...]
    hollow: tuple[tuple[Point, ...], tuple[Point, ...]] | None
    ring: marks.Ring | None
    low: tuple[Point, Point] | None
    stop: marks.Disc | None
    scores: tuple[words.Word, ...]


def plan(
    feelings: Sequence[int | None],
    size: Size,
    *,
    seed: int = 0,
    scores: Sequence[str | None] = (),
    rule_word: str = "",
) -> Plan:
    """A line in numbers.

    `seed` (the story's id) makes its ring its own; `scores` go with `feelings`, one to one.
    """
    starts_below = next((f for f in feelings if f is not None), 0) < 0
    under = 2.2 * LABEL_EM if rule_word and not starts_below else 0.0
    geometry = measure(feelings, size, under=under)
    line = samples(geometry, size.samples)
    upper, lower = edges(line)
    stop = marks.full_stop(geometry)
    told_scores = [score for score, f in zip(scores, feelings, strict=False) if f is not None]
    below = min(geometry.feelings, default=0) < 0
    wider = edges(sunk(line, geometry, size.outline), AGAINST) if below else None
    deepest = wider[1] if wider else lower
    placed = words.place(told_scores, words.Surroundings(geometry, size, upper, deepest, stop)) if stop else []
    return Plan(
        geometry=geometry,
        upper=tuple(upper),
        lower=tuple(lower),
        hollow=(tuple(wider[0]), tuple(wider[1])) if wider else None,
        ring=marks.ring(geometry, seed),
        low=marks.low_bar(geometry),
        stop=stop,
        scores=tuple(placed),
    )


def draw(
    feelings: Sequence[int | None],
    size: Size,
    *,
    seed: int = 0,
    label: str = "",
    scores: Sequence[str | None] = (),
    hidden: bool = False,
    reveal: bool = False,
    top_word: str = "",
    rule_word: str = "",
) -> str:
    """One `<svg>` element of the line.

    `label` is its name for those who do not see it; without one, or when `hidden`, the drawing is left out of
    the accessibility tree. `reveal` lets the line uncover itself once, where motion is welcome. `top_word` and
    `rule_word` name +3 and 0 and belong to the story size.
    """
    wanted = size if size is STORY else None
    it = plan(feelings, size, seed=seed, scores=scores, rule_word=rule_word if wanted else "")
    parts = [_rule(it.geometry, size)]
    if wanted and it.stop and (top_word or rule_word):
        parts.append(_guides(it, top_word, rule_word))
    parts.append(_ink(it, size))
    parts.append(_pencil(it, size))
    parts += [_text(word.text, word.x, word.y, "line__word", size.em) for word in it.scores]
    name = f'role="img" aria-label="{escape(label)}"' if label and not hidden else 'aria-hidden="true"'
    box = f"{_n(it.geometry.width)} {_n(it.geometry.height)}"
    width, height = box.split()
    css = f"line line--{size.name}{' line--reveal' if reveal else ''}"
    return f'<svg class="{css}" viewBox="0 0 {box}" width="{width}" height="{height}" {name}>{"".join(parts)}</svg>'


def _rule(geometry: Geometry, size: Size) -> str:
    """What was expected: a line over the whole width, with a tick at each moment if there is room."""
    y = geometry.rule
    path = [f"M0 {_n(y)}H{_n(geometry.width)}"]
    if geometry.spacing >= FINEST_TICKS:
        path += [f"M{_n(x)} {_n(y - size.tick / 2)}v{_n(size.tick)}" for x in geometry.places]
    return f'<path class="line__rule" d="{"".join(path)}"/>'


def _guides(it: Plan, top_word: str, rule_word: str) -> str:
    """The dotted line at +3 and the dotted stems, with the words for +3 and for the rule."""
    geometry = it.geometry
    path = []
    for x, feeling in zip(geometry.xs, geometry.feelings, strict=True):
        if feeling:
            edge = geometry.y(feeling) + (1 if feeling > 0 else -1) * geometry.thickness(feeling) / 2
            path.append(f"M{_n(x)} {_n(edge)}V{_n(geometry.rule)}")
    dotted, text = _top_label(geometry, top_word)
    path.append(dotted)
    if rule_word:
        y = geometry.rule + (2.1 if geometry.feelings[0] >= 0 else -0.7) * LABEL_EM
        text += _text(rule_word, 0, y, "line__label", LABEL_EM)
    return f'<path class="line__guide" d="{"".join(path)}"/>{text}'


def _top_label(geometry: Geometry, word: str) -> tuple[str, str]:
    """The dotted line at +3 and its word: at the left, else at the right, else not at all."""
    taken = words.width_of(word, LABEL_EM) + 16 if word else 0.0
    crest = [x for x, feeling in zip(geometry.xs, geometry.feelings, strict=True) if feeling == HIGHEST]
    reach = taken + 1.25 * geometry.ring
    start, end, text = 0.0, geometry.width, ""
    y = geometry.top + 0.3 * LABEL_EM
    if word and all(x > reach for x in crest):
        start, text = taken, _text(word, 0, y, "line__label", LABEL_EM)
    elif word and all(x < geometry.width - reach - geometry.stop for x in crest):
        end, text = end - taken, _text(word, geometry.width, y, "line__label line__label--end", LABEL_EM)
    return f"M{_n(start)} {_n(geometry.top)}H{_n(end)}", text


def _ink(it: Plan, size: Size) -> str:
    """The stroke: filled above the rule, hollow below it.

    Two nested `<svg>` clip the two halves by themselves, which a clip path could not do without an id.
    """
    if not it.stop:
        return ""
    solid = f'<path class="line__pen" d="{_outline(it.upper, it.lower)}"/>'
    if it.hollow:
        rule, height = it.geometry.rule, it.geometry.height
        hollow = f'<path class="line__hollow" stroke-width="{_n(size.outline)}" d="{_outline(*it.hollow)}"/>'
        solid = _clipped(it.geometry, 0, rule + it.geometry.thin / 2, solid) + _clipped(
            it.geometry, rule, height - rule, hollow
        )
    return f'<g class="line__ink">{solid}</g>'


def _clipped(geometry: Geometry, y: float, height: float, inner: str) -> str:
    box = f"{_n(y)}", f"{_n(geometry.width + 2 * CLIP_MARGIN)}", f"{_n(height)}"
    return (
        f'<svg class="line__half" x="-{CLIP_MARGIN}" y="{box[0]}" width="{box[1]}" height="{box[2]}" '
        f'viewBox="-{CLIP_MARGIN} {box[0]} {box[1]} {box[2]}">{inner}</svg>'
    )


def _pencil(it: Plan, size: Size) -> str:
    """Ring on its halo, low bar, full stop. The halo parts red from blue, whose contrast is only 1.7 to 1."""
    parts = []
    if it.ring:
        path = _ring_path(it.ring)
        halo = 1.3 * size.pencil + 0.7
        parts.append(f'<path class="line__halo" stroke-width="{_n(halo)}" d="{path}" pathLength="1"/>')
        parts.append(f'<path class="line__ring" stroke-width="{_n(size.pencil)}" d="{path}" pathLength="1"/>')
    if it.low:
        (x0, y0), (x1, y1) = it.low
        stroke = _n(size.pencil)
        parts.append(f'<path class="line__low" stroke-width="{stroke}" d="M{_n(x0)} {_n(y0)}L{_n(x1)} {_n(y1)}"/>')
    if it.stop:
        parts.append(f'<circle class="line__stop" cx="{_n(it.stop.x)}" cy="{_n(it.stop.y)}" r="{_n(it.stop.radius)}"/>')
    return "".join(parts)


def _ring_path(ring: marks.Ring) -> str:
    pieces = (f"C{_pair(p.handle_out)} {_pair(p.handle_in)} {_pair(p.end)}" for p in ring.pieces)
    return f"M{_pair(ring.start)}{''.join(pieces)}"


def _outline(upper: Sequence[Point], lower: Sequence[Point]) -> str:
    """Forward along the upper edge, round the tip, back along the lower one, round the start.

    Steps are relative, which compresses better; they are differences of rounded places, so the error does not
    add up.
    """
    forward, back = [_tenths(p) for p in upper], [_tenths(p) for p in reversed(lower)]
    (x, y), start = forward[0], forward[0]
    path = [f"M{_n(x / 10)} {_n(y / 10)}l{_steps(forward)}"]
    path += [_cap(forward[-1], back[0]), f"l{_steps(back)}", _cap(back[-1], start), "z"]
    return "".join(path)


def _cap(here: tuple[int, int], there: tuple[int, int]) -> str:
    """Half a circle between the two edges: the round end of the pen."""
    dx, dy = there[0] - here[0], there[1] - here[1]
    radius = _n((dx * dx + dy * dy) ** 0.5 / 20)
    return f"a{radius} {radius} 0 0 1 {_n(dx / 10)} {_n(dy / 10)}"


def _steps(points: Sequence[tuple[int, int]]) -> str:
    moves: Iterable[tuple[int, int]] = ((bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(points))
    return " ".join(f"{_n(dx / 10)} {_n(dy / 10)}" for dx, dy in moves if dx or dy) or "0 0"


def _tenths(point: Point) -> tuple[int, int]:
    return round(point[0] * 10), round(point[1] * 10)


def _text(text: str, x: float, y: float, css: str, em: float) -> str:
    return f'<text class="{css}" x="{_n(x)}" y="{_n(y)}" font-size="{_n(em)}">{escape(text)}</text>'


def _pair(point: Point) -> str:
    return f"{_n(point[0])} {_n(point[1])}"


def _n(value: float) -> str:
    """A number with one decimal at most."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
