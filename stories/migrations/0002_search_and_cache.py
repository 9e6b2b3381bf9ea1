"""What models cannot declare: the engine's index over the words of stories, and the table of the shared cache."""

from django.apps.registry import Apps
from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# The full-text table keeps no copy of the words; triggers carry each change over.
SQLITE = (
    "CREATE VIRTUAL TABLE stories_search_fts USING fts5("
    "words, content='stories_searchentry', content_rowid='story_id', tokenize='ascii')",
    "CREATE TRIGGER stories_search_added AFTER INSERT ON stories_searchentry BEGIN "
    "INSERT INTO stories_search_fts(rowid, words) VALUES (new.story_id, new.words); END",
    "CREATE TRIGGER stories_search_removed AFTER DELETE ON stories_searchentry BEGIN "
    "INSERT INTO stories_search_fts(stories_search_fts, rowid, words) VALUES ('delete', old.story_id, old.words); END",
    "CREATE TRIGGER stories_search_changed AFTER UPDATE ON stories_searchentry BEGIN "
    "INSERT INTO stories_search_fts(stories_search_fts, rowid, words) VALUES ('delete', old.story_id, old.words); "
    "INSERT INTO stories_search_fts(rowid, words) VALUES (new.story_id, new.words); END",
    # Words that are there already: an index that misses them is damaged by the first change to one of them.
    "INSERT INTO stories_search_fts(stories_search_fts) VALUES ('rebuild')",
)
SQLITE_BACK = (
    "DROP TRIGGER stories_search_changed",
    "DROP TRIGGER stories_search_removed",
    "DROP TRIGGER stories_search_added",
    "DROP TABLE stories_search_fts",
)
POSTGRESQL = ("CREATE INDEX stories_search_words ON stories_searchentry USING gin (to_tsvector('simple', words))",)
POSTGRESQL_BACK = ("DROP INDEX stories_search_words",)


def make_engine(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def remove_engine(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement)


def make_cache_table(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    # Does nothing where CACHE_URL names another cache, or where the table is there already.
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("stories", "0001_initial")]

    operations = [
        migrations.RunPython(make_engine, remove_engine),
        migrations.RunPython(make_cache_table, migrations.RunPython.noop),
    ]
