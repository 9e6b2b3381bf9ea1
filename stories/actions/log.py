"""Writes the append-only log and tells people; every other verb ends here."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from stories.enums import EventKind, NoticeKind
from stories.models import Event, Notice, Organisation, Story, User, Viewer

_mail_wanted: ContextVar[bool] = ContextVar("mail_wanted", default=True)


@contextmanager
def without_mail() -> Iterator[None]:
    """Within this block people find what they are told on their pages only; for filling in the demo."""
    token = _mail_wanted.set(False)
    try:
        yield
    finally:
        _mail_wanted.reset(token)


def record(
    kind: EventKind,
    *,
    by: Viewer,
    story: Story | None = None,
    organisation: Organisation | None = None,
    **data: Any,
) -> Event:
    """Return the event just added. `data` must hold no secret and no words of a story."""
    return Event.objects.create(
        kind=kind,
        actor=by if isinstance(by, User) else None,
        story=story,
        organisation=organisation or (story.organisation if story else None),
        data=data,
        at=timezone.now(),
    )


def tell(kind: NoticeKind, *, to: User, story: Story, by: User | None = None, text: str = "") -> Notice:
    """Return the notice that the person finds on her page; its mail is queued once the transaction is through."""
    now, mail = timezone.now(), _mail_wanted.get() and to.is_active
    notice = Notice.objects.create(
        kind=kind, to=to, story=story, by=by, text=text, created_at=now, mailed_at=None if mail else now
    )
    if mail:
        transaction.on_commit(partial(_queue_mail, notice.pk), robust=True)
    return notice


def mark_read(notices: list[Notice], *, by: User) -> None:
    """Note that the person has seen these notices of hers; those of others are left alone."""
    Notice.objects.unread().filter(pk__in=[n.pk for n in notices], to=by).update(read_at=timezone.now())


def _queue_mail(notice_id: int) -> None:
    from stories.tasks import send_notice  # noqa: PLC0415 - tasks call verbs, so they import this package

    send_notice.enqueue(notice_id)
