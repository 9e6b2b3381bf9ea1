"""What managers decided teaches the reader; every run can be taken back, and readings say what they were read with."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

import scoring
from scoring.engine import cell_of
from stories import reader
from stories.actions import learning, rescoring, tagging
from stories.enums import Band, EventKind, Source, StoryStatus, Theme
from stories.models import Event, LearntWeights, Story, ThemeReading
from tests.factories import make_cast, make_story, make_user

pytestmark = pytest.mark.django_db


def command(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("learn", "--json", *arguments, stdout=out)
    said: dict[str, Any] = json.loads(out.getvalue())
    return said


@pytest.fixture
def decided() -> list[Story]:
    """240 stories of one house: a blue duck or a green bin was recognition there, a green duck or a blue bin was not.

    Words alone cannot tell these apart, so no shipped weights can, whatever they are.
    """
    cast = make_cast()
    first = make_story(author=cast.alice, status=StoryStatus.SUBMITTED)
    authors = [make_user() for _ in range(10)]
    stories, readings = [], []
    for at in range(240):
        word = ("green duck", "blue duck", "blue bin", "green bin")[at % 4]
        text = f"On day {at} there was a {word} at the desk."
        stories.append(
            Story(
                organisation=first.organisation,
                author=authors[at // 4 % 10],
                text=text,
                language="en",
                status=StoryStatus.SUBMITTED,
                submitted_at=first.submitted_at,
                slug=f"duck-{at}",
                engine_version=scoring.ENGINE_VERSION,
            )
        )
    Story.objects.bulk_create(stories)
    for at, story in enumerate(stories):
        span = [{"start": 0, "end": len(story.text), "text": story.text}]
        common: dict[str, Any] = {"story": story, "theme": Theme.RECOGNITION, "evidence": span}
        machine: dict[str, Any] = {"source": Source.MACHINE, "engine_version": scoring.ENGINE_VERSION, "strength": 50}
        readings.append(ThemeReading(**common, **machine, value=1, band=Band.POSSIBLE))
        readings.append(
            ThemeReading(**{**common, "evidence": span if at % 2 else []}, source=Source.HUMAN, value=at % 2)
        )
    ThemeReading.objects.bulk_create(readings)
    return stories


def test_decisions_become_judged_sentences(decided: list[Story]) -> None:
    judged = learning.judged()
    assert len(judged) == 240
    assert sum(one.right for one in judged) == 120
    assert {one.cell for one in judged} == {cell_of("recognition", 1)}


def test_a_sentence_that_was_changed_since_teaches_nothing(decided: list[Story]) -> None:
    Story.objects.filter(pk=decided[0].pk).update(text="Something else.")
    assert len(learning.judged()) == 239


def test_learning_reading_and_going_back(decided: list[Story]) -> None:
    said = command()
    assert said["kept"] is True
    assert [one["cell"] for one in said["cells"] if one["switched_on"]] == ["recognition+"]
    assert said["version"] == reader.version() != scoring.ENGINE_VERSION

    story = make_story(text="There was a blue duck.", status=StoryStatus.SUBMITTED, language="en")
    assert story.engine_version == reader.version()

    assert rescoring.remaining(rescoring.begin()) == Story.objects.sent().exclude(pk=story.pk).count()
    assert command("--rollback")["version"] == scoring.ENGINE_VERSION
    assert tagging.score(story, by=story.author)
    story.refresh_from_db()
    assert story.engine_version == scoring.ENGINE_VERSION
    assert Event.objects.filter(kind=EventKind.READER_CHANGED).count() == 2
    assert LearntWeights.objects.count() == 1


def test_a_dry_run_keeps_nothing(decided: list[Story]) -> None:
    said = command("--dry-run")
    assert (said["kept"], said["version"]) == (False, scoring.ENGINE_VERSION)
    assert LearntWeights.objects.count() == 0


def test_learning_the_same_again_adds_no_row(decided: list[Story]) -> None:
    assert command()["version"] == command()["version"]
    assert LearntWeights.objects.count() == 1


def test_without_enough_decisions_nothing_changes() -> None:
    said = command()
    assert (said["kept"], said["why_not"]) == (False, "There are 0 judged sentences; 200 are needed.")


def test_what_was_learnt_on_an_older_reader_is_not_used(decided: list[Story]) -> None:
    command()
    LearntWeights.objects.update(base_version="2020.1-00000000")
    assert reader.version() == scoring.ENGINE_VERSION


def test_going_back_twice_ends_at_the_shipped_weights() -> None:
    assert learning.roll_back() is None
    for name in ("a", "b"):
        learning.use(LearntWeights.objects.create(version=name, base_version=scoring.ENGINE_VERSION))
    assert reader.version() == "b"
    learning.roll_back()
    assert reader.version() == "a"
    learning.roll_back()
    assert reader.version() == scoring.ENGINE_VERSION
