"""What machines ask: is it alive, and which language does this visitor read."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer that the process lives; touches neither the database nor the cache."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Redirect to the wall in the language that the browser prefers, English when it names none of ours."""
    with translation.override(translation.get_language_from_request(request)):
        response = HttpResponseRedirect(reverse("stories:wall"))
    patch_vary_headers(response, ["Accept-Language"])
    return response
