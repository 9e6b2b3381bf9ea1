"""Addresses: pages under a language, and the few that machines ask for without one."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from stories.urls import machine_patterns

urlpatterns = [
    *machine_patterns,
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("account/", include("stories.account_urls")),
        path("", include("stories.urls")),
    ),
]

handler400 = "stories.views.errors.bad_request"
handler403 = "stories.views.errors.forbidden"
handler404 = "stories.views.errors.not_found"
handler500 = "stories.views.errors.server_error"
