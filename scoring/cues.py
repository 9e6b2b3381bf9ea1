"""What the cues alone say of a story: for each theme's sign one score, found by rules that nobody trained.

The cues were collected by kind before there was a corpus, so they know what real reviews say, which invented stories
do not teach; the trained sums know what was told without a cue. `engine` adds the two up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .leadership import deeds
from .lexicon import Kind
from .themes import THEMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .clauses import Sentence
    from .lexicon import Lexicon, Match

_REPEATED: Final = 0.5  # the same kind of cue again says less than the first time
_QUESTION: Final = 0.3
_ADVICE: Final = 0.25
_IMAGINED_MISSING: Final = 0.5  # "they could at least have thanked her" does say that they did not
_ADVICE_SHARE: Final = 0.3


@dataclass(frozen=True, slots=True)
class _Finding:
    """One cue that survived its surroundings."""

    kind: Kind
    sentence: int
    weight: float


def scores(story: Sequence[Sentence], lexicon: Lexicon) -> tuple[list[int], list[list[int]]]:
    """The score of each theme cell in hundredths, of the story and of each sentence, in the order of the cells.

    About 150 is worth a question and 300 is good evidence, by the shares right that the scoring study found.
    """
    found = _findings(story, lexicon)
    whole: list[int] = []
    each = [[0] * (2 * len(THEMES)) for _ in story]
    for theme in THEMES:
        for sign in (1, -1):
            ours = [one for one in found if one.kind.theme == theme and one.kind.sign == sign]
            for one in ours:
                each[one.sentence][len(whole)] += round(100 * one.weight)
            whole.append(_score(ours))
    return whole, each


def _findings(story: Sequence[Sentence], lexicon: Lexicon) -> list[_Finding]:
    customer = _told_by_customer(story)
    damping = _ADVICE if _is_advice(story) else 1.0
    found: list[_Finding] = []
    for number, sentence in enumerate(story):
        after = story[number + 1] if number + 1 < len(story) else None
        for match in sentence.matches:
            if not match.kind.theme or (customer and match.kind.act and sentence.customer_acts(match)):
                continue
            kind, weight = _weighed(match, sentence, after, lexicon)
            if weight > 0:
                found.append(_Finding(kind, number, weight * damping))
    led = deeds(story, post_negation=lexicon.post_negation, customer=customer)
    found.extend(_Finding(deed.kind, deed.sentence, deed.kind.weight * damping) for deed in led)
    return found


def _weighed(match: Match, sentence: Sentence, after: Sentence | None, lexicon: Lexicon) -> tuple[Kind, float]:
    """A match's kind (turned where it is denied or mocked) and its weight there, 0 for none."""
    kind, weight = match.kind, match.kind.weight
    if lexicon.vetoed(kind.name, sentence.row):
        return kind, 0.0
    if sentence.is_imagined(match) and not kind.modal:
        weight = 0.0 if kind.sign > 0 else weight * _IMAGINED_MISSING
    if sentence.is_negated(match, post=lexicon.post_negation):
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


def _score(findings: Sequence[_Finding]) -> int:
    """The sum of the weights in hundredths, a kind that returns counting half, each kind once a sentence."""
    total = 0.0
    seen: set[str] = set()
    best: dict[tuple[int, str], float] = {}
    for one in findings:
        key = (one.sentence, one.kind.name)
        best[key] = max(best.get(key, 0.0), one.weight)
    for (_, name), weight in best.items():
        total += weight * (_REPEATED if name in seen else 1.0)
        seen.add(name)
    return round(100 * round(total, 6))
