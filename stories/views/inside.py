"""Being built."""
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def inside(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def inside_story(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
