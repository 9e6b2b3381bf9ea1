import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from stories.actions import people
from stories.enums import Role
from stories.models import Invitation, Membership, User
from tests.factories import Cast, make_cast, make_member, make_organisation, make_team

pytestmark = pytest.mark.django_db
QUERIES_AT_MOST = 15
GOOD = "quiet-river-lantern"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def dan(cast: Cast, client: Client) -> Client:
    client.force_login(cast.dan)
    return client


def page(response: Any) -> str:
    return str(response.content.decode())


def invited(cast: Cast, email: str = "new@klm.example", role: Role = Role.EMPLOYEE) -> tuple[Invitation, str]:
    invitation, secret = people.invite(cast.klm, by=cast.dan, email=email, role=role, team=cast.crew)
    return invitation, reverse("stories:accept_invitation", args=[secret])


def membership_of(user: User) -> Membership:
    return Membership.objects.get(user=user)


# --- who belongs here --------------------------------------------------------------------------------------


def test_people_shows_the_members_of_the_own_organisation(cast: Cast, dan: Client) -> None:
    response = dan.get(reverse("stories:people"))
    html = page(response)
    assert "Who belongs to KLM" in html
    assert [member.user.name for member in response.context["members"]] == [
        "Alice Author",
        "Audrey Auditor",
        "Bea Manager",
        "Bob Manager",
        "Cara Colleague",
        "Dan Admin",
    ]
    assert "Charlie" not in html


def test_people_finds_by_name_or_address(cast: Cast, dan: Client) -> None:
    assert [m.user for m in dan.get(reverse("stories:people"), {"q": "CARA"}).context["members"]] == [cast.cara]
    assert [m.user for m in dan.get(reverse("stories:people"), {"q": "bob@klm"}).context["members"]] == [cast.bob]
    assert "Nobody by that name" in page(dan.get(reverse("stories:people"), {"q": "charlie\0"}))


@pytest.mark.parametrize("person", ["alice", "bob", "audrey", "charlie"])
def test_people_is_for_administrators(cast: Cast, client: Client, person: str) -> None:
    client.force_login(getattr(cast, person))
    response = client.get(reverse("stories:people"))
    assert response.status_code == 403
    assert "This is where administrators" in page(response)
    assert client.post(reverse("stories:invite"), {"email": "x@y.example", "role": "admin"}).status_code == 403
    assert client.get(reverse("stories:membership", args=[membership_of(cast.alice).pk])).status_code == 404


def test_an_administrator_of_two_organisations_chooses(cast: Cast, dan: Client) -> None:
    make_member(user=cast.dan, organisation=cast.elsewhere, role=Role.ADMIN)
    response = dan.get(reverse("stories:people"), {"org": "elsewhere"})
    assert response.context["organisation"] == cast.elsewhere
    assert 'href="?org=klm"' in page(response)


def test_another_organisation_is_404(cast: Cast, dan: Client) -> None:
    assert dan.get(reverse("stories:people"), {"org": "elsewhere"}).status_code == 404
    theirs = membership_of(cast.charlie)
    for name in ("membership", "remove_member"):
        assert dan.post(reverse(f"stories:{name}", args=[theirs.pk]), {"role": "employee"}).status_code == 404
    boss = make_member(organisation=cast.elsewhere, role=Role.ADMIN)
    invitation, _secret = people.invite(cast.elsewhere, by=boss, email="x@y.example", role=Role.EMPLOYEE)
    assert dan.post(reverse("stories:revoke_invitation", args=[invitation.key])).status_code == 404


def test_inviting_shows_the_link_once(cast: Cast, dan: Client, settings: Any, mailoutbox: list[Any]) -> None:
    settings.SITE_URL = "https://stories.example"
    data = {"org": "klm", "email": "New@KLM.example", "role": "manager", "team": cast.crew.pk}
    html = page(dan.post(reverse("stories:invite"), data))
    assert "https://stories.example/en/invitations/" in html
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.team) == ("new@klm.example", "manager", cast.crew)
    assert mailoutbox == []
    listed = page(dan.get(reverse("stories:people")))
    assert "new@klm.example" in listed
    assert "/invitations/" not in listed.replace("/people/invitations/", "")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"email": "nonsense", "role": "employee"}, "email"),
        ({"email": "alice@klm.example", "role": "employee"}, "email"),
        ({"email": "open@klm.example", "role": "employee"}, "email"),
        ({"email": "new@klm.example", "role": "owner"}, "role"),
    ],
)
def test_inviting_with_mistakes_keeps_what_was_typed(cast: Cast, dan: Client, data: dict[str, Any], field: str) -> None:
    invited(cast, "open@klm.example")
    response = dan.post(reverse("stories:invite"), data)
    assert response.context["form"].errors[field]
    assert data["email"] in page(response)
    assert Invitation.objects.count() == 1


def test_inviting_into_a_team_of_another_organisation_is_refused(cast: Cast, dan: Client) -> None:
    team = make_team(organisation=cast.elsewhere)
    response = dan.post(reverse("stories:invite"), {"email": "new@klm.example", "role": "employee", "team": team.pk})
    assert response.context["form"].errors["team"]


def test_inviting_too_often_is_explained(cast: Cast, dan: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stories.views.people._INVITATIONS_AN_HOUR", 0)
    html = page(dan.post(reverse("stories:invite"), {"email": "new@klm.example", "role": "employee"}, follow=True))
    assert "That was a lot at once." in html
    assert not Invitation.objects.exists()


def test_a_revoked_invitation_leads_nowhere(cast: Cast, dan: Client, client: Client) -> None:
    invitation, address = invited(cast)
    html = page(dan.post(reverse("stories:revoke_invitation", args=[invitation.key]), follow=True))
    assert "The invitation to new@klm.example is closed." in html
    assert Client().get(address).status_code == 404
    assert dan.post(reverse("stories:revoke_invitation", args=[invitation.key])).status_code == 404


def test_a_member_gets_another_role(cast: Cast, dan: Client) -> None:
    member = membership_of(cast.alice)
    address = reverse("stories:membership", args=[member.pk])
    assert dan.get(address).context["form"]["role"].value() == "employee"
    html = page(dan.post(address, {"role": "manager", "team": ""}, follow=True))
    assert "Alice Author is manager now." in html
    member.refresh_from_db()
    assert (member.role, member.team) == ("manager", None)


def test_a_made_up_role_is_refused(cast: Cast, dan: Client) -> None:
    member = membership_of(cast.alice)
    response = dan.post(reverse("stories:membership", args=[member.pk]), {"role": "owner"})
    assert response.context["form"].errors["role"]


def test_a_member_is_removed(cast: Cast, dan: Client) -> None:
    member = membership_of(cast.alice)
    html = page(dan.post(reverse("stories:remove_member", args=[member.pk]), follow=True))
    assert "Alice Author does not belong here any more." in html
    assert not Membership.objects.filter(user=cast.alice).exists()


@pytest.mark.parametrize("act", ["membership", "remove_member"])
def test_the_last_administrator_stays(cast: Cast, dan: Client, act: str) -> None:
    member = membership_of(cast.dan)
    response = dan.post(reverse(f"stories:{act}", args=[member.pk]), {"role": "employee"}, follow=True)
    assert "Somebody has to stay administrator" in page(response)
    assert membership_of(cast.dan).role == Role.ADMIN


def test_an_administrator_who_leaves_goes_home(cast: Cast, dan: Client) -> None:
    make_member(organisation=cast.klm, role=Role.ADMIN)
    response = dan.post(reverse("stories:remove_member", args=[membership_of(cast.dan).pk]))
    assert response.headers["Location"] == reverse("stories:home")


def test_people_takes_the_same_number_of_queries(cast: Cast, dan: Client) -> None:
    counts = []
    for number in range(3):
        make_member(organisation=cast.klm, team=cast.crew)
        invited(cast, f"new{number}@klm.example")
        with CaptureQueriesContext(connection) as captured:
            dan.get(reverse("stories:people"))
        counts.append(len(captured))
    assert counts[0] == counts[2] <= QUERIES_AT_MOST


# --- the door ----------------------------------------------------------------------------------------------


def test_the_door_says_who_invites_to_what(cast: Cast, client: Client) -> None:
    _invitation, address = invited(cast)
    response = client.get(address)
    html = page(response)
    assert "Join KLM" in html
    assert "Dan Admin invites you to KLM as employee. Your team: Cabin crew." in " ".join(html.split())
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_new_person_joins_and_is_signed_in(cast: Cast, client: Client) -> None:
    _invitation, address = invited(cast, role=Role.MANAGER)
    response = client.post(address, {"name": " Nora  New ", "password": GOOD})
    assert response.headers["Location"] == reverse("stories:home")
    user = User.objects.get(email="new@klm.example")
    member = membership_of(user)
    assert (user.name, member.role, member.team) == ("Nora New", "manager", cast.crew)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert user.check_password(GOOD)
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("password", ["", "short", "password123", "new@klm.example", "Nora Newcomer"])
def test_a_weak_password_is_refused_and_the_name_kept(cast: Cast, client: Client, password: str) -> None:
    _invitation, address = invited(cast)
    response = client.post(address, {"name": "Nora Newcomer", "password": password})
    assert response.context["form"].errors["password"]
    html = page(response)
    assert 'value="Nora Newcomer"' in html
    assert re.search(r'<input type="password"[^>]* value=', html) is None
    assert not User.objects.filter(email="new@klm.example").exists()


def test_a_name_is_needed(cast: Cast, client: Client) -> None:
    _invitation, address = invited(cast)
    assert client.post(address, {"name": " ", "password": GOOD}).context["form"].errors["name"]


def test_an_address_with_an_account_signs_in_first(cast: Cast, client: Client) -> None:
    _invitation, address = invited(cast, "charlie@elsewhere.example")
    response = client.get(address)
    assert reverse("account_login") + "?next=" + address in page(response)
    client.post(address, {"name": "Impostor", "password": GOOD})
    assert not Membership.objects.filter(user=cast.charlie, organisation=cast.klm).exists()


def test_a_signed_in_person_confirms(cast: Cast, client: Client) -> None:
    _invitation, address = invited(cast, "charlie@elsewhere.example")
    client.force_login(cast.charlie)
    assert "You are signed in as Charlie Stranger" in page(client.get(address))
    html = page(client.post(address, follow=True))
    assert "Welcome, Charlie. You belong to KLM now." in html
    assert Membership.objects.get(user=cast.charlie, organisation=cast.klm).role == Role.EMPLOYEE


def test_the_last_administrator_cannot_step_down_by_an_invitation(cast: Cast, dan: Client) -> None:
    _invitation, address = invited(cast)
    response = dan.post(address)
    assert response.status_code == 409
    assert "Somebody has to stay administrator" in page(response)


@pytest.mark.parametrize("secret", ["nonsense", "a" * 500])
def test_a_made_up_secret_is_404(client: Client, secret: str) -> None:
    assert client.get(reverse("stories:accept_invitation", args=[secret])).status_code == 404


def test_an_old_invitation_is_404(cast: Cast, client: Client) -> None:
    with time_machine.travel(timezone.now() - dt.timedelta(days=15)):
        _invitation, address = invited(cast)
    assert client.get(address).status_code == 404


def test_the_door_closes_after_many_tries(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stories.views.people._DOOR_LIMIT", {"limit": 1, "seconds": 600})
    address = reverse("stories:accept_invitation", args=["guess"])
    with time_machine.travel(timezone.now(), tick=False):
        assert client.get(address).status_code == 404
        response = client.get(address)
    assert response.status_code == 429
    assert "That was a lot at once" in page(response)


def test_joining_another_organisation_of_the_same_name_changes_nothing_else(cast: Cast, client: Client) -> None:
    other = make_organisation(name="KLM")
    boss = make_member(organisation=other, role=Role.ADMIN)
    _invitation, secret = people.invite(other, by=boss, email=cast.alice.email, role=Role.MANAGER)
    client.force_login(cast.alice)
    client.post(reverse("stories:accept_invitation", args=[secret]))
    assert Membership.objects.get(user=cast.alice, organisation=cast.klm).role == Role.EMPLOYEE
