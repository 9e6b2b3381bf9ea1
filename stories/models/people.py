"""People and where they belong: users, organisations, teams, memberships, invitations.

What a person did with a story belongs in `story`, `review`, `recognition` or `engagement`.
"""

import datetime as dt
import uuid
import zoneinfo
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stories.enums import Role


def validate_time_zone(name: str) -> None:
    """Raise `ValidationError` unless the name is a time zone that this machine knows."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone; use one such as Europe/Copenhagen."), params={"name": name}
        )


class UserManager(BaseUserManager["User"]):
    """Makes users; addresses are kept in lower case, so that one person has one account."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a saved user; without a password the account cannot sign in until one is set."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a saved user who may enter the database admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user with this address, whatever its case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an address and a password."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    language = models.CharField(
        _("language"), max_length=5, blank=True, help_text=_("The language of mails to this person.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may enter the database admin"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def first_name(self) -> str:
        """The first word of the name, for sentences that address the person."""
        return self.name.split()[0] if self.name.split() else self.email

    def get_full_name(self) -> str:
        """Return the name as the person writes it."""
        return self.name

    def get_short_name(self) -> str:
        """Return the first word of the name."""
        return self.first_name


class Organisation(models.Model):
    """A company, municipality or shop; every staff query is bounded by it."""

    name = models.CharField(_("name"), max_length=80, help_text=_("As it stands in “Score 1 for …”."))
    slug = models.SlugField(_("short address"), max_length=60, unique=True)
    about = models.CharField(_("about"), max_length=280, blank=True)
    accent = models.CharField(_("accent colour"), max_length=60, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Amsterdam", validators=[validate_time_zone]
    )
    answer_days = models.PositiveSmallIntegerField(
        _("days to an answer"),
        default=1,
        help_text=_("A submitted story is read before noon, this many days later."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def answer_due(self, submitted_at: dt.datetime) -> dt.datetime:
        """Return noon, in the organisation's time zone, `answer_days` days after the story came in."""
        zone = zoneinfo.ZoneInfo(self.time_zone)
        day = submitted_at.astimezone(zone).date() + dt.timedelta(days=self.answer_days)
        return dt.datetime.combine(day, dt.time(12), tzinfo=zone)


class Team(models.Model):
    """A place or department of an organisation."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="teams")
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="team_name_once")]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Reads of who belongs where."""

    def active(self) -> "MembershipQuerySet":
        """People who can still sign in."""
        return self.filter(user__is_active=True)

    def with_role(self, *roles: Role) -> "MembershipQuerySet":
        """Memberships with one of these roles."""
        return self.filter(role__in=roles)

    def of(self, user: "User") -> "MembershipQuerySet":
        """Memberships of one person."""
        return self.filter(user=user)

    def colleagues_of(self, user: "User", organisation: Organisation) -> "MembershipQuerySet":
        """Everybody else in the organisation, own team first, then by name."""
        team = Membership.objects.filter(user=user, organisation=organisation).values("team")[:1]
        same_team = models.Case(models.When(team__in=team, then=0), default=1, output_field=models.IntegerField())
        return (
            self.active()
            .filter(organisation=organisation)
            .exclude(user=user)
            .select_related("user", "team")
            .order_by(same_team, "user__name", "pk")
        )


class Membership(models.Model):
    """One person's place and role in one organisation."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user_id}@{self.organisation_id}: {self.role}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Reads of invitations."""

    def open(self) -> "InvitationQuerySet":
        """Invitations that can still be accepted."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A link that lets one address join an organisation; only the digest of its secret is kept."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=12, choices=Role)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.email} → {self.organisation_id}"
