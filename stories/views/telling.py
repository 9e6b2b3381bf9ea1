"""Being built."""
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def tell(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def edit(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def save(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def discard(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def remove_photo(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def my(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def my_story(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def withdraw(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def reopen(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
