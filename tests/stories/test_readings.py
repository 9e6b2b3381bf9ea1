import pytest

from stories.enums import Band, Source, Theme
from stories.models import Story, ThemeReading
from stories.readings import sheets, signed, to_mark
from tests.factories import make_cast, make_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Story:
    cast = make_cast()
    return make_story(author=cast.alice, organisation=cast.klm, text="Nothing much.")


def read(
    story: Story,
    theme: Theme,
    value: int,
    *,
    strength: int = 90,
    source: Source = Source.MACHINE,
    band: Band = Band.FOUND,
) -> None:
    ThemeReading.objects.create(
        story=story,
        theme=theme,
        value=value,
        strength=strength,
        source=source,
        band=band,
        evidence=[{"start": 0, "end": 7, "text": "Nothing"}] if value and source != Source.HUMAN else [],
        engine_version="test-1" if source == Source.MACHINE else "",
        by=story.author if source != Source.MACHINE else None,
    )


def test_signed_uses_a_true_minus() -> None:
    assert [signed(value) for value in (1, 0, -1)] == ["+1", "0", "−1"]


@pytest.mark.parametrize(
    ("strength", "band", "said"),
    [
        (95, Band.FOUND, "found, and strong"),
        (70, Band.FOUND, "found, and clear"),
        (40, Band.FOUND, "found, but faint"),
        (40, Band.POSSIBLE, "possible"),
    ],
)
def test_strength_is_said_in_words(story: Story, strength: int, band: Band, said: str) -> None:
    read(story, Theme.EMPOWERMENT, 1, strength=strength, band=band)
    opinion = sheets(story)[0].opinions[0]
    assert opinion.words == f"The reader said +1: {said}."
    assert opinion.details == "Read in the text by test-1"


def test_what_is_only_possible_does_not_count_until_somebody_says_so(story: Story) -> None:
    read(story, Theme.CX_VISION, 1, band=Band.POSSIBLE)
    first = sheets(story)[0]
    assert (first.theme, first.value) == (Theme.CX_VISION, 0)
    assert first.meaning.startswith("Possible: ")
    assert [choice.label for choice in first.choices] == ["Right", "Set to 0", "Set to −1"]


def test_what_counts_stands_first_and_what_is_not_evident_last(story: Story) -> None:
    read(story, Theme.CX_VISION, -1)
    read(story, Theme.RECOGNITION, 1, band=Band.POSSIBLE)
    read(story, Theme.EMPOWERMENT, 0, strength=0, band=Band.NOTHING)
    assert [sheet.theme for sheet in sheets(story)] == [
        Theme.CX_VISION,
        Theme.RECOGNITION,
        Theme.EMPOWERMENT,
        Theme.VISIBLE_LEADERSHIP,
    ]


def test_recognition_that_is_missing_points_to_thanks(story: Story) -> None:
    meanings = {sheet.theme: sheet.meaning for sheet in sheets(story)}
    assert meanings[Theme.RECOGNITION] == "Not evident. Your thanks may change that."
    assert meanings[Theme.EMPOWERMENT] == "Not evident."


def test_marks_take_the_sign_of_the_manager_and_leave_the_row_alone(story: Story) -> None:
    read(story, Theme.EMPOWERMENT, 1)
    read(story, Theme.EMPOWERMENT, -1, source=Source.HUMAN)
    assert {reading.value for reading in to_mark(story)} == {-1}
    assert sorted(reading.value for reading in story.readings.all()) == [-1, 1]
