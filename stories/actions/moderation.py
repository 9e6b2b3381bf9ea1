"""Comments on their way to the page: publish, hide, feature. The story's counter follows the rows."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stories.enums import CommentState, EventKind
from stories.models import Comment, Story, User
from stories.permissions import can_moderate, require

from .log import record

#: How many comments stand above the rest.
FEATURED_AT_MOST = 3


class AlreadyFull(Exception):
    """Three comments are featured already; the message is for the person and can be shown."""


class NotOnPage(Exception):
    """Only what everybody may read can be featured; the message is for the person and can be shown."""


@transaction.atomic
def publish_comment(comment: Comment, *, by: User) -> Comment:
    """Let everybody read a comment."""
    require(can_moderate, by, comment)
    return _set_state(comment, CommentState.PUBLISHED, EventKind.COMMENT_PUBLISHED, by=by)


@transaction.atomic
def hide_comment(comment: Comment, *, by: User) -> Comment:
    """Take a comment off the page, or keep a held one from it."""
    require(can_moderate, by, comment)
    return _set_state(comment, CommentState.HIDDEN, EventKind.COMMENT_HIDDEN, by=by)


@transaction.atomic
def feature_comment(comment: Comment, *, by: User, featured: bool) -> Comment:
    """Set a published comment above the rest, or back into its place; raise `AlreadyFull` beyond three.

    Raises `NotOnPage` for a comment that is held or hidden.
    """
    require(can_moderate, by, comment)
    _lock(comment)
    if featured and comment.state != CommentState.PUBLISHED:
        raise NotOnPage(_("Publish the comment first; only then can it stand at the top."))
    others = Comment.objects.filter(story=comment.story_id, featured=True).exclude(pk=comment.pk).count()
    if featured and others >= FEATURED_AT_MOST:
        raise AlreadyFull(_("Three comments stand at the top already; put one back first."))
    comment.featured = featured
    comment.save(update_fields=["featured"])
    record(EventKind.COMMENT_FEATURED, by=by, story=comment.story, comment=comment.pk, featured=featured)
    return comment


def _set_state(comment: Comment, state: CommentState, event: EventKind, *, by: User) -> Comment:
    _lock(comment)
    if comment.state == state:
        return comment
    change = (state == CommentState.PUBLISHED) - (comment.state == CommentState.PUBLISHED)
    comment.state, comment.decided_by, comment.decided_at = state, by, timezone.now()
    comment.featured = comment.featured and state == CommentState.PUBLISHED
    comment.save(update_fields=["state", "featured", "decided_by", "decided_at"])
    Story.objects.filter(pk=comment.story_id).update(comment_count=F("comment_count") + change)
    record(event, by=by, story=comment.story, comment=comment.pk)
    return comment


def _lock(comment: Comment) -> None:
    """Hold the story's row and then the comment's, always in this order; the given object becomes the row."""
    Story.objects.select_for_update(no_key=True).get(pk=comment.story_id)
    comment.refresh_from_db(from_queryset=Comment.objects.select_for_update())
