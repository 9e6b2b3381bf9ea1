"""Words of the staff's rooms: how long something waits, and small numbers written out. No queries."""

import datetime as dt

from django import template
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

_HOUR = 3600
_DAY = 24 * _HOUR


@register.filter
def age(since: dt.datetime | None) -> str:
    """Return how long ago that was, short enough for a column: 20 min, 19 h, 3 days."""
    if since is None:
        return ""
    seconds = max(0, int((timezone.now() - since).total_seconds()))
    if seconds < _HOUR:
        return _("%(number)s min") % {"number": seconds // 60}
    if seconds < 2 * _DAY:
        return _("%(number)s h") % {"number": seconds // _HOUR}
    days = seconds // _DAY
    return ngettext("%(number)s day", "%(number)s days", days) % {"number": number_format(days, force_grouping=True)}


@register.filter
def spelled(number: int) -> str:
    """Return a number up to twelve as a word, a larger one in figures."""
    words = {
        1: _("one"),
        2: _("two"),
        3: _("three"),
        4: _("four"),
        5: _("five"),
        6: _("six"),
        7: _("seven"),
        8: _("eight"),
        9: _("nine"),
        10: _("ten"),
        11: _("eleven"),
        12: _("twelve"),
    }
    return words.get(number) or number_format(number, force_grouping=True)


@register.filter
def headline_waiting(number: int) -> str:
    """Return the headline over a queue: "Twelve waiting"."""
    return capfirst(ngettext("%(number)s waiting", "%(number)s waiting", number) % {"number": spelled(number)})


@register.filter
def names(people: list[object]) -> str:
    """Return the first names in one line: "Maja, Henrik and Ruth"."""
    firsts = [str(getattr(person, "first_name", person)) for person in people]
    if len(firsts) < 2:  # noqa: PLR2004 - one name needs no "and"
        return "".join(firsts)
    return _("%(names)s and %(last)s") % {"names": ", ".join(firsts[:-1]), "last": firsts[-1]}
