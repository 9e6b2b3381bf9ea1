"""Reading all stories anew: what changed is counted once, whatever interrupts it."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from stories import reader
from stories.actions import rescoring, tagging
from stories.enums import Source, StoryStatus, Theme
from stories.models import Rescoring, Story, StoryTheme, ThemeReading
from tests.factories import make_cast, make_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_reader")]

EMPOWERED = "I did not ask anybody. I decided it myself and paid for the room with my own card."
PLAIN = "It rained. The bus came at nine. We had tea."


class Killed(BaseException):
    """What ends a process in the middle."""


@pytest.fixture
def old_stories() -> list[Story]:
    """Three stories as an older version left them: one without its theme, one with a theme too many, one the same."""
    cast = make_cast()
    stories = [
        make_story(text=text, author=cast.alice, status=StoryStatus.SUBMITTED) for text in (EMPOWERED, PLAIN, PLAIN)
    ]
    ThemeReading.objects.filter(story=stories[0]).update(value=0, band="nothing")
    StoryTheme.objects.filter(story=stories[0]).delete()
    StoryTheme.objects.create(story=stories[1], theme=Theme.CX_VISION, value=-1, source=Source.MACHINE)
    Story.objects.update(engine_version="older")
    return stories


def run_command(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("score", "--json", *arguments, stdout=out)
    report: dict[str, Any] = json.loads(out.getvalue())
    return report


def test_the_report_says_what_gained_and_lost_a_theme(old_stories: list[Story]) -> None:
    report = run_command()
    assert (report["read"], report["unchanged"], report["failed"]) == (3, 1, [])
    assert report["version"] == reader.version()
    assert report["changes"] == {
        "empowerment": {"gained": {"stories": 1, "examples": [str(old_stories[0].key)]}},
        "cx_vision": {"lost": {"stories": 1, "examples": [str(old_stories[1].key)]}},
    }


def test_in_words(old_stories: list[Story]) -> None:
    out = StringIO()
    call_command("score", stdout=out)
    assert out.getvalue().splitlines() == [
        f"3 read with {reader.version()}, 0 failed, 1 unchanged.",
        "cx_vision: 0 gained, 1 lost, 0 turned.",
        "empowerment: 1 gained, 0 lost, 0 turned.",
    ]


def test_a_second_run_finds_nothing_to_do(old_stories: list[Story]) -> None:
    run_command()
    report = run_command()
    assert (report["read"], report["changes"]) == (0, {})


def test_again_reads_those_that_were_read(old_stories: list[Story]) -> None:
    run_command()
    assert run_command("--again")["read"] == 3


def test_what_was_interrupted_goes_on_and_counts_every_story_once(
    old_stories: list[Story], monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []
    real = tagging.score

    def dying(story: Story, **kwargs: Any) -> bool:
        if len(reads) == 1:
            raise Killed
        reads.append(story.pk)
        return real(story, **kwargs)

    monkeypatch.setattr(tagging, "score", dying)
    with pytest.raises(Killed):
        rescoring.step(rescoring.begin())
    monkeypatch.undo()
    report = run_command()
    assert (report["read"], report["unchanged"]) == (3, 1)
    assert Rescoring.objects.count() == 1
    assert set(report["changes"]) == {"empowerment", "cx_vision"}


def test_a_managers_decision_is_no_change(old_stories: list[Story]) -> None:
    manager = old_stories[1].organisation.memberships.filter(role="manager").earliest("pk").user
    tagging.correct(old_stories[1], Theme.CX_VISION, -1, by=manager)
    assert "cx_vision" not in run_command()["changes"]
