"""A visitor from a shared link; and every page, looked at by axe and by the browser's own policy."""

from collections.abc import Callable
from io import StringIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from stories.enums import CommentState
from stories.models import Comment, Reaction, Story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Room = Callable[..., BrowserContext]
COOKIE = "/en/stories/klm-cookie/"


@pytest.fixture
def demo(transactional_db: None) -> None:
    call_command("seed", stdout=StringIO())


def sign_in(page: Page, who: str) -> None:
    page.goto("/en/account/login/")
    page.locator("[name=login]").fill(f"{who}@demo.example")
    page.locator("[name=password]").fill("moments-of-truth")
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/account/login/" not in url)


def test_a_visitor_reacts_takes_it_back_and_comments(demo: None, new_context: Room, live_server: LiveServer) -> None:
    page = new_context(base_url=live_server.url, viewport={"width": 390, "height": 844}).new_page()
    page.goto("/en/")
    page.get_by_role("link", name="She asked for a cookie").first.click()
    scores = page.locator(".telling__score").all_inner_texts()
    assert scores == [f"Score {n} for KLM" for n in (1, 2, 3, 4)]

    moved = page.get_by_role("button", name="This moved me")
    count = moved.locator("[data-count]")
    before = count.inner_text()
    moved.click()
    expect(moved).to_have_attribute("aria-pressed", "true")
    expect(count).not_to_have_text(before)
    moved.click()
    expect(moved).to_have_attribute("aria-pressed", "false")
    expect(count).to_have_text(before)

    page.get_by_role("textbox", name="Name").fill("Wilma Reader")
    page.get_by_role("textbox", name="Comment").fill("My father still talks about a conductor who waited.")
    page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_text("A person reads it before it appears.").first).to_be_visible()
    assert Comment.objects.get(name="Wilma Reader").state == CommentState.HELD


def test_without_javascript_the_same_is_done_by_pages(demo: None, new_context: Room, live_server: LiveServer) -> None:
    page = new_context(base_url=live_server.url, java_script_enabled=False).new_page()
    story = Story.objects.get(slug="klm-cookie")
    rows = Reaction.objects.filter(story=story).count()
    page.goto(COOKIE)
    page.get_by_role("link", name="This moved me").click()
    page.get_by_role("button", name="This moved me").click()
    assert Reaction.objects.filter(story=story).count() == rows + 1

    page.goto(COOKIE)
    page.get_by_role("textbox", name="Name").fill("Wilma Reader")
    page.get_by_role("textbox", name="Comment").fill("Said without a script.")
    page.get_by_role("button", name="Send comment").click()
    # The public page carries no token, so the words come back with one and are sent from there.
    expect(page.get_by_text("Said without a script.")).to_be_visible()
    page.get_by_role("button", name="Send it").click()
    assert Comment.objects.get(name="Wilma Reader").text == "Said without a script."


PAGES = {
    None: ["/en/", "/en/?theme=recognition&kind=extra_mile", "/en/?q=nowhere+to+be+found", COOKIE, "/en/about/"],
    "employee": ["/en/tell/", "/en/my/", "/en/news/", "/en/inside/", f"{COOKIE}respond/"],
    "manager": ["/en/review/", "/en/review/comments/"],
    "admin": ["/en/people/"],
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_and_the_policy_find_nothing(demo: None, new_context: Room, live_server: LiveServer, scheme: str) -> None:
    context = new_context(base_url=live_server.url, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    found = []
    for who, addresses in PAGES.items():
        if who:
            context.clear_cookies()
            sign_in(page, who)
        for address in addresses:
            page.goto(address)
            violations = Axe().run(page).response["violations"]
            found += [f"{address}: {v['id']} {v['nodes'][0]['target']}" for v in violations]
            width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            found += [f"{address}: {width} px too wide"] if width > 0 else []
    assert found == []
    assert said == []


def test_an_invited_person_joins_in_a_real_browser(demo: None, new_context: Room, live_server: LiveServer) -> None:
    admin = new_context(base_url=live_server.url).new_page()
    sign_in(admin, "admin")
    admin.goto("/en/people/")
    admin.get_by_role("textbox", name="E-mail").fill("nora@klm.example")
    admin.get_by_role("button", name="Make an invitation").click()
    link = admin.locator("[data-invitation-link]").input_value()

    guest = new_context(base_url=live_server.url).new_page()
    guest.goto(link[link.index("/en/") :])
    guest.locator("[name=name]").fill("Nora New")
    guest.locator("[name=password]").fill("a porter at night 7")
    guest.get_by_role("button", name="Join").click()
    guest.wait_for_url("**/my/")
    expect(guest.get_by_role("heading", name="Your stories")).to_be_visible()
