"""What visitors do with a published story: react, comment, share, view. Rows are the truth, counters follow."""

import datetime as dt
import uuid

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from stories.enums import CommentState, ReactionKind, StoryStatus

from .people import Membership, User
from .story import Story

COMMENT_LENGTH = 2000


class Reaction(models.Model):
    """One visitor's reaction of one kind; `visitor` is a random or signed-in identity, never an address."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="reactions")
    visitor = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=ReactionKind)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints = [models.UniqueConstraint(fields=["story", "visitor", "kind"], name="reaction_once")]

    def __str__(self) -> str:
        return f"{self.story_id}: {self.kind}"


class CommentQuerySet(models.QuerySet["Comment"]):
    """Reads of comments."""

    def published(self) -> "CommentQuerySet":
        """Those that everybody may read: featured first, then newest first."""
        return (
            self.filter(state=CommentState.PUBLISHED).select_related("user").order_by("-featured", "-created_at", "-pk")
        )

    def at_the_top(self) -> "CommentQuerySet":
        """Published ones that a manager set above the rest; a handful."""
        return self.published().filter(featured=True)

    def below_the_top(self) -> "CommentQuerySet":
        """The other published ones, newest first."""
        return self.published().filter(featured=False)

    def before(self, at: dt.datetime, pk: int) -> "CommentQuerySet":
        """Those that come after this one on the page; a keyset that stays on the index."""
        return self.filter(created_at__lte=at).exclude(created_at=at, pk__gte=pk)

    def held_for(self, user: User) -> "CommentQuerySet":
        """Those that wait for this manager, oldest first."""
        return self.managed_by(user).filter(state=CommentState.HELD).order_by("created_at", "pk")

    def managed_by(self, user: User) -> "CommentQuerySet":
        """All comments on stories of the organisations that this person manages, but those on a draft."""
        stories = Story.objects.exclude(status=StoryStatus.DRAFT).filter(organisation__in=_managed(user))
        return self.filter(story__in=stories).select_related("story", "user")


def _managed(user: User) -> models.QuerySet[Membership]:
    return Membership.objects.with_role("manager").of(user).values("organisation")  # type: ignore[arg-type,return-value]  # a subquery


class Comment(models.Model):
    """Words under a story. A guest's address is kept for one mail and never shown anywhere."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    story = models.ForeignKey(Story, models.CASCADE, related_name="comments")
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="comments")
    name = models.CharField(_("name"), max_length=60)
    email = models.EmailField(_("e-mail"), blank=True)
    text = models.TextField(_("comment"), max_length=COMMENT_LENGTH, validators=[MaxLengthValidator(COMMENT_LENGTH)])
    language = models.CharField(max_length=5, blank=True)
    state = models.CharField(max_length=10, choices=CommentState, default=CommentState.HELD, editable=False)
    featured = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [models.Index(fields=["story", "state", "-featured", "-created_at"], name="comment_page")]

    def __str__(self) -> str:
        return self.text[:60]


class Share(models.Model):
    """One press of a share button."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="shares")
    visitor = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        constraints = [models.UniqueConstraint(fields=["story", "visitor"], name="share_once")]

    def __str__(self) -> str:
        return str(self.story_id)


class View(models.Model):
    """One reader on one day, as a keyed digest that cannot be turned back into an address; see `actions.views`."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="views")
    day = models.DateField()
    reader = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("view")
        verbose_name_plural = _("views")
        constraints = [models.UniqueConstraint(fields=["story", "day", "reader"], name="view_once_a_day")]

    def __str__(self) -> str:
        return f"{self.story_id} {self.day}"


class Allowance(models.Model):
    """How often somebody did something in one window of time; the table behind the limits of `actions.limits`."""

    key = models.CharField(max_length=120)
    window = models.BigIntegerField()
    used = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="allowance_once")]

    def __str__(self) -> str:
        return f"{self.key}: {self.used}"
