"""What a reading is: frozen values that may be stored, compared and printed.

Shapes only. How a value comes about is in `engine`; how it is judged is in `evaluate`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from .themes import THEMES

Band = Literal["found", "possible", "nothing"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch of the source that proves something: `text == source[start:end]`, offsets in characters.

    `cues` names the lexicon entries that matched there, `theme.sign.kind`, so that a reading can be explained.
    """

    start: int
    end: int
    text: str
    cues: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The span as the command line prints it."""
        return {"start": self.start, "end": self.end, "text": self.text}


@dataclass(frozen=True, slots=True)
class ThemeReading:
    """What the text says of one theme: value -1 (missing), 0 (not evident) or 1 (shown).

    `strength` is 0-100; `band` says what to do with it: "found" counts, "possible" asks a human,
    "nothing" goes with value 0. `evidence` proves the value; `contrary` holds what speaks for the other sign.
    Both are in the order of the text.
    """

    theme: str
    value: int
    strength: int
    band: Band
    evidence: tuple[Evidence, ...] = ()
    contrary: tuple[Evidence, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The reading as the command line prints it."""
        return {
            "value": self.value,
            "band": self.band,
            "strength": self.strength,
            "evidence": [one.to_dict() for one in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One of the sixteen behaviour codes and the sentence that suggests it."""

    code: str
    evidence: Evidence

    def to_dict(self) -> dict[str, Any]:
        """The suggestion as the command line prints it."""
        return {"code": self.code, "evidence": [self.evidence.to_dict()]}


@dataclass(frozen=True, slots=True)
class Reading:
    """One text read by one version of the engine.

    `read` is False when the language is unknown: then every theme is "nothing", and nothing was guessed.
    `themes` always holds the four themes in the order of THEMES; `behaviours` at most four.
    `language_confidence` is 0-1, and 1 when the author chose the language. `reader` says who read: "builtin",
    "semantic" or "llm"; `version` names exactly what it was read with.
    """

    language: str | None
    language_confidence: float
    read: bool
    themes: tuple[ThemeReading, ...]
    behaviours: tuple[Behaviour, ...]
    version: str
    reader: str = "builtin"

    def theme(self, slug: str) -> ThemeReading:
        """The reading of one theme; KeyError for a slug that is not in THEMES."""
        if slug not in THEMES:
            raise KeyError(slug)
        return self.themes[THEMES.index(slug)]

    def to_dict(self) -> dict[str, Any]:
        """The reading as plain JSON types: language, themes by slug, behaviours, version."""
        return {
            "language": self.language,
            "themes": {one.theme: one.to_dict() for one in self.themes},
            "behaviours": [one.to_dict() for one in self.behaviours],
            "version": self.version,
        }
