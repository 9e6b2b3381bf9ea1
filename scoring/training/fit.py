"""Fits the weights of a sentence, and how the sentences of a story add up; nothing is read from or written to files.

Two steps, both logistic regressions: one a cell over the features of a sentence, then one over what a story's best
sentence reached and what its cues say, fitted on stories that the first step has not seen. The second best sentence,
their number, the other sign and the features of the whole story were tried there: on the tune part they gave
nothing, and on real reviews they read a complaint as thanks that were missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.linear_model import LogisticRegression

from scoring.engine import CUES_AT_MOST
from scoring.model import CELLS

from .data import THEME_CELLS, marks, matrix, story_cells, vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from .data import Example

    Floats = npt.NDArray[np.float64]

#: Inverse of the ridge penalty, chosen by cross-validation on the train part among .03, .07, .1, .15 and .3.
STRENGTH: Final = 0.15
#: A feature must occur in so many texts.
LEAST: Final = 2
_PARTS: Final = 2


@dataclass(slots=True)
class Weights:
    """The fitted sentence model: `table` is features x cells, in logits."""

    columns: dict[str, int]
    table: Floats
    intercepts: Floats

    def logits(self, examples: Sequence[Example]) -> Floats:
        """The sums of all sentences, one below the other, sentences x cells."""
        found: Floats = matrix(examples, self.columns) @ self.table + self.intercepts
        return found

    def sums(self, example: Example) -> Sums:
        """What one story's sentences reach, and what its cues say."""
        return Sums(self.logits([example]), example.cues)


@dataclass(slots=True)
class Sums:
    """A story as pooling sees it: sentences x cells in logits, and the cue score of each theme cell."""

    sentences: Floats
    cues: Floats


@dataclass(slots=True)
class Pooling:
    """How a story's sums add up: two weights for all cells, and an intercept a theme cell."""

    weights: Floats
    intercepts: Floats

    def scores(self, sums: Sequence[Sums]) -> Floats:
        """The pooled logit of each story, stories x theme cells."""
        return np.array(
            [[parts(one, cell) @ self.weights + self.intercepts[cell] for cell in range(THEME_CELLS)] for one in sums]
        )


def fit_sentences(examples: Sequence[Example], cells: int = len(CELLS)) -> Weights:
    """The sentence model of these examples, of the first `cells` cells; the others keep a sum that says no.

    Passages teach the themes; the behaviours, unlabelled there, they do not.
    """
    columns = vocabulary(examples, LEAST)
    whole, labels = matrix(examples, columns), marks(examples)
    told = np.concatenate([np.full(len(one.rows), not one.passage) for one in examples])
    table = np.zeros((len(columns), len(CELLS)))
    intercepts = np.full(len(CELLS), -9.0)
    for cell in range(cells):
        rows = slice(None) if cell < THEME_CELLS else told
        wanted = labels[rows, cell]
        if wanted.sum() < LEAST:
            continue
        fitted = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0).fit(whole[rows], wanted)
        table[:, cell], intercepts[cell] = fitted.coef_[0], fitted.intercept_[0]
    return Weights(columns, table, intercepts)


def fit_pooling(examples: Sequence[Example], sums: Sequence[Sums]) -> Pooling:
    """How sums of sentences that were unseen become a story's logit."""
    labels = story_cells(examples)
    rows: list[Floats] = []
    wanted: list[int] = []
    for cell in range(THEME_CELLS):
        which = np.eye(THEME_CELLS)[cell]
        rows.extend(np.concatenate([parts(one, cell), which]) for one in sums)
        wanted.extend(labels[:, cell])
    fitted = LogisticRegression(C=10.0, max_iter=2000, fit_intercept=False).fit(np.array(rows), np.array(wanted))
    return Pooling(fitted.coef_[0][:_PARTS], fitted.coef_[0][_PARTS:])


def parts(sums: Sums, cell: int) -> Floats:
    """What pooling sees: the best sentence, and what the cues say."""
    return np.array([sums.sentences[:, cell].max(), min(sums.cues[cell], CUES_AT_MOST / 100)])
