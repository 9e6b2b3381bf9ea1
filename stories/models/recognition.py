"""Thanks: words from one person to another about one story. No points, no totals, no ranks."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .people import User
from .story import Story


class ThanksQuerySet(models.QuerySet["Thanks"]):
    """Reads of thanks."""

    def shown(self) -> "ThanksQuerySet":
        """Those that their receiver lets the public read, oldest first."""
        return self.filter(shown=True).select_related("by").order_by("created_at", "pk")

    def received_by(self, user: User) -> "ThanksQuerySet":
        """One person's own, newest first."""
        return self.filter(to=user).select_related("by", "story", "story__organisation").order_by("-created_at", "-pk")


class Thanks(models.Model):
    """The exact words, to one person. The receiver alone decides whether they are shown."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    story = models.ForeignKey(Story, models.CASCADE, related_name="thanks")
    by = models.ForeignKey(User, models.PROTECT, related_name="thanks_given")
    to = models.ForeignKey(User, models.CASCADE, related_name="thanks_received")
    text = models.TextField(_("your words"), max_length=2000)
    shown = models.BooleanField(_("shown on the story's page"), default=False)
    created_at = models.DateTimeField()

    objects = ThanksQuerySet.as_manager()

    class Meta:
        verbose_name = _("thanks")
        verbose_name_plural = _("thanks")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="thanks_has_words")]

    def __str__(self) -> str:
        return f"{self.story_id}: {self.by_id} → {self.to_id}"

    @property
    def story_title(self) -> str:
        """What the story is called, as far as the receiver may know it."""
        return self.story.title_for(self.to_id)
