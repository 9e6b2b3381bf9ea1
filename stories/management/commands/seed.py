"""`manage.py seed`: the demo, or many stories for measuring."""

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from stories.demo import logins
from stories.demo.build import DemoBuilder
from stories.demo.bulk import BulkFiller
from stories.models import Organisation


class Command(BaseCommand):
    """Fills a development database."""

    help = "Fill an empty database with the demo; with --stories N, add N published stories for measuring."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="only the demo (the default)")
        parser.add_argument("--stories", type=int, default=0, metavar="N", help="add N drawn stories, published")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same S draws the same stories")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        if settings.PRODUCTION:
            raise CommandError("The demo has known passwords; it is refused with ENVIRONMENT=production.")
        if options["stories"] < 0:
            raise CommandError("--stories takes a number above 0.")
        if not Organisation.objects.exists():
            number = DemoBuilder().build(self._bar("Demo stories"))
            self.stdout.write(f"{number} demo stories, {Organisation.objects.count()} organisations.")
        elif not options["stories"]:
            self.stdout.write("There are organisations already; nothing was added.")
        if options["stories"]:
            BulkFiller(options["seed"]).fill(options["stories"], self._bar("Stories"))
            self.stdout.write(f"{options['stories']} stories added.")
        for email, role in logins() if not options["stories"] else []:
            self.stdout.write(f"  {email:28} {role}")

    def _bar(self, name: str) -> Any:
        """Return a progress function that draws a bar on a terminal and stays silent elsewhere."""
        started, width = time.monotonic(), 30

        def draw(done: int, of: int) -> None:
            if not sys.stderr.isatty():
                return
            filled = width * done // of
            left = (time.monotonic() - started) / done * (of - done)
            end = "\n" if done == of else ""
            self.stderr.write(f"\r{name} [{'#' * filled:{width}}] {done:,}/{of:,}, {left:.0f} s left ", ending=end)

        return draw
