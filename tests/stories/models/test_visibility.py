"""The single door: which story may be read by whom, as a table; and the other named reads of stories."""

import datetime as dt
from typing import Any, Final

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from stories.enums import Audience, Kind, Role, StoryStatus, Theme
from stories.models import Event, Membership, Story, StoryTheme
from stories.models.story import StoryQuerySet
from tests.factories import Cast, make_cast, make_member, make_story

pytestmark = pytest.mark.django_db

DRAFT, SUBMITTED, RETURNED, APPROVED, PUBLISHED, DECLINED, WITHDRAWN = StoryStatus

AUTHOR: Final = {"alice"}
STAFF: Final = {"alice", "bob", "bea", "audrey"}
MEMBERS: Final = STAFF | {"cara", "dan", "eve"}
EVERYBODY: Final = MEMBERS | {"charlie", "former", "visitor"}

#: Who reads Alice's public story, in which Cara is credited.
READERS: Final = {
    DRAFT: AUTHOR,
    SUBMITTED: STAFF,
    RETURNED: STAFF,
    APPROVED: STAFF | {"cara"},
    PUBLISHED: EVERYBODY,
    DECLINED: STAFF,
    WITHDRAWN: STAFF,  # it was on the wall
}
#: And one that stays inside.
READERS_INSIDE: Final = {**READERS, APPROVED: MEMBERS}
#: A story that was taken back before anybody read it is its author's alone.
READERS_TAKEN_BACK: Final = {DRAFT: AUTHOR, SUBMITTED: AUTHOR, RETURNED: AUTHOR, APPROVED: AUTHOR, PUBLISHED: STAFF}


def everybody(cast: Cast) -> dict[str, Any]:
    """Return every kind of person who may try to read."""
    former = make_member(organisation=cast.klm, role=Role.MANAGER)
    former.is_active = False
    former.save()
    return {
        "alice": cast.alice,
        "bob": cast.bob,
        "bea": cast.bea,
        "cara": cast.cara,
        "dan": cast.dan,
        "audrey": cast.audrey,
        "charlie": cast.charlie,
        "eve": make_member(organisation=cast.klm),
        "former": former,
        "visitor": AnonymousUser(),
    }


def readers(story: Story, cast: Cast) -> set[str]:
    """Return who finds the story behind the door."""
    return {
        name
        for name, person in everybody(cast).items()
        if Story.objects.visible_to(person).filter(pk=story.pk).exists()
    }


@pytest.mark.parametrize("status", StoryStatus)
def test_story_is_read_by_exactly_those_who_may(status: StoryStatus) -> None:
    cast = make_cast()
    story = make_story(status=status, author=cast.alice, credits=[cast.cara])
    assert readers(story, cast) == READERS[status]


@pytest.mark.parametrize(
    ("kind", "audience"), [(Kind.MISSED_MOMENT, Audience.PUBLIC), (Kind.RECOVERY, Audience.ORGANISATION)]
)
@pytest.mark.parametrize("status", StoryStatus)
def test_inside_story_is_read_by_exactly_those_who_may(status: StoryStatus, kind: Kind, audience: Audience) -> None:
    cast = make_cast()
    story = make_story(status=status, author=cast.alice, credits=[cast.cara], kind=kind, audience=audience)
    assert readers(story, cast) == READERS_INSIDE[status]


@pytest.mark.parametrize(("came_from", "who"), READERS_TAKEN_BACK.items())
def test_story_that_was_taken_back_is_read_by_exactly_those_who_may(came_from: StoryStatus, who: set[str]) -> None:
    cast = make_cast()
    story = make_story(status=WITHDRAWN, withdrawn_from=came_from, author=cast.alice, credits=[cast.cara])
    assert readers(story, cast) == who


def test_person_with_two_organisations_reads_both_by_her_role_in_each() -> None:
    cast = make_cast()
    Membership.objects.create(user=cast.charlie, organisation=cast.klm, role=Role.EMPLOYEE)
    at_klm = make_story(status=SUBMITTED, author=cast.alice)
    inside = make_story(status=APPROVED, author=cast.alice, audience=Audience.ORGANISATION)
    elsewhere = make_story(status=SUBMITTED, organisation=cast.elsewhere)
    assert set(Story.objects.visible_to(cast.charlie)) == {inside, elsewhere}
    assert set(Story.objects.visible_to(cast.bob)) == {at_klm, inside}


def test_each_story_comes_once_whatever_the_number_of_reasons() -> None:
    cast = make_cast()
    story = make_story(
        status=APPROVED, author=cast.bob, credits=[cast.bea, cast.cara, cast.bob], kind=Kind.MISSED_MOMENT
    )
    assert [list(Story.objects.visible_to(person)) for person in (cast.bob, cast.bea, cast.cara)] == [[story]] * 3


# --- Named reads ------------------------------------------------------------------------------------------------------


def in_every_status(cast: Cast) -> dict[StoryStatus, Story]:
    """Return one of Alice's stories for each status, made one after the other."""
    return {status: make_story(status=status, author=cast.alice, reviewer=cast.bob) for status in StoryStatus}


def test_named_reads_hold_what_their_names_say() -> None:
    cast = make_cast()
    story = in_every_status(cast)
    inside = make_story(status=APPROVED, author=cast.alice, reviewer=cast.bob, audience=Audience.ORGANISATION)
    make_story(status=SUBMITTED, organisation=cast.elsewhere)
    objects = Story.objects
    found: dict[str, StoryQuerySet] = {
        "on_wall": objects.on_wall(),
        "drafts": objects.drafts_of(cast.alice),
        "managed": objects.managed_by(cast.bob),
        "queue": objects.awaiting_review(cast.bob),
        "own queue": objects.awaiting_review(cast.alice),
        "publication": objects.awaiting_publication(cast.bob),
        "inside": objects.inside(cast.cara),
        "inside elsewhere": objects.inside(cast.charlie),
        "unscored": objects.unscored(),
        "sent": objects.sent().in_organisation("klm"),
    }
    waiting = {story[status] for status in (SUBMITTED, RETURNED, APPROVED, PUBLISHED, DECLINED)} | {inside}
    assert {name: set(stories) for name, stories in found.items()} == {
        "on_wall": {story[PUBLISHED]},
        "drafts": {story[DRAFT], story[RETURNED]},
        "managed": waiting,
        "queue": {story[SUBMITTED]},
        "own queue": set(),
        "publication": {story[APPROVED], inside},
        "inside": {inside},
        "inside elsewhere": set(),
        "unscored": set(),
        "sent": waiting | {story[WITHDRAWN]},
    }
    assert set(objects.by_author(cast.alice)) == {*story.values(), inside}


def test_queue_is_oldest_first_and_never_ones_own() -> None:
    cast = make_cast()
    late, early = make_story(author=cast.alice), None
    with time_machine.travel(dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)):
        early = make_story(status=SUBMITTED, author=cast.cara)
    with time_machine.travel(dt.datetime(2026, 5, 5, 9, tzinfo=dt.UTC)):
        late = make_story(status=SUBMITTED, author=cast.alice)
        own = make_story(status=SUBMITTED, author=cast.bob)
    assert list(Story.objects.awaiting_review(cast.bob)) == [early, late]
    assert list(Story.objects.awaiting_review(cast.bea)) == [early, late, own]


def test_wall_goes_on_exactly_where_a_page_ended() -> None:
    cast = make_cast()
    moment = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
    with time_machine.travel(moment, tick=False) as clock:
        for number in range(7):
            clock.move_to(moment + dt.timedelta(hours=number // 3))  # three at the same instant
            make_story(status=PUBLISHED, author=cast.alice)
    wall = list(Story.objects.on_wall())
    walked: list[Story] = []
    page = list(Story.objects.on_wall()[:2])
    while page:
        walked += page
        last = page[-1]
        assert last.published_at is not None
        page = list(Story.objects.on_wall().before(last.published_at, last.pk)[:2])
    assert walked == wall
    assert [story.pk for story in wall] == sorted((story.pk for story in wall), reverse=True)


def test_filters_narrow_the_wall() -> None:
    cast = make_cast()
    english = make_story(status=PUBLISHED, author=cast.alice, tags=["Cabin crew"], kind=Kind.RECOVERY)
    danish = make_story(status=PUBLISHED, organisation=cast.elsewhere, language="da")
    StoryTheme.objects.all().delete()
    StoryTheme.objects.create(story=danish, theme=Theme.RECOGNITION, value=-1, strength=90, source="machine")
    wall = Story.objects.on_wall
    assert list(wall().in_organisation("klm")) == [english]
    assert list(wall().tagged("cabin-crew")) == [english]
    assert list(wall().of_kind(Kind.RECOVERY)) == [english]
    assert list(wall().in_language("da")) == [danish]
    assert list(wall().about_theme(Theme.RECOGNITION)) == [danish]
    assert list(wall().about_theme(Theme.EMPOWERMENT)) == []


@pytest.mark.parametrize("number", [1, 3, 20])
def test_cards_cost_the_same_number_of_queries_whatever_their_number(
    number: int, django_assert_num_queries: Any
) -> None:
    cast = make_cast()
    for _number in range(number):
        make_story(status=PUBLISHED, author=cast.alice, credits=[cast.cara])
    with django_assert_num_queries(5):
        for story in Story.objects.on_wall().with_card_data():
            assert story.organisation.name == "KLM"
            assert len(story.feelings) == 3
            assert len(story.shown_themes) <= 4
            assert [credit.public_name for credit in story.credits.all()] == ["colleague"]
            assert list(story.outcomes.all()) == []


# --- The log ----------------------------------------------------------------------------------------------------------


def test_log_only_grows() -> None:
    story = make_story(status=SUBMITTED)
    event = Event.objects.of_story(story).first()
    assert event is not None
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        Event.objects.filter(pk=event.pk).update(kind="published")
