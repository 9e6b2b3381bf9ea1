"""The newest stories as an Atom feed: the same bytes for everybody, without the names of who wrote them."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from . import anonymity
from .models import Story
from .views.common import public_page

STORIES_AT_MOST = 50


class StoryAtom(Atom1Feed):
    """Atom in which each entry names its own language."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return the attributes of an entry; an unknown language is said to be unknown."""
        return {**super().item_attributes(item), "xml:lang": item["story_language"]}


class StoryFeed(Feed[Story, None]):
    """The last 50 published stories, each with its short version and its address in its own language."""

    feed_type = StoryAtom
    language = settings.LANGUAGE_CODE
    title = "Moments of Truth"

    def subtitle(self) -> str:
        """Return the claim of the wall."""
        return _("Nobody asked them to. They did it anyway.")

    def link(self) -> str:
        """Return the address of the wall."""
        return str(settings.SITE_URL + reverse("stories:wall"))

    def feed_url(self) -> str:
        """Return the address of the feed itself."""
        return str(settings.SITE_URL + reverse("story_feed"))

    def items(self) -> list[Story]:
        """Return the newest stories as the public may read them; two queries."""
        return [anonymity.for_public(story) for story in Story.objects.on_wall().with_credits()[:STORIES_AT_MOST]]

    def item_title(self, item: Story) -> str:
        """Return the story's title."""
        return item.title

    def item_description(self, item: Story) -> str:
        """Return its short version."""
        return item.short

    def item_link(self, item: Story) -> str:
        """Return its address, in the frame of its own language where we have one."""
        known = item.language in dict(settings.LANGUAGES)
        with translation.override(item.language if known else settings.LANGUAGE_CODE):
            return str(settings.SITE_URL + item.get_absolute_url())

    def item_guid(self, item: Story) -> str:
        """Return a name that stays, whatever becomes of the address."""
        return f"urn:uuid:{item.key}"

    def item_pubdate(self, item: Story) -> dt.datetime | None:
        """Return when it came on the wall."""
        return item.published_at

    def item_updateddate(self, item: Story) -> dt.datetime | None:
        """Return the same: counters that move are no news."""
        return item.published_at

    def item_extra_kwargs(self, item: Story) -> dict[str, Any]:
        """Return what the generator needs beside Django's own."""
        return {"story_language": item.language}


@public_page
def story_feed(request: HttpRequest) -> HttpResponse:
    """Send the feed, in the language of the site whatever the browser prefers."""
    with translation.override(settings.LANGUAGE_CODE):
        response = StoryFeed()(request)
    del response["Vary"]
    return response
