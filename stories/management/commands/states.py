"""`manage.py states`: the page about the states of a story, made from the table that drives them."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from stories.actions.workflow import PUBLISHERS_OF_INSIDE, TRANSITIONS
from stories.enums import Actor, StoryStatus
from stories.models.story import WAITING_ON

HEAD = """\
# The states of a story

Made by `manage.py states > docs/story-states.md` from `TRANSITIONS` in `stories/actions/workflow.py`; a test fails
when this page is stale. A move that is not here does not exist, whatever a person's role.
"""
FOOT = """\
The author is never her own manager. What stays inside the organisation (its audience is the organisation, or it is a
missed moment) is published by a {inside} only: a manager other than the one who approved it. A credited colleague
publishes by giving the last answer that was waited for, and takes a published story off the wall by veto.
"""


class Command(BaseCommand):
    """Prints the page."""

    help = "Print docs/story-states.md: every move a story can make, by whom, as a table and as a diagram."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        with translation.override("en"):
            self.stdout.write(page(), ending="")


def page() -> str:
    """Return the page in Markdown, the same for the same table."""
    return "\n".join(
        [HEAD, *_table(), "", FOOT.format(inside=_people(PUBLISHERS_OF_INSIDE)), "```mermaid", *_diagram(), "```", ""]
    )


def _table() -> Iterator[str]:
    yield "| State | Shown as | Whose turn | To | By |"
    yield "| --- | --- | --- | --- | --- |"
    for state in StoryStatus:
        first = (f"`{state.value}`", str(state.label), WAITING_ON[state].value)
        for to, actors in TRANSITIONS[state].items() or [(None, frozenset[Actor]())]:
            move = (f"`{to.value}`", _people(actors)) if to else ("stays", "nobody")
            yield "| " + " | ".join([*first, *move]) + " |"
            first = ("", "", "")


def _diagram() -> Iterator[str]:
    yield "stateDiagram-v2"
    yield f"    [*] --> {StoryStatus.DRAFT.value}"
    for state in StoryStatus:
        for to, actors in TRANSITIONS[state].items():
            yield f"    {state.value} --> {to.value}: {_people(actors)}"
    for state in StoryStatus:
        if not TRANSITIONS[state]:
            yield f"    {state.value} --> [*]"


def _people(actors: frozenset[Actor]) -> str:
    return ", ".join(str(actor.label) for actor in Actor if actor in actors)
