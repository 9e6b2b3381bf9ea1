"""Fills a database with many published stories for measuring; the same number and seed give the same stories.

Passages, titles and words are drawn from the demo's own stories, so lengths and languages are lifelike. Themes are
drawn, not scored: reading 100,000 stories would measure the reader, not the wall.
"""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from taggit.models import Tag, TaggedItem

from stories import search
from stories.actions import workflow
from stories.enums import Band, ReactionKind, Source, Theme
from stories.models import Moment, Organisation, SearchEntry, Story, StoryTheme, ThemeReading, User

from .loader import stories

BATCH = 1000
_YEARS = 6


class BulkFiller:
    """Draws stories from a seeded generator and inserts them in batches."""

    def __init__(self, seed: int) -> None:
        # Lifelike, reproducible choices; nothing here is secret.
        self.random = random.Random(seed)  # noqa: S311
        told = [entry for entry in stories() if entry["status"] == "published"]
        self.by_language = {code: [s for s in told if s["language"] == code] for code in ("en", "da", "nl")}
        self.stems: dict[tuple[str, str], str] = {}

    def fill(self, number: int, progress: Callable[[int, int], None]) -> None:
        """Insert so many stories after those that are there; `progress` is called after each batch."""
        self.organisations = list(Organisation.objects.order_by("pk"))
        self.author = User.objects.order_by("pk")[0]
        self.tags = [Tag.objects.get_or_create(name=f"topic {n}")[0] for n in range(1, 41)]
        self.first = Story.objects.count()
        self.newest = timezone.now() - dt.timedelta(hours=1)
        for start in range(0, number, BATCH):
            self._batch(start, min(BATCH, number - start), number)
            progress(min(start + BATCH, number), number)

    @transaction.atomic
    def _batch(self, start: int, size: int, number: int) -> None:
        drawn = [self._draw(start + i, number) for i in range(size)]
        saved = workflow.import_published([story for story, _passages, _entry in drawn])
        moments, themes, readings, entries, tagged = [], [], [], [], []
        content_type = ContentType.objects.get_for_model(Story)
        for story, (_s, passages, entry) in zip(saved, drawn, strict=True):
            moments += [self._moment(story, i, passage) for i, passage in enumerate(passages, start=1)]
            for theme in self.random.sample(list(Theme), self.random.choice((0, 1, 1, 2, 3))):
                themes.append(self._theme(story, theme))
                readings.append(self._reading(story, theme, passages[0]["text"]))
            entries.append(SearchEntry(story=story, words=self._words(story, passages, entry)))
            tagged += [
                TaggedItem(tag=tag, object_id=story.pk, content_type=content_type)
                for tag in self.random.sample(self.tags, self.random.randint(0, 3))
            ]
        Moment.objects.bulk_create(moments, batch_size=BATCH)
        StoryTheme.objects.bulk_create(themes, batch_size=BATCH)
        ThemeReading.objects.bulk_create(readings, batch_size=BATCH)
        SearchEntry.objects.bulk_create(entries, batch_size=BATCH)
        TaggedItem.objects.bulk_create(tagged, batch_size=BATCH)

    def _draw(self, index: int, number: int) -> tuple[Story, list[dict[str, Any]], dict[str, Any]]:
        draw = self.random
        language = draw.choice(("en", "da", "nl"))
        entry = draw.choice(self.by_language[language])
        passages = [draw.choice(draw.choice(self.by_language[language])["moment"]) for _ in range(draw.randint(1, 6))]
        published = self.newest - dt.timedelta(days=365 * _YEARS) * (index / number)
        views = int(draw.paretovariate(1.1) * 40)
        counters = {f"{kind.value}_count": int(views * draw.random() * 0.02) for kind in ReactionKind}
        story = Story(
            slug=f"{entry['key'][:60]}-{self.first + index}",
            organisation=draw.choice(self.organisations),
            author=self.author,
            kind=entry["kind"],
            voice=entry["voice"],
            language=language,
            language_chosen=True,
            title=entry["title"],
            short=entry["short"],
            place=entry["place"],
            text="\n\n".join(passage["text"].strip() for passage in passages),
            submitted_at=published - dt.timedelta(hours=9),
            approved_at=published - dt.timedelta(hours=1),
            published_at=published,
            engine_version="drawn",
            view_count=views,
            **counters,
        )
        return story, passages, entry

    def _moment(self, story: Story, position: int, passage: dict[str, Any]) -> Moment:
        return Moment(
            story=story,
            position=position,
            stage=passage["stage"],
            title=passage["title"],
            summary=passage["summary"],
            text=passage["text"].strip(),
            feeling=self.random.choice((-2, -1, 0, 1, 1, 2, 2, 3)),
        )

    def _theme(self, story: Story, theme: Theme) -> StoryTheme:
        value = self.random.choice((1, 1, 1, -1))
        return StoryTheme(story=story, theme=theme, value=value, strength=70, source=Source.MACHINE)

    def _reading(self, story: Story, theme: Theme, passage: str) -> ThemeReading:
        end = min(len(passage.strip()), 120)
        return ThemeReading(
            story=story,
            theme=theme,
            source=Source.MACHINE,
            value=1,
            strength=70,
            band=Band.FOUND,
            engine_version="drawn",
            evidence=[{"start": 0, "end": end, "text": passage.strip()[:end]}],
        )

    def _words(self, story: Story, passages: list[dict[str, Any]], entry: dict[str, Any]) -> str:
        parts = [entry["title"], entry["short"], entry["place"], story.organisation.name]
        parts += [passage["text"] for passage in passages]
        return " ".join(self._stemmed(part, story.language) for part in parts)

    def _stemmed(self, text: str, language: str) -> str:
        if (text, language) not in self.stems:
            self.stems[text, language] = search.stemmed(text, language)
        return self.stems[text, language]
