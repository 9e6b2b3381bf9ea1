import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scoring import ENGINE_VERSION, THEMES, read
from scoring.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
TEXT = (
    "The owner himself came out to our table and served us. "
    "The manager carried our bags and washed dishes with her staff all evening."
)
STORY = {"id": "a", "text": TEXT, "lang": "en"}


def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scoring", *arguments]
    return subprocess.run(
        command, cwd=ROOT, input=given, capture_output=True, encoding="utf-8", check=False, timeout=60
    )


def lines(*objects: Any) -> str:
    return "".join(one if isinstance(one, str) else json.dumps(one) + "\n" for one in objects)


def test_read_prints_the_contract(tmp_path: Path) -> None:
    file = tmp_path / "stories.jsonl"
    file.write_text(lines(STORY), encoding="utf-8")
    done = run("read", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    printed = json.loads(done.stdout)
    assert printed == {"id": "a", **read(TEXT, "en").to_dict()}
    assert list(printed) == ["id", "language", "themes", "behaviours", "version"]
    assert (printed["language"], printed["version"]) == ("en", ENGINE_VERSION)
    assert list(printed["themes"]) == list(THEMES)
    led = printed["themes"]["visible_leadership"]
    assert list(led) == ["value", "band", "strength", "evidence"]
    assert led["value"] == 1
    assert (
        [TEXT[one["start"] : one["end"]] for one in led["evidence"]] == [one["text"] for one in led["evidence"]] != []
    )


def test_read_takes_standard_input_and_names_bad_lines() -> None:
    given = lines(
        "{no json\n", "\n", [1], {"text": "x"}, {"id": "b"}, {"id": "c", "text": 1}, {**STORY, "lang": 1}, STORY
    )
    done = run("read", "-", given=given)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "Line 1 is not JSON.",
        "Line 3 is not an object.",
        "Line 4 has no id.",
        "Line 5 has no text.",
        "Line 6 has no text.",
        "Line 7 has a lang that is not a string.",
    ]
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a"]


def test_read_detects_the_language_and_says_when_it_cannot() -> None:
    done = run(
        "read",
        "-",
        given=lines({"id": 1, "text": "Hun kom selv hen til os og hjalp med kufferterne."}, {"id": 2, "text": "?"}),
    )
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert (first["id"], first["language"]) == ("1", "da")
    assert second["language"] is None
    assert {one["band"] for one in second["themes"].values()} == {"nothing"}


def test_read_gives_the_same_bytes_each_time() -> None:
    given = lines(STORY, {**STORY, "id": "b", "text": "She made an exception. We thanked her. The owner himself came."})
    assert run("read", "-", given=given).stdout == run("read", "-", given=given).stdout


@pytest.mark.parametrize("command", ["read", "evaluate"])
def test_missing_file_gives_one_sentence(command: str, tmp_path: Path) -> None:
    done = run(command, str(tmp_path / "none.jsonl"))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == f"{tmp_path / 'none.jsonl'} cannot be read: No such file or directory.\n"


def test_no_command_is_an_error() -> None:
    assert run().returncode == 2


def test_evaluate_prints_figures_and_names_unlabelled_lines() -> None:
    labels = {one.theme: one.value for one in read(TEXT, "en").themes}
    right = sum(value != 0 for value in labels.values())
    good = {**STORY, "labels": labels, "evidence": {"visible_leadership": "himself came out"}}
    missed = {**STORY, "id": "b", "text": "", "labels": {**dict.fromkeys(THEMES, 0), "recognition": 1}}
    done = run("evaluate", "-", given=lines(STORY, good, missed))
    assert done.returncode == 2
    assert done.stderr == "Line 1 has no usable labels.\n"
    printed = done.stdout.splitlines()
    assert printed[0] == f"engine {ENGINE_VERSION}, 2 texts"
    recall, f1 = f"{right / (right + 1):.2f}", f"{2 * right / (2 * right + 1):.2f}"
    assert printed[2].split() == ["all", "1.00", recall, f1, "0.00", "to", "1.00", str(right), "0", "1"]
    assert next(one for one in printed if "recognition: " in one).endswith("+1 -> +0: 1")
    assert "evidence overlaps the quoted sentence in 1 of 1 right readings" in printed
    assert printed[-1].endswith("at most")


def test_evaluate_without_a_text_still_reports() -> None:
    done = run("evaluate", "-")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == f"engine {ENGINE_VERSION}, 0 texts"


def test_main_in_this_process(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labelled = {**STORY, "labels": {"visible_leadership": 1}, "evidence": {"visible_leadership": "carried our bags"}}
    file = tmp_path / "stories.jsonl"
    file.write_text("\ufeff" + lines(labelled, "[]\n"), encoding="utf-8")
    assert main(["read", str(file)]) == 2
    assert main(["evaluate", str(file)]) == 2
    printed = capsys.readouterr()
    assert printed.err == "Line 2 is not an object.\n" * 2
    assert printed.out.splitlines()[1] == f"engine {ENGINE_VERSION}, 1 texts"
    assert main(["read", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"{tmp_path} cannot be read: Is a directory.\n"


def test_explain_names_what_moved_each_proof_strongest_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "one.jsonl"
    text = "The owner himself came out, apologised and carried her bags to the taxi."
    path.write_text(json.dumps({"id": 1, "text": text, "lang": "en"}) + "\nno\n", encoding="utf-8")
    assert main(["explain", str(path)]) == 2
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (led,) = [one for one in said if one["theme"] == "visible_leadership"]
    assert (led["id"], led["value"], led["text"]) == ("1", 1, text)
    assert "c:visible_leadership.shown.personally" in led["moved"]
    points = [abs(weight) for weight in led["moved"].values()]
    assert points == sorted(points, reverse=True)
