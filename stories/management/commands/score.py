"""`manage.py score`: reads sent stories again, or only those that the scoring failed on."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any, Final

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError

from stories.actions import tagging
from stories.models import Story
from stories.models.story import StoryQuerySet

_BATCH: Final = 200


class Command(BaseCommand):
    """Heals what a failed reading left open; the exit status is 1 while a story cannot be read."""

    help = "Read every sent story again, or with --missing those without a reading. Decisions of managers stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--missing", action="store_true", help="only stories that the scoring has not read")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of a sentence")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        stories = Story.objects.unscored() if options["missing"] else Story.objects.sent()
        total, done, failed = stories.count(), 0, []
        for story in _in_batches(stories):
            if not tagging.score(story, by=AnonymousUser()):
                failed.append(str(story.key))
            done += 1
            self._progress(done, total)
        result = {"read": done - len(failed), "failed": failed}
        if options["json"]:
            self.stdout.write(json.dumps(result))
        else:
            self.stdout.write(f"{result['read']} read, {len(failed)} failed.")
        if failed:
            raise CommandError(f"The scoring failed on {len(failed)} of {done}; the log says why.")

    def _progress(self, done: int, total: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{done:,} of {max(done, total):,} ", ending="" if done < total else "\n")


def _in_batches(stories: StoryQuerySet) -> Iterator[Story]:
    """Yield the stories in the order of their ids, a batch at a time, so that each may change on the way."""
    last = 0
    while batch := list(stories.filter(pk__gt=last).select_related("organisation", "author").order_by("pk")[:_BATCH]):
        yield from batch
        last = batch[-1].pk
