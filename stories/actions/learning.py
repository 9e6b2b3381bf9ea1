"""Teaches the reader what managers decided, and takes that back: writes `LearntWeights`, one row a run.

What is learnt, and whether it is good enough, is decided in `scoring.learning`; here are the examples and the switch.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from scoring import ENGINE_VERSION, THEMES
from scoring.engine import cell_of
from scoring.learning import Judged, Report, learn
from stories.enums import EventKind, Source
from stories.models import LearntWeights, ThemeReading

from .log import record


def judged() -> list[Judged]:
    """Every sentence that a manager confirmed or rejected, in stories of a language that is read.

    A decision for a theme confirms its sentences; one against what a reader found rejects the sentences that the
    reader showed. Other sentences of the story were not judged. Stories of one author are one group.
    """
    found: list[Judged] = []
    rows = ThemeReading.objects.decided().iterator(chunk_size=500)
    for human in rows:
        if human.theme in THEMES:
            found.extend(_judged(human))
    return found


def learn_from_managers(*, keep: bool = True) -> tuple[Report, LearntWeights | None]:
    """Return the report of a run and the weights now in use, None when nothing was good enough or `keep` is False.

    Every run starts from the shipped weights, so that nothing is learnt twice. What was in use before stays in use
    unless something better was learnt; it can always be gone back to.
    """
    report, learnt = learn(judged())
    if learnt is None or not keep:
        return report, None
    weights = {name: {str(cell): weight for cell, weight in row.items()} for name, row in learnt.weights.items()}
    cells = [one.cell for one in report.cells if one.switched_on]
    with transaction.atomic():  # only now: fitting takes a while, and must keep no writer waiting
        row, _created = LearntWeights.objects.get_or_create(
            version=learnt.version,
            defaults={
                "base_version": ENGINE_VERSION,
                "cells": cells,
                "weights": weights,
                "report": report.to_dict(),
            },
        )
        return report, use(row)


@transaction.atomic
def use(row: LearntWeights | None) -> LearntWeights | None:
    """Read with these weights from now on, or with the shipped ones alone; stories read before keep their readings."""
    LearntWeights.objects.filter(active=True).update(active=False)
    if row is not None:
        row.active = True
        row.save(update_fields=["active"])
    record(EventKind.READER_CHANGED, by=AnonymousUser(), version=row.version if row else ENGINE_VERSION)
    return row


@transaction.atomic
def roll_back() -> LearntWeights | None:
    """Go back to what was in use before what is in use now: the run before it of the same shipped weights, or none."""
    now = LearntWeights.objects.active()
    if now is None:
        return None
    return use(LearntWeights.objects.before(now))


def _judged(human: ThemeReading) -> Iterator[Judged]:
    story = human.story
    said = [r for r in story.readings.all() if r.theme == human.theme and r.source in {Source.MACHINE, Source.MODEL}]
    confirmed = human.evidence if human.value else []
    rejected: list[tuple[int, dict[str, Any]]] = [
        (reading.value, span) for reading in said if reading.value and reading.value != human.value
        for span in reading.evidence
    ]  # fmt: skip
    for value, span, right in (
        *((human.value, span, True) for span in confirmed),
        *((value, span, False) for value, span in rejected),
    ):
        if story.text[span["start"] : span["end"]] == span["text"]:  # the text may have been changed since
            yield Judged(
                text=story.text,
                language=story.language,
                start=span["start"],
                end=span["end"],
                cell=cell_of(human.theme, value),
                right=right,
                group=f"author {story.author_id}",
            )
