"""Learns from readings that managers confirmed or rejected, on top of the shipped weights and only where it helps.

Plain Python, no files, no database: examples in, a report and the learnt weights out. Each cell (a theme's sign) is
learnt by logistic regression over the features of its sentences, with the shipped sum as the start and a ridge that
pulls towards it, so that few examples change little. A cell is switched on only when, over stories and authors that
it had not seen, it beats the shipped weights by `MARGIN`.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from .engine import Learnt, Story, weigh
from .model import CELLS, UNIT
from .themes import THEMES
from .version import ENGINE_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: From the scoring study: fewer examples teach nothing beyond the cues.
SENTENCES_NEEDED: Final = 200
CELL_NEEDED: Final = 30
#: By how much the F1 of a cell must rise, over folds that keep stories and authors apart.
MARGIN: Final = 0.05
FOLDS: Final = 5
_ROUNDS: Final = 12
_RIDGE: Final = 0.02
_STEP: Final = 0.3
_LEAST_WEIGHT: Final = 30  # thousandths of a logit


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence that a human judged: in which text, by whom told, and whether it proves the cell."""

    text: str
    language: str
    start: int
    end: int
    cell: int
    right: bool
    group: str


@dataclass(frozen=True, slots=True)
class CellReport:
    """How a cell did on unseen groups: F1 of the shipped weights and of the learnt, from so many sentences."""

    cell: str
    sentences: int
    right: int
    shipped: float
    learnt: float
    switched_on: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What a run came to: a sentence when there was too little to learn from, else a line a cell."""

    sentences: int
    why_not: str = ""
    cells: tuple[CellReport, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON types."""
        return {
            "sentences": self.sentences,
            "why_not": self.why_not,
            "cells": [
                {
                    "cell": one.cell,
                    "sentences": one.sentences,
                    "right": one.right,
                    "shipped": round(one.shipped, 3),
                    "learnt": round(one.learnt, 3),
                    "switched_on": one.switched_on,
                }
                for one in self.cells
            ],
        }


@dataclass(slots=True)
class _Row:
    """A judged sentence as it is learnt from: features, the shipped sum in logits, and the judgement."""

    features: Sequence[str]
    sum: float
    right: bool
    fold: int


@dataclass(slots=True)
class _Change:
    """What is added to the shipped sum, a weight a feature.

    `always` is fitted beside them and never kept: managers are asked about sentences that a reader suggested, so
    how often they say yes does not tell how often a sentence of any story proves something.
    """

    weights: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    always: float = 0.0

    def sum(self, row: _Row) -> float:
        """The sum of a sentence with what was learnt."""
        return row.sum + math.fsum(self.weights.get(name, 0.0) for name in row.features)


def learn(judged: Sequence[Judged]) -> tuple[Report, Learnt | None]:
    """What these judgements teach: a report, and the weights of the cells that were switched on, or None.

    Deterministic: the same judgements in any order give the same weights. Takes some seconds for thousands.
    """
    if len(judged) < SENTENCES_NEEDED:
        return Report(len(judged), f"There are {len(judged)} judged sentences; {SENTENCES_NEEDED} are needed."), None
    rows = _rows(judged)
    reports: list[CellReport] = []
    weights: dict[str, dict[int, int]] = defaultdict(dict)
    for cell in range(2 * len(THEMES)):
        ours = rows.get(cell, [])
        right = sum(row.right for row in ours)
        if len(ours) < CELL_NEEDED or not 0 < right < len(ours):
            continue
        shipped, learnt = _compared(ours)
        on = learnt >= shipped + MARGIN
        reports.append(CellReport(CELLS[cell], len(ours), right, shipped, learnt, on))
        if on:
            _keep(_fitted(ours), cell, weights)
    why = "" if reports else f"No theme's sign has {CELL_NEEDED} judged sentences of both kinds."
    report = Report(len(judged), why, tuple(reports))
    return report, Learnt(_version(weights), dict(weights)) if weights else None


def _rows(judged: Iterable[Judged]) -> dict[int, list[_Row]]:
    """The judged sentences a cell, in an order of their own; each text is weighed once."""
    groups = sorted({one.group for one in judged})
    folds = {group: at % FOLDS for at, group in enumerate(groups)}
    found: dict[int, list[_Row]] = defaultdict(list)
    weighed: dict[tuple[str, str], Story] = {}
    for one in sorted(judged, key=lambda one: (one.group, one.text, one.start, one.cell, one.right)):
        key = (one.text, one.language)
        if key not in weighed:
            weighed[key] = weigh(one.text, one.language)
        story = weighed[key]
        for at, sentence in enumerate(story.sentences):
            if sentence.span.start < one.end and one.start < sentence.span.end:
                row = _Row(story.rows[at], story.sums[at][one.cell] / UNIT, one.right, folds[one.group])
                found[one.cell].append(row)
                break
    return found


def _compared(rows: Sequence[_Row]) -> tuple[float, float]:
    """F1 of the shipped weights and of learnt ones over the folds; each fold is judged by what the others taught.

    Both choose their threshold on the folds that they may see.
    """
    shipped: list[tuple[float, bool]] = []
    learnt: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        seen = [row for row in rows if row.fold != fold]
        asked = [row for row in rows if row.fold == fold]
        if not asked or not any(row.right for row in seen):
            continue
        change = _fitted(seen)
        plain = _threshold([(row.sum, row.right) for row in seen])
        shipped += [(row.sum - plain, row.right) for row in asked]
        taught = _threshold([(change.sum(row), row.right) for row in seen])
        learnt += [(change.sum(row) - taught, row.right) for row in asked]
    return _f1(shipped), _f1(learnt)


def _fitted(rows: Sequence[_Row]) -> _Change:
    """The change that these rows teach: gradient steps on the log loss, with a ridge towards no change."""
    change = _Change(always=-_threshold([(row.sum, row.right) for row in rows]))
    for turn in range(_ROUNDS):
        step = _STEP / (1 + turn / 4)
        for row in rows:
            guess = max(min(change.sum(row) + change.always, 30), -30)
            error = row.right - 1 / (1 + math.exp(-guess))
            change.always += step * error
            share = step * error / math.sqrt(max(len(row.features), 1))
            for name in row.features:
                old = change.weights[name]
                change.weights[name] = old + share - step * _RIDGE * old
    return change


def _threshold(sums: Sequence[tuple[float, bool]]) -> float:
    """The sum from which saying yes gives the best F1."""
    return max(sorted({value for value, _ in sums}), key=lambda least: _f1([(v - least, r) for v, r in sums]))


def _f1(sums: Sequence[tuple[float, bool]]) -> float:
    right = sum(truth for value, truth in sums if value >= 0)
    said, there = sum(value >= 0 for value, _ in sums), sum(truth for _, truth in sums)
    return 2 * right / (said + there) if said + there else 0.0


def _keep(change: _Change, cell: int, weights: dict[str, dict[int, int]]) -> None:
    for name, weight in change.weights.items():
        whole = round(weight * UNIT)
        if abs(whole) >= _LEAST_WEIGHT:
            weights[name][cell] = whole


def _version(weights: Mapping[str, Mapping[int, int]]) -> str:
    """The shipped version, with a digest of what was added to it."""
    whole = json.dumps({name: dict(sorted(row.items())) for name, row in sorted(weights.items())}, ensure_ascii=True)
    return f"{ENGINE_VERSION}+{hashlib.sha256(whole.encode()).hexdigest()[:6]}"
