"""Which reader reads here: the shipped weights, with what this site's managers taught on top of them, if anything.

The one door to `scoring.read`. Keeping a reading is `actions.tagging`; teaching is `actions.learning`.
"""

from functools import lru_cache

import scoring

from .models import LearntWeights


def read(text: str, language: str | None = None) -> scoring.Reading:
    """Return the reading of a text by the reader in use; one small query."""
    taught = learnt()
    return scoring.read(text, language, taught) if taught else scoring.read(text, language)


def version() -> str:
    """What a reading made now would be called; stories with another version were read by another reader."""
    taught = learnt()
    return taught.version if taught else scoring.ENGINE_VERSION


def learnt() -> scoring.Learnt | None:
    """What is in use on top of the shipped weights; weights that were learnt on an older reader are not used."""
    used = LearntWeights.objects.active_version()
    if used is None or used[1] != scoring.ENGINE_VERSION:
        return None
    return _loaded(used[0])


@lru_cache(maxsize=2)
def _loaded(name: str) -> scoring.Learnt:
    weights = LearntWeights.objects.get(version=name).weights
    return scoring.Learnt(
        name, {feature: {int(cell): weight for cell, weight in row.items()} for feature, row in weights.items()}
    )
