"""Fits the weights of a sentence, and how the sentences of a story add up; nothing is read from or written to files.

Two steps, both logistic regressions: one a cell over the features of a sentence, then one over what a story's
sentences reached (best, second best, best of the other sign, number), fitted on sentences that the first step had
not seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

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
FOLDS: Final = 5
#: What stands for the second sentence where there is only one, and the most sentences that count, in pooling.
ALONE: Final = -4.0
MOST_SENTENCES: Final = 15


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


@dataclass(slots=True)
class Pooling:
    """How a story's sentences add up: four weights for all cells, and an intercept a theme cell."""

    weights: Floats
    intercepts: Floats

    def scores(self, sums: Sequence[Floats]) -> Floats:
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


def unseen(examples: Sequence[Example], more: Sequence[Example]) -> list[Floats]:
    """For each example the sums that a model gives which was fitted on the others' groups and on `more`."""
    found: list[Floats] = [np.zeros((0, len(CELLS)))] * len(examples)
    groups = [one.group for one in examples]
    for learn, ask in GroupKFold(FOLDS).split(examples, groups=groups):
        fitted = fit_sentences([*(examples[at] for at in learn), *more])  # all cells: behaviours are set by them too
        for at in ask:
            found[at] = fitted.logits([examples[at]])
    return found


def fit_pooling(examples: Sequence[Example], sums: Sequence[Floats]) -> Pooling:
    """How sums of sentences that were unseen become a story's logit."""
    labels = story_cells(examples)
    rows, wanted = [], []
    for cell in range(THEME_CELLS):
        which = np.eye(THEME_CELLS)[cell]
        rows.extend(np.concatenate([parts(one, cell), which]) for one in sums)
        wanted.extend(labels[:, cell])
    fitted = LogisticRegression(C=10.0, max_iter=2000, fit_intercept=False).fit(np.array(rows), np.array(wanted))
    return Pooling(fitted.coef_[0][:4], fitted.coef_[0][4:])


def parts(sums: Floats, cell: int) -> Floats:
    """What pooling sees of a story: best, second best, best of the other sign, and a tenth of the sentences."""
    best = np.sort(sums[:, cell])[::-1]
    second = best[1] if len(best) > 1 else ALONE
    return np.array([best[0], second, sums[:, cell ^ 1].max(), min(len(best), MOST_SENTENCES) / 10])
