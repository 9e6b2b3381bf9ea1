"""What stays inside: for colleagues, and for nobody else."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stories.enums import Audience, Kind, StoryStatus
from stories.models import User
from stories.views import inside
from tests.factories import Cast, make_cast, make_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_colleagues_read_what_stays_inside(cast: Cast) -> None:
    missed = make_story(author=cast.alice, status=StoryStatus.APPROVED, kind=Kind.MISSED_MOMENT, title="The missed one")
    make_story(author=cast.alice, status=StoryStatus.SUBMITTED, kind=Kind.MISSED_MOMENT, title="Not read yet")
    client = signed_in(cast.cara)
    page = client.get(reverse("stories:inside")).text
    assert "The missed one" in page
    assert "Not read yet" not in page
    story = client.get(reverse("stories:inside_story", args=[missed.key]))
    assert story["Cache-Control"] == "private, no-store"
    assert "What got in the way" in story.text
    assert missed.moments.get(position=1).text in story.text


def test_strangers_read_none_of_it(cast: Cast) -> None:
    missed = make_story(author=cast.alice, status=StoryStatus.APPROVED, audience=Audience.ORGANISATION, title="Ours")
    client = signed_in(cast.charlie)
    assert "Ours" not in client.get(reverse("stories:inside")).text
    assert client.get(reverse("stories:inside_story", args=[missed.key])).status_code == 404
    assert client.get(reverse("stories:inside_story", args=[uuid.uuid4()])).status_code == 404


def test_a_colleague_reads_before_she_answers(cast: Cast) -> None:
    story = make_story(author=cast.alice, reviewer=cast.bob, status=StoryStatus.APPROVED, credits=[cast.cara])
    address = reverse("stories:inside_story", args=[story.key])
    page = signed_in(cast.cara).get(address).text
    assert "Yes, show my name" in page
    assert signed_in(cast.charlie).get(address).status_code == 404


def test_a_public_story_and_a_draft_have_pages_of_their_own(cast: Cast) -> None:
    public = make_story(author=cast.alice, status=StoryStatus.PUBLISHED)
    draft = make_story(author=cast.alice)
    client = signed_in(cast.alice)
    answer = client.get(reverse("stories:inside_story", args=[public.key]))
    assert answer["Location"] == public.get_absolute_url()
    answer = client.get(reverse("stories:inside_story", args=[draft.key]))
    assert answer["Location"] == reverse("stories:edit", args=[draft.key])


def test_older_ones_follow_without_gap_or_repetition(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside, "_PAGE", 2)
    for number in range(5):
        make_story(author=cast.alice, status=StoryStatus.APPROVED, kind=Kind.MISSED_MOMENT, title=f"Missed {number}")
    client, seen, address = signed_in(cast.cara), "", reverse("stories:inside")
    for _ in range(3):
        answer = client.get(address)
        seen += "".join(str(n) for n in (4, 3, 2, 1, 0) if f"Missed {n}" in answer.text)
        address = reverse("stories:inside") + f"?after={answer.context['older']}"
    assert seen == "43210"
    assert answer.context["older"] is None


@pytest.mark.parametrize("after", ["nonsense", "0f71406c-0bef-4e5b-9e81-eda0e15fabe0"])
def test_an_unknown_place_in_the_list_is_its_beginning(cast: Cast, after: str) -> None:
    make_story(author=cast.alice, status=StoryStatus.APPROVED, kind=Kind.MISSED_MOMENT, title="Missed")
    assert "Missed" in signed_in(cast.cara).get(reverse("stories:inside"), {"after": after}).text


def test_the_list_costs_the_same_number_of_queries(cast: Cast) -> None:
    client, taken = signed_in(cast.cara), []
    for _ in range(2):
        make_story(author=cast.alice, status=StoryStatus.APPROVED, kind=Kind.MISSED_MOMENT)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("stories:inside"))
        taken.append(len(queries))
    assert taken[0] == taken[1]


def test_nothing_inside_yet_asks_for_a_story(cast: Cast) -> None:
    assert "Nothing here yet" in signed_in(cast.cara).get(reverse("stories:inside")).text
