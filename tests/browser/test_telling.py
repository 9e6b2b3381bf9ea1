"""An employee on a phone, at the end of a shift: four moments, a tab that closes half-way, a connection that fails."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from stories.enums import Role, StoryStatus
from stories.models import Story
from tests.factories import make_member, make_organisation, make_team

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("plain_reader"),
]
PASSWORD = "moments-of-truth"
# A machine under load is slow, not wrong.
expect.set_options(timeout=30_000)
#: A journey as people tell it: what happened, when, how it felt.
MOMENTS = (
    ("The evening before she flew we mailed her a seat in business class at a fair price.", "Before", "Nice"),
    ("We joked with everybody who came aboard, about the trip and a coat.", "During", "Great"),
    (
        "She asked for a cookie. I did not ask anyone, I just filled a bag with wine, cookies and nuts.",
        "During",
        "Unforgettable",
    ),
    ("She thanked the whole crew, and I wrote her a card by hand.", "During", "Great"),
)


@pytest.fixture
def people(transactional_db: None) -> None:
    klm = make_organisation(name="KLM", slug="klm")
    crew = make_team(organisation=klm, name="Cabin crew")
    make_member(organisation=klm, team=crew, name="Femke Visser", email="femke@klm.example", password=PASSWORD)
    make_member(organisation=klm, team=crew, name="Joris Bakker", email="joris@klm.example", password=PASSWORD)
    make_member(organisation=klm, team=crew, role=Role.MANAGER, name="Anneke de Wit", email="anneke@klm.example")


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext], live_server: LiveServer, people: None) -> BrowserContext:
    return new_context(viewport={"width": 390, "height": 844}, base_url=live_server.url, has_touch=True)


def sign_in(page: Page, email: str = "femke@klm.example") -> None:
    page.goto("/en/tell/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    expect(page.get_by_role("heading", name="What happened?")).to_be_visible()


def tell(page: Page, place: int, *, text: str = "") -> None:
    words, stage, feeling = MOMENTS[place]
    passage = page.locator(f"#moment-{place}")
    passage.locator("textarea").press_sequentially(text or words, delay=1)
    passage.get_by_role("radio", name=stage).check()
    passage.get_by_role("radio", name=feeling).check()


def kept(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('tell.'))")


def saved(page: Page) -> None:
    expect(page.locator("#tell-saved")).to_have_text("Saved")
    until = time.monotonic() + 30
    while kept(page) and time.monotonic() < until:
        page.wait_for_timeout(100)
    assert kept(page) == [], "a copy stays only until the server has the words"


def test_four_moments_are_told_and_a_closed_tab_loses_nothing(phone: BrowserContext) -> None:
    page = phone.new_page()
    sign_in(page)
    began = time.monotonic()
    tell(page, 0)
    page.get_by_role("button", name="Add a moment").click()
    expect(page.locator("#moment-1 textarea")).to_be_focused()
    tell(page, 1)
    saved(page)
    page.get_by_role("button", name="Add a moment").click()
    page.locator("#moment-2 textarea").press_sequentially("She asked for a coo")
    page.close()

    page = phone.new_page()
    page.goto("/en/tell/")
    page.get_by_role("link", name=re.compile("Go on with your draft")).click()
    box = page.locator("#moment-2 textarea")
    expect(box).to_have_value("She asked for a coo")
    expect(page.locator("#moment-0 .passage__said")).to_have_text(MOMENTS[0][0])
    expect(page.locator("#moment-0 .passage__felt")).to_have_text("Nice, before")
    box.fill("")
    tell(page, 2)
    expect(page.get_by_text("We hear empowerment")).to_be_visible()
    page.get_by_role("button", name="Add a moment").click()
    tell(page, 3)
    page.get_by_role("checkbox", name="Me", exact=True).check()
    page.get_by_role("checkbox", name="Joris").check()
    page.locator("#id_had_to_ask").get_by_role("radio", name="No", exact=True).check()
    page.get_by_role("radio", name="Nothing").check()
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("heading", name="Anneke reads it before noon tomorrow.")).to_be_visible()
    assert time.monotonic() - began < 90
    expect(page.get_by_text("Nothing is public before that")).to_be_visible()
    expect(page.locator("svg.line--card")).to_have_attribute(
        "aria-label", re.compile("4 moments: nice, great, unforgettable")
    )
    assert kept(page) == []
    story = Story.objects.get()
    assert story.status == StoryStatus.SUBMITTED
    assert story.feelings == [1, 2, 3, 2]
    assert [moment.stage for moment in story.moments.all()] == ["before", "during", "during", "during"]
    assert sorted(credit.person.name for credit in story.credits.all() if credit.person) == [
        "Femke Visser",
        "Joris Bakker",
    ]


def test_words_typed_without_a_connection_survive_the_tab_and_go_out_later(phone: BrowserContext) -> None:
    page = phone.new_page()
    sign_in(page)
    phone.set_offline(True)
    tell(page, 0)
    expect(page.get_by_text("Your words are kept on this phone")).to_be_visible()
    page.get_by_role("button", name="Add a moment").click()
    tell(page, 1)
    page.close()
    assert not Story.objects.exists()

    phone.set_offline(False)
    page = phone.new_page()
    page.goto("/en/tell/")
    expect(page.get_by_text("Your words from this phone are back.")).to_be_visible()
    expect(page.locator("#moment-1 textarea")).to_have_value(MOMENTS[1][0])
    saved(page)
    assert Story.objects.get().feelings == [1, 2]


def test_a_connection_that_comes_back_saves_by_itself(phone: BrowserContext) -> None:
    page = phone.new_page()
    sign_in(page)
    phone.set_offline(True)
    tell(page, 0)
    expect(page.locator("#tell-offline")).to_be_visible()
    phone.set_offline(False)
    saved(page)
    expect(page.locator("#tell-offline")).to_be_hidden()
    assert Story.objects.get().text == MOMENTS[0][0]


def test_the_newer_of_two_devices_wins_and_the_other_can_be_had(phone: BrowserContext) -> None:
    page = phone.new_page()
    sign_in(page)
    tell(page, 0)
    saved(page)
    address = page.url
    phone.set_offline(True)
    page.locator("#moment-0 textarea").press_sequentially(" And more.")
    page.close()
    phone.set_offline(False)

    page = phone.new_page()
    page.goto(address)
    expect(page.get_by_text("These are the words from this phone")).to_be_visible()
    expect(page.locator("#moment-0 textarea")).to_have_value(MOMENTS[0][0] + " And more.")
    page.get_by_role("button", name="Show the saved draft").click()
    expect(page.locator("#moment-0 textarea")).to_have_value(MOMENTS[0][0])
    saved(page)


def test_a_draft_thrown_away_stays_away(phone: BrowserContext) -> None:
    page = phone.new_page()
    sign_in(page)
    tell(page, 0)
    saved(page)
    page.reload()
    page.locator("#moment-0 textarea").press_sequentially(" And more.")
    page.get_by_text("Throw this draft away").click()
    page.get_by_role("button", name="Yes, throw it away").click()
    expect(page.get_by_text("The draft is gone.")).to_be_visible()
    page.goto("/en/tell/")
    expect(page.locator("#moment-0 textarea")).to_have_value("")
    assert not Story.objects.exists()
    assert kept(page) == []


def test_the_next_person_on_this_device_finds_nothing(phone: BrowserContext) -> None:
    page = phone.new_page()
    sign_in(page)
    phone.set_offline(True)
    tell(page, 0)
    assert len(kept(page)) == 1
    page.close()
    phone.set_offline(False)
    phone.clear_cookies()

    page = phone.new_page()
    sign_in(page, "joris@klm.example")
    expect(page.locator("#moment-0 textarea")).to_have_value("")
    assert kept(page) == []


def test_signing_out_takes_what_is_kept_along(phone: BrowserContext) -> None:
    page = phone.new_page()
    sign_in(page)
    phone.set_offline(True)
    tell(page, 0)
    page.close()
    phone.set_offline(False)
    page = phone.new_page()
    page.goto("/en/account/logout/")
    assert len(kept(page)) == 1
    page.locator("main form button").click()
    page.wait_for_url(re.compile(r"/en/$"))
    assert kept(page) == []


def test_the_session_ends_while_somebody_writes(phone: BrowserContext) -> None:
    page = phone.new_page()
    sign_in(page)
    phone.clear_cookies(name="sessionid")
    tell(page, 0)
    expect(page.get_by_text("You were signed out. Your words are kept on this phone.")).to_be_visible()
    sign_in(page)
    expect(page.locator("#moment-0 textarea")).to_have_value(MOMENTS[0][0])
    saved(page)


def test_all_works_with_the_keyboard_alone(phone: BrowserContext) -> None:
    page = phone.new_page()
    sign_in(page)
    page.locator("#id_moment-0-text").focus()
    page.keyboard.type("A guest came down at eleven, and I found her a charger.")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#moment-0").get_by_role("radio", name="Before")).to_be_checked()
    expect(page.locator("#moment-0").get_by_role("radio", name="Bad")).to_be_checked()
    page.get_by_role("button", name="Add a moment").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#moment-1 textarea")).to_be_focused()
    page.get_by_role("button", name="Send").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Anneke reads it")).to_be_visible()


def test_all_works_without_javascript(
    new_context: Callable[..., BrowserContext], live_server: LiveServer, people: None
) -> None:
    context = new_context(viewport={"width": 390, "height": 844}, base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    for place in range(len(MOMENTS)):
        if place:
            page.get_by_role("button", name="Add a moment").click()
        tell(page, place)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Anneke reads it before noon tomorrow.")).to_be_visible()
    assert Story.objects.get().feelings == [1, 2, 3, 2]
