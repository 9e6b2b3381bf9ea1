from typing import Any

from stories.enums import Theme
from stories.evidence import Segment, paragraphs, segments
from stories.models import ThemeReading

TEXT = "I did not ask anyone. He thanked us.\n\nWe met people, not numbers."


def reading(theme: Theme, *words: str, value: int = 1, shift: int = 0) -> ThemeReading:
    evidence: list[dict[str, Any]] = [
        {"start": TEXT.find(w) + shift, "end": TEXT.find(w) + len(w) + shift, "text": w} for w in words
    ]
    return ThemeReading(theme=theme, value=value, evidence=evidence)


def shown(found: list[Segment]) -> list[tuple[str, tuple[str, ...]]]:
    return [(segment.text, tuple(mark.theme.value for mark in segment.marks)) for segment in found]


def test_text_without_readings_is_one_plain_segment() -> None:
    assert shown(segments(TEXT, [])) == [(TEXT, ())]


def test_segments_join_to_the_text() -> None:
    readings = [
        reading(Theme.EMPOWERMENT, "I did not ask anyone."),
        reading(Theme.RECOGNITION, "ask anyone. He thanked us."),
    ]
    assert "".join(segment.text for segment in segments(TEXT, readings)) == TEXT


def test_overlapping_evidence_is_cut_where_the_themes_change() -> None:
    readings = [
        reading(Theme.EMPOWERMENT, "I did not ask anyone."),
        reading(Theme.RECOGNITION, "ask anyone. He thanked us."),
    ]
    found = segments(TEXT, readings)
    assert shown(found)[:4] == [
        ("I did not ", ("empowerment",)),
        ("ask anyone.", ("empowerment", "recognition")),
        (" He thanked us.", ("recognition",)),
        ("\n\nWe met people, not numbers.", ()),
    ]
    assert [[mark.theme.value for mark in segment.closing] for segment in found] == [
        [],
        ["empowerment"],
        ["recognition"],
        [],
    ]


def test_evidence_that_moved_is_found_by_its_words() -> None:
    found = segments(TEXT, [reading(Theme.RECOGNITION, "He thanked us.", shift=7)])
    assert shown(found)[1] == ("He thanked us.", ("recognition",))


def test_evidence_that_is_gone_is_not_marked() -> None:
    gone = ThemeReading(theme=Theme.RECOGNITION, value=1, evidence=[{"start": 0, "end": 9, "text": "No longer told"}])
    empty = ThemeReading(theme=Theme.CX_VISION, value=1, evidence=[{}])
    assert shown(segments(TEXT, [gone, empty])) == [(TEXT, ())]


def test_a_theme_that_is_not_evident_marks_nothing() -> None:
    assert shown(segments(TEXT, [reading(Theme.RECOGNITION, "He thanked us.", value=0)])) == [(TEXT, ())]


def test_two_sources_with_the_same_words_mark_them_once() -> None:
    twice = [reading(Theme.RECOGNITION, "He thanked us."), reading(Theme.RECOGNITION, "He thanked us.")]
    assert len([s for s in segments(TEXT, twice) if s.marks]) == 1


def test_paragraphs_name_the_themes_that_begin_in_them() -> None:
    readings = [
        reading(Theme.CX_VISION, "We met people, not numbers."),
        reading(Theme.RECOGNITION, "He thanked us.", value=-1),
    ]
    first, second = paragraphs(TEXT, readings)
    assert first.themes == (Theme.RECOGNITION,)
    assert second.themes == (Theme.CX_VISION,)
    mark = first.segments[-1].marks[0]
    assert (mark.value, mark.anchor, mark.glyph, mark.label) == (
        -1,
        "evidence-recognition",
        "flower",
        "Recognition",
    )


def test_only_the_first_passage_of_a_theme_carries_its_anchor() -> None:
    readings = [reading(Theme.RECOGNITION, "He thanked us.", "We met people")]
    anchors = [mark.anchor for p in paragraphs(TEXT, readings) for s in p.segments for mark in s.marks]
    assert anchors == ["evidence-recognition", ""]


def test_an_empty_text_has_no_paragraphs() -> None:
    assert paragraphs("", []) == []
