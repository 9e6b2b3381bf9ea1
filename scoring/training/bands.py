"""From pooled logits to bands and strengths: what counts, what is asked, and how often that is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.isotonic import IsotonicRegression

from .data import THEME_CELLS

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Labels = npt.NDArray[np.int8]

#: From this pooled logit on, with cues that agree, a theme is found. On the tune part .6 of such readings are right,
#: on real reviews and accounts three quarters; a higher bar left next to nothing on either.
FOUND: Final = -0.1
#: Where F1 hardly depends on the bar, the higher bar is taken: fewer questions to managers for the same good.
_FLAT: Final = 0.012
_TRIED: Final = np.arange(-3.0, 3.0, 0.05)


def decide(scores: Floats, least: float) -> Labels:
    """1 for each cell that is read: at least `least`, and not below the other sign of its theme."""
    read = scores >= least
    for cell in range(0, THEME_CELLS, 2):
        first = scores[:, cell] >= scores[:, cell + 1]
        read[:, cell] &= first
        read[:, cell + 1] &= ~first
    return read.astype(np.int8)


def figures(read: Labels, labels: Labels) -> tuple[float, float, float]:
    """Precision, recall and F1 over all cells."""
    right = int((read & labels).sum())
    said, there = int(read.sum()), int(labels.sum())
    return right / max(said, 1), right / max(there, 1), 2 * right / max(said + there, 1)


def possible_from(scores: Floats, labels: Labels) -> float:
    """The highest pooled logit from which reading gives as good as the best F1."""
    f1 = {float(least): figures(decide(scores, least), labels)[2] for least in _TRIED}
    return max(least for least, value in f1.items() if value >= max(f1.values()) - _FLAT)


def calibration(scores: Floats, labels: Labels) -> list[tuple[float, float]]:
    """Points (pooled logit, share right) that never fall, between which strength is read off a line.

    Isotonic regression (Barlow et al., 1972) over the stronger sign of each theme of each story.
    """
    stronger: list[float] = []
    right: list[int] = []
    for cell in range(0, THEME_CELLS, 2):
        pair = scores[:, cell : cell + 2]
        best = pair.argmax(1)
        stronger.extend(pair.max(1))
        right.extend(labels[np.arange(len(labels)), cell + best])
    fitted = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(stronger, right)
    # Means of neighbouring bins rather than the steps themselves: a step is an accident of the sample.
    edges = np.quantile(stronger, np.linspace(0, 1, 13))
    middles = np.unique((edges[1:] + edges[:-1]) / 2)
    return [(float(at), float(share)) for at, share in zip(middles, fitted.predict(middles), strict=True)]
