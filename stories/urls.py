"""The addresses of the app, by audience. URL name = view name."""

from django.urls import URLPattern

app_name = "stories"
machine_patterns: list[URLPattern] = []
urlpatterns: list[URLPattern] = []
