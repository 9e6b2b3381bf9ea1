"""`python -m scoring.train`: fits the weights on the corpus, sets the bands on its tune part, and writes both.

Development only (extra `train`). The test part is not opened here; `python -m scoring.training.report` prints it.
The same corpus gives the same files.
"""

from __future__ import annotations

import sys

import numpy as np

from scoring import model
from scoring.engine import CUES_AGREE
from scoring.themes import BEHAVIOURS
from scoring.training import bands, data, export, fit

#: A behaviour is suggested from the logit at which its sentences are found best, and never below this.
_BEHAVIOUR_LEAST = -1.5


def main() -> None:
    """Fit, calibrate and write; print what came out."""
    train, plain, more = data.stories("train"), data.stories("plain"), data.passages()
    tune = data.stories("tune")
    for some in (train, plain, tune, more):
        data.see(some)
    weights = fit.fit_sentences([*train, *plain, *more])
    least = export.prune(weights)
    sums = [weights.sums(one) for one in tune]
    pooling = fit.fit_pooling(tune, sums)
    scores, labels = pooling.scores(sums), data.story_cells(tune)
    possible, found = bands.possible_from(scores, labels), bands.FOUND
    points = bands.calibration(scores, labels)
    chosen = export.settings(
        weights,
        pooling,
        bands={
            "possible": [round(possible * model.UNIT)] * data.THEME_CELLS,
            "found": [round(found * model.UNIT)] * data.THEME_CELLS,
        },
        calibration=[[round(at * model.UNIT), round(share * 100)] for at, share in points],
        behaviours=_behaviours(tune, sums),
        trained={"stories": len(train) + len(plain), "passages": len(more)},
    )
    size = export.write(export.lines(weights), chosen)
    sys.stdout.write(f"{len(train)} stories, {len(plain)} plain ones, {len(more)} passages; ")
    sys.stdout.write(f"{size / 1e6:.2f} MB, weights from {least / model.UNIT} up\n")
    agreed = np.array([one.cues for one in tune]) * 100 >= CUES_AGREE
    for band, read in (
        ("found", bands.decide(scores, found) * agreed),
        ("possible", bands.decide(scores, possible)),
    ):
        precision, recall, f1 = bands.figures(read.astype(np.int8), labels)
        sys.stdout.write(f"tune part, {band}: precision {precision:.2f}, recall {recall:.2f}, F1 {f1:.2f}\n")


def _behaviours(examples: list[data.Example], sums: list[fit.Sums]) -> list[int]:
    """For each behaviour the sum from which its best sentence suggests it: where F1 over the stories is best."""
    found = []
    for number in range(len(BEHAVIOURS)):
        cell = data.THEME_CELLS + number
        best = np.array([one.sentences[:, cell].max() for one in sums])
        truth = np.array([one.marks[:, cell].max() for one in examples])
        tried = np.arange(_BEHAVIOUR_LEAST, 2, 0.1)
        f1 = [2 * ((best >= at) & (truth > 0)).sum() / max((best >= at).sum() + truth.sum(), 1) for at in tried]
        found.append(round(float(tried[int(np.argmax(f1))]) * model.UNIT))
    return found


if __name__ == "__main__":
    main()
