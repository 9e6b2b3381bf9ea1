"""What visitors do: with and without JavaScript, with and without an account, and what they must never find."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from stories.enums import CommentState, ReactionKind, StoryStatus
from stories.models import Allowance, Comment, Reaction, Share, Story
from tests.factories import Cast, make_cast, make_comment, make_story

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}
WORDS = {"name": "Ruth", "email": "ruth@example.org", "text": "My father still talks about a conductor."}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def story(cast: Cast) -> Story:
    return make_story(status=StoryStatus.PUBLISHED, author=cast.alice, title="She asked for a cookie")


@pytest.fixture
def at(story: Story) -> str:
    return f"/en/stories/{story.slug}/"


def html(response: HttpResponse, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def pressed(page: str) -> list[str]:
    """Return the reactions that are shown as one's own."""
    return re.findall(r'value="(\w+)" aria-pressed="true"', page)


# --- The page between -----------------------------------------------------------------------------------------
def test_public_page_leads_to_the_respond_page_with_the_reaction_chosen(client: Client, at: str) -> None:
    page = html(client.get(at))
    for kind in ReactionKind:
        assert f'href="{at}respond/?reaction={kind}"' in page
    respond = client.get(f"{at}respond/?reaction=moved")
    assert respond["Cache-Control"] == "private, no-store"
    assert "csrfmiddlewaretoken" in html(respond)
    assert 'class="reaction reaction--asked" name="reaction" value="moved"' in html(respond)


def test_respond_page_gives_the_script_its_token_and_ones_own_reactions(client: Client, at: str) -> None:
    client.post(f"{at}react/", {"reaction": "moved"})
    response = client.get(f"{at}respond/", headers=JSON)
    assert response["Cache-Control"] == "private, no-store"
    assert len(response.json()["token"]) == 64
    assert response.json()["mine"] == ["moved"]
    assert "csrftoken" in response.cookies


def test_reading_the_respond_page_gives_a_guest_no_identity(client: Client, at: str) -> None:
    client.get(f"{at}respond/")
    assert "visitor" not in client.cookies


# --- Reactions ------------------------------------------------------------------------------------------------
def test_reaction_without_javascript_counts_and_shows_as_ones_own(client: Client, story: Story, at: str) -> None:
    response = client.post(f"{at}react/", {"reaction": "moved"})
    assert response.status_code == 302
    assert response["Location"] == f"{at}respond/"
    assert response.cookies["visitor"]["httponly"] is True
    assert pressed(html(client.get(f"{at}respond/"))) == ["moved"]
    assert Story.objects.get(pk=story.pk).moved_count == 1
    assert 'aria-pressed="true"' not in html(client.get(at))


def test_second_press_takes_it_back(client: Client, story: Story, at: str) -> None:
    for expected in (True, False, True):
        answer = client.post(f"{at}react/", {"reaction": "me_too"}, headers=JSON).json()
        assert answer["pressed"] is expected
        assert answer["count"] == str(int(expected))
        assert answer["sentence"]
    assert Reaction.objects.filter(story=story).count() == 1


def test_two_guests_count_twice_and_one_person_on_two_devices_once(cast: Cast, story: Story, at: str) -> None:
    for device in (Client(), Client()):
        device.post(f"{at}react/", {"reaction": "respect"})
    assert Story.objects.get(pk=story.pk).respect_count == 2
    for device in (Client(), Client()):
        device.force_login(cast.charlie)
        device.post(f"{at}react/", {"reaction": "respect"})
    assert Story.objects.get(pk=story.pk).respect_count == 2


@pytest.mark.parametrize("fields", [{"reaction": "thumbs_up"}, {"reaction": ""}, {}, {"reaction": "moved\0"}])
def test_unknown_reaction_is_refused_in_words(client: Client, story: Story, at: str, fields: dict[str, str]) -> None:
    assert "not one of the four reactions" in html(client.post(f"{at}react/", fields), 400)
    assert "not one of the four" in client.post(f"{at}react/", fields, headers=JSON).json()["sentence"]
    assert not Reaction.objects.filter(story=story).exists()


def test_counts_are_written_as_the_language_does(client: Client, story: Story) -> None:
    Story.objects.filter(pk=story.pk).update(moved_count=2103)
    answer = client.post(f"/da/stories/{story.slug}/react/", {"reaction": "moved"}, headers=JSON).json()
    assert answer["count"] == "2.104"


# --- Comments -------------------------------------------------------------------------------------------------
def test_comment_of_a_guest_waits_for_a_person(client: Client, story: Story, at: str) -> None:
    response = client.post(f"{at}comment/", WORDS, follow=True)
    assert response.redirect_chain[-1][0] == f"{at}respond/"
    assert "A person reads it before it appears." in html(response)
    written = Comment.objects.get()
    assert (written.state, written.name, written.email) == (CommentState.HELD, "Ruth", "ruth@example.org")
    assert "conductor" not in html(client.get(at))
    assert Story.objects.get(pk=story.pk).comment_count == 0


def test_comment_of_a_colleague_stands_at_once_under_her_name(client: Client, cast: Cast, at: str) -> None:
    client.force_login(cast.cara)
    assert 'name="name"' not in html(client.get(f"{at}respond/"))
    page = html(client.post(f"{at}comment/", {"text": "I was there.", "name": "Somebody else"}, follow=True))
    assert "Your comment is on the page." in page
    public = html(Client().get(at))
    assert "I was there." in public
    assert "Cara Colleague" in public
    assert "Somebody else" not in public


def test_address_of_a_guest_is_nowhere(client: Client, cast: Cast, story: Story, at: str) -> None:
    make_comment(
        story=story, email="ruth@example.org", text="Read me.", state=CommentState.PUBLISHED, moderator=cast.bob
    )
    for path in (at, f"{at}respond/", "/en/", "/feeds/stories.atom"):
        assert "ruth@example" not in html(client.get(path))
    assert "Read me." in html(client.get(at))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"text": ""}, "Write a few words first."),
        ({"text": "   "}, "Write a few words first."),
        ({"text": "x" * 2001}, "at most 2000 characters"),
        ({"text": "a\0b"}, "Null characters are not allowed."),
        ({"name": ""}, "a first name is enough"),
        ({"name": "x" * 61}, "at most 60 characters"),
        ({"email": "ruth"}, "name@example.com"),
    ],
)
def test_comment_that_cannot_be_taken_comes_back_whole(
    client: Client, at: str, change: dict[str, str], sentence: str
) -> None:
    page = html(client.post(f"{at}comment/", WORDS | change), 422)
    assert sentence in page
    assert 'aria-invalid="true"' in page
    for name, value in (WORDS | change).items():
        if name not in change:
            assert value in page
    assert sentence in str(client.post(f"{at}comment/", WORDS | change, headers=JSON).json()["errors"])
    assert not Comment.objects.exists()


def test_what_fills_the_hidden_field_is_held_whoever_sends_it(client: Client, cast: Cast, at: str) -> None:
    client.force_login(cast.cara)
    response = client.post(f"{at}comment/", WORDS | {"website": "https://spam.example"}, follow=True)
    assert "A person reads it before it appears." in html(response)
    assert Comment.objects.get().state == CommentState.HELD


def test_comment_is_plain_text(client: Client, cast: Cast, story: Story, at: str) -> None:
    make_comment(
        story=story, text="<b>bold</b>\nsecond line", name="<i>R</i>", state=CommentState.PUBLISHED, moderator=cast.bob
    )
    page = html(client.get(at))
    assert "&lt;b&gt;bold&lt;/b&gt;<br>second line" in page
    assert "&lt;i&gt;R&lt;/i&gt;" in page


def test_form_of_the_public_page_lands_where_one_more_press_sends_it(at: str) -> None:
    client = Client(enforce_csrf_checks=True)
    assert f'action="{at}comment/" data-needs-token' in html(client.get(at))
    page = html(client.post(f"{at}comment/", WORDS | {"website": ""}), 403)
    assert WORDS["text"] in page
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    sent = client.post(f"{at}comment/", WORDS | {"website": "", "csrfmiddlewaretoken": token[1]})
    assert sent.status_code == 302
    assert Comment.objects.get().text == WORDS["text"]


# --- Shares ---------------------------------------------------------------------------------------------------
def test_share_counts_once_a_visitor(client: Client, story: Story, at: str) -> None:
    assert client.post(f"{at}share/", headers=JSON).json()["count"] == "1"
    assert "Thank you for passing it on." in html(client.post(f"{at}share/", follow=True))
    assert Story.objects.get(pk=story.pk).share_count == Share.objects.count() == 1
    assert f'value="http://127.0.0.1:8000{at}"' in html(client.get(f"{at}respond/"))


# --- What every act refuses -----------------------------------------------------------------------------------
@pytest.mark.parametrize("act", ["react", "comment", "share"])
def test_acts_take_post_with_a_token_alone(at: str, act: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(f"{at}{act}/").status_code == 405
    assert strict.post(f"{at}{act}/", {"reaction": "moved"} | WORDS).status_code == 403
    assert not Reaction.objects.exists() and not Comment.objects.exists() and not Share.objects.exists()  # noqa: PT018


@pytest.mark.parametrize("act", ["respond", "react", "comment", "share"])
@pytest.mark.parametrize("status", [StoryStatus.APPROVED, StoryStatus.WITHDRAWN])
def test_story_off_the_wall_takes_nothing_even_from_its_readers(
    client: Client, cast: Cast, act: str, status: StoryStatus
) -> None:
    story = make_story(status=status, author=cast.alice)
    client.force_login(cast.bob)
    address = f"/en/stories/{story.slug or story.key}/{act}/"
    assert (client.get(address) if act == "respond" else client.post(address)).status_code == 404


@pytest.mark.parametrize(
    ("act", "key", "fields"),
    [("react", "react", {"reaction": "moved"}), ("comment", "comment", WORDS), ("share", "share", {})],
)
def test_too_much_at_once_is_said_in_words_and_loses_nothing(
    client: Client, at: str, act: str, key: str, fields: dict[str, str]
) -> None:
    client.post(f"{at}{act}/", fields)
    Allowance.objects.filter(key__startswith=f"{key}:").update(used=1000)
    page = html(client.post(f"{at}{act}/", fields), 429)
    assert "nothing is lost" in page
    assert fields.get("text", "") in page
    answer = client.post(f"{at}{act}/", fields, headers=JSON)
    assert (answer.status_code, "nothing is lost" in answer.json()["sentence"]) == (429, True)


def test_forged_visitor_is_a_stranger(client: Client, story: Story, at: str) -> None:
    client.cookies["visitor"] = "u1:forged"
    assert client.post(f"{at}react/", {"reaction": "moved"}).status_code == 302
    assert Reaction.objects.get(story=story).visitor.startswith("v")


# --- The corner -----------------------------------------------------------------------------------------------
def test_corner_of_a_guest_sets_no_cookie(client: Client) -> None:
    response = client.get("/en/corner/")
    assert "Sign in" in html(response)
    assert not response.cookies
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("who", "queue", "people"), [("alice", False, False), ("bob", True, False), ("dan", False, True)]
)
def test_corner_leads_each_role_to_its_rooms(
    client: Client, cast: Cast, who: str, *, queue: bool, people: bool
) -> None:
    person = getattr(cast, who)
    client.force_login(person)
    page = html(client.get("/en/corner/"))
    assert person.first_name in page
    assert ('href="/en/review/"' in page, 'href="/en/people/"' in page) == (queue, people)
    assert 'action="/en/account/logout/"' in page
    assert "csrfmiddlewaretoken" in page


def test_corner_says_how_much_is_new(client: Client, cast: Cast, story: Story) -> None:
    client.force_login(cast.alice)
    assert "new" in html(client.get("/en/corner/"))
