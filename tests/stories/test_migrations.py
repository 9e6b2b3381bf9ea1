"""Migrations: none is missing, and each can be taken back and made again, on whichever database the tests run."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from stories import search
from stories.enums import StoryStatus
from stories.models import SearchEntry, Story
from tests.factories import make_story


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    out = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out)
    assert out.getvalue() == "No changes detected\n"


def tables() -> set[str]:
    """Return our tables as they are in the database, the full-text engine's own included."""
    with connection.cursor() as cursor:
        return {name for name in connection.introspection.table_names(cursor) if name.startswith("stories_")}


@pytest.mark.django_db(transaction=True)
def test_migrations_go_backwards_and_forwards() -> None:
    before = tables()
    models = {model._meta.db_table for model in apps.get_app_config("stories").get_models()}  # noqa: SLF001
    assert models <= before

    try:
        call_command("migrate", "stories", "zero", verbosity=0)
        assert tables() == set()
    finally:
        call_command("migrate", verbosity=0)

    assert tables() == before
    story = make_story(status=StoryStatus.PUBLISHED, text="The customers came back.")
    assert list(search.matching(Story.objects.on_wall(), search.parse("customer"))) == [story]


@pytest.mark.django_db(transaction=True)
def test_search_engine_is_taken_back_and_made_again_with_words_in_it() -> None:
    story = make_story(status=StoryStatus.PUBLISHED, text="The customers came back.")
    try:
        call_command("migrate", "stories", "0001", verbosity=0)
        assert SearchEntry.objects.count() == 1
    finally:
        call_command("migrate", verbosity=0)
    assert search.rebuild() == 1
    assert list(search.matching(Story.objects.on_wall(), search.parse("customers"))) == [story]
