"""A text in, a Reading out: features become sums, sums become themes and behaviours with the sentences that prove them.

Weighing a story belongs here. What is seen of a sentence is in `features`, what each feature adds in `model`. All
arithmetic is in whole numbers, so that a text gives the same reading on every machine; nothing is written, fetched
or remembered about it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from . import cues
from . import model as weights
from .clauses import view
from .features import features
from .lexicon import lexicon
from .model import CELLS, UNIT
from .text import detect_language
from .themes import BEHAVIOURS, LANGUAGES, THEMES
from .types import Band, Behaviour, Evidence, Reading, ThemeReading
from .version import ENGINE_VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .clauses import Sentence
    from .text import Span

# A story is at most a few thousand words; what lies beyond is not read, so that no text can block a process.
READ_FROM: Final = 20_000

_EVIDENCE_AT_MOST: Final = 3
_BEHAVIOURS_AT_MOST: Final = 4
#: A further sentence is shown as well when its sum is at most so much below the best one's: on the tune part a
#: labelled sentence is then among those shown in nine of ten right readings.
_NEARLY: Final = 5 * UNIT // 2
_CUES_NAMED: Final = 5
#: More cues than this (hundredths) say no more.
CUES_AT_MOST: Final = 600
#: A theme is found only where the cues agree: at this score a third of them alone were right in the scoring study,
#: and together with the trained sums more than either of them.
CUES_AGREE: Final = 150


@dataclass(frozen=True, slots=True)
class Learnt:
    """What an organisation's managers taught the reader: added to the shipped weights in `cells` only.

    `weights` is `{feature: {cell: thousandths of a logit}}`.
    """

    version: str
    weights: Mapping[str, Mapping[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """A text as it is weighed: its language, its sentences, what was seen of each, and the sum of each cell.

    `cues` holds what the cues alone say of each theme cell, in hundredths, of the story and of each sentence.
    """

    language: str
    sentences: Sequence[Sentence]
    rows: Sequence[Sequence[str]]
    sums: Sequence[Sequence[int]]
    cues: tuple[Sequence[int], Sequence[Sequence[int]]]


def read(text: str, language: str | None = None, learnt: Learnt | None = None) -> Reading:
    """What a text says of the four themes and the sixteen behaviours, with the sentences that prove it.

    `language` is the author's choice and always wins; without it the language is detected. An unknown or other
    language gives `read=False` and says nothing. Never raises for any str; takes a few milliseconds for 150 words.
    Only the first 20,000 characters are read.
    """
    sure = 1.0
    if not language:
        language, sure = detect_language(text)
    version = learnt.version if learnt else ENGINE_VERSION
    if language not in LANGUAGES:
        empty = tuple(ThemeReading(theme, 0, 0, "nothing") for theme in THEMES)
        return Reading(language, sure, False, empty, (), version)
    story = weigh(text, language, learnt)
    themes = tuple(_theme(theme, text, story) for theme in THEMES)
    return Reading(language, sure, True, themes, _behaviours(text, story), version)


def weigh(text: str, language: str, learnt: Learnt | None = None) -> Story:
    """The sentences of a text in "en", "da" or "nl" with their features and sums."""
    used = weights.model(language)
    known = lexicon(language)
    sentences = view(text[:READ_FROM], known)
    rows = features(sentences, known)
    sums = used.scores(rows)
    if learnt:
        for row, ours in zip(rows, sums, strict=True):
            for feature in row:
                for cell, weight in learnt.weights.get(feature, {}).items():
                    ours[cell] += weight
    return Story(language, sentences, rows, sums, cues.scores(sentences, known))


def pooled(story: Story, cell: int) -> int:
    """What a story says of one theme's sign, in thousandths of a logit: its best sentence and its cues, weighted.

    The two weights and the intercepts are fitted by `scoring.training` on the tune part.
    """
    pooling = weights.settings()["pooling"]
    taught, found = pooling["weights"]
    best = max(row[cell] for row in story.sums)
    total: int = taught * best + found * 10 * min(story.cues[0][cell], CUES_AT_MOST)
    return total // UNIT + int(pooling["intercepts"][cell])


def strength(score: int) -> int:
    """The share, 0-100, of readings with this score that agree with the tune part's labels; never falls as it rises."""
    points = weights.settings()["calibration"]
    lower = points[0]
    for upper in points[1:]:
        if score < upper[0]:
            return int(lower[1] + (upper[1] - lower[1]) * max(score - lower[0], 0) // max(upper[0] - lower[0], 1))
        lower = upper
    return int(lower[1])


def explain(text: str, language: str, theme: str, sign: int, sentence: Span | Evidence) -> list[tuple[str, int]]:
    """What moved one sentence towards a theme's sign, strongest first: pairs of feature and thousandths of a logit.

    The features of a sentence outside the text's sentences are none.
    """
    cell = cell_of(theme, sign)
    story = weigh(text, language)
    for one, row in zip(story.sentences, story.rows, strict=True):
        if (one.span.start, one.span.end) == (sentence.start, sentence.end):
            return _moved(language, row, cell)
    return []


def cell_of(theme: str, sign: int) -> int:
    """The place in CELLS of a theme's sign."""
    return 2 * THEMES.index(theme) + (sign < 0)


def _moved(language: str, row: Sequence[str], cell: int) -> list[tuple[str, int]]:
    used = weights.model(language)
    found = [(feature, dict(used.weights(feature)).get(cell, 0)) for feature in row]
    return sorted((one for one in found if one[1]), key=lambda one: (-abs(one[1]), one[0]))


@lru_cache(maxsize=1)
def _bands() -> tuple[Sequence[int], Sequence[int]]:
    """The pooled scores from which a cell is found, and possible."""
    bands = weights.settings()["bands"]
    return bands["found"], bands["possible"]


def _theme(theme: str, text: str, story: Story) -> ThemeReading:
    if not story.sums:
        return ThemeReading(theme, 0, 0, "nothing")
    found, possible = _bands()
    cells = {sign: cell_of(theme, sign) for sign in (1, -1)}
    scores = {sign: pooled(story, cell) for sign, cell in cells.items()}
    # By how much each sign is over what it needs: the signs are not equally frequent.
    over = {sign: scores[sign] - possible[cell] for sign, cell in cells.items()}
    winner = 1 if over[1] >= over[-1] else -1
    if over[winner] < 0:
        return ThemeReading(theme, 0, 0, "nothing")
    agreed = story.cues[0][cells[winner]] >= CUES_AGREE
    band: Band = "found" if agreed and scores[winner] >= found[cells[winner]] else "possible"
    against = _evidence(text, story, cells[-winner]) if over[-winner] >= 0 else ()
    return ThemeReading(theme, winner, strength(scores[winner]), band, _evidence(text, story, cells[winner]), against)


def _evidence(text: str, story: Story, cell: int) -> tuple[Evidence, ...]:
    """The sentences that weigh most, at most three, in the order of the text."""
    taught, found = weights.settings()["pooling"]["weights"]
    sums = [
        row[cell] + found * 10 * min(ours[cell], CUES_AT_MOST) // taught
        for row, ours in zip(story.sums, story.cues[1], strict=True)
    ]
    order = sorted(range(len(sums)), key=lambda at: (-sums[at], at))
    good = [at for at in order if sums[at] >= sums[order[0]] - _NEARLY][:_EVIDENCE_AT_MOST]
    return tuple(_quote(text, story, at, cell) for at in sorted(good))


def _quote(text: str, story: Story, at: int, cell: int) -> Evidence:
    span = story.sentences[at].span
    moved = _moved(story.language, story.rows[at], cell)
    named = tuple(name for name, weight in moved if weight > 0)[:_CUES_NAMED]
    return Evidence(span.start, span.end, text[span.start : span.end], named)


def _behaviours(text: str, story: Story) -> tuple[Behaviour, ...]:
    """At most four codes, the clearest first, each with its best sentence."""
    if not story.sums:
        return ()
    needed = weights.settings()["behaviours"]
    found: list[tuple[int, str, int]] = []
    for number, code in enumerate(BEHAVIOURS):
        cell = len(CELLS) - len(BEHAVIOURS) + number
        best = max(range(len(story.sums)), key=lambda at: (story.sums[at][cell], -at))
        over = story.sums[best][cell] - needed[number]
        if over >= 0:
            found.append((over, code, best))
    found.sort(key=lambda one: -one[0])
    return tuple(
        Behaviour(code, _quote(text, story, at, CELLS.index(code))) for _over, code, at in found[:_BEHAVIOURS_AT_MOST]
    )
