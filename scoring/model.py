"""The trained weights: how they are kept, loaded and added up.

One line a feature in `weights/*.tsv`, its name and what it adds to which cell, in thousandths of a logit: whole
numbers, so that the same text gives the same sum on every machine and every Python. Features are made in
`features`; sums become readings in `engine`; the weights are made by `python -m scoring.train`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from .themes import BEHAVIOURS, LANGUAGES, THEMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: What a sentence is weighed for: each theme shown and missing, then each behaviour. A cell's number is its place.
CELLS: Final = (*(f"{theme}{sign}" for theme in THEMES for sign in "+-"), *BEHAVIOURS)
#: Weights are stored in this many parts of a logit.
UNIT: Final = 1000
SHARED: Final = "shared"

Weights = tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Model:
    """The weights of one language with those that all share; `settings` is `model.json`."""

    language: str
    settings: Mapping[str, Any]
    lines: dict[str, str]
    parsed: dict[str, Weights] = field(default_factory=dict)

    def weights(self, feature: str) -> Weights:
        """What a feature adds: pairs of cell and thousandths of a logit; empty for one that is not known."""
        found = self.parsed.get(feature)
        if found is None:
            line = self.lines.get(feature)
            if line is None:
                return ()
            found = self.parsed[feature] = parse(line)
        return found

    def scores(self, rows: Sequence[Iterable[str]]) -> list[list[int]]:
        """One sum a cell for each row of features, in the order of CELLS."""
        found = []
        for row in rows:
            sums = list(self.settings["intercepts"])
            for feature in row:
                for cell, weight in self.weights(feature):
                    sums[cell] += weight
            found.append(sums)
        return found


def parse(line: str) -> Weights:
    """`"0:512 3:-40"` as pairs of cell and weight."""
    pairs = (pair.partition(":") for pair in line.split(" "))
    return tuple((int(cell), int(weight)) for cell, _, weight in pairs)


@lru_cache(maxsize=len(LANGUAGES))
def model(language: str) -> Model:
    """The model of "en", "da" or "nl", loaded at its first use (some 30 ms)."""
    lines = {}
    for name in (SHARED, language):
        lines.update(_table(f"{name}.tsv"))
    return Model(language, settings(), lines)


@lru_cache(maxsize=1)
def settings() -> dict[str, Any]:
    """`model.json`: intercepts, pooling, bands and calibration, and what the model was trained on."""
    loaded: dict[str, Any] = json.loads(_file("model.json"))
    return loaded


def contents() -> list[str]:
    """What stands in the weight files, for the version."""
    names = ["model.json", *(f"{one}.tsv" for one in (SHARED, *LANGUAGES))]
    return [_file(name) for name in names]


def _table(name: str) -> dict[str, str]:
    lines = (line.partition("\t") for line in _file(name).split("\n") if line)
    return {feature: rest for feature, _, rest in lines}


def _file(name: str) -> str:
    return resources.files(__package__).joinpath("weights", name).read_text(encoding="utf-8").replace("\r\n", "\n")
