"""What the database itself refuses, whoever writes to it."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any, Final

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from stories.enums import Source, StoryStatus, Theme
from stories.models import (
    Allowance,
    Behaviour,
    Comment,
    Consent,
    Credit,
    Event,
    Invitation,
    Membership,
    Moment,
    Notice,
    Organisation,
    Outcome,
    Photo,
    Reaction,
    Review,
    SearchEntry,
    Share,
    Story,
    StoryTheme,
    Team,
    Thanks,
    ThemeReading,
    User,
    View,
)
from tests.factories import make_cast, make_story

pytestmark = pytest.mark.django_db

PUBLISHED: Final = StoryStatus.PUBLISHED


def refused(act: Callable[[], object]) -> str:
    """Return the message with which the database refused; fail when it did not."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    return str(caught.value)


@pytest.mark.parametrize(
    "fields",
    [{"published_at": None}, {"slug": None}],
)
def test_published_story_has_time_and_address(fields: dict[str, Any]) -> None:
    story = make_story(status=PUBLISHED)
    assert "story_published_has_an_address" in refused(lambda: Story.objects.filter(pk=story.pk).update(**fields))


def test_approver_has_a_time() -> None:
    story = make_story(status=PUBLISHED)
    assert "story_approver_has_a_time" in refused(lambda: Story.objects.filter(pk=story.pk).update(approved_at=None))


def test_sent_story_has_a_time() -> None:
    story = make_story(status=StoryStatus.SUBMITTED)
    assert "story_sent_has_a_time" in refused(lambda: Story.objects.filter(pk=story.pk).update(submitted_at=None))


@pytest.mark.parametrize("feeling", [-4, 4])
def test_feeling_lies_between_minus_three_and_three(feeling: int) -> None:
    story = make_story()
    assert "moment_feeling" in refused(lambda: Moment.objects.filter(story=story).update(feeling=feeling))


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"value": 2, "source": Source.HUMAN}, "reading_value"),
        ({"value": -2, "source": Source.HUMAN}, "reading_value"),
        ({"value": 1, "strength": 101, "source": Source.HUMAN}, "reading_strength"),
        ({"value": 1, "source": Source.MACHINE}, "reading_names_its_engine"),
    ],
)
def test_reading_keeps_its_scale_and_names_its_engine(fields: dict[str, Any], name: str) -> None:
    story = make_story()
    assert name in refused(lambda: ThemeReading.objects.create(story=story, theme=Theme.RECOGNITION, **fields))


@pytest.mark.parametrize("value", [0, 2])
def test_theme_that_counts_is_shown_or_missing(value: int) -> None:
    story = make_story()
    assert "storytheme_value" in refused(
        lambda: StoryTheme.objects.create(story=story, theme=Theme.RECOGNITION, value=value, source=Source.HUMAN)
    )


def test_thanks_and_outcomes_have_words() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.SUBMITTED, author=cast.alice)
    assert "thanks_has_words" in refused(
        lambda: Thanks.objects.create(story=story, by=cast.bob, to=cast.alice, text="", created_at=timezone.now())
    )
    assert "outcome_has_a_quote" in refused(lambda: Outcome.objects.create(story=story, kind="returned", quote=""))


def test_address_is_one_account_in_any_case() -> None:
    User.objects.create_user("Alice@KLM.example", name="Alice")
    assert User.objects.get().email == "alice@klm.example"
    refused(lambda: User.objects.create(email="ALICE@klm.example", name="Alice"))


def once() -> dict[str, tuple[type[models.Model], dict[str, Any]]]:
    """Return, for each table with a rule that something is there once, a row that may not come twice."""
    cast = make_cast()
    story = make_story(status=PUBLISHED, author=cast.alice, credits=[cast.cara])
    now = timezone.now()
    return {
        "slug": (
            Story,
            {"organisation": cast.klm, "author": cast.alice, "slug": "rain"},
        ),
        "organisation": (Organisation, {"name": "A", "slug": "a"}),
        "team": (Team, {"organisation": cast.klm, "name": "Ground crew"}),
        "membership": (Membership, {"user": cast.charlie, "organisation": cast.klm, "role": "employee"}),
        "moment": (Moment, {"story": story, "position": 9, "text": "It rained."}),
        "credit": (Credit, {"story": story, "person": cast.bea}),
        "outcome": (Outcome, {"story": story, "kind": "returned", "quote": "I came back."}),
        "reaction": (Reaction, {"story": story, "visitor": "v1", "kind": "moved"}),
        "share": (Share, {"story": story, "visitor": "v1"}),
        "view": (View, {"story": story, "day": dt.date(2026, 5, 4), "reader": "r"}),
        "allowance": (Allowance, {"key": "k", "window": 0}),
        "behaviour": (Behaviour, {"story": story, "code": "helping_others"}),
        "theme": (StoryTheme, {"story": story, "theme": "other", "value": 1, "source": Source.HUMAN}),
        "reading": (ThemeReading, {"story": story, "theme": "other", "value": 1, "source": Source.HUMAN}),
        "invitation": (
            Invitation,
            {
                "organisation": cast.klm,
                "email": "x@klm.example",
                "role": "employee",
                "digest": "d",
                "invited_by": cast.dan,
                "expires_at": now,
            },
        ),
    }


@pytest.mark.parametrize(
    "what",
    [
        "slug",
        "organisation",
        "team",
        "membership",
        "moment",
        "credit",
        "outcome",
        "reaction",
        "share",
        "view",
        "allowance",
        "behaviour",
        "theme",
        "reading",
        "invitation",
    ],
)
def test_row_that_is_there_once_does_not_come_twice(what: str) -> None:
    model, fields = once()[what]
    model._default_manager.create(**fields)  # noqa: SLF001 - the documented way to any model's manager
    before = model._default_manager.count()  # noqa: SLF001
    refused(lambda: model._default_manager.create(**fields))  # noqa: SLF001
    assert model._default_manager.count() == before  # noqa: SLF001


def test_consent_is_asked_once_for_a_credit_and_use() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.APPROVED, author=cast.alice, credits=[cast.cara])
    credit = story.credits.get()
    refused(lambda: Consent.objects.create(credit=credit, asked_at=timezone.now()))
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("role", ["a cook", ""])
def test_roles_without_a_name_may_come_twice(role: str) -> None:
    story = make_story()
    for _time in range(2):
        Credit.objects.create(story=story, role=role)
    assert story.credits.count() == 2


@pytest.mark.parametrize("model", [Story, Comment, Consent, Photo, Thanks, Notice, Invitation])
def test_what_stands_in_an_address_is_a_key_that_nobody_guesses(model: type[models.Model]) -> None:
    field = model._meta.get_field("key")  # noqa: SLF001 - the documented way to a field
    assert isinstance(field, models.UUIDField)
    assert (field.unique, field.editable, field.default) == (True, False, uuid.uuid4)


def test_every_constraint_has_a_test_here() -> None:
    tables = [
        Allowance, Behaviour, Comment, Consent, Credit, Event, Invitation, Membership, Moment, Notice, Organisation,
        Outcome, Photo, Reaction, Review, SearchEntry, Share, Story, StoryTheme, Team, Thanks, ThemeReading, User, View,
    ]  # fmt: skip
    named = {constraint.name for table in tables for constraint in table._meta.constraints}  # noqa: SLF001
    assert named == {
        "allowance_once",
        "behaviour_once",
        "consent_once",
        "credit_person_once",
        "membership_once",
        "moment_feeling",
        "moment_place_once",
        "outcome_has_a_quote",
        "outcome_once",
        "reaction_once",
        "reading_names_its_engine",
        "reading_once_a_source",
        "reading_strength",
        "reading_value",
        "share_once",
        "story_approver_has_a_time",
        "story_published_has_an_address",
        "story_sent_has_a_time",
        "storytheme_once",
        "storytheme_value",
        "team_name_once",
        "thanks_has_words",
        "user_email_any_case",
        "view_once_a_day",
    }
