"""`manage.py learn`: teaches the reader what managers decided, and goes back to what was before."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from scoring.learning import Report
from stories import reader
from stories.actions import learning
from stories.models import LearntWeights


class Command(BaseCommand):
    """Learns, reports, and switches a theme's sign on only where it reads better than the shipped weights."""

    help = "Learn from managers' decisions. Needs 200 judged sentences, and 30 for a theme's sign."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--dry-run", action="store_true", help="report what would be learnt, and keep nothing")
        what.add_argument("--rollback", action="store_true", help="read again with what was in use before")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of sentences")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        if options["rollback"]:
            row = learning.roll_back()
            self._say(options, {"version": reader.version()}, [f"Now read with {reader.version()}.", *_next(row)])
            return
        report, row = learning.learn_from_managers(keep=not options["dry_run"])
        said = {**report.to_dict(), "version": reader.version(), "kept": row is not None}
        self._say(options, said, [*_sentences(report), *_kept(row)])

    def _say(self, options: dict[str, Any], report: dict[str, Any], sentences: list[str]) -> None:
        self.stdout.write(json.dumps(report) if options["json"] else "\n".join(sentences))


def _sentences(report: Report) -> list[str]:
    lines = [f"{report.sentences} judged sentences."]
    if report.why_not:
        lines.append(report.why_not)
    if report.cells:
        lines.append(f"{'':24}sentences  right  shipped F1  learnt F1")
    lines.extend(
        f"{one.cell:24}{one.sentences:9}{one.right:7}{one.shipped:12.2f}{one.learnt:11.2f}"
        f"  {'switched on' if one.switched_on else 'stays as shipped'}"
        for one in report.cells
    )
    return lines


def _kept(row: LearntWeights | None) -> list[str]:
    if row is None:
        return [f"Nothing changed; stories are read with {reader.version()}."]
    return [f"Now read with {row.version}; `manage.py learn --rollback` goes back.", *_next(row)]


def _next(row: LearntWeights | None) -> list[str]:
    """What to do about the stories that were read before."""
    return ["`manage.py score` reads all stories with it and says what changes."] if row else []
