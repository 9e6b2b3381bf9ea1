"""News: told once, asked once, answered by oneself alone."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from stories.actions import recognition
from stories.enums import ConsentState, StoryStatus
from stories.models import Consent, Notice, Story, Thanks, User
from tests.factories import Cast, make_cast, make_story, make_thanks, say_yes

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def asked(cast: Cast, status: StoryStatus = StoryStatus.APPROVED) -> tuple[Story, Consent]:
    """Return a story in which Cara is asked about her name, and the question."""
    story = make_story(author=cast.alice, reviewer=cast.bob, status=status, credits=[cast.cara], title="The charger")
    return story, Consent.objects.get(credit__story=story, credit__person=cast.cara)


def test_without_news_it_says_so(cast: Cast) -> None:
    page = signed_in(cast.cara).get(reverse("stories:news"))
    assert "Nothing new" in page.text
    assert page["Cache-Control"] == "private, no-store"


def test_notices_are_new_once(cast: Cast) -> None:
    asked(cast)
    client = signed_in(cast.cara)
    first, second = client.get(reverse("stories:news")).text, client.get(reverse("stories:news")).text
    assert "You are in “The charger”." in first
    assert "notices__one--new" in first
    assert "notices__one--new" not in second
    assert not Notice.objects.unread().filter(to=cast.cara).exists()
    assert Notice.objects.unread().filter(to=cast.alice).exists(), "those of others stay unread"


def test_a_yes_publishes_and_puts_the_name_there(cast: Cast) -> None:
    story, question = asked(cast)
    client = signed_in(cast.cara)
    page = client.get(reverse("stories:news")).text
    assert "May your name stand with “The charger”?" in page
    assert reverse("stories:inside_story", args=[story.key]) in page
    answer = client.post(reverse("stories:consent_answer", args=[question.key]), {"answer": "yes"})
    assert answer["Location"] == reverse("stories:news")
    question.refresh_from_db()
    story.refresh_from_db()
    assert (question.state, story.status) == (ConsentState.GIVEN, StoryStatus.PUBLISHED)
    assert "Take it back" in client.get(reverse("stories:news")).text


def test_a_yes_is_taken_back_with_one_press(cast: Cast) -> None:
    story, question = asked(cast)
    say_yes(story)
    signed_in(cast.cara).post(reverse("stories:consent_answer", args=[question.key]), {"answer": "no"})
    question.refresh_from_db()
    assert question.state == ConsentState.WITHDRAWN


def test_rather_not_can_become_a_yes(cast: Cast) -> None:
    _story, question = asked(cast)
    client = signed_in(cast.cara)
    client.post(reverse("stories:consent_answer", args=[question.key]), {"answer": "no"})
    assert "Show my name after all" in client.get(reverse("stories:news")).text


def test_only_the_person_answers(cast: Cast) -> None:
    _story, question = asked(cast)
    for other in (cast.alice, cast.bob, cast.charlie):
        address = reverse("stories:consent_answer", args=[question.key])
        assert signed_in(other).post(address, {"answer": "yes"}).status_code == 404
    question.refresh_from_db()
    assert question.state == ConsentState.ASKED


def test_an_answer_is_yes_or_no_and_posted(cast: Cast) -> None:
    _story, question = asked(cast)
    address = reverse("stories:consent_answer", args=[question.key])
    assert signed_in(cast.cara).get(address).status_code == 405
    assert signed_in(cast.cara).post(address, {"answer": "perhaps"}).status_code == 404


def test_a_question_that_is_closed_is_said_in_words(cast: Cast) -> None:
    story, question = asked(cast)
    signed_in(cast.alice).post(reverse("stories:withdraw", args=[story.key]))
    client = signed_in(cast.cara)
    answer = client.post(reverse("stories:consent_answer", args=[question.key]), {"answer": "yes"}, follow=True)
    assert "not on its way to the wall any more" in answer.text


def test_thanks_are_shown_in_the_exact_words_and_the_receiver_chooses(cast: Cast) -> None:
    story = make_story(author=cast.alice, status=StoryStatus.SUBMITTED)
    thanks = make_thanks(story=story, by=cast.bob, text="You saw her,\nand you did it.")
    client = signed_in(cast.alice)
    page = client.get(reverse("stories:news")).text
    assert "You saw her,<br>and you did it." in page
    assert "Only you read this" in page
    address = reverse("stories:thanks_show", args=[thanks.key])
    client.post(address, {"show": "yes"})
    assert Thanks.objects.get().shown
    client.post(address, {"show": "no"})
    assert not Thanks.objects.get().shown


def test_thanks_of_others_are_nothing(cast: Cast) -> None:
    story = make_story(author=cast.alice, status=StoryStatus.SUBMITTED)
    thanks = make_thanks(story=story, by=cast.bob)
    for other in (cast.bob, cast.cara, cast.charlie):
        address = reverse("stories:thanks_show", args=[thanks.key])
        assert signed_in(other).post(address, {"show": "yes"}).status_code == 404
    assert signed_in(cast.alice).get(reverse("stories:thanks_show", args=[thanks.key])).status_code == 405
    assert signed_in(cast.alice).post(reverse("stories:thanks_show", args=[uuid.uuid4()])).status_code == 404


def test_a_press_leads_back_to_where_it_was_made(cast: Cast) -> None:
    story = make_story(author=cast.alice, status=StoryStatus.SUBMITTED)
    thanks = recognition.thank(story, by=cast.bob, to=[cast.alice], text="Thank you.")[0]
    home = reverse("stories:my_story", args=[story.key])
    address = reverse("stories:thanks_show", args=[thanks.key])
    assert signed_in(cast.alice).post(address, {"show": "yes", "next": home})["Location"] == home
    away = signed_in(cast.alice).post(address, {"show": "yes", "next": "https://elsewhere.example/"})
    assert away["Location"] == reverse("stories:news")


def test_a_credited_colleague_takes_a_story_off_the_wall(cast: Cast) -> None:
    story, _question = asked(cast, StoryStatus.PUBLISHED)
    client, address = signed_in(cast.cara), reverse("stories:veto", args=[story.slug])
    assert "Take the story off the wall?" in client.get(address).text
    story.refresh_from_db()
    assert story.status == StoryStatus.PUBLISHED, "looking does nothing"
    client.post(address)
    story.refresh_from_db()
    assert story.status == StoryStatus.WITHDRAWN


def test_nobody_else_has_a_veto(cast: Cast) -> None:
    story, _question = asked(cast, StoryStatus.PUBLISHED)
    for other in (cast.alice, cast.dan, cast.charlie):
        assert signed_in(other).post(reverse("stories:veto", args=[story.slug])).status_code == 404
    story.refresh_from_db()
    assert story.status == StoryStatus.PUBLISHED
