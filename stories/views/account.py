"""Where a person lands after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from stories.models import Story

from .common import signed_in


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead a manager for whom stories wait to them, everybody else to her own."""
    waiting = Story.objects.awaiting_review(signed_in(request)).exists()
    return redirect("stories:review" if waiting else "stories:my")
