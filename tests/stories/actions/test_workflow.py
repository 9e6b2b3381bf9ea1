"""Every move of a story, by everybody: what is allowed is written out here, the rest is generated and refused."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import transaction

from stories.actions import consent, people, telling, workflow
from stories.actions.workflow import InvalidTransition, NotReady
from stories.enums import (
    Audience,
    ConsentState,
    Decision,
    EventKind,
    Kind,
    NoticeKind,
    Role,
    StoryStatus,
    Turn,
)
from stories.models import Consent, Event, Membership, Notice, Review, SearchEntry, Story
from stories.models.story import WAITING_ON
from stories.permissions import NotAllowed
from tests.factories import Cast, make_cast, make_member, make_organisation, make_story, make_team

pytestmark = pytest.mark.django_db

DRAFT, SUBMITTED, RETURNED, APPROVED, PUBLISHED, DECLINED, WITHDRAWN = StoryStatus

#: Who may make which move; every other (from, to, person) is refused.
AUTHORS: Final = {"author", "author who manages"}
MANAGERS: Final = {"manager", "second manager"}
ALLOWED: Final[dict[tuple[StoryStatus, StoryStatus], set[str]]] = {
    (DRAFT, SUBMITTED): AUTHORS,
    (DRAFT, WITHDRAWN): AUTHORS,
    (SUBMITTED, RETURNED): MANAGERS,
    (SUBMITTED, APPROVED): MANAGERS,
    (SUBMITTED, DECLINED): MANAGERS,
    (SUBMITTED, WITHDRAWN): AUTHORS,
    (RETURNED, SUBMITTED): AUTHORS,
    (RETURNED, WITHDRAWN): AUTHORS,
    (APPROVED, PUBLISHED): MANAGERS | {"credited colleague"},
    (APPROVED, RETURNED): MANAGERS,
    (APPROVED, WITHDRAWN): AUTHORS,
    (PUBLISHED, WITHDRAWN): AUTHORS | MANAGERS | {"credited colleague"},
    (WITHDRAWN, DRAFT): AUTHORS,
}


def reach_published(story: Story, *, by: Any) -> object:
    """Publish; a colleague does so by answering what an approved story waits for."""
    questions = Consent.objects.filter(credit__story=story, credit__person=by.pk, state=ConsentState.ASKED)
    question = questions.first() if story.status == APPROVED else None
    return consent.answer(question, by=by, yes=True) if question else workflow.publish(story, by=by)


VERBS: Final[dict[StoryStatus, Callable[..., object]]] = {
    DRAFT: lambda story, by: workflow.reopen(story, by=by),
    SUBMITTED: lambda story, by: workflow.submit(story, by=by),
    RETURNED: lambda story, by: workflow.return_to_author(story, by=by, note="And then?"),
    APPROVED: lambda story, by: workflow.approve(story, by=by),
    PUBLISHED: lambda story, by: reach_published(story, by=by),
    DECLINED: lambda story, by: workflow.decline(story, by=by, note="A customer can be recognised."),
    WITHDRAWN: lambda story, by: workflow.withdraw(story, by=by, note="A customer asked us to."),
}


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def persons(cast: Cast) -> dict[str, Any]:
    """Return everybody who may try, by how she stands to Alice's story; Bob approved it."""
    former = make_member(organisation=cast.klm, role=Role.MANAGER)
    former.is_active = False
    former.save()
    return {
        "author": cast.alice,
        "manager": cast.bob,
        "second manager": cast.bea,
        "credited colleague": cast.cara,
        "employee": make_member(organisation=cast.klm),
        "administrator": cast.dan,
        "auditor": cast.audrey,
        "manager elsewhere": cast.charlie,
        "manager who left": former,
        "visitor": AnonymousUser(),
    }


def may_move(story: Story, to: StoryStatus, person: Any, *, exists: bool) -> bool:
    """Whether the verb lets this person make the move; a refusal must leave nothing behind."""
    refusals = (NotAllowed,) if exists else (NotAllowed, InvalidTransition)
    came_from, events = story.status, Event.objects.count()
    shown = workflow.may(person, story, to)
    with undone():
        try:
            VERBS[to](Story.objects.get(pk=story.pk), by=person)
        except refusals:
            moved = False
            assert Event.objects.count() == events
            assert Story.objects.get(pk=story.pk).status == came_from
        else:
            moved = True
            assert Story.objects.get(pk=story.pk).status == to
            assert Event.objects.count() > events
    assert shown == moved
    return moved


@pytest.mark.parametrize(("came_from", "to"), list(product(StoryStatus, StoryStatus)))
def test_move_is_open_to_exactly_those_who_may(came_from: StoryStatus, to: StoryStatus) -> None:
    cast = make_cast()
    exists = (came_from, to) in ALLOWED
    story = make_story(status=came_from, author=cast.alice, reviewer=cast.bob, credits=[cast.cara])
    able = {name for name, person in persons(cast).items() if may_move(story, to, person, exists=exists)}

    own = make_story(status=came_from, author=cast.bea, reviewer=cast.bob, credits=[cast.cara])
    if may_move(own, to, cast.bea, exists=exists):
        able.add("author who manages")

    assert able == ALLOWED.get((came_from, to), set())


def test_table_of_moves_is_the_one_written_out_here() -> None:
    table = {(state, to) for state, moves in workflow.TRANSITIONS.items() for to in moves}
    assert table == set(ALLOWED)


def test_every_status_has_moves_and_a_turn() -> None:
    assert list(workflow.TRANSITIONS) == list(StoryStatus)
    assert {state: WAITING_ON[state] for state in StoryStatus} == {
        DRAFT: Turn.AUTHOR,
        SUBMITTED: Turn.MANAGER,
        RETURNED: Turn.AUTHOR,
        APPROVED: Turn.COLLEAGUE,
        PUBLISHED: Turn.NOBODY,
        DECLINED: Turn.NOBODY,
        WITHDRAWN: Turn.NOBODY,
    }


def test_page_about_the_states_is_fresh() -> None:
    out = StringIO()
    call_command("states", stdout=out)
    committed = Path(settings.BASE_DIR, "docs/story-states.md").read_text(encoding="utf-8")
    assert committed == out.getvalue(), "run: manage.py states > docs/story-states.md"


# --- What stays inside ------------------------------------------------------------------------------------------------

INSIDE: Final = [(Kind.MISSED_MOMENT, Audience.PUBLIC), (Kind.EXTRA_MILE, Audience.ORGANISATION)]


@pytest.mark.parametrize(("kind", "audience"), INSIDE)
def test_inside_story_is_published_by_a_second_manager_only(kind: Kind, audience: Audience) -> None:
    cast = make_cast()
    story = make_story(
        status=APPROVED, author=cast.alice, reviewer=cast.bob, credits=[cast.cara], kind=kind, audience=audience
    )
    able = set()
    for name, person in persons(cast).items():
        with undone():
            try:
                workflow.publish(Story.objects.get(pk=story.pk), by=person)
            except NotAllowed:
                continue
            able.add(name)
    assert able == {"second manager"}
    assert {name for name, person in persons_by_button(cast, story)} == able


def persons_by_button(cast: Cast, story: Story) -> list[tuple[str, Any]]:
    """Return those to whom the button is shown."""
    return [(name, person) for name, person in persons(cast).items() if workflow.may(person, story, PUBLISHED)]


@pytest.mark.parametrize(("kind", "audience"), INSIDE)
def test_inside_story_rests_after_every_answer_until_a_second_manager_agrees(kind: Kind, audience: Audience) -> None:
    cast = make_cast()
    story = make_story(
        status=APPROVED,
        author=cast.alice,
        reviewer=cast.bob,
        credits=[cast.cara],
        consented=True,
        kind=kind,
        audience=audience,
    )
    assert Consent.objects.get(credit__story=story).state == ConsentState.ASKED
    consent.answer(Consent.objects.get(credit__story=story), by=cast.cara, yes=True)
    story.refresh_from_db()
    assert story.status == APPROVED

    workflow.publish(story, by=cast.bea)

    story.refresh_from_db()
    # What the author chose stays, so that a story taken back and sent again needs two managers again.
    assert (story.status, story.audience) == (PUBLISHED, audience)


def test_inside_story_of_a_manager_needs_two_others() -> None:
    cast = make_cast()
    story = make_story(status=APPROVED, author=cast.bea, reviewer=cast.bob, kind=Kind.MISSED_MOMENT)
    with pytest.raises(NotAllowed):
        workflow.publish(story, by=cast.bea)
    third = make_member(organisation=cast.klm, role=Role.MANAGER)
    workflow.publish(story, by=third)
    assert Story.objects.get(pk=story.pk).status == PUBLISHED


# --- Approving and the answers about names ----------------------------------------------------------------------------


def test_approving_a_story_that_names_nobody_publishes_it() -> None:
    cast = make_cast()
    story = make_story(status=SUBMITTED, author=cast.alice, credits=["the steward"])
    workflow.approve(story, by=cast.bob)
    story.refresh_from_db()
    assert (story.status, story.approved_by) == (PUBLISHED, cast.bob)
    assert SearchEntry.objects.filter(story=story).count() == 1


@pytest.mark.parametrize(("last_answer", "name"), [(True, "Cara Colleague"), (False, "the purser")])
def test_last_answer_publishes_with_or_without_the_name(*, last_answer: bool, name: str) -> None:
    cast = make_cast()
    steward = make_member(organisation=cast.klm, name="Sofie Steward")
    purser = telling.CreditDraft(person=cast.cara, role="the purser")
    story = make_story(status=APPROVED, author=cast.alice, reviewer=cast.bob, credits=[steward, purser])

    consent.answer(Consent.objects.get(credit__person=steward), by=steward, yes=True)
    story.refresh_from_db()
    assert story.status == APPROVED

    consent.answer(Consent.objects.get(credit__person=cast.cara), by=cast.cara, yes=last_answer)
    story.refresh_from_db()
    assert story.status == PUBLISHED
    assert [credit.public_name for credit in story.credits.for_public()] == ["Sofie Steward", name]
    assert Event.objects.get(story=story, kind=EventKind.PUBLISHED).actor == cast.cara


def test_manager_publishes_before_the_answers_without_the_names() -> None:
    cast = make_cast()
    purser = telling.CreditDraft(person=cast.cara, role="the purser")
    story = make_story(status=APPROVED, author=cast.alice, reviewer=cast.bob, credits=[purser])
    workflow.publish(story, by=cast.bea)
    assert [credit.public_name for credit in story.credits.for_public()] == ["the purser"]


def test_colleague_cannot_publish_while_another_is_waited_for() -> None:
    cast = make_cast()
    steward = make_member(organisation=cast.klm)
    story = make_story(status=APPROVED, author=cast.alice, reviewer=cast.bob, credits=[cast.cara, steward])
    consent.answer(Consent.objects.get(credit__person=cast.cara), by=cast.cara, yes=True)
    with pytest.raises(NotAllowed):
        workflow.publish(story, by=cast.cara)
    assert Story.objects.get(pk=story.pk).status == APPROVED


# --- Words that are needed --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("note", ["", "   ", "\n"])
@pytest.mark.parametrize("verb", [workflow.return_to_author, workflow.decline])
def test_decision_without_a_note_is_refused(verb: Callable[..., Story], note: str) -> None:
    cast = make_cast()
    story = make_story(status=SUBMITTED, author=cast.alice)
    with pytest.raises(NotReady):
        verb(story, by=cast.bob, note=note)
    assert Story.objects.get(pk=story.pk).status == SUBMITTED
    assert Review.objects.filter(story=story).count() == 0


def test_manager_withdraws_with_a_reason_only() -> None:
    cast = make_cast()
    story = make_story(status=PUBLISHED, author=cast.alice)
    with pytest.raises(NotReady):
        workflow.withdraw(story, by=cast.bob)
    assert Story.objects.get(pk=story.pk).status == PUBLISHED
    workflow.withdraw(story, by=cast.bob, note=" A customer asked. ")
    review = Review.objects.filter(story=story).first()
    assert review is not None
    assert (review.decision, review.note, review.by) == (Decision.WITHDRAWN, "A customer asked.", cast.bob)


def test_author_and_colleague_withdraw_without_a_reason() -> None:
    cast = make_cast()
    for person in (cast.alice, cast.cara):
        story = make_story(status=PUBLISHED, author=cast.alice, credits=[cast.cara])
        workflow.withdraw(story, by=person)
        assert Story.objects.get(pk=story.pk).status == WITHDRAWN


def test_empty_story_is_not_sent() -> None:
    cast = make_cast()
    story = telling.begin(cast.klm, by=cast.alice)
    with pytest.raises(NotReady):
        workflow.submit(story, by=cast.alice)
    assert Story.objects.get(pk=story.pk).status == DRAFT


def test_decision_on_an_old_copy_is_refused() -> None:
    cast = make_cast()
    story = make_story(status=SUBMITTED, author=cast.alice)
    copy = Story.objects.get(pk=story.pk)
    workflow.decline(story, by=cast.bob, note="Too private.")
    with pytest.raises(InvalidTransition, match="not used"):
        workflow.approve(copy, by=cast.bea)
    assert list(Review.objects.filter(story=story).values_list("decision", flat=True)) == [Decision.DECLINED]


def test_approving_an_old_copy_obeys_what_the_story_is_now() -> None:
    cast = make_cast()
    story = make_story(status=SUBMITTED, author=cast.alice)
    copy = Story.objects.get(pk=story.pk)
    workflow.withdraw(story, by=cast.alice)
    workflow.reopen(story, by=cast.alice)
    moments = (telling.MomentDraft(text="It stays among us."),)
    story = telling.save_draft(story, telling.Draft(moments=moments, audience=Audience.ORGANISATION), by=cast.alice)
    workflow.submit(story, by=cast.alice)

    workflow.approve(copy, by=cast.bob)

    story.refresh_from_db()
    assert (story.status, story.audience) == (APPROVED, Audience.ORGANISATION)


# --- What a move leaves behind ----------------------------------------------------------------------------------------


def told(story: Story) -> list[tuple[str, str]]:
    """Return who was told what, in order."""
    return [(n.kind, n.to.first_name) for n in Notice.objects.filter(story=story).select_related("to").order_by("pk")]


def logged(story: Story) -> list[tuple[str, str | None]]:
    """Return the moves that were logged, each with the state before."""
    moves = Event.objects.filter(story=story, data__has_key="came_from").order_by("pk")
    return [(event.kind, event.data["came_from"]) for event in moves]


def test_way_to_the_wall_tells_and_logs_each_step() -> None:
    cast = make_cast()
    story = make_story(status=RETURNED, author=cast.alice, reviewer=cast.bob, credits=[cast.cara])
    workflow.submit(story, by=cast.alice)
    workflow.approve(story, by=cast.bob, note="Lovely.")
    consent.answer(Consent.objects.get(credit__story=story), by=cast.cara, yes=True)
    story.refresh_from_db()
    workflow.withdraw(story, by=cast.bea, note="A customer asked.")
    workflow.reopen(story, by=cast.alice)

    assert told(story) == [
        (NoticeKind.WAITING, "Bob"),
        (NoticeKind.WAITING, "Bea"),
        (NoticeKind.RETURNED, "Alice"),
        (NoticeKind.WAITING, "Bob"),
        (NoticeKind.WAITING, "Bea"),
        (NoticeKind.CONSENT_ASKED, "Cara"),
        (NoticeKind.APPROVED, "Alice"),
        (NoticeKind.PUBLISHED, "Alice"),
        (NoticeKind.WITHDRAWN, "Alice"),
    ]
    assert logged(story) == [
        (EventKind.SUBMITTED, DRAFT),
        (EventKind.RETURNED, SUBMITTED),
        (EventKind.SUBMITTED, RETURNED),
        (EventKind.APPROVED, SUBMITTED),
        (EventKind.PUBLISHED, APPROVED),
        (EventKind.WITHDRAWN, PUBLISHED),
        (EventKind.REOPENED, WITHDRAWN),
    ]
    assert list(Review.objects.filter(story=story).order_by("pk").values_list("decision", "note")) == [
        (Decision.RETURNED, "What happened next?"),
        (Decision.APPROVED, "Lovely."),
        (Decision.WITHDRAWN, "A customer asked."),
    ]


def test_declined_author_is_told_why() -> None:
    cast = make_cast()
    story = make_story(status=DECLINED, author=cast.alice, reviewer=cast.bob)
    notice = Notice.objects.get(story=story, kind=NoticeKind.DECLINED)
    assert (notice.to, notice.by, notice.text) == (
        cast.alice,
        cast.bob,
        "This is about a customer who can be recognised.",
    )


def test_withdrawing_her_own_story_tells_nobody() -> None:
    cast = make_cast()
    story = make_story(status=SUBMITTED, author=cast.alice)
    before = told(story)
    workflow.withdraw(story, by=cast.alice)
    assert told(story) == before


def test_withdrawn_story_leaves_the_search() -> None:
    story = make_story(status=PUBLISHED)
    workflow.withdraw(story, by=story.author)
    assert SearchEntry.objects.count() == 0


def test_reopened_story_is_as_if_never_sent() -> None:
    cast = make_cast()
    story = make_story(status=WITHDRAWN, author=cast.alice)
    workflow.reopen(story, by=cast.alice)
    fresh = Story.objects.get(pk=story.pk)
    times = (fresh.submitted_at, fresh.approved_at, fresh.approved_by, fresh.published_at)
    assert (fresh.status, times) == (DRAFT, (None, None, None, None))
    assert list(Story.objects.visible_to(cast.bob)) == []


def test_move_gives_the_object_back_as_it_is_in_the_database() -> None:
    cast = make_cast()
    story = make_story(status=SUBMITTED, author=cast.alice)
    returned = workflow.approve(story, by=cast.bob)
    assert returned is story
    fresh = Story.objects.get(pk=story.pk)
    for name in ("status", "approved_at", "approved_by_id", "published_at", "updated_at", "audience", "slug"):
        assert getattr(story, name) == getattr(fresh, name)


# --- Title, address, short version ------------------------------------------------------------------------------------


def sent(text: str, **draft: str) -> Story:
    """Return a story without title that was sent."""
    author = make_member()
    story = telling.begin(author.memberships.get().organisation, by=author)
    moments = tuple(telling.MomentDraft(text=part) for part in text.split("\n\n"))
    story = telling.save_draft(story, telling.Draft(moments=moments, **draft), by=author)  # type: ignore[arg-type]
    return workflow.submit(story, by=author)


WORDS: Final = "the guest waited and nobody looked up "


@pytest.mark.parametrize(
    ("text", "title", "short"),
    [
        ("I gave her my umbrella.", "I gave her my umbrella.", "I gave her my umbrella."),
        ("I gave her my umbrella. She cried.", "I gave her my umbrella", "I gave her my umbrella. She cried."),
        (
            "I gave her my umbrella. " + WORDS * 8,
            "I gave her my umbrella",
            "I gave her my umbrella.",
        ),
        (
            WORDS * 8,
            "the guest waited and nobody looked up the guest waited and nobody…",
            WORDS * 7 + "the guest…",
        ),
    ],
)
def test_sent_story_without_a_title_is_called_by_its_first_words(text: str, title: str, short: str) -> None:
    story = sent(text)
    assert (story.title, story.short) == (title, short)


def test_title_that_was_written_stays() -> None:
    story = sent("I gave her my umbrella.", title="Rain", short="It rained.")
    assert (story.title, story.short, story.slug) == ("Rain", "It rained.", "rain")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Æblerne på Østerbro", "aeblerne-paa-oesterbro"),
        ("Eén reünie bij het ĳs", "een-reunie-bij-het-ijs"),
        ("She asked for a cookie", "she-asked-for-a-cookie"),
    ],
)
def test_address_is_spelt_as_readers_expect(title: str, slug: str) -> None:
    assert sent("It rained.", title=title).slug == slug


def test_address_that_is_taken_gets_a_part_of_the_key() -> None:
    sent("It rained.", title="Rain")
    second = sent("It rained.", title="Rain")
    assert second.slug == f"rain-{str(second.key)[:8]}"


def test_title_without_letters_still_gives_an_address() -> None:
    story = sent("It rained.", title="!!! ???")
    assert story.slug == str(story.key)[:8]


def test_address_stays_when_the_story_is_sent_again() -> None:
    story = sent("It rained.", title="Rain")
    workflow.withdraw(story, by=story.author)
    workflow.reopen(story, by=story.author)
    draft = telling.Draft(moments=(telling.MomentDraft(text="It poured."),), title="Downpour")
    story = telling.save_draft(story, draft, by=story.author)
    assert workflow.submit(story, by=story.author).slug == "rain"


# --- Who reads it, and by when ----------------------------------------------------------------------------------------


def test_readers_are_the_managers_of_the_team() -> None:
    organisation = make_organisation()
    desk, kitchen = make_team(organisation=organisation), make_team(organisation=organisation)
    near = make_member(organisation=organisation, team=desk, role=Role.MANAGER)
    far = make_member(organisation=organisation, team=kitchen, role=Role.MANAGER)
    author = make_member(organisation=organisation, team=desk)
    assert workflow.readers(make_story(author=author)) == [near]
    assert workflow.readers(make_story(author=near)) == [far]


def test_readers_are_all_managers_where_the_team_has_none() -> None:
    cast = make_cast()
    assert workflow.readers(make_story(author=cast.alice)) == [cast.bob, cast.bea]
    assert workflow.readers(make_story(author=cast.bob)) == [cast.bea]
    people.remove(Membership.objects.get(user=cast.bea), by=cast.dan)
    assert workflow.readers(make_story(author=cast.alice)) == [cast.bob]


@pytest.mark.parametrize(
    ("sent_at", "due"),
    [
        ("2026-03-05T22:30:00+00:00", "2026-03-06T12:00:00+01:00"),
        ("2026-03-28T23:30:00+00:00", "2026-03-30T12:00:00+02:00"),
    ],
)
def test_answer_is_due_at_noon_of_the_next_day_where_the_organisation_is(sent_at: str, due: str) -> None:
    with time_machine.travel(sent_at, tick=False):
        story = make_story(status=SUBMITTED)
    assert story.answer_due is not None
    assert story.answer_due.isoformat() == due
    assert make_story().answer_due is None


def test_imported_stories_are_on_the_wall_without_events() -> None:
    cast = make_cast()
    now = make_story(status=SUBMITTED, author=cast.alice).submitted_at
    ready = [
        Story(
            organisation=cast.klm,
            author=cast.alice,
            slug=f"imported-{number}",
            title="Imported",
            text="It rained.",
            submitted_at=now,
            published_at=now,
        )
        for number in range(2)
    ]
    made = workflow.import_published(ready)
    assert list(Story.objects.on_wall().values_list("slug", "audience")) == [
        ("imported-1", "public"),
        ("imported-0", "public"),
    ]
    assert Event.objects.filter(story__in=made).count() == 0
