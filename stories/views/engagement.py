"""What visitors do with a story: react, comment, share; and the corner of the page that is one's own.

Public pages carry no token, so each act goes through `respond`: with JavaScript its JSON gives the token, without
it is the page with the forms.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from stories import anonymity, pages
from stories.actions import engagement, limits
from stories.enums import CommentState, ReactionKind
from stories.forms.engagement import CommentForm
from stories.models import Story
from stories.rooms import rooms_of

from .common import client_address, new_visitor, remember_visitor, signed_in, visible_story, visitor_of

#: Comments from one address in five minutes; high, because a whole office or a proxy may stand behind it.
COMMENTS_AN_ADDRESS = 60


@login_not_required
@require_safe
def corner(request: HttpRequest) -> HttpResponse:
    """Return the corner of the page that differs by person, which public pages fetch; sets no cookie for a guest."""
    if not request.user.is_authenticated:
        return render(request, "stories/_corner.html")
    return render(request, "stories/_corner.html", {"rooms": rooms_of(signed_in(request))})


@login_not_required
@require_safe
def respond(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the forms that need a token, with the visitor's own reactions; as JSON for the script of the page."""
    story = _on_wall(request, slug)
    if _wants_json(request):
        return JsonResponse({"token": get_token(request), "mine": sorted(_mine(request, story))})
    return _page(request, story)


@login_not_required
@require_POST
def react(request: HttpRequest, slug: str) -> HttpResponse:
    """React, or take the reaction back."""
    story = _on_wall(request, slug)
    kind = request.POST.get("reaction", request.POST.get("kind", ""))
    if kind not in ReactionKind.values:
        return _refuse(request, story, _("This is not one of the four reactions; choose one below."), status=400)
    visitor = visitor_of(request) or new_visitor()
    try:
        stands = engagement.react(story, ReactionKind(kind), by=_viewer(request), visitor=visitor)
    except limits.TooMany as refusal:
        return _refuse(request, story, str(refusal), status=429)
    story.refresh_from_db(fields=[f"{kind}_count"])
    answer = {"reaction": kind, "pressed": stands, "count": _number(getattr(story, f"{kind}_count"))}
    sentence = _("Thank you. Press again to take it back.") if stands else _("Taken back.")
    return remember_visitor(_done(request, story, answer, sentence), visitor)


@login_not_required
@require_POST
def comment(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a comment; what cannot be taken comes back with all that was typed."""
    story = _on_wall(request, slug)
    form = CommentForm(request.POST, signed_in=request.user.is_authenticated)
    if not form.is_valid():
        return _refuse(request, story, form=form, status=422)
    visitor = visitor_of(request) or new_visitor()
    # What fills the hidden field is never published at once, whoever is signed in.
    by = AnonymousUser() if form.looks_automatic else _viewer(request)
    words = {name: form.cleaned_data[name] for name in ("name", "email", "text")}
    try:
        limits.take(f"comment-from:{client_address(request)}", limit=COMMENTS_AN_ADDRESS, seconds=300)
        written = engagement.comment(story, by=by, visitor=visitor, **words)
    except limits.TooMany as refusal:
        return _refuse(request, story, str(refusal), form=form, status=429)
    held = written.state == CommentState.HELD
    sentence = _("Thank you. A person reads it before it appears.") if held else _("Your comment is on the page.")
    return remember_visitor(_done(request, story, {"held": held}, sentence), visitor)


@login_not_required
@require_POST
def share(request: HttpRequest, slug: str) -> HttpResponse:
    """Count that the story was passed on."""
    story = _on_wall(request, slug)
    visitor = visitor_of(request) or new_visitor()
    try:
        engagement.share(story, by=_viewer(request), visitor=visitor)
    except limits.TooMany as refusal:
        return _refuse(request, story, str(refusal), status=429)
    story.refresh_from_db(fields=["share_count"])
    answer = {"count": _number(story.share_count)}
    return remember_visitor(_done(request, story, answer, _("Thank you for passing it on.")), visitor)


def _on_wall(request: HttpRequest, slug: str) -> Story:
    """Return the published story, with what its respond page shows; else 404, also for those who may read it inside."""
    stories = Story.objects.on_wall().with_company().with_card_data()
    return anonymity.for_public(visible_story(request, stories, slug=slug))


def _viewer(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else AnonymousUser()


def _mine(request: HttpRequest, story: Story) -> set[str]:
    visitor = visitor_of(request)
    return engagement.reactions_of(visitor, story) if visitor else set()


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _number(number: int) -> str:
    return number_format(number, force_grouping=True)


def _page(request: HttpRequest, story: Story, *, form: CommentForm | None = None, status: int = 200) -> HttpResponse:
    signed = request.user.is_authenticated
    context = {
        "story": story,
        "reactions": pages.reactions_of(story),
        "mine": _mine(request, story),
        "asked": request.GET.get("reaction", ""),
        "form": form or CommentForm(signed_in=signed),
    }
    return render(request, "stories/respond.html", context, status=status)


def _done(request: HttpRequest, story: Story, answer: dict[str, Any], sentence: str) -> HttpResponse:
    """Answer the script with what changed, a form with its page, where the sentence stands."""
    if _wants_json(request):
        return JsonResponse(answer | {"sentence": sentence})
    messages.success(request, sentence)
    return redirect("stories:respond", slug=story.slug)


def _refuse(
    request: HttpRequest, story: Story, sentence: str = "", *, form: CommentForm | None = None, status: int
) -> HttpResponse:
    """Say what is wrong and give back what was typed."""
    if _wants_json(request):
        errors = {name: list(texts) for name, texts in form.errors.items()} if form else {}
        return JsonResponse({"sentence": sentence, "errors": errors}, status=status)
    if sentence:
        messages.error(request, sentence)
    return _page(request, story, form=form, status=status)
