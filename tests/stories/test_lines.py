"""From a story to its line: which moment scores, peaks and ends, and how that is said in three languages."""

import re
import xml.etree.ElementTree as ET
from typing import Final

import pytest
from django.utils import translation
from django.utils.safestring import SafeString

from stories import lines, penline
from stories.actions.telling import MomentDraft
from stories.enums import StoryStatus
from stories.lines import Experience
from stories.models import Moment, Organisation, Story
from tests.factories import make_organisation, make_story

pytestmark = pytest.mark.django_db

KLM: Final = ("the offer", "the welcome", "the cookie", "the card")


def told(*feelings: int | None, titles: tuple[str, ...] = ()) -> Story:
    """Return KLM's story with these feelings, in moments that may have names."""
    names = [*titles, *[""] * len(feelings)]
    moments = [
        MomentDraft(text=f"Moment {number}.", feeling=feeling, title=names[number])
        for number, feeling in enumerate(feelings)
    ]
    return make_story(status=StoryStatus.PUBLISHED, organisation=make_organisation(name="KLM"), moments=moments)


def marks(story: Story) -> list[str]:
    """Return for each moment its number and marks, such as "3 peak"."""
    return [
        " ".join(
            [str(step.number or "-")]
            + [mark for mark, there in (("peak", step.is_peak), ("low", step.is_low), ("end", step.is_end)) if there]
        )
        for step in Experience(story).steps
    ]


@pytest.mark.parametrize(
    ("feelings", "expected"),
    [
        ((1, 2, 3, 2), ["1", "2", "3 peak", "4 end"]),
        ((3,), ["1 peak end"]),
        ((-3,), ["- low end"]),
        ((0,), ["- end"]),
        ((3, 3, -2, -2), ["1 peak", "2", "- low", "- end"]),
        ((-1, None, 2, None), ["- low", "-", "1 peak end", "-"]),
        ((None, None), ["-", "-"]),
        ((None, 1, 0, 1), ["-", "1 peak", "-", "2 end"]),
    ],
)
def test_steps_carry_their_numbers_and_marks(feelings: tuple[int | None, ...], expected: list[str]) -> None:
    assert marks(told(*feelings)) == expected


def test_moment_without_a_feeling_is_told_and_not_drawn() -> None:
    experience = Experience(told(None, 2, None, -1))
    assert len(experience.steps) == 4
    assert [step.moment.position for step in experience.told_steps] == [2, 4]
    assert experience.feelings == [2, -1]


def test_peak_low_and_end_are_the_steps_that_carry_the_marks() -> None:
    experience = Experience(told(1, -2, 3))
    found = (experience.peak, experience.low, experience.end)
    assert [step and step.moment.position for step in found] == [3, 2, 3]
    flat = Experience(told(0, 0))
    assert (flat.peak, flat.low) == (None, None)
    assert flat.end is not None
    nothing = Experience(told(None))
    assert (nothing.peak, nothing.low, nothing.end) == (None, None, None)


def test_score_words_name_the_organisation_in_order() -> None:
    experience = Experience(told(1, 2, 3, 2, titles=KLM))
    words = [experience.score_words(step.number) for step in experience.steps]
    assert words == ["Score 1 for KLM", "Score 2 for KLM", "Score 3 for KLM", "Score 4 for KLM"]
    assert experience.score_words(None) is None


@pytest.mark.parametrize(
    ("feelings", "titles", "label"),
    [
        (
            (1, 2, 3, 2),
            KLM,
            "4 moments: nice, great, unforgettable, great. Strongest: the cookie. Ends: great.",
        ),
        ((-3,), (), "1 moment: awful. Lowest: “Moment 0.”. Ends: awful."),
        (
            (2, -1, 0),
            ("", "the queue"),
            "3 moments: great, poor, as expected. Strongest: “Moment 0.”. Lowest: the queue. Ends: as expected.",
        ),
        ((None,), (), "No feelings told."),
    ],
)
def test_label_says_what_the_line_shows(feelings: tuple[int | None, ...], titles: tuple[str, ...], label: str) -> None:
    assert Experience(told(*feelings, titles=titles)).label == label


def test_experience_of_prefetched_moments_costs_no_query(django_assert_num_queries: object) -> None:
    told(1, 2, 3)
    story = Story.objects.with_card_data().get()
    with django_assert_num_queries(0):  # type: ignore[operator]  # the fixture is untyped
        assert "3 moments" in lines.draw(story, "card")


@pytest.mark.parametrize("language", ["en", "da", "nl"])
@pytest.mark.parametrize("size", list(lines.SIZES))
@pytest.mark.parametrize("feelings", [(), (None,), (0,), (3,), (1, 2, 3, 2), (-3, 3) * 6])
def test_line_is_sound_markup_in_every_size_and_language(
    feelings: tuple[int | None, ...], size: str, language: str
) -> None:
    story = Story(pk=7, organisation=Organisation(name="KLM"))
    moments = [
        Moment(story=story, position=place, text="It rained.", feeling=feeling)
        for place, feeling in enumerate(feelings, start=1)
    ]
    with translation.override(language):
        svg = lines.draw(story, size, moments=moments)
    assert isinstance(svg, SafeString)
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    assert root.tag.removeprefix("{http://www.w3.org/2000/svg}") == "svg"


def test_large_line_carries_words_the_phones_numerals_and_the_card_none() -> None:
    story = told(1, -1, 3)
    texts = {size: re.findall(r"Score \d for KLM", str(lines.draw(story, size))) for size in lines.SIZES}
    assert {size: found for size, found in texts.items() if found} == {
        size: ["Score 1 for KLM", "Score 2 for KLM"]
        for size, shape in lines.SIZES.items()
        if shape.words is penline.Words.WHOLE
    }
    assert texts["story"] != []


def test_words_of_people_are_escaped_in_the_drawing() -> None:
    story = told(3, titles=('<script>alert("x")</script>',))
    story.organisation.name = "<b>KLM</b>"
    svg = str(lines.draw(story, "story"))
    assert "<script" not in svg
    assert "<b>" not in svg
    assert "&lt;b&gt;KLM&lt;/b&gt;" in svg


def test_hidden_line_has_no_name_of_its_own() -> None:
    svg = str(lines.draw(told(1, 2), "mark", hidden=True))
    assert 'aria-hidden="true"' in svg
    assert "moments:" not in svg
