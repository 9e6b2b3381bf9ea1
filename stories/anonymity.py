"""Takes the names of colleagues who did not agree out of what the public reads, wherever the author wrote them.

The author's text stays as she wrote it for those who may see it; only what is shown changes. Whether somebody agreed is
`Credit.name_allowed`; asking is `actions.consent`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from .models import Credit, Story

#: A part of a name shorter than this is left alone: it is a particle, or a word of the language.
_SHORTEST = 3
#: What a visitor reads of a moment.
_OF_A_MOMENT = ("title", "summary", "text", "asked", "got")
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?…]\s+|\n\s*)[“„\"'‘»(]*$")


@dataclass(frozen=True, slots=True)
class Hidden:
    """One person whose name is not shown: how she may be called, and what stands there instead."""

    names: re.Pattern[str]
    instead: str


def hidden_in(credited: Iterable[Credit], language: str, *, everybody: bool = False) -> list[Hidden]:
    """Return whom to hide: each credited person who did not agree, or `everybody` credited.

    Instead of the name stands the role, or "a colleague" in the story's language. The credits carry `name_allowed`, as
    `Credit.objects.for_public()` gives it.
    """
    return [
        Hidden(_pattern(credit.person.name), credit.role or _a_colleague(language))
        for credit in credited
        if credit.person is not None and (everybody or not getattr(credit, "name_allowed", False))
    ]


def hide(text: str, hidden: Iterable[Hidden]) -> str:
    """Return the text without these people's names: whole names, first names, family names, their genitives too."""
    for person in hidden:

        def replace(match: re.Match[str], instead: str = person.instead) -> str:
            begins = _SENTENCE_BEGINS.search(match.string, 0, match.start())
            return (instead[:1].upper() + instead[1:] if begins else instead) + (match["genitive"] or "")

        text = person.names.sub(replace, text)
    return text


def for_public(story: Story) -> Story:
    """Return the same object as the public may read it; nothing is saved, and it must not be.

    Reads the credits and whatever else was prefetched: moments, evidence, outcomes, photos. Evidence is found again by
    its words, since offsets move with the text.
    """
    hidden = hidden_in(story.credits.all(), story.language)
    if not hidden:
        return story
    _hide_fields(story, ("title", "short", "place", "text"), hidden)
    fields = {"moments": _OF_A_MOMENT, "outcomes": ("quote",), "photos": ("alt",), "credits": ("role", "part")}
    for relation, names in fields.items():
        for row in _fetched(story, relation):
            _hide_fields(row, names, hidden)
    for reading in _fetched(story, "readings"):
        reading.evidence = [{**span, "text": hide(span["text"], hidden)} for span in reading.evidence]
    return story


def _hide_fields(row: Any, names: Iterable[str], hidden: list[Hidden]) -> None:
    for name in names:
        setattr(row, name, hide(getattr(row, name), hidden))


def _fetched(story: Story, relation: str) -> list[Any]:
    """Return the rows of a relation that was prefetched; none otherwise, for no query belongs here."""
    return list(getattr(story, "_prefetched_objects_cache", {}).get(relation, []))


def _pattern(name: str) -> re.Pattern[str]:
    parts = name.split()
    called = {" ".join(parts[1:]), *parts}
    telling = {c for c in called if len(c) >= _SHORTEST and c != c.lower()} | {name}
    shortest_first = sorted(telling, key=len)
    either = "|".join(re.escape(c) for c in reversed(shortest_first))
    return re.compile(rf"(?<!\w)(?:{either})(?P<genitive>s)?(?!\w)")


def _a_colleague(language: str) -> str:
    known = language in dict(settings.LANGUAGES)
    with translation.override(language if known else settings.LANGUAGE_CODE):
        words = _("A colleague")
    return words[:1].lower() + words[1:]
