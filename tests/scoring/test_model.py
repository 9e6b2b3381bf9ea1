"""The weight files, what they add up to, and that they do so on every Python alike."""

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import snowballstemmer

from scoring import BEHAVIOURS, ENGINE_VERSION, LANGUAGES, THEMES, lexicon, model, version
from scoring.model import CELLS, UNIT, Model, parse

ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = ROOT / "scoring" / "weights"
LEXICONS = ROOT / "scoring" / "lexicons"
CLEAR = Path(__file__).with_name("clear.jsonl")
TABLES = ["shared", *LANGUAGES]
LARGEST = 2_000_000
PYTHONS = ("3.12", "3.13", "3.14")


def table(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (WEIGHTS / name).read_text(encoding="utf-8").splitlines()]


# --- The files --------------------------------------------------------------------------------------------------------


def test_the_folder_holds_these_files_and_no_other() -> None:
    wanted = {"model.json", *(f"{one}.tsv" for one in TABLES)}
    assert {path.name for path in WEIGHTS.iterdir()} == wanted


def test_all_weight_files_together_stay_below_two_megabytes() -> None:
    assert sum(path.stat().st_size for path in WEIGHTS.iterdir()) < LARGEST


@pytest.mark.parametrize("name", TABLES)
def test_lines_are_sorted_and_none_is_there_twice(name: str) -> None:
    raw = (WEIGHTS / f"{name}.tsv").read_bytes()
    assert raw.endswith(b"\n")
    assert b"\r" not in raw
    keys = [line[0] for line in table(f"{name}.tsv")]
    assert keys != []
    assert all(one < two for one, two in pairwise(keys))


@pytest.mark.parametrize("name", TABLES)
def test_weights_are_whole_numbers_of_known_cells_and_none_is_zero(name: str) -> None:
    for feature, rest in table(f"{name}.tsv"):
        pairs = parse(rest)
        cells = [cell for cell, _ in pairs]
        assert feature
        assert cells == sorted(set(cells)), feature
        assert set(cells) <= set(range(len(CELLS))), feature
        assert 0 not in [weight for _, weight in pairs], feature
        assert " ".join(f"{cell}:{weight}" for cell, weight in pairs) == rest, feature


def test_features_of_words_stand_with_their_language_and_the_others_with_what_is_shared() -> None:
    for name in TABLES:
        starts = {line[0].partition(":")[0] for line in table(f"{name}.tsv")}
        assert starts == {name} if name in LANGUAGES else starts <= {"c", "m"}


def test_the_settings_are_whole_numbers_one_for_each_cell() -> None:
    chosen = json.loads((WEIGHTS / "model.json").read_text(encoding="utf-8"))
    assert chosen["cells"] == list(CELLS)
    signs = 2 * len(THEMES)
    rows = {
        "intercepts": (chosen["intercepts"], len(CELLS)),
        "pooling": (chosen["pooling"]["weights"], 2),
        "pooling intercepts": (chosen["pooling"]["intercepts"], signs),
        "found": (chosen["bands"]["found"], signs),
        "possible": (chosen["bands"]["possible"], signs),
        "behaviours": (chosen["behaviours"], len(BEHAVIOURS)),
    }
    for name, (row, length) in rows.items():
        assert (name, len(row), {type(one) for one in row}) == (name, length, {int})


def test_the_calibration_rises_from_point_to_point() -> None:
    points = model.settings()["calibration"]
    assert len(points) >= 2
    assert all(one[0] < two[0] and one[1] <= two[1] for one, two in pairwise(points))
    assert 0 <= points[0][1] < points[-1][1] <= 100


def test_cells_are_each_theme_with_each_sign_and_then_the_behaviours() -> None:
    assert CELLS[:4] == ("empowerment+", "empowerment-", "recognition+", "recognition-")
    assert CELLS[2 * len(THEMES) :] == BEHAVIOURS
    assert (len(CELLS), UNIT) == (24, 1000)


# --- Adding up --------------------------------------------------------------------------------------------------------


def test_a_row_adds_up_to_the_intercepts_and_what_its_known_features_say() -> None:
    small = Model("en", {"intercepts": [-5, 7, 0]}, {"a": "0:512 2:-40", "b": "2:1"}, {})
    assert parse("0:512 2:-40") == ((0, 512), (2, -40))
    assert small.weights("a") == ((0, 512), (2, -40))
    assert small.weights("c") == ()
    for _ in range(2):
        assert small.scores([["a", "b", "c"], []]) == [[507, 7, -39], [-5, 7, 0]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_has_the_words_of_its_language_only(language: str) -> None:
    loaded = model.model(language)
    assert loaded is model.model(language)
    others = [one for one in LANGUAGES if one != language]
    for name, known in [(language, True), ("shared", True), *((one, False) for one in others)]:
        feature, rest = table(f"{name}.tsv")[0]
        assert loaded.weights(feature) == (parse(rest) if known else ())


# --- The version ------------------------------------------------------------------------------------------------------


def texts(folder: Path) -> list[str]:
    return sorted(path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file())


def test_the_version_is_made_of_every_file_of_weights_and_cues() -> None:
    assert sorted(model.contents()) == texts(WEIGHTS)
    assert sorted(lexicon.contents()) == texts(LEXICONS)
    assert f"{version.CODE_VERSION}-{version.digest()}" == ENGINE_VERSION


@pytest.mark.parametrize("source", [model, lexicon], ids=["weights", "cues"])
def test_another_byte_in_any_file_is_another_version(monkeypatch: pytest.MonkeyPatch, source: Any) -> None:
    before, digest = list(source.contents()), version.digest()
    seen = {digest}
    changed = 0
    for number, text in enumerate(before):
        for at in (0, len(text) // 2, len(text) - 1):
            other = chr(ord(text[at]) ^ 1)
            after = [*before[:number], text[:at] + other + text[at + 1 :], *before[number + 1 :]]
            monkeypatch.setattr(source, "contents", lambda after=after: after)
            seen.add(version.digest())
            changed += 1
    assert len(seen) == changed + 1
    monkeypatch.setattr(source, "contents", lambda: before)
    assert version.digest() == digest


def test_what_moves_from_one_file_to_the_next_is_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "contents", list)
    found = set()
    for parts in (["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""]):
        monkeypatch.setattr(model, "contents", lambda parts=parts: parts)
        found.add(version.digest())
    assert len(found) == 4


# --- The same everywhere ----------------------------------------------------------------------------------------------


def read_by(python: str, seed: str) -> bytes:
    """What that Python prints of the clear texts; it sees our packages only as far as they are pure Python."""
    packages = Path(snowballstemmer.__file__).parents[1]
    environment = {
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(packages)]),
        "PYTHONHASHSEED": seed,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": os.environ["PATH"],
    }
    command = [python, "-m", "scoring", "read", str(CLEAR)]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


@pytest.fixture(scope="module")
def ours() -> bytes:
    return read_by(sys.executable, "0")


@pytest.mark.parametrize("seed", ["1", "4711", "random"])
def test_the_seed_of_hashing_changes_no_byte(ours: bytes, seed: str) -> None:
    assert len(ours.splitlines()) == 36
    assert read_by(sys.executable, seed) == ours


@pytest.mark.parametrize("wanted", PYTHONS)
def test_every_python_gives_the_same_bytes(ours: bytes, wanted: str) -> None:
    found = python(wanted)
    if found is None:
        pytest.skip(f"No Python {wanted} was found here: nobody has seen that it reads alike.")
    assert read_by(found, "random") == ours


def python(wanted: str) -> str | None:
    """The path of a Python of this version that starts: of pyenv, or of the PATH."""
    roots = [Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")), Path("/root/.pyenv")]
    tried = [str(one) for root in roots for one in sorted(root.glob(f"versions/{wanted}.*/bin/python"))]
    for one in [*tried, f"python{wanted}"]:
        ask = [one, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        try:
            done = subprocess.run(ask, capture_output=True, text=True, check=False, timeout=30)
        except OSError:
            continue
        if done.stdout.strip() == wanted:
            return one
    return None
