"""How the public pages are made up: which story leads the wall, what stands beside it, what a story's page holds.

Values for templates, from stories that were already fetched; only `beside` and `discussion_of` ask the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import anonymity
from .enums import CreditTo, Grade, Kind, OutcomeKind, ReactionKind, Theme
from .evidence import Paragraph, paragraphs
from .filters import Cursor
from .lines import Experience, Step
from .models import Comment, Moment, Story, StoryTheme, Thanks, ThemeReading

COMMENTS_AT_ONCE: Final = 20
#: A quote for the band is at least a thought and at most three lines of large type.
QUOTE_LENGTHS: Final = range(24, 121)
#: What is said in the margin of a theme that is shown (1) or missing (-1).
SENTENCES: Final = {
    (Theme.EMPOWERMENT, 1): gettext_lazy("Somebody decided on the spot, without asking first."),
    (Theme.EMPOWERMENT, -1): gettext_lazy("Nobody there was free to decide."),
    (Theme.RECOGNITION, 1): gettext_lazy("Good work is seen, and said out loud."),
    (Theme.RECOGNITION, -1): gettext_lazy("Good work went by without a word."),
    (Theme.VISIBLE_LEADERSHIP, 1): gettext_lazy("Somebody who leads is there, and does it too."),
    (Theme.VISIBLE_LEADERSHIP, -1): gettext_lazy("Those who lead were nowhere to be seen."),
    (Theme.CX_VISION, 1): gettext_lazy("Says what the company is for, and acts on it."),
    (Theme.CX_VISION, -1): gettext_lazy("What the company is for was forgotten."),
}


# --- The wall -----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that proves a theme, to be set in large type, and the story that holds it."""

    text: str
    theme: Theme
    story: Story


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the wall: the lead, a row of three, a wide row, or the band."""

    layout: str
    stories: Sequence[Story] = ()
    quote: Quote | None = None


def arrange(stories: Sequence[Story], *, leading: bool, language: str) -> list[Block]:
    """Return an unfiltered page of the wall, in blocks; every story is in exactly one of them, newest first.

    With `leading`, the strongest story comes first, with its whole line. After the first row comes one quote from
    another story, and then a wide row that opens with the newest missed moment, as the counter-example. Quote and
    counter-example are in the page's language where the page has one such.
    """
    lead = strongest(stories) if leading else None
    rest = [story for story in stories if story is not lead]
    blocks = [Block("lead", [lead])] if lead else []
    against = sorted(
        (story for story in rest if story.kind == Kind.MISSED_MOMENT), key=lambda story: story.language != language
    )
    missed = against[0] if against else None
    others = [story for story in rest if story is not missed]
    first, others = others[:3], others[3:]
    blocks += rows(first)
    quote = quote_from(rest, language)
    if quote and len(first) == 3:  # noqa: PLR2004 - a full row
        blocks.append(Block("band", quote=quote))
    if missed:
        blocks.append(Block("wide", [missed, *others[:1]]))
        others = others[1:]
    return blocks + rows(others)


def rows(stories: Sequence[Story]) -> list[Block]:
    """Return plain rows of three."""
    return [Block("row", stories[start : start + 3]) for start in range(0, len(stories), 3)]


def strongest(stories: Sequence[Story]) -> Story | None:
    """Return the story that leads: the highest peak, then the most reactions, then the newest.

    A missed moment never leads, nor does a story without a moment above what was expected.
    """
    ranked = [
        (max((f for f in story.feelings if f is not None), default=0), story.reaction_count, -place, story)
        for place, story in enumerate(stories)
        if story.kind != Kind.MISSED_MOMENT
    ]
    best = max(ranked, key=lambda rank: rank[:3], default=None)
    return best[3] if best and best[0] > 0 else None


def quote_from(stories: Sequence[Story], language: str) -> Quote | None:
    """Return a sentence that proves that something was right: in this language first, then the strongest evidence.

    On a tie it is the newest story's.
    """
    found = [
        (story.language == language, reading.strength, -place, Quote(_bare(span["text"]), Theme(reading.theme), story))
        for place, story in enumerate(stories)
        if story.kind != Kind.MISSED_MOMENT
        for reading in counting(story)
        if reading.value > 0
        for span in reading.evidence[:1]
        if len(_bare(span["text"])) in QUOTE_LENGTHS
    ]
    best = max(found, key=lambda one: one[:3], default=None)
    return best[3] if best else None


def _bare(sentence: str) -> str:
    """Return the words without the quotation marks and blanks around them: the page sets its own."""
    return " ".join(sentence.split()).strip("“”„\"'‘’»« ").strip(",;:–—- ")


# --- What a card says -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Foot:
    """The one line at the foot of a card: words alone, or the words of a reaction with their number."""

    text: str
    number: int = 0


def foot_of(story: Story) -> Foot | None:
    """Return who is named by her own consent, else what came of it, else the strongest reaction, else the role."""
    people = list(story.credits.all())
    for credit in people:
        if credit.person is not None and credit.public_name == credit.person.name:
            return Foot(", ".join(part for part in (credit.public_name, credit.role) if part))
    for outcome in story.outcomes.all():
        return Foot(str(OutcomeKind(outcome.kind).label))
    number, kind = max(((getattr(story, f"{kind.value}_count"), kind) for kind in ReactionKind), key=lambda one: one[0])
    if number:
        return Foot(str(kind.label), number)
    return next((Foot(credit.public_name) for credit in people if credit.public_name), None)


# --- A story's page -------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Note:
    """What the margin says of one theme beside one passage; the sentence stands beside the first one only."""

    theme: Theme
    value: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One moment's text, marked, with its place on the line and the notes in its margin."""

    step: Step | None
    paragraph: Paragraph
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """What is said of one theme about the whole story; 0 is not evident, and said as such."""

    theme: Theme
    value: int
    passages: int = 0


@dataclass(frozen=True, slots=True)
class Discussion:
    """The comments of one page: the featured ones on the first, then the newest; `older` goes on."""

    featured: list[Comment]
    comments: list[Comment]
    older: str = ""


def counting(story: Story) -> list[ThemeReading]:
    """Return the readings that settled the themes which count, from what was prefetched."""
    settled = {(theme.theme, theme.source): theme.value for theme in story.themes.all()}
    return [r for r in story.readings.all() if settled.get((r.theme, r.source)) == r.value]


def passages_of(experience: Experience) -> list[Passage]:
    """Return the story's text, moment by moment, marked with the evidence that counts."""
    story = experience.story
    values = {Theme(theme.theme): theme.value for theme in story.themes.all()}
    told = paragraphs(story.text, counting(story))
    passages, said = [], set[Theme]()
    for step, paragraph in zip_longest(experience.steps[: len(told)], told):
        notes = tuple(
            Note(theme, values[theme], "" if theme in said else str(SENTENCES[theme, values[theme]]))
            for theme in paragraph.themes
        )
        said.update(paragraph.themes)
        passages.append(Passage(step, paragraph, notes))
    return passages


def themes_of(story: Story, passages: Sequence[Passage]) -> list[ThemeLine]:
    """Return one line for each theme, those that count first."""
    settled: dict[str, StoryTheme] = {theme.theme: theme for theme in story.themes.all()}
    marked = [note.theme for passage in passages for note in passage.notes]
    lines = [ThemeLine(theme, settled[theme].value if theme in settled else 0, marked.count(theme)) for theme in Theme]
    return sorted(lines, key=lambda line: line.value == 0)


def grade_of(experience: Experience) -> str:
    """Return the word for how far above the expected the strongest moment lies; empty where all was against."""
    peak = max(experience.feelings, default=None)
    if peak is None or min(experience.feelings) < 0 >= peak:
        return ""
    grade = Grade.EXTRAORDINARY if peak == 3 else Grade.GOOD if peak > 0 else Grade.EXPECTED  # noqa: PLR2004
    return str(grade.label)


def beside(story: Story) -> list[tuple[str, Story]]:
    """Return one story to read next and one that shows the other way round, each with its heading.

    Next is the newest about the same theme, in the same language if there is one. The other way round is a missed
    moment, and for a missed moment a story in which the theme was there. Three queries and those of two cards.
    """
    top = next((theme.theme for theme in story.themes.all()), None)
    others = Story.objects.on_wall().exclude(pk=story.pk)
    missed = story.kind == Kind.MISSED_MOMENT
    good, bad = others.exclude(kind=Kind.MISSED_MOMENT), others.of_kind(Kind.MISSED_MOMENT)
    alike, opposite = (bad, good) if missed else (good, bad)
    same = alike.about_theme(top) if top else alike
    next_pk = _first(same.in_language(story.language), same, alike)
    wanted = opposite.about_theme(top) if top else opposite
    other_pk = _first(wanted.in_language(story.language), wanted, opposite)
    found = Story.objects.on_wall().with_company().with_card_data().in_bulk([pk for pk in (next_pk, other_pk) if pk])
    titled = ((_("Read next"), next_pk), (_("And the other way round"), other_pk))
    return [(heading, anonymity.for_public(found[pk])) for heading, pk in titled if pk in found]


def thanks_of(story: Story) -> list[Thanks]:
    """Return the thanks that their receivers show, without the names of those who did not agree; one query."""
    hidden = anonymity.hidden_in(story.credits.all(), story.language)
    shown = list(story.thanks.shown())
    for one in shown:
        one.text = anonymity.hide(one.text, hidden)
    return shown


def _first(*choices: Any) -> int:
    """Return the key of the first story that any of these finds; 0 for none."""
    return next((pk for stories in choices for pk in stories.values_list("pk", flat=True)[:1]), 0)


def discussion_of(story: Story, after: Cursor | None) -> Discussion:
    """Return a page of comments; two queries on the first, one on the others."""
    rest = story.comments.below_the_top()
    rest = rest.before(after.at, after.pk) if after else rest
    found = list(rest[: COMMENTS_AT_ONCE + 1])
    shown = found[:COMMENTS_AT_ONCE]
    more = len(found) > len(shown)
    return Discussion(
        featured=[] if after else list(story.comments.at_the_top()),
        comments=shown,
        older=str(Cursor(shown[-1].created_at, shown[-1].pk)) if more else "",
    )


def reactions_of(story: Story) -> list[tuple[ReactionKind, int]]:
    """Return every kind of reaction with its number, in the order of the page."""
    return [(kind, getattr(story, f"{kind.value}_count")) for kind in ReactionKind]


def owed_to_organisation(stories: Sequence[Story]) -> list[tuple[Story, Moment]]:
    """Return the moments of these stories that are credited to the organisation and no person, in their order."""
    return [
        (story, moment)
        for story in stories
        for moment in story.moments.all()
        if moment.credit_to == CreditTo.ORGANISATION
    ]
