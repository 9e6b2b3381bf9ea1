"""Who belongs to an organisation: invitations, roles, leaving."""

import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stories.enums import EventKind, Role
from stories.models import Invitation, Membership, Organisation, Team, User
from stories.permissions import can_administer, require

from .log import record

INVITATION_DAYS = 14


class InvitationClosed(Exception):
    """The invitation is used, revoked or too old; the message is for the person and can be shown."""


class LastAdministrator(Exception):
    """The organisation would be left without an administrator; the message is for the person and can be shown."""


@transaction.atomic
def invite(
    organisation: Organisation, *, by: User, email: str, role: Role, team: Team | None = None
) -> tuple[Invitation, str]:
    """Return the invitation and its secret, which is not stored and can be shown only now."""
    require(can_administer, by, organisation)
    if team is not None and team.organisation_id != organisation.pk:
        raise ValueError("The team belongs to another organisation.")
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        team=team,
        email=email.strip().lower(),
        role=role,
        digest=digest(secret),
        invited_by=by,
        expires_at=timezone.now() + dt.timedelta(days=INVITATION_DAYS),
    )
    record(EventKind.INVITED, by=by, organisation=organisation, role=role)
    return invitation, secret


def digest(secret: str) -> str:
    """Return what is stored of an invitation's secret; it is long and random, so a plain digest is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def accept(invitation: Invitation, *, by: User | None, name: str = "", password: str = "") -> User:
    """Return the member that the invitation made: the one signed in, or a new account for the invited address.

    Whoever holds the link may join, once; the role of somebody who belongs already becomes the invitation's. A new
    account needs a name and a password that was checked already; an address that has an account must sign in to
    accept. Raises `InvitationClosed`, `LastAdministrator`.
    """
    row = Invitation.objects.select_for_update().filter(pk=invitation.pk).first()
    if row is None or not Invitation.objects.open().filter(pk=row.pk).exists():
        raise InvitationClosed(_("This invitation was used already or is too old; ask for a new one."))
    if by is None:
        if User.objects.filter(email=row.email).exists():
            raise InvitationClosed(_("There is an account with this address; sign in first, then open the link again."))
        by = User.objects.create_user(row.email, password, name=name.strip())
    former = Membership.objects.of(by).filter(organisation=row.organisation).first()
    if former is not None and row.role != Role.ADMIN:
        _keep_an_administrator(former)
    Membership.objects.update_or_create(
        user=by, organisation=row.organisation, defaults={"role": row.role, "team": row.team}
    )
    row.accepted_at = timezone.now()
    row.save(update_fields=["accepted_at"])
    record(EventKind.JOINED, by=by, organisation=row.organisation, role=row.role)
    return by


@transaction.atomic
def revoke(invitation: Invitation, *, by: User) -> None:
    """Close an invitation that nobody has used; its link leads nowhere from now on."""
    require(can_administer, by, invitation.organisation)
    Invitation.objects.open().filter(pk=invitation.pk).update(revoked_at=timezone.now())


@transaction.atomic
def change_membership(membership: Membership, *, by: User, role: Role, team: Team | None) -> Membership:
    """Give a member another role or team; an organisation always keeps an administrator."""
    require(can_administer, by, membership.organisation)
    if team is not None and team.organisation_id != membership.organisation_id:
        raise ValueError("The team belongs to another organisation.")
    if role != Role.ADMIN:
        _keep_an_administrator(membership)
    membership.role, membership.team = role, team
    membership.save(update_fields=["role", "team"])
    record(
        EventKind.ROLE_CHANGED,
        by=by,
        organisation=membership.organisation,
        member=membership.user_id,
        role=role,
    )
    return membership


@transaction.atomic
def remove(membership: Membership, *, by: User) -> None:
    """End a membership; the account and the stories stay, the organisation's pages close."""
    require(can_administer, by, membership.organisation)
    _keep_an_administrator(membership)
    record(EventKind.LEFT, by=by, organisation=membership.organisation, member=membership.user_id)
    membership.delete()


def _keep_an_administrator(membership: Membership) -> None:
    # The organisation's row is the lock, so that two administrators cannot remove each other at once.
    Organisation.objects.select_for_update(no_key=True).get(pk=membership.organisation_id)
    others = Membership.objects.active().with_role(Role.ADMIN).filter(organisation=membership.organisation_id)
    if membership.role == Role.ADMIN and not others.exclude(pk=membership.pk).exists():
        raise LastAdministrator(_("Somebody has to stay administrator; give the role to another person first."))
