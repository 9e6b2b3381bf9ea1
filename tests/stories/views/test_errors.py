import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from stories.enums import StoryStatus
from stories.models import Comment, Story
from stories.permissions import NotAllowed
from stories.views import errors
from tests.factories import make_story


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def page(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def wall(db: None) -> Story:
    return make_story(status=StoryStatus.PUBLISHED)


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def test_400_says_that_the_form_is_still_there(rf: RequestFactory) -> None:
    response = errors.bad_request(rf.get("/en/"), SuspiciousOperation("x"))
    assert response.status_code == 400
    assert "what you typed is still in the form" in page(response)


def test_403_says_why_when_the_refusal_is_ours(rf: RequestFactory) -> None:
    response = errors.forbidden(rf.get("/en/"), NotAllowed("A second manager has to agree."))
    assert response.status_code == 403
    assert "A second manager has to agree." in page(response)


def test_403_keeps_the_words_of_others_to_itself(rf: RequestFactory) -> None:
    html = page(errors.forbidden(rf.get("/en/"), PermissionDenied("internal detail")))
    assert "internal detail" not in html
    assert "for others to decide" in html


@pytest.mark.django_db
def test_404_leads_on_and_is_not_kept(client: Client) -> None:
    response = client.get("/en/nothing/")
    assert response.status_code == 404
    assert "Nothing here" in page(response)
    assert reverse("stories:wall") in page(response)
    assert response.headers["Cache-Control"] == "private, no-store"


def test_500_needs_no_database_and_no_hashed_files(rf: RequestFactory, settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    response = errors.server_error(rf.get("/en/"))
    assert response.status_code == 500
    assert "Something broke on our side" in page(response)
    assert "/static/css/tokens.css" in page(response)


def test_500_holds_no_inline_style_or_script(rf: RequestFactory) -> None:
    html = page(errors.server_error(rf.get("/en/")))
    assert "<style" not in html
    assert "<script" not in html
    assert "style=" not in html


def test_a_comment_without_token_is_given_back_and_sent_by_one_press(strict: Client, wall: Story) -> None:
    address = reverse("stories:comment", args=[wall.slug])
    words = "A long comment that somebody typed without JavaScript,\nwith <b>two</b> lines."
    answer = strict.post(address, {"name": "Ruth", "text": words, "email": ""})
    assert answer.status_code == 403
    html = page(answer)
    assert "Nothing has been sent yet." in html
    assert "with &lt;b&gt;two&lt;/b&gt; lines." in html
    assert '<input type="hidden" name="name" value="Ruth">' in html
    assert not Comment.objects.exists()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)
    assert token is not None
    again = {"name": "Ruth", "text": words, "email": "", "csrfmiddlewaretoken": token.group(1)}
    assert strict.post(address, again).status_code == 302
    assert Comment.objects.get().name == "Ruth"


@pytest.mark.django_db
def test_passwords_are_never_given_back(strict: Client) -> None:
    answer = strict.post(reverse("account_login"), {"login": "ruth@klm.example", "password": "quiet-river"})
    html = page(answer)
    assert answer.status_code == 403
    assert "quiet-river" not in html
    assert "ruth@klm.example" not in html
    assert "Go back, load it again" in html


@pytest.mark.django_db
def test_an_empty_form_without_token_asks_to_come_again(strict: Client) -> None:
    assert "Go back, load it again" in page(strict.post(reverse("account_logout")))


@pytest.mark.django_db
def test_words_of_another_site_are_not_given_back() -> None:
    client = Client(enforce_csrf_checks=True)
    story = make_story(status=StoryStatus.PUBLISHED)
    address = reverse("stories:comment", args=[story.slug])
    answer = client.post(address, {"name": "Eve", "text": "Said by nobody"}, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403
    assert "Said by nobody" not in answer.text
