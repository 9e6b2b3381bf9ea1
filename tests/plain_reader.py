"""A reader for tests that are not about reading: three rules that anybody can see, instead of trained weights.

A sentence in which nobody was asked shows empowerment, one in which something is not allowed misses it, and one in
which somebody was thanked shows recognition; nothing else is ever read. The fixture `plain_reader` puts it in place.
"""

import re
from typing import Final

from scoring import ENGINE_VERSION, LANGUAGES, THEMES, Behaviour, Evidence, Learnt, Reading, ThemeReading
from scoring.text import Span, detect_language, sentences

STRENGTH: Final = 80
_RULES: Final = [
    ("empowerment", 1, r"\b(not|n[o’']t|nobody|ikke|niemand)\b.*\b(ask|spurgt|gevraagd)|asked nobody|spurgte ikke"),
    ("empowerment", -1, r"not allowed|måtte ikke|mocht niet"),
    ("recognition", 1, r"\b(thanked|takkede|bedankte)"),
]


def read(text: str, language: str | None = None, learnt: Learnt | None = None) -> Reading:
    """As `scoring.read`."""
    sure = 1.0
    if not language:
        language, sure = detect_language(text)
    known = language in LANGUAGES
    found = {theme: ThemeReading(theme, 0, 0, "nothing") for theme in THEMES}
    for theme, value, rule in _RULES if known else ():
        proofs = _proofs(text, re.compile(rule, re.IGNORECASE))
        if proofs and not found[theme].value:
            found[theme] = ThemeReading(theme, value, STRENGTH, "found", proofs)
    unasked = found["empowerment"]
    behaviours = (Behaviour("initiative", unasked.evidence[0]),) if unasked.value > 0 else ()
    version = learnt.version if learnt else ENGINE_VERSION
    return Reading(language, sure, known, tuple(found.values()), behaviours, version)


def _proofs(text: str, rule: re.Pattern[str]) -> tuple[Evidence, ...]:
    def proof(span: Span) -> Evidence:
        return Evidence(span.start, span.end, text[span.start : span.end], ("rule",))

    return tuple(proof(span) for span in sentences(text) if rule.search(text, span.start, span.end))[:3]
