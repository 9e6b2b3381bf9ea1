"""`manage.py score`: reads the sent stories that the present version of the reader has not read."""

import json
import sys
from argparse import ArgumentParser
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError

from stories.actions import rescoring, tagging
from stories.models import Rescoring, Story

_OFF: Final = "No machine reads stories here: READ_STORIES is off."
_LINE: Final = "{theme}: {gained} gained, {lost} lost, {turned} turned."


class Command(BaseCommand):
    """Stopped half-way it goes on where it was; run twice, the second finds nothing to do.

    The exit status is 1 while a story cannot be read. Where READ_STORIES is off it says so and reads nothing.
    """

    help = "Read every sent story that this version has not read. Decisions of managers stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--missing", action="store_true", help="only stories that the scoring failed on")
        which.add_argument("--again", action="store_true", help="also those that this version has read")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of sentences")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        if not settings.READ_STORIES:
            nothing = {"read": 0, "failed": [], "off": True}
            self.stdout.write(json.dumps(nothing) if options["json"] else _OFF)
            return
        if options["missing"]:
            read, failed = self._heal()
            report: dict[str, Any] = {"read": read, "failed": failed}
            sentences = [f"{read} read, {len(failed)} failed."]
        else:
            run, failed = self._rescore(again=options["again"])
            report = {"read": run.read, "failed": failed, "version": run.version, "unchanged": run.unchanged}
            report["changes"] = run.changes
            sentences = _sentences(run, len(failed))
        self.stdout.write(json.dumps(report) if options["json"] else "\n".join(sentences))
        if failed:
            raise CommandError(
                f"The scoring failed on {len(failed)} of {report['read'] + len(failed)}; the log says why."
            )

    def _heal(self) -> tuple[int, list[str]]:
        read, failed = 0, []
        for story in Story.objects.unscored().order_by("pk"):
            if tagging.score(story, by=AnonymousUser()):
                read += 1
            else:
                failed.append(str(story.key))
        return read, failed

    def _rescore(self, *, again: bool) -> tuple[Rescoring, list[str]]:
        run, failed = rescoring.begin(again=again), []
        total, done = rescoring.remaining(run, again=again), 0
        while (step := rescoring.step(run, again=again)).taken:
            failed += step.failed
            done += step.taken
            if sys.stderr.isatty():
                self.stderr.write(f"\r{done:,} of {max(done, total):,} ", ending="" if done < total else "\n")
        return run, failed


def _sentences(run: Rescoring, failed: int) -> list[str]:
    counted = {theme: {what: row["stories"] for what, row in rows.items()} for theme, rows in run.changes.items()}
    none = {"gained": 0, "lost": 0, "turned": 0}
    return [
        f"{run.read} read with {run.version}, {failed} failed, {run.unchanged} unchanged.",
        *(_LINE.format(theme=theme, **{**none, **rows}) for theme, rows in sorted(counted.items())),
    ]
