"""Being built."""
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def photo(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def wall(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def about(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def story(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
