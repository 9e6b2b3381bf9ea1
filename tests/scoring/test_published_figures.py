"""The figures that are shown belong to the reader that is shipped."""

import json
from pathlib import Path

from scoring import ENGINE_VERSION, LANGUAGES
from scoring.corpus.plan import SIZES, scenarios

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "scoring" / "corpus"


def test_page_and_document_show_the_figures_of_this_version() -> None:
    figures = json.loads((ROOT / "scoring" / "figures.json").read_text(encoding="utf-8"))
    assert figures["version"] == ENGINE_VERSION
    assert f"Reader {ENGINE_VERSION}." in (ROOT / "docs" / "scoring.md").read_text(encoding="utf-8")


def test_the_plan_makes_the_same_scenarios_every_time() -> None:
    lines = (CORPUS / "scenarios.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == scenarios()


def test_every_scenario_has_its_story_in_its_own_part_and_no_part_shares_an_event() -> None:
    planned = scenarios()
    for part, size in SIZES.items():
        wanted = [one["id"] for one in planned if one["part"] == part]
        written = [json.loads(line)["id"] for line in (CORPUS / f"{part}.jsonl").read_text("utf-8").splitlines()]
        assert sorted(written) == sorted(wanted)
        assert len(written) == size * len(LANGUAGES)
    events = {part: {e["what"] for one in planned if one["part"] == part for e in one["events"]} for part in SIZES}
    assert events["train"].isdisjoint(events["test"] | events["tune"])
    assert events["tune"].isdisjoint(events["test"])
