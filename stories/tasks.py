"""Background work: thin wrappers that take ids. Each may run twice, since a worker can die after the work was done."""

import datetime as dt

from django.db import transaction
from django.tasks import task
from django.utils import timezone

from . import notifications
from .models import Notice


@task()
def send_notice(notice_id: int) -> bool:
    """Mail one notice, once; return whether this run sent it. The row says whether it went out, not the queue."""
    with transaction.atomic():
        notice = Notice.objects.select_for_update(of=("self",)).filter(pk=notice_id, mailed_at=None).first()
        if notice is None:
            return False
        # Marked first: a mail that goes missing is on the person's page too, a mail that comes twice annoys.
        Notice.objects.filter(pk=notice.pk).update(mailed_at=timezone.now())
        notifications.send(notice)
    return True


def send_overdue(*, minutes: int = 10) -> int:
    """Queue the mail of notices that should have gone out by now, and return how many; heals a lost worker."""
    late = Notice.objects.unsent().filter(created_at__lt=timezone.now() - dt.timedelta(minutes=minutes))
    keys = list(late.values_list("pk", flat=True))
    for pk in keys:
        send_notice.enqueue(pk)
    return len(keys)
