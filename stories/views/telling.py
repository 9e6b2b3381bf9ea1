"""Telling: the one question, the draft that is never lost, and following what was sent.

A draft is its author's alone: on every address here, another person's key is a 404.
"""

import re
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from stories import lines, photos
from stories.actions import telling as verbs
from stories.actions import workflow
from stories.enums import EDITABLE, Decision, StoryStatus
from stories.forms.telling import Telling
from stories.hints import hints_for
from stories.middleware import keeps_words
from stories.models import Consent, Organisation, Photo, Story, User

from .common import REFUSALS, explain_refusals, signed_in
from .following import Following

_SHOWN_AT_MOST = 60
_REMOVE = re.compile(r"remove-([0-9]{1,3})")


@keeps_words
@require_http_methods(["GET", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """Ask what happened. Looking creates nothing; the first save makes the draft, under the key of the form."""
    user, key = signed_in(request), _posted_key(request)
    story = _own(user, key) if key else None
    if story is not None:
        return edit(request, key=story.key)
    organisation = _where(request, user)
    if organisation is None:
        return _ask_where(request, user)
    if request.method == "GET":
        drafts = Story.objects.drafts_of(user).prefetch_related("moments")[:2]
        return _page(request, Telling(user, organisation), drafts=drafts)
    return _answer(request, Telling(user, organisation, key=key, posted=request.POST, files=request.FILES))


@keeps_words
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Go on with a draft, here or on another device."""
    user = signed_in(request)
    story = _own(user, key)
    if story is None:
        raise Http404
    if story.status not in EDITABLE:
        return redirect("stories:my_story", key=key)
    if request.method == "GET":
        return _page(request, Telling(user, story.organisation, story=story, one_more="more" in request.GET))
    return _answer(request, Telling(user, story.organisation, story=story, posted=request.POST, files=request.FILES))


@require_POST
def save(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Keep what is written so far, quietly: answers the line, the hints and whether it is saved, as a fragment.

    409 says that the story was sent meanwhile, 422 that something cannot be kept as it is; the browser keeps its copy.
    """
    user = signed_in(request)
    story = _own(user, key)
    if story is not None and story.status not in EDITABLE:
        return render(request, "stories/_tell_live.html", {"sent": True}, status=409)
    organisation = story.organisation if story else _where(request, user)
    if organisation is None:
        raise Http404
    telling = Telling(user, organisation, key=key, story=story, posted=request.POST)
    if telling.is_valid() and not (telling.blank and story is None):
        _keep(telling)
    status = 422 if telling.problems else 200
    return render(request, "stories/_tell_live.html", {"telling": telling, **_live(telling)}, status=status)


@require_POST
@explain_refusals(to="stories:my")
def discard(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Throw a draft away that was never sent."""
    user = signed_in(request)
    story = _own(user, key)
    if story is None:
        raise Http404
    verbs.discard(story, by=user)
    messages.success(request, _("The draft is gone."))
    return redirect("stories:my")


@require_POST
@explain_refusals(to="stories:edit")
def remove_photo(request: HttpRequest, key: uuid.UUID, photo_key: uuid.UUID) -> HttpResponse:
    """Take a photo out of a draft."""
    user = signed_in(request)
    story = _own(user, key)
    photo = Photo.objects.filter(story=story, key=photo_key).first() if story else None
    if photo is None:
        raise Http404
    telling = Telling(user, photo.story.organisation, story=story, posted=request.POST)
    if "moment-TOTAL_FORMS" in request.POST and telling.is_valid():
        _keep(telling)
    verbs.remove_photo(photo, by=user)
    return redirect(reverse("stories:edit", args=[key]) + "#photos")


@require_GET
def my(request: HttpRequest) -> HttpResponse:
    """List one's own stories, those that wait for oneself first."""
    user = signed_in(request)
    mine = Story.objects.by_author(user).with_row_data()[:_SHOWN_AT_MOST]
    drafts = [story for story in mine if story.status in EDITABLE]
    sent = [story for story in mine if story.status not in EDITABLE]
    return render(request, "stories/my.html", {"drafts": drafts, "sent": sent})


@require_GET
def my_story(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Follow one story: who reads it by when, what was said, where it stands."""
    user = signed_in(request)
    story = Story.objects.by_author(user).with_page_data().filter(key=key).first()
    if story is None:
        raise Http404
    if story.status == StoryStatus.DRAFT:
        return redirect("stories:edit", key=key)
    question = Consent.objects.of_person(user).filter(credit__story=story).first()
    context = {"story": story, "following": Following(story), "question": question}
    return render(request, "stories/my_story.html", context)


@require_POST
@explain_refusals(to="stories:my_story")
def withdraw(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take a story back, whatever has become of it."""
    user = signed_in(request)
    story = _own(user, key)
    if story is None:
        raise Http404
    workflow.withdraw(story, by=user)
    messages.success(request, _("It is yours alone again. Nobody else reads it any more."))
    return redirect("stories:my_story", key=key)


@require_POST
@explain_refusals(to="stories:my_story")
def reopen(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Turn a withdrawn story into a draft again."""
    user = signed_in(request)
    story = _own(user, key)
    if story is None:
        raise Http404
    workflow.reopen(story, by=user)
    return redirect("stories:edit", key=key)


def _own(user: User, key: uuid.UUID) -> Story | None:
    """Return the person's own story, None where there is none under this key yet; somebody else's is a 404."""
    story = Story.objects.select_related("organisation", "team", "author").filter(key=key).first()
    if story is not None and story.author_id != user.pk:
        raise Http404
    return story


def _posted_key(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def _where(request: HttpRequest, user: User) -> Organisation | None:
    """Return the organisation that the story is about: the only one, or the one that was chosen."""
    own = Organisation.objects.filter(memberships__user=user)
    chosen = (request.POST.get("organisation") or request.GET.get("organisation", "")).replace("\0", "")
    found = list(own.filter(slug=chosen) if chosen else own[:2])
    return found[0] if len(found) == 1 else None


def _ask_where(request: HttpRequest, user: User) -> HttpResponse:
    organisations = Organisation.objects.filter(memberships__user=user)
    return render(request, "stories/tell_where.html", {"organisations": organisations})


def _answer(request: HttpRequest, telling: Telling) -> HttpResponse:
    """Keep what was posted, then do what the pressed button says; whatever is wrong is shown beside what was typed."""
    action = request.POST.get("action", "save")
    if not telling.is_valid():
        return _page(request, telling)
    if telling.blank and telling.story is None:
        if action == "send":
            telling.ask_for_the_rest(_reader(telling))
        return _page(request, telling, nothing_yet=action != "send")
    story = _keep(telling, action)
    if story is None:
        return _page(request, telling)
    if action == "send":
        return _send(request, telling, story)
    place = {"add": f"?more=1#moment-{story.moments.count()}", "photo": "#photos"}.get(action, "")
    return redirect(reverse("stories:edit", args=[story.key]) + place)


def _send(request: HttpRequest, telling: Telling, story: Story) -> HttpResponse:
    """Send it, unless something is missing, or something in it points to a customer and was not shown yet."""
    if not telling.ask_for_the_rest(_reader(telling)) or telling.unseen:
        return _page(request, telling)
    try:
        workflow.submit(story, by=telling.user)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect("stories:my_story", key=story.key)


def _keep(telling: Telling, action: str = "save") -> Story | None:
    """Save the draft and the photo; on a refusal put the reason beside the field and return None."""
    remove = _REMOVE.fullmatch(action)
    leave_out = int(remove[1]) if remove else None
    draft = telling.draft(leave_out=leave_out, take_out=action == "take-out")
    said = telling.around.cleaned_data
    try:
        story = telling.story or verbs.begin(telling.organisation, by=telling.user, key=telling.key)
        telling.story = verbs.save_draft(story, draft, by=telling.user)
        if said.get("photo"):
            verbs.add_photo(telling.story, said["photo"], by=telling.user, alt=said["alt"])
    except Story.DoesNotExist as gone:  # thrown away in another tab meanwhile
        raise Http404 from gone
    except verbs.TooLong as refusal:
        telling.around.add_error("photo" if said.get("photo") and telling.story else "title", str(refusal))
        return None
    except photos.Refused as refusal:
        telling.around.add_error("photo", str(refusal))
        return None
    return telling.story


def _reader(telling: Telling) -> str:
    """Return the first name of whoever will read it."""
    draft = telling.story or _nowhere(telling)
    found = workflow.readers(draft)
    return found[0].first_name if found else _("your manager")


def _nowhere(telling: Telling) -> Story:
    """Return a story that is not saved, for what can be asked and drawn before there is one."""
    team = telling.user.memberships.get(organisation=telling.organisation).team
    return Story(organisation=telling.organisation, author=telling.user, team=team)


def _page(request: HttpRequest, telling: Telling, **more: Any) -> HttpResponse:
    story = telling.story
    returned = story is not None and story.status == StoryStatus.RETURNED
    note = story.reviews.filter(decision=Decision.RETURNED).select_related("by").first() if story and returned else None
    context = {"telling": telling, "note": note, **_live(telling), **more}
    return render(request, "stories/tell.html", context)


def _live(telling: Telling) -> dict[str, Any]:
    """Return what answers the words while they are written: the line, its caption, the hints."""
    moments = [form.moment() for form in telling.moments]
    story = telling.story or _nowhere(telling)
    experience = lines.Experience(story, moments)
    return {
        "line": lines.draw(story, "card", moments=moments) if experience.told else "",
        "experience": experience,
        "same": experience.peak is not None and experience.peak == experience.end,
        "hints": hints_for(telling.text, str(telling.around["language"].value() or "")),
    }
