"""A manager at her desk: two readings set right, thanks, approval; then a colleague's name goes up and comes down."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from stories.actions.telling import MomentDraft
from stories.enums import Role, Source, StoryStatus, Theme
from stories.models import Story, Thanks
from tests.factories import make_member, make_organisation, make_story, make_team

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("plain_reader"),
]
PASSWORD = "moments-of-truth"
Room = Callable[..., BrowserContext]


@pytest.fixture
def story(transactional_db: None) -> Story:
    klm = make_organisation(name="KLM", slug="klm")
    crew = make_team(organisation=klm, name="Cabin crew")
    make_member(organisation=klm, role=Role.MANAGER, name="Anna Holm", email="anna@klm.example", password=PASSWORD)
    author = make_member(organisation=klm, team=crew, name="Femke Visser", email="femke@klm.example")
    joris = make_member(organisation=klm, team=crew, name="Joris Bakker", email="joris@klm.example", password=PASSWORD)
    moments = [
        MomentDraft("She asked for a cookie. I did not ask anyone, I just filled a bag with wine and nuts.", feeling=3),
        MomentDraft("She thanked the whole crew by name and wrote to our boss about us.", stage="after", feeling=2),
    ]
    return make_story(
        status=StoryStatus.SUBMITTED,
        organisation=klm,
        author=author,
        credits=[joris],
        moments=moments,
        title="A cookie",
    )


@pytest.fixture
def room(new_context: Room, live_server: LiveServer) -> Room:
    def open_room(**kwargs: object) -> BrowserContext:
        return new_context(viewport={"width": 1280, "height": 900}, base_url=live_server.url, **kwargs)

    return open_room


def sign_in(page: Page, email: str, address: str) -> None:
    page.goto(address)
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")


def values(story: Story, theme: Theme) -> dict[str, int]:
    return {reading.source: reading.value for reading in story.readings.filter(theme=theme)}


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_a_story_from_the_queue_to_a_name_on_the_wall_and_off_again(room: Room, story: Story, javascript: bool) -> None:  # noqa: FBT001
    # Signing in leads to the queue, the story open beside it.
    anna = room(java_script_enabled=javascript).new_page()
    refused: list[str] = []
    anna.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    sign_in(anna, "anna@klm.example", "/en/home/")
    expect(anna.get_by_role("heading", name="One waiting")).to_be_visible()
    anna.get_by_role("link", name="A cookie").click()
    expect(anna.locator("mark.evidence.theme--empowerment").first).to_contain_text("I did not ask anyone")

    # One reading is rejected, another turned round; words typed meanwhile stay, and both readings are kept.
    anna.get_by_role("textbox", name="Thank Femke and Joris").fill("You did not ask.")
    anna.locator("#theme-empowerment").get_by_role("button", name="Set to 0").click()
    expect(anna.locator("#theme-empowerment")).to_contain_text("Anna said 0.")
    expect(anna.locator("#theme-empowerment")).to_contain_text("The reader said +1")
    expect(anna.locator("mark.evidence.theme--empowerment")).to_have_count(0)
    anna.locator("#theme-recognition").get_by_role("button", name="Set to −1").click()
    expect(anna.locator("#theme-recognition")).to_contain_text("Anna said −1.")
    assert values(story, Theme.EMPOWERMENT) == {Source.MACHINE: 1, Source.HUMAN: 0}
    assert values(story, Theme.RECOGNITION) == {Source.MACHINE: 1, Source.HUMAN: -1}
    expect(anna.get_by_role("textbox", name="Thank Femke and Joris")).to_have_value("You did not ask.")

    # Thanks reach both before anything is public.
    anna.get_by_role("button", name="Thank", exact=True).click()
    expect(anna.get_by_role("status")).to_contain_text("Your words have reached")
    assert Thanks.objects.filter(text="You did not ask.").count() == 2

    # Approving asks Joris; the queue is empty.
    anna.get_by_role("button", name="Approve").click()
    expect(anna.get_by_role("heading", name="All read")).to_be_visible()
    expect(anna.get_by_text("Asked: Joris")).to_be_visible()
    assert [text for text in refused if "Content Security Policy" in text] == []

    # His yes puts it on the wall with his name, his no takes the name off.
    joris = room(java_script_enabled=javascript).new_page()
    sign_in(joris, "joris@klm.example", "/en/news/")
    joris.locator("[name=answer][value=yes]").first.click()
    guest = room(java_script_enabled=javascript).new_page()
    story.refresh_from_db()
    assert story.status == StoryStatus.PUBLISHED
    guest.goto(f"/en/stories/{story.slug}/")
    expect(guest.locator("main")).to_contain_text("Joris Bakker")
    joris.goto("/en/news/")
    joris.locator("[name=answer][value=no]").first.click()
    guest.reload()
    expect(guest.locator("main")).not_to_contain_text("Joris Bakker")
