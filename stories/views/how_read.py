"""How stories are read, said to everybody: what is looked for, how well it goes, and how to say no."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from stories import reader
from stories.enums import BehaviourCode, Theme
from stories.figures import ALL, SIGNS, Cell, Figures, Measure, figures

from .common import public_page

_TEN: Final = 10


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for in one theme: when it is shown, when it is missing, and a sentence that says so of each."""

    theme: Theme
    shown: str | Promise
    missing: str | Promise
    example: str | Promise
    against: str | Promise


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of figures."""

    name: str
    texts: int
    measure: Measure


@dataclass(frozen=True, slots=True)
class Table:
    """One table of figures with its rows in groups, and what they come to in ten."""

    caption: str
    groups: tuple[tuple[str, list[Row]], ...]
    right: int
    named: int


SOUGHT: Final = (
    Sought(
        Theme.EMPOWERMENT,
        gettext_lazy("Somebody used their own judgement with money, a rule or time, or went plainly beyond the job."),
        gettext_lazy("Somebody hid behind a rule or a script, might not decide, or sent the customer on."),
        gettext_lazy("I did not ask anybody; I paid for the room with my own card."),
        gettext_lazy("She would have liked to help, but the computer did not let her waive three euros."),
    ),
    Sought(
        Theme.RECOGNITION,
        gettext_lazy("Somebody’s effort was seen: thanked, praised, remembered, passed on to whoever leads."),
        gettext_lazy("An effort went unseen, was credited to somebody else, or was punished."),
        gettext_lazy("They came back with flowers and wrote to her manager about her."),
        gettext_lazy("He carried them all out, and nobody ever thanked him."),
    ),
    Sought(
        Theme.VISIBLE_LEADERSHIP,
        gettext_lazy("Somebody who leads was there and did something: served, carried, listened, said sorry."),
        gettext_lazy("Those who lead stayed away, sent others ahead, or blamed the team."),
        gettext_lazy("The owner put on an apron and washed up with us until one in the morning."),
        gettext_lazy("We asked for the manager twice, and she stayed in her office."),
    ),
    Sought(
        Theme.CX_VISION,
        gettext_lazy("The house says, or plainly lives, how it wants to treat people, and somebody acts on it."),
        gettext_lazy("There is no such idea, or only figures count."),
        gettext_lazy("In our first week they taught us: nobody leaves here hungry."),
        gettext_lazy("They only look at call times here."),
    ),
)


@public_page
@require_safe
def how_read(request: HttpRequest) -> HttpResponse:
    """Say what the reader of stories looks for, how often it is wrong, and how to disagree with it or turn it off."""
    measured, on = figures(), settings.READ_STORIES
    context = {
        "on": on,
        "further": settings.LLM_MODEL if on and settings.FURTHER_READER else "",
        "sought": SOUGHT,
        "behaviours": _behaviours(),
        "measured": measured,
        "tables": [
            _table(measured, "found", _("Found: it counts at once")),
            _table(measured, "possible", _("Found or possible: a manager is asked as well")),
        ],
        "corpus": [(name, measured.corpus[code]) for code, name in _languages()],
        "agreement": [(theme.label, _by_language(measured.agreement[theme])) for theme in Theme],
        "languages": _languages(),
        "version": reader.version(),
    }
    return render(request, "stories/how_read.html", context)


def _languages() -> list[tuple[str, str]]:
    """Return the languages that are read, each with its name as a line begins with it."""
    return [(code, capfirst(str(name))) for code, name in settings.LANGUAGES]


def _behaviours() -> str:
    """Return the sixteen behaviours as a sentence lists them."""
    first, *others = (str(code.label) for code in BehaviourCode)
    return get_text_list([first, *(name.lower() for name in others)], _("and"))


def _table(measured: Figures, band: str, caption: str) -> Table:
    def row(name: str, cell: Cell) -> Row:
        return Row(name, cell.texts, getattr(cell, band))

    signs = {"shown": _("%(theme)s, shown"), "missing": _("%(theme)s, missing")}
    languages = [row(name, measured.languages[code]) for code, name in _languages()]
    themes = [
        row(signs[sign] % {"theme": theme.label}, measured.themes[theme, sign]) for theme in Theme for sign in SIGNS
    ]
    overall = row(_("All languages"), measured.overall)
    return Table(
        caption,
        (("", [overall]), (_("By language"), languages), (_("By theme"), themes)),
        right=in_ten(overall.measure.precision),
        named=in_ten(overall.measure.recall),
    )


def _by_language(kappa: Mapping[str, float]) -> list[float]:
    return [kappa[code] for code in (ALL, *(code for code, _name in settings.LANGUAGES))]


def in_ten(share: float) -> int:
    """Return a share of 0 to 1 as so many of ten; ten only where it is all of them."""
    return _TEN if share >= 1 else min(int(share * _TEN + 0.5), _TEN - 1)
