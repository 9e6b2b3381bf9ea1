"""A further reader beside the built-in one, against a real server process of ours, well behaved and not."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from pytest_django import Settings

from stories import tasks
from stories.actions import further, tagging
from stories.enums import Source, StoryStatus, Theme
from stories.models import ModelAnswer, Story, StoryTheme, ThemeReading
from tests.factories import make_story

pytestmark = pytest.mark.django_db

FIRST: Final = "The bus came at nine"
TEXT: Final = f"{FIRST}. We had tea."


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    script = Path(__file__).parents[2] / "scoring" / "llm_server.py"
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.kill()


@pytest.fixture
def ask(settings: Settings, port: int) -> "Asking":
    """Point the site at the server; call it with a mode."""
    settings.FURTHER_READER, settings.LLM_MODEL, settings.LLM_TIMEOUT = "llm", "some-model", 0.5
    return Asking(settings, port)


class Asking:
    def __init__(self, settings: Settings, port: int) -> None:
        self.settings, self.port = settings, port

    def __call__(self, story: Story, mode: str = "good") -> bool:
        self.settings.LLM_URL = f"http://127.0.0.1:{self.port}/{mode}"
        return further.read_further(story)


def sent() -> Story:
    return make_story(text=TEXT, status=StoryStatus.SUBMITTED, language="en")


def counting(story: Story) -> dict[str, tuple[int, str]]:
    return {t.theme: (t.value, t.source) for t in StoryTheme.objects.filter(story=story)}


def test_its_word_stands_beside_the_built_in_one_and_counts(ask: Asking) -> None:
    story = sent()
    before = list(ThemeReading.objects.filter(story=story, source=Source.MACHINE).values_list("theme", "value"))
    assert ask(story) is True
    rows = {r.theme: r for r in ThemeReading.objects.filter(story=story, source=Source.MODEL)}
    assert [e["text"] for e in rows[Theme.EMPOWERMENT].evidence] == [FIRST]
    assert rows[Theme.EMPOWERMENT].engine_version == further.llm_server().version  # type: ignore[union-attr]
    assert list(ThemeReading.objects.filter(story=story, source=Source.MACHINE).values_list("theme", "value")) == before
    assert counting(story) == {"empowerment": (1, "model")}


def test_a_manager_is_believed_before_any_reader(ask: Asking) -> None:
    story = sent()
    assert ask(story) is True
    tagging.correct(story, Theme.EMPOWERMENT, 0, by=story.organisation.memberships.get(role="manager").user)
    assert counting(story) == {}


@pytest.mark.parametrize("mode", ["hang", "garbage", "missing-theme", "error", "prose"])
def test_whatever_it_does_the_built_in_reading_stands(ask: Asking, mode: str, caplog: pytest.LogCaptureFixture) -> None:
    story = sent()
    before = list(ThemeReading.objects.filter(story=story).values_list("theme", "source", "value", "engine_version"))
    with caplog.at_level(logging.WARNING):
        assert ask(story, mode) is False
    rows = ThemeReading.objects.filter(story=story).values_list("theme", "source", "value", "engine_version")
    assert list(rows) == before
    assert "nothing usable" in caplog.text
    assert FIRST not in caplog.text


def test_the_same_text_is_asked_about_once_and_no_words_are_kept(ask: Asking) -> None:
    story = sent()
    assert ask(story) is True
    assert ask(story, "error") is True
    kept = ModelAnswer.objects.get()
    assert kept.answer["themes"]["empowerment"]["evidence"] == [[0, len(FIRST)]]
    assert "bus" not in str(kept.answer)


def test_a_text_that_changed_meanwhile_keeps_no_stale_word(ask: Asking) -> None:
    story = sent()
    Story.objects.filter(pk=story.pk).update(text="Something else was told.")
    assert ask(story) is False
    assert not ThemeReading.objects.filter(story=story, source=Source.MODEL).exists()


def test_sending_a_story_asks_in_the_background_and_only_when_it_is_on(
    settings: Settings, port: int, django_capture_on_commit_callbacks: pytest.FixtureRequest
) -> None:
    asked: list[int] = []
    capture = django_capture_on_commit_callbacks
    with capture() as callbacks:  # type: ignore[operator]
        story = sent()
    assert not any("_ask_further" in repr(one) for one in callbacks)
    settings.FURTHER_READER, settings.LLM_MODEL = "llm", "some-model"
    settings.LLM_URL = f"http://127.0.0.1:{port}/good"
    with capture() as callbacks:  # type: ignore[operator]
        tagging.score(story, by=story.author)
    asked += [1 for one in callbacks if "_ask_further" in repr(one)]
    assert asked == [1]
    assert tasks.read_further.call(story.pk) is True
    assert counting(story) == {"empowerment": (1, "model")}


def test_a_story_that_is_its_authors_again_is_sent_nowhere(ask: Asking) -> None:
    story = make_story(text=TEXT, status=StoryStatus.WITHDRAWN, language="en")
    assert ask(story) is False
    assert not ModelAnswer.objects.exists()


def test_without_a_setting_nobody_is_asked() -> None:
    assert further.read_further(sent()) is False
    assert not further.is_on()
