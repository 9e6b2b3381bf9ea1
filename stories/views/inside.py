"""What stays within the organisation: internal stories and missed moments; and a story that one is asked about."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from stories.enums import StoryStatus
from stories.lines import Experience
from stories.models import Consent, Story

from .common import signed_in, visible_story

_PAGE = 20


@require_GET
def inside(request: HttpRequest) -> HttpResponse:
    """List the stories that colleagues alone may read, newest first."""
    stories = Story.objects.inside(signed_in(request))
    after = _key(request.GET.get("after", ""))
    last = stories.filter(key=after).first() if after else None
    page = list((stories.approved_before(last) if last else stories).with_card_data()[: _PAGE + 1])
    older = page[_PAGE - 1].key if len(page) > _PAGE else None
    return render(request, "stories/inside.html", {"stories": page[:_PAGE], "older": older})


@require_GET
def inside_story(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show one story to those who may read it before, or without, its being public."""
    user = signed_in(request)
    story = visible_story(request, Story.objects.with_page_data(), key=key)
    if story.status == StoryStatus.PUBLISHED:
        return redirect(story.get_absolute_url())
    if story.status == StoryStatus.DRAFT:
        return redirect("stories:edit", key=key)
    context = {
        "story": story,
        "experience": Experience(story),
        "question": Consent.objects.of_person(user).filter(credit__story=story).first(),
    }
    return render(request, "stories/inside_story.html", context)


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
