"""Tells Django about the app; nothing runs at start but the flush of counted views."""

from django.apps import AppConfig


class StoriesConfig(AppConfig):
    """The data app."""

    name = "stories"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Moments of Truth"
