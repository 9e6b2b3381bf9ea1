"""The command line: `python -m scoring read|evaluate|explain FILE.jsonl`.

Reading arguments, lines and exit statuses belongs here. FILE may be "-" for standard input. Status 0 means that
every line was used, 2 that a line or the file could not be; what is wrong stands on standard error.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, TextIO

from .engine import explain, read
from .evaluate import BadLine, Labelled, outcomes, parse, report
from .version import ENGINE_VERSION

FAILED = 2
_MOVED_AT_MOST = 12


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of one call: 0, or 2 when the file or a line could not be read."""
    parser = argparse.ArgumentParser(prog="python -m scoring", description="Reads customer-service stories.")
    parser.add_argument("--version", action="version", version=ENGINE_VERSION)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, what in (
        ("read", "print one reading a line"),
        ("evaluate", "measure against labels"),
        ("explain", "print what moved each sentence that proves something, in thousandths of a logit"),
    ):
        command = commands.add_parser(name, help=what)
        command.add_argument("file", metavar="FILE", help="objects with id, text and, if known, lang; - for stdin")
    chosen = parser.parse_args(arguments)
    # Stories are UTF-8 whatever the terminal is set to; a lone surrogate must not stop the rest.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        with _opened(chosen.file) as lines:
            return _COMMANDS[chosen.command](lines)
    except BrokenPipeError:
        return FAILED  # whoever read our output has gone; there is nobody left to tell
    except OSError as problem:
        _complain(f"{chosen.file} cannot be read: {problem.strerror or problem}.")
        return FAILED


@contextlib.contextmanager
def _opened(name: str) -> Iterator[TextIO]:
    if name == "-":
        if hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")
        yield sys.stdin
        return
    with Path(name).open(encoding="utf-8-sig", errors="replace", newline="\n") as lines:
        yield lines


def _read(lines: TextIO) -> int:
    status = 0
    for item in _items(lines, labelled=False):
        if isinstance(item, BadLine):
            status = FAILED
            continue
        reading = read(item.text, item.lang).to_dict()
        sys.stdout.write(json.dumps({"id": item.id, **reading}, ensure_ascii=False) + "\n")
    return status


def _evaluate(lines: TextIO) -> int:
    items = list(_items(lines, labelled=True))
    for line in report(outcomes([item for item in items if isinstance(item, Labelled)])):
        sys.stdout.write(line + "\n")
    return FAILED if any(isinstance(item, BadLine) for item in items) else 0


def _explain(lines: TextIO) -> int:
    status = 0
    for item in _items(lines, labelled=False):
        if isinstance(item, BadLine):
            status = FAILED
            continue
        reading = read(item.text, item.lang)
        for theme in reading.themes:
            for proof in theme.evidence:
                moved = explain(item.text, str(reading.language), theme.theme, theme.value, proof)
                row = {"id": item.id, "theme": theme.theme, "value": theme.value, "text": proof.text}
                points = dict(moved[:_MOVED_AT_MOST])
                sys.stdout.write(json.dumps({**row, "moved": points}, ensure_ascii=False) + "\n")
    return status


def _items(lines: TextIO, *, labelled: bool) -> Iterator[Labelled | BadLine]:
    """Each line that is not blank; a bad one is named on standard error as it is met."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            item = parse(line, number, labelled=labelled)
            if isinstance(item, BadLine):
                _complain(f"Line {item.number} {item.why}.")
            yield item


def _complain(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")


_COMMANDS: Final = {"read": _read, "evaluate": _evaluate, "explain": _explain}


if __name__ == "__main__":
    sys.exit(main())
