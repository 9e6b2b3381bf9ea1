"""A colleague's name: asked at approval, answered once or again, shown only while the answer is yes."""

import pytest

from stories.actions import consent, telling, workflow
from stories.actions.consent import ConsentClosed
from stories.enums import ConsentState, EventKind, NoticeKind, StoryStatus
from stories.models import Consent, Event, Notice, Story, User
from stories.permissions import NotAllowed
from tests.factories import Cast, make_cast, make_member, make_story

pytestmark = pytest.mark.django_db


def story_with_cara(cast: Cast, status: StoryStatus) -> Story:
    """Return Alice's story that credits Cara as the purser."""
    purser = telling.CreditDraft(person=cast.cara, role="the purser")
    return make_story(status=status, author=cast.alice, reviewer=cast.bob, credits=[purser, "a driver"])


def names(story: Story) -> list[str]:
    """Return what the public reads of those credited."""
    return [credit.public_name for credit in story.credits.for_public()]


def question(story: Story) -> Consent:
    """Return the one question of a story."""
    return Consent.objects.get(credit__story=story)


def log(story: Story) -> list[str]:
    """Return what happened to consents, in order."""
    kinds = [k for k in EventKind if k.name.startswith("CONSENT")]
    return list(Event.objects.filter(story=story, kind__in=kinds).order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize("status", [StoryStatus.DRAFT, StoryStatus.SUBMITTED, StoryStatus.RETURNED])
def test_nobody_is_asked_before_approval(status: StoryStatus) -> None:
    story = story_with_cara(make_cast(), status)
    assert Consent.objects.count() == 0
    assert names(story) == ["the purser", "a driver"]


def test_approval_asks_each_credited_colleague_and_tells_her() -> None:
    cast = make_cast()
    story = story_with_cara(cast, StoryStatus.APPROVED)
    assert (question(story).state, question(story).answered_at) == (ConsentState.ASKED, None)
    assert consent.waiting(story) is True
    assert Notice.objects.get(story=story, kind=NoticeKind.CONSENT_ASKED).to == cast.cara
    assert log(story) == [EventKind.CONSENT_ASKED]


def test_yes_puts_the_name_on_the_page_and_a_later_no_takes_it_off() -> None:
    cast = make_cast()
    story = story_with_cara(cast, StoryStatus.APPROVED)
    asked = question(story)

    consent.answer(asked, by=cast.cara, yes=True)
    assert names(story) == ["Cara Colleague", "a driver"]
    assert asked.state == ConsentState.GIVEN

    consent.answer(asked, by=cast.cara, yes=False)
    assert names(story) == ["the purser", "a driver"]
    assert asked.state == ConsentState.WITHDRAWN
    assert Story.objects.get(pk=story.pk).status == StoryStatus.PUBLISHED

    consent.answer(asked, by=cast.cara, yes=True)
    assert names(story) == ["Cara Colleague", "a driver"]
    assert log(story) == [
        EventKind.CONSENT_ASKED,
        EventKind.CONSENT_GIVEN,
        EventKind.CONSENT_WITHDRAWN,
        EventKind.CONSENT_GIVEN,
    ]


def test_same_answer_twice_is_one_event() -> None:
    cast = make_cast()
    story = story_with_cara(cast, StoryStatus.APPROVED)
    for _time in range(2):
        consent.answer(question(story), by=cast.cara, yes=True)
    assert log(story) == [EventKind.CONSENT_ASKED, EventKind.CONSENT_GIVEN]


def test_no_publishes_without_the_name() -> None:
    cast = make_cast()
    story = story_with_cara(cast, StoryStatus.APPROVED)
    consent.answer(question(story), by=cast.cara, yes=False)
    story.refresh_from_db()
    assert (story.status, question(story).state) == (StoryStatus.PUBLISHED, ConsentState.DECLINED)
    assert names(story) == ["the purser", "a driver"]


def test_answer_changes_when_the_page_was_changed() -> None:
    cast = make_cast()
    story = story_with_cara(cast, StoryStatus.PUBLISHED)
    before = Story.objects.get(pk=story.pk).updated_at
    consent.answer(question(story), by=cast.cara, yes=True)
    assert Story.objects.get(pk=story.pk).updated_at > before


def test_only_the_person_herself_answers() -> None:
    cast = make_cast()
    asked = question(story_with_cara(cast, StoryStatus.APPROVED))
    for person in (cast.alice, cast.bob, cast.bea, cast.dan, cast.audrey, cast.charlie):
        with pytest.raises(NotAllowed):
            consent.answer(asked, by=person, yes=True)
    assert Consent.objects.get().state == ConsentState.ASKED


def test_yes_is_too_late_once_the_story_is_gone() -> None:
    cast = make_cast()
    story = story_with_cara(cast, StoryStatus.APPROVED)
    workflow.withdraw(story, by=cast.alice)
    with pytest.raises(ConsentClosed):
        consent.answer(question(story), by=cast.cara, yes=True)
    assert question(story).state == ConsentState.ASKED


def test_no_is_taken_while_the_story_is_back_with_its_author() -> None:
    cast = make_cast()
    steward = make_member(organisation=cast.klm)
    story = make_story(status=StoryStatus.APPROVED, author=cast.alice, reviewer=cast.bob, credits=[cast.cara, steward])
    hers = Consent.objects.get(credit__person=cast.cara)
    consent.answer(hers, by=cast.cara, yes=True)
    story.refresh_from_db()
    workflow.return_to_author(story, by=cast.bob, note="And then?")

    consent.answer(hers, by=cast.cara, yes=False)

    assert Consent.objects.get(pk=hers.pk).state == ConsentState.WITHDRAWN
    workflow.submit(story, by=cast.alice)
    workflow.approve(story, by=cast.bob)
    workflow.publish(story, by=cast.bob)
    assert names(story) == ["colleague", "colleague"]


def test_former_answer_stands_when_the_story_is_approved_again() -> None:
    cast = make_cast()
    story = story_with_cara(cast, StoryStatus.APPROVED)
    consent.answer(question(story), by=cast.cara, yes=True)
    story.refresh_from_db()
    workflow.withdraw(story, by=cast.alice)
    workflow.reopen(story, by=cast.alice)
    workflow.submit(story, by=cast.alice)
    workflow.approve(story, by=cast.bob)
    assert story.status == StoryStatus.PUBLISHED
    assert names(story) == ["Cara Colleague", "a driver"]
    assert log(story) == [EventKind.CONSENT_ASKED, EventKind.CONSENT_GIVEN]


def test_colleague_is_asked_anew_when_the_text_is_another() -> None:
    cast = make_cast()
    story = story_with_cara(cast, StoryStatus.PUBLISHED)
    consent.answer(question(story), by=cast.cara, yes=True)
    workflow.withdraw(story, by=cast.alice)
    workflow.reopen(story, by=cast.alice)
    moments = (telling.MomentDraft(text="It was another day altogether."),)
    again = telling.Draft(moments=moments, credits=(telling.CreditDraft(person=cast.cara, role="a driver"),))
    telling.save_draft(story, again, by=cast.alice)
    workflow.submit(story, by=cast.alice)
    workflow.approve(story, by=cast.bob)
    assert (story.status, question(story).state) == (StoryStatus.APPROVED, ConsentState.ASKED)
    assert names(story) == ["a driver"]


def test_colleague_who_left_is_not_waited_for() -> None:
    cast = make_cast()
    story = story_with_cara(cast, StoryStatus.SUBMITTED)
    User.objects.filter(pk=cast.cara.pk).update(is_active=False)
    workflow.approve(story, by=cast.bob)
    assert story.status == StoryStatus.PUBLISHED
    assert "Cara Colleague" not in names(story)


def test_colleague_who_is_credited_anew_is_asked_anew() -> None:
    cast = make_cast()
    story = story_with_cara(cast, StoryStatus.PUBLISHED)
    consent.answer(question(story), by=cast.cara, yes=True)
    workflow.withdraw(story, by=cast.alice)
    workflow.reopen(story, by=cast.alice)
    moments = (telling.MomentDraft(text="It rained."),)
    telling.save_draft(story, telling.Draft(moments=moments), by=cast.alice)
    again = telling.Draft(moments=moments, credits=(telling.CreditDraft(person=cast.cara),))
    telling.save_draft(story, again, by=cast.alice)
    workflow.submit(story, by=cast.alice)
    workflow.approve(story, by=cast.bob)
    assert (story.status, question(story).state) == (StoryStatus.APPROVED, ConsentState.ASKED)


def test_author_who_credits_herself_answers_like_anybody() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.APPROVED, author=cast.alice, reviewer=cast.bob, credits=[cast.alice])
    consent.answer(question(story), by=cast.alice, yes=True)
    assert Story.objects.get(pk=story.pk).status == StoryStatus.PUBLISHED
    assert names(story) == ["Alice Author"]


def test_public_name_of_a_credit_costs_no_more_than_one_query_alone(django_assert_num_queries: object) -> None:
    cast = make_cast()
    story = story_with_cara(cast, StoryStatus.PUBLISHED)
    consent.answer(question(story), by=cast.cara, yes=True)
    credit = story.credits.order_by("pk").first()
    assert credit is not None
    assert credit.public_name == "Cara Colleague"
    with django_assert_num_queries(1):  # type: ignore[operator]  # the fixture is untyped
        assert names(story) == ["Cara Colleague", "a driver"]


def test_veto_is_asked_about_again_before_the_story_comes_back() -> None:
    cast = make_cast()
    story = story_with_cara(cast, StoryStatus.APPROVED)
    consent.answer(question(story), by=cast.cara, yes=True)
    story.refresh_from_db()
    workflow.withdraw(story, by=cast.cara)
    workflow.reopen(story, by=cast.alice)
    workflow.submit(story, by=cast.alice)
    workflow.approve(story, by=cast.bob)
    assert (story.status, question(story).state) == (StoryStatus.APPROVED, ConsentState.ASKED)


def test_credited_manager_vetoes_without_a_note() -> None:
    cast = make_cast()
    story = make_story(status=StoryStatus.PUBLISHED, author=cast.alice, reviewer=cast.bob, credits=[cast.bea])
    workflow.withdraw(story, by=cast.bea)
    assert story.status == StoryStatus.WITHDRAWN
