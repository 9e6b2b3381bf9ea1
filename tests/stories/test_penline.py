"""The pen line: exact places, and promises that hold for every story."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stories.penline import CARD, MARK, PHONE, SHARE, STORY, TV, Size, draw, measure, plan
from stories.penline.drawing import _tenths
from stories.penline.marks import full_stop, low, peak
from stories.penline.shape import AGAINST, curve, edges, samples
from stories.penline.words import width_of

SIZES = (MARK, CARD, PHONE, STORY, SHARE, TV)
COOKIE = (1, 2, 3, 2)
TOAST = (-3, 1, 3, 2)
BAGS = (0, -1, -2, -1)

feelings = st.lists(st.one_of(st.none(), st.integers(-3, 3)), max_size=12)
sizes = st.sampled_from(SIZES)


def classes(svg: str) -> list[str]:
    return re.findall(r'class="(line__\w+)', svg)


@pytest.mark.parametrize(
    ("size", "top", "rule", "step"),
    [
        (MARK, 11.875, 37.5, 8.542),
        (CARD, 22.5, 94.5, 24.0),
        (PHONE, 61.0, 171.5, 36.833),
        (STORY, 98.5, 321.5, 74.333),
        (SHARE, 108.0, 287.5, 59.833),
        (TV, 77.5, 391.5, 104.667),
    ],
)
def test_scale_of_each_size(size: Size, top: float, rule: float, step: float) -> None:
    geometry = measure(COOKIE, size)
    assert (geometry.top, geometry.rule) == (top, rule)
    assert geometry.step == pytest.approx(step, abs=0.001)
    assert geometry.height == size.height


def test_card_places_moments_between_start_and_room_for_the_stop() -> None:
    geometry = measure(COOKIE, CARD)
    assert geometry.xs[0] == pytest.approx(44.2)
    assert geometry.xs[-1] == pytest.approx(304.6)
    assert geometry.start == pytest.approx(0.0)
    assert geometry.xs[1] - geometry.xs[0] == pytest.approx(86.8)


def test_card_leaves_more_room_for_a_strong_end() -> None:
    assert measure((1, 3), CARD).xs[-1] == pytest.approx(293.84)


def test_columns_line_up_with_a_grid() -> None:
    assert measure(COOKIE, STORY).percents == (12.5, 37.5, 62.5, 87.5)
    assert measure(COOKIE, STORY).xs == (144.0, 432.0, 720.0, 1008.0)
    assert measure(COOKIE, STORY).start == 0.0


def test_one_encounter_stands_left_of_the_middle_on_a_card_and_in_its_column_on_the_page() -> None:
    assert measure((3,), CARD).xs == (153.0,)
    assert measure((3,), CARD).start == pytest.approx(108.8)
    assert measure((3,), STORY).percents == (50.0,)


def test_untold_feeling_keeps_its_column_and_gets_no_point() -> None:
    geometry = measure((1, None, 3, None), STORY)
    assert geometry.percents == (12.5, 37.5, 62.5, 87.5)
    assert geometry.xs == (144.0, 720.0)
    assert measure((1, None, 3), CARD).xs == measure((1, 3), CARD).xs


def test_card_grows_below_the_rule_and_the_rule_stays() -> None:
    assert measure(TOAST, CARD).rule == measure(COOKIE, CARD).rule == 94.5
    assert measure(TOAST, CARD).height == 94.5 + 3 * 24 + 19.5
    assert measure((-1,), CARD).height == 94.5 + 24 + 19.5


def test_mark_keeps_its_height_and_shrinks_its_step() -> None:
    geometry = measure(TOAST, MARK)
    assert geometry.height == 44
    assert geometry.step == pytest.approx((44 - 11.875 - 11) / 6)


def test_feelings_outside_the_scale_are_held_to_it() -> None:
    assert measure((-9, 9), CARD).feelings == (-3, 3)


@pytest.mark.parametrize(("feeling", "thickness"), [(0, 1.5), (1, 3.43), (-2, 7.77), (3, 14.0), (-3, 14.0)])
def test_pressure_on_a_card(feeling: int, thickness: float) -> None:
    assert measure((1, 2), CARD).thickness(feeling) == pytest.approx(thickness, abs=0.01)


def test_curve_tangents_are_harmonic_means() -> None:
    points = curve([(0, 0), (10, 10), (30, 20), (40, 20)], 10)
    assert points[10] == (10, 10)
    assert points[20] == (30, 20)
    rise = (points[11][1] - points[10][1]) / (points[11][0] - points[10][0])
    assert rise == pytest.approx(2 * 1 * 0.5 / 1.5, abs=0.03)
    assert [y for _, y in points[20:]] == [pytest.approx(20)] * 11


@pytest.mark.parametrize(
    ("told", "highest", "lowest"),
    [((1, 3, 3, -1, -1), 1, 3), ((0, 0), None, None), ((-1, -2), None, 1), ((), None, None), ((2,), 0, None)],
)
def test_peak_and_low_are_the_earliest(told: tuple[int, ...], highest: int | None, lowest: int | None) -> None:
    assert (peak(told), low(told)) == (highest, lowest)


def test_ring_stands_on_the_peak_and_is_drawn_by_one_hand_per_story() -> None:
    first, again, other = (plan(COOKIE, STORY, seed=seed).ring for seed in (7, 7, 8))
    assert first is not None
    assert other is not None
    assert first.centre == (720.0, 98.5)
    assert first == again
    assert first.start != other.start
    assert len(first.pieces) == 8


def test_ring_is_wider_than_high_and_runs_past_its_start() -> None:
    ring = plan(COOKIE, CARD, seed=0).ring
    assert ring is not None
    ends = [ring.start, *(piece.end for piece in ring.pieces)]
    width = max(x for x, _ in ends) - min(x for x, _ in ends)
    height = max(y for _, y in ends) - min(y for _, y in ends)
    assert 38 < width < 44
    assert 32 < height < 38
    assert ring.pieces[-1].end[0] > ring.start[0]


def test_full_stop_follows_the_lift() -> None:
    stop = full_stop(measure(COOKIE, CARD))
    assert stop is not None
    assert stop.x == pytest.approx(304.6 + 2.1 * 7.775 + 3 + 2.1 * 4.3, abs=0.05)
    assert (stop.y, stop.radius) == (46.5, 4.3)


def test_full_stop_stands_outside_the_ring_of_a_last_peak() -> None:
    geometry = measure((0, 0, 1), CARD)
    stop = full_stop(geometry)
    assert stop is not None
    assert stop.x - geometry.xs[-1] == pytest.approx(1.25 * 18 + 1.7 * 4.3)


def test_low_bar_lies_under_the_lowest_moment_and_rises() -> None:
    bar = plan(BAGS, CARD).low
    assert bar is not None
    (x0, y0), (x1, y1) = bar
    assert (x0 + x1) / 2 == pytest.approx(measure(BAGS, CARD).xs[2])
    assert x1 - x0 == pytest.approx(1.9 * 18)
    assert (y0 + y1) / 2 == pytest.approx(94.5 + 48 + 14)
    assert y1 < y0


def test_line_below_the_rule_is_hollow_and_clipped_without_ids() -> None:
    root = ET.fromstring(draw(TOAST, CARD, label="Toast"))  # noqa: S314 - our own text
    halves = [e for e in root.iter("svg") if e.get("class") == "line__half"]
    assert [(h.get("y"), h.get("height"), h.get("viewBox")) for h in halves] == [
        ("0", "95.2", "-8 0 356 95.2"),
        ("94.5", "91.5", "-8 94.5 356 91.5"),
    ]
    assert [h[0].get("class") for h in halves] == ["line__pen", "line__hollow"]


def test_line_on_the_rule_is_drawn_by_the_full_pen_alone() -> None:
    it = plan(BAGS, CARD)
    assert it.hollow is not None
    flat = [y for x, y in it.hollow[1] if x < it.geometry.xs[0]]
    assert max(flat) + CARD.outline / 2 < it.geometry.rule
    assert max(y for x, y in it.lower if x < it.geometry.xs[0]) == pytest.approx(it.geometry.rule + 0.75)


def test_line_uncovers_itself_only_where_asked() -> None:
    assert 'class="line line--story line--reveal"' in draw(COOKIE, STORY, reveal=True)
    assert "line--reveal" not in draw(COOKIE, STORY)


def test_hollow_line_is_wider() -> None:
    line = samples(measure(BAGS, CARD), 12)
    upper, lower = edges(line, AGAINST)
    at = 36
    assert lower[at][1] - upper[at][1] == pytest.approx(AGAINST * line[at].thickness, abs=0.01)


def test_line_above_the_rule_is_one_filled_path() -> None:
    assert classes(draw(COOKIE, CARD)) == [
        "line__rule", "line__ink", "line__pen", "line__halo", "line__ring", "line__stop",
    ]  # fmt: skip


def test_all_as_expected_is_a_line_on_the_rule_and_a_stop() -> None:
    assert classes(draw((0, 0), CARD)) == ["line__rule", "line__ink", "line__pen", "line__stop"]
    stop = plan((0, 0), CARD).stop
    assert stop is not None
    assert stop.y == 94.5


def test_all_against_has_a_low_bar_and_no_ring() -> None:
    drawn = classes(draw((-1, -2), CARD))
    assert "line__ring" not in drawn
    assert "line__low" in drawn


@pytest.mark.parametrize("told", [(), (None,), (None, None)])
@pytest.mark.parametrize("size", SIZES)
def test_no_feelings_is_a_bare_rule(told: tuple[None, ...], size: Size) -> None:
    svg = draw(told, size, label="No feelings told", top_word="Unforgettable", rule_word="As expected")
    assert classes(svg) == ["line__rule"]
    assert 'aria-label="No feelings told"' in svg


def test_ticks_go_when_moments_are_close() -> None:
    assert draw((0,) * 4, CARD).count("v5") == 4
    assert "v5" not in draw((1,) * 12, CARD)


def test_name_is_escaped_and_given_to_the_drawing() -> None:
    assert 'role="img" aria-label="&lt;b&gt; &amp; &quot;co&quot;"' in draw(COOKIE, CARD, label='<b> & "co"')


@pytest.mark.parametrize("told", [{"hidden": True, "label": "Cookie"}, {}])
def test_hidden_or_nameless_line_is_kept_from_readers(told: dict[str, object]) -> None:
    svg = draw(COOKIE, CARD, **told)  # type: ignore[arg-type]
    assert 'aria-hidden="true"' in svg
    assert "role=" not in svg


def test_score_words_stand_left_above_and_over_the_ring() -> None:
    scores = [f"Score {n} for KLM" for n in range(1, 5)]
    it = plan(COOKIE, STORY, scores=scores)
    first, second, third, fourth = it.scores
    half = width_of(scores[0], 24) / 2
    assert [w.text for w in it.scores] == scores
    assert first.x >= half
    assert second.x < 432 < second.x + half
    assert (third.x, fourth.x) == (720.0, 1008.0)
    assert third.y == pytest.approx(98.5 - 54 - 16.8)
    for word in (first, second, fourth):
        reached = [y for x, y in it.upper if word.x - half <= x <= word.x + half]
        assert word.y < min(reached)


def test_score_words_shrink_to_their_numeral_in_narrow_columns() -> None:
    scores = [f"Score {n} for KLM" for n in range(1, 9)]
    assert [w.text for w in plan((1,) * 8, STORY, scores=scores).scores] == list("12345678")
    assert [w.text for w in plan(COOKIE, PHONE, scores=scores).scores] == list("1234")
    assert plan(COOKIE, CARD, scores=scores).scores == ()


def test_score_word_without_a_numeral_is_left_out_where_it_does_not_fit() -> None:
    assert plan((1,) * 8, STORY, scores=["a point for the house"] * 8).scores == ()


def test_score_word_against_stands_below_the_line() -> None:
    it = plan((1, -2), STORY, scores=[None, "Score 1 against"])
    (word,) = it.scores
    assert word.y > max(y for _, y in it.lower)


def test_scores_stay_with_their_moments_when_a_feeling_is_untold() -> None:
    (word,) = plan((None, 2), STORY, scores=["left out", "Score 1"]).scores
    assert (word.text, word.x) == ("Score 1", 864.0)


def test_words_for_top_and_rule_belong_to_the_story_size() -> None:
    svg = draw(COOKIE, STORY, top_word="Unforgettable", rule_word="As expected")
    assert "Unforgettable" in svg
    assert "As expected" in svg
    assert "Unforgettable" not in draw(COOKIE, TV, top_word="Unforgettable")


@pytest.mark.parametrize(
    ("told", "found"),
    [((1, 3), "line__label"), ((3, 1, 1, 1, 1, 1, 1), "line__label line__label--end"), ((3,) * 8, None)],
)
def test_word_for_the_top_avoids_the_crest(told: tuple[int, ...], found: str | None) -> None:
    labels = re.findall(r'class="(line__label[^"]*)"', draw(told, STORY, top_word="Unforgettable"))
    assert labels == ([found] if found else [])


def test_word_for_the_rule_moves_above_when_the_line_starts_below() -> None:
    assert measure((-1, 2), STORY).rule > float(_label_y(draw((-1, 2), STORY, rule_word="As expected")))
    assert measure((1, 2), STORY).rule < float(_label_y(draw((1, 2), STORY, rule_word="As expected")))


def _label_y(svg: str) -> str:
    found = re.search(r'line__label" x="0" y="([\d.]+)"', svg)
    assert found
    return found[1]


@settings(deadline=None)  # a slow machine is not a wrong line
@given(feelings, sizes, st.integers(0, 10**9))
def test_every_line_is_sound_markup(told: list[int | None], size: Size, seed: int) -> None:
    scores = [f"Score {i} for <KLM>" for i in range(len(told))]
    svg = draw(told, size, seed=seed, label="A & B", scores=scores, top_word="Top", rule_word="Rule")
    ET.fromstring(svg)  # noqa: S314 - our own text
    assert svg == draw(told, size, seed=seed, label="A & B", scores=scores, top_word="Top", rule_word="Rule")
    assert not re.search(r"nan|inf|style=|\bid=|e-\d|\d\.\d\d", svg)


@settings(deadline=None)  # a slow machine is not a wrong line
@given(feelings, sizes)
def test_full_stop_stays_inside_and_after_the_last_moment(told: list[int | None], size: Size) -> None:
    it = plan(told, size)
    if it.stop:
        assert it.geometry.xs[-1] < it.stop.x
        assert it.stop.x + it.stop.radius <= it.geometry.width + 0.01


@settings(deadline=None)  # a slow machine is not a wrong line
@given(feelings, sizes)
def test_line_never_overshoots_a_told_feeling(told: list[int | None], size: Size) -> None:
    geometry = measure(told, size)
    for sample in samples(geometry, size.samples):
        assert geometry.y(max((0, *geometry.feelings))) - 1e-6 <= sample.y
        assert sample.y <= geometry.y(min((0, *geometry.feelings))) + 1e-6


@settings(deadline=None)  # a slow machine is not a wrong line
@given(feelings, sizes)
def test_ink_stays_inside_the_drawing(told: list[int | None], size: Size) -> None:
    it = plan(told, size)
    for _, y in map(_tenths, (*it.upper, *it.lower, *(it.low or ()))):
        assert 0 <= y / 10 <= it.geometry.height


@settings(deadline=None)  # a slow machine is not a wrong line
@given(feelings, st.sampled_from((STORY, SHARE, PHONE)))
def test_score_words_stay_inside_the_drawing(told: list[int | None], size: Size) -> None:
    scores = [f"Score {i} for KLM" for i in range(len(told))]
    for word in plan(told, size, scores=scores).scores:
        half = width_of(word.text, size.em) / 2
        assert word.x - half >= -0.01
        assert word.x + half <= size.width + 0.01
