"""From a story to its experience curve: which moment scores, peaks and ends, in words of the page's language.

The arithmetic is `scoring.curve`, the drawing `penline`; here they meet the story's moments.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from itertools import count
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring import curve as arithmetic
from stories import penline

from .enums import Feeling
from .models import Moment, Story

SIZES: Final = {
    size.name: size for size in (penline.MARK, penline.CARD, penline.PHONE, penline.STORY, penline.SHARE, penline.TV)
}


#: The line of the logo and of "How to read a line": against, then as expected, strong, and well in the end.
_SAMPLE: Final = (-2, 0, 2, 1)


#: A moment without a name is called by so many signs of its text.
_NAME_LENGTH: Final = 32


@dataclass(frozen=True, slots=True)
class Step:
    """One moment as the page shows it; `number` is n in "Score n for …", None for a moment not above 0."""

    moment: Moment
    number: int | None
    is_peak: bool
    is_low: bool
    is_end: bool


class Experience:
    """The curve of one story and what it says; costs no query when the moments are prefetched."""

    def __init__(self, story: Story, moments: list[Moment] | None = None) -> None:
        self.story = story
        self.moments = list(story.moments.all()) if moments is None else moments

    @cached_property
    def told(self) -> list[Moment]:
        """The moments with a feeling, in order."""
        return [moment for moment in self.moments if moment.feeling is not None]

    @cached_property
    def feelings(self) -> list[int]:
        """Their feelings, -3 to 3."""
        return [moment.feeling for moment in self.told if moment.feeling is not None]

    @cached_property
    def curve(self) -> arithmetic.Curve:
        """Peak, low, end and averages."""
        return arithmetic.curve_of(self.feelings)

    @cached_property
    def steps(self) -> list[Step]:
        """All moments in order, those without a feeling included, with their place on the curve."""
        numbers = iter(arithmetic.tally(self.feelings))
        place = count()
        steps = []
        for moment in self.moments:
            here = next(place) if moment.feeling is not None else None
            told = here is not None
            steps.append(
                Step(
                    moment=moment,
                    number=next(numbers) if told else None,
                    is_peak=told and here == self.curve.peak_index,
                    is_low=told and here == self.curve.low_index,
                    is_end=told and here == self.curve.end_index,
                )
            )
        return steps

    @cached_property
    def told_steps(self) -> list[Step]:
        """The steps that are drawn."""
        return [step for step in self.steps if step.moment.feeling is not None]

    @cached_property
    def peak(self) -> Step | None:
        """The strongest moment above what was expected."""
        return next((step for step in self.steps if step.is_peak), None)

    @cached_property
    def low(self) -> Step | None:
        """The lowest moment below what was expected."""
        return next((step for step in self.steps if step.is_low), None)

    @cached_property
    def end(self) -> Step | None:
        """The last moment."""
        return next((step for step in reversed(self.steps) if step.is_end), None)

    @property
    def label(self) -> str:
        """The line in words: "Four moments: nice, great, unforgettable, great. Strongest: the cookie. Ends: great."."""
        if not self.told:
            return _("No feelings told.")
        said = ", ".join(str(Feeling(feeling).label).lower() for feeling in self.feelings)
        parts = [
            ngettext("%(number)d moment: %(feelings)s.", "%(number)d moments: %(feelings)s.", len(self.told))
            % {"number": len(self.told), "feelings": said}
        ]
        if self.peak:
            parts.append(_("Strongest: %(moment)s.") % {"moment": name_of(self.peak.moment)})
        if self.low:
            parts.append(_("Lowest: %(moment)s.") % {"moment": name_of(self.low.moment)})
        parts.append(_("Ends: %(feeling)s.") % {"feeling": str(Feeling(self.feelings[-1]).label).lower()})
        return " ".join(parts)

    def score_words(self, number: int | None) -> str | None:
        """Return "Score 3 for KLM" for a number; None for none."""
        if number is None:
            return None
        return score_words(number, self.story.organisation.name)


def score_words(number: int, organisation: str) -> str:
    """Return the words beside a moment, such as "Score 3 for KLM"."""
    return _("Score %(number)d for %(organisation)s") % {"number": number, "organisation": organisation}


def name_of(moment: Moment) -> str:
    """Return how a moment is called in a sentence: its name, else how it begins, in quotation marks, else its place."""
    if moment.title or not moment.text.strip():
        return moment.title or _("moment %(number)d") % {"number": moment.position}
    words = " ".join(moment.in_short.split())
    if len(words) > _NAME_LENGTH:
        words = words[:_NAME_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:.–-") + "…"
    return f"“{words}”"


def draw(story: Story, size: str, *, hidden: bool = False, moments: list[Moment] | None = None) -> SafeString:
    """Return the story's line as SVG; the large one carries score words, the phone's numerals."""
    experience = Experience(story, moments)
    shape = SIZES[size]
    numbers = [step.number for step in experience.told_steps]
    scores: list[str | None] = []
    if shape.words is penline.Words.WHOLE:
        scores = [experience.score_words(number) for number in numbers]
    elif shape.words is penline.Words.NUMERAL:
        scores = [str(number) if number else None for number in numbers]
    svg = penline.draw(
        experience.feelings,
        shape,
        seed=story.pk or 0,
        label=experience.label,
        scores=scores,
        hidden=hidden,
        top_word=_("Unforgettable"),
        rule_word=_("As expected"),
    )
    return SafeString(svg)  # penline escapes every word that it is given, and a test of its own says so


@cache
def draw_sample(size: str) -> SafeString:
    """Return a line that belongs to no story, as SVG that is not read out."""
    return SafeString(penline.draw(_SAMPLE, SIZES[size], hidden=True))
