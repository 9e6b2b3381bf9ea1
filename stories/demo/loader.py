"""Reads the TOML files of the demo into plain dictionaries; writes nothing."""

import functools
import tomllib
from pathlib import Path
from typing import Any, Final

#: The password of every demo person; the demo is refused where it could matter.
PASSWORD: Final = "moments-of-truth"  # noqa: S105 - printed on purpose
_HERE: Final = Path(__file__).parent
LANGUAGES: Final = ("en", "da", "nl")


@functools.cache
def organisations() -> list[dict[str, Any]]:
    """Return the organisations with their teams and people, as the file has them."""
    found: list[dict[str, Any]] = _read("organisations.toml")["organisation"]
    return found


@functools.cache
def stories() -> list[dict[str, Any]]:
    """Return all stories of the three languages, the oldest first."""
    found = [story for language in LANGUAGES for story in _read(f"stories.{language}.toml")["story"]]
    return sorted(found, key=lambda story: (-float(story["days_ago"]), story["key"]))


def logins() -> list[tuple[str, str]]:
    """Return (address, role) of the six people that the start prints."""
    return [
        (person["email"], person["role"])
        for organisation in organisations()
        for person in organisation["person"]
        if person["email"].count(".") == 1
    ]


def _read(name: str) -> dict[str, Any]:
    with (_HERE / name).open("rb") as file:
        return tomllib.load(file)
