"""A story and what it is made of: moments, photos, credits, outcomes; with every read of stories.

Readings of a story belong in `review`, what visitors do with it in `engagement`, thanks in `recognition`.
"""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from stories.enums import (
    STAFF_READABLE,
    Audience,
    ConsentState,
    ConsentUse,
    CreditTo,
    Feeling,
    Grade,
    HadToAsk,
    Kind,
    OutcomeKind,
    Role,
    Stage,
    StoryStatus,
    Turn,
    Voice,
)

from .people import Membership, Organisation, Team, User

if TYPE_CHECKING:
    from .review import StoryTheme

Viewer = User | AnonymousUser

#: Longest text of one moment and of a story, in characters.
MOMENT_LENGTH = 4000
STORY_LENGTH = 20_000
MOMENTS_AT_MOST = 12
#: The line under a moment that has no summary shows so much of its text.
IN_SHORT = 110
SHORT_LENGTH = 280


class StoryQuerySet(models.QuerySet["Story"]):
    """Every read of stories. `visible_to` is the only door for whatever a person or a machine is shown."""

    # --- who may see it ---------------------------------------------------------------------------------
    def visible_to(self, user: Viewer) -> Self:
        """Stories that this person may read; an anonymous one reads what is on the wall.

        A draft is its author's alone. Managers and auditors read what was sent in to their organisation,
        members what stays inside it, credited colleagues what they were asked about.
        """
        on_wall = Q(status=StoryStatus.PUBLISHED)
        if not isinstance(user, User) or not user.is_active:
            return self.filter(on_wall)
        mine = Membership.objects.filter(user=user)
        staff = mine.filter(role__in=[Role.MANAGER, Role.AUDITOR]).values("organisation")
        inside = Q(status=StoryStatus.APPROVED) & (Q(audience=Audience.ORGANISATION) | Q(kind=Kind.MISSED_MOMENT))
        credited = Exists(Credit.objects.filter(story=OuterRef("pk"), person=user))
        return self.filter(
            on_wall
            | Q(author=user)
            | Q(status__in=STAFF_READABLE, organisation__in=staff)
            | Q(status=StoryStatus.WITHDRAWN, published_at__isnull=False, organisation__in=staff)
            | (inside & Q(organisation__in=mine.values("organisation")))
            | (Q(status=StoryStatus.APPROVED) & credited)
        )

    def on_wall(self) -> Self:
        """Published stories, newest first."""
        return self.filter(status=StoryStatus.PUBLISHED).order_by("-published_at", "-pk")

    def by_author(self, user: User) -> Self:
        """One person's stories, the latest touched first."""
        return self.filter(author=user).order_by("-updated_at", "-pk")

    def drafts_of(self, user: User) -> Self:
        """Stories that this person is still writing, or was asked to change."""
        return self.filter(author=user, status__in=[StoryStatus.DRAFT, StoryStatus.RETURNED]).order_by("-updated_at")

    def managed_by(self, user: User) -> Self:
        """Stories of the organisations in which this person is a manager, drafts left out."""
        organisations = Membership.objects.filter(user=user, role=Role.MANAGER).values("organisation")
        return self.filter(organisation__in=organisations, status__in=STAFF_READABLE)

    def awaiting_review(self, user: User) -> Self:
        """The queue of one manager: oldest first, never her own."""
        return (
            self.managed_by(user)
            .filter(status=StoryStatus.SUBMITTED)
            .exclude(author=user)
            .order_by("submitted_at", "pk")
        )

    def awaiting_publication(self, user: User) -> Self:
        """Approved stories of a manager's organisations that wait for a colleague or a second manager."""
        return self.managed_by(user).filter(status=StoryStatus.APPROVED).order_by("approved_at", "pk")

    def inside(self, user: User) -> Self:
        """Stories that stay within the organisations of this person, newest first."""
        return self.filter(
            Q(audience=Audience.ORGANISATION) | Q(kind=Kind.MISSED_MOMENT),
            status=StoryStatus.APPROVED,
            organisation__in=Membership.objects.filter(user=user).values("organisation"),
        ).order_by("-approved_at", "-pk")

    def approved_before(self, story: "Story") -> Self:
        """Those that come after this one on the page of what stays inside."""
        return self.filter(approved_at__lte=story.approved_at).exclude(
            approved_at=story.approved_at, pk__gte=story.pk
        )

    def unscored(self) -> Self:
        """Submitted stories that the scoring has not read, because it failed."""
        return self.exclude(status=StoryStatus.DRAFT).filter(engine_version="", submitted_at__isnull=False)

    # --- which of them ----------------------------------------------------------------------------------
    def before(self, at: dt.datetime, pk: int) -> Self:
        """Those that come after this one on the wall; a keyset that stays on the index."""
        return self.filter(published_at__lte=at).exclude(published_at=at, pk__gte=pk)

    def about_theme(self, theme: str) -> Self:
        """Stories in which the theme is shown or missing."""
        return self.filter(themes__theme=theme)

    def in_organisation(self, slug: str) -> Self:
        """Stories of one organisation."""
        return self.filter(organisation__slug=slug)

    def tagged(self, slug: str) -> Self:
        """Stories with one tag."""
        return self.filter(tags__slug=slug)

    def of_kind(self, kind: str) -> Self:
        """Stories of one kind."""
        return self.filter(kind=kind)

    def in_language(self, language: str) -> Self:
        """Stories told in one language."""
        return self.filter(language=language)

    def graded(self, grade: str) -> Self:
        """Stories whose strongest moment is extraordinary, good, or just as expected; those against are in none."""
        felt = Moment.objects.filter(story=OuterRef("pk"))
        if grade == Grade.EXTRAORDINARY:
            return self.filter(Exists(felt.filter(feeling=Feeling.UNFORGETTABLE)))
        if grade == Grade.GOOD:
            good = Exists(felt.filter(feeling__range=(Feeling.NICE, Feeling.GREAT)))
            return self.filter(good & ~Exists(felt.filter(feeling=Feeling.UNFORGETTABLE)))
        return self.filter(
            Exists(felt.filter(feeling=Feeling.EXPECTED)) & ~Exists(felt.exclude(feeling=Feeling.EXPECTED))
        )

    def owed_to_organisation(self) -> Self:
        """Stories with a moment that is credited to the organisation."""
        return self.filter(Exists(Moment.objects.filter(story=OuterRef("pk"), credit_to=CreditTo.ORGANISATION)))

    # --- what comes with it -----------------------------------------------------------------------------
    def with_card_data(self) -> Self:
        """All that a card shows, in four queries whatever the number of stories."""
        return self.select_related("organisation", "team").prefetch_related(
            models.Prefetch("moments", Moment.objects.order_by("position")),
            "themes",
            models.Prefetch("credits", Credit.objects.for_public()),
            "outcomes",
        )

    def with_company(self) -> Self:
        """Whether there is another organisation; with one alone, no page mentions it. Costs no query of its own."""
        return self.annotate(in_company=Exists(Organisation.objects.exclude(pk=OuterRef("organisation"))))

    def with_evidence(self) -> Self:
        """The readings, whose evidence can be quoted; one query."""
        return self.prefetch_related("readings")

    def with_page_data(self) -> Self:
        """All that a story's own page shows."""
        return self.with_card_data().prefetch_related("tags", "readings__by", "behaviours", "photos")

    def with_row_data(self) -> Self:
        """What a line in a list of staff shows."""
        return self.select_related("organisation", "team", "author").prefetch_related(
            models.Prefetch("moments", Moment.objects.order_by("position")), "themes"
        )


class Story(models.Model):
    """One account of an encounter, on its way from a draft to the wall.

    `text` is composed from the moments whenever they are saved: their texts joined by an empty line. `status`
    is written by `actions.workflow` alone; the counters by `actions.engagement` alone, from rows that are the truth.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=90, unique=True, null=True, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="stories")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="stories")
    author = models.ForeignKey(User, models.PROTECT, related_name="stories")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.EXTRA_MILE)
    audience = models.CharField(_("audience"), max_length=14, choices=Audience, default=Audience.PUBLIC)
    voice = models.CharField(_("whose words"), max_length=10, choices=Voice, default=Voice.EMPLOYEE)
    language = models.CharField(_("language"), max_length=5, blank=True)
    language_chosen = models.BooleanField(default=False)
    title = models.CharField(_("title"), max_length=120, blank=True)
    short = models.CharField(_("short version"), max_length=SHORT_LENGTH, blank=True)
    text = models.TextField(_("full text"), max_length=STORY_LENGTH, blank=True, editable=False)
    place = models.CharField(_("place"), max_length=120, blank=True)
    had_to_ask = models.CharField(_("did you have to ask?"), max_length=8, choices=HadToAsk, blank=True)
    cost = models.DecimalField(
        _("cost"), max_digits=9, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    tags = TaggableManager(blank=True)

    status = models.CharField(
        _("status"), max_length=10, choices=StoryStatus, default=StoryStatus.DRAFT, editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, editable=False)
    approved_at = models.DateTimeField(null=True, editable=False)
    approved_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    published_at = models.DateTimeField(null=True, editable=False)

    engine_version = models.CharField(max_length=40, blank=True, editable=False)
    score_failed = models.BooleanField(default=False, editable=False)

    view_count = models.PositiveIntegerField(default=0, editable=False)
    share_count = models.PositiveIntegerField(default=0, editable=False)
    comment_count = models.PositiveIntegerField(default=0, editable=False)
    moved_count = models.PositiveIntegerField(default=0, editable=False)
    respect_count = models.PositiveIntegerField(default=0, editable=False)
    choose_you_count = models.PositiveIntegerField(default=0, editable=False)
    me_too_count = models.PositiveIntegerField(default=0, editable=False)

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=StoryStatus.PUBLISHED)
                | Q(published_at__isnull=False, slug__isnull=False, audience=Audience.PUBLIC),
                name="story_published_is_public",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=False) | Q(approved_by__isnull=True),
                name="story_approver_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status=StoryStatus.DRAFT) | Q(submitted_at__isnull=False) | Q(status=StoryStatus.WITHDRAWN),
                name="story_sent_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-published_at", "-id"], name="story_wall"),
            models.Index(fields=["organisation", "status", "submitted_at"], name="story_queue"),
            models.Index(fields=["author", "-updated_at"], name="story_mine"),
        ]

    def __str__(self) -> str:
        return self.title or f"#{self.pk}"

    def get_absolute_url(self) -> str:
        """Return the public address, in the language of the current page."""
        return reverse("stories:story", args=[self.slug])

    @property
    def reaction_count(self) -> int:
        """All reactions together."""
        return self.moved_count + self.respect_count + self.choose_you_count + self.me_too_count

    @property
    def stays_inside(self) -> bool:
        """Whether it needs a second manager before the public may read it."""
        return self.audience == Audience.ORGANISATION or self.kind == Kind.MISSED_MOMENT

    @property
    def feelings(self) -> list[int | None]:
        """The feelings of the moments in order; None where none was told."""
        return [moment.feeling for moment in self.moments.all()]

    @property
    def answer_due(self) -> dt.datetime | None:
        """When its reader promised to have read it; None before it is sent."""
        return self.organisation.answer_due(self.submitted_at) if self.submitted_at else None

    @property
    def turn(self) -> Turn:
        """Who has to do something next."""
        return WAITING_ON[StoryStatus(self.status)]

    @property
    def shown_themes(self) -> "list[StoryTheme]":
        """The themes that count, as settled from all readings; at most three go on a card."""
        return list(self.themes.all())


#: Whose turn it is in each state; `approved` waits for consents, or for a second manager.
WAITING_ON = {
    StoryStatus.DRAFT: Turn.AUTHOR,
    StoryStatus.SUBMITTED: Turn.MANAGER,
    StoryStatus.RETURNED: Turn.AUTHOR,
    StoryStatus.APPROVED: Turn.COLLEAGUE,
    StoryStatus.PUBLISHED: Turn.NOBODY,
    StoryStatus.DECLINED: Turn.NOBODY,
    StoryStatus.WITHDRAWN: Turn.NOBODY,
}


class Moment(models.Model):
    """One touchpoint: a passage of the story, with how it felt against what was expected.

    A passage without a feeling is told but not drawn. The first moment is the first impression.
    """

    story = models.ForeignKey(Story, models.CASCADE, related_name="moments")
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

    story = models.ForeignKey(Story, models.CASCADE, related_name="credits")
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
            self.filter(
                credit__person=user, credit__story__status__in=[StoryStatus.APPROVED, StoryStatus.PUBLISHED]
            )
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
    story = models.ForeignKey(Story, models.CASCADE, related_name="photos")
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

    story = models.ForeignKey(Story, models.CASCADE, related_name="outcomes")
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

    story = models.OneToOneField(Story, models.CASCADE, primary_key=True, related_name="search_entry")
    words = models.TextField()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self) -> str:
        return str(self.pk)
