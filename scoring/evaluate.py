"""How well the engine reads: precision, recall and F1 against labelled texts, with intervals.

Only measuring belongs here; nothing is tuned, stored or learnt. A cell is a theme with a sign; a reading counts as
right when value and label agree and are not 0. "possible" counts as read, because the author is asked; the lines
"found" give the figures of the readings that count without asking.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from .engine import read
from .themes import LANGUAGES, THEMES
from .types import Reading
from .version import ENGINE_VERSION

# Percentile bootstrap over texts (Efron, 1979); seeded, so that two runs print the same.
RESAMPLES: Final = 1000
SEED: Final = 20261
SIGNS: Final = (1, -1)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with what readers said of it: `labels` by theme (-1, 0, 1), `evidence` by theme, quotes."""

    id: str
    text: str
    lang: str | None = None
    labels: dict[str, int] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that could not be used: its number, from 1, and why."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One text, its reading, and how long that took in milliseconds."""

    item: Labelled
    reading: Reading
    took: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of right, wrong and missed readings, and the usual shares of them (0 where there is nothing to share)."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of readings that were right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        """The share of labels that were read."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 0.0


def parse(line: str, number: int, *, labelled: bool = False) -> Labelled | BadLine:
    """One line of a JSONL file as a text, or what is wrong with the line."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return BadLine(number, "is not JSON")
    wrong = _wrong(data, labelled=labelled)
    if wrong:
        return BadLine(number, wrong)
    labels = data["labels"] if labelled else {}
    return Labelled(str(data["id"]), data["text"], data.get("lang"), labels, _quotes(data.get("evidence")))


def _wrong(data: Any, *, labelled: bool) -> str:
    """What keeps a line from being used, or an empty string."""
    if not isinstance(data, dict):
        return "is not an object"
    checks = (
        (isinstance(data.get("id"), str | int) and not isinstance(data.get("id"), bool), "has no id"),
        (isinstance(data.get("text"), str), "has no text"),
        (isinstance(data.get("lang"), str | None), "has a lang that is not a string"),
        (not labelled or _are_labels(data.get("labels")), "has no usable labels"),
    )
    return next((why for fine, why in checks if not fine), "")


def _are_labels(labels: Any) -> bool:
    if not isinstance(labels, dict) or not labels:
        return False
    return all(theme in THEMES and type(value) is int and value in (-1, 0, 1) for theme, value in labels.items())


def _quotes(evidence: Any) -> dict[str, str]:
    if not isinstance(evidence, dict):
        return {}
    return {theme: quote for theme, quote in evidence.items() if isinstance(quote, str)}


def outcomes(items: Sequence[Labelled]) -> list[Outcome]:
    """Each text read once and timed; what has to be loaded is loaded beforehand and not measured."""
    for language in (None, *LANGUAGES):
        read("A few words, so that everything is loaded.", language)
    found = []
    for item in items:
        start = time.perf_counter()
        reading = read(item.text, item.lang)
        found.append(Outcome(item, reading, (time.perf_counter() - start) * 1000))
    return found


def figures(
    results: Sequence[Outcome],
    themes: Sequence[str] = THEMES,
    signs: Sequence[int] = SIGNS,
    *,
    found_only: bool = False,
) -> Figures:
    """Right, wrong and missed readings over the cells of these themes and signs."""
    right = wrong = missed = 0
    for one in results:
        for theme in themes:
            label = one.item.labels.get(theme, 0)
            ours = one.reading.theme(theme)
            value = 0 if found_only and ours.band != "found" else ours.value
            right += value == label and value in signs
            wrong += value in signs and value != label
            missed += label in signs and value != label
    return Figures(right, wrong, missed)


def interval(results: Sequence[Outcome], measure: Callable[[Sequence[Outcome]], float]) -> tuple[float, float]:
    """The middle 95 % of a measure over resampled texts; (0, 0) without texts."""
    if not results:
        return 0.0, 0.0
    chance = random.Random(SEED)  # noqa: S311 - sampling, not secrecy
    values = sorted(measure(chance.choices(results, k=len(results))) for _ in range(RESAMPLES))
    return values[int(0.025 * RESAMPLES)], values[int(0.975 * RESAMPLES) - 1]


def overlap(results: Sequence[Outcome]) -> tuple[int, int]:
    """Of the right readings whose label has a quote: how many share text with it, and how many there are."""
    shared = total = 0
    for one in results:
        for theme, quote in one.item.evidence.items():
            ours = one.reading.theme(theme) if theme in THEMES else None
            start = one.item.text.find(quote)
            if ours is None or not quote or start < 0 or not ours.value or ours.value != one.item.labels.get(theme):
                continue
            total += 1
            shared += any(span.start < start + len(quote) and start < span.end for span in ours.evidence)
    return shared, total


def report(results: Sequence[Outcome]) -> Iterator[str]:
    """The lines that `python -m scoring evaluate` prints."""
    yield f"engine {ENGINE_VERSION}, {len(results)} texts"
    yield f"{'':34}{'precision':>10}{'recall':>8}{'F1':>6}  F1, 95 %      right wrong missed"
    yield _line("all", results)
    yield _line("all, found only", results, found_only=True)
    for sign in SIGNS:
        yield _line(f"all {sign:+d}", results, signs=(sign,))
    for theme in THEMES:
        for sign in SIGNS:
            yield _line(f"{theme} {sign:+d}", results, (theme,), (sign,))
    for language in sorted({one.item.lang or one.reading.language or "unknown" for one in results}):
        some = [one for one in results if (one.item.lang or one.reading.language or "unknown") == language]
        yield _line(f"{language} ({len(some)} texts)", some)
        yield _line(f"{language}, found only", some, found_only=True)
    yield from _confusions(results)
    shared, total = overlap(results)
    yield f"evidence overlaps the quoted sentence in {shared} of {total} right readings"
    yield f"{_median([one.took for one in results]):.1f} ms a text (median), {_slowest(results):.1f} ms at most"


def _line(
    name: str,
    results: Sequence[Outcome],
    themes: Sequence[str] = THEMES,
    signs: Sequence[int] = SIGNS,
    *,
    found_only: bool = False,
) -> str:
    def measured(some: Sequence[Outcome]) -> Figures:
        return figures(some, themes, signs, found_only=found_only)

    ours = measured(results)
    low, high = interval(results, lambda some: measured(some).f1)
    shares = f"{ours.precision:10.2f}{ours.recall:8.2f}{ours.f1:6.2f}"
    return f"{name:34}{shares}  {low:.2f} to {high:.2f}{ours.right:8}{ours.wrong:6}{ours.missed:7}"


def _confusions(results: Sequence[Outcome]) -> Iterator[str]:
    yield "confusions (label -> reading: texts)"
    for theme in THEMES:
        pairs = Counter((one.item.labels.get(theme, 0), one.reading.theme(theme).value) for one in results)
        cells = [f"{label:+d} -> {value:+d}: {pairs[label, value]}" for label, value in sorted(pairs)]
        yield f"  {theme}: " + ", ".join(cells)


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2] if values else 0.0


def _slowest(results: Sequence[Outcome]) -> float:
    return max((one.took for one in results), default=0.0)
