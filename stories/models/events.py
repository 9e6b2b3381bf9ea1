"""The append-only log of who did what, and what people are told about it."""

import uuid
from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from stories.enums import EventKind, NoticeKind

from .people import Organisation, User
from .story import Story


class EventQuerySet(models.QuerySet["Event"]):
    """Reads of the log; it can only grow."""

    def update(self, **kwargs: Any) -> NoReturn:  # noqa: ARG002 - the signature is Django's
        """Refuse: the log is append-only."""
        raise TypeError("Events are never changed.")

    def of_story(self, story: Story) -> "EventQuerySet":
        """All that happened to one story, oldest first."""
        return self.filter(story=story).select_related("actor").order_by("at", "pk")


class Event(models.Model):
    """One fact: who did what, to which story, when. `data` holds no secrets and no text of a story."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="events")
    story = models.ForeignKey(Story, models.CASCADE, null=True, blank=True, related_name="events")
    actor = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=EventKind)
    data = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["organisation", "-at"], name="event_organisation")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.story_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add a new event; an old one is never saved again."""
        if not self._state.adding:
            raise TypeError("Events are never changed.")
        super().save(*args, **kwargs)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Reads of notices."""

    def to_person(self, user: User) -> "NoticeQuerySet":
        """One person's notices, newest first."""
        return self.filter(to=user).select_related("story", "story__organisation", "by").order_by("-created_at", "-pk")

    def unread(self) -> "NoticeQuerySet":
        """Those not yet seen in the product."""
        return self.filter(read_at=None)

    def unsent(self) -> "NoticeQuerySet":
        """Those whose mail has not gone out."""
        return self.filter(mailed_at=None)


class Notice(models.Model):
    """Something a person is told once, on her page and by mail; the words are made when it is shown."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    to = models.ForeignKey(User, models.CASCADE, related_name="notices")
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    story = models.ForeignKey(Story, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=14, choices=NoticeKind)
    text = models.TextField(blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [models.Index(fields=["to", "-created_at"], name="notice_page")]

    def __str__(self) -> str:
        return f"{self.to_id}: {self.kind}"
