"""The public face: the wall, a story's page, photos, what this is about. The same bytes for everybody."""

import uuid

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import models
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from taggit.models import Tag

from stories import anonymity, pages
from stories.actions import readers
from stories.enums import LANGUAGE_NAMES, Grade, Kind, Source, Theme
from stories.filters import Cursor, Filters
from stories.forms.engagement import CommentForm
from stories.lines import Experience
from stories.models import Organisation, Photo, Story

from .common import client_address, public_page

#: A published photo may be kept this long by whoever fetched it; taken down, it is gone after as long.
PHOTO_MAX_AGE = 300


@public_page
@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """Show published stories, newest first: arranged as a front page, or in plain rows where they were filtered."""
    filters = Filters.read(request.GET)
    stories = Story.objects.on_wall().with_company().with_card_data().fetch_mode(models.FETCH_PEERS)
    if not filters:
        stories = stories.with_evidence()
    found = list(filters.apply(stories)[: settings.WALL_PAGE_SIZE + 1])
    shown = [anonymity.for_public(one) for one in found[: settings.WALL_PAGE_SIZE]]
    organisation, tag = _chosen(filters, shown)
    context = {
        "filters": filters,
        "blocks": _blocks(filters, shown),
        "older": filters.older(shown[-1]) if len(found) > len(shown) else "",
        "organisation": organisation,
        "owed": pages.owed_to_organisation(shown) if organisation else [],
        "chips": filters.chips(organisation, tag),
        "too_common": filters.query.too_common and not filters.query,
        "wordless": filters.q and not filters.query,
        **_choices(),
    }
    return render(request, "stories/wall.html", context)


@public_page
@require_safe
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one published story with all that was made of it, and count the reader."""
    stories = Story.objects.on_wall().with_company().with_page_data().fetch_mode(models.FETCH_PEERS)
    found = anonymity.for_public(get_object_or_404(stories, slug=slug))
    _count(request, found)
    experience = Experience(found)
    passages = pages.passages_of(experience)
    context = {
        "story": found,
        "experience": experience,
        "grade": pages.grade_of(experience),
        "passages": passages,
        "themes": pages.themes_of(found, passages),
        "by_model": any(theme.source == Source.MODEL for theme in found.themes.all()),
        "unread_here": not settings.READ_STORIES and not found.engine_version,
        "thanks": pages.thanks_of(found),
        "reactions": pages.reactions_of(found),
        "discussion": pages.discussion_of(found, Cursor.read(request.GET.get("comments_after", ""))),
        "form": CommentForm(),
        "beside": pages.beside(found),
    }
    return render(request, "stories/story.html", context)


@public_page
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say what a moment of truth is, how stories are read, and what is never done."""
    themes = [(theme.value, theme.label, pages.SENTENCES[theme, 1]) for theme in Theme]
    return render(request, "stories/about.html", {"themes": themes})


@login_not_required
@require_safe
def photo(request: HttpRequest, key: uuid.UUID) -> FileResponse:
    """Send a photo of ours to whoever may read its story; only that of a published story may be kept.

    Every photo was encoded by our own pipeline, so it is a JPEG whatever was uploaded.
    """
    found = Photo.objects.filter(key=key).first()
    public = found and Story.objects.on_wall().filter(pk=found.story_id).exists()
    if not found or not (public or Story.objects.visible_to(request.user).filter(pk=found.story_id).exists()):
        raise Http404
    response = FileResponse(found.file.open(), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    if public:
        response["Cache-Control"] = f"public, max-age={PHOTO_MAX_AGE}"
        response.is_public_page = True  # type: ignore[attr-defined]  # read by PrivateByDefaultMiddleware
    return response


def _count(request: HttpRequest, found: Story) -> None:
    if request.method == "GET":
        browser = request.headers.get("User-Agent", "")
        readers.count_view(found.pk, address=client_address(request), user_agent=browser)


def _blocks(filters: Filters, shown: list[Story]) -> list[pages.Block]:
    if filters:
        return pages.rows(shown)
    return pages.arrange(shown, leading=filters.after is None, language=get_language() or "")


def _chosen(filters: Filters, shown: list[Story]) -> tuple[Organisation | None, Tag | None]:
    """Return the organisation and the tag of the filters; the first comes with the stories, if there are any."""
    organisation = tag = None
    if filters.org:
        organisation = shown[0].organisation if shown else Organisation.objects.filter(slug=filters.org).first()
    if filters.tag:
        tag = Tag.objects.filter(slug=filters.tag).first()
    return organisation, tag


def _choices() -> dict[str, object]:
    """Return what can be chosen on the wall, in its order."""
    return {
        "themes": Theme.choices,
        "kinds": [choice for choice in Kind.choices if choice[0] != Kind.MISSED_MOMENT],
        "languages": LANGUAGE_NAMES.items(),
        "grades": Grade.choices[:0:-1],
        "missed": Kind.MISSED_MOMENT.value,
    }
