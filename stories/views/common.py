"""What views of every audience share: the public mark, who the visitor is, refusals in words, 404 for the unseen."""

import functools
import uuid
from collections.abc import Callable
from typing import Any, Concatenate, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.http import url_has_allowed_host_and_scheme

from stories.actions import consent, limits, moderation, people, recognition, telling, workflow
from stories.models import Story, User
from stories.models.story import StoryQuerySet

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]

VISITOR_COOKIE = "visitor"
PUBLIC_CACHE_CONTROL = "public, max-age=0, s-maxage=5, stale-while-revalidate=30"
_VISITOR_SALT = "stories.visitor"
_YEAR = 365 * 86_400

#: Verbs refuse with these; their message is written for the person.
REFUSALS = (
    workflow.InvalidTransition,
    workflow.NotReady,
    consent.ConsentClosed,
    recognition.NoWords,
    moderation.AlreadyFull,
    moderation.NotOnPage,
    people.InvitationClosed,
    people.LastAdministrator,
    telling.TooLong,
    telling.AlreadySent,
    limits.TooMany,
)


def public_page[**P](view: View[P]) -> View[P]:
    """Mark a view as the same bytes for everybody: no sign-in, no cookie, no token, nothing personal, cacheable.

    The answer carries an ETag, `Cache-Control: public` and no `Vary: Cookie`; a test walks all of them to prove it.
    """

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 200:  # noqa: PLR2004 - only a good answer may be kept
            response.headers.setdefault("Cache-Control", PUBLIC_CACHE_CONTROL)
            set_response_etag(response)
            response = get_conditional_response(request, response["ETag"], response=response) or response
            response.is_public_page = True  # type: ignore[attr-defined]  # read by PrivateByDefaultMiddleware
        return response

    return cast("View[P]", login_not_required(wrapped))


def explain_refusals[**P](to: str) -> Callable[[View[P]], View[P]]:
    """Turn a verb's refusal into a message and a redirect to the named address; `key` or `slug` goes along.

    A page in the form's hidden field `next` comes first, where it stays on this site.
    """

    def decorate(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except REFUSALS as refusal:
                messages.error(request, str(refusal))
                return redirect_back(request, to, **kwargs)

        return cast("View[P]", wrapped)

    return decorate


def redirect_back(request: HttpRequest, to: str, **kwargs: Any) -> HttpResponse:
    """Redirect to the form's `next` if it stays on this site, else to the named address.

    The arguments go along where that address takes them.
    """
    wanted = request.POST.get("next", "")
    here = {request.get_host()}
    if wanted and url_has_allowed_host_and_scheme(wanted, here, require_https=request.is_secure()):
        return HttpResponseRedirect(wanted)
    try:
        return HttpResponseRedirect(reverse(to, kwargs=kwargs))
    except NoReverseMatch:
        return HttpResponseRedirect(reverse(to))


def visible_story(request: HttpRequest, stories: StoryQuerySet | None = None, **lookup: Any) -> Story:
    """Return the story if this person may read it; else 404, as if it never was."""
    queryset = (stories if stories is not None else Story.objects.all()).visible_to(request.user)
    story = queryset.filter(**lookup).first()
    if story is None:
        raise Http404
    return story


def signed_in(request: HttpRequest) -> User:
    """Return the person of a page that needs sign-in, typed as ours."""
    if not isinstance(request.user, User):  # pragma: no cover - LoginRequiredMiddleware came first
        raise Http404
    return request.user


def visitor_of(request: HttpRequest) -> str | None:
    """Return who reacts: the signed-in person, or the random identity in a guest's cookie; None at first."""
    if request.user.is_authenticated:
        return f"u{request.user.pk}"
    try:
        return signing.get_cookie_signer(_VISITOR_SALT).unsign(request.COOKIES.get(VISITOR_COOKIE, ""))
    except signing.BadSignature:
        return None


def new_visitor() -> str:
    """Return a random identity for a guest who acts for the first time."""
    return f"v{uuid.uuid4().hex}"


def remember_visitor(response: HttpResponse, visitor: str) -> HttpResponse:
    """Give a guest the cookie that lets her take a reaction back; set on acts only, never on a public page."""
    if visitor.startswith("v"):
        response.set_cookie(
            VISITOR_COOKIE,
            signing.get_cookie_signer(_VISITOR_SALT).sign(visitor),
            max_age=_YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def client_address(request: HttpRequest) -> str:
    """Return the address of the client, from the proxy's header only where the administrator says there is a proxy."""
    if settings.TRUST_PROXY:
        forwarded = str(request.headers.get("X-Forwarded-For", "")).rsplit(",", 1)[-1].strip()
        if forwarded:
            return forwarded[:64]
    return str(request.META.get("REMOTE_ADDR", ""))
