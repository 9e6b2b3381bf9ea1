"""What a story is made of: moments, credits with the answers about names, photos, outcomes, words to find it by.

The story itself, and every read of stories, is `story`; it imports this module, so here it is named in quotes.
"""

import uuid
from typing import TYPE_CHECKING, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from stories.enums import ConsentState, ConsentUse, CreditTo, Feeling, OutcomeKind, Stage, StoryStatus

from .people import User

if TYPE_CHECKING:
    from .story import Story

#: Longest text of one moment, in characters.
MOMENT_LENGTH = 4000
MOMENTS_AT_MOST = 12
#: The line under a moment that has no summary shows so much of its text.
IN_SHORT = 110


class Moment(models.Model):
    """One touchpoint: a passage of the story, with how it felt against what was expected.

    A passage without a feeling is told but not drawn. The first moment is the first impression.
    """

    story = models.ForeignKey("Story", models.CASCADE, related_name="moments")
    position = models.PositiveSmallIntegerField()
    stage = models.CharField(_("when"), max_length=6, choices=Stage, default=Stage.DURING)
    title = models.CharField(_("name of the moment"), max_length=60, blank=True)
    summary = models.CharField(_("in one line"), max_length=160, blank=True)
    text = models.TextField(_("what happened"), max_length=MOMENT_LENGTH)
    asked = models.CharField(_("asked for"), max_length=120, blank=True)
    got = models.CharField(_("got"), max_length=120, blank=True)
    feeling = models.SmallIntegerField(
        _("how it felt"),
        choices=Feeling,
        null=True,
        blank=True,
        validators=[MinValueValidator(-3), MaxValueValidator(3)],
    )
    credit_to = models.CharField(_("credit"), max_length=12, choices=CreditTo, blank=True)

    class Meta:
        verbose_name = _("moment")
        verbose_name_plural = _("moments")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["story", "position"], name="moment_place_once"),
            models.CheckConstraint(
                condition=Q(feeling__isnull=True) | Q(feeling__range=(-3, 3)), name="moment_feeling"
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"#{self.position}"

    @property
    def in_short(self) -> str:
        """The line under the moment: what the author wrote for it, else how its text begins."""
        if self.summary or len(self.text) <= IN_SHORT:
            return self.summary or self.text
        return self.text[:IN_SHORT].rsplit(" ", 1)[0].rstrip(" ,;:.–-") + "…"


class CreditQuerySet(models.QuerySet["Credit"]):
    """Reads of who is credited."""

    def for_public(self) -> Self:
        """Credits with the person and whether her name may be shown, in one query."""
        return self.select_related("person").annotate(name_allowed=Exists(self._given())).order_by("pk")

    def with_consents(self) -> Self:
        """Credits with the person and the rows that hold her answers."""
        return self.select_related("person").prefetch_related("consents").order_by("pk")

    def last_given_by(self, author: User) -> Self:
        """Credits of colleagues in one author's stories, the latest first."""
        return self.filter(story__author=author, person__isnull=False).order_by("-story__updated_at", "pk")

    @staticmethod
    def _given() -> models.QuerySet["Consent"]:
        return Consent.objects.filter(credit=OuterRef("pk"), use=ConsentUse.NAME_ON_WALL, state=ConsentState.GIVEN)


class Credit(models.Model):
    """Somebody's part in a story: a colleague by name, or a role when the author does not name her."""

    story = models.ForeignKey("Story", models.CASCADE, related_name="credits")
    person = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="credits")
    role = models.CharField(_("role"), max_length=120, blank=True)
    part = models.CharField(_("part"), max_length=160, blank=True)

    objects = CreditQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        constraints = [
            models.UniqueConstraint(
                fields=["story", "person"], condition=Q(person__isnull=False), name="credit_person_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.story_id}: {self.person_id or self.role}"

    @property
    def public_name(self) -> str:
        """The colleague's name where she agreed, else her role, else an empty string."""
        allowed = getattr(self, "name_allowed", None)
        if allowed is None:
            allowed = Credit.objects.for_public().get(pk=self.pk).name_allowed  # type: ignore[attr-defined]  # annotated
        if self.person is not None and allowed:
            return self.person.name
        return self.role


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Reads of questions about a name."""

    def of_person(self, user: User) -> Self:
        """One person's questions and answers about stories that are on their way to the wall or on it, newest first."""
        return (
            self.filter(credit__person=user, credit__story__status__in=[StoryStatus.APPROVED, StoryStatus.PUBLISHED])
            .select_related("credit__story__organisation")
            .order_by("-asked_at", "-pk")
        )

    def waited_for(self, story: "Story") -> Self:
        """The questions of one story that nobody has answered, with the person asked."""
        return (
            self.filter(credit__story=story, state=ConsentState.ASKED).select_related("credit__person").order_by("pk")
        )


class Consent(models.Model):
    """One colleague's standing answer to one use; how it came about is in the events."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    credit = models.ForeignKey(Credit, models.CASCADE, related_name="consents")
    use = models.CharField(max_length=16, choices=ConsentUse, default=ConsentUse.NAME_ON_WALL)
    state = models.CharField(max_length=10, choices=ConsentState, default=ConsentState.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [models.UniqueConstraint(fields=["credit", "use"], name="consent_once")]

    def __str__(self) -> str:
        return f"{self.credit_id} {self.use}: {self.state}"


class Photo(models.Model):
    """A picture that passed the pipeline of `photos`: re-encoded, without metadata, under a random name."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    story = models.ForeignKey("Story", models.CASCADE, related_name="photos")
    file = models.ImageField(upload_to="photos/", width_field="width", height_field="height")
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    alt = models.CharField(_("what the photo shows"), max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.alt


class Outcome(models.Model):
    """What came of it, proven by the customer's own words."""

    story = models.ForeignKey("Story", models.CASCADE, related_name="outcomes")
    kind = models.CharField(_("outcome"), max_length=18, choices=OutcomeKind)
    quote = models.CharField(_("the customer's words"), max_length=280)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = [
            models.UniqueConstraint(fields=["story", "kind"], name="outcome_once"),
            models.CheckConstraint(condition=~Q(quote=""), name="outcome_has_a_quote"),
        ]

    def __str__(self) -> str:
        return f"{self.story_id}: {self.kind}"


class SearchEntry(models.Model):
    """The words by which a published story is found, stemmed and encoded by `search`; rebuilt at any time."""

    story = models.OneToOneField("Story", models.CASCADE, primary_key=True, related_name="search_entry")
    words = models.TextField()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self) -> str:
        return str(self.pk)
