"""What a visitor asks of the wall: which stories, from where on. Read from the address, never trusted, never an error.

A value that we do not know finds nothing and is said in words; the page stays a page.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from taggit.models import Tag

from . import search
from .enums import LANGUAGE_NAMES, Grade, Kind, Theme
from .models import Organisation, Story
from .models.story import StoryQuerySet

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND: Final = dt.timedelta(microseconds=1)
_CURSOR: Final = re.compile(r"(\d{1,17})-(\d{1,18})")
_SLUG: Final = re.compile(r"[\w-]{1,100}")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last thing of a page, after which the next one begins: when it was, and its key."""

    at: dt.datetime
    pk: int

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // _MICROSECOND}-{self.pk}"

    @classmethod
    def read(cls, written: str) -> Self | None:
        """Return the cursor, or None for anything that we did not write."""
        found = _CURSOR.fullmatch(written)
        return cls(_EPOCH + int(found[1]) * _MICROSECOND, int(found[2])) if found else None


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter in words, and the address of the page without it."""

    name: str
    label: str
    without: str


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of one page of the wall; empty strings filter nothing. `unknown` names those not understood."""

    q: str = ""
    theme: str = ""
    org: str = ""
    tag: str = ""
    kind: str = ""
    story_lang: str = ""
    grade: str = ""
    after: Cursor | None = None
    unknown: tuple[str, ...] = ()

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Self:
        """Return the filters of an address; whatever it holds, this does not raise."""
        given = {name: asked.get(name, "").replace("\0", " ").strip() for name in (*NAMES, "after")}
        given["q"] = given["q"][: search.QUERY_LENGTH]
        unknown = [name for name, known in _KNOWN.items() if given[name] and given[name] not in known]
        unknown += [name for name in ("org", "tag") if given[name] and not _SLUG.fullmatch(given[name])]
        after = Cursor.read(given.pop("after"))
        if asked.get("after") and after is None:
            unknown.append("after")
        return cls(**{name: given[name] for name in NAMES}, after=after, unknown=tuple(unknown))

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in NAMES)

    @property
    def query(self) -> search.Query:
        """The words of the search box."""
        return search.parse(self.q)

    def apply(self, stories: StoryQuerySet) -> StoryQuerySet:
        """Return those of the stories that pass every filter and come after the cursor; their order stays."""
        if self.unknown:
            return stories.none()
        chosen = {
            "theme": StoryQuerySet.about_theme,
            "org": StoryQuerySet.in_organisation,
            "tag": StoryQuerySet.tagged,
            "kind": StoryQuerySet.of_kind,
            "story_lang": StoryQuerySet.in_language,
            "grade": StoryQuerySet.graded,
        }
        for name, narrow in chosen.items():
            if value := getattr(self, name):
                stories = narrow(stories, value)
        if self.q:
            stories = search.matching(stories, self.query)
        return stories.before(self.after.at, self.after.pk) if self.after else stories

    def address(self, **changes: str) -> str:
        """Return the query string with these changes, from the first page on; "?" when nothing is left."""
        values = {name: getattr(self, name) for name in NAMES} | changes
        return "?" + urlencode({name: value for name, value in values.items() if value})

    def older(self, last: Story) -> str:
        """Return the address of the page that goes on after this story."""
        if last.published_at is None:  # pragma: no cover - the wall holds published stories only
            raise ValueError("A story that is not published has no place on the wall.")
        return self.address(after=str(Cursor(last.published_at, last.pk)))

    def hidden(self) -> dict[str, str]:
        """Return what the search box keeps of the other filters."""
        return {name: value for name in NAMES if name != "q" and (value := getattr(self, name))}

    def chips(self, organisation: Organisation | None, tag: Tag | None) -> list[Chip]:
        """Return the active filters in words, in the order of the page."""
        words = {
            "q": f"“{self.q}”",
            "theme": _word(Theme, self.theme),
            "org": organisation.name if organisation else self.org,
            "tag": tag.name if tag else self.tag,
            "kind": _word(Kind, self.kind),
            "story_lang": LANGUAGE_NAMES.get(self.story_lang, self.story_lang),
            "grade": _word(Grade, self.grade),
        }
        if self.kind == Kind.MISSED_MOMENT:
            words["kind"] = _("What got in the way")
        return [Chip(name, words[name], self.address(**{name: ""})) for name in NAMES if getattr(self, name)]


NAMES: Final = ("q", "theme", "org", "tag", "kind", "story_lang", "grade")
_KNOWN: Final = {
    "theme": frozenset(Theme.values),
    "kind": frozenset(Kind.values),
    "story_lang": frozenset(LANGUAGE_NAMES),
    "grade": frozenset(Grade.values),
}


def _word(choices: type[Theme] | type[Kind] | type[Grade], value: str) -> str:
    """Return the word for a value, or the value itself where it is not one of ours."""
    return str(choices(value).label) if value in choices.values else value
