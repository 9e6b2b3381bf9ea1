from collections import Counter
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoDbBlocker

import scoring
from stories.demo import PASSWORD, loader, logins
from stories.enums import CommentState, ReactionKind, Source, StoryStatus, Theme
from stories.models import (
    Comment,
    Event,
    Membership,
    Moment,
    Notice,
    Organisation,
    Reaction,
    Share,
    Story,
    StoryTheme,
    User,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _seeded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demo, built once: it takes seconds, and every test sees it inside a transaction of its own."""
    with django_db_blocker.unblock():
        call_command("seed", stdout=StringIO())
        yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def demo(_seeded: None, db: None) -> None:
    """The demo as `manage.py seed` leaves it."""


def test_logins_are_the_six_people_of_the_readme() -> None:
    assert logins() == [
        ("employee@demo.example", "employee"),
        ("colleague@demo.example", "employee"),
        ("manager@demo.example", "manager"),
        ("manager2@demo.example", "manager"),
        ("admin@demo.example", "admin"),
        ("auditor@demo.example", "auditor"),
    ]


def test_the_demo_tells_every_story_of_the_files_in_its_status(demo: None) -> None:
    wanted = {entry["key"]: entry["status"] for entry in loader.stories()}
    assert dict(Story.objects.values_list("slug", "status")) == wanted
    assert set(wanted.values()) == {status.value for status in StoryStatus}


def test_every_counter_of_the_demo_equals_its_rows(demo: None) -> None:
    for story in Story.objects.all():
        rows = Counter(Reaction.objects.filter(story=story).values_list("kind", flat=True))
        assert {kind.value: getattr(story, f"{kind.value}_count") for kind in ReactionKind} == {
            kind.value: rows[kind.value] for kind in ReactionKind
        }
        assert story.share_count == Share.objects.filter(story=story).count()
        published = Comment.objects.filter(story=story, state=CommentState.PUBLISHED)
        assert story.comment_count == published.count()


def test_the_cookie_has_the_four_numbers_and_the_four_moments(demo: None) -> None:
    story = Story.objects.get(slug="klm-cookie")
    assert (story.view_count, story.share_count, story.reaction_count, story.comment_count) == (600_000, 100, 4600, 140)
    told = Moment.objects.filter(story=story, feeling__isnull=False).order_by("position")
    assert [(moment.stage, moment.feeling) for moment in told] == [
        ("before", 1),
        ("during", 2),
        ("during", 3),
        ("during", 2),
    ]


def test_the_reader_has_read_every_story_that_was_sent_and_the_wall_shows_it(demo: None) -> None:
    sent = Story.objects.exclude(engine_version="drawn").exclude(submitted_at=None)
    assert sent.exists()
    assert {(story.engine_version, story.score_failed) for story in sent} == {(scoring.ENGINE_VERSION, False)}
    shown = StoryTheme.objects.filter(story__in=Story.objects.on_wall(), source=Source.MACHINE)
    # Which ones, and how many, is the weights' business.
    assert shown.exists()


def test_the_cookie_shows_three_themes(demo: None) -> None:
    shown = set(StoryTheme.objects.filter(story__slug="klm-cookie").values_list("theme", "value"))
    assert {("empowerment", 1), ("recognition", 1), ("cx_vision", 1)} <= shown


def test_the_soldiers_were_refused_whatever_the_reader_says(demo: None) -> None:
    refused = StoryTheme.objects.get(story__slug="delta-fourth-bag", theme=Theme.EMPOWERMENT)
    assert (refused.value, refused.source) == (-1, Source.ANSWER)


def test_the_demo_is_dated_back_and_mails_nobody(demo: None) -> None:
    story = Story.objects.on_wall().first()
    assert story is not None
    assert story.submitted_at is not None
    assert story.published_at is not None
    assert story.submitted_at < story.published_at
    assert not Notice.objects.unsent().exists()
    assert Event.objects.filter(story=story, kind="published").count() == 1


def test_a_demo_person_signs_in(demo: None) -> None:
    assert Client().login(email="employee@demo.example", password=PASSWORD)


def test_a_second_seed_adds_nothing(demo: None) -> None:
    before = (Organisation.objects.count(), User.objects.count(), Membership.objects.count(), Story.objects.count())
    out = StringIO()
    call_command("seed", stdout=out)
    assert "nothing was added" in out.getvalue()
    after = (Organisation.objects.count(), User.objects.count(), Membership.objects.count(), Story.objects.count())
    assert after == before


def test_the_same_seed_draws_the_same_stories(demo: None) -> None:
    def drawn() -> list[tuple[str, str, int]]:
        found = Story.objects.filter(engine_version="drawn").order_by("-published_at")
        return [(story.title, story.text, story.view_count) for story in found]

    call_command("seed", stories=50, stdout=StringIO())
    first = drawn()
    Story.objects.filter(engine_version="drawn").delete()
    call_command("seed", stories=50, stdout=StringIO())
    assert len(first) == 50
    assert drawn() == first
    assert Story.objects.on_wall().filter(engine_version="drawn").count() == 50
