"""Reads all sent stories anew after the reader changed: in small steps, so that it may be stopped and goes on.

Each story and the count of what changed are written in one transaction: whatever kills the process, no story is
counted twice and none is left out. A story that this version has read already is not read again.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from stories import reader
from stories.enums import Theme
from stories.models import Rescoring, Story, StoryTheme

from . import tagging

#: So many stories of each change are named in the report; the numbers count all.
EXAMPLES: Final = 20


@dataclass(slots=True)
class Step:
    """What one step did: how many stories it took up, and the keys of those that could not be read."""

    taken: int = 0
    failed: list[str] = field(default_factory=list)


def begin(*, again: bool = False) -> Rescoring:
    """Return the unfinished run of the reader's present version, or a new one; `again` always starts a new one."""
    version = reader.version()
    run = None if again else Rescoring.objects.unfinished(version)
    return run or Rescoring.objects.create(version=version)


def remaining(run: Rescoring, *, again: bool = False) -> int:
    """How many stories the run has still to read."""
    return Story.objects.to_rescore(run, again=again).count()


def step(run: Rescoring, *, size: int = 100, again: bool = False) -> Step:
    """Read the next stories of a run, in the order of their ids; a step that takes none up has finished the run."""
    done = Step()
    for pk in list(Story.objects.to_rescore(run, again=again).order_by("pk").values_list("pk", flat=True)[:size]):
        done.taken += 1
        key = _rescore(run, pk)
        if key:
            done.failed.append(key)
    if not done.taken and run.finished_at is None:
        run.finished_at = timezone.now()
        run.save(update_fields=["finished_at"])
    return done


@transaction.atomic
def _rescore(run: Rescoring, pk: int) -> str:
    """Read one story and count what changed; return its key when it could not be read."""
    story = Story.objects.select_for_update().get(pk=pk)
    before = _themes(story)
    read = tagging.score(story, by=AnonymousUser())
    after = _themes(story)
    run.last_story = pk
    run.read += read
    run.failed += not read
    run.unchanged += read and before == after
    if read:
        _count(run.changes, before, after, str(story.key))
    run.save(update_fields=["last_story", "read", "failed", "unchanged", "changes"])
    return "" if read else str(story.key)


def _themes(story: Story) -> dict[str, int]:
    return dict(StoryTheme.objects.filter(story=story).values_list("theme", "value"))


def _count(changes: dict[str, Any], before: dict[str, int], after: dict[str, int], key: str) -> None:
    for theme in Theme:
        old, new = before.get(theme, 0), after.get(theme, 0)
        if old == new:
            continue
        what = "gained" if not old else "lost" if not new else "turned"
        row = changes.setdefault(theme.value, {}).setdefault(what, {"stories": 0, "examples": []})
        row["stories"] += 1
        if len(row["examples"]) < EXAMPLES:
            row["examples"].append(key)
