"""Being built."""
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def review(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def review_comments(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def decide_comment(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def review_story(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def correct_reading(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def thank(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def approve(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def publish(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def return_to_author(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def decline(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def take_down(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
