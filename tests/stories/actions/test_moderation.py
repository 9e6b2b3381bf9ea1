"""Comments on their way to the page; the story's counter is always the number of those published."""

import pytest

from stories.actions import moderation
from stories.actions.moderation import AlreadyFull, NotOnPage
from stories.enums import CommentState, EventKind, StoryStatus
from stories.models import Comment, Event, Story
from stories.permissions import NotAllowed
from tests.factories import make_cast, make_comment, make_story

pytestmark = pytest.mark.django_db


def counted(story: Story) -> int:
    """Return the counter, after checking that it follows the rows."""
    counter = Story.objects.get(pk=story.pk).comment_count
    assert counter == Comment.objects.filter(story=story, state=CommentState.PUBLISHED).count()
    return counter


def test_comment_is_published_hidden_and_published_again() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.PUBLISHED, author=cast.alice)
    comment = make_comment(story=story)
    assert (comment.state, counted(story)) == (CommentState.HELD, 0)

    moderation.publish_comment(comment, by=cast.bob)
    assert (comment.state, comment.decided_by, counted(story)) == (CommentState.PUBLISHED, cast.bob, 1)
    moderation.hide_comment(comment, by=cast.bea)
    assert (comment.state, comment.decided_by, counted(story)) == (CommentState.HIDDEN, cast.bea, 0)
    moderation.publish_comment(comment, by=cast.bob)
    assert counted(story) == 1

    kinds = Event.objects.filter(story=story, data__comment=comment.pk).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [EventKind.COMMENT_PUBLISHED, EventKind.COMMENT_HIDDEN, EventKind.COMMENT_PUBLISHED]


def test_same_decision_twice_counts_once() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.PUBLISHED, author=cast.alice)
    comment = make_comment(story=story)
    copy = Comment.objects.get(pk=comment.pk)
    moderation.publish_comment(comment, by=cast.bob)
    moderation.publish_comment(copy, by=cast.bea)
    assert counted(story) == 1
    assert Comment.objects.get().decided_by == cast.bob
    moderation.hide_comment(comment, by=cast.bob)
    moderation.hide_comment(copy, by=cast.bea)
    assert counted(story) == 0


def test_held_comment_that_is_hidden_changes_no_counter() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.PUBLISHED, author=cast.alice)
    moderation.hide_comment(make_comment(story=story), by=cast.bob)
    assert counted(story) == 0


def test_only_a_manager_of_the_organisation_decides() -> None:
    cast = make_cast()
    comment = make_comment(story=make_story(status=StoryStatus.PUBLISHED, author=cast.alice))
    for person in (cast.alice, cast.cara, cast.dan, cast.audrey, cast.charlie):
        for verb in (moderation.publish_comment, moderation.hide_comment):
            with pytest.raises(NotAllowed):
                verb(comment, by=person)
        with pytest.raises(NotAllowed):
            moderation.feature_comment(comment, by=person, featured=True)
    assert Comment.objects.get().state == CommentState.HELD


def test_three_comments_stand_at_the_top_and_no_fourth() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.PUBLISHED, author=cast.alice)
    comments = [make_comment(story=story, by=cast.cara) for _number in range(4)]
    for comment in comments[:3]:
        moderation.feature_comment(comment, by=cast.bob, featured=True)
    with pytest.raises(AlreadyFull):
        moderation.feature_comment(comments[3], by=cast.bob, featured=True)
    assert moderation.feature_comment(comments[0], by=cast.bob, featured=True).featured is True

    moderation.feature_comment(comments[1], by=cast.bob, featured=False)
    moderation.feature_comment(comments[3], by=cast.bob, featured=True)
    order = list(Comment.objects.filter(story=story).published())
    assert order == [comments[3], comments[2], comments[0], comments[1]]


def test_hidden_comment_leaves_the_top() -> None:
    cast = make_cast()
    comment = make_comment(story=make_story(status=StoryStatus.PUBLISHED, author=cast.alice), by=cast.cara)
    moderation.feature_comment(comment, by=cast.bob, featured=True)
    moderation.hide_comment(comment, by=cast.bob)
    moderation.publish_comment(comment, by=cast.bob)
    assert Comment.objects.get().featured is False


@pytest.mark.parametrize("state", [CommentState.HELD, CommentState.HIDDEN])
def test_comment_that_is_not_on_the_page_cannot_be_featured(state: CommentState) -> None:
    cast = make_cast()
    comment = make_comment(story=make_story(status=StoryStatus.PUBLISHED, author=cast.alice), state=state)
    with pytest.raises(NotOnPage):
        moderation.feature_comment(comment, by=cast.bob, featured=True)
    assert Comment.objects.get().featured is False


def test_queue_holds_what_waits_in_a_managers_own_organisation() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.PUBLISHED, author=cast.alice)
    first, second = make_comment(story=story), make_comment(story=story)
    make_comment(story=story, by=cast.cara)
    make_comment(story=make_story(status=StoryStatus.PUBLISHED, organisation=cast.elsewhere))
    assert list(Comment.objects.held_for(cast.bob)) == [first, second]
    assert list(Comment.objects.held_for(cast.cara)) == []
    assert Comment.objects.managed_by(cast.bob).count() == 3
    assert Comment.objects.managed_by(cast.charlie).count() == 1
