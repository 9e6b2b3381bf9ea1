"""What visitors do: react, share, comment. Rows are the truth; the counters move with them in one transaction."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from stories.enums import CommentState, ReactionKind
from stories.models import Comment, Reaction, Share, Story, User, Viewer
from stories.permissions import can_react, is_member, require

from . import limits


def react(story: Story, kind: ReactionKind, *, by: Viewer, visitor: str) -> bool:
    """React, or take the reaction back when it is already there; return whether it stands now.

    `visitor` is the identity that makes a reaction unique. Any number of clients may do this at once: the counter
    moves only when a row came or went.
    """
    require(can_react, by, story)
    limits.take(f"react:{visitor}", limit=60, seconds=60)
    with transaction.atomic():
        # The story's row is the lock, so that two presses of one visitor come one after the other.
        require(can_react, by, Story.objects.select_for_update(no_key=True).get(pk=story.pk))
        gone, _per_model = Reaction.objects.filter(story=story, visitor=visitor, kind=kind).delete()
        if not gone:
            Reaction.objects.create(story=story, visitor=visitor, kind=kind)
        counter = f"{ReactionKind(kind).value}_count"
        Story.objects.filter(pk=story.pk).update(**{counter: F(counter) + (-1 if gone else 1)})
    return not gone


def reactions_of(visitor: str, story: Story) -> set[str]:
    """Return the kinds with which this visitor has reacted to the story."""
    return set(Reaction.objects.filter(story=story, visitor=visitor).values_list("kind", flat=True))


def share(story: Story, *, by: Viewer, visitor: str) -> bool:
    """Count a share, once per visitor and story; return whether it was counted."""
    require(can_react, by, story)
    limits.take(f"share:{visitor}", limit=30, seconds=60)
    with transaction.atomic():
        _row, new = Share.objects.get_or_create(story=story, visitor=visitor)
        if new:
            Story.objects.filter(pk=story.pk).update(share_count=F("share_count") + 1)
    return new


def comment(story: Story, *, by: Viewer, visitor: str, text: str, name: str = "", email: str = "") -> Comment:
    """Write a comment: published at once for members of the story's organisation, held for everybody else.

    A member's name is her account's; a guest's address is stored for one mail and never shown. The form has asked for
    words already; without any this raises `ValueError`.
    """
    require(can_react, by, story)
    if not text.strip():
        raise ValueError("A comment needs words.")
    limits.take(f"comment:{visitor}", limit=5, seconds=300)
    member = isinstance(by, User) and is_member(by, story.organisation_id)
    signed_in = by if isinstance(by, User) else None
    with transaction.atomic():
        written = Comment.objects.create(
            story=story,
            user=signed_in,
            name=signed_in.name if signed_in else name.strip(),
            email="" if signed_in else email.strip(),
            text=text.strip(),
            state=CommentState.PUBLISHED if member else CommentState.HELD,
            created_at=timezone.now(),
        )
        if member:
            Story.objects.filter(pk=story.pk).update(comment_count=F("comment_count") + 1)
    return written
