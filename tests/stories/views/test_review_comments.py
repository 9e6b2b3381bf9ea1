from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stories.enums import CommentState, StoryStatus
from stories.models import Comment, Story
from tests.factories import Cast, make_cast, make_comment, make_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def bob(cast: Cast, client: Client) -> Client:
    client.force_login(cast.bob)
    return client


def page(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def wall(cast: Cast) -> Story:
    return make_story(status=StoryStatus.PUBLISHED, author=cast.alice, organisation=cast.klm, title="On the wall")


def test_held_comments_are_shown_oldest_first_without_addresses(cast: Cast, bob: Client, wall: Story) -> None:
    make_comment(story=wall, text="The first", email="guest@private.example")
    make_comment(story=wall, text="The second")
    response = bob.get(reverse("stories:review_comments"))
    assert [comment.text for comment in response.context["held"]] == ["The first", "The second"]
    assert "Two comments wait" in page(response)
    assert "private.example" not in page(response)
    assert "2 comments wait" in page(bob.get(reverse("stories:review")))


@pytest.mark.parametrize(("act", "state"), [("publish", CommentState.PUBLISHED), ("hide", CommentState.HIDDEN)])
def test_a_held_comment_is_decided(cast: Cast, bob: Client, wall: Story, act: str, state: CommentState) -> None:
    comment = make_comment(story=wall)
    response = bob.post(reverse("stories:decide_comment", args=[comment.key]), {"act": act})
    assert response.headers["Location"] == reverse("stories:review_comments")
    comment.refresh_from_db()
    assert comment.state == state


def test_at_most_three_comments_stand_at_the_top(cast: Cast, bob: Client, wall: Story) -> None:
    comments = [make_comment(story=wall, state=CommentState.PUBLISHED, moderator=cast.bob) for _ in range(4)]
    here = reverse("stories:review_comments") + f"?story={wall.key}"
    for comment in comments:
        response = bob.post(
            reverse("stories:decide_comment", args=[comment.key]), {"act": "feature", "next": here}, follow=True
        )
    assert "Three comments stand at the top already" in page(response)
    assert Comment.objects.filter(featured=True).count() == 3
    bob.post(reverse("stories:decide_comment", args=[comments[0].key]), {"act": "unfeature"})
    assert Comment.objects.filter(featured=True).count() == 2
    assert len(bob.get(here).context["comments"]) == 4


def test_comments_of_another_organisation_are_404(cast: Cast, client: Client, wall: Story) -> None:
    comment = make_comment(story=wall)
    client.force_login(cast.charlie)
    assert client.post(reverse("stories:decide_comment", args=[comment.key]), {"act": "publish"}).status_code == 404
    response = client.get(reverse("stories:review_comments") + f"?story={wall.key}")
    assert comment.text not in page(response)
    assert response.context["story"] is None


@pytest.mark.parametrize("act", ["", "delete"])
def test_a_made_up_act_on_a_comment_is_404(cast: Cast, bob: Client, wall: Story, act: str) -> None:
    comment = make_comment(story=wall)
    assert bob.post(reverse("stories:decide_comment", args=[comment.key]), {"act": act}).status_code == 404


def test_a_made_up_story_of_comments_is_ignored(bob: Client) -> None:
    assert bob.get(reverse("stories:review_comments") + "?story=%00nonsense").status_code == 200
