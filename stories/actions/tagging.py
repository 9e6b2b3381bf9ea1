"""Reads a story with the scoring, keeps every reading, and settles which themes count.

The machine's reading, the author's answers and a manager's decision each keep
their own row; `settle` weighs them by the rule in its docstring.
"""

import logging
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction

import scoring
from scoring.text import detect_language
from stories import reader
from stories.enums import Band, EventKind, HadToAsk, Source, Theme
from stories.models import Behaviour, Story, StoryTheme, ThemeReading, User, Viewer
from stories.permissions import can_correct_reading, require

from .log import record

logger = logging.getLogger(__name__)

#: Strength (0-100) of an answered question: an answer is a human's word about a fact, but not a manager's decision.
ANSWER_STRENGTH = 70
#: Strength of a manager's decision.
HUMAN_STRENGTH = 100
#: Whose word counts, first to last.
PRECEDENCE = (Source.HUMAN, Source.ANSWER, Source.MODEL, Source.MACHINE)


def score(story: Story, *, by: Viewer) -> bool:
    """Read the story and settle its themes; return whether the scoring succeeded.

    A scorer that raises leaves the story marked (`score_failed`, no engine version) and its human readings intact;
    the failure is logged without the text. Reading again replaces the machine's rows only. Where READ_STORIES is off,
    nothing is read and nothing has failed: what the author answered and a manager decided still counts.
    """
    chosen = story.language if story.language_chosen and story.language else None
    try:
        reading = reader.read(story.text, chosen) if settings.READ_STORIES else _unread(story.text, chosen)
    except Exception:
        logger.exception("The scoring failed on story %s", story.key)
        Story.objects.filter(pk=story.pk).update(engine_version="", score_failed=True)
        story.engine_version, story.score_failed = "", True
        record(EventKind.SCORE_FAILED, by=by, story=story)
        return False
    with transaction.atomic():
        Story.objects.select_for_update().get(pk=story.pk)
        _keep(story, reading)
        settle(story)
        if settings.READ_STORIES:
            record(EventKind.SCORED, by=by, story=story, version=reading.version)
            if settings.FURTHER_READER:
                transaction.on_commit(partial(_ask_further, story.pk), robust=True)
    return True


@transaction.atomic
def correct(
    story: Story, theme: Theme, value: int, *, by: User, evidence: list[dict[str, Any]] | None = None
) -> ThemeReading:
    """Return the manager's own reading of one theme (-1, 0 or 1), kept beside the machine's."""
    # One after the other: `settle` replaces rows, and two managers at once would each add theirs.
    require(can_correct_reading, by, Story.objects.select_for_update().get(pk=story.pk))
    if value not in {-1, 0, 1}:
        raise ValueError(f"A reading is -1, 0 or 1, not {value!r}.")
    before = list(story.readings.filter(theme=theme, source=Source.HUMAN).values_list("value", flat=True))
    reading, _created = ThemeReading.objects.update_or_create(
        story=story,
        theme=theme,
        source=Source.HUMAN,
        defaults={
            "value": value,
            "strength": HUMAN_STRENGTH if value else 0,
            "band": Band.FOUND if value else Band.NOTHING,
            "evidence": evidence if evidence is not None else _evidence_for(story, theme, value),
            "by": by,
        },
    )
    settle(story)
    record(EventKind.READING_CORRECTED, by=by, story=story, theme=theme, value=value, before=before)
    return reading


def settle(story: Story) -> None:
    """Rebuild the themes that count from all readings.

    A manager's decision wins. Else the author's answer, where it says something. Else a further reader's word, where
    there is one. Else what the machine found; what it only holds possible waits for a manager and does not count.
    """
    by_source = {(r.theme, r.source): r for r in ThemeReading.objects.filter(story=story)}
    rows = []
    for theme in Theme:
        reading = next((by_source[theme, source] for source in PRECEDENCE if (theme, source) in by_source), None)
        if reading and reading.value and reading.band == Band.FOUND:
            rows.append(
                StoryTheme(
                    story=story,
                    theme=theme,
                    value=reading.value,
                    strength=reading.strength,
                    source=reading.source,
                )
            )
    StoryTheme.objects.filter(story=story).delete()
    StoryTheme.objects.bulk_create(rows)


def _unread(text: str, chosen: str | None) -> "scoring.Reading":
    """What is kept where no machine reads: the language alone, so that the story is shown and found as it should."""
    language, sure = (chosen, 1.0) if chosen else detect_language(text)
    return scoring.Reading(language, sure, read=False, themes=(), behaviours=(), version="")


def _keep(story: Story, reading: "scoring.Reading") -> None:
    """Write the machine's rows, the language it saw, and what the author's answers say."""
    fields: dict[str, Any] = {"engine_version": reading.version, "score_failed": False}
    if not story.language_chosen:
        fields["language"] = reading.language or ""
    Story.objects.filter(pk=story.pk).update(**fields)
    for name, value in fields.items():
        setattr(story, name, value)
    # A further reader's rows go too: they may speak of an older text. It is asked again, and remembers its answers.
    ThemeReading.objects.filter(story=story).exclude(source=Source.HUMAN).delete()
    Behaviour.objects.filter(story=story).delete()
    if reading.read:
        ThemeReading.objects.bulk_create([_machine_row(story, theme, reading.version) for theme in reading.themes])
        Behaviour.objects.bulk_create(
            [Behaviour(story=story, code=b.code, evidence=_span(b.evidence)) for b in reading.behaviours]
        )
    answered = _answer_row(story, {t.theme: t for t in reading.themes})
    if answered:
        answered.save()


def _machine_row(story: Story, theme: "scoring.ThemeReading", version: str) -> ThemeReading:
    return ThemeReading(
        story=story,
        theme=theme.theme,
        source=Source.MACHINE,
        value=theme.value,
        strength=theme.strength,
        band=theme.band,
        evidence=[_span(e) for e in theme.evidence],
        engine_version=version,
    )


def _answer_row(story: Story, machine: "dict[str, scoring.ThemeReading]") -> ThemeReading | None:
    """Return the answer to "Did you have to ask?" as a reading, or None where it says nothing about empowerment.

    "Refused" says that it was missing; "no" that it was shown, where the text has at least possible evidence of it.
    """
    seen = machine.get(Theme.EMPOWERMENT)
    if story.had_to_ask == HadToAsk.REFUSED:
        value, evidence = -1, [_span(e) for e in seen.evidence] if seen and seen.value < 0 else []
    elif story.had_to_ask == HadToAsk.NO and seen and seen.value > 0:
        value, evidence = 1, [_span(e) for e in seen.evidence]
    else:
        return None
    return ThemeReading(
        story=story,
        theme=Theme.EMPOWERMENT,
        source=Source.ANSWER,
        value=value,
        strength=max(ANSWER_STRENGTH, seen.strength if seen and seen.value == value else 0),
        band=Band.FOUND,
        evidence=evidence,
        by=story.author,
    )


def _ask_further(story_id: int) -> None:
    from stories.tasks import read_further  # noqa: PLC0415 - tasks call verbs, so they import this package

    read_further.enqueue(story_id)


def _evidence_for(story: Story, theme: Theme, value: int) -> list[dict[str, Any]]:
    """Return the sentences of the reader with whose sign the manager agrees, else none; a further reader's first."""
    read = {r.source: r for r in story.readings.filter(theme=theme, value=value)} if value else {}
    agreed = read.get(Source.MODEL) or read.get(Source.MACHINE)
    return list(agreed.evidence) if agreed else []


def _span(evidence: "scoring.Evidence") -> dict[str, Any]:
    return {"start": evidence.start, "end": evidence.end, "text": evidence.text}
