"""Counted views: a reader once a day and story, robots never, nothing that leads back to a person."""

import datetime as dt
import threading
import time

import pytest
import time_machine
from django.test import override_settings

from stories.actions import readers
from stories.enums import StoryStatus
from stories.models import Story, View
from tests.factories import make_story

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
START_FLUSHER = vars(readers)["_start_flusher"]  # conftest replaces it within tests
NOON = dt.datetime(2026, 5, 4, 12, 0, 0, tzinfo=dt.UTC)


def views(story: Story) -> int:
    """Return the counter, after checking that it follows the rows."""
    counter = Story.objects.get(pk=story.pk).view_count
    assert counter == View.objects.filter(story=story).count()
    return counter


def read(story: Story, *, address: str = "192.0.2.1", user_agent: str = FIREFOX) -> None:
    readers.count_view(story.pk, address=address, user_agent=user_agent)


def test_view_is_counted_when_it_is_flushed() -> None:
    story = make_story(status=StoryStatus.PUBLISHED)
    read(story)
    assert views(story) == 0
    assert readers.flush() == 1
    assert views(story) == 1
    assert readers.flush() == 0


def test_counting_a_view_costs_no_query(django_assert_num_queries: object) -> None:
    story = make_story(status=StoryStatus.PUBLISHED)
    with django_assert_num_queries(0):  # type: ignore[operator]  # the fixture is untyped
        read(story)


def test_reload_is_no_view_before_or_after_the_flush() -> None:
    story = make_story(status=StoryStatus.PUBLISHED)
    read(story)
    read(story)
    assert readers.flush() == 1
    read(story)
    assert readers.flush() == 0
    assert views(story) == 1


def test_other_address_browser_or_story_is_another_view() -> None:
    first, second = make_story(status=StoryStatus.PUBLISHED), make_story(status=StoryStatus.PUBLISHED)
    read(first)
    read(first, address="192.0.2.2")
    read(first, user_agent=PHONE)
    read(second)
    assert readers.flush() == 4
    assert (views(first), views(second)) == (3, 1)


def test_next_day_is_another_view_under_another_digest() -> None:
    story = make_story(status=StoryStatus.PUBLISHED)
    with time_machine.travel(NOON, tick=False) as clock:
        read(story)
        readers.flush()
        clock.shift(dt.timedelta(days=1))
        read(story)
        assert readers.flush() == 1
    assert views(story) == 2
    assert len(set(View.objects.values_list("reader", flat=True))) == 2


def test_day_is_that_of_the_site_and_not_of_greenwich() -> None:
    story = make_story(status=StoryStatus.PUBLISHED)
    with time_machine.travel(dt.datetime(2026, 5, 4, 22, 30, tzinfo=dt.UTC), tick=False):
        read(story)
        readers.flush()
    assert View.objects.get().day == dt.date(2026, 5, 5)


@pytest.mark.parametrize(
    "user_agent",
    [
        "",
        "Googlebot/2.1 (+http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0)",
        "facebookexternalhit/1.1",
        "curl/8.5.0",
        "Wget/1.21",
        "python-requests/2.32",
        "Slackbot-LinkExpanding 1.0",
        "SkypeUriPreview Preview/0.5",
        "UptimeMonitor/1",
        "Baiduspider",
    ],
)
def test_robot_is_no_reader(user_agent: str) -> None:
    story = make_story(status=StoryStatus.PUBLISHED)
    read(story, user_agent=user_agent)
    assert readers.is_robot(user_agent) is True
    assert readers.flush() == 0


@pytest.mark.parametrize("user_agent", [FIREFOX, PHONE])
def test_person_is_no_robot(user_agent: str) -> None:
    assert readers.is_robot(user_agent) is False


def test_digest_holds_neither_address_nor_browser_and_needs_the_secret() -> None:
    digest = readers.reader_digest("192.0.2.1", FIREFOX, day="2026-05-04")
    assert len(digest) == 32
    assert set(digest) <= set("0123456789abcdef")
    assert digest == readers.reader_digest("192.0.2.1", FIREFOX, day="2026-05-04")
    assert digest != readers.reader_digest("192.0.2.1", FIREFOX, day="2026-05-05")
    with override_settings(SECRET_KEY="another"):
        assert digest != readers.reader_digest("192.0.2.1", FIREFOX, day="2026-05-04")


def test_view_of_a_story_that_is_gone_is_dropped_and_the_others_stay() -> None:
    story, gone = make_story(status=StoryStatus.PUBLISHED), make_story()
    read(story)
    read(gone)
    gone.delete()
    assert readers.flush() == 1
    assert views(story) == 1


def test_many_views_are_flushed_together() -> None:
    story = make_story(status=StoryStatus.PUBLISHED)
    for number in range(450):
        read(story, address=f"address-{number}")
    assert readers.flush() == 450
    assert views(story) == 450


def test_full_buffer_takes_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "_BUFFER_AT_MOST", 2)
    story = make_story(status=StoryStatus.PUBLISHED)
    for number in range(3):
        read(story, address=f"address-{number}")
    assert readers.flush() == 2


@pytest.mark.django_db(transaction=True)
def test_views_reach_the_database_by_themselves_and_the_thread_ends_when_nobody_reads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(readers, "FLUSH_SECONDS", 0.01)
    monkeypatch.setattr(readers, "_start_flusher", START_FLUSHER)
    story = make_story(status=StoryStatus.PUBLISHED)
    read(story)
    read(story, user_agent=PHONE)
    deadline = time.monotonic() + 10
    while View.objects.count() < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert views(story) == 2
    threads = [thread for thread in threading.enumerate() if thread.name == "views"]
    for thread in threads:
        thread.join(timeout=10)
    assert [thread.is_alive() for thread in threads] == [False] * len(threads)
