"""Being built."""
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def news(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def consent_answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def thanks_show(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def veto(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
