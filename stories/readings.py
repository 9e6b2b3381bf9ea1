"""What each source says about each theme of a story, in words, with what a manager may answer.

Plain values for the review page. Writing an answer is `actions.tagging`; marking its words in the text, `evidence`.
"""

import copy
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .enums import Band, Source, Theme
from .evidence import GLYPHS
from .models import Story, ThemeReading
from .pages import SENTENCES

#: From this strength (0-100) on the evidence is called clear, then strong.
_CLEAR, _STRONG = 60, 80


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that a manager may give; the chosen one is hers."""

    value: int
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one source said, as a sentence; `details` names the engine or the time."""

    words: str
    details: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One theme of one story: what counts now, who said what, and what may be answered."""

    theme: Theme
    value: int
    band: Band
    meaning: str
    opinions: tuple[Opinion, ...]
    choices: tuple[Choice, ...]
    evidence: tuple[str, ...]

    @property
    def glyph(self) -> str:
        """The theme's picture in the icon sprite."""
        return GLYPHS[self.theme]

    @property
    def label(self) -> str:
        """The theme's name."""
        return str(self.theme.label)

    @property
    def sign(self) -> str:
        """The value as it is written: +1, 0 or −1."""
        return signed(self.value)


def signed(value: int) -> str:
    """Return a value with its sign, a true minus, and none for 0."""
    return f"+{value}" if value > 0 else f"−{-value}" if value else "0"


def sheets(story: Story) -> list[Sheet]:
    """Return one sheet a theme: what was found first, then what is only possible, then what is not evident.

    The order is that of the first reading, so that no sheet moves away under the hand that corrects it.
    Costs no query when the readings and their people are prefetched.
    """
    by_theme: dict[str, dict[str, ThemeReading]] = {}
    for reading in story.readings.all():
        by_theme.setdefault(reading.theme, {})[reading.source] = reading
    found = [_sheet(theme, by_theme.get(theme, {})) for theme in Theme]
    return sorted(found, key=lambda sheet: list(Band).index(sheet.band))


def to_mark(story: Story) -> list[ThemeReading]:
    """Return the readings whose words are marked in the text; a theme that a manager set to 0 is not.

    Where a further reader spoke, its words are marked and the built-in reader's are not.
    """
    readings = [copy.copy(reading) for reading in story.readings.all()]
    asked = {reading.theme for reading in readings if reading.source == Source.MODEL}
    readings = [one for one in readings if one.source != Source.MACHINE or one.theme not in asked]
    ours = {reading.theme: reading.value for reading in readings if reading.source == Source.HUMAN}
    for reading in readings:  # the words are the machine's, the sign is the manager's
        if reading.value:
            reading.value = ours.get(reading.theme, reading.value)
    return readings


def _sheet(theme: Theme, by_source: dict[str, ThemeReading]) -> Sheet:
    human = by_source.get(Source.HUMAN)
    spoken = [by_source[one] for one in (Source.MACHINE, Source.MODEL, Source.ANSWER) if one in by_source]
    first = spoken[-1] if spoken else None
    counted = human or (first if first and first.band == Band.FOUND else None)
    value = counted.value if counted else 0
    return Sheet(
        theme=theme,
        value=value,
        band=Band(first.band) if first else Band.NOTHING,
        meaning=_meaning(theme, value, first, human),
        opinions=tuple(_opinion(reading) for reading in (*spoken, human) if reading),
        choices=_choices(first.value if first else 0, human),
        evidence=tuple(e["text"] for e in first.evidence) if first else (),
    )


def _meaning(theme: Theme, value: int, first: ThemeReading | None, human: ThemeReading | None) -> str:
    """Return the sentence under the theme's name."""
    if value:
        return str(SENTENCES[theme, value])
    if human:
        return _("Set to 0; it does not count.")
    if first and first.value:
        return _("Possible: %(meaning)s It counts once you say so.") % {"meaning": SENTENCES[theme, first.value]}
    if theme == Theme.RECOGNITION:
        return _("Not evident. Your thanks may change that.")
    return _("Not evident.")


def _opinion(reading: ThemeReading) -> Opinion:
    """Return what one source said."""
    sign = signed(reading.value)
    if reading.source == Source.MACHINE:
        words = _("The reader said %(value)s: %(band)s.") % {"value": sign, "band": _certainty(reading)}
        return Opinion(words, _("Read in the text by %(engine)s") % {"engine": reading.engine_version})
    if reading.source == Source.MODEL:
        words = _("The language model said %(value)s: %(band)s.") % {"value": sign, "band": _certainty(reading)}
        return Opinion(words, _("Read in the text by %(engine)s") % {"engine": reading.engine_version})
    name = reading.by.first_name if reading.by else _("Somebody")
    if reading.source == Source.ANSWER:
        said = (
            _("%(name)s did not have to ask: %(value)s.")
            if reading.value > 0
            else _("%(name)s was refused: %(value)s.")
        )
        return Opinion(said % {"name": name, "value": sign}, _("Answered by the author"))
    return Opinion(_("%(name)s said %(value)s.") % {"name": name, "value": sign}, _("Decided by a manager"))


def _certainty(reading: ThemeReading) -> str:
    """Return band and strength in words."""
    if reading.band == Band.NOTHING:
        return str(Band.NOTHING.label)
    if reading.band == Band.POSSIBLE:
        return str(Band.POSSIBLE.label)
    if reading.strength >= _STRONG:
        return _("found, and strong")
    return _("found, and clear") if reading.strength >= _CLEAR else _("found, but faint")


def _choices(first: int, human: ThemeReading | None) -> tuple[Choice, ...]:
    """Return what may be answered: confirm, set to 0, turn round; what was read first comes first."""
    values = [1, -1] if first == 0 and human is None else [first, *(v for v in (0, 1, -1) if v != first)]
    return tuple(
        Choice(
            value=value,
            label=_("Right") if value == first and first else _("Set to %(value)s") % {"value": signed(value)},
            chosen=human is not None and human.value == value,
        )
        for value in values
    )
