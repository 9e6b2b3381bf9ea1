"""Thanks: at once, in own words, to the people of the story, shown only where the receiver says so."""

import pytest

from stories.actions import recognition
from stories.actions.recognition import NoWords
from stories.enums import THANKABLE, EventKind, NoticeKind, StoryStatus
from stories.models import Event, Notice, Thanks
from stories.permissions import NotAllowed
from tests.factories import make_cast, make_story, make_thanks

pytestmark = pytest.mark.django_db


def test_thanks_reach_the_author_and_colleague_before_any_decision() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.SUBMITTED, author=cast.alice, credits=[cast.cara])
    sent = recognition.thank(story, by=cast.bob, to=[cast.alice, cast.cara], text="  You stayed. Thank you.  ")
    assert [(thanks.to, thanks.by, thanks.text, thanks.shown) for thanks in sent] == [
        (cast.alice, cast.bob, "You stayed. Thank you.", False),
        (cast.cara, cast.bob, "You stayed. Thank you.", False),
    ]
    notices = Notice.objects.filter(story=story, kind=NoticeKind.THANKED).order_by("pk")
    assert [(notice.to, notice.text) for notice in notices] == [
        (cast.alice, "You stayed. Thank you."),
        (cast.cara, "You stayed. Thank you."),
    ]
    log = Event.objects.filter(story=story, kind=EventKind.THANKED).order_by("pk")
    assert [event.data for event in log] == [{"to": cast.alice.pk}, {"to": cast.cara.pk}]


@pytest.mark.parametrize("status", StoryStatus)
def test_manager_thanks_from_the_moment_a_story_is_sent(status: StoryStatus) -> None:
    cast = make_cast()
    story = make_story(status=status, author=cast.alice)
    if status in THANKABLE:
        assert len(recognition.thank(story, by=cast.bob, to=[cast.alice], text="Thank you")) == 1
    else:
        with pytest.raises(NotAllowed):
            recognition.thank(story, by=cast.bob, to=[cast.alice], text="Thank you")
    assert Thanks.objects.count() == (status in THANKABLE)


def test_only_a_manager_other_than_the_author_thanks() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.SUBMITTED, author=cast.bob)
    for person in (cast.alice, cast.bob, cast.cara, cast.dan, cast.audrey, cast.charlie):
        with pytest.raises(NotAllowed):
            recognition.thank(story, by=person, to=[cast.bob], text="Thank you")
    recognition.thank(story, by=cast.bea, to=[cast.bob], text="Thank you")
    assert Thanks.objects.get().by == cast.bea


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_thanks_without_words_are_refused(text: str) -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.SUBMITTED, author=cast.alice)
    with pytest.raises(NoWords):
        recognition.thank(story, by=cast.bob, to=[cast.alice], text=text)


def test_thanks_to_nobody_of_the_story_are_refused() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.SUBMITTED, author=cast.alice)
    for receivers in ([], [cast.dan], [cast.bob], [cast.charlie, cast.dan]):
        with pytest.raises(NoWords):
            recognition.thank(story, by=cast.bob, to=receivers, text="Thank you")
    recognition.thank(story, by=cast.bob, to=[cast.charlie, cast.alice], text="Thank you")
    assert [thanks.to for thanks in Thanks.objects.all()] == [cast.alice]


def test_people_to_thank_are_each_named_once_without_the_giver() -> None:
    cast = make_cast()
    story = make_story(
        status=StoryStatus.SUBMITTED, author=cast.alice, credits=[cast.cara, cast.alice, cast.bob, "chef"]
    )
    assert recognition.people_to_thank(story, by=cast.bob) == [cast.alice, cast.cara]
    assert recognition.people_to_thank(story, by=cast.bea) == [cast.alice, cast.cara, cast.bob]


def test_receiver_alone_decides_who_reads_the_thanks() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.PUBLISHED, author=cast.alice)
    thanks = make_thanks(story=story, by=cast.bob, to=cast.alice)
    assert list(Thanks.objects.shown()) == []
    for person in (cast.bob, cast.bea, cast.dan, cast.cara, cast.charlie):
        with pytest.raises(NotAllowed):
            recognition.show_thanks(thanks, by=person, shown=True)

    for shown in (True, True, False):
        recognition.show_thanks(thanks, by=cast.alice, shown=shown)
        assert list(Thanks.objects.shown()) == ([thanks] if shown else [])

    kinds = [EventKind.THANKS_SHOWN, EventKind.THANKS_HIDDEN]
    assert list(Event.objects.filter(kind__in=kinds).order_by("pk").values_list("kind", flat=True)) == kinds


def test_person_finds_her_own_thanks_newest_first() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.SUBMITTED, author=cast.alice, credits=[cast.cara])
    first = make_thanks(story=story, to=cast.alice)
    make_thanks(story=story, to=cast.cara)
    second = make_thanks(story=story, to=cast.alice)
    assert list(Thanks.objects.received_by(cast.alice)) == [second, first]
