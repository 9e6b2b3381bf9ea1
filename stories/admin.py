"""The database admin, for operations: to look, and to set up what no page sets up.

Everything that a verb writes is read-only here, so that no permission, no event and no mail is stepped over.
Organisations, teams and accounts are set up here; nothing is deleted. Who enters signs in by the same door, with
the same limits, as everybody else.
"""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet
from django.http import HttpRequest

from . import models
from .actions.log import record
from .enums import EventKind

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "Moments of Truth"
admin.site.disable_action("delete_selected")


class ReadOnly:
    """Shows rows; adds, changes and deletes none."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Return False: its verb adds it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Return False: its verb changes it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Return False: nothing is deleted here."""
        return False


class Kept:
    """Can be set up and changed, never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Return False: nothing is deleted here."""
        return False


# --- What is set up here ----------------------------------------------------------------------------------------
@admin.register(models.Organisation)
class OrganisationAdmin(Kept, admin.ModelAdmin[models.Organisation]):
    """Companies, municipalities, shops."""

    list_display = ("name", "slug", "currency", "time_zone", "answer_days")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(models.Team)
class TeamAdmin(Kept, admin.ModelAdmin[models.Team]):
    """Places and departments."""

    list_display = ("name", "organisation")
    list_filter = ("organisation",)
    search_fields = ("name",)


class AccountForm(AdminUserCreationForm[models.User]):
    """A new account, by address and name."""

    class Meta:
        model = models.User
        fields = ("email", "name")


@admin.register(models.User)
class UserAdmin(Kept, DjangoUserAdmin[models.User]):
    """Accounts. To let somebody in, invite her; to shut her out, take away "active"."""

    add_form = AccountForm
    list_display = ("name", "email", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("name", "email")
    ordering = ("name", "pk")
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ("groups", "user_permissions")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (None, {"fields": ("name", "job_title", "language")}),
        (None, {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (None, {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)


@admin.register(models.Membership)
class MembershipAdmin(Kept, admin.ModelAdmin[models.Membership]):
    """Who belongs where. Only added here, to give an organisation its first administrator; the rest is under People."""

    list_display = ("user", "organisation", "team", "role")
    list_filter = ("role", "organisation")
    search_fields = ("user__name", "user__email")
    list_select_related = ("user", "organisation", "team")
    autocomplete_fields = ("user",)

    def has_change_permission(self, request: HttpRequest, obj: models.Membership | None = None) -> bool:  # noqa: ARG002
        """Return False: roles change under People, where an administrator always stays."""
        return False

    def log_addition(self, request: HttpRequest, obj: models.Membership, message: Any) -> LogEntry:
        """Write the new membership into our own log too."""
        record(
            EventKind.JOINED,
            by=request.user,
            organisation=obj.organisation,
            member=obj.user_id,
            role=obj.role,
        )
        return super().log_addition(request, obj, message)


# --- What is only looked at -------------------------------------------------------------------------------------
class MomentInline(ReadOnly, admin.TabularInline[models.Moment, models.Story]):
    """The moments of a story."""

    model = models.Moment
    fields = ("position", "stage", "title", "feeling", "credit_to")


class ReadingInline(ReadOnly, admin.TabularInline[models.ThemeReading, models.Story]):
    """What each source reads in it."""

    model = models.ThemeReading
    fields = ("theme", "source", "value", "strength", "band", "engine_version", "by")


@admin.register(models.Story)
class StoryAdmin(ReadOnly, admin.ModelAdmin[models.Story]):
    """Stories that staff may read; a draft, or what was taken back unseen, belongs to its author alone."""

    list_display = ("title", "organisation", "status", "language", "submitted_at", "published_at", "score_failed")
    list_filter = ("status", "organisation", "language", "score_failed")
    search_fields = ("title", "slug")
    list_select_related = ("organisation",)
    inlines = (MomentInline, ReadingInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Story]:  # noqa: ARG002
        """Return what managers and auditors may read."""
        return models.Story.objects.readable_by_staff()


@admin.register(models.Event)
class EventAdmin(ReadOnly, admin.ModelAdmin[models.Event]):
    """The append-only log; a story by its number, since it may be a draft."""

    fields = ("at", "kind", "actor", "organisation", "story_id", "data")
    readonly_fields = fields
    list_display = ("at", "kind", "actor", "organisation", "story_id")
    list_filter = ("kind", "organisation")
    list_select_related = ("actor", "organisation")
    date_hierarchy = "at"


@admin.register(models.Comment)
class CommentAdmin(ReadOnly, admin.ModelAdmin[models.Comment]):
    """Comments; a guest's address is not shown, here as little as anywhere."""

    list_display = ("created_at", "name", "state", "story", "text")
    list_filter = ("state",)
    list_select_related = ("story",)
    exclude = ("email",)


@admin.register(models.Invitation)
class InvitationAdmin(ReadOnly, admin.ModelAdmin[models.Invitation]):
    """Invitations, without their secrets."""

    list_display = ("email", "organisation", "role", "created_at", "expires_at", "accepted_at", "revoked_at")
    list_filter = ("organisation",)
    list_select_related = ("organisation",)
    exclude = ("digest",)


@admin.register(models.Notice)
class NoticeAdmin(ReadOnly, admin.ModelAdmin[models.Notice]):
    """What people were told, and whether the mail went out; the words stay between them."""

    list_display = ("created_at", "kind", "to", "read_at", "mailed_at")
    list_filter = ("kind",)
    list_select_related = ("to",)
    exclude = ("text",)


@admin.register(models.Thanks)
class ThanksAdmin(ReadOnly, admin.ModelAdmin[models.Thanks]):
    """That somebody was thanked; the words are the receiver's."""

    list_display = ("created_at", "story", "by", "to", "shown")
    list_select_related = ("story", "by", "to")
    exclude = ("text",)


@admin.register(models.LearntWeights)
class LearntWeightsAdmin(ReadOnly, admin.ModelAdmin[models.LearntWeights]):
    """What managers' decisions taught the reader, and which of it reads along."""

    list_display = ("version", "base_version", "active", "created_at")
    list_filter = ("active",)


@admin.register(models.Rescoring)
class RescoringAdmin(ReadOnly, admin.ModelAdmin[models.Rescoring]):
    """Readings of all stories, and how far they got."""

    list_display = ("version", "read", "unchanged", "failed", "started_at", "finished_at")


@admin.register(models.ModelAnswer)
class ModelAnswerAdmin(ReadOnly, admin.ModelAdmin[models.ModelAnswer]):
    """What a further reader said of a text, by the text's digest."""

    list_display = ("digest", "created_at")


class PartAdmin(ReadOnly, admin.ModelAdmin[Any]):
    """Any table that holds parts of stories, to look at; no parts of a draft."""

    to_story = "story"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return parts of stories that staff may read."""
        readable = models.Story.objects.readable_by_staff()
        return super().get_queryset(request).filter(**{f"{self.to_story}__in": readable})


class ConsentAdmin(PartAdmin):
    """Who was asked for a name, and the answer."""

    to_story = "credit__story"
    list_display = ("credit", "use", "state", "asked_at", "answered_at")


class AllowanceAdmin(ReadOnly, admin.ModelAdmin[models.Allowance]):
    """How often somebody did something lately."""

    list_display = ("key", "window", "used")


admin.site.register(models.Consent, ConsentAdmin)
admin.site.register(models.Allowance, AllowanceAdmin)
admin.site.register(
    [
        models.Behaviour,
        models.Credit,
        models.Moment,
        models.Outcome,
        models.Photo,
        models.Reaction,
        models.Review,
        models.SearchEntry,
        models.Share,
        models.StoryTheme,
        models.ThemeReading,
        models.View,
    ],
    PartAdmin,
)
