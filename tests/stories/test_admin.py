from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from stories.enums import EventKind, Role, StoryStatus
from stories.models import Event, Membership, Story, User
from tests.factories import Cast, make_cast, make_comment, make_story, make_thanks

pytestmark = pytest.mark.django_db
SET_UP = {"organisation", "team", "user", "membership"}
MODELS = list(apps.get_app_config("stories").get_models())


@pytest.fixture
def root(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root@klm.example", "x" * 12, name="Root"))
    return client


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def page(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize("model", MODELS)
def test_every_list_opens_and_nothing_is_deleted(cast: Cast, root: Client, model: type[Model]) -> None:
    assert admin.site.is_registered(model)
    name = model.__name__.lower()
    make_story(status=StoryStatus.PUBLISHED, author=cast.alice, organisation=cast.klm, credits=[cast.cara])
    response = root.get(reverse(f"admin:stories_{name}_changelist"))
    assert response.status_code == 200
    assert "delete_selected" not in page(response)
    added = root.get(reverse(f"admin:stories_{name}_add"))
    assert added.status_code == (200 if name in SET_UP else 403)


def test_a_story_is_only_looked_at(cast: Cast, root: Client) -> None:
    story = make_story(status=StoryStatus.SUBMITTED, author=cast.alice, organisation=cast.klm)
    address = reverse("admin:stories_story_change", args=[story.pk])
    assert root.get(address).status_code == 200
    assert root.post(address, {"status": "published", "view_count": 9}).status_code == 403
    assert root.post(reverse("admin:stories_story_delete", args=[story.pk]), {"post": "yes"}).status_code == 403
    story.refresh_from_db()
    assert (story.status, story.view_count) == (StoryStatus.SUBMITTED, 0)


@pytest.mark.parametrize("status", [StoryStatus.DRAFT, StoryStatus.WITHDRAWN])
def test_drafts_are_not_shown(cast: Cast, root: Client, status: StoryStatus) -> None:
    story = make_story(
        status=status, author=cast.alice, title="Secret draft", withdrawn_from=StoryStatus.SUBMITTED, text="Hush."
    )
    for name in ("story", "moment", "event", "credit"):
        assert "Secret draft" not in page(root.get(reverse(f"admin:stories_{name}_changelist")))
    assert root.get(reverse("admin:stories_story_change", args=[story.pk])).status_code == 302
    assert root.get(reverse("admin:stories_moment_change", args=[story.moments.get().pk])).status_code == 302


def test_events_are_only_looked_at(cast: Cast, root: Client) -> None:
    make_story(status=StoryStatus.SUBMITTED, author=cast.alice)
    event = Event.objects.order_by("pk")[0]
    address = reverse("admin:stories_event_change", args=[event.pk])
    assert root.get(address).status_code == 200
    assert root.post(address, {"kind": "declined"}).status_code == 403
    assert root.post(reverse("admin:stories_event_delete", args=[event.pk]), {"post": "yes"}).status_code == 403


def test_words_and_addresses_that_are_private_stay_so(cast: Cast, root: Client) -> None:
    story = make_story(status=StoryStatus.PUBLISHED, author=cast.alice, organisation=cast.klm)
    comment = make_comment(story=story, email="guest@private.example")
    thanks = make_thanks(story=story, text="Between you and me")
    assert "private.example" not in page(root.get(reverse("admin:stories_comment_change", args=[comment.pk])))
    assert "Between you and me" not in page(root.get(reverse("admin:stories_thanks_change", args=[thanks.pk])))


def test_the_first_administrator_is_added_and_logged(cast: Cast, root: Client) -> None:
    data = {"user": cast.charlie.pk, "organisation": cast.klm.pk, "role": "admin", "team": ""}
    root.post(reverse("admin:stories_membership_add"), data)
    member = Membership.objects.get(user=cast.charlie, organisation=cast.klm)
    event = Event.objects.get(kind=EventKind.JOINED, organisation=cast.klm)
    assert (member.role, event.data) == (Role.ADMIN, {"member": cast.charlie.pk, "role": "admin"})
    assert root.post(reverse("admin:stories_membership_change", args=[member.pk]), data).status_code == 403


def test_an_account_is_made_and_changed(root: Client) -> None:
    data = {"email": "new@klm.example", "name": "Nora", "usable_password": "false", "password1": "", "password2": ""}
    root.post(reverse("admin:stories_user_add"), data)
    user = User.objects.get(email="new@klm.example")
    assert not user.has_usable_password()
    assert root.get(reverse("admin:stories_user_change", args=[user.pk])).status_code == 200
    assert root.post(reverse("admin:stories_user_delete", args=[user.pk]), {"post": "yes"}).status_code == 403


def test_nobody_else_enters(cast: Cast, client: Client) -> None:
    client.force_login(cast.dan)
    assert client.get(reverse("admin:index")).status_code == 302
    assert Story.objects.count() == 0
