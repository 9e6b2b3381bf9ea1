"""From a story's text and its readings to passages that a page can mark: which words prove which theme.

Plain values for templates; nothing is read from the database. Which readings are given decides what is marked:
the wall gives those that count, a manager's page those that wait for her.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from .enums import Theme
from .models import ThemeReading

#: The picture beside each theme in the icon sprite.
GLYPHS: Final = {
    Theme.EMPOWERMENT: "key",
    Theme.RECOGNITION: "flower",
    Theme.VISIBLE_LEADERSHIP: "floor",
    Theme.CX_VISION: "horizon",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One theme that a passage proves; `value` is -1 where the words show that it was missing."""

    theme: Theme
    value: int
    begins: bool
    ends: bool
    anchor: str = ""

    @property
    def glyph(self) -> str:
        """The theme's picture in the icon sprite."""
        return GLYPHS[self.theme]

    @property
    def label(self) -> str:
        """The theme's name."""
        return str(self.theme.label)


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text with the same marks all along; none is plain text."""

    text: str
    marks: tuple[Mark, ...] = ()

    @property
    def head(self) -> str:
        """The text without its last word; with `tail` the whole, so that a glyph never stands alone on a line."""
        return self.text[: len(self.text) - len(self.tail)]

    @property
    def tail(self) -> str:
        """The last word."""
        last = re.search(r"\S*\s*\Z", self.text)
        return last.group() if last else ""

    @property
    def closing(self) -> tuple[Mark, ...]:
        """The marks whose passage ends here, innermost first: where their glyphs stand."""
        return tuple(mark for mark in reversed(self.marks) if mark.ends)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the text, in segments."""

    segments: tuple[Segment, ...]

    @property
    def themes(self) -> tuple[Theme, ...]:
        """The themes of which a passage begins here, in order: their notes stand beside this paragraph."""
        begun = (mark.theme for segment in self.segments for mark in segment.marks if mark.begins)
        return tuple(dict.fromkeys(begun))


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    theme: Theme
    value: int
    anchor: str


def segments(text: str, readings: Iterable[ThemeReading]) -> list[Segment]:
    """Return the whole text in segments, marked by the evidence of these readings."""
    return list(_cut(text, 0, len(text), _spans(text, readings)))


def paragraphs(text: str, readings: Iterable[ThemeReading]) -> list[Paragraph]:
    """Return the text by paragraphs, in segments.

    The first passage of each theme carries an anchor, `evidence-<theme>`, to which its note can lead.
    """
    spans = _spans(text, readings)
    return [
        Paragraph(tuple(_cut(text, match.start(), match.end(), spans)))
        for match in re.finditer(r"\S.*?(?=\n\s*\n|\s*\Z)", text, re.DOTALL)
    ]


def _spans(text: str, readings: Iterable[ThemeReading]) -> list[_Span]:
    """Return the passages that still stand in the text, each once a theme, in order."""
    found: dict[tuple[Theme, int, int], int] = {}
    for reading in readings:
        for evidence in reading.evidence if reading.value else []:
            place = _place(text, evidence)
            if place:
                found.setdefault((Theme(reading.theme), *place), reading.value)
    spans, anchored = [], set()
    for (theme, start, end), value in sorted(found.items(), key=lambda item: (item[0][1], -item[0][2])):
        anchor = "" if theme in anchored else f"evidence-{theme}"
        anchored.add(theme)
        spans.append(_Span(start, end, theme, value, anchor))
    return spans


def _place(text: str, evidence: dict[str, Any]) -> tuple[int, int] | None:
    """Return where the words stand: at their offsets, or elsewhere once the author changed her text."""
    start, end, words = evidence.get("start", 0), evidence.get("end", 0), evidence.get("text", "")
    if words and text[start:end] != words:
        start = text.find(words)
        end = start + len(words)
    return (start, end) if 0 <= start < end <= len(text) else None


def _cut(text: str, start: int, end: int, spans: list[_Span]) -> Iterator[Segment]:
    """Yield the text from start to end, cut wherever a passage begins or ends."""
    here = [span for span in spans if span.start < end and span.end > start]
    edges = {start, end} | {max(start, span.start) for span in here} | {min(end, span.end) for span in here}
    places = sorted(edges)
    for left, right in itertools.pairwise(places):
        marks = tuple(
            Mark(
                theme=span.theme,
                value=span.value,
                begins=left == span.start,
                ends=right == min(end, span.end),
                anchor=span.anchor if left == span.start else "",
            )
            for span in here
            if span.start <= left and span.end >= right
        )
        yield Segment(text[left:right], marks)
