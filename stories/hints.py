"""The live writing help: what the scoring hears in a draft, and one thing that could still be told.

Help, never a gate: nothing here is stored, and a story without a single hint is as welcome. One of the few modules
that may ask `scoring`.
"""

from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

import scoring

from .enums import Band, Theme

HEARD_AT_MOST: Final = 2
QUOTE_LENGTH: Final = 90
#: Below this a text is too young to miss anything in it.
_LONG_ENOUGH: Final = 60


@dataclass(frozen=True, slots=True)
class Heard:
    """One theme that the text shows, or shows to be missing, with the words that carry it."""

    theme: Theme
    missing: bool
    quote: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """One theme that is not heard yet, as a question and what to do with it."""

    theme: Theme
    question: str


@dataclass(frozen=True, slots=True)
class Hints:
    """What the page says beside a draft."""

    heard: list[Heard] = field(default_factory=list)
    wanted: Wanted | None = None
    unread: bool = False


def hints_for(text: str, language: str = "") -> Hints:
    """Return at most two themes heard and at most one question; never raises, since help must not stop a save.

    Nothing where no machine reads stories.
    """
    if not settings.READ_STORIES:
        return Hints()
    try:
        reading = scoring.read(text, language or None)
    except Exception:  # noqa: BLE001 - whatever goes wrong in there, the draft is saved without help
        return Hints()
    if not reading.read:
        return Hints(unread=len(text) > _LONG_ENOUGH)
    found = [theme for theme in reading.themes if theme.value and theme.band == Band.FOUND.value and theme.evidence]
    strongest = sorted(found, key=lambda theme: -theme.strength)[:HEARD_AT_MOST]
    heard = [Heard(Theme(t.theme), t.value < 0, quote(t.evidence[0].text)) for t in strongest]
    silent = {t.theme for t in reading.themes if not t.value}
    return Hints(heard=heard, wanted=_wanted(silent) if len(text) > _LONG_ENOUGH else None)


def quote(words: str) -> str:
    """Return the words as they go between quotation marks: on one line, without the full stop, not too long."""
    flat = " ".join(words.split()).rstrip(".,;: ")
    if len(flat) <= QUOTE_LENGTH:
        return flat
    return flat[:QUOTE_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


def _wanted(silent: set[str]) -> Wanted | None:
    questions = {
        Theme.RECOGNITION: _("Did anyone say thank you?"),
        Theme.EMPOWERMENT: _("Did you decide this yourself?"),
        Theme.VISIBLE_LEADERSHIP: _("Was a manager there, and what did they do?"),
        Theme.CX_VISION: _("Is this what your organisation wants to be for people?"),
    }
    return next((Wanted(theme, question) for theme, question in questions.items() if theme in silent), None)
