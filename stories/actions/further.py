"""Asks a further reader about a story, in the background, and keeps what it says beside the built-in reading.

A further reader is off unless the settings name one. It is never needed: when it fails, the built-in reading stands
as it stood, and the log says why without a word of the text.
"""

import hashlib
import logging
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

import scoring
from scoring import llm
from stories.enums import EventKind, Source, StoryStatus
from stories.models import ModelAnswer, Story, ThemeReading

from .log import record
from .tagging import settle

logger = logging.getLogger(__name__)

LLM: Final = "llm"
#: Such a story is its author's alone again, and is sent nowhere.
_WITH_ITS_AUTHOR: Final = frozenset({StoryStatus.DRAFT, StoryStatus.RETURNED, StoryStatus.WITHDRAWN})


def is_on() -> bool:
    """Whether the settings name a further reader."""
    return bool(settings.FURTHER_READER)


def read_further(story: Story) -> bool:
    """Ask the further reader about a sent story and settle its themes; return whether it said something usable.

    The same text is asked about once for each version. What it says is dropped when the story was changed meanwhile:
    the change asks again. Never raises for what the reader does.
    """
    server = llm_server()
    if server is None or story.submitted_at is None or story.status in _WITH_ITS_AUTHOR:
        return False
    text, language = story.text, story.language
    answer = _known(text, language, server) or _asked(text, language, server)
    if answer is None:
        return False
    with transaction.atomic():
        fresh = Story.objects.select_for_update().get(pk=story.pk)
        if fresh.text != text or fresh.language != language or fresh.status in _WITH_ITS_AUTHOR:
            return False
        ThemeReading.objects.filter(story=fresh, source=Source.MODEL).delete()
        ThemeReading.objects.bulk_create(
            [_row(fresh, theme, said, server.version) for theme, said in answer["themes"].items()]
        )
        settle(fresh)
        record(EventKind.SCORED, by=AnonymousUser(), story=fresh, version=server.version)
    return True


def llm_server() -> llm.Server | None:
    """The language model that the settings name, or None."""
    if settings.FURTHER_READER != LLM:
        return None
    return llm.Server(settings.LLM_URL, settings.LLM_MODEL, settings.LLM_KEY, settings.LLM_TIMEOUT)


def _known(text: str, language: str, server: llm.Server) -> dict[str, Any] | None:
    kept = ModelAnswer.objects.filter(digest=_digest(text, language, server)).first()
    return kept.answer if kept else None


def _asked(text: str, language: str, server: llm.Server) -> dict[str, Any] | None:
    try:
        reading = llm.read_by_model(text, language or None, server)
    except llm.ReaderError as problem:
        logger.warning("The further reader said nothing usable: %s", problem)
        return None
    answer = {"themes": {one.theme: _places(one) for one in reading.themes} if reading.read else {}}
    ModelAnswer.objects.get_or_create(digest=_digest(text, language, server), defaults={"answer": answer})
    return answer


def _places(theme: "scoring.ThemeReading") -> dict[str, Any]:
    """What was said of a theme without the words of the text."""
    return {
        "value": theme.value,
        "strength": theme.strength,
        "band": theme.band,
        "evidence": [[one.start, one.end] for one in theme.evidence],
    }


def _row(story: Story, theme: str, said: dict[str, Any], version: str) -> ThemeReading:
    return ThemeReading(
        story=story,
        theme=theme,
        source=Source.MODEL,
        value=said["value"],
        strength=said["strength"],
        band=said["band"],
        evidence=[{"start": start, "end": end, "text": story.text[start:end]} for start, end in said["evidence"]],
        engine_version=version,
    )


def _digest(text: str, language: str, server: llm.Server) -> str:
    whole = f"{server.version}\0{language}\0{text}"
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
