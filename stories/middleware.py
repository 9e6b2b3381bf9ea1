"""Headers that every answer needs, whoever wrote the view."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


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
