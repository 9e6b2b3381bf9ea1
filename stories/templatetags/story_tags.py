"""Template tags of the house: what a person may do, the pen line, words for codes. Only `can` asks the database."""

from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext

from stories import evidence, lines, permissions, rooms
from stories.actions import workflow
from stories.enums import LANGUAGE_NAMES, Feeling, StoryStatus, Theme
from stories.models import Moment, Story, User

register = template.Library()

_MOVES = {
    "submit": StoryStatus.SUBMITTED,
    "approve": StoryStatus.APPROVED,
    "publish": StoryStatus.PUBLISHED,
    "return": StoryStatus.RETURNED,
    "decline": StoryStatus.DECLINED,
    "withdraw": StoryStatus.WITHDRAWN,
    "reopen": StoryStatus.DRAFT,
}


@register.simple_tag
def can(act: str, user: Any, thing: Any) -> bool:
    """Whether this person may do this now, by the rule that the verb asks: `{% can "publish" user story as ok %}`."""
    if act in _MOVES:
        return workflow.may(user, thing, _MOVES[act])
    return bool(getattr(permissions, f"can_{act}")(user, thing))


@register.filter
def language_name(code: str) -> str:
    """Return a language's own name, such as Dansk; an empty string for one that we do not read."""
    return LANGUAGE_NAMES.get(code, "")


@register.filter
def words(line: str) -> list[str]:
    """Return the words of a constant line, so that a template can loop over them."""
    return line.split()


@register.simple_tag
def static_css(name: str) -> str:
    """Return the address of one of our style sheets, by its path without ending."""
    return static(f"css/{name}.css")


@register.simple_tag
def pen_line(story: Story, size: str = "card", *, hidden: bool = False) -> SafeString:
    """Return the story's experience curve as SVG; `size` is mark, card, phone, story, share or tv.

    The score words stand on the large one; the name says in words what the line shows.
    """
    return lines.draw(story, size, hidden=hidden)


@register.filter
def feeling_word(feeling: int | None) -> str:
    """Return the word for a feeling, such as Great; an empty string where none was told."""
    return "" if feeling is None else str(Feeling(feeling).label)


@register.filter
def face(feeling: int | str) -> str:
    """Return the name of the face in the icon sprite, such as face-m3 or face-p2."""
    number = int(feeling)
    return f"face-{'m' if number < 0 else 'p' if number else ''}{abs(number)}"


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return a picture of the icon sprite, left out of what is read aloud: its meaning stands beside it in words."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("icons/sprite.svg"), name
    )


@register.filter
def glyph(theme: str) -> str:
    """Return the name of a theme's picture in the icon sprite, such as key."""
    return evidence.GLYPHS[Theme(theme)]


@register.filter
def moment_name(moment: Moment) -> str:
    """Return how a moment is called in a sentence: its name, else its place in the row."""
    return lines.name_of(moment)


@register.filter
def quoted(words: list[str]) -> str:
    """Return words between quotation marks as a sentence lists them: “a”, “b” and “c”."""
    return get_text_list([f"“{word}”" for word in words], gettext("and"))


@register.simple_tag
def rooms_of(user: User) -> rooms.Rooms:
    """Return the rooms of the signed-in person; two or three queries."""
    return rooms.rooms_of(user)
