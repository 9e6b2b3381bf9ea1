"""`python -m scoring.training.report`: measures the shipped reader on the test part and writes what it found.

Writes `docs/scoring.md` with its reliability plot, and `scoring/figures.json`, which the page "How stories are read"
shows. Nothing is tuned here; the test part is only counted. Takes some minutes, for the comparisons fit models anew.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from sklearn.metrics import cohen_kappa_score

from scoring import evaluate
from scoring.features import GROUPS
from scoring.text import sentences
from scoring.themes import LANGUAGES, THEMES
from scoring.version import ENGINE_VERSION

from . import bands, data, fit

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).parents[2]
DOCS: Final = ROOT / "docs"
FIGURES: Final = ROOT / "scoring" / "figures.json"
_CURVE: Final = (100, 300, 900)
_SIGNS: Final = {"shown": 1, "missing": -1}


def main() -> None:
    """Measure, compare and write."""
    items = [evaluate.parse(line, 1, labelled=True) for line in _read("test").splitlines()]
    labelled = [one for one in items if isinstance(one, evaluate.Labelled)]
    results = evaluate.outcomes(labelled)
    kappas = _kappas()
    FIGURES.write_text(json.dumps(_figures(results, kappas), indent=1) + "\n", encoding="utf-8")
    parts = [_head(results), _agreement(kappas), _comparisons(), _reliability(results), _confusions(results)]
    (DOCS / "scoring.md").write_text("\n".join(parts), encoding="utf-8")
    sys.stdout.write(f"docs/scoring.md and scoring/figures.json written for {ENGINE_VERSION}.\n")


def _read(name: str) -> str:
    return (data.CORPUS / f"{name}.jsonl").read_text(encoding="utf-8")


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in _read(name).splitlines()]


# --- figures.json ---------------------------------------------------------------------------------------------------
def _figures(results: Sequence[evaluate.Outcome], kappas: dict[str, dict[str, float]]) -> dict[str, Any]:
    languages = {name: [one for one in results if one.item.lang == name] for name in LANGUAGES}
    return {
        "version": ENGINE_VERSION,
        "corpus": _sizes(),
        "test": {
            "all": _cell(results),
            **{name: _cell(some) for name, some in languages.items()},
            "themes": {
                theme: {word: _cell(results, (theme,), (sign,)) for word, sign in _SIGNS.items()} for theme in THEMES
            },
        },
        "kappa": kappas,
    }


def _sizes() -> dict[str, dict[str, int]]:
    sizes: dict[str, dict[str, int]] = {name: {"stories": 0, "sentences": 0} for name in LANGUAGES}
    for part in ("train", "tune", "test", "plain", "passages"):
        for one in _rows(part):
            sizes[one["lang"]]["stories"] += part != "passages"
            sizes[one["lang"]]["sentences"] += len(sentences(one["text"]))
    return sizes


def _cell(
    results: Sequence[evaluate.Outcome], themes: Sequence[str] = THEMES, signs: Sequence[int] = evaluate.SIGNS
) -> dict[str, Any]:
    def measured(*, found: bool) -> dict[str, Any]:
        def figures(some: Sequence[evaluate.Outcome]) -> evaluate.Figures:
            return evaluate.figures(some, themes, signs, found_only=found)

        ours = figures(results)
        low, high = evaluate.interval(results, lambda some: figures(some).f1)
        whole = {"precision": ours.precision, "recall": ours.recall, "f1": ours.f1, "low": low, "high": high}
        return {**{key: round(value, 3) for key, value in whole.items()}, "labels": ours.right + ours.missed}

    return {"texts": len(results), "found": measured(found=True), "possible": measured(found=False)}


# --- docs/scoring.md ------------------------------------------------------------------------------------------------
def _head(results: Sequence[evaluate.Outcome]) -> str:
    sizes = _sizes()
    corpus = ", ".join(f"{name} {size['stories']:,} / {size['sentences']:,}" for name, size in sizes.items())
    lines = "\n".join(evaluate.report(results))
    return f"""# How well stories are read

Written by `python -m scoring.training.report`, never by hand. Reader {ENGINE_VERSION}.

The corpus under `scoring/corpus/` (stories / sentences: {corpus}) was written for the
project by language models, each
text natively in its language, from scenarios that were varied systematically (`plan.py`), and labelled by others who
knew neither writer nor scenario; the texts in `plain.jsonl` and the passages in `passages.jsonl` were labelled by
their writers and only teach. Train, tune and test share no event, sector or region of a voice; the writer of a part
of the passages had seen the list of events of all parts. No human has labelled yet.

## On the test part, which nobody read while tuning

```
{lines}
```
"""


def _kappas() -> dict[str, dict[str, float]]:
    first = {one["id"]: one for part in ("train", "tune", "test") for one in _rows(part)}
    second = [one for one in _rows("second") if one["id"] in first]
    found: dict[str, dict[str, float]] = {}
    for theme in THEMES:
        pairs = [(one["lang"], first[one["id"]]["labels"][theme], one["labels"][theme]) for one in second]
        found[theme] = {"all": _kappa(pairs)}
        found[theme] |= {name: _kappa([pair for pair in pairs if pair[0] == name]) for name in LANGUAGES}
    return found


def _kappa(pairs: Sequence[tuple[str, int, int]]) -> float:
    return round(float(cohen_kappa_score([one for _, one, _ in pairs], [two for _, _, two in pairs])), 3)


def _agreement(kappas: dict[str, dict[str, float]]) -> str:
    rows = "\n".join(
        f"| {theme} | " + " | ".join(f"{row[name]:.3f}" for name in ("all", *LANGUAGES)) + " |"
        for theme, row in kappas.items()
    )
    count = len(_rows("second"))
    return f"""## Do two readers agree?

Cohen's kappa between two labellers on {count} stories, a random fifth, the second without sight of the first.

| theme | all | {" | ".join(LANGUAGES)} |
|---|---|---|---|---|
{rows}
"""


def _comparisons() -> str:
    train, plain, tune, more = data.stories("train"), data.stories("plain"), data.stories("tune"), data.passages()
    rows = []
    sets = {
        "cues alone": ("cues",),
        "n-grams alone": ("words", "parts"),
        "cues and n-grams": GROUPS,
    }
    for name, groups in sets.items():
        for some in (train, plain, tune, more):
            data.see(some, groups)
        rows.append(f"| {name} | {_tuned([*train, *plain, *more], tune)} |")
    ablation = "\n".join(rows)
    order = np.random.RandomState(0).permutation(len(train))
    rows = [
        f"| {count} stories | {_tuned([train[at] for at in order[:count]], tune)} |" for count in (*_CURVE, len(train))
    ]
    rows.append(f"| {len(train)} and {len(plain)} plain ones | {_tuned([*train, *plain], tune)} |")
    rows.append(f"| the same and {len(more)} passages | {_tuned([*train, *plain, *more], tune)} |")
    curve = "\n".join(rows)
    return f"""## What each part of the reader gives

Best micro-F1 over the theme cells on the tune part (each model with its own best threshold, so a little flattering to
all of them alike).

| features | F1 |
|---|---|
{ablation}

## What more stories buy

| learnt from | F1 |
|---|---|
{curve}
"""


def _tuned(examples: Sequence[data.Example], tune: Sequence[data.Example]) -> str:
    weights = fit.fit_sentences(examples, data.THEME_CELLS)
    sums = [weights.sums(one) for one in tune]
    pooling = fit.fit_pooling(tune, sums)
    scores, labels = pooling.scores(sums), data.story_cells(tune)
    return f"{bands.figures(bands.decide(scores, bands.possible_from(scores, labels)), labels)[2]:.3f}"


def _reliability(results: Sequence[evaluate.Outcome]) -> str:
    said = [
        (ours.strength, int(ours.value == one.item.labels.get(ours.theme, 0)))
        for one in results
        for ours in one.reading.themes
        if ours.value
    ]
    said.sort()
    bins = [said[at : at + max(len(said) // 8, 1)] for at in range(0, len(said), max(len(said) // 8, 1))]
    points = [
        (sum(s for s, _ in some) / len(some), 100 * sum(r for _, r in some) / len(some), len(some)) for some in bins
    ]
    (DOCS / "pictures" / "reliability.svg").write_text(_plot(points), encoding="utf-8")
    rows = "\n".join(f"| {strength:.0f} | {right:.0f} | {count} |" for strength, right, count in points)
    return f"""## Does the strength mean what it says?

Strength is the share of readings at that level that are right. On the test part, in eighths of all readings:

![Strength against the share that was right](pictures/reliability.svg)

| strength said | per cent right | readings |
|---|---|---|
{rows}
"""


def _plot(points: Sequence[tuple[float, float, int]]) -> str:
    dots = "".join(f'<circle cx="{40 + 3 * x:.0f}" cy="{320 - 3 * y:.0f}" r="5"/>' for x, y, _ in points)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 360" role="img" font-family="sans-serif" '
        'font-size="12"><title>Strength against the share that was right</title><rect width="360" height="360" '
        'fill="#fff"/><path d="M40 320H340M40 320V20" stroke="#333"/><path d="M40 320L340 20" stroke="#999" '
        f'stroke-dasharray="4 4"/><g fill="#0b5">{dots}</g><text x="190" y="350" text-anchor="middle">strength said'
        '</text><text x="16" y="170" text-anchor="middle" transform="rotate(-90 16 170)">per cent right</text></svg>\n'
    )


def _confusions(results: Sequence[evaluate.Outcome]) -> str:
    pairs: Counter[tuple[str, int, int]] = Counter()
    for one in results:
        for ours in one.reading.themes:
            label = one.item.labels.get(ours.theme, 0)
            if label != ours.value:
                pairs[ours.theme, label, ours.value] += 1
    rows = "\n".join(
        f"| {theme} | {label:+d} | {value:+d} | {count} |" for (theme, label, value), count in pairs.most_common(10)
    )
    return f"""## The ten commonest confusions

| theme | label | reading | stories |
|---|---|---|---|
{rows}
"""


if __name__ == "__main__":
    main()
