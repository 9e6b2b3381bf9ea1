"""What visitors do: reactions, shares, comments. Rows are the truth; counters follow, however many come at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, connections

from stories.actions import engagement, workflow
from stories.actions.limits import TooMany
from stories.enums import CommentState, ReactionKind, StoryStatus
from stories.models import Comment, Reaction, Share, Story
from stories.permissions import NotAllowed
from tests.factories import make_cast, make_story

GUEST = AnonymousUser()
CLIENTS = 16


def counters(story: Story) -> dict[str, int]:
    """Return the story's counters of reactions, by kind."""
    fresh = Story.objects.get(pk=story.pk)
    return {kind.value: getattr(fresh, f"{kind.value}_count") for kind in ReactionKind}


def rows(story: Story) -> dict[str, int]:
    """Return the rows behind the counters."""
    return {kind.value: Reaction.objects.filter(story=story, kind=kind).count() for kind in ReactionKind}


def all_at_once(act: Callable[[int], object], *, clients: int = CLIENTS, times: int = 2) -> list[object]:
    """Return what each client got; all begin together, each on its own connection. An error in one is raised here."""
    together = Barrier(clients)

    def client(number: int) -> list[object]:
        try:
            connection.ensure_connection()
            together.wait(timeout=30)
            return [act(number) for _time in range(times)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(clients) as pool:
        return [got for answers in pool.map(client, range(clients)) for got in answers]


# --- Reactions --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ReactionKind)
def test_reaction_counts_and_the_second_one_takes_it_back(kind: ReactionKind) -> None:
    story = make_story(status=StoryStatus.PUBLISHED)
    nothing: dict[str, int] = dict.fromkeys(ReactionKind.values, 0)

    assert engagement.react(story, kind, by=GUEST, visitor="v1") is True
    assert counters(story) == rows(story) == {**nothing, kind.value: 1}
    assert engagement.reactions_of("v1", story) == {kind.value}

    assert engagement.react(story, kind, by=GUEST, visitor="v1") is False
    assert counters(story) == rows(story) == nothing
    assert engagement.reactions_of("v1", story) == set()


@pytest.mark.django_db
def test_one_visitor_may_react_in_each_way_and_two_in_the_same() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.PUBLISHED)
    for kind in ReactionKind:
        engagement.react(story, kind, by=GUEST, visitor="v1")
    engagement.react(story, ReactionKind.MOVED, by=cast.alice, visitor=f"u{cast.alice.pk}")
    assert counters(story) == rows(story) == {"moved": 2, "respect": 1, "choose_you": 1, "me_too": 1}
    story.refresh_from_db()
    assert story.reaction_count == 5


@pytest.mark.django_db
@pytest.mark.parametrize("status", [status for status in StoryStatus if status != StoryStatus.PUBLISHED])
def test_story_that_is_not_on_the_wall_takes_nothing(status: StoryStatus) -> None:
    story = make_story(status=status)
    for person in (GUEST, story.author):
        with pytest.raises(NotAllowed):
            engagement.react(story, ReactionKind.MOVED, by=person, visitor="v1")
        with pytest.raises(NotAllowed):
            engagement.share(story, by=person, visitor="v1")
        with pytest.raises(NotAllowed):
            engagement.comment(story, by=person, visitor="v1", text="Nice", name="Gerda")
    assert (Reaction.objects.count(), Share.objects.count(), Comment.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
def test_reaction_to_a_story_that_left_the_wall_meanwhile_is_refused() -> None:
    story = make_story(status=StoryStatus.PUBLISHED)
    copy = Story.objects.get(pk=story.pk)
    workflow.withdraw(story, by=story.author)
    with pytest.raises(NotAllowed):
        engagement.react(copy, ReactionKind.MOVED, by=GUEST, visitor="v1")
    assert rows(story) == counters(story) == dict.fromkeys(ReactionKind, 0)


@pytest.mark.django_db
def test_unknown_reaction_leaves_nothing() -> None:
    story = make_story(status=StoryStatus.PUBLISHED)
    with pytest.raises(ValueError, match="thumbs_up"):
        engagement.react(story, "thumbs_up", by=GUEST, visitor="v1")  # type: ignore[arg-type]
    assert Reaction.objects.count() == 0


@pytest.mark.django_db
def test_sixty_reactions_a_minute_are_enough() -> None:
    story = make_story(status=StoryStatus.PUBLISHED)
    for _time in range(60):
        engagement.react(story, ReactionKind.MOVED, by=GUEST, visitor="v1")
    with pytest.raises(TooMany):
        engagement.react(story, ReactionKind.MOVED, by=GUEST, visitor="v1")
    assert engagement.react(story, ReactionKind.MOVED, by=GUEST, visitor="v2") is True
    assert counters(story)["moved"] == rows(story)["moved"] == 1


# --- All at once ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_sixteen_visitors_at_once_each_twice_leave_nothing() -> None:
    story = make_story(status=StoryStatus.PUBLISHED)
    got = all_at_once(lambda n: engagement.react(story, ReactionKind.RESPECT, by=GUEST, visitor=f"v{n}"))
    assert got == [True, False] * CLIENTS
    assert counters(story) == rows(story) == dict.fromkeys(ReactionKind, 0)


@pytest.mark.django_db(transaction=True)
def test_sixteen_visitors_at_once_in_two_ways_are_all_counted() -> None:
    story = make_story(status=StoryStatus.PUBLISHED)
    kinds = [ReactionKind.MOVED, ReactionKind.ME_TOO]

    def act(number: int) -> object:
        visitor = f"v{number}"
        done = len(engagement.reactions_of(visitor, story))
        return engagement.react(story, kinds[done], by=GUEST, visitor=visitor)

    assert all_at_once(act) == [True] * (2 * CLIENTS)
    assert counters(story) == rows(story) == {"moved": 16, "respect": 0, "choose_you": 0, "me_too": 16}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("times", [1, 2, 3])
def test_one_visitor_sixteen_times_at_once_ends_as_it_began(times: int) -> None:
    story = make_story(status=StoryStatus.PUBLISHED)
    got = all_at_once(lambda _n: engagement.react(story, ReactionKind.MOVED, by=GUEST, visitor="v1"), times=times)
    assert (got.count(True), got.count(False)) == (8 * times, 8 * times)
    assert counters(story)["moved"] == rows(story)["moved"] == 0


@pytest.mark.django_db(transaction=True)
def test_odd_number_of_presses_at_once_leaves_the_reaction() -> None:
    story = make_story(status=StoryStatus.PUBLISHED)
    all_at_once(lambda _n: engagement.react(story, ReactionKind.MOVED, by=GUEST, visitor="v1"), clients=15, times=1)
    assert counters(story)["moved"] == rows(story)["moved"] == 1


@pytest.mark.django_db(transaction=True)
def test_shares_and_comments_at_once_are_counted_once_each() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.PUBLISHED, author=cast.alice)

    def act(number: int) -> object:
        engagement.share(story, by=GUEST, visitor=f"v{number % 4}")
        return engagement.comment(story, by=cast.cara, visitor=f"c{number}", text="Yes").state

    assert all_at_once(act, times=2) == [CommentState.PUBLISHED] * 32
    story.refresh_from_db()
    assert (story.share_count, Share.objects.count()) == (4, 4)
    assert (story.comment_count, Comment.objects.published().count()) == (32, 32)


@pytest.mark.django_db(transaction=True)
def test_managers_who_decide_at_once_decide_once() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.SUBMITTED, author=cast.alice)

    def act(number: int) -> object:
        manager = (cast.bob, cast.bea)[number % 2]
        try:
            workflow.approve(Story.objects.get(pk=story.pk), by=manager)
        except workflow.InvalidTransition:
            return False
        return True

    assert all_at_once(act, clients=8, times=1).count(True) == 1
    assert story.reviews.count() == 1
    assert Story.objects.get(pk=story.pk).status == StoryStatus.PUBLISHED


# --- Shares and comments ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_share_counts_once_a_visitor() -> None:
    story = make_story(status=StoryStatus.PUBLISHED)
    assert [engagement.share(story, by=GUEST, visitor=visitor) for visitor in ("v1", "v1", "v2")] == [True, False, True]
    assert Story.objects.get(pk=story.pk).share_count == 2


@pytest.mark.django_db
def test_comment_of_a_member_stands_at_once_under_her_own_name() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.PUBLISHED, author=cast.alice)
    written = engagement.comment(
        story, by=cast.cara, visitor="u1", text="  Well done!  ", name="Somebody else", email="else@x.example"
    )
    assert (written.name, written.email, written.text) == ("Cara Colleague", "", "Well done!")
    assert (written.state, written.user) == (CommentState.PUBLISHED, cast.cara)
    assert Story.objects.get(pk=story.pk).comment_count == 1


@pytest.mark.django_db
def test_comment_of_a_guest_or_stranger_is_held() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.PUBLISHED, author=cast.alice)
    guest = engagement.comment(story, by=GUEST, visitor="v1", text="Nice", name=" Gerda ", email=" g@x.example ")
    stranger = engagement.comment(story, by=cast.charlie, visitor="u2", text="Nice", name="Not me", email="c@x.example")
    assert (guest.name, guest.email, guest.state, guest.user) == ("Gerda", "g@x.example", CommentState.HELD, None)
    assert (stranger.name, stranger.email, stranger.state) == ("Charlie Stranger", "", CommentState.HELD)
    assert Story.objects.get(pk=story.pk).comment_count == 0
    assert list(Comment.objects.published()) == []


@pytest.mark.django_db
def test_sixth_comment_within_five_minutes_is_refused() -> None:
    story = make_story(status=StoryStatus.PUBLISHED)
    for number in range(5):
        engagement.comment(story, by=GUEST, visitor="v1", text=f"Comment {number}", name="Gerda")
    with pytest.raises(TooMany):
        engagement.comment(story, by=GUEST, visitor="v1", text="One more", name="Gerda")
    assert Comment.objects.count() == 5
