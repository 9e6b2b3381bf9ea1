"""What a person sees when something cannot be done; each says what to do next and loses nothing she typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stories.permissions import NotAllowed

#: Fields that are never given back on the page of a failed token check.
_SECRET_FIELDS = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword"}
_FIELDS_AT_MOST = 400


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer 400 in a sentence."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403: the person sees the thing, but this is not hers to do. Our own refusals say why."""
    sentence = str(exception) if isinstance(exception, NotAllowed) else ""
    return render(request, "403.html", {"sentence": sentence}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer 404, the same whether the thing never was or is not for this person."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 from a template that needs nothing."""
    return render(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 with a form that holds what was typed and a fresh token: one more press sends it.

    This is also the way of a comment without JavaScript, since public pages carry no token. Passwords are not
    given back, and nothing is done until the visitor presses the button on this page of ours. What another site sent
    is never given back: its words would become the visitor's by one press.
    """
    foreign = reason.startswith(("Origin checking failed", "Referer checking failed"))
    fields = [(name, value) for name, values in request.POST.lists() if name not in _SECRET_FIELDS for value in values][
        :_FIELDS_AT_MOST
    ]
    secret = foreign or any(name in _SECRET_FIELDS - {"csrfmiddlewaretoken"} for name in request.POST)
    context = {"fields": [] if secret else fields, "repeatable": not secret, "path": request.get_full_path()}
    return render(request, "403_csrf.html", context, status=403)
