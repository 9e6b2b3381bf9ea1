"""The corpus as rows to learn from: features of each sentence, which cells it proves, and to which story it belongs."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.sparse import csr_matrix

from scoring import cues
from scoring.clauses import view
from scoring.features import GROUPS, features
from scoring.lexicon import lexicon
from scoring.model import CELLS
from scoring.themes import THEMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

CORPUS: Final = Path(__file__).parent.parent / "corpus"
THEME_CELLS: Final = 2 * len(THEMES)


@dataclass(slots=True)
class Example:
    """One text of the corpus: a story, or a passage of one or two sentences without its story.

    `proofs` is `(start, end, cell)` for each sentence that proves a cell; `labels` holds -1, 0 or 1 a theme. `group`
    is what must not be on both sides of a split. `rows` and `marks` (sentences x cells, 0 or 1) are filled by `see`,
    and so is `cues`, the cue score of each theme cell.
    """

    id: str
    language: str
    text: str
    labels: Mapping[str, int]
    proofs: Sequence[tuple[int, int, int]]
    group: str
    passage: bool = False
    rows: list[list[str]] = field(default_factory=list)
    marks: npt.NDArray[np.int8] = field(default_factory=lambda: np.zeros((0, len(CELLS)), np.int8))
    cues: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(THEME_CELLS))


def stories(*parts: str) -> list[Example]:
    """The stories of these parts of the corpus ("train", "tune", "test"), in the order of the files."""
    groups = {one["id"]: one["events"][0]["what"] for one in _lines("scenarios")}  # a plain text is its own group
    found = []
    for part in parts:
        for one in _lines(part):
            proofs = [
                (start, end, 2 * THEMES.index(theme) + (sign < 0))
                for theme, spans in one["sentences"].items()
                for start, end, sign in spans
            ]
            proofs += [(start, end, CELLS.index(code)) for code, start, end in one["behaviours"]]
            found.append(
                Example(one["id"], one["lang"], one["text"], one["labels"], proofs, groups.get(one["id"], one["id"]))
            )
    return found


def passages() -> list[Example]:
    """The labelled passages: all of train, each its own group."""
    found = []
    for one in _lines("passages"):
        proofs = [(0, len(one["text"]), CELLS.index(one["cell"]))] if one["cell"] else []
        found.append(Example(one["id"], one["lang"], one["text"], {}, proofs, one["id"], passage=True))
    return found


def see(examples: Sequence[Example], groups: Iterable[str] = GROUPS) -> None:
    """Fill in each example's features and marks."""
    for one in examples:
        known = lexicon(one.language)
        story = view(one.text, known)
        one.cues = np.array(cues.scores(story, known)[0]) / 100
        one.rows = features(story, known, groups)
        one.marks = np.zeros((len(story), len(CELLS)), np.int8)
        for at, sentence in enumerate(story):
            for start, end, cell in one.proofs:
                if sentence.span.start < end and start < sentence.span.end:
                    one.marks[at, cell] = 1


def vocabulary(examples: Sequence[Example], least: int) -> dict[str, int]:
    """The features that occur in at least `least` texts, each with its column."""
    counts: dict[str, int] = {}
    for one in examples:
        for name in {name for row in one.rows for name in row}:
            counts[name] = counts.get(name, 0) + 1
    return {name: at for at, name in enumerate(sorted(name for name, count in counts.items() if count >= least))}


def matrix(examples: Sequence[Example], columns: Mapping[str, int]) -> csr_matrix:
    """One row a sentence, one column a feature, 1 where it is there."""
    places: list[int] = []
    ends = [0]
    for one in examples:
        for row in one.rows:
            places.extend(columns[name] for name in row if name in columns)
            ends.append(len(places))
    shape = (len(ends) - 1, len(columns))
    return csr_matrix((np.ones(len(places), np.float32), np.array(places), np.array(ends)), shape=shape)


def marks(examples: Sequence[Example]) -> npt.NDArray[np.int8]:
    """The marks of all sentences, one below the other."""
    return np.concatenate([one.marks for one in examples])


def story_cells(examples: Sequence[Example]) -> npt.NDArray[np.int8]:
    """1 where a story as a whole shows a cell, stories x theme cells."""
    return np.array(
        [[one.labels.get(theme, 0) == sign for theme in THEMES for sign in (1, -1)] for one in examples], np.int8
    )


def _lines(name: str) -> list[dict[str, Any]]:
    path = CORPUS / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
