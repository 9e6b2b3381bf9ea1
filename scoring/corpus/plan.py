"""The list of scenarios that the corpus was written from: who tells, what happened, with which turn, in which voice.

`python -m scoring.corpus.plan` writes `scenarios.jsonl`, the same bytes every time. The three parts share no event,
no sector and no region of a voice, so that a text of the test part resembles no text that a cue or a weight was
learnt from more than any stranger's text would. Texts and labels are not made here.
"""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from scoring.themes import LANGUAGES, THEMES

HERE: Final = Path(__file__).parent
SEED: Final = 1981  # the year of the first moments of truth
#: Scenarios a language and part.
SIZES: Final = {"train": 600, "tune": 110, "test": 160}
#: Every n-th entry of a list goes to test, the one after it to tune, the others to train.
_EVERY: Final = 5
_NONE_SHARE: Final = 1 / 3
#: How many scenarios are told with a turn, and how many have a near miss beside what happened.
_TWISTED: Final = 0.55
_WITH_NEAR_MISS: Final = 0.3
_TELLERS: Final = {
    "employee": 30, "colleague": 12, "manager": 12, "customer": 18, "review": 18, "letter": 5, "retold": 5,
}  # fmt: skip


def scenarios() -> list[dict[str, Any]]:
    """Every scenario by id: part, language, teller, sector, events, twist, near miss, voice and length."""
    lists = tomllib.loads((HERE / "scenarios.toml").read_text(encoding="utf-8"))
    rows: list[dict[str, Any]] = []
    for language in LANGUAGES:
        for part, size in SIZES.items():
            chance = random.Random(f"{SEED}-{language}-{part}")  # noqa: S311 - variety, not secrecy
            rows.extend(_scenario(lists, language, part, number, chance) for number in range(size))
    return rows


def _scenario(lists: dict[str, Any], language: str, part: str, number: int, chance: random.Random) -> dict[str, Any]:
    events = [
        {"theme": theme, "sign": sign, "what": _one(lists["events"][f"{theme}_{sign}".rstrip("_")], part, chance)}
        for theme, sign in _cells(part, number, chance)
    ]
    voices = lists["voices"]
    return {
        "id": f"{language}-{part}-{number + 1:03}",
        "part": part,
        "language": language,
        "teller": chance.choices(list(_TELLERS), list(_TELLERS.values()))[0],
        "sector": chance.choice(_part(_split(lists["sectors"]), part)),
        "events": events,
        "twist": _one(lists["twists"], None, chance) if chance.random() < _TWISTED else "",
        "near_miss": _one(lists["near_misses"], None, chance) if chance.random() < _WITH_NEAR_MISS else "",
        "voice": ", ".join(
            (
                chance.choice(_split(voices["ages"])),
                chance.choice(_part(_split(voices["regions"][language]), part)),
                chance.choice(_split(voices["registers"])),
                chance.choice(_split(voices["habits"])),
            )
        ),
        "length": _one(lists["lengths"], None, chance),
    }


def _cells(part: str, number: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """The themes and signs of a scenario: the first goes round, so that every cell is met equally often."""
    if number < SIZES[part] * _NONE_SHARE:
        yield "none", ""
        return
    first = THEMES[number % len(THEMES)]
    more = chance.sample([theme for theme in THEMES if theme != first], chance.choice([0, 0, 1, 1, 2]))
    yield first, "shown" if number // len(THEMES) % 5 < 3 else "missing"  # noqa: PLR2004 - three of five are shown
    for theme in more:
        yield theme, chance.choice(["shown", "missing"])


def _one(entry: dict[str, str], part: str | None, chance: random.Random) -> str:
    choices = _split(entry["list"])
    return chance.choice(_part(choices, part) if part else choices)


def _split(words: str) -> list[str]:
    return [" ".join(one.split()) for one in words.split(";") if one.strip()]


def _part(choices: list[str], part: str) -> list[str]:
    places = {"test": (0,), "tune": (1,), "train": (2, 3, 4)}[part]
    return [one for number, one in enumerate(choices) if number % _EVERY in places]


def main() -> None:
    """Write `scenarios.jsonl` beside this file."""
    lines = [json.dumps(row, ensure_ascii=False) for row in scenarios()]
    (HERE / "scenarios.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
