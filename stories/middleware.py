"""What every answer needs, whoever wrote the view: caching headers, and a sign-in that loses no words."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render


class PrivateByDefaultMiddleware:
    """Mark every answer `private, no-store` unless its view declared itself public with `public_page`.

    A public answer that sets a cookie would be a leak in a shared cache; it is made private instead.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer with its caching header settled."""
        response = self.get_response(request)
        if not getattr(response, "is_public_page", False) or response.cookies:
            response["Cache-Control"] = "private, no-store"
        return response


def keeps_words[V: Callable[..., HttpResponseBase]](view: V) -> V:
    """Mark a view whose form may hold a long text: what is posted after the session ended is given back, not lost."""
    view.keeps_words = True  # type: ignore[attr-defined]  # read by SignInMiddleware
    return view


class SignInMiddleware(LoginRequiredMiddleware):
    """Ask for sign-in on every page that is not public.

    A redirect drops what was posted. So a view marked `keeps_words` answers instead with a page that holds it: sign in
    in another tab, then send it again.
    """

    def handle_no_permission(  # type: ignore[override]  # the stubs promise a redirect; any answer will do
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        """Redirect to the sign-in, or give the words back; a script is told 403 and keeps its own copy."""
        if request.method != "POST" or not getattr(view_func, "keeps_words", False):
            return super().handle_no_permission(request, view_func)
        if "HX-Request" in request.headers:
            return HttpResponse(status=403)
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        kept = [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"]
        return render(request, "signed_out.html", {"fields": kept, "path": request.get_full_path()}, status=403)
