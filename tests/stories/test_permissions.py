"""Who may do what, as tables: each rule with everybody who passes it."""

from collections.abc import Callable
from typing import Any, Final

import pytest
from django.contrib.auth.models import AnonymousUser

from stories import permissions
from stories.enums import Actor, ConsentState, Kind, Role, StoryStatus
from stories.models import Consent, User
from stories.permissions import NotAllowed
from tests.factories import Cast, make_cast, make_comment, make_member, make_story, make_thanks

pytestmark = pytest.mark.django_db

DRAFT, SUBMITTED, RETURNED, APPROVED, PUBLISHED, DECLINED, WITHDRAWN = StoryStatus


def everybody(cast: Cast) -> dict[str, Any]:
    """Return the persons by name, with a visitor and somebody whose account is closed."""
    former = make_member(organisation=cast.klm, role=Role.MANAGER, name="Fred Former")
    former.is_active = False
    former.save()
    people = {
        field: getattr(cast, field) for field in Cast.__dataclass_fields__ if isinstance(getattr(cast, field), User)
    }
    return {**people, "former": former, "visitor": AnonymousUser()}


def passing(rule: Callable[[Any, Any], bool], thing: Any, cast: Cast) -> set[str]:
    """Return the names of those for whom the rule holds; `require` must agree."""
    able = set()
    for name, person in everybody(cast).items():
        if rule(person, thing):
            permissions.require(rule, person, thing)
            able.add(name)
        else:
            with pytest.raises(NotAllowed):
                permissions.require(rule, person, thing)
    return able


MEMBERS: Final = {"alice", "bob", "bea", "cara", "dan", "audrey"}
SENT: Final = {SUBMITTED, RETURNED, APPROVED, PUBLISHED, DECLINED}


@pytest.mark.parametrize("status", StoryStatus)
def test_author_edits_while_it_is_with_her(status: StoryStatus) -> None:
    cast = make_cast()
    story = make_story(status=status, author=cast.alice)
    assert passing(permissions.can_edit, story, cast) == ({"alice"} if status in {DRAFT, RETURNED} else set())


@pytest.mark.parametrize("status", StoryStatus)
def test_managers_review_what_was_sent(status: StoryStatus) -> None:
    cast = make_cast()
    story = make_story(status=status, author=cast.alice)
    able = {"bob", "bea"} if status in SENT else set()
    assert passing(permissions.can_review, story, cast) == able
    assert passing(permissions.can_correct_reading, story, cast) == able


@pytest.mark.parametrize("status", StoryStatus)
def test_managers_thank_for_what_was_sent_and_not_declined(status: StoryStatus) -> None:
    cast = make_cast()
    story = make_story(status=status, author=cast.alice)
    able = {"bob", "bea"} if status in SENT - {DECLINED} else set()
    assert passing(permissions.can_thank, story, cast) == able


def test_manager_has_no_say_in_her_own_story() -> None:
    cast = make_cast()
    story = make_story(status=SUBMITTED, author=cast.bob)
    assert passing(permissions.can_review, story, cast) == {"bea"}
    assert passing(permissions.can_thank, story, cast) == {"bea"}


@pytest.mark.parametrize("status", StoryStatus)
def test_everybody_reacts_to_what_is_on_the_wall(status: StoryStatus) -> None:
    cast = make_cast()
    story = make_story(status=status, author=cast.alice)
    able = passing(permissions.can_react, story, cast)
    assert able == (set(everybody_names()) if status == PUBLISHED else set())


def everybody_names() -> set[str]:
    return MEMBERS | {"charlie", "former", "visitor"}


def test_every_member_tells() -> None:
    cast = make_cast()
    assert passing(permissions.can_tell, cast.klm, cast) == MEMBERS


def test_administrator_administers() -> None:
    cast = make_cast()
    assert passing(permissions.can_administer, cast.klm, cast) == {"dan"}
    assert passing(permissions.can_administer, cast.elsewhere, cast) == set()


def test_managers_of_the_organisation_moderate() -> None:
    cast = make_cast()
    comment = make_comment(story=make_story(status=PUBLISHED, author=cast.alice))
    assert passing(permissions.can_moderate, comment, cast) == {"bob", "bea"}


def test_the_colleague_herself_answers_about_her_name() -> None:
    cast = make_cast()
    make_story(status=APPROVED, author=cast.alice, credits=[cast.cara])
    assert passing(permissions.can_answer_consent, Consent.objects.get(state=ConsentState.ASKED), cast) == {"cara"}


def test_the_receiver_shows_her_thanks() -> None:
    cast = make_cast()
    thanks = make_thanks(story=make_story(status=SUBMITTED, author=cast.alice), by=cast.bob)
    assert passing(permissions.can_show_thanks, thanks, cast) == {"alice"}


def test_persons_stand_to_a_story_as_the_table_of_moves_names_them() -> None:
    cast = make_cast()
    story = make_story(status=APPROVED, author=cast.alice, reviewer=cast.bob, credits=[cast.cara, cast.bea])
    own = make_story(status=APPROVED, author=cast.bea, reviewer=cast.bob, credits=[cast.bea])
    stand = {name: permissions.actors(person, story) for name, person in everybody(cast).items()}
    assert {name: found for name, found in stand.items() if found} == {
        "alice": {Actor.AUTHOR},
        "bob": {Actor.MANAGER},
        "bea": {Actor.MANAGER, Actor.SECOND_MANAGER, Actor.COLLEAGUE},
        "cara": {Actor.COLLEAGUE},
    }
    assert permissions.actors(cast.bea, own) == {Actor.AUTHOR, Actor.COLLEAGUE}


def test_nobody_is_second_before_somebody_was_first() -> None:
    cast = make_cast()
    story = make_story(status=SUBMITTED, author=cast.alice, kind=Kind.MISSED_MOMENT)
    assert permissions.actors(cast.bea, story) == {Actor.MANAGER}


def test_roles_are_asked_by_organisation() -> None:
    cast = make_cast()
    assert permissions.has_role(cast.charlie, cast.elsewhere, Role.MANAGER) is True
    assert permissions.has_role(cast.charlie, cast.klm, Role.MANAGER) is False
    assert permissions.has_role(cast.bob, cast.klm.pk, Role.MANAGER, Role.ADMIN) is True
    assert permissions.has_role(cast.bob, cast.klm, Role.ADMIN) is False
    assert permissions.is_member(cast.audrey, cast.klm) is True
    assert permissions.is_member(AnonymousUser(), cast.klm) is False


def test_superuser_of_the_database_is_nobody_on_the_site() -> None:
    cast = make_cast()
    root = User.objects.create_superuser("root@people.example", name="Root")
    story = make_story(status=SUBMITTED, author=cast.alice)
    assert permissions.actors(root, story) == frozenset()
    assert permissions.can_administer(root, cast.klm) is False
