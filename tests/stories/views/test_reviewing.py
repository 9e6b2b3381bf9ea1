import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from stories.actions import tagging
from stories.actions.telling import MomentDraft
from stories.enums import Audience, Decision, Kind, Source, StoryStatus, Theme
from stories.models import Notice, Story, Thanks
from tests.factories import Cast, make_cast, make_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_reader")]

#: Of a page with a story on the desk, whatever the length of the queue.
QUERIES_AT_MOST = 42
ACTS = ("thank", "approve", "publish", "return_to_author", "decline", "take_down", "correct_reading")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def bob(cast: Cast, client: Client) -> Client:
    client.force_login(cast.bob)
    return client


def sent(cast: Cast, **kwargs: Any) -> Story:
    return make_story(status=StoryStatus.SUBMITTED, author=cast.alice, organisation=cast.klm, **kwargs)


def at(name: str, story: Story) -> str:
    return reverse(f"stories:{name}", kwargs={"key": story.key})


def page(response: Any) -> str:
    return str(response.content.decode())


# --- the queue ---------------------------------------------------------------------------------------------


def test_queue_shows_the_oldest_first_with_its_age(cast: Cast, bob: Client) -> None:
    with time_machine.travel(timezone.now() - dt.timedelta(hours=19)):
        old = sent(cast, title="The older one")
    sent(cast, title="The newer one")
    response = bob.get(reverse("stories:review"))
    assert [story.title for story in response.context["queue"].stories] == ["The older one", "The newer one"]
    assert "Two waiting" in page(response)
    assert "19 h" in page(response)
    assert response.context["story"] == old


def test_queue_of_a_manager_leaves_out_her_own_story(cast: Cast, bob: Client) -> None:
    own = make_story(status=StoryStatus.SUBMITTED, author=cast.bob, organisation=cast.klm)
    response = bob.get(reverse("stories:review"))
    assert response.context["queue"].stories == []
    assert "All read" in page(response)
    assert own.title not in page(response)


def test_queue_names_what_waits_for_a_colleague_and_for_a_second_manager(cast: Cast, bob: Client) -> None:
    make_story(
        status=StoryStatus.APPROVED, author=cast.alice, organisation=cast.klm, credits=[cast.cara], title="Asked"
    )
    make_story(
        status=StoryStatus.APPROVED, author=cast.alice, organisation=cast.klm, kind=Kind.MISSED_MOMENT, title="Inside"
    )
    html = page(bob.get(reverse("stories:review")))
    assert "Asked: Cara" in html
    assert "Inside, until a second manager agrees" in html


def test_queue_counts_beyond_what_it_lists(cast: Cast, bob: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stories.desk.QUEUE_AT_MOST", 1)
    sent(cast)
    sent(cast)
    response = bob.get(reverse("stories:review"))
    assert (response.context["queue"].count, response.context["queue"].unlisted) == (2, 1)
    assert "And one more after these." in page(response)


@pytest.mark.parametrize("person", ["alice", "cara", "dan", "audrey"])
def test_queue_tells_others_whose_room_it_is(cast: Cast, client: Client, person: str) -> None:
    client.force_login(getattr(cast, person))
    response = client.get(reverse("stories:review"))
    assert response.status_code == 403
    assert "This is where managers read" in page(response)
    assert client.get(reverse("stories:review_comments")).status_code == 403


def test_queue_takes_the_same_number_of_queries_at_one_and_three_stories(cast: Cast, bob: Client) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            with time_machine.travel(timezone.now() - dt.timedelta(hours=1)):
                sent(cast, credits=[cast.cara])
        bob.get(reverse("stories:review"))
        with CaptureQueriesContext(connection) as captured:
            assert len(bob.get(reverse("stories:review")).context["queue"].stories) in {1, 3}
        counts.append(len(captured))
    assert counts[0] == counts[1] <= QUERIES_AT_MOST


# --- one story ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["alice", "cara", "dan", "audrey", "charlie"])
def test_story_is_hidden_from_whoever_does_not_manage_it(cast: Cast, client: Client, person: str) -> None:
    story = sent(cast)
    client.force_login(getattr(cast, person))
    assert client.get(at("review_story", story)).status_code == 404
    for act in ACTS:
        assert client.post(at(act, story), {"note": "x", "thanks": "x"}).status_code == 404
    story.refresh_from_db()
    assert story.status == StoryStatus.SUBMITTED


@pytest.mark.parametrize("status", [StoryStatus.DRAFT, StoryStatus.WITHDRAWN])
def test_story_that_was_not_sent_is_hidden(cast: Cast, bob: Client, status: StoryStatus) -> None:
    story = make_story(status=status, author=cast.alice, organisation=cast.klm, withdrawn_from=StoryStatus.SUBMITTED)
    assert bob.get(at("review_story", story)).status_code == 404


def test_own_draft_is_not_on_the_desk(cast: Cast, bob: Client) -> None:
    draft = make_story(author=cast.bob, organisation=cast.klm)
    assert bob.get(at("review_story", draft)).status_code == 404


def test_unknown_story_is_404(bob: Client) -> None:
    assert bob.get(reverse("stories:review_story", kwargs={"key": uuid.uuid4()})).status_code == 404


def test_own_story_is_shown_without_buttons(cast: Cast, bob: Client) -> None:
    own = make_story(status=StoryStatus.SUBMITTED, author=cast.bob, organisation=cast.klm)
    html = page(bob.get(at("review_story", own)))
    assert "Somebody else reads your own story." in html
    assert "act-approve" not in html
    assert bob.post(at("approve", own)).status_code == 403
    own.refresh_from_db()
    assert own.status == StoryStatus.SUBMITTED


@pytest.mark.parametrize("act", ACTS)
def test_acts_are_posted(cast: Cast, bob: Client, act: str) -> None:
    assert bob.get(at(act, sent(cast))).status_code == 405


def test_story_marks_the_words_that_prove_a_theme(cast: Cast, bob: Client) -> None:
    html = page(bob.get(at("review_story", sent(cast))))
    assert 'class="evidence theme--empowerment" id="evidence-empowerment"' in html
    assert 'href="#evidence-empowerment"' in html
    assert "The reader said +1: found" in html


def test_story_that_the_reader_failed_on_says_so(cast: Cast, bob: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("the scorer broke")

    monkeypatch.setattr("scoring.read", fail)
    story = sent(cast)
    assert "The reader failed on this story" in page(bob.get(at("review_story", story)))


def test_story_in_another_language_says_that_it_was_not_read(cast: Cast, bob: Client) -> None:
    story = sent(cast, text="Ich habe den Koffer selbst zum Zug getragen, weil niemand da war.", language="de")
    assert "a language we do not read yet" in page(bob.get(at("review_story", story)))


def test_story_shows_moments_facts_and_who_is_named(cast: Cast, bob: Client) -> None:
    moment = MomentDraft(
        text="She asked for a cookie and got a bag.", title="The cookie", asked="a cookie", got="a bag", feeling=3
    )
    story = sent(cast, moments=[moment], credits=[cast.cara, "the baker"], had_to_ask="no")
    html = page(bob.get(at("review_story", story)))
    for words in (
        "The cookie",
        "a cookie",
        "a bag",
        "Unforgettable, the strongest",
        "<strong>Cara Colleague</strong> is asked when you approve",
    ):
        assert words in html
    assert '<span class="n">1</span> for us, <span class="n">0</span> against' in html
    assert "the baker" in html
    assert "everybody credited is asked first" in html


def test_story_that_came_back_shows_the_earlier_note(cast: Cast, bob: Client) -> None:
    story = make_story(status=StoryStatus.RETURNED, author=cast.alice, organisation=cast.klm)
    html = page(bob.get(at("review_story", story)))
    assert "What happened next?" in html
    assert "act-approve" not in html
    assert "act-thank" in html


def test_numbers_for_machines_have_no_separator(cast: Cast, bob: Client) -> None:
    assert 'maxlength="2000"' in page(bob.get(at("review_story", sent(cast))))


# --- readings ----------------------------------------------------------------------------------------------


def test_rejecting_a_reading_keeps_both(cast: Cast, bob: Client) -> None:
    story = sent(cast)
    response = bob.post(at("correct_reading", story), {"set": "empowerment:0"})
    assert response.headers["Location"] == at("review_story", story) + "#theme-empowerment"
    assert {r.source: r.value for r in story.readings.filter(theme=Theme.EMPOWERMENT)} == {
        Source.MACHINE: 1,
        Source.HUMAN: 0,
    }
    html = page(bob.get(at("review_story", story)))
    assert "The reader said +1" in html
    assert "Bob said 0." in html
    assert 'id="evidence-empowerment"' not in html
    assert not story.themes.filter(theme=Theme.EMPOWERMENT).exists()


def test_flipping_a_reading_keeps_both(cast: Cast, bob: Client) -> None:
    story = sent(cast)
    bob.post(at("correct_reading", story), {"set": "empowerment:-1"})
    assert {r.source: r.value for r in story.readings.filter(theme=Theme.EMPOWERMENT)} == {
        Source.MACHINE: 1,
        Source.HUMAN: -1,
    }
    html = page(bob.get(at("review_story", story)))
    assert "Bob said −1." in html
    assert "evidence--against" in html


def test_confirming_a_reading_ticks_it(cast: Cast, bob: Client) -> None:
    story = sent(cast)
    bob.post(at("correct_reading", story), {"set": "empowerment:1"})
    sheet = next(s for s in bob.get(at("review_story", story)).context["desk"].sheets if s.theme == Theme.EMPOWERMENT)
    assert [(choice.label, choice.chosen) for choice in sheet.choices] == [
        ("Right", True),
        ("Set to 0", False),
        ("Set to −1", False),
    ]


def test_an_answer_of_the_author_stands_beside_the_reading(cast: Cast, bob: Client) -> None:
    html = page(bob.get(at("review_story", sent(cast, had_to_ask="no"))))
    assert "Alice did not have to ask: +1." in html
    html = page(bob.get(at("review_story", sent(cast, had_to_ask="refused"))))
    assert "Alice was refused: −1." in html


@pytest.mark.parametrize("given", ["", "empowerment", "empowerment:2", "kindness:1", "empowerment:1:1"])
def test_a_made_up_reading_is_404(cast: Cast, bob: Client, given: str) -> None:
    story = sent(cast)
    assert bob.post(at("correct_reading", story), {"set": given}).status_code == 404
    assert not story.readings.filter(source=Source.HUMAN).exists()


def test_correcting_a_reading_keeps_what_was_typed(cast: Cast, bob: Client) -> None:
    story = sent(cast)
    typed = {"set": "recognition:1", "thanks": "Alice, this", "note": "And then?"}
    response = bob.post(at("correct_reading", story), typed, follow=True)
    assert (response.context["form"]["thanks"].value(), response.context["form"]["note"].value()) == (
        "Alice, this",
        "And then?",
    )
    again = bob.get(at("review_story", story))
    assert again.context["form"]["thanks"].value() is None


def test_words_typed_for_one_story_do_not_show_at_another(cast: Cast, bob: Client) -> None:
    story, other = sent(cast), sent(cast)
    bob.post(at("correct_reading", story), {"set": "recognition:1", "thanks": "Alice, this"})
    assert "Alice, this" not in page(bob.get(at("review_story", other)))


def test_a_reading_set_where_nothing_was_found_can_be_taken_back(cast: Cast, bob: Client) -> None:
    story = sent(cast)
    tagging.correct(story, Theme.CX_VISION, 1, by=cast.bob)
    sheet = next(s for s in bob.get(at("review_story", story)).context["desk"].sheets if s.theme == Theme.CX_VISION)
    assert [(choice.value, choice.chosen) for choice in sheet.choices] == [(0, False), (1, True), (-1, False)]


# --- decisions ---------------------------------------------------------------------------------------------


def test_thanks_reach_everybody_chosen_at_once_and_the_story_stays_open(cast: Cast, bob: Client) -> None:
    story = sent(cast, credits=[cast.cara])
    words = {"thanks": "You saw a long day.", "to": [cast.alice.pk, cast.cara.pk], "note": "And then?"}
    response = bob.post(at("thank", story), words, follow=True)
    assert "Your words have reached Alice and Cara." in page(response)
    assert {thanks.to for thanks in Thanks.objects.filter(text="You saw a long day.")} == {cast.alice, cast.cara}
    assert response.context["form"]["note"].value() == "And then?"
    assert "You wrote to Alice" in page(response)
    story.refresh_from_db()
    assert story.status == StoryStatus.SUBMITTED


def test_everybody_is_chosen_for_thanks_at_first(cast: Cast, bob: Client) -> None:
    story = sent(cast, credits=[cast.cara])
    form = bob.get(at("review_story", story)).context["form"]
    assert [box.data["selected"] for box in form["to"]] == [True, True]


def test_thanks_can_be_sent_more_than_once(cast: Cast, bob: Client) -> None:
    story = sent(cast)
    for words in ("First.", "Second."):
        bob.post(at("thank", story), {"thanks": words, "to": [cast.alice.pk]})
    assert sorted(Thanks.objects.values_list("text", flat=True)) == ["First.", "Second."]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"thanks": " ", "to": True}, "Write what you thank for"),
        ({"thanks": "Thank you.", "to": False}, "Choose who should read your thanks"),
    ],
)
def test_thanks_without_words_or_receiver_keep_what_was_typed(
    cast: Cast, bob: Client, typed: dict[str, Any], said: str
) -> None:
    story = sent(cast)
    data = {"thanks": typed["thanks"], "note": "And then?", "to": [cast.alice.pk] if typed["to"] else []}
    response = bob.post(at("thank", story), data)
    assert response.status_code == 200
    assert said in page(response)
    assert "And then?" in page(response)
    assert not Thanks.objects.exists()


def test_strangers_cannot_be_thanked(cast: Cast, bob: Client) -> None:
    story = sent(cast)
    response = bob.post(at("thank", story), {"thanks": "Hello", "to": [cast.charlie.pk]})
    assert response.context["form"].errors["to"]
    assert not Thanks.objects.exists()


def test_approving_publishes_and_leads_to_the_next(cast: Cast, bob: Client) -> None:
    story, following = sent(cast, title="First"), sent(cast, title="Second")
    response = bob.post(at("approve", story), follow=True)
    story.refresh_from_db()
    assert story.status == StoryStatus.PUBLISHED
    assert response.redirect_chain == [(at("review_story", following), 302)]
    assert "“First” is on the wall." in page(response)
    last = bob.post(at("approve", following), follow=True)
    assert last.redirect_chain == [(reverse("stories:review"), 302)]


def test_approving_with_a_colleague_to_ask_waits_for_her(cast: Cast, bob: Client) -> None:
    story = sent(cast, credits=[cast.cara])
    html = page(bob.post(at("approve", story), {"note": "Lovely."}, follow=True))
    story.refresh_from_db()
    assert story.status == StoryStatus.APPROVED
    assert "waits for an answer before the public sees it" in html
    assert "Asked: Cara" in html


def test_approving_with_unsent_thanks_asks_about_them(cast: Cast, bob: Client) -> None:
    story = sent(cast)
    response = bob.post(at("approve", story), {"thanks": "You saw it.", "to": [cast.alice.pk]})
    assert "Your thanks are not sent yet." in page(response)
    assert "You saw it." in page(response)
    story.refresh_from_db()
    assert story.status == StoryStatus.SUBMITTED


@pytest.mark.parametrize("act", ["return_to_author", "decline"])
def test_a_decision_without_its_note_keeps_the_page(cast: Cast, bob: Client, act: str) -> None:
    story = sent(cast)
    response = bob.post(at(act, story), {"note": "  ", "to": [cast.alice.pk]})
    assert response.status_code == 200
    assert response.context["form"].errors["note"]
    assert 'aria-invalid="true"' in page(response)
    story.refresh_from_db()
    assert story.status == StoryStatus.SUBMITTED


@pytest.mark.parametrize(
    ("act", "status", "said"),
    [
        ("return_to_author", StoryStatus.RETURNED, "is back with Alice, with your note."),
        ("decline", StoryStatus.DECLINED, "is not used; Alice has your reason."),
    ],
)
def test_a_decision_with_its_note(cast: Cast, bob: Client, act: str, status: StoryStatus, said: str) -> None:
    story = sent(cast)
    html = page(bob.post(at(act, story), {"note": "What happened next?"}, follow=True))
    story.refresh_from_db()
    assert story.status == status
    assert said in html
    assert Notice.objects.filter(to=cast.alice, text="What happened next?").exists()


def test_too_long_a_note_is_refused_beside_its_box(cast: Cast, bob: Client) -> None:
    story = sent(cast)
    response = bob.post(at("decline", story), {"note": "x" * 2001})
    assert response.context["form"].errors["note"]
    assert not story.reviews.exists()


def test_publishing_without_waiting(cast: Cast, bob: Client) -> None:
    story = make_story(
        status=StoryStatus.APPROVED, author=cast.alice, organisation=cast.klm, credits=[cast.cara], reviewer=cast.bob
    )
    assert "Publish without waiting" in page(bob.get(at("review_story", story)))
    bob.post(at("publish", story))
    story.refresh_from_db()
    assert story.status == StoryStatus.PUBLISHED


def test_an_inside_story_needs_a_second_manager(cast: Cast, bob: Client) -> None:
    story = make_story(
        status=StoryStatus.APPROVED,
        author=cast.alice,
        organisation=cast.klm,
        audience=Audience.ORGANISATION,
        reviewer=cast.bob,
    )
    assert "act-publish" not in page(bob.get(at("review_story", story)))
    assert bob.post(at("publish", story)).status_code == 403
    bob.force_login(cast.bea)
    assert "Agree and publish" in page(bob.get(at("review_story", story)))
    bob.post(at("publish", story))
    story.refresh_from_db()
    assert story.status == StoryStatus.PUBLISHED


def test_taking_down_needs_a_reason(cast: Cast, bob: Client) -> None:
    story = make_story(status=StoryStatus.PUBLISHED, author=cast.alice, organisation=cast.klm)
    response = bob.post(at("take_down", story), {"note": ""})
    assert response.context["form"].errors["note"]
    bob.post(at("take_down", story), {"note": "A guest can be recognised."})
    story.refresh_from_db()
    assert story.status == StoryStatus.WITHDRAWN
    assert story.reviews.get(decision=Decision.WITHDRAWN).note == "A guest can be recognised."
    html = page(bob.get(at("review_story", story)))
    assert "act-thank" not in html


def test_the_second_of_two_managers_hears_what_happened(cast: Cast, bob: Client) -> None:
    story = sent(cast)
    bob.post(at("decline", story), {"note": "Not ours."})
    bob.force_login(cast.bea)
    response = bob.post(at("return_to_author", story), {"note": "What happened next?"})
    assert "This story is “not used” by now" in page(response)
    assert response.context["form"]["note"].value() == "What happened next?"


def test_a_note_with_nul_is_refused(cast: Cast, bob: Client) -> None:
    story = sent(cast)
    assert bob.post(at("decline", story), {"note": "a\0b"}).context["form"].errors["note"]


def test_pages_are_kept_by_nobody(cast: Cast, bob: Client) -> None:
    for address in (reverse("stories:review"), at("review_story", sent(cast)), reverse("stories:review_comments")):
        assert bob.get(address).headers["Cache-Control"] == "private, no-store"


# --- what the reader passes by ------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "times"), [(40, 1), (41, 0)])
def test_one_silent_story_in_twenty_is_asked_about(cast: Cast, bob: Client, number: int, times: int) -> None:
    story = sent(cast, text="It rained. The bus came at nine.")
    Story.objects.filter(pk=story.pk).update(key=uuid.UUID(int=number))
    story.refresh_from_db()
    assert page(bob.get(at("review_story", story))).count("Did it miss something?") == times
    tagging.correct(story, Theme.EMPOWERMENT, 0, by=cast.bob)
    assert "Did it miss something?" not in page(bob.get(at("review_story", story)))
