"""The public pages: who may see what, the same bytes for everybody, and what each page says."""

import io
import re

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, models
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from stories.actions import moderation, readers, tagging, workflow
from stories.actions.telling import MomentDraft
from stories.enums import CommentState, Kind, StoryStatus, Theme
from stories.models import Outcome, Photo, Story, ThemeReading
from tests.factories import (
    Cast,
    make_cast,
    make_comment,
    make_member,
    make_organisation,
    make_story,
    make_thanks,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_reader")]

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
KLM = (
    MomentDraft("A mail the night before.", stage="before", title="The offer", feeling=1, credit_to="organisation"),
    MomentDraft("The crew joked with everyone.", title="The welcome", feeling=2, credit_to="person"),
    MomentDraft("I asked for one.", title="The cookie", asked="a cookie", got="a bag", feeling=3),
    MomentDraft("She wrote a card.", title="The card", feeling=2),
    MomentDraft("I tell it often.", stage="after", title="Since then"),
)


def published(**fields: object) -> Story:
    return make_story(status=StoryStatus.PUBLISHED, **fields)  # type: ignore[arg-type]  # the factory's own fields


def html(response: HttpResponse, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def titles(page: str) -> list[str]:
    """Return the titles of the cards and the lead, in the order of the page."""
    return re.findall(r'class="card__link"[^>]*>([^<]+)<', page)


def text_of(page: str) -> str:
    """Return what stands on a page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def is_public(response: HttpResponse) -> bool:
    vary = response.headers.get("Vary", "")
    return (
        not response.cookies
        and "Cookie" not in vary
        and response["Cache-Control"].startswith("public")
        and b"csrfmiddlewaretoken" not in response.content
    )


# --- The wall -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "da", "nl"])
def test_wall_is_the_same_for_everybody(client: Client, language: str) -> None:
    cast = make_cast()
    story = published(author=cast.alice)
    for path in (f"/{language}/", f"/{language}/stories/{story.slug}/", f"/{language}/about/"):
        guest, member = Client().get(path), client
        member.force_login(cast.bob)
        signed_in = member.get(path)
        assert is_public(guest)
        assert is_public(signed_in)
        assert guest.content == signed_in.content
        assert f'<html lang="{language}">' in html(guest)


def test_only_published_stories_are_on_the_wall(client: Client) -> None:
    cast = make_cast()
    for status in StoryStatus:
        make_story(status=status, author=cast.alice, title=f"It is {status}")
    assert titles(html(client.get("/en/"))) == ["It is published"]


def test_empty_wall_asks_for_a_story(client: Client) -> None:
    assert "Who was it?" in html(client.get("/en/"))


@pytest.mark.parametrize(
    "address", ["/en/", "/en/?org=klm", "/en/?tag=cookie&org=klm", "/en/?q=train&theme=empowerment"]
)
def test_wall_takes_the_same_queries_whatever_it_holds(
    client: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "FETCH_PEERS", models.FETCH_RAISE)  # a fetch for one story alone is an error
    cast, taken = make_cast(), []
    for wanted in (1, 3, 20):
        for number in range(Story.objects.count(), wanted):
            kind = Kind.MISSED_MOMENT if number == 2 else Kind.EXTRA_MILE
            published(author=cast.alice, credits=[cast.cara], consented=True, kind=kind, tags=["cookie"])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        taken.append(len(queries))
    assert len(set(taken)) == 1
    assert taken[0] <= 6


def test_wall_goes_on_by_keyset_until_all_were_shown(client: Client, settings: object) -> None:
    settings.WALL_PAGE_SIZE = 2  # type: ignore[attr-defined]
    organisation = make_organisation()
    for number in range(5):
        published(organisation=organisation, title=f"T{number}")
    same_time = timezone.now()
    Story.objects.filter(title__in=["T1", "T2", "T3"]).update(published_at=same_time)
    seen, address = [], "/en/"
    for _page in range(4):
        page = html(client.get(address))
        seen.append(sorted(titles(page)))
        older = re.search(r'href="(\?after=[^"]+)" rel="next"', page)
        if not older:
            break
        address = "/en/" + older[1]
    assert [len(page) for page in seen] == [2, 2, 1]
    assert sorted(title for page in seen for title in page) == ["T0", "T1", "T2", "T3", "T4"]


def test_strongest_story_leads_and_a_missed_moment_is_the_counter_example(client: Client) -> None:
    organisation = make_organisation()
    published(organisation=organisation, title="Missed", kind=Kind.MISSED_MOMENT, feelings=[3])
    published(organisation=organisation, title="Strong", feelings=[1, 3])
    published(organisation=organisation, title="Weak", feelings=[1, 2])
    page = html(client.get("/en/"))
    assert titles(page) == ["Strong", "Weak", "Missed"]
    assert page.index('class="lead"') < page.index("Strong") < page.index("card--wide") < page.index("Missed")
    assert "What got in the way" in page


def test_one_sentence_is_quoted(client: Client) -> None:
    cast = make_cast()
    for number in range(4):
        story = published(author=cast.alice, title=f"T{number}", text="She had not asked anybody at all.")
    assert story.themes.exists()
    page = html(client.get("/en/"))
    assert page.count('class="band"') == 1
    assert "“She had not asked anybody at all.”" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("theme=empowerment", ["Both"]),
        ("org=klm", ["Dutch", "Both"]),
        ("tag=cookie", ["Both"]),
        ("kind=recovery", ["Dutch"]),
        ("story_lang=nl", ["Dutch"]),
        ("grade=extraordinary", ["Both"]),
        ("grade=good", ["Dutch"]),
        ("grade=expected", ["Ordinary"]),
        ("org=klm&story_lang=en", ["Both"]),
        ("theme=empowerment&story_lang=nl", []),
        ("org=nobody", []),
        ("tag=nothing", []),
    ],
)
def test_filters_combine(client: Client, query: str, expected: list[str]) -> None:
    cast = make_cast()
    published(organisation=cast.elsewhere, title="Ordinary", text="It was a ride.", feelings=[0])
    asked = "I did not ask anybody; I paid for their room myself."
    published(author=cast.alice, title="Both", text=asked, tags=["cookie"], feelings=[3])
    published(
        author=cast.alice,
        title="Dutch",
        text="Het was laat.\n\nHet was mooi.",
        language="nl",
        kind=Kind.RECOVERY,
        feelings=[-1, 2],
    )
    page = html(client.get(f"/en/?{query}"))
    assert titles(page) == expected
    assert page.count("chosen__chip") == query.count("=")
    assert "card--wide" not in page


def test_each_filter_can_be_taken_away(client: Client) -> None:
    page = html(client.get("/en/?theme=empowerment&story_lang=nl&q=bus"))
    assert re.findall(r'chosen__chip" href="([^"]+)"', page) == [
        "?theme=empowerment&amp;story_lang=nl",
        "?q=bus&amp;story_lang=nl",
        "?q=bus&amp;theme=empowerment",
    ]


@pytest.mark.parametrize(
    "query",
    [
        "theme=nonsense",
        "kind='; drop table stories_story",
        "story_lang=xx",
        "grade=best",
        "org=../etc",
        "tag=%00",
        "after=yesterday",
        "after=99999999999999999-1",
        "after=-1-1",
        "q=" + "x" * 5000,
        "q=%00",
        'q="; drop',
        "q=*",
        "q=the+og+en+de",
        "q=servicekatalog+kunder+f%C3%A5r",
        "q=NEAR(a,b)",
        "q=%ED%A0%80",
        "org=" + "x" * 5000,
    ],
)
def test_whatever_is_asked_the_wall_answers_kindly(client: Client, query: str) -> None:
    published()
    response = client.get(f"/en/?{query}")
    assert is_public(response)
    assert 'class="empty"' in html(response) or titles(html(response))


def test_search_finds_word_forms_and_keeps_what_was_typed(client: Client) -> None:
    published(title="Found", text="The customers came back.")
    published(title="Other", text="Nobody came.")
    page = html(client.get("/en/?q=customer&kind=extra_mile"))
    assert titles(page) == ["Found"]
    assert 'value="customer"' in page
    assert '<input type="hidden" name="kind" value="extra_mile">' in page


def test_only_common_words_are_said_to_be_common(client: Client) -> None:
    published(text="The and of.")
    assert "These words are in every story" in html(client.get("/en/?q=the+and"))


def test_what_was_typed_is_escaped(client: Client) -> None:
    page = html(client.get("/en/?q=<script>alert(1)</script>"))
    assert "<script>alert" not in page


def test_organisation_shows_what_is_credited_to_it(client: Client) -> None:
    cast = make_cast()
    cast.klm.about = "An airline from Amsterdam."
    cast.klm.save()
    published(author=cast.alice, title="She asked for a cookie", moments=KLM)
    page = text_of(html(client.get("/en/?org=klm")))
    assert "KLM An airline from Amsterdam." in page
    assert "Credited to the organisation The offer A mail the night before." in page
    assert "The crew joked with everyone. She asked" not in page


def test_one_organisation_alone_is_not_mentioned(client: Client) -> None:
    organisation = make_organisation(name="Quayside Ltd")
    story = published(organisation=organisation, place="The night counter", text="It was late.")
    assert "Quayside Ltd" not in html(client.get("/en/"))
    assert "The night counter" in html(client.get("/en/"))
    make_organisation(name="Another")
    assert "Quayside Ltd" in html(client.get("/en/"))
    assert f"?org={organisation.slug}" in html(client.get(f"/en/stories/{story.slug}/"))


def test_card_says_what_it_must_and_no_more(client: Client) -> None:
    cast = make_cast()
    story = published(author=cast.alice, title="Eén schroef", language="nl", credits=[cast.cara], moments=KLM)
    published(author=cast.alice, title="Second", feelings=[3, 3])
    Story.objects.filter(title="Second").update(moved_count=9)
    page = html(client.get("/en/"))
    card = page[page.index('<article class="card">') :]
    card = card[: card.index("</article>")]
    assert 'class="language" lang="nl">Nederlands<' in card
    assert '<div class="card__body" lang="nl">' in card
    assert card.count("<a ") == 1
    assert text_of(card).count("Asked a cookie Got a bag") == 1
    assert cast.cara.name not in page
    assert story.author.name not in page


@pytest.mark.parametrize("consented", [True, False])
def test_name_of_a_colleague_shows_with_her_consent_alone(client: Client, *, consented: bool) -> None:
    cast = make_cast()
    story = published(author=cast.alice, credits=[cast.cara], consented=consented)
    make_organisation()
    for path in ("/en/", f"/en/stories/{story.slug}/", "/feeds/stories.atom"):
        shown = cast.cara.name in html(client.get(path))
        assert shown == (consented and path != "/feeds/stories.atom")


def test_missing_theme_is_said_in_words(client: Client) -> None:
    cast = make_cast()
    story = published(author=cast.alice, title="Refused", text="I had to ask my manager.", had_to_ask="refused")
    assert story.themes.get().value == -1
    assert "Empowerment, missing" in html(client.get("/en/"))
    assert "Empowerment, missing" in html(client.get(f"/en/stories/{story.slug}/"))


# --- A story's page -------------------------------------------------------------------------------------------
@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def cookie(cast: Cast) -> Story:
    story = published(author=cast.alice, title="She asked for a cookie", short="In short.", moments=KLM)
    Story.objects.filter(pk=story.pk).update(
        view_count=600_000, share_count=100, comment_count=140, moved_count=2104, respect_count=2496
    )
    return story


def test_story_prints_its_scores_in_order_with_peak_and_end(client: Client, cookie: Story) -> None:
    page = html(client.get(f"/en/stories/{cookie.slug}/"))
    scores = re.findall(r'class="telling__score score"[^>]*>([^<]+)<', page)
    assert scores == ["Score 1 for KLM", "Score 2 for KLM", "Score 3 for KLM", "Score 4 for KLM"]
    words = text_of(page)
    assert "Strongest The cookie , +3" in words
    assert "End The card , +2" in words
    assert "What stays 2.5 , from peak and end. The plain mean is 2.0" in words
    assert "Tally 4 of 4 for KLM" in words
    assert "Before The offer" in words
    assert "I tell it often." in words
    assert "The card During Great, +2 Score 4 for KLM end" in words
    assert "Since then After not told" in words
    assert page.count('class="line__ring"') == 3  # one for each width, and the logo's
    assert page.count('role="img"') == 2  # one is displayed, and what is not displayed is not read out


def test_ordinary_moment_shows_without_a_score(client: Client, cast: Cast) -> None:
    story = published(author=cast.alice, feelings=[0, 1, -1, 1])
    words = text_of(html(client.get(f"/en/stories/{story.slug}/")))
    assert "Tally 2 of 4 for KLM, 1 against" in words
    assert "Lowest “The next morning they came back…” , −1" in words
    assert "Score 2 for KLM" in words
    assert "Score 3 for KLM" not in words


def test_story_without_feelings_says_so(client: Client, cast: Cast) -> None:
    story = published(author=cast.alice, text="It was a day.\n\nAnd a night.")
    page = html(client.get(f"/en/stories/{story.slug}/"))
    assert "No feelings told" in page
    assert "And a night." in page
    assert 'class="moments' not in page


@pytest.mark.parametrize(
    ("language", "counters"),
    [
        ("en", ["600,000", "4,600", "140", "100"]),
        ("da", ["600.000", "4.600", "140", "100"]),
        ("nl", ["600.000", "4.600", "140", "100"]),
    ],
)
def test_four_counters_are_written_as_the_language_does(
    client: Client, cookie: Story, language: str, counters: list[str]
) -> None:
    page = html(client.get(f"/{language}/stories/{cookie.slug}/"))
    assert re.findall(r'class="counters__n"[^>]*>([^<]+)<', page) == counters


def test_reader_is_counted_once_and_a_robot_not_at_all(client: Client, cookie: Story) -> None:
    address = f"/en/stories/{cookie.slug}/"
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    for browser in (BROWSER, BROWSER, {"User-Agent": "Googlebot/2.1"}, {}):
        client.get(address, headers=browser)
    assert readers.flush() == 1
    assert not [q for q in queries if "stories_view" in q["sql"]]
    assert Story.objects.get(pk=cookie.pk).view_count == 600_001


def test_evidence_is_marked_and_explained_and_what_is_not_evident_is_said(client: Client, cast: Cast) -> None:
    story = published(author=cast.alice, text="It rained.\n\nI did not ask anybody; I paid for their room myself.")
    page = html(client.get(f"/en/stories/{story.slug}/"))
    assert '<mark class="evidence theme--empowerment" id="evidence-empowerment">' in page
    assert 'href="#evidence-empowerment"' in page
    assert page.count('class="margin-note theme--empowerment"') == 1
    assert "Somebody decided on the spot" in page
    assert "Recognition: not evident." in text_of(page)
    assert "shows__switch--empowerment" in page
    assert "shows__switch--recognition" not in page


def test_evidence_of_a_rejected_reading_is_not_marked(client: Client, cast: Cast) -> None:
    text = "I did not ask anybody; I paid for their room myself."
    story = make_story(status=StoryStatus.SUBMITTED, author=cast.alice, text=text)
    tagging.correct(story, Theme.EMPOWERMENT, 0, by=cast.bob)
    workflow.approve(story, by=cast.bob)
    page = html(client.get(f"/en/stories/{story.slug}/"))
    assert ThemeReading.objects.filter(story=story, theme=Theme.EMPOWERMENT, source="machine", value=1).exists()
    assert "<mark" not in page
    assert "Empowerment: not evident." in text_of(page)


def test_story_in_no_language_of_ours_is_kept_and_said_to_be_unread(client: Client, cast: Cast) -> None:
    story = published(author=cast.alice, text="Ang bata ay kumain ng mansanas sa hardin kahapon.", language="")
    Story.objects.filter(pk=story.pk).update(language="")
    page = html(client.get(f"/en/stories/{story.slug}/"))
    assert "has not been read for its themes" in page
    assert '<h1 class="display display--story" lang="">' in page


def test_story_shows_thanks_that_their_receiver_shows_and_outcomes(client: Client, cast: Cast, cookie: Story) -> None:
    make_thanks(story=cookie, by=cast.bob, text="You simply were.", shown=True)
    make_thanks(story=cookie, by=cast.bob, text="For your eyes.")
    Outcome.objects.create(story=cookie, kind="recommended", quote="I tell everybody.")
    page = html(client.get(f"/en/stories/{cookie.slug}/"))
    assert "“You simply were.”" in page
    assert "For your eyes." not in page
    assert "Recommends us" in page
    assert "“I tell everybody.”" in page


def test_featured_comments_come_first_and_the_rest_goes_on_by_keyset(client: Client, cast: Cast, cookie: Story) -> None:
    comments = [
        make_comment(story=cookie, text=f"Word {n:02}", state=CommentState.PUBLISHED, moderator=cast.bob)
        for n in range(23)
    ]
    moderation.feature_comment(comments[0], by=cast.bob, featured=True)
    make_comment(story=cookie, text="Held back", email="guest@example.org")
    first = html(client.get(f"/en/stories/{cookie.slug}/"))
    shown = re.findall(r"Word \d\d", first)
    assert shown == ["Word 00", *(f"Word {n:02}" for n in range(22, 2, -1))]
    assert "Held back" not in first
    older = re.search(r'href="(\?comments_after=[^"#]+)#comments"', first)
    assert older
    second = html(client.get(f"/en/stories/{cookie.slug}/{older[1]}"))
    assert re.findall(r"Word \d\d", second) == ["Word 02", "Word 01"]
    assert client.get(f"/en/stories/{cookie.slug}/?comments_after=rubbish").status_code == 200


def test_story_leads_to_one_alike_and_one_the_other_way_round(client: Client, cast: Cast, cookie: Story) -> None:
    published(author=cast.alice, title="Alike")
    published(author=cast.alice, title="Alike, in Dutch", language="nl")
    published(author=cast.alice, title="Missed", kind=Kind.MISSED_MOMENT)
    page = html(client.get(f"/en/stories/{cookie.slug}/"))
    assert titles(page) == ["Alike", "Missed"]
    missed = Story.objects.get(title="Missed")
    assert titles(html(client.get(f"/en/stories/{missed.slug}/")))[-1] != "Missed"


@pytest.mark.parametrize("status", [s for s in StoryStatus if s != StoryStatus.PUBLISHED])
def test_story_that_is_not_published_is_404_even_for_its_author(
    client: Client, cast: Cast, status: StoryStatus
) -> None:
    story = make_story(status=status, author=cast.alice)
    client.force_login(cast.alice)
    for tail in ("", "respond/"):
        assert client.get(f"/en/stories/{story.slug or story.key}/{tail}").status_code == 404


def test_page_names_itself_in_every_language(client: Client, cookie: Story) -> None:
    page = html(client.get(f"/da/stories/{cookie.slug}/"))
    for language in ("en", "da", "nl"):
        address = f"{settings.SITE_URL}/{language}/stories/{cookie.slug}/"
        assert f'<link rel="alternate" hreflang="{language}" href="{address}">' in page
        assert f'href="/{language}/stories/{cookie.slug}/" lang="{language}"' in page
    assert f'<link rel="canonical" href="{settings.SITE_URL}/da/stories/{cookie.slug}/">' in page
    assert '<meta property="og:title" content="She asked for a cookie">' in page
    assert '<meta property="og:description" content="In short.">' in page


def test_story_takes_the_same_queries_however_long_it_is(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "FETCH_PEERS", models.FETCH_RAISE)
    for kind in (Kind.EXTRA_MILE, Kind.MISSED_MOMENT):
        published(author=cast.alice, kind=kind)
    taken = []
    for number in (1, 8):
        story = published(author=cast.alice, feelings=[1] * number, credits=[cast.cara, cast.dan][:number], tags=["a"])
        for n in range(number):
            make_comment(story=story, text=f"W{n}", state=CommentState.PUBLISHED, moderator=cast.bob)
            make_thanks(story=story, by=cast.bob, shown=True)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/en/stories/{story.slug}/")
        taken.append(len(queries))
    assert taken[0] == taken[1] <= 22


# --- Photos -----------------------------------------------------------------------------------------------------
def add_photo(story: Story) -> str:
    """Return the address of a photo of the story."""
    picture = io.BytesIO()
    Image.new("RGB", (8, 6), "white").save(picture, "JPEG")
    file = ContentFile(picture.getvalue(), name="x.jpg")
    photo = Photo.objects.create(story=story, alt="A bag with cookies", file=file)
    return f"/photos/{photo.key}.jpg"


def test_photo_of_a_published_story_may_be_kept_for_a_while(client: Client, cookie: Story) -> None:
    address = add_photo(cookie)
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "public, max-age=300"
    assert not response.cookies
    page = html(client.get(f"/en/stories/{cookie.slug}/"))
    assert 'alt="A bag with cookies"' in page
    assert address in page


def test_photo_of_a_draft_is_its_authors_alone(client: Client, cast: Cast) -> None:
    address = add_photo(make_story(author=cast.alice))
    assert client.get(address).status_code == 404
    for person, status in ((cast.bob, 404), (cast.charlie, 404), (cast.alice, 200)):
        client.force_login(person)
        response = client.get(address)
        assert response.status_code == status
        assert response["Cache-Control"] == "private, no-store"


def test_photo_goes_when_the_story_is_taken_down(client: Client, cast: Cast, cookie: Story) -> None:
    address = add_photo(cookie)
    workflow.withdraw(cookie, by=cast.alice)
    assert client.get(address).status_code == 404
    assert client.get(f"/en/stories/{cookie.slug}/").status_code == 404
    assert titles(html(client.get("/en/"))) == []


@pytest.mark.parametrize("path", ["/en/", "/en/about/"])
def test_public_pages_are_read_only(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


def test_membership_of_another_organisation_changes_nothing(client: Client, cookie: Story) -> None:
    client.force_login(make_member())
    assert is_public(client.get(f"/en/stories/{cookie.slug}/"))
