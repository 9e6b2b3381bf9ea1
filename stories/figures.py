"""How well stories are read: the figures that were measured with the reader, from the file that ships with it.

Plain values for the page that shows them; nothing is measured, rounded or worded here.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

#: The signs of a theme, as the file names them.
SIGNS: Final = ("shown", "missing")
#: What stands for all languages together.
ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Measure:
    """Shares of 0 to 1: of what was said, how much is right; of what is there, how much was said; both in one.

    `f1` lies between `low` and `high` in 95 of 100 repeats; `labels` is how many there were to be found.
    """

    precision: float
    recall: float
    f1: float
    low: float
    high: float
    labels: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What was measured on some texts: for what counts by itself, and together with what a manager is asked about."""

    texts: int
    found: Measure
    possible: Measure


@dataclass(frozen=True, slots=True)
class Corpus:
    """How much was written in one language to teach the reader and to measure it."""

    stories: int
    sentences: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All that was measured of one version: on all texts, by language, by theme and sign.

    `agreement` is Cohen's kappa of two readers of the same texts: by theme, then by language, "all" for all of them.
    """

    version: str
    corpus: dict[str, Corpus]
    overall: Cell
    languages: dict[str, Cell]
    themes: dict[tuple[str, str], Cell]
    agreement: dict[str, dict[str, float]]


@cache
def figures() -> Figures:
    """Return the figures of the file, read once a process."""
    return parse(json.loads(resources.files("scoring").joinpath("figures.json").read_text(encoding="utf-8")))


def parse(data: dict[str, Any]) -> Figures:
    """Return the figures of the file's contents; raises `KeyError` for what is not there."""
    test, corpus = data["test"], data["corpus"]
    return Figures(
        version=data["version"],
        corpus={language: Corpus(row["stories"], row["sentences"]) for language, row in corpus.items()},
        overall=_cell(test[ALL]),
        languages={language: _cell(test[language]) for language in corpus},
        themes={(theme, sign): _cell(cells[sign]) for theme, cells in test["themes"].items() for sign in SIGNS},
        agreement=data["kappa"],
    )


def _cell(data: dict[str, Any]) -> Cell:
    return Cell(data["texts"], _measure(data["found"]), _measure(data["possible"]))


def _measure(data: dict[str, Any]) -> Measure:
    return Measure(**{name: data[name] for name in ("precision", "recall", "f1", "low", "high", "labels")})
