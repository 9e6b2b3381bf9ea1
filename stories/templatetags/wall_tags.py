"""Template tags of the public pages: glyphs, other languages, addresses for machines. None asks the database."""

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse, translate_url
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info

from stories import lines, pages
from stories.enums import Theme
from stories.filters import Filters
from stories.lines import Experience
from stories.models import Moment, Story

register = template.Library()

#: Titles beyond so many signs are set smaller, so that a page never opens with a wall of type.
_LONG, _VERY_LONG = 28, 64


@register.filter
def theme_name(theme: str) -> str:
    """Return a theme's name in the page's language."""
    return str(Theme(theme).label)


@register.filter
def experience(story: Story) -> Experience:
    """Return the story's experience curve; no query when its moments were fetched."""
    return Experience(story)


@register.filter
def told(story: Story) -> bool:
    """Whether any moment says how it felt."""
    return any(feeling is not None for feeling in story.feelings)


@register.filter
def foot(story: Story) -> pages.Foot | None:
    """Return the one line at the foot of a story's card."""
    return pages.foot_of(story)


@register.filter
def display_size(title: str) -> str:
    """Return the class that makes a long title smaller; empty for a short one."""
    longest_word = max((len(word) for word in title.split()), default=0)
    if len(title) > _VERY_LONG or longest_word > _LONG:
        return " display--smaller"
    return " display--small" if len(title) > _LONG or longest_word > _LONG // 2 else ""


@register.filter
def signed(number: float) -> str:
    """Return a feeling with its sign: +3, −2, 0; an average with one decimal and no plus, in the page's language."""
    whole = isinstance(number, int)
    text = formats.number_format(abs(number), 0 if whole else 1)
    return ("−" if number < 0 else "+" if whole and number > 0 else "") + text


@register.filter
def language_in_words(code: str) -> str:
    """Return a language's name in the page's language, such as Danish; empty for one that Django does not know."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return ""


@register.simple_tag
def sample_line(size: str) -> SafeString:
    """Return the line of the logo; it belongs to no story and is not read out."""
    return lines.draw_sample(size)


@register.simple_tag(takes_context=True)
def in_languages(context: dict[str, Any]) -> list[dict[str, str]]:
    """Return this page's address in every language of the site, absolute for machines and relative for people.

    A page that cannot be asked for again, such as the answer to a form, leads to the wall.
    """
    request: HttpRequest = context["request"]
    here = (
        request.get_full_path() if request.method in {"GET", "HEAD"} and _is_page(request) else reverse("stories:wall")
    )
    return [
        {"code": code, "name": str(name), "path": (path := translate_url(here, code)), "url": settings.SITE_URL + path}
        for code, name in settings.LANGUAGES
    ]


@register.simple_tag
def absolute(path: str) -> str:
    """Return an address of ours with the name of the site before it."""
    return str(settings.SITE_URL + path)


@register.simple_tag
def address_with(filters: Filters, **changes: str) -> str:
    """Return the wall's address with these filters changed, from its first page on."""
    return filters.address(**changes)


@register.simple_tag
def score_words(number: int, story: Story) -> str:
    """Return the words beside a moment, such as "Score 3 for KLM"."""
    return lines.score_words(number, story.organisation.name)


@register.filter
def asked_and_got(story: Story) -> Moment | None:
    """Return the first moment in which both what was asked for and what was got are told."""
    return next((moment for moment in story.moments.all() if moment.asked and moment.got), None)


def _is_page(request: HttpRequest) -> bool:
    try:
        return bool(resolve(request.path_info))
    except Resolver404:
        return False
