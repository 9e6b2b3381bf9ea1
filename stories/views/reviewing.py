"""The manager's room: what waits, one story beside its evidence, and what is decided about it and its comments.

A refusal gives the page back with the sentence at its field and every box as it was typed.
"""

import functools
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from stories.actions import moderation, recognition, tagging, workflow
from stories.desk import Desk, Queue, is_manager, stories_managed_by
from stories.enums import StoryStatus
from stories.forms.reviewing import LONGEST, CommentForm, ReadingForm, ReviewForm
from stories.models import Comment, Story, User
from stories.permissions import NotAllowed
from stories.templatetags.review_tags import names

from .common import REFUSALS, explain_refusals, redirect_back, signed_in, visible_story

COMMENTS_AT_ONCE = 50
#: Where words wait in the session while the page they stand on is fetched again.
_TYPED = "review_typed"
Decide = Callable[[HttpRequest, Story, ReviewForm], HttpResponse]


@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """Show what waits for this manager; on a wide screen the first of it is open beside the list."""
    user = _manager(request)
    queue = Queue(user)
    if not queue.stories:
        return render(request, "stories/review.html", {"queue": queue, "overview": True})
    story = _managed_story(request, queue.stories[0].key)
    return _page(request, story, ReviewForm(story=story, by=user), queue=queue, overview=True)


@require_safe
def review_story(request: HttpRequest, key: Any) -> HttpResponse:
    """Show one story beside its evidence, with what may be done about it."""
    story = _managed_story(request, key)
    kept = request.session.pop(_TYPED, {})
    initial = kept if kept.get("key") == str(story.key) else {}
    return _page(request, story, ReviewForm(initial=initial, story=story, by=signed_in(request)))


def keeping_words(field: str) -> Callable[[Decide], Callable[..., HttpResponse]]:
    """Give a decision its story and its form; answer a refusal with the page, the sentence beside the field."""

    def decorate(decide: Decide) -> Callable[..., HttpResponse]:
        @require_POST
        @functools.wraps(decide)
        def wrapped(request: HttpRequest, key: Any) -> HttpResponse:
            story = _managed_story(request, key)
            form = ReviewForm(request.POST, story=story, by=signed_in(request))
            try:
                if form.is_valid() and not (field == "note" and form.unsent_thanks()):
                    return decide(request, story, form)
            except REFUSALS as refusal:
                missing = isinstance(refusal, workflow.NotReady | recognition.NoWords)
                form.add_error(field if missing else None, str(refusal))
                story = _managed_story(request, key)
            return _page(request, story, form)

        return wrapped

    return decorate


@keeping_words("thanks")
def thank(request: HttpRequest, story: Story, form: ReviewForm) -> HttpResponse:
    """Send the thanks at once and stay: what becomes of the story is another question."""
    chosen, words = list(form.cleaned_data["to"]), form.cleaned_data["thanks"]
    recognition.thank(story, by=signed_in(request), to=chosen, text=words)
    messages.success(request, _("Your words have reached %(names)s.") % {"names": names(chosen)})
    return _stay(request, story, note=form.cleaned_data["note"])


@keeping_words("note")
def approve(request: HttpRequest, story: Story, form: ReviewForm) -> HttpResponse:
    """Approve, with or without a note; it is public at once unless somebody has to answer first."""
    workflow.approve(story, by=signed_in(request), note=form.cleaned_data["note"])
    said = {
        True: _("“%(title)s” is on the wall."),
        False: _("“%(title)s” is approved and waits for an answer before the public sees it."),
    }
    messages.success(request, said[story.status == StoryStatus.PUBLISHED] % {"title": story.title})
    return _next(request, story)


@keeping_words("note")
def publish(request: HttpRequest, story: Story, form: ReviewForm) -> HttpResponse:  # noqa: ARG001 - a decision takes one
    """Put an approved story on the wall now, without the names of those who have not answered."""
    workflow.publish(story, by=signed_in(request))
    messages.success(request, _("“%(title)s” is on the wall.") % {"title": story.title})
    return _next(request, story)


@keeping_words("note")
def return_to_author(request: HttpRequest, story: Story, form: ReviewForm) -> HttpResponse:
    """Give the story back with the note."""
    workflow.return_to_author(story, by=signed_in(request), note=form.cleaned_data["note"])
    said = _("“%(title)s” is back with %(name)s, with your note.")
    messages.success(request, said % {"title": story.title, "name": story.author.first_name})
    return _next(request, story)


@keeping_words("note")
def decline(request: HttpRequest, story: Story, form: ReviewForm) -> HttpResponse:
    """Decline for good, with the reason."""
    workflow.decline(story, by=signed_in(request), note=form.cleaned_data["note"])
    said = _("“%(title)s” is not used; %(name)s has your reason.")
    messages.success(request, said % {"title": story.title, "name": story.author.first_name})
    return _next(request, story)


@keeping_words("note")
def take_down(request: HttpRequest, story: Story, form: ReviewForm) -> HttpResponse:
    """Take a published story off the wall, with the reason."""
    workflow.withdraw(story, by=signed_in(request), note=form.cleaned_data["note"])
    messages.success(request, _("“%(title)s” is off the wall.") % {"title": story.title})
    return _next(request, story)


@require_POST
def correct_reading(request: HttpRequest, key: Any) -> HttpResponse:
    """Keep the manager's own reading of one theme beside the machine's."""
    story, pressed = _managed_story(request, key), ReadingForm(request.POST)
    if not pressed.is_valid():
        raise Http404
    tagging.correct(story, pressed.theme, pressed.value, by=signed_in(request))
    typed = {name: request.POST.get(name, "")[:LONGEST] for name in ("thanks", "note")}
    return _stay(request, story, f"#theme-{pressed.theme}", **typed)


@require_safe
def review_comments(request: HttpRequest) -> HttpResponse:
    """Show the comments that wait, oldest first, and those of one story to choose what stands at its top."""
    user = _manager(request)
    stories = Story.objects.managed_by(user).on_wall().filter(comment_count__gt=0)
    key = _key(request.GET.get("story", ""))
    chosen = stories.filter(key=key).first() if key else None
    context = {
        "held": Comment.objects.held_for(user)[:COMMENTS_AT_ONCE],
        "held_count": Comment.objects.held_for(user).count(),
        "stories": stories[:COMMENTS_AT_ONCE],
        "story": chosen,
        "comments": Comment.objects.published().filter(story=chosen)[: 2 * COMMENTS_AT_ONCE],
        "most": moderation.FEATURED_AT_MOST,
    }
    return render(request, "stories/review_comments.html", context)


@require_POST
@explain_refusals("stories:review_comments")
def decide_comment(request: HttpRequest, key: Any) -> HttpResponse:
    """Publish, hide, feature or put back one comment."""
    comment = get_object_or_404(Comment.objects.managed_by(signed_in(request)), key=key)
    form = CommentForm(request.POST)
    if not form.is_valid():
        raise Http404
    messages.success(request, _decide(comment, form.cleaned_data["act"], by=signed_in(request)))
    return redirect_back(request, "stories:review_comments")


def _decide(comment: Comment, act: str, *, by: User) -> str:
    """Do it, and return what to say."""
    if act == "publish":
        moderation.publish_comment(comment, by=by)
        return _("The comment of %(name)s is on the page.") % {"name": comment.name}
    if act == "hide":
        moderation.hide_comment(comment, by=by)
        return _("The comment of %(name)s is not shown.") % {"name": comment.name}
    moderation.feature_comment(comment, by=by, featured=act == "feature")
    if act == "feature":
        return _("The comment of %(name)s stands at the top.") % {"name": comment.name}
    return _("The comment of %(name)s is back in its place.") % {"name": comment.name}


def _manager(request: HttpRequest) -> User:
    """Return the person, if she manages an organisation; else explain whose room this is."""
    user = signed_in(request)
    if not is_manager(user):
        raise NotAllowed(
            _("This is where managers read what their colleagues tell. Your own stories are under My stories.")
        )
    return user


def _managed_story(request: HttpRequest, key: Any) -> Story:
    """Return a story that was sent in to an organisation of this manager; everything else is 404."""
    wanted = stories_managed_by(signed_in(request)).with_page_data().select_related("author")
    story = visible_story(request, wanted, key=key)
    if story.submitted_at is None:
        raise Http404
    return story


def _page(
    request: HttpRequest, story: Story, form: ReviewForm, *, queue: Queue | None = None, overview: bool = False
) -> HttpResponse:
    """Answer with the story on the desk, the queue beside it."""
    user = signed_in(request)
    queue = queue or Queue(user)
    context = {
        "queue": queue,
        "story": story,
        "desk": Desk(story, user),
        "form": form,
        "next_story": queue.after(story),
        "overview": overview,
    }
    return render(request, "stories/review_story.html", context)


def _stay(request: HttpRequest, story: Story, anchor: str = "", **typed: str) -> HttpResponse:
    """Come back to the same story, with what was typed in the boxes that were not sent."""
    if any(words.strip() for words in typed.values()):
        request.session[_TYPED] = {"key": str(story.key), **typed}
    return HttpResponseRedirect(reverse("stories:review_story", kwargs={"key": story.key}) + anchor)


def _next(request: HttpRequest, story: Story) -> HttpResponse:
    """Go on to the next story of the queue, or to the empty queue."""
    following = Queue(signed_in(request)).after(story)
    return redirect("stories:review_story", key=following.key) if following else redirect("stories:review")


def _key(given: str) -> uuid.UUID | None:
    """Return a story's key from the address; None for anything else."""
    try:
        return uuid.UUID(given)
    except ValueError:
        return None
