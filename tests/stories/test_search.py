"""Search: word forms in three languages, accents that matter, and whatever somebody types."""

import pytest

from stories import search
from stories.actions import workflow
from stories.enums import StoryStatus
from stories.models import SearchEntry, Story
from tests.factories import make_cast, make_story

pytestmark = pytest.mark.django_db


def found(asked: str) -> list[str]:
    """Return the titles of the stories that are found, newest first."""
    stories = search.matching(Story.objects.on_wall(), search.parse(asked))
    return list(stories.values_list("title", flat=True))


@pytest.fixture
def stories() -> None:
    cast = make_cast()
    texts = {
        "en": "The customers ran for the train. She was kind.",
        "da": "Hos servicekatalog kunderne får man altid et svar. Far ventede.",
        "nl": "De klanten wachtten in het café op één schroef.",
    }
    for language, text in texts.items():
        make_story(
            status=StoryStatus.PUBLISHED, author=cast.alice, title=f"Story {language}", text=text, language=language
        )


@pytest.mark.usefixtures("stories")
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("customer", ["Story en"]),
        ("customers", ["Story en"]),
        ("CUSTOMER", ["Story en"]),
        ("kunde", ["Story da"]),
        ("kunderne", ["Story da"]),
        ("klant", ["Story nl"]),
        ("klanten", ["Story nl"]),
        ("servicekatalog kunder", ["Story da"]),
        ("café", ["Story nl"]),
        ("customer klant", []),
        ("klanten schroef", ["Story nl"]),
        ("Alice", []),
        ("KLM", ["Story nl", "Story da", "Story en"]),
    ],
)
def test_word_forms_find_their_story(asked: str, expected: list[str]) -> None:
    assert found(asked) == expected


@pytest.mark.usefixtures("stories")
@pytest.mark.parametrize(
    "asked",
    [
        "",
        " ",
        "the and of",
        "\0",
        '"; drop',
        "*",
        "a* OR b",
        "NEAR(",
        "'",
        "x" * 5000,
        "word " * 500,
        "\ud800",
        "🎈",
        "(",
        "^",
        "-",
        "a:b",
        "%",
        "\\",
    ],
)
def test_whatever_is_typed_never_raises(asked: str) -> None:
    assert isinstance(found(asked), list)


def test_accents_are_letters() -> None:
    cast = make_cast()
    for title, text in (("With", "En vrå i huset."), ("Without", "En vra i huset.")):
        make_story(status=StoryStatus.PUBLISHED, author=cast.alice, title=title, text=text, language="da")
    assert found("vrå") == ["With"]
    assert found("vra") == ["Without"]
    assert found("vra\u030a") == ["With"]  # the same letter, typed in two signs


def test_common_words_are_left_out_and_named() -> None:
    query = search.parse("the train and bus")
    assert query.too_common == ("the", "and")
    assert len(query.groups) == 2
    assert not search.parse("the and of")


def test_only_the_first_words_of_a_long_query_count() -> None:
    assert len(search.parse(" ".join(f"word{n}x" for n in range(50))).groups) == search.WORDS_AT_MOST


def test_taken_down_is_not_found() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.PUBLISHED, author=cast.alice, title="Gone", text="A balloon.")
    assert found("balloon") == ["Gone"]
    workflow.withdraw(story, by=cast.alice)
    assert found("balloon") == []
    assert not SearchEntry.objects.exists()


def test_drafts_are_not_indexed_and_rebuilding_finds_the_same() -> None:
    cast = make_cast()
    make_story(author=cast.alice, text="A balloon.")
    make_story(status=StoryStatus.PUBLISHED, author=cast.alice, title="There", text="A balloon.")
    SearchEntry.objects.all().delete()
    assert found("balloon") == []
    assert search.rebuild() == 1
    assert found("balloon") == ["There"]
