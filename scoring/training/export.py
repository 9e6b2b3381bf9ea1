"""Writes the fitted model as the files that `scoring.model` reads: rounded, pruned, sorted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scoring.model import CELLS, SHARED, UNIT
from scoring.themes import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .fit import Pooling, Weights

FOLDER: Final = Path(__file__).parent.parent / "weights"
#: What all tables may take, in bytes; the smallest weights are left out until they do.
SIZE: Final = 1_900_000


def prune(weights: Weights) -> int:
    """Set the smallest weights to nothing until the tables fit; return the least that is kept, in thousandths.

    Done before the bands are set, so that what is left out is left out of the figures too.
    """
    for least in range(20, 2000, 5):
        files = lines(weights, least)
        if sum(len(f"{name}\t{line}\n".encode()) for table in files.values() for name, line in table.items()) < SIZE:
            weights.table[abs(weights.table) * UNIT < least] = 0
            return least
    raise ValueError("The tables cannot be made small enough.")


def lines(weights: Weights, least: int = 1) -> dict[str, dict[str, str]]:
    """For each file the features with their line: pairs of cell and weight that are large enough."""
    files: dict[str, dict[str, str]] = {name: {} for name in (SHARED, *LANGUAGES)}
    for name, column in weights.columns.items():
        whole = [round(float(weight) * UNIT) for weight in weights.table[column]]
        pairs = " ".join(f"{cell}:{weight}" for cell, weight in enumerate(whole) if abs(weight) >= least)
        if pairs:
            files[_file_of(name)][name] = pairs
    return files


def settings(weights: Weights, pooling: Pooling, **more: Any) -> dict[str, Any]:
    """What `model.json` holds: intercepts and pooling in whole numbers, and what is given."""
    return {
        "cells": list(CELLS),
        "intercepts": [round(float(one) * UNIT) for one in weights.intercepts],
        "pooling": {
            "weights": [round(float(one) * UNIT) for one in pooling.weights],
            "intercepts": [round(float(one) * UNIT) for one in pooling.intercepts],
        },
        **more,
    }


def write(files: Mapping[str, Mapping[str, str]], chosen: Mapping[str, Any]) -> int:
    """Write all files; return their size in bytes."""
    FOLDER.mkdir(exist_ok=True)
    for name, table in files.items():
        _table(f"{name}.tsv", table)
    (FOLDER / "model.json").write_text(json.dumps(chosen, indent=1) + "\n", encoding="utf-8")
    return sum(path.stat().st_size for path in FOLDER.iterdir())


def _table(name: str, table: Mapping[str, str]) -> None:
    text = "".join(f"{key}\t{table[key]}\n" for key in sorted(table))
    (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


def _file_of(feature: str) -> str:
    """The language whose words a feature is made of, or the file that all share."""
    start = feature.lstrip("<>").partition(":")[0]
    return start if start in LANGUAGES else SHARED
