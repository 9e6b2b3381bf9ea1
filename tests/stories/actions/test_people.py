"""Who belongs: invitations, roles, leaving; an organisation always keeps an administrator."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from stories.actions import people
from stories.actions.people import InvitationClosed, LastAdministrator
from stories.enums import EventKind, Role, StoryStatus
from stories.models import Event, Invitation, Membership, Story, User
from stories.permissions import NotAllowed
from tests.factories import Cast, make_cast, make_member, make_story, make_team, make_user

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-and-good-password"


def invited(cast: Cast, *, role: Role = Role.EMPLOYEE, email: str = "new@klm.example") -> Invitation:
    """Return an invitation of Dan's."""
    return people.invite(cast.klm, by=cast.dan, email=email, role=role, team=cast.crew)[0]


def membership(user: User) -> Membership:
    """Return the one membership of a person."""
    return Membership.objects.get(user=user)


def test_invitation_keeps_a_digest_of_its_secret_only() -> None:
    cast = make_cast()
    invitation, secret = people.invite(cast.klm, by=cast.dan, email="  New@KLM.example ", role=Role.MANAGER)
    assert len(secret) >= 40
    assert (invitation.email, invitation.role, invitation.digest) == (
        "new@klm.example",
        Role.MANAGER,
        people.digest(secret),
    )
    assert [v for v in vars(Invitation.objects.get()).values() if v == secret] == []
    event = Event.objects.get(kind=EventKind.INVITED)
    assert (event.actor, event.organisation, event.data) == (cast.dan, cast.klm, {"role": "manager"})


def test_only_an_administrator_changes_who_belongs() -> None:
    cast = make_cast()
    invitation = invited(cast)
    for person in (cast.alice, cast.bob, cast.audrey, cast.charlie, make_user()):
        with pytest.raises(NotAllowed):
            people.invite(cast.klm, by=person, email="x@klm.example", role=Role.ADMIN)
        with pytest.raises(NotAllowed):
            people.revoke(invitation, by=person)
        with pytest.raises(NotAllowed):
            people.change_membership(membership(cast.alice), by=person, role=Role.MANAGER, team=None)
        with pytest.raises(NotAllowed):
            people.remove(membership(cast.alice), by=person)
    assert list(Invitation.objects.open()) == [invitation]
    assert membership(cast.alice).role == Role.EMPLOYEE


def test_team_of_another_organisation_is_refused() -> None:
    cast = make_cast()
    theirs = make_team(organisation=cast.elsewhere)
    with pytest.raises(ValueError, match="another organisation"):
        people.invite(cast.klm, by=cast.dan, email="x@klm.example", role=Role.EMPLOYEE, team=theirs)
    with pytest.raises(ValueError, match="another organisation"):
        people.change_membership(membership(cast.alice), by=cast.dan, role=Role.EMPLOYEE, team=theirs)
    assert membership(cast.alice).team == cast.crew


def test_accepting_makes_an_account_with_role_and_team() -> None:
    cast = make_cast()
    invitation = invited(cast, role=Role.MANAGER)
    joined = people.accept(invitation, by=None, name="  Nina New ", password=PASSWORD)
    assert (joined.email, joined.name, joined.check_password(PASSWORD)) == ("new@klm.example", "Nina New", True)
    hers = membership(joined)
    assert (hers.organisation, hers.role, hers.team) == (cast.klm, Role.MANAGER, cast.crew)
    assert Event.objects.get(kind=EventKind.JOINED).actor == joined


def test_person_signed_in_joins_with_the_account_she_has() -> None:
    cast = make_cast()
    assert people.accept(invited(cast), by=cast.charlie) == cast.charlie
    assert list(cast.charlie.memberships.order_by("pk").values_list("organisation__slug", "role")) == [
        ("elsewhere", "manager"),
        ("klm", "employee"),
    ]


def test_invitation_opens_once() -> None:
    cast = make_cast()
    invitation = invited(cast)
    people.accept(invitation, by=None, name="Nina", password=PASSWORD)
    with pytest.raises(InvitationClosed):
        people.accept(invitation, by=cast.charlie)
    assert Membership.objects.filter(user=cast.charlie).count() == 1


def test_invitation_that_was_revoked_is_closed() -> None:
    cast = make_cast()
    invitation = invited(cast)
    people.revoke(invitation, by=cast.dan)
    with pytest.raises(InvitationClosed):
        people.accept(invitation, by=None, name="Nina", password=PASSWORD)
    assert User.objects.filter(email="new@klm.example").count() == 0


def test_invitation_lasts_fourteen_days() -> None:
    cast = make_cast()
    invitation = invited(cast)
    with time_machine.travel(timezone.now() + dt.timedelta(days=14, seconds=1)), pytest.raises(InvitationClosed):
        people.accept(invitation, by=cast.charlie)
    with time_machine.travel(timezone.now() + dt.timedelta(days=13, hours=23)):
        assert people.accept(invitation, by=cast.charlie) == cast.charlie


def test_address_with_an_account_has_to_sign_in_first() -> None:
    cast = make_cast()
    invitation = invited(cast, email="CHARLIE@elsewhere.example")
    with pytest.raises(InvitationClosed, match="sign in first"):
        people.accept(invitation, by=None, name="Not Charlie", password=PASSWORD)
    assert list(Invitation.objects.open()) == [invitation]
    assert User.objects.get(pk=cast.charlie.pk).name == "Charlie Stranger"


def test_member_who_accepts_again_gets_the_new_role() -> None:
    cast = make_cast()
    people.accept(invited(cast, role=Role.MANAGER), by=cast.alice)
    assert membership(cast.alice).role == Role.MANAGER


def test_last_administrator_stays_one() -> None:
    cast = make_cast()
    with pytest.raises(LastAdministrator):
        people.change_membership(membership(cast.dan), by=cast.dan, role=Role.EMPLOYEE, team=None)
    with pytest.raises(LastAdministrator):
        people.remove(membership(cast.dan), by=cast.dan)
    with pytest.raises(LastAdministrator):
        people.accept(invited(cast, role=Role.EMPLOYEE), by=cast.dan)
    assert membership(cast.dan).role == Role.ADMIN
    assert Invitation.objects.open().count() == 1


def test_administrator_who_cannot_sign_in_does_not_count() -> None:
    cast = make_cast()
    former = make_member(organisation=cast.klm, role=Role.ADMIN)
    former.is_active = False
    former.save()
    with pytest.raises(LastAdministrator):
        people.remove(membership(cast.dan), by=cast.dan)


def test_administrator_hands_the_role_over() -> None:
    cast = make_cast()
    people.change_membership(membership(cast.alice), by=cast.dan, role=Role.ADMIN, team=None)
    people.change_membership(membership(cast.dan), by=cast.dan, role=Role.EMPLOYEE, team=cast.crew)
    assert (membership(cast.alice).role, membership(cast.alice).team) == (Role.ADMIN, None)
    assert (membership(cast.dan).role, membership(cast.dan).team) == (Role.EMPLOYEE, cast.crew)
    log = Event.objects.filter(kind=EventKind.ROLE_CHANGED).order_by("pk")
    assert [event.data for event in log] == [
        {"member": cast.alice.pk, "role": "admin"},
        {"member": cast.dan.pk, "role": "employee"},
    ]


def test_person_who_leaves_keeps_her_stories_and_the_others_stay_closed() -> None:
    cast = make_cast()
    hers = make_story(status=StoryStatus.SUBMITTED, author=cast.alice)
    make_story(status=StoryStatus.SUBMITTED, author=cast.cara)
    people.remove(membership(cast.alice), by=cast.dan)
    assert list(Story.objects.visible_to(cast.alice)) == [hers]
    assert Event.objects.get(kind=EventKind.LEFT).data == {"member": cast.alice.pk}
