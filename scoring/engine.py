"""A text in, a Reading out: cues become findings, findings become themes and behaviours.

Weighing belongs here; finding cues is in `lexicon`, their surroundings in `clauses`, leaders in `leadership`.
Everything is deterministic, and nothing is written, fetched or remembered about the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .clauses import Sentence, view
from .leadership import deeds
from .lexicon import Kind, Lexicon, Match, digest, lexicon
from .text import detect_language
from .themes import BEHAVIOURS, CX_VISION, EMPOWERMENT, LANGUAGES, THEMES
from .types import Band, Behaviour, Evidence, Reading, ThemeReading

# Raised by hand when the code changes a reading; the cue files change the digest by themselves.
CODE_VERSION: Final = "2026.1"
ENGINE_VERSION: Final = f"{CODE_VERSION}-{digest()}"

# A story is at most a few thousand words; what lies beyond is not read, so that no text can block a process.
READ_FROM: Final = 20_000

# Scores: the scoring study found a share of .83 right at 3 and above, .33 between 1.5 and 3.
FOUND_FROM: Final = 3.0
POSSIBLE_FROM: Final = 1.5
# (score, share of readings of such evidence that were right), provisional until confirmed readings replace it;
# the points at 1.5 and 3 are those two shares, the ends are cautious guesses, between them lines.
_CALIBRATION: Final = ((0.0, 0.0), (1.5, 25.0), (2.99, 45.0), (3.0, 70.0), (4.5, 83.0), (9.0, 95.0))

_REPEATED: Final = 0.5  # the same kind of cue again says less than the first time
_QUESTION: Final = 0.3
_ADVICE: Final = 0.25
_IMAGINED_MISSING: Final = 0.5  # "they could at least have thanked her" does say that they did not
_ADVICE_SHARE: Final = 0.3
_EVIDENCE_AT_MOST: Final = 3
_BEHAVIOURS_AT_MOST: Final = 4


@dataclass(frozen=True, slots=True)
class _Finding:
    """One cue that survived its surroundings."""

    kind: Kind
    sentence: int
    weight: float


def read(text: str, language: str | None = None) -> Reading:
    """What a text says of the four themes and the sixteen behaviours, with the sentences that prove it.

    `language` is the author's choice and always wins; without it the language is detected. An unknown or other
    language gives `read=False` and says nothing. Never raises for any str; takes a few milliseconds for 150 words.
    Only the first 20,000 characters are read.
    """
    sure = 1.0
    if not language:
        language, sure = detect_language(text)
    if language not in LANGUAGES:
        empty = tuple(ThemeReading(theme, 0, 0, "nothing") for theme in THEMES)
        return Reading(language, sure, False, empty, (), ENGINE_VERSION)
    cues = lexicon(language)
    story = view(text[:READ_FROM], cues)
    findings = _findings(story, cues)
    themes = tuple(_theme(theme, text, story, findings) for theme in THEMES)
    return Reading(
        language=language,
        language_confidence=sure,
        read=True,
        themes=themes,
        behaviours=_behaviours(text, story, findings, cues),
        version=ENGINE_VERSION,
    )


def strength(score: float) -> int:
    """The share, 0-100, of readings with this score that readers are expected to confirm; never falls as it rises."""
    lower = _CALIBRATION[0]
    for upper in _CALIBRATION[1:]:
        if score < upper[0]:
            slope = (upper[1] - lower[1]) / (upper[0] - lower[0])
            return int(lower[1] + slope * (score - lower[0]))
        lower = upper
    return int(lower[1])


def _findings(story: Sequence[Sentence], cues: Lexicon) -> list[_Finding]:
    customer = _told_by_customer(story)
    damping = _ADVICE if _is_advice(story) else 1.0
    found: list[_Finding] = []
    for number, sentence in enumerate(story):
        after = story[number + 1] if number + 1 < len(story) else None
        for match in sentence.matches:
            if not match.kind.theme or (customer and match.kind.act and sentence.customer_acts(match)):
                continue
            kind, weight = _weighed(match, sentence, after, cues)
            if weight > 0:
                found.append(_Finding(kind, number, weight * damping))
    led = deeds(story, post_negation=cues.post_negation, customer=customer)
    found.extend(_Finding(deed.kind, deed.sentence, deed.kind.weight * damping) for deed in led)
    return found


def _weighed(match: Match, sentence: Sentence, after: Sentence | None, cues: Lexicon) -> tuple[Kind, float]:
    """A match's kind (turned where it is denied or mocked) and its weight there, 0 for none."""
    kind, weight = match.kind, match.kind.weight
    if cues.vetoed(kind.name, sentence.row):
        return kind, 0.0
    if sentence.is_imagined(match) and not kind.modal:
        weight = 0.0 if kind.sign > 0 else weight * _IMAGINED_MISSING
    if sentence.is_negated(match, post=cues.post_negation):
        kind, weight = _turned(kind, "denied"), kind.flip if weight else 0.0
    elif kind.sign > 0 and (sentence.ironic or (kind.mocked and after is not None and after.ironic)):
        kind, weight = _turned(kind, "mocked"), kind.mocked
    if sentence.question:
        weight *= _QUESTION
    if sentence.advice:
        weight *= _ADVICE
    return kind, weight


def _turned(kind: Kind, how: str) -> Kind:
    sign = "missing" if kind.sign > 0 else "shown"
    return Kind(f"{kind.theme}.{sign}.{kind.name.rsplit('.', 1)[1]}_{how}", kind.theme, -kind.sign)


def _told_by_customer(story: Sequence[Sentence]) -> bool:
    counts = {"mark.customer_tells": 0, "mark.employee_tells": 0}
    for sentence in story:
        for match in sentence.matches:
            if match.kind.name in counts:
                counts[match.kind.name] += 1
    return counts["mark.customer_tells"] > counts["mark.employee_tells"]


def _is_advice(story: Sequence[Sentence]) -> bool:
    """True when so many sentences advise that the text is an article rather than a story."""
    return sum(sentence.advice for sentence in story) > _ADVICE_SHARE * len(story)


def _theme(theme: str, text: str, story: Sequence[Sentence], findings: Sequence[_Finding]) -> ThemeReading:
    ours = {sign: [one for one in findings if one.kind.theme == theme and one.kind.sign == sign] for sign in (1, -1)}
    scores = {sign: _score(found) for sign, found in ours.items()}
    winner = max((1, -1), key=lambda sign: (scores[sign], _latest(ours[sign])))
    band: Band = "nothing"
    if scores[winner] >= POSSIBLE_FROM:
        band = "found" if scores[winner] >= FOUND_FROM else "possible"
    shown = _evidence(text, story, ours[winner]) if band != "nothing" else ()
    against = _evidence(text, story, ours[-winner]) if scores[-winner] >= POSSIBLE_FROM else ()
    value = winner if band != "nothing" else 0
    return ThemeReading(theme, value, strength(scores[winner]) if value else 0, band, shown, against)


def _score(findings: Sequence[_Finding]) -> float:
    """The sum of the weights, a kind that returns counting half, each kind once a sentence."""
    total = 0.0
    seen: set[str] = set()
    best: dict[tuple[int, str], float] = {}
    for one in findings:
        key = (one.sentence, one.kind.name)
        best[key] = max(best.get(key, 0.0), one.weight)
    for (_, name), weight in best.items():
        total += weight * (_REPEATED if name in seen else 1.0)
        seen.add(name)
    return round(total, 6)


def _latest(findings: Sequence[_Finding]) -> int:
    return max((one.sentence for one in findings), default=-1)


def _evidence(text: str, story: Sequence[Sentence], findings: Sequence[_Finding]) -> tuple[Evidence, ...]:
    """The sentences that weigh most, at most three, in the order of the text."""
    weights: dict[int, float] = {}
    cues: dict[int, list[str]] = {}
    for one in findings:
        weights[one.sentence] = weights.get(one.sentence, 0.0) + one.weight
        if one.kind.name not in cues.setdefault(one.sentence, []):
            cues[one.sentence].append(one.kind.name)
    best = sorted(weights, key=lambda number: (-weights[number], number))[:_EVIDENCE_AT_MOST]
    return tuple(_quote(text, story[number], tuple(cues[number])) for number in sorted(best))


def _quote(text: str, sentence: Sentence, cues: tuple[str, ...]) -> Evidence:
    span = sentence.span
    return Evidence(span.start, span.end, text[span.start : span.end], cues)


def _behaviours(
    text: str, story: Sequence[Sentence], findings: Sequence[_Finding], cues: Lexicon
) -> tuple[Behaviour, ...]:
    """At most four codes: those with most sentences first, on a tie the order of BEHAVIOURS."""
    places: dict[str, list[int]] = {code: [] for code in BEHAVIOURS}
    for number, sentence in enumerate(story):
        if sentence.question or sentence.ironic or sentence.advice:
            continue
        for match in sentence.matches:
            group, _, code = match.kind.name.partition(".")
            if group != "behaviour" or sentence.is_imagined(match):
                continue
            if not sentence.is_negated(match, post=cues.post_negation) and number not in places[code]:
                places[code].append(number)
    # An act on one's own judgement is initiative, a lived promise puts the customer first: the themes know.
    for theme, code in ((EMPOWERMENT, "initiative"), (CX_VISION, "putting_customer_first")):
        strong = [one.sentence for one in findings if one.kind.theme == theme and one.kind.sign > 0]
        if strong and _score([one for one in findings if one.kind.theme == theme and one.kind.sign > 0]) >= FOUND_FROM:
            places[code] = sorted({*places[code], *strong})
    ranked = sorted((code for code in BEHAVIOURS if places[code]), key=lambda code: -len(places[code]))
    return tuple(
        Behaviour(code, _quote(text, story[places[code][0]], (f"behaviour.{code}",)))
        for code in ranked[:_BEHAVIOURS_AT_MOST]
    )
