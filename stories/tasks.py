"""Background work: thin wrappers that take ids. Each may run twice, since a worker can die after the work was done."""

import datetime as dt

from django.tasks import task
from django.utils import timezone

from . import notifications
from .actions import further
from .models import Notice, Story


@task()
def send_notice(notice_id: int) -> bool:
    """Mail one notice, once; return whether this run sent it. The row says whether it went out, not the queue."""
    # Marked first: a mail that goes missing is on the person's page too, a mail that comes twice annoys. And outside
    # of a transaction, since a slow mail server would otherwise hold up every writer of a SQLite database.
    if not Notice.objects.filter(pk=notice_id, mailed_at=None).update(mailed_at=timezone.now()):
        return False
    try:
        notifications.send(Notice.objects.select_related("to", "by", "story").get(pk=notice_id))
    except Exception:
        Notice.objects.filter(pk=notice_id).update(mailed_at=None)
        raise
    return True


def send_overdue(*, minutes: int = 10) -> int:
    """Queue the mail of notices that should have gone out by now, and return how many; heals a lost worker."""
    late = Notice.objects.unsent().filter(created_at__lt=timezone.now() - dt.timedelta(minutes=minutes))
    keys = list(late.values_list("pk", flat=True))
    for pk in keys:
        send_notice.enqueue(pk)
    return len(keys)


@task()
def read_further(story_id: int) -> bool:
    """Ask the further reader about one story; return whether it said something usable. Asked twice, it remembers."""
    story = Story.objects.filter(pk=story_id).first()
    return story is not None and further.read_further(story)
