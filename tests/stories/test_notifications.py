"""What people are told: every kind, in their own language, once; and the mail made of it."""

import datetime as dt
import smtplib
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from stories import notifications, tasks
from stories.actions import log, workflow
from stories.enums import NoticeKind, StoryStatus
from stories.models import Notice, Story, User
from tests.factories import make_cast, make_story

pytestmark = pytest.mark.django_db


def notice(
    kind: NoticeKind = NoticeKind.WAITING, *, language: str = "en", text: str = "", title: str = "Rain"
) -> Notice:
    """Return one notice from Bob to Alice about her story."""
    cast = make_cast()
    cast.alice.language = language
    cast.alice.save()
    story = make_story(status=StoryStatus.SUBMITTED, author=cast.alice, title=title)
    Notice.objects.all().delete()
    return Notice.objects.create(
        kind=kind, to=cast.alice, by=cast.bob, story=story, text=text, created_at=timezone.now()
    )


SENTENCES = {
    NoticeKind.WAITING: "Bob Manager told “Rain”. Read it, and thank at once.",
    NoticeKind.RETURNED: "Bob Manager has a question about “Rain”. It is back with you.",
    NoticeKind.APPROVED: "Bob Manager read and approved “Rain”.",
    NoticeKind.PUBLISHED: "“Rain” is on the wall.",
    NoticeKind.DECLINED: "Bob Manager read “Rain” and will not use it. The reason is with it.",
    NoticeKind.WITHDRAWN: "“Rain” was taken off the wall by Bob Manager.",
    NoticeKind.THANKED: "Bob Manager thanks you for “Rain”.",
    NoticeKind.CONSENT_ASKED: "You are in “Rain”. May your name be shown on its public page?",
}


def test_every_kind_has_its_sentence() -> None:
    told = notice()
    said = {}
    for kind in NoticeKind:
        told.kind = kind
        said[kind] = notifications.words(told).sentence
    assert said == SENTENCES


@pytest.mark.parametrize("language", ["en", "da", "nl"])
@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_is_mailed_in_the_readers_language(kind: NoticeKind, language: str) -> None:
    told = notice(kind, language=language, text="You stayed.", title="Tea & <cake> 100 %")
    with translation.override("en" if language != "en" else "nl"):
        notifications.send(told)
    (sent,) = mail.outbox
    assert sent.to == ["alice@klm.example"]
    assert "Tea & <cake> 100 %" in sent.subject
    assert "You stayed." in sent.body
    links = {
        NoticeKind.WAITING: reverse("stories:review_story", args=[told.story.key]),
        NoticeKind.THANKED: reverse("stories:news"),
        NoticeKind.CONSENT_ASKED: reverse("stories:news"),
    }
    path = links.get(kind, reverse("stories:my_story", args=[told.story.key]))
    assert f"http://127.0.0.1:8000{path.replace('/en/', f'/{language}/', 1)}\n" in sent.body


def test_mail_greets_by_first_name_and_holds_sentence_and_link() -> None:
    told = notice(NoticeKind.APPROVED)
    notifications.send(told)
    lines = [line for line in mail.outbox[0].body.splitlines() if line]
    assert lines == [
        "Hello Alice,",
        "Bob Manager read and approved “Rain”.",
        f"http://127.0.0.1:8000/en/my/{told.story.key}/",
        "Moments of Truth",
    ]


@pytest.mark.parametrize("title", ["Rain\nBcc: all@klm.example", "Rain\r\nTo: all@klm.example", "R" * 120])
def test_subject_is_one_short_line_whatever_the_title_is(title: str) -> None:
    told = notice()
    Story.objects.filter(pk=told.story_id).update(title=title)
    notifications.send(Notice.objects.get())
    (sent,) = mail.outbox
    assert sent.recipients() == ["alice@klm.example"]
    assert "\n" not in sent.subject
    assert len(sent.subject) <= 180


def test_sender_who_left_and_story_without_title_still_make_a_sentence() -> None:
    told = notice(NoticeKind.THANKED)
    told.by = None
    told.story.title = ""
    assert notifications.words(told).sentence == "A colleague thanks you for “your story”."


# --- The task ---------------------------------------------------------------------------------------------------------


def test_task_mails_once_however_often_it_runs() -> None:
    told = notice()
    assert tasks.send_notice.call(told.pk) is True
    told.refresh_from_db()
    marked = told.mailed_at
    assert marked is not None
    assert tasks.send_notice.call(told.pk) is False
    assert Notice.objects.get().mailed_at == marked
    assert len(mail.outbox) == 1


def test_task_for_a_notice_that_is_gone_does_nothing() -> None:
    assert tasks.send_notice.call(123_456) is False
    assert mail.outbox == []


def test_mail_that_fails_is_tried_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    told = notice()

    def refuse(*args: Any, **kwargs: Any) -> int:
        raise smtplib.SMTPServerDisconnected("gone")

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        with pytest.raises(smtplib.SMTPServerDisconnected):
            tasks.send_notice.call(told.pk)
    assert Notice.objects.get().mailed_at is None
    assert tasks.send_notice.call(told.pk) is True
    assert len(mail.outbox) == 1


def test_notice_is_queued_with_the_commit_and_not_before(django_capture_on_commit_callbacks: Any) -> None:
    cast = make_cast()
    story = make_story(author=cast.alice)
    with django_capture_on_commit_callbacks(execute=True):
        workflow.submit(story, by=cast.alice)
        assert DBTaskResult.objects.count() == 0
    assert [queued.args_kwargs["args"] for queued in DBTaskResult.objects.order_by("enqueued_at")] == [
        [told.pk] for told in Notice.objects.order_by("pk")
    ]
    assert Notice.objects.count() == 2
    assert mail.outbox == []


def test_notice_without_mail_is_on_the_page_alone(django_capture_on_commit_callbacks: Any) -> None:
    cast = make_cast()
    story = make_story(author=cast.alice)
    with django_capture_on_commit_callbacks(execute=True), log.without_mail():
        workflow.submit(story, by=cast.alice)
    assert DBTaskResult.objects.count() == 0
    assert Notice.objects.unsent().count() == 0
    assert Notice.objects.to_person(cast.bob).unread().count() == 1


def test_overdue_mail_is_queued_again() -> None:
    told = notice()
    assert tasks.send_overdue() == 0
    Notice.objects.update(created_at=timezone.now() - dt.timedelta(minutes=11))
    assert tasks.send_overdue() == 1
    assert DBTaskResult.objects.get().args_kwargs["args"] == [told.pk]
    Notice.objects.update(mailed_at=timezone.now())
    assert tasks.send_overdue() == 0


def test_notices_of_a_person_come_newest_first() -> None:
    cast = make_cast()
    stories = [make_story(status=StoryStatus.SUBMITTED, author=cast.alice) for _number in range(2)]
    mine = Notice.objects.to_person(User.objects.get(pk=cast.bob.pk))
    assert [told.story for told in mine] == stories[::-1]
