"""Names that were not agreed to are nowhere in public, however the author wrote them."""

import pytest
from django.test import Client
from django.urls import reverse

from stories import anonymity, search
from stories.actions import consent, workflow
from stories.enums import StoryStatus
from stories.models import Consent, Credit, Story, User
from tests.factories import MomentDraft, make_cast, make_member, make_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_reader")]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Anneke de Wit came down.", "Purser came down."),
        ("Then Anneke came, and de Wit smiled.", "Then purser came, and purser smiled."),
        ("Annekes coat, Anneke's shoes, Anneke’s hat", "Pursers coat, purser's shoes, purser’s hat"),
        ("It rained. Anneke stayed.", "It rained. Purser stayed."),
        ("Annekeline and the wit of it", "Annekeline and the wit of it"),
        ("She said: “Anneke knows.”", "She said: “purser knows.”"),
    ],
)
def test_names_become_the_role(written: str, shown: str) -> None:
    person = User(name="Anneke de Wit", email="a@klm.example")
    hidden = anonymity.hidden_in([Credit(person=person, role="purser")], "en")
    assert anonymity.hide(written, hidden) == shown


@pytest.mark.parametrize(("language", "instead"), [("en", "a colleague"), ("da", "en kollega"), ("nl", "een collega")])
def test_without_a_role_it_is_a_colleague_in_the_language_of_the_story(language: str, instead: str) -> None:
    hidden = anonymity.hidden_in([Credit(person=User(name="Bo Bo", email="b@klm.example"))], language)
    assert anonymity.hide("… og Bo Bo", hidden) == f"… og {instead}"


def told(status: StoryStatus = StoryStatus.PUBLISHED) -> tuple[Story, User]:
    cast = make_cast()
    anneke = make_member(organisation=cast.klm, name="Anneke Zonderling", email="anneke@klm.example")
    moments = [
        MomentDraft(
            "I asked nobody. Anneke came down without asking anybody and fetched the coat herself.",
            feeling=3,
            title="Anneke comes",
            summary="Anneke Zonderling came down.",
            asked="Anneke",
            got="Zonderling herself",
        )
    ]
    story = make_story(
        status=status,
        author=cast.alice,
        reviewer=cast.bob,
        credits=[anneke],
        moments=moments,
        title="Anneke came down",
        short="And Zonderling smiled.",
        language="en",
    )
    return story, anneke


def public_words(story: Story) -> str:
    client = Client()
    addresses = [
        reverse("stories:wall"),
        reverse("stories:story", args=[story.slug]),
        reverse("stories:respond", args=[story.slug]),
        reverse("story_feed"),
    ]
    return " ".join(client.get(address).text for address in addresses)


def finds(word: str) -> list[Story]:
    return list(search.matching(Story.objects.on_wall(), search.parse(word)))


def test_a_name_in_the_text_is_public_only_as_long_as_its_owner_agrees() -> None:
    story, anneke = told()
    assert story.status == StoryStatus.PUBLISHED
    assert "Anneke" not in public_words(story)
    assert "Zonderling" not in public_words(story)
    assert finds("zonderling") == []

    question = Consent.objects.get(credit__story=story, credit__person=anneke)
    consent.answer(question, by=anneke, yes=True)
    assert "Anneke came down" in public_words(story)
    assert finds("zonderling") == [story]

    consent.answer(question, by=anneke, yes=False)
    assert "Anneke" not in public_words(story)
    assert "Zonderling" not in public_words(story)
    assert finds("zonderling") == []
    story.refresh_from_db()
    assert story.title == "Anneke came down"


def test_evidence_is_still_marked_around_a_hidden_name() -> None:
    story, _anneke = told()
    page = Client().get(reverse("stories:story", args=[story.slug])).text
    assert '<mark class="evidence theme--empowerment"' in page


def test_no_address_holds_a_credited_name() -> None:
    story, _anneke = told()
    assert story.slug is not None
    assert "anneke" not in story.slug
    assert workflow.may(story.author, story, StoryStatus.WITHDRAWN)
