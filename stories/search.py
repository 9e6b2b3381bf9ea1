"""Finds published stories by their words, in three languages, on both databases. The only place that knows the engines.

A story's words are stemmed by the scoring's tokenizer in its own language and written to `SearchEntry`; SQLite's FTS5
or PostgreSQL's tsvector finds them. Stems are encoded to plain letters first, so that neither engine's own idea of
letters, accents or stop-words matters: `får` is not `far`, on both.
"""

import unicodedata
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.models.expressions import RawSQL

from scoring import text as words
from stories import anonymity
from stories.models import Credit, SearchEntry, Story
from stories.models.story import StoryQuerySet

LANGUAGES: Final = ("en", "da", "nl")
#: Words of a query beyond these are left out: nobody types them, and each costs an index look-up.
WORDS_AT_MOST: Final = 12
QUERY_LENGTH: Final = 400
FTS_TABLE: Final = "stories_search_fts"


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked: for each word the encoded stems it may have, and the words left out as too common."""

    groups: tuple[tuple[str, ...], ...]
    too_common: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.groups)


def parse(asked: str) -> Query:
    """Return the words of a typed query; never raises, whatever was typed."""
    groups: list[tuple[str, ...]] = []
    common: list[str] = []
    for word in _words(asked[:QUERY_LENGTH]):
        if any(word in words.STOPWORDS[language] for language in LANGUAGES):
            common.append(word)
        elif len(groups) < WORDS_AT_MOST:
            groups.append(
                tuple(sorted({_encode(words.stem(word, language)) for language in LANGUAGES} | {_encode(word)}))
            )
    return Query(tuple(groups), tuple(common))


def matching(stories: StoryQuerySet, query: Query) -> StoryQuerySet:
    """Return those stories that hold every word of the query, in any of its forms; their order stays."""
    if not query:
        return stories.none()
    if connection.vendor == "postgresql":
        asked = " & ".join("(" + " | ".join(group) + ")" for group in query.groups)
        found = (
            "SELECT story_id FROM stories_searchentry WHERE to_tsvector('simple', words) @@ to_tsquery('simple', %s)"
        )
    else:
        asked = " AND ".join("(" + " OR ".join(f'"{stem}"' for stem in group) + ")" for group in query.groups)
        found = f"SELECT rowid FROM {FTS_TABLE} WHERE {FTS_TABLE} MATCH %s"  # noqa: S608 - a constant of ours
    return stories.filter(pk__in=RawSQL(found, [asked]))  # noqa: S611 - the words are a parameter, and plain letters


def index(story: Story) -> None:
    """Write the story's words as the public reads them, replacing what was there. Callers decide what is public."""
    language = story.language if story.language in LANGUAGES else "en"
    parts = [story.title, story.short, story.place, story.text, story.organisation.name]
    parts += [tag.name for tag in story.tags.all()]
    parts += [
        part for moment in story.moments.all() for part in (moment.title, moment.summary, moment.asked, moment.got)
    ]
    hidden = anonymity.hidden_in(Credit.objects.for_public().filter(story=story), story.language)
    text = anonymity.hide(" \n ".join(parts), hidden)
    SearchEntry.objects.update_or_create(story=story, defaults={"words": stemmed(text, language)})


def stemmed(text: str, language: str) -> str:
    """Return the words of a text as the engines store them: stemmed, encoded, parted by blanks."""
    return " ".join(_encode(words.stem(word, language)) for word in _words(text))


def remove(story: Story) -> None:
    """Forget the story's words; it is not found from the commit on."""
    SearchEntry.objects.filter(story=story).delete()


def rebuild() -> int:
    """Write the words of every published story anew and return how many there are."""
    SearchEntry.objects.exclude(story__in=Story.objects.on_wall().values("pk")).delete()
    number = 0
    for story in Story.objects.on_wall().select_related("organisation").iterator(500):
        index(story)
        number += 1
    return number


def _words(text: str) -> list[str]:
    """Return the words in lower case and composed form, without NUL and lone surrogates."""
    clean = text.encode("utf-8", "ignore").decode("utf-8").replace("\0", " ")
    return [token.text.lower() for token in words.words(unicodedata.normalize("NFC", clean))]


def _encode(stem: str) -> str:
    """Return the stem in letters and digits of ASCII, differently for each stem; `z` opens an encoded sign."""
    return "".join(c if c.isascii() and c.isalnum() and c != "z" else f"z{ord(c):x}z" for c in stem)
