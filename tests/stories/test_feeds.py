"""The Atom feed: the newest fifty, each in its own language, without anybody's name."""

from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stories import feeds
from stories.enums import StoryStatus
from tests.factories import make_cast, make_story

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def entries(content: bytes) -> list[ElementTree.Element]:
    return ElementTree.fromstring(content).findall(f"{ATOM}entry")  # noqa: S314 - our own feed


def test_feed_is_the_same_for_everybody(client: Client) -> None:
    cast = make_cast()
    make_story(status=StoryStatus.PUBLISHED, author=cast.alice)
    guest = Client().get("/feeds/stories.atom", headers={"Accept-Language": "nl"})
    client.force_login(cast.bob)
    response = client.get("/feeds/stories.atom")
    assert response.content == guest.content
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response["Cache-Control"].startswith("public")
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


def test_entry_has_title_short_version_language_and_absolute_address(client: Client) -> None:
    cast = make_cast()
    fields = {"title": "Eén schroef", "short": "Ik had er één nodig.", "language": "nl"}
    story = make_story(status=StoryStatus.PUBLISHED, author=cast.alice, credits=[cast.cara], consented=True, **fields)  # type: ignore[arg-type]
    (entry,) = entries(client.get("/feeds/stories.atom").content)
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"{settings.SITE_URL}/nl/stories/{story.slug}/"
    assert entry.findtext(f"{ATOM}title") == "Eén schroef"
    assert entry.findtext(f"{ATOM}summary") == "Ik had er één nodig."
    assert entry.get(LANG) == "nl"
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{story.key}"
    assert entry.findtext(f"{ATOM}updated") == story.published_at.isoformat()  # type: ignore[union-attr]
    assert entry.find(f"{ATOM}author") is None
    assert "Cara" not in ElementTree.tostring(entry, encoding="unicode")


def test_feed_holds_published_stories_newest_first_and_no_more_than_its_limit(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "STORIES_AT_MOST", 3)
    cast = make_cast()
    for number in range(4):
        make_story(status=StoryStatus.PUBLISHED, author=cast.alice, title=f"T{number}")
    make_story(author=cast.alice, title="Draft")
    with CaptureQueriesContext(connection) as queries:
        content = client.get("/feeds/stories.atom").content
    assert [entry.findtext(f"{ATOM}title") for entry in entries(content)] == ["T3", "T2", "T1"]
    assert len(queries) == 2
