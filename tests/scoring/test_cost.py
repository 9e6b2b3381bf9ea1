"""What reading costs: time and memory, measured in processes of their own. The limits are those that we promise."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scoring import LANGUAGES, read

ROOT = Path(__file__).resolve().parents[2]
BARE = "import json, dataclasses, re"
ONE_TEXT = "import scoring; scoring.read('She waived the fee without asking anyone.', {language!r})"
# 150 words, a story as people tell it.
STORY = """It was a quarter to nine and we were about to close when an old lady came to my till with a basket full of
apples. She looked for her purse and could not find it, and then she began to cry. Her husband had died on Tuesday, she
said, and the apples were for the cake that he had always baked for their children. I did not ask anyone. I put the
apples in a bag, paid for them myself and walked her to the bus, because it was dark and the pavement was icy. The next
week she came back with a piece of cake for each of us. Our manager cut it and said that this was why we were open. He
has told that story to every new colleague since then. I still think of her when the apples come in, and wonder how she
manages."""


def fresh(code: str) -> str:
    """What a new interpreter prints that runs this code."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


def peak(code: str) -> int:
    """The most memory, in kB, that a new interpreter held while it ran this code.

    A process begins with the peak of the one that started it (on Linux it outlives exec), and pytest is large; so a
    small interpreter starts the one that is measured.
    """
    divided = 1024 if sys.platform == "darwin" else 1  # bytes there, kilobytes elsewhere
    code = f"{code}\nimport resource\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // {divided})"
    return int(fresh(f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {code!r}], check=True)"))


def test_importing_takes_less_than_three_tenths_of_a_second() -> None:
    # The processor's time: other processes of a busy machine do not count.
    code = "import time; start = time.process_time(); import scoring; print(time.process_time() - start)"
    assert min(float(fresh(code)) for _ in range(5)) < 0.3


@pytest.mark.parametrize("language", LANGUAGES)
def test_reading_one_language_takes_at_most_30_megabytes(language: str) -> None:
    assert peak(ONE_TEXT.format(language=language)) - peak(BARE) <= 30 * 1024


def test_reading_with_the_language_detector_takes_at_most_150_megabytes() -> None:
    assert peak(ONE_TEXT.format(language=None)) - peak(BARE) <= 150 * 1024


def test_150_words_take_at_most_ten_milliseconds() -> None:
    assert len(STORY.split()) == 150
    assert min(_median_of_fifty() for _ in range(3)) <= 0.010


def _median_of_fifty() -> float:
    read(STORY, "en")
    took = []
    for _ in range(50):
        start = time.process_time()
        read(STORY, "en")
        took.append(time.process_time() - start)
    return statistics.median(took)


@pytest.mark.parametrize("part", ["without asking ", "not ", "the manager ", "a, ", "... ", "x\n", "a", "😀", "word. "])
def test_a_megabyte_takes_less_than_two_seconds(part: str) -> None:
    read("", "en")
    start = time.process_time()
    read(part * (1_000_000 // len(part)), "en")
    assert time.process_time() - start < 2


def test_a_megabyte_of_prose_takes_less_than_two_seconds_with_its_language_unknown() -> None:
    read(STORY)
    start = time.process_time()
    read(f"{STORY}\n" * (1_000_000 // len(STORY)))
    assert time.process_time() - start < 2
