"""Readings of themes: the machine's, the author's and a manager's stand side by side, and one rule weighs them."""

import json
from io import StringIO
from typing import Final

import pytest
from django.core.management import CommandError, call_command

import scoring
from stories.actions import tagging, telling, workflow
from stories.enums import Band, EventKind, HadToAsk, Source, StoryStatus, Theme
from stories.models import Behaviour, Event, Story, StoryTheme, ThemeReading
from stories.permissions import NotAllowed
from tests.factories import make_cast, make_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_reader")]

PLAIN: Final = "It rained. The bus came at nine. We had tea."
EMPOWERED: Final = "I did not ask anybody. I decided it myself and paid for the room with my own card."


class Broken(RuntimeError):
    """What a scorer raises that fails."""


@pytest.fixture
def broken_scoring(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Make every reading fail; `undo` mends it."""

    def fail(text: str, language: str | None = None) -> scoring.Reading:
        raise Broken("no lexicon")

    monkeypatch.setattr(scoring, "read", fail)
    return monkeypatch


def readings(story: Story) -> dict[tuple[str, str], int]:
    """Return each reading's value by theme and source."""
    return {(r.theme, r.source): r.value for r in ThemeReading.objects.filter(story=story)}


def counting(story: Story) -> dict[str, tuple[int, str]]:
    """Return the themes that count, each with its value and whose word it is."""
    return {t.theme: (t.value, t.source) for t in StoryTheme.objects.filter(story=story)}


def give(
    story: Story, theme: Theme, source: Source, value: int, *, band: Band = Band.FOUND, strength: int = 50
) -> None:
    """Write one reading as if that source had given it."""
    engine = "test" if source == Source.MACHINE else ""
    ThemeReading.objects.update_or_create(
        story=story,
        theme=theme,
        source=source,
        defaults={"value": value, "band": band, "strength": strength, "engine_version": engine},
    )


# --- Reading ----------------------------------------------------------------------------------------------------------


def test_sent_story_has_a_reading_of_each_theme_by_a_named_engine() -> None:
    story = make_story(status=StoryStatus.SUBMITTED, text=EMPOWERED)
    assert set(readings(story)) == {(theme, Source.MACHINE) for theme in Theme}
    versions = set(ThemeReading.objects.filter(story=story).values_list("engine_version", flat=True))
    assert versions == {scoring.ENGINE_VERSION} == {story.engine_version}
    assert story.score_failed is False


def test_evidence_points_at_the_words_of_the_story() -> None:
    story = make_story(status=StoryStatus.SUBMITTED)
    spans = [span for reading in story.readings.all() for span in reading.evidence]
    spans += [behaviour.evidence for behaviour in Behaviour.objects.filter(story=story)]
    assert spans != []
    assert [story.text[span["start"] : span["end"]] for span in spans] == [span["text"] for span in spans]


def test_reading_agrees_with_the_scoring() -> None:
    story = make_story(status=StoryStatus.SUBMITTED)
    said = scoring.read(story.text, "en")
    assert readings(story) == {(theme.theme, Source.MACHINE): theme.value for theme in said.themes}
    assert set(story.behaviours.values_list("code", flat=True)) == {b.code for b in said.behaviours}


@pytest.mark.parametrize("language", ["en", "da", "nl"])
def test_language_is_recognised_unless_the_author_chose_it(language: str) -> None:
    told = make_story(language=language)
    draft = telling.Draft(moments=tuple(telling.MomentDraft(text=m.text) for m in told.moments.all()))
    story = telling.begin(told.organisation, by=told.author)
    story = telling.save_draft(story, draft, by=told.author)
    workflow.submit(story, by=told.author)
    story.refresh_from_db()
    assert (story.language, story.language_chosen) == (language, False)


def test_chosen_language_wins_over_what_the_text_looks_like() -> None:
    story = make_story(status=StoryStatus.SUBMITTED, text=EMPOWERED, language="da")
    assert (story.language, story.language_chosen) == ("da", True)


def test_text_in_another_language_is_kept_and_not_guessed() -> None:
    text = "Die Gäste waren sehr zufrieden mit dem Zimmer, und der Kellner hat uns freundlich bedient und begrüßt."
    author = make_cast().alice
    story = telling.begin(author.memberships.get().organisation, by=author)
    story = telling.save_draft(story, telling.Draft(moments=(telling.MomentDraft(text=text),)), by=author)
    workflow.submit(story, by=author)
    story.refresh_from_db()
    assert story.status == StoryStatus.SUBMITTED
    assert (readings(story), counting(story)) == ({}, {})
    assert (story.engine_version, story.score_failed) == (scoring.ENGINE_VERSION, False)


# --- A scorer that fails ----------------------------------------------------------------------------------------------


def test_story_is_sent_and_marked_when_the_scoring_fails(
    broken_scoring: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    story = make_story(status=StoryStatus.SUBMITTED, text="The secret of the guest.")
    fresh = Story.objects.get(pk=story.pk)
    assert (fresh.status, fresh.score_failed, fresh.engine_version) == (StoryStatus.SUBMITTED, True, "")
    assert list(Story.objects.unscored()) == [story]
    assert Event.objects.filter(story=story, kind=EventKind.SCORE_FAILED).count() == 1
    assert caplog.messages == [f"The scoring failed on story {story.key}"]
    assert "secret" not in caplog.text


def test_failing_again_keeps_what_was_read_before(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.SUBMITTED, author=cast.alice, text=EMPOWERED)
    tagging.correct(story, Theme.RECOGNITION, -1, by=cast.bob)
    before, counted = readings(story), counting(story)

    def fail(text: str, language: str | None = None) -> scoring.Reading:
        raise Broken

    monkeypatch.setattr(scoring, "read", fail)
    assert tagging.score(story, by=cast.bob) is False
    assert (readings(story), counting(story)) == (before, counted)


def test_missing_readings_are_healed_by_the_command(broken_scoring: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    failed = make_story(status=StoryStatus.SUBMITTED, author=cast.alice, text=EMPOWERED)
    draft = make_story(author=cast.alice)
    tagging.correct(failed, Theme.CX_VISION, -1, by=cast.bob)
    broken_scoring.undo()

    out = StringIO()
    call_command("score", "--missing", "--json", stdout=out)

    assert json.loads(out.getvalue()) == {"read": 1, "failed": []}
    failed.refresh_from_db()
    draft.refresh_from_db()
    assert (failed.score_failed, failed.engine_version) == (False, scoring.ENGINE_VERSION)
    assert readings(failed)[Theme.CX_VISION, Source.HUMAN] == -1
    assert readings(failed)[Theme.EMPOWERMENT, Source.MACHINE] == 1
    assert draft.engine_version == ""
    assert Story.objects.unscored().count() == 0


def test_healing_again_finds_nothing_to_do() -> None:
    make_story(status=StoryStatus.PUBLISHED)
    out = StringIO()
    call_command("score", "--missing", stdout=out)
    assert out.getvalue() == "0 read, 0 failed.\n"


def test_command_reads_every_sent_story_again_without_missing() -> None:
    cast = make_cast()
    sent = [make_story(status=status, author=cast.alice) for status in StoryStatus if status != StoryStatus.DRAFT]
    make_story(author=cast.alice)
    out = StringIO()
    call_command("score", "--again", "--json", stdout=out)
    report = json.loads(out.getvalue())
    assert (report["read"], report["failed"], report["unchanged"]) == (len(sent), [], len(sent))


def test_command_ends_with_a_failure_while_a_story_cannot_be_read(broken_scoring: pytest.MonkeyPatch) -> None:
    story = make_story(status=StoryStatus.SUBMITTED)
    out = StringIO()
    with pytest.raises(CommandError, match="failed on 1 of 1"):
        call_command("score", "--missing", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"read": 0, "failed": [str(story.key)]}


# --- A manager's reading ----------------------------------------------------------------------------------------------


def test_correction_stands_beside_the_machine_and_survives_another_reading() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.SUBMITTED, author=cast.alice, text=EMPOWERED)
    machine = readings(story)
    assert machine[Theme.EMPOWERMENT, Source.MACHINE] == 1

    tagging.correct(story, Theme.EMPOWERMENT, -1, by=cast.bob)
    tagging.score(story, by=cast.bea)

    assert readings(story) == {**machine, (Theme.EMPOWERMENT, Source.HUMAN): -1}
    assert counting(story)[Theme.EMPOWERMENT] == (-1, Source.HUMAN)
    human = ThemeReading.objects.get(story=story, source=Source.HUMAN)
    assert (human.by, human.strength, human.band, human.evidence) == (cast.bob, 100, Band.FOUND, [])


def test_agreeing_manager_takes_the_evidence_over() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.SUBMITTED, author=cast.alice, text=EMPOWERED)
    machine = ThemeReading.objects.get(story=story, theme=Theme.EMPOWERMENT, source=Source.MACHINE)
    human = tagging.correct(story, Theme.EMPOWERMENT, 1, by=cast.bob)
    assert human.evidence == machine.evidence != []


def test_manager_who_rejects_leaves_nothing_that_counts() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.SUBMITTED, author=cast.alice, text=EMPOWERED)
    human = tagging.correct(story, Theme.EMPOWERMENT, 0, by=cast.bob)
    assert (human.value, human.strength, human.band) == (0, 0, Band.NOTHING)
    assert Theme.EMPOWERMENT not in counting(story)


def test_second_correction_replaces_the_first_and_the_log_holds_both() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.SUBMITTED, author=cast.alice, text=PLAIN)
    tagging.correct(story, Theme.RECOGNITION, 1, by=cast.bob)
    tagging.correct(story, Theme.RECOGNITION, -1, by=cast.bea, evidence=[{"start": 0, "end": 9, "text": "It rained"}])
    human = ThemeReading.objects.get(story=story, source=Source.HUMAN)
    assert (human.value, human.by, human.evidence) == (-1, cast.bea, [{"start": 0, "end": 9, "text": "It rained"}])
    log = Event.objects.filter(story=story, kind=EventKind.READING_CORRECTED).order_by("pk")
    assert [(event.actor, event.data["value"], event.data["before"]) for event in log] == [
        (cast.bob, 1, []),
        (cast.bea, -1, [1]),
    ]


@pytest.mark.parametrize("value", [-2, 2, 7])
def test_reading_beyond_the_scale_is_refused(value: int) -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.SUBMITTED, author=cast.alice)
    with pytest.raises(ValueError, match="-1, 0 or 1"):
        tagging.correct(story, Theme.RECOGNITION, value, by=cast.bob)


def test_only_a_manager_corrects_and_never_her_own_story() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.SUBMITTED, author=cast.bob)
    for person in (cast.alice, cast.bob, cast.cara, cast.dan, cast.audrey, cast.charlie):
        with pytest.raises(NotAllowed):
            tagging.correct(story, Theme.RECOGNITION, 1, by=person)
    assert ThemeReading.objects.filter(source=Source.HUMAN).count() == 0
    assert tagging.correct(story, Theme.RECOGNITION, 1, by=cast.bea).value == 1


# --- What counts ------------------------------------------------------------------------------------------------------

#: Given these readings of one theme, what counts: the value and whose word it is, or nothing.
WEIGHED: Final[list[tuple[dict[Source, tuple[int, Band]], tuple[int, str] | None]]] = [
    ({}, None),
    ({Source.MACHINE: (0, Band.NOTHING)}, None),
    ({Source.MACHINE: (1, Band.POSSIBLE)}, None),
    ({Source.MACHINE: (1, Band.FOUND)}, (1, Source.MACHINE)),
    ({Source.MACHINE: (-1, Band.FOUND)}, (-1, Source.MACHINE)),
    ({Source.MACHINE: (1, Band.FOUND), Source.ANSWER: (-1, Band.FOUND)}, (-1, Source.ANSWER)),
    ({Source.MACHINE: (1, Band.FOUND), Source.HUMAN: (0, Band.NOTHING)}, None),
    ({Source.MACHINE: (1, Band.FOUND), Source.HUMAN: (-1, Band.FOUND)}, (-1, Source.HUMAN)),
    ({Source.MACHINE: (1, Band.POSSIBLE), Source.HUMAN: (1, Band.FOUND)}, (1, Source.HUMAN)),
    ({Source.ANSWER: (-1, Band.FOUND), Source.HUMAN: (1, Band.FOUND)}, (1, Source.HUMAN)),
    ({Source.ANSWER: (-1, Band.FOUND), Source.HUMAN: (0, Band.NOTHING)}, None),
]


@pytest.mark.parametrize(("given", "counts"), WEIGHED)
def test_a_managers_word_counts_before_the_authors_before_the_machines(
    given: dict[Source, tuple[int, Band]], counts: tuple[int, str] | None
) -> None:
    story = make_story()
    for source, (value, band) in given.items():
        give(story, Theme.RECOGNITION, source, value, band=band)
    tagging.settle(story)
    assert counting(story) == ({Theme.RECOGNITION: counts} if counts else {})


def test_themes_that_count_come_strongest_first() -> None:
    story = make_story()
    give(story, Theme.RECOGNITION, Source.MACHINE, 1, strength=40)
    give(story, Theme.CX_VISION, Source.MACHINE, -1, strength=90)
    give(story, Theme.EMPOWERMENT, Source.MACHINE, 1, strength=40)
    tagging.settle(story)
    assert [theme.theme for theme in story.shown_themes] == [Theme.CX_VISION, Theme.EMPOWERMENT, Theme.RECOGNITION]


# --- "Did you have to ask?" -------------------------------------------------------------------------------------------

#: Text and answer, and what the answer says of empowerment: its value, or nothing.
ANSWERED: Final = [
    (EMPOWERED, HadToAsk.NO, 1),
    (EMPOWERED, HadToAsk.YES, None),
    (EMPOWERED, "", None),
    (EMPOWERED, HadToAsk.REFUSED, -1),
    (PLAIN, HadToAsk.NO, None),
    (PLAIN, HadToAsk.YES, None),
    (PLAIN, HadToAsk.REFUSED, -1),
]


@pytest.mark.parametrize(("text", "answer", "said"), ANSWERED)
def test_answer_speaks_where_the_text_agrees_or_it_was_refused(text: str, answer: str, said: int | None) -> None:
    story = make_story(status=StoryStatus.SUBMITTED, text=text, had_to_ask=answer)
    machine = ThemeReading.objects.get(story=story, theme=Theme.EMPOWERMENT, source=Source.MACHINE)
    assert machine.value == (1 if text == EMPOWERED else 0)
    given = ThemeReading.objects.filter(story=story, source=Source.ANSWER)
    evidence = machine.evidence if said == machine.value else []
    assert [(row.theme, row.value, row.by, row.band, row.evidence) for row in given] == (
        [(Theme.EMPOWERMENT, said, story.author, Band.FOUND, evidence)] if said else []
    )
    if said:
        assert counting(story)[Theme.EMPOWERMENT] == (said, Source.ANSWER)


def test_answer_that_was_changed_is_read_anew() -> None:
    cast = make_cast()
    story = make_story(
        status=StoryStatus.RETURNED, author=cast.alice, text=PLAIN, had_to_ask=HadToAsk.REFUSED, reviewer=cast.bob
    )
    assert counting(story) == {Theme.EMPOWERMENT: (-1, Source.ANSWER)}
    draft = telling.Draft(moments=(telling.MomentDraft(text=PLAIN),), language="en", had_to_ask=HadToAsk.YES)
    story = telling.save_draft(story, draft, by=cast.alice)
    workflow.submit(story, by=cast.alice)
    assert counting(story) == {}
