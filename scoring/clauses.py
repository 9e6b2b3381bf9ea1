"""What surrounds a cue: clause, negation, the merely imagined, irony, advice, question, and who acts.

These are properties of a sentence, found once, before any cue is weighed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .text import Span, sentences, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .lexicon import Features, Lexicon, Match
    from .text import Word

_BREAK: Final = re.compile(r"[,;:()\[\]–—\"“”«»…\n]|\s-\s|\.\.")
# Measured by eye on real reviews: past six words a negation seldom still governs.
_NEGATION_REACH: Final = 6
_POST_NEGATION_REACH: Final = 3


@dataclass(slots=True)
class Sentence:
    """A sentence as the engine sees it; the lists run parallel to `words`."""

    span: Span
    words: tuple[Word, ...]
    row: list[Features]
    clause: list[int]
    negated: list[bool]
    imagined: frozenset[int]
    matches: tuple[Match, ...]
    ironic: bool
    advice: bool
    question: bool

    def is_negated(self, match: Match, *, post: bool) -> bool:
        """True when a negation outside the cue governs it: before it, in its gaps, or (da, nl) after its verb."""
        if match.negative:
            return False
        if self.negated[match.start] or any("<negation>" in self.row[gap] for gap in match.gaps):
            return True
        return post and self.negation_follows(match.end)

    def negation_follows(self, end: int) -> bool:
        """True when a bare negation ("ikke", "niet") stands soon after `end` in the same clause."""
        if not 0 < end <= len(self.row):
            return False
        reach = range(end, min(end + _POST_NEGATION_REACH, len(self.row)))
        return any("<bare_negation>" in self.row[at] and self.clause[at] == self.clause[end - 1] for at in reach)

    def is_imagined(self, match: Match) -> bool:
        """True when the clause in which the cue begins speaks of what would, should or might be."""
        return self.clause[match.start] in self.imagined

    def customer_acts(self, match: Match) -> bool:
        """True when the nearest subject before or at the cue's beginning is "I" or "we"."""
        clause = self.clause[match.start]
        for at in range(min(match.start + 1, len(self.row) - 1), -1, -1):
            if self.clause[at] < clause and at < match.start - 1:
                return False
            if "<i>" in self.row[at]:
                return True
            if "<third>" in self.row[at] or (at < match.start and "<name>" in self.row[at]):
                return False
        return False


def view(text: str, lexicon: Lexicon) -> list[Sentence]:
    """The sentences of a text with everything that the weighing asks of them."""
    seen = [_sentence(text, span, lexicon) for span in sentences(text)]
    return [one for one in seen if one is not None]


def _sentence(text: str, span: Span, lexicon: Lexicon) -> Sentence | None:
    part = text[span.start : span.end]
    found = words(part)
    if not found:
        return None
    row = [lexicon.features(word, name=_is_name(word, at, part)) for at, word in enumerate(found)]
    clause = _clauses(part, found, row)
    all_matches = tuple(lexicon.matches(row))
    marks = [match for match in all_matches if match.kind.name.startswith("mark.")]
    masked = {at for mark in marks if mark.kind.name == "mark.pseudo_negation" for at in range(mark.start, mark.end)}
    names = {mark.kind.name for mark in marks}
    return Sentence(
        span=span,
        words=found,
        row=row,
        clause=clause,
        negated=_negated(row, clause, masked),
        imagined=frozenset(clause[mark.start] for mark in marks if mark.kind.name == "mark.hypothetical"),
        matches=all_matches,
        ironic="mark.irony" in names,
        advice="mark.advice" in names or "<imperative>" in row[0],
        question=part.rstrip("\"'”’) ").endswith("?"),
    )


def _is_name(word: Word, at: int, part: str) -> bool:
    text = word.text
    if not text[0].isupper() or len(text) < 2 or text.isupper():  # noqa: PLR2004 - "I" is no name
        return False
    before = part[: word.start].rstrip()
    return at > 0 and not before.endswith((".", "!", "?", ":", '"', "“", "‘"))


def _clauses(part: str, found: Sequence[Word], row: Sequence[Features]) -> list[int]:
    numbers: list[int] = []
    number = 0
    previous = 0
    for word, features in zip(found, row, strict=True):
        if numbers and (_BREAK.search(part, previous, word.start) or "<conjunction>" in features):
            number += 1
        numbers.append(number)
        previous = word.end
    return numbers


def _negated(row: Sequence[Features], clause: Sequence[int], masked: set[int]) -> list[bool]:
    """For each word whether a negation before it in its clause governs it."""
    marks: list[bool] = []
    last = -_NEGATION_REACH - 1
    for at, features in enumerate(row):
        governs = last >= 0 and at - last <= _NEGATION_REACH and clause[last] == clause[at]
        marks.append(governs)
        if "<negation>" in features and at not in masked:
            last = at
    return marks
