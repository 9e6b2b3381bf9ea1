"""Reads a customer-service story: four themes, sixteen behaviours, and the sentences that prove them.

Plain Python: text in, frozen values out. No Django, no database, no network, nothing of the site. What a reading
may say is in `types`, the names in `themes`; everything else here is how it comes about.
"""

from .curve import Curve, curve_of, tally
from .engine import Learnt, explain, read
from .themes import BEHAVIOURS, LANGUAGES, THEMES
from .types import Band, Behaviour, Evidence, Reading, ThemeReading
from .version import ENGINE_VERSION

__all__ = [
    "BEHAVIOURS",
    "ENGINE_VERSION",
    "LANGUAGES",
    "THEMES",
    "Band",
    "Behaviour",
    "Curve",
    "Evidence",
    "Learnt",
    "Reading",
    "ThemeReading",
    "curve_of",
    "explain",
    "read",
    "tally",
]
