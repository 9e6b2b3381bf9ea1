"""The administrator's room: who belongs to an organisation; and the door through which an invited person comes in."""

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stories.actions import limits
from stories.actions import people as verbs
from stories.enums import Role
from stories.forms.people import InviteForm, JoinForm, PlaceForm
from stories.models import Invitation, Membership, Organisation, User
from stories.permissions import NotAllowed, can_administer

from .common import client_address, explain_refusals, signed_in

MEMBERS_AT_ONCE: Final = 200
_INVITATIONS_AN_HOUR: Final = 60
_DOOR_LIMIT: Final = {"limit": 60, "seconds": 600}


# --- Who belongs here -----------------------------------------------------------------------------------------
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Show the members of one organisation, its open invitations, and the form for another."""
    organisation = _organisation(request)
    return _people(request, organisation, InviteForm(organisation=organisation, initial={"role": Role.EMPLOYEE}))


@require_POST
@explain_refusals("stories:people")
def invite(request: HttpRequest) -> HttpResponse:
    """Make an invitation and show its link, this once."""
    organisation = _organisation(request)
    form = InviteForm(request.POST, organisation=organisation)
    if not form.is_valid():
        return _people(request, organisation, form)
    limits.take(f"invite:{signed_in(request).pk}", limit=_INVITATIONS_AN_HOUR, seconds=3600)
    given = form.cleaned_data
    invitation, secret = verbs.invite(
        organisation, by=signed_in(request), email=given["email"], role=Role(given["role"]), team=given["team"]
    )
    link = settings.SITE_URL + reverse("stories:accept_invitation", args=[secret])
    return render(request, "stories/invite_sent.html", {"invitation": invitation, "link": link})


@require_POST
@explain_refusals("stories:people")
def revoke_invitation(request: HttpRequest, key: Any) -> HttpResponse:
    """Close an open invitation of an organisation that this person administers."""
    ours = Invitation.objects.open().filter(organisation__in=_administered(signed_in(request)))
    invitation = get_object_or_404(ours.select_related("organisation"), key=key)
    verbs.revoke(invitation, by=signed_in(request))
    messages.success(request, _("The invitation to %(email)s is closed.") % {"email": invitation.email})
    return _back(request, invitation.organisation)


@require_http_methods(["GET", "HEAD", "POST"])
@explain_refusals("stories:membership")
def membership(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one member, and give her another role or team."""
    member = _membership(request, pk)
    initial = {"role": member.role, "team": member.team_id}
    form = PlaceForm(
        request.POST if request.method == "POST" else None, organisation=member.organisation, initial=initial
    )
    if form.is_valid():
        role, team = Role(form.cleaned_data["role"]), form.cleaned_data["team"]
        verbs.change_membership(member, by=signed_in(request), role=role, team=team)
        messages.success(request, _("%(name)s is %(role)s now.") % {"name": member.user.name, "role": role.label})
        return _back(request, member.organisation)
    return render(request, "stories/membership.html", {"member": member, "form": form})


@require_POST
@explain_refusals("stories:membership")
def remove_member(request: HttpRequest, pk: int) -> HttpResponse:
    """End a membership; her account and her stories stay."""
    member = _membership(request, pk)
    verbs.remove(member, by=signed_in(request))
    messages.success(request, _("%(name)s does not belong here any more.") % {"name": member.user.name})
    return _back(request, member.organisation)


# --- The door -------------------------------------------------------------------------------------------------
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@sensitive_variables("secret")
def accept_invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Say who invites to what, and let the person in: by a new account, or by the one that is signed in."""
    try:
        limits.take(f"door:{client_address(request)}", **_DOOR_LIMIT)
    except limits.TooMany:
        return render(request, "429.html", status=429)
    invitation = _invitation(secret)
    enter = _join_as_member if isinstance(request.user, User) else _join_as_new
    try:
        response = enter(request, invitation)
    except (verbs.InvitationClosed, verbs.LastAdministrator) as refusal:
        response = render(request, "stories/accept_invitation.html", {"refusal": str(refusal)}, status=409)
    # The secret stands in the address; "no-referrer" would also take the origin from the form, which is then refused.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _join_as_member(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Let a signed-in person confirm."""
    if request.method != "POST":
        return render(request, "stories/accept_invitation.html", {"invitation": invitation})
    return _welcome(request, invitation, verbs.accept(invitation, by=signed_in(request)))


@sensitive_variables("form")
def _join_as_new(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Let a new person choose a name and a password; somebody with an account signs in first."""
    context: dict[str, Any] = {"invitation": invitation}
    if User.objects.filter(email=invitation.email).exists():
        return render(request, "stories/accept_invitation.html", {**context, "sign_in_first": True})
    form = JoinForm(request.POST if request.method == "POST" else None, email=invitation.email)
    if not form.is_valid():
        return render(request, "stories/accept_invitation.html", {**context, "form": form})
    user = verbs.accept(invitation, by=None, **form.cleaned_data)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return _welcome(request, invitation, user)


def _welcome(request: HttpRequest, invitation: Invitation, user: User) -> HttpResponse:
    said = _("Welcome, %(name)s. You belong to %(organisation)s now.")
    messages.success(request, said % {"name": user.first_name, "organisation": invitation.organisation.name})
    return redirect("stories:home")


def _invitation(secret: str) -> Invitation:
    """Return the open invitation with this secret; 404 for a used, revoked, old or made-up one."""
    found = Invitation.objects.open().filter(digest=verbs.digest(secret))
    return get_object_or_404(found.select_related("organisation", "team", "invited_by"))


# --- Bounds ---------------------------------------------------------------------------------------------------
def _administered(user: User) -> list[Organisation]:
    """Return the organisations that this person administers, by name."""
    mine = Membership.objects.of(user).with_role(Role.ADMIN).values("organisation")
    return list(Organisation.objects.filter(pk__in=mine))


def _organisation(request: HttpRequest) -> Organisation:
    """Return the organisation that the address names, else the first; 404 for one of somebody else's."""
    mine = _administered(signed_in(request))
    if not mine:
        raise NotAllowed(_("This is where administrators look after who belongs to an organisation."))
    wanted = request.POST.get("org") or request.GET.get("org")
    for organisation in mine:
        if wanted in {None, "", organisation.slug}:
            return organisation
    raise Http404


def _membership(request: HttpRequest, pk: int) -> Membership:
    ours = Membership.objects.filter(organisation__in=_administered(signed_in(request)))
    return get_object_or_404(ours.select_related("user", "organisation", "team"), pk=pk)


def _back(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Return to the list; home, when the person has just given the role away."""
    if not can_administer(signed_in(request), organisation):
        return redirect("stories:home")
    return HttpResponseRedirect(reverse("stories:people", query={"org": organisation.slug}))


def _people(request: HttpRequest, organisation: Organisation, form: InviteForm) -> HttpResponse:
    """Answer with the list, those found by `q` when it is asked, and the form."""
    asked = request.GET.get("q", "").strip().replace("\0", "")[:100]
    members = Membership.objects.filter(organisation=organisation).select_related("user", "team")
    if asked:
        members = members.filter(Q(user__name__icontains=asked) | Q(user__email__icontains=asked))
    context = {
        "organisation": organisation,
        "organisations": _administered(signed_in(request)),
        "form": form,
        "asked": asked,
        "members": members.order_by("user__name", "pk")[:MEMBERS_AT_ONCE],
        "number": members.count(),
        "most": MEMBERS_AT_ONCE,
        "invitations": Invitation.objects.open().filter(organisation=organisation).select_related("team", "invited_by"),
    }
    return render(request, "stories/people.html", context)
