import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from stories.enums import StoryStatus
from stories.models import User
from tests.factories import Cast, make_cast, make_story, make_user

pytestmark = pytest.mark.django_db
GOOD, NEW = "quiet-river-lantern", "brisk-amber-harbour"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def nora() -> User:
    return make_user(name="Nora New", email="nora@klm.example", password=GOOD)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def page(response: Any) -> str:
    return str(response.content.decode())


def sign_in(client: Client, email: str, password: str = GOOD, **more: str) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


# --- home --------------------------------------------------------------------------------------------------


def test_home_of_a_manager_with_a_queue_is_the_queue(cast: Cast, client: Client) -> None:
    make_story(status=StoryStatus.SUBMITTED, author=cast.alice, organisation=cast.klm)
    client.force_login(cast.bob)
    assert client.get(reverse("stories:home")).headers["Location"] == reverse("stories:review")


@pytest.mark.parametrize("person", ["alice", "bob", "audrey", "dan"])
def test_home_of_everybody_else_is_her_own_page(cast: Cast, client: Client, person: str) -> None:
    client.force_login(getattr(cast, person))
    assert client.get(reverse("stories:home")).headers["Location"] == reverse("stories:my")


def test_home_needs_sign_in(client: Client) -> None:
    response = client.get(reverse("stories:home"))
    assert response.headers["Location"] == f"{reverse('account_login')}?next={reverse('stories:home')}"


# --- in and out --------------------------------------------------------------------------------------------


def test_signing_in_leads_home(client: Client, nora: User) -> None:
    assert sign_in(client, "Nora@KLM.example").headers["Location"] == reverse("stories:home")
    assert client.session["_auth_user_id"] == str(nora.pk)


def test_signing_in_leads_back_to_where_one_was(client: Client, nora: User) -> None:
    wanted = reverse("stories:tell")
    assert f'value="{wanted}"' in page(client.get(reverse("account_login"), {"next": wanted}))
    assert sign_in(client, nora.email, next=wanted).headers["Location"] == wanted


def test_signing_in_never_leads_to_another_site(client: Client, nora: User) -> None:
    answer = sign_in(client, nora.email, next="https://evil.example/")
    assert answer.headers["Location"] == reverse("stories:home")


def test_known_and_unknown_accounts_get_the_same_answer(client: Client, nora: User) -> None:
    def answer(email: str) -> str:
        html = page(sign_in(client, email, "wrong-wrong-wrong"))
        html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)
        return html.replace(email, "")

    assert "Address and password do not belong together." in answer(nora.email)
    assert answer(nora.email) == answer("nobody@klm.example")


def test_too_many_wrong_passwords_close_the_door_for_a_while(client: Client, nora: User) -> None:
    for _ in range(5):
        sign_in(client, nora.email, "wrong-wrong-wrong")
    html = page(sign_in(client, nora.email))
    assert "Wait five minutes and try again." in html
    assert "_auth_user_id" not in client.session


def test_too_many_sign_ins_from_one_address_meet_our_page(client: Client, nora: User) -> None:
    answers = [sign_in(client, f"{number}@klm.example", "wrong-wrong-wrong") for number in range(31)]
    assert answers[-1].status_code == 429
    assert "That was a lot at once" in page(answers[-1])


def test_limits_count_by_the_address_that_the_proxy_names(client: Client, nora: User, settings: Any) -> None:
    settings.TRUST_PROXY = True
    for number in range(31):
        headers = {"X-Forwarded-For": f"192.0.2.{number}"}
        answer = client.post(reverse("account_login"), {"login": "a@b.example", "password": "x"}, headers=headers)
    assert answer.status_code == 200


def test_a_closed_account_cannot_sign_in(client: Client, nora: User) -> None:
    User.objects.filter(pk=nora.pk).update(is_active=False)
    sign_in(client, nora.email)
    assert "_auth_user_id" not in client.session


def test_signing_out_is_posted(client: Client, nora: User) -> None:
    client.force_login(nora)
    html = page(client.get(reverse("account_logout")))
    assert f'action="{reverse("account_logout")}"' in html
    assert "_auth_user_id" in client.session
    assert client.post(reverse("account_logout")).headers["Location"] == reverse("stories:wall")
    assert "_auth_user_id" not in client.session


# --- passwords ---------------------------------------------------------------------------------------------


def test_changing_the_password(client: Client, nora: User) -> None:
    client.force_login(nora)
    html = page(client.get(reverse("account_change_password")))
    assert "Your password now" in html
    assert "placeholder" not in html
    wrong = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    assert "This is not the password that you have now." in page(client.post(reverse("account_change_password"), wrong))
    client.post(reverse("account_change_password"), {**wrong, "oldpassword": GOOD})
    nora.refresh_from_db()
    assert nora.check_password(NEW)
    assert client.get(reverse("account_change_password")).status_code == 200


def test_a_forgotten_password_is_set_anew_by_mail(client: Client, nora: User, mailoutbox: list[Any]) -> None:
    done = client.post(reverse("account_reset_password"), {"email": nora.email}, follow=True)
    assert "Look in your mail" in page(done)
    (mail,) = mailoutbox
    assert mail.subject == "Choose a new password"
    assert mail.body.startswith("Hello Nora,")
    address = re.search(r"https?://testserver(\S+)", mail.body)
    assert address is not None
    form = client.get(address.group(1), follow=True)
    assert "Choose a new password" in page(form)
    here = form.redirect_chain[-1][0]
    answer = client.post(here, {"password1": NEW, "password2": NEW}, follow=True)
    assert "Your new password is kept" in page(answer)
    nora.refresh_from_db()
    assert nora.check_password(NEW)
    assert "This link was used already" in page(Client().get(address.group(1), follow=True))


def test_a_forgotten_password_of_nobody_gets_the_same_answer(client: Client, nora: User, mailoutbox: list[Any]) -> None:
    known = client.post(reverse("account_reset_password"), {"email": nora.email}, follow=True)
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@klm.example"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert page(known) == page(unknown)
    assert [mail.to for mail in mailoutbox] == [["nora@klm.example"], ["nobody@klm.example"]]
    assert mailoutbox[1].subject == "There is no account with this address"


# --- what exists -------------------------------------------------------------------------------------------


def test_nobody_signs_up_alone(client: Client) -> None:
    html = page(client.get(reverse("account_signup")))
    assert "Come in by invitation" in html
    data = {"email": "new@klm.example", "password1": GOOD}
    assert "Come in by invitation" in page(client.post(reverse("account_signup"), data))
    assert not User.objects.filter(email="new@klm.example").exists()


@pytest.mark.parametrize("name", ["account_email", "account_email_verification_sent", "account_confirm_email"])
def test_pages_that_nobody_needs_do_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("name", ["inactive", "reauthenticate", "set_password", "reset_password_from_key_done"])
def test_every_page_that_exists_is_ours(client: Client, nora: User, name: str) -> None:
    if name == "set_password":
        nora.set_unusable_password()
        nora.save()
    client.force_login(nora)
    html = page(client.get(reverse(f"account_{name}")))
    assert 'class="door"' in html


def test_the_database_admin_is_entered_by_the_same_door(client: Client, nora: User) -> None:
    response = client.get("/admin/login/", follow=True)
    assert response.redirect_chain[0][0].startswith("/en/account/login/")
