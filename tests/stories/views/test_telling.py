"""The employee's way of a story: the form without JavaScript, the quiet save, following it, and nobody else's eyes."""

import datetime as dt
import io
import uuid
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image

from stories.actions import recognition, workflow
from stories.enums import Audience, Kind, Role, StoryStatus
from stories.models import Photo, Story, User
from tests.factories import Cast, make_cast, make_member, make_organisation, make_story, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_reader")]
LONG_ENOUGH = "A guest came down at eleven, and I found her a charger."


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form(*texts: str, action: str = "save", key: uuid.UUID | None = None, **more: Any) -> dict[str, Any]:
    """Return what a browser posts for these passages."""
    data: dict[str, Any] = {
        "key": str(key or uuid.uuid4()),
        "action": action,
        "moment-TOTAL_FORMS": len(texts),
        "moment-INITIAL_FORMS": 0,
        "kind": "extra_mile",
        "voice": "employee",
    }
    for place, text in enumerate(texts):
        data[f"moment-{place}-text"] = text
        data[f"moment-{place}-stage"] = "during"
    return {**data, **{name.replace("__", "-"): value for name, value in more.items()}}


def told(user: User) -> list[str]:
    story = Story.objects.get(author=user)
    return [moment.text for moment in story.moments.all()]


def test_looking_at_the_form_creates_nothing(cast: Cast) -> None:
    answer = signed_in(cast.alice).get(reverse("stories:tell"))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert "Cabin crew" in answer.text
    assert not Story.objects.exists()


def test_save_keeps_a_draft_and_the_same_form_twice_keeps_one(cast: Cast) -> None:
    client, data = signed_in(cast.alice), form("She was late.", moment__0__feeling="-2")
    for _ in range(2):
        answer = client.post(reverse("stories:tell"), data)
        assert answer.status_code == 302
    story = Story.objects.get()
    assert (story.status, story.text, story.feelings) == ("draft", "She was late.", [-2])
    page = client.get(answer["Location"])
    assert "Saved" in page.text
    assert "She was late." in page.text


def test_an_empty_form_is_not_saved(cast: Cast) -> None:
    answer = signed_in(cast.alice).post(reverse("stories:tell"), form(""))
    assert "There is nothing to save yet" in answer.text
    assert not Story.objects.exists()


def test_add_saves_and_shows_one_more_box(cast: Cast) -> None:
    client = signed_in(cast.alice)
    answer = client.post(reverse("stories:tell"), form("One.", "Two.", action="add"))
    assert answer["Location"].endswith("?more=1#moment-2")
    page = client.get(answer["Location"])
    assert page.text.count('name="moment-2-text"') == 1
    assert told(cast.alice) == ["One.", "Two."]


def test_a_moment_can_be_taken_out(cast: Cast) -> None:
    signed_in(cast.alice).post(reverse("stories:tell"), form("One.", "Two.", "Three.", action="remove-1"))
    assert told(cast.alice) == ["One.", "Three."]


@time_machine.travel(dt.datetime(2026, 3, 3, 15, 0, tzinfo=dt.UTC), tick=False)
def test_sending_says_who_reads_it_and_by_when(cast: Cast) -> None:
    client = signed_in(cast.alice)
    data = form(
        "It was her birthday.", "I didn’t ask anyone, I just took flowers from the breakfast room.", action="send"
    )
    answer = client.post(reverse("stories:tell"), data | {"moment-0-feeling": "1", "moment-1-feeling": "3"})
    story = Story.objects.get()
    assert story.status == StoryStatus.SUBMITTED
    assert answer["Location"] == reverse("stories:my_story", args=[story.key])
    page = client.get(answer["Location"]).text
    assert "Bob reads it before noon tomorrow." in page
    assert "before 12:00" in page
    assert "16:00" in page, "the time at which it was sent, in the organisation's day"
    assert "Empowerment" in page
    assert "are not evident in the text. That is fine." in page


def test_sending_twice_leads_to_the_same_page(cast: Cast) -> None:
    client, data = signed_in(cast.alice), form(LONG_ENOUGH, action="send")
    first, second = (client.post(reverse("stories:tell"), data) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Story.objects.count() == 1


def test_too_few_words_are_asked_for_beside_the_field(cast: Cast) -> None:
    answer = signed_in(cast.alice).post(reverse("stories:tell"), form("x", action="send"))
    assert answer.status_code == 200
    assert "A few more words, so that Bob can thank the right person." in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert 'aria-describedby="id_moment-0-text_error"' in answer.text
    assert 'id="id_moment-0-text_error"' in answer.text
    assert Story.objects.get().status == StoryStatus.DRAFT


def test_too_long_a_text_is_kept_on_the_page_and_named(cast: Cast) -> None:
    long, title = "word " * 900, "t" * 130
    answer = signed_in(cast.alice).post(reverse("stories:tell"), form("Short.", long, action="send", title=title))
    assert long.strip() in answer.text
    assert title in answer.text
    assert "2 things are to be mended" in answer.text
    assert "Moment 2: This is 4499 characters long and 4000 fit." in answer.text
    assert 'href="#id_moment-1-text"' in answer.text
    assert 'href="#id_title"' in answer.text
    assert not Story.objects.exists()


def test_more_than_a_story_holds_is_kept_on_the_page(cast: Cast) -> None:
    answer = signed_in(cast.alice).post(reverse("stories:tell"), form(*["word " * 790] * 6))
    assert "A story holds at most 12 moments and 20,000 characters" in answer.text


def test_a_recovery_needs_what_went_wrong(cast: Cast) -> None:
    client = signed_in(cast.alice)
    data = form(LONG_ENOUGH, "Then she laughed.", action="send", kind="recovery")
    assert "A recovery has two sides" in client.post(reverse("stories:tell"), data).text
    client.post(reverse("stories:tell"), data | {"moment-0-feeling": "-2", "moment-1-feeling": "2"})
    assert Story.objects.get().status == StoryStatus.SUBMITTED


def test_what_points_to_a_customer_is_shown_once_before_sending(cast: Cast) -> None:
    client = signed_in(cast.alice)
    data = form("The lady in 214: her suitcase had gone to Oslo.", action="send")
    page = client.post(reverse("stories:tell"), data)
    assert "“214” can point to a customer." in page.text
    assert Story.objects.get().status == StoryStatus.DRAFT
    client.post(reverse("stories:tell"), data | {"seen": "214"})
    story = Story.objects.get()
    assert story.status == StoryStatus.SUBMITTED
    assert "214" in story.text


def test_what_points_to_a_customer_is_taken_out_on_request(cast: Cast) -> None:
    signed_in(cast.alice).post(reverse("stories:tell"), form("The lady in 214: she cried.", action="take-out"))
    assert told(cast.alice) == ["The lady in …: she cried."]


def test_between_colleagues_stays_inside_until_the_author_says_otherwise(cast: Cast) -> None:
    client, data = signed_in(cast.alice), form(LONG_ENOUGH, kind="colleague")
    client.post(reverse("stories:tell"), data)
    assert Story.objects.get().audience == Audience.ORGANISATION
    client.post(reverse("stories:tell"), data | {"audience": "public"})
    assert Story.objects.get().audience == Audience.PUBLIC


def test_everything_around_the_moments_is_kept(cast: Cast) -> None:
    client = signed_in(cast.alice)
    data = form(
        LONG_ENOUGH,
        title="The charger",
        short="She needed one.",
        place="Nyhavn",
        voice="customer",
        language="da",
        had_to_ask="refused",
        cost_any="yes",
        cost="12,50",
        tags="charger, Birthday ,birthday",
        moment__0__asked="a plug",
        moment__0__got="a charger",
        moment__0__credit_to="organisation",
    )
    page = client.get(client.post(reverse("stories:tell"), data)["Location"]).text
    story = Story.objects.get()
    moment = story.moments.get()
    assert (story.title, story.short, story.place, story.voice) == (
        "The charger",
        "She needed one.",
        "Nyhavn",
        "customer",
    )
    assert (story.language, story.language_chosen, story.had_to_ask, str(story.cost)) == (
        "da",
        True,
        "refused",
        "12.50",
    )
    assert sorted(story.tags.names()) == ["Birthday", "charger"] or sorted(story.tags.names()) == [
        "birthday",
        "charger",
    ]
    assert (moment.asked, moment.got, moment.credit_to) == ("a plug", "a charger", "organisation")
    for value in ("The charger", "Nyhavn", "12.50", "a plug"):
        assert f'value="{value}"' in page


def test_who_was_it_takes_me_a_colleague_and_a_role_but_no_stranger(cast: Cast) -> None:
    who = [str(cast.alice.pk), str(cast.cara.pk), str(cast.charlie.pk), ""]
    data = form(LONG_ENOUGH, who=who, unnamed="on", role=["the woman at desk 2", ""], part=["held the door", ""])
    signed_in(cast.alice).post(reverse("stories:tell"), data | {f"part-{cast.cara.pk}": "found the charger"})
    kept = Story.objects.get().credits.order_by("pk")
    assert [(c.person, c.role, c.part) for c in kept] == [
        (cast.alice, "", ""),
        (cast.cara, "", "found the charger"),
        (None, "the woman at desk 2", "held the door"),
    ]


def test_colleagues_credited_last_come_first(cast: Cast) -> None:
    for number in range(8):
        make_member(organisation=cast.klm, name=f"Aaa{number} Colleague")
    make_story(author=cast.alice, credits=[cast.audrey])
    page = signed_in(cast.alice).get(reverse("stories:tell")).text
    assert page.index(">Me<") < page.index(">Audrey<") < page.index(">Cara<") < page.index("Somebody else")


# --- the quiet save -------------------------------------------------------------------------------------------
def test_the_quiet_save_answers_line_and_hints(cast: Cast) -> None:
    key = uuid.uuid4()
    text = "I did not ask anyone, I just took flowers from the breakfast room and wrote her a card by hand."
    answer = signed_in(cast.alice).post(
        reverse("stories:save", args=[key]), form(text, key=key, moment__0__feeling="3")
    )
    assert answer.status_code == 200
    assert Story.objects.get().key == key
    assert "We hear empowerment" in answer.text
    assert "Did anyone say thank you?" in answer.text
    assert "<svg" in answer.text
    assert "data-version=" in answer.text


def test_the_quiet_save_of_nothing_makes_nothing(cast: Cast) -> None:
    answer = signed_in(cast.alice).post(reverse("stories:save", args=[uuid.uuid4()]), form(""))
    assert answer.status_code == 200
    assert not Story.objects.exists()


def test_the_quiet_save_says_what_it_cannot_keep(cast: Cast) -> None:
    answer = signed_in(cast.alice).post(reverse("stories:save", args=[uuid.uuid4()]), form("x" * 4001))
    assert answer.status_code == 422
    assert "Not saved:" in answer.text
    assert "Moment 1" in answer.text


def test_the_quiet_save_leaves_a_sent_story_alone(cast: Cast) -> None:
    story = make_story(author=cast.alice, status=StoryStatus.SUBMITTED)
    before = story.text
    answer = signed_in(cast.alice).post(reverse("stories:save", args=[story.key]), form("Other words."))
    assert answer.status_code == 409
    story.refresh_from_db()
    assert story.text == before


# --- the session died -----------------------------------------------------------------------------------------
def test_words_posted_after_the_session_ended_are_given_back(cast: Cast) -> None:
    answer = Client().post(reverse("stories:tell"), form("A long evening’s “words”.", action="send"))
    assert answer.status_code == 403
    assert "You were signed out. Your words are here." in answer.text
    assert 'name="moment-0-text" value="A long evening’s “words”."' in answer.text
    assert f"{reverse('account_login')}?next={reverse('stories:tell')}" in answer.text


def test_a_script_is_told_that_the_session_ended(cast: Cast) -> None:
    answer = Client().post(reverse("stories:tell"), form("Words."), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (403, b"")


def test_looking_without_a_session_leads_to_the_sign_in(cast: Cast) -> None:
    assert Client().get(reverse("stories:tell"))["Location"].startswith(reverse("account_login"))


# --- where ----------------------------------------------------------------------------------------------------
def test_a_member_of_two_organisations_chooses_first(cast: Cast) -> None:
    other = make_organisation(name="Other", slug="other")
    make_member(organisation=other, user=cast.alice)
    client = signed_in(cast.alice)
    assert "Where was it?" in client.get(reverse("stories:tell")).text
    page = client.get(reverse("stories:tell"), {"organisation": "other"}).text
    assert 'name="organisation" value="other"' in page
    client.post(reverse("stories:tell"), form(LONG_ENOUGH, organisation="other"))
    assert Story.objects.get().organisation == other


def test_nobody_tells_in_an_organisation_that_is_not_hers(cast: Cast) -> None:
    answer = signed_in(cast.alice).post(reverse("stories:tell"), form(LONG_ENOUGH, organisation="elsewhere"))
    assert "Where was it?" in answer.text
    assert not Story.objects.exists()


def test_a_person_without_organisation_is_told_what_to_do() -> None:
    answer = signed_in(make_user()).get(reverse("stories:tell"))
    assert answer.status_code == 200
    assert "You belong to no organisation yet" in answer.text


# --- photos ---------------------------------------------------------------------------------------------------
def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "PNG")
    return SimpleUploadedFile("note.png", out.getvalue(), "image/png")


def test_a_photo_needs_words_and_can_be_taken_out(cast: Cast) -> None:
    client, data = signed_in(cast.alice), form(LONG_ENOUGH, action="photo")
    answer = client.post(reverse("stories:tell"), data | {"photo": picture()})
    assert "Say what the photo shows" in answer.text
    client.post(reverse("stories:tell"), data | {"photo": picture(), "alt": "A note on a pillow"})
    photo = Photo.objects.get()
    assert photo.alt == "A note on a pillow"
    address = reverse("stories:remove_photo", args=[data["key"], photo.key])
    client.post(address, form("Other words of the page.", key=uuid.UUID(data["key"])))
    assert not Photo.objects.exists()
    assert told(cast.alice) == ["Other words of the page."], "what was typed meanwhile is kept"


def test_what_is_no_photo_is_refused_in_words(cast: Cast) -> None:
    fake = SimpleUploadedFile("x.png", b"not a picture", "image/png")
    answer = signed_in(cast.alice).post(
        reverse("stories:tell"), form(LONG_ENOUGH, action="photo", photo=fake, alt="Nothing")
    )
    assert "This file is not a photo that we can read" in answer.text
    assert LONG_ENOUGH in answer.text


# --- nobody else ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("stranger", ["bob", "cara", "audrey", "dan", "charlie"])
def test_a_draft_is_its_authors_alone_on_every_address(cast: Cast, stranger: str) -> None:
    story = make_story(author=cast.alice)
    client = signed_in(getattr(cast, stranger))
    assert client.get(reverse("stories:edit", args=[story.key])).status_code == 404
    assert client.get(reverse("stories:my_story", args=[story.key])).status_code == 404
    assert client.get(reverse("stories:inside_story", args=[story.key])).status_code == 404
    data = form("Stolen.", key=story.key)
    for name in ("edit", "save", "discard", "withdraw", "reopen"):
        assert client.post(reverse(f"stories:{name}", args=[story.key]), data).status_code == 404, name
    assert client.post(reverse("stories:tell"), data).status_code == 404
    photo = reverse("stories:remove_photo", args=[story.key, uuid.uuid4()])
    assert client.post(photo, data).status_code == 404
    assert "Stolen." not in Story.objects.get().text


@pytest.mark.parametrize("name", ["save", "discard", "withdraw", "reopen"])
def test_acts_are_posted(cast: Cast, name: str) -> None:
    story = make_story(author=cast.alice)
    assert signed_in(cast.alice).get(reverse(f"stories:{name}", args=[story.key])).status_code == 405


def test_an_unknown_key_is_nothing(cast: Cast) -> None:
    client = signed_in(cast.alice)
    assert client.get(reverse("stories:edit", args=[uuid.uuid4()])).status_code == 404
    assert client.post(reverse("stories:discard", args=[uuid.uuid4()])).status_code == 404
    assert client.post(reverse("stories:withdraw", args=[uuid.uuid4()])).status_code == 404
    assert client.post(reverse("stories:reopen", args=[uuid.uuid4()])).status_code == 404


# --- afterwards -----------------------------------------------------------------------------------------------
def test_a_returned_story_opens_with_the_question_and_goes_again(cast: Cast) -> None:
    story = make_story(author=cast.alice, status=StoryStatus.RETURNED, reviewer=cast.bob, text=LONG_ENOUGH)
    client = signed_in(cast.alice)
    assert "Bob has a question." in client.get(reverse("stories:my_story", args=[story.key])).text
    page = client.get(reverse("stories:edit", args=[story.key])).text
    assert "What happened next?" in page
    client.post(reverse("stories:edit", args=[story.key]), form(LONG_ENOUGH, "She laughed.", action="send"))
    story.refresh_from_db()
    assert story.status == StoryStatus.SUBMITTED
    page = client.get(reverse("stories:my_story", args=[story.key])).text
    assert "Bob reads and thanks" in page, "the earlier reading is past"


def test_the_follow_page_gives_thanks_in_the_exact_words(cast: Cast) -> None:
    story = make_story(author=cast.alice, status=StoryStatus.SUBMITTED)
    recognition.thank(story, by=cast.bob, to=[cast.alice], text="You did <that> at once.")
    page = signed_in(cast.alice).get(reverse("stories:my_story", args=[story.key])).text
    assert "Bob thanked you." in page
    assert "You did &lt;that&gt; at once." in page


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (StoryStatus.APPROVED, "Approved. Waiting for Cara."),
        (StoryStatus.PUBLISHED, "It is on the wall."),
        (StoryStatus.DECLINED, "It is not used this time."),
        (StoryStatus.WITHDRAWN, "You took it back."),
    ],
)
def test_the_follow_page_says_where_it_stands(cast: Cast, status: StoryStatus, sentence: str) -> None:
    story = make_story(author=cast.alice, status=status, reviewer=cast.bob, credits=[cast.cara])
    page = signed_in(cast.alice).get(reverse("stories:my_story", args=[story.key])).text
    assert sentence in page
    if status == StoryStatus.DECLINED:
        assert "This is about a customer who can be recognised." in page
    if status == StoryStatus.PUBLISHED:
        assert story.get_absolute_url() in page


def test_the_follow_page_of_an_inside_story_and_of_one_taken_down(cast: Cast) -> None:
    client = signed_in(cast.alice)
    inside = make_story(author=cast.alice, status=StoryStatus.APPROVED, kind=Kind.MISSED_MOMENT, reviewer=cast.bob)
    assert "It is told inside KLM." in client.get(reverse("stories:my_story", args=[inside.key])).text
    public = make_story(author=cast.alice, status=StoryStatus.PUBLISHED, reviewer=cast.bob)
    workflow.withdraw(public, by=cast.bob, note="A customer asked us to.")
    page = client.get(reverse("stories:my_story", args=[public.key])).text
    assert "It was taken off the wall." in page
    assert "A customer asked us to." in page


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        (dt.datetime(2026, 3, 4, 7, 0, tzinfo=dt.UTC), "Bob reads it before noon today."),
        (dt.datetime(2026, 3, 6, 7, 0, tzinfo=dt.UTC), "It is still with Bob."),
    ],
)
def test_the_promise_keeps_up_with_the_clock(cast: Cast, now: dt.datetime, sentence: str) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 3, 15, 0, tzinfo=dt.UTC), tick=False):
        story = make_story(author=cast.alice, status=StoryStatus.SUBMITTED)
    with time_machine.travel(now, tick=False):
        page = signed_in(cast.alice).get(reverse("stories:my_story", args=[story.key])).text
    assert sentence in page


def test_a_later_promise_names_the_day(cast: Cast) -> None:
    cast.klm.answer_days = 3
    cast.klm.save()
    with time_machine.travel(dt.datetime(2026, 3, 3, 15, 0, tzinfo=dt.UTC), tick=False):
        story = make_story(author=cast.alice, status=StoryStatus.SUBMITTED)
        page = signed_in(cast.alice).get(reverse("stories:my_story", args=[story.key])).text
    assert "Bob reads it before noon on Friday." in page


def test_a_story_in_another_language_is_kept_and_said_so(cast: Cast) -> None:
    story = make_story(
        author=cast.alice,
        status=StoryStatus.SUBMITTED,
        language="",
        text="Ein Gast kam um elf Uhr herunter und weinte sehr.",
    )
    page = signed_in(cast.alice).get(reverse("stories:my_story", args=[story.key])).text
    assert "This story is in a language we do not read yet." in page


def test_an_author_withdraws_and_takes_up_again(cast: Cast) -> None:
    story = make_story(author=cast.alice, status=StoryStatus.PUBLISHED)
    client = signed_in(cast.alice)
    client.post(reverse("stories:withdraw", args=[story.key]))
    assert "Take it up again" in client.get(reverse("stories:my_story", args=[story.key])).text
    answer = client.post(reverse("stories:reopen", args=[story.key]))
    assert answer["Location"] == reverse("stories:edit", args=[story.key])
    story.refresh_from_db()
    assert story.status == StoryStatus.DRAFT


def test_what_cannot_be_done_is_said_in_words(cast: Cast) -> None:
    story = make_story(author=cast.alice, status=StoryStatus.PUBLISHED)
    answer = signed_in(cast.alice).post(reverse("stories:reopen", args=[story.key]))
    assert answer.status_code == 302
    assert "so this cannot be done" in str(next(iter(get_messages(answer.wsgi_request))))


def test_a_draft_can_be_thrown_away_a_sent_story_cannot(cast: Cast) -> None:
    client = signed_in(cast.alice)
    draft, sent = make_story(author=cast.alice), make_story(author=cast.alice, status=StoryStatus.RETURNED)
    client.post(reverse("stories:discard", args=[draft.key]))
    answer = client.post(reverse("stories:discard", args=[sent.key]), follow=True)
    assert "A story that was sent can be withdrawn, not thrown away." in answer.text
    assert list(Story.objects.all()) == [sent]


def test_my_stories_say_whose_turn_it_is(cast: Cast) -> None:
    make_story(author=cast.alice, title="Half told")
    make_story(author=cast.alice, status=StoryStatus.SUBMITTED, title="All told")
    make_story(title="Somebody else’s")
    page = signed_in(cast.alice).get(reverse("stories:my")).text
    assert page.index("Half told") < page.index("Your turn") < page.index("All told") < page.index("Your manager")
    assert "Somebody else’s" not in page


def test_my_stories_without_any_ask_for_one(cast: Cast) -> None:
    assert "Nothing told yet" in signed_in(cast.alice).get(reverse("stories:my")).text


def test_my_stories_cost_the_same_number_of_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for _ in range(5):
        make_story(author=cast.alice, status=StoryStatus.SUBMITTED)
    client = signed_in(cast.alice)
    with django_assert_max_num_queries(7):
        client.get(reverse("stories:my"))


def test_drafts_are_offered_on_the_empty_form(cast: Cast) -> None:
    draft = make_story(author=cast.alice, title="Half told")
    page = signed_in(cast.alice).get(reverse("stories:tell")).text
    assert "Go on with your draft" in page
    assert reverse("stories:edit", args=[draft.key]) in page


def test_an_organisation_without_a_manager_still_takes_stories() -> None:
    alone = make_member(role=Role.MANAGER)
    answer = signed_in(alone).post(reverse("stories:tell"), form("x", action="send"))
    assert "so that your manager can thank the right person" in answer.text
    answer = signed_in(alone).post(reverse("stories:tell"), form(LONG_ENOUGH, action="send"))
    page = signed_in(alone).get(answer["Location"]).text
    assert "A manager reads it before noon tomorrow." in page


def test_the_form_speaks_danish_and_dutch(cast: Cast) -> None:
    for language in ("da", "nl"):
        with translation.override("en"):
            answer = signed_in(cast.alice).get(f"/{language}/tell/")
        assert f'<html lang="{language}"' in answer.text


@pytest.mark.parametrize("odd", ["²", "9" * 5000, "-1", "\0"])
def test_odd_numbers_of_a_form_are_answered_in_words(cast: Cast, odd: str) -> None:
    client = signed_in(cast.alice)
    posted = {"moment-TOTAL_FORMS": "1", "moment-INITIAL_FORMS": "0", "moment-0-text": "A guest came down at eleven."}
    answer = client.post(reverse("stories:tell"), {**posted, "who": odd, "action": f"remove-{odd}"})
    assert (answer.status_code, Story.objects.get().text) == (302, "A guest came down at eleven.")
    assert client.get(reverse("stories:tell"), {"organisation": odd}).status_code == 200
