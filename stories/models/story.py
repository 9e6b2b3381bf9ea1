"""A story, with every read of stories.

What it is made of (moments, credits, photos, outcomes) belongs in `parts`, readings of it in `review`, what visitors
do with it in `engagement`, thanks in `recognition`.
"""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from stories.enums import (
    STAFF_READABLE,
    Audience,
    CreditTo,
    Feeling,
    Grade,
    HadToAsk,
    Kind,
    Role,
    StoryStatus,
    Turn,
    Voice,
)

from .parts import Credit, Moment
from .people import Membership, Organisation, Team, User

if TYPE_CHECKING:
    from .reader import Rescoring
    from .review import StoryTheme

Viewer = User | AnonymousUser

#: Longest text of a story and of its short version, in characters.
STORY_LENGTH = 20_000
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

    def readable_by_staff(self) -> Self:
        """Stories that the staff of their organisation may read; no draft, nothing taken back before it was public."""
        shown_once = Q(status=StoryStatus.WITHDRAWN, published_at__isnull=False)
        return self.filter(Q(status__in=STAFF_READABLE) | shown_once)

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
        return self.filter(approved_at__lte=story.approved_at).exclude(approved_at=story.approved_at, pk__gte=story.pk)

    def sent(self) -> Self:
        """Stories that were sent to their readers, whatever became of them."""
        return self.exclude(status=StoryStatus.DRAFT).filter(submitted_at__isnull=False)

    def unscored(self) -> Self:
        """Sent stories that the scoring has not read: it failed, or was off. None while it is off."""
        return self.sent().filter(engine_version="") if settings.READ_STORIES else self.none()

    def to_rescore(self, run: "Rescoring", *, again: bool = False) -> Self:
        """Sent stories that a run has still to read: those of other versions, and with `again` its own as well.

        None where no machine reads stories.
        """
        if not settings.READ_STORIES:
            return self.none()
        todo = self.sent().filter(pk__gt=run.last_story)
        return todo if again else todo.exclude(engine_version=run.version)

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

    def with_credits(self) -> Self:
        """Who is credited, and whether the name may be shown; one query more."""
        return self.select_related("organisation").prefetch_related(
            models.Prefetch("credits", Credit.objects.for_public())
        )

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
                condition=~Q(status=StoryStatus.PUBLISHED) | Q(published_at__isnull=False, slug__isnull=False),
                name="story_published_has_an_address",
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

    def title_for(self, user_id: int) -> str:
        """Return the title, for somebody who was told of the story; empty once it is its author's own draft again."""
        return "" if self.status == StoryStatus.DRAFT and self.author_id != user_id else self.title

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
        """Who has to do something next; what stays inside has arrived once it is approved."""
        if self.status == StoryStatus.APPROVED and self.stays_inside:
            return Turn.NOBODY
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
