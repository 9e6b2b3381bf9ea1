"""The names that readings are made of: four themes and sixteen behaviours.

Only slugs belong here, in their fixed order. Labels, colours and translations are the site's business.
"""

from typing import Final

EMPOWERMENT: Final = "empowerment"
RECOGNITION: Final = "recognition"
VISIBLE_LEADERSHIP: Final = "visible_leadership"
CX_VISION: Final = "cx_vision"

THEMES: Final[tuple[str, ...]] = (EMPOWERMENT, RECOGNITION, VISIBLE_LEADERSHIP, CX_VISION)

BEHAVIOURS: Final[tuple[str, ...]] = (
    "listening",
    "empathy",
    "initiative",
    "flexibility",
    "helping",
    "unburdening",
    "proactive",
    "surprising",
    "exceeding",
    "clear_friendly",
    "respect",
    "reliable",
    "trusting_customer",
    "attention",
    "fixing_complaints",
    "putting_customer_first",
)

LANGUAGES: Final[tuple[str, ...]] = ("en", "da", "nl")
