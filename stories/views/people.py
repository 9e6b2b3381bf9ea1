"""Being built."""
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def people(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def invite(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def revoke_invitation(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def membership(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def remove_member(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404

def accept_invitation(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
