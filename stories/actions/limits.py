"""How often one may act, counted in a table that all processes share; never in the memory of one."""

import time

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from stories.models import Allowance


class TooMany(Exception):
    """The limit is reached; the message is for the person and can be shown."""


def take(key: str, *, limit: int, seconds: int) -> None:
    """Count one use in the current window; raise `TooMany` beyond `limit` uses within `seconds`.

    Windows are fixed (they begin at multiples of `seconds`), so twice the limit can pass around a border.
    """
    window = int(time.time()) // seconds * seconds
    with transaction.atomic():
        row, _new = Allowance.objects.get_or_create(key=key[:120], window=window)
        Allowance.objects.filter(pk=row.pk).update(used=F("used") + 1)
        row.refresh_from_db(fields=["used"])
    if row.used > limit:
        raise TooMany(_("That was a lot at once. Wait a minute and try again; nothing is lost."))


def forget_old(*, seconds: int = 86_400) -> int:
    """Delete windows older than this and return how many; for a daily job."""
    return Allowance.objects.filter(window__lt=int(time.time()) - seconds).delete()[0]
