"""News: what a person is told, what she is asked about her name, and the thanks she received.

Answers are hers alone: another person's key is a 404.
"""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from stories import notifications
from stories.actions import consent as consents
from stories.actions import recognition, workflow
from stories.actions.log import mark_read
from stories.enums import ConsentState, StoryStatus
from stories.models import Consent, Notice, Story, Thanks

from .common import explain_refusals, redirect_back, signed_in

_SHOWN_AT_MOST = 50


@require_GET
def news(request: HttpRequest) -> HttpResponse:
    """Show what is new, the questions first; what was shown counts as read."""
    user = signed_in(request)
    notices = list(Notice.objects.to_person(user)[:_SHOWN_AT_MOST])
    questions = list(Consent.objects.of_person(user))
    context = {
        "asked": [question for question in questions if question.state == ConsentState.ASKED],
        "answered": [question for question in questions if question.state != ConsentState.ASKED],
        "thanks": Thanks.objects.received_by(user)[:_SHOWN_AT_MOST],
        "notices": [(notice, notifications.words(notice)) for notice in notices],
    }
    mark_read(notices, by=user)
    return render(request, "stories/news.html", context)


@require_POST
@explain_refusals(to="stories:news")
def consent_answer(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Write whether the person's name may be shown; a later answer replaces it."""
    user = signed_in(request)
    question = get_object_or_404(Consent.objects.select_related("credit"), key=key, credit__person=user)
    yes = request.POST.get("answer") == "yes"
    if not yes and request.POST.get("answer") != "no":
        raise Http404
    consents.answer(question, by=user, yes=yes)
    messages.success(
        request, _("Your name stands with it now.") if yes else _("Your name is not shown; your role stands there.")
    )
    return redirect_back(request, "stories:news")


@require_POST
@explain_refusals(to="stories:news")
def thanks_show(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Let others read thanks that one received, or keep them."""
    user = signed_in(request)
    thanks = get_object_or_404(Thanks.objects.received_by(user), key=key)
    shown = request.POST.get("show") == "yes"
    recognition.show_thanks(thanks, by=user, shown=shown)
    messages.success(
        request, _("These words stand on the story’s page now.") if shown else _("These words are yours alone now.")
    )
    return redirect_back(request, "stories:news")


@require_http_methods(["GET", "POST"])
@explain_refusals(to="stories:news")
def veto(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a story off the wall in which one is credited; asked once more before it is done."""
    user = signed_in(request)
    story = get_object_or_404(Story.objects.on_wall().filter(credits__person=user).distinct(), slug=slug)
    if request.method == "POST":
        if workflow.may(user, story, StoryStatus.WITHDRAWN):
            workflow.withdraw(story, by=user)
        messages.success(request, _("It is off the wall. Its author has been told."))
        return redirect("stories:news")
    return render(request, "stories/veto.html", {"story": story})
