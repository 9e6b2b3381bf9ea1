"""The site without a reader: nothing is read, nothing has failed, and what people say counts."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

import scoring
from stories.actions import rescoring, tagging
from stories.enums import EventKind, HadToAsk, Source, StoryStatus, Theme
from stories.hints import Hints, hints_for
from stories.models import Event, Story, StoryTheme, ThemeReading
from tests.factories import TEXTS, make_cast, make_story
from tests.test_settings import start

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_reader")]


@pytest.fixture(autouse=True)
def _off(settings: Settings) -> None:
    settings.READ_STORIES = False


def sent(**fields: object) -> Story:
    return make_story(status=StoryStatus.SUBMITTED, **fields)  # type: ignore[arg-type]  # the factory's own fields  # type: ignore[arg-type]  # the factory's own fields


def counting(story: Story) -> list[tuple[str, int, str]]:
    return list(StoryTheme.objects.filter(story=story).values_list("theme", "value", "source"))


def score(*options: str) -> str:
    out = StringIO()
    call_command("score", *options, stdout=out)
    return out.getvalue()


def test_a_story_that_is_sent_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "read", lambda *_: pytest.fail("somebody read it"))
    story = sent()
    assert (story.engine_version, story.score_failed) == ("", False)
    assert not story.readings.exists()
    assert not story.behaviours.exists()
    assert counting(story) == []
    assert not Event.objects.filter(story=story, kind__in=[EventKind.SCORED, EventKind.SCORE_FAILED]).exists()


def test_its_language_is_recognised_all_the_same() -> None:
    assert sent(text="\n\n".join(TEXTS["da"]), language="").language == "da"
    assert sent(text="\n\n".join(TEXTS["da"]), language="nl").language == "nl"


def test_what_the_author_answered_counts() -> None:
    assert counting(sent(had_to_ask=HadToAsk.REFUSED)) == [("empowerment", -1, "answer")]
    # "No" counts where the text has evidence of it as well, and nobody looked for any.
    assert counting(sent(had_to_ask=HadToAsk.NO)) == []


def test_what_a_manager_decides_counts() -> None:
    cast = make_cast()
    story = sent(author=cast.alice)
    tagging.correct(story, Theme.RECOGNITION, 1, by=cast.bob)
    assert counting(story) == [("recognition", 1, "human")]


def test_what_was_read_before_goes_with_the_text_that_it_was_read_in(settings: Settings) -> None:
    cast = make_cast()
    settings.READ_STORIES = True
    story = sent(author=cast.alice)
    tagging.correct(story, Theme.RECOGNITION, 1, by=cast.bob)
    settings.READ_STORIES = False
    tagging.score(story, by=cast.alice)
    assert set(ThemeReading.objects.filter(story=story).values_list("source", flat=True)) == {Source.HUMAN}
    assert counting(story) == [("recognition", 1, "human")]
    assert Story.objects.get(pk=story.pk).engine_version == ""


def test_no_further_reader_is_asked(settings: Settings, django_capture_on_commit_callbacks: object) -> None:
    settings.FURTHER_READER = "llm"
    with django_capture_on_commit_callbacks() as callbacks:  # type: ignore[operator]
        sent()
    assert not any("_ask_further" in repr(one) for one in callbacks)


def test_nobody_is_helped_while_writing() -> None:
    assert hints_for(" ".join(TEXTS["en"])) == Hints()


def test_nothing_is_missing_and_the_command_says_why() -> None:
    sent()
    assert not Story.objects.unscored().exists()
    for options in ((), ("--missing",), ("--again",)):
        assert score(*options) == "No machine reads stories here: READ_STORIES is off.\n"
        assert json.loads(score("--json", *options)) == {"read": 0, "failed": [], "off": True}
    assert rescoring.step(rescoring.begin()).taken == 0


@pytest.mark.parametrize("options", [(), ("--missing",)])
def test_turned_on_again_all_that_was_sent_meanwhile_is_read(settings: Settings, options: tuple[str, ...]) -> None:
    story = sent()
    settings.READ_STORIES = True
    assert list(Story.objects.unscored()) == [story]
    score(*options)
    assert Story.objects.get(pk=story.pk).engine_version == scoring.ENGINE_VERSION


def test_the_review_page_says_so(client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.bob)
    page = client.get(f"/en/review/{sent(author=cast.alice).key}/").content.decode()
    assert "Stories are not read by a machine here." in page
    assert "a language we do not read" not in page


def test_the_page_of_a_story_says_so_and_shows_what_people_decided(client: Client) -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.PUBLISHED, author=cast.alice)
    page = client.get(story.get_absolute_url()).content.decode()
    assert "Stories are not read by a machine here." in page
    assert "What the text shows" not in page
    assert "has not been read" not in page

    tagging.correct(story, Theme.RECOGNITION, 1, by=cast.bob)
    page = client.get(story.get_absolute_url()).content.decode()
    assert "Stories are not read by a machine here." in page
    assert "What the text shows" in page
    assert "decided by a person" in page
    assert "not evident" not in page


def test_what_was_read_before_is_still_shown_as_read(settings: Settings, client: Client) -> None:
    settings.READ_STORIES = True
    story = make_story(status=StoryStatus.PUBLISHED)
    settings.READ_STORIES = False
    page = client.get(story.get_absolute_url()).content.decode()
    assert "not evident" in page
    assert "Stories are not read by a machine here." not in page


def test_off_wins_over_the_further_reader(tmp_path: Path) -> None:
    shown = "(READ_STORIES, FURTHER_READER)"
    further = {"FURTHER_READER": "llm", "LLM_URL": "http://127.0.0.1:1/v1", "LLM_MODEL": "some-model"}
    assert start(tmp_path, shown).stdout == "(True, '')\n"
    assert start(tmp_path, shown, **further).stdout == "(True, 'llm')\n"
    assert start(tmp_path, shown, **further, READ_STORIES="0").stdout == "(False, '')\n"
