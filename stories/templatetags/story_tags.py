"""Template tags of the house: what a person may do, the pen line, names of languages and feelings. No queries hidden here
but those of `can`."""

from typing import Any

from django import template

from stories import permissions
from stories.actions import workflow
from stories.enums import LANGUAGE_NAMES, StoryStatus

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
    """Whether this person may do this now, by the same rule that the verb asks: `{% can "publish" user story as ok %}`."""
    if act in _MOVES:
        return workflow.may(user, thing, _MOVES[act])
    return bool(getattr(permissions, f"can_{act}")(user, thing))


@register.filter
def language_name(code: str) -> str:
    """Return a language's own name, such as Dansk; an empty string for one that we do not read."""
    return LANGUAGE_NAMES.get(code, "")
