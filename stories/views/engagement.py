"""Being built."""
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def corner(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def respond(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def react(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def comment(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def share(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
