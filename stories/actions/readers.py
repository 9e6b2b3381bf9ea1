"""Counts who read a story, without a cookie and without slowing the page.

A reader is one address and browser on one day, kept as a keyed digest that changes daily and cannot be turned back.
Views are buffered in the process and written together by a thread every `FLUSH_SECONDS`; a crash loses at most those.
Robots and reloads are left out.
"""

import atexit
import hashlib
import hmac
import logging
import re
import threading
import time
from collections import Counter

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import F
from django.utils import timezone

from stories.models import Story, View

logger = logging.getLogger(__name__)

FLUSH_SECONDS = 5.0
_BUFFER_AT_MOST = 10_000
_ROBOTS = re.compile(
    r"bot|crawl|spider|slurp|preview|fetch|curl|wget|python|monitor|scan|audit|archiver|proxy|pingdom|lighthouse"
    r"|facebookexternalhit|embedly|whatsapp|yandex|http-client|okhttp|httpx|axios|libwww|^java",
    re.IGNORECASE,
)

_lock = threading.Lock()
_buffer: set[tuple[int, str]] = set()
_flusher: threading.Thread | None = None


def is_robot(user_agent: str) -> bool:
    """Whether the browser's name is empty or says that nobody is looking."""
    return not user_agent or bool(_ROBOTS.search(user_agent))


def reader_digest(address: str, user_agent: str, *, day: str) -> str:
    """Return 32 hexadecimal digits for one address and browser on one day; without the secret it leads nowhere."""
    message = f"{day}|{address}|{user_agent}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()[:32]


def count_view(story_id: int, *, address: str, user_agent: str) -> None:
    """Remember that somebody read the story; costs no query. Robots are left out."""
    if is_robot(user_agent):
        return
    digest = reader_digest(address, user_agent, day=timezone.localdate().isoformat())
    with _lock:
        if len(_buffer) < _BUFFER_AT_MOST:
            _buffer.add((story_id, digest))
        _start_flusher()


def flush() -> int:
    """Write the buffered views and return how many were new; a reader counts once a day and story."""
    with _lock:
        taken = sorted(_buffer)
        _buffer.clear()
    if not taken:
        return 0
    try:
        return _write(taken, timezone.localdate().isoformat())
    except DatabaseError:
        with _lock:
            _buffer.update(taken)
        raise


@transaction.atomic
def _write(taken: list[tuple[int, str]], day: str) -> int:
    """Add the rows that are new and move the counters with them."""
    known = set(Story.objects.filter(pk__in={pk for pk, _reader in taken}).values_list("pk", flat=True))
    new = _insert([(pk, reader) for pk, reader in taken if pk in known], day)
    for story_id, number in sorted(Counter(new).items()):
        Story.objects.filter(pk=story_id).update(view_count=F("view_count") + number)
    return len(new)


def _insert(rows: list[tuple[int, str]], day: str) -> list[int]:
    """Insert what is not there yet and return the story of each new row; both databases say which were new."""
    table, new = View._meta.db_table, []  # noqa: SLF001 - the documented way to a table's name
    with connection.cursor() as cursor:
        for start in range(0, len(rows), 200):
            part = rows[start : start + 200]
            values = ", ".join(["(%s, %s, %s)"] * len(part))
            statement = (
                f"INSERT INTO {table} (story_id, day, reader) VALUES {values} "  # noqa: S608 - a constant and placeholders
                "ON CONFLICT (story_id, day, reader) DO NOTHING RETURNING story_id"
            )
            cursor.execute(statement, [field for pk, reader in part for field in (pk, day, reader)])
            new += [row[0] for row in cursor.fetchall()]
    return new


def _start_flusher() -> None:
    global _flusher  # noqa: PLW0603 - one thread a process, started by the first view after a fork
    if _flusher is None or not _flusher.is_alive():
        _flusher = threading.Thread(target=_flush_forever, name="views", daemon=True)
        _flusher.start()


def _flush_forever() -> None:
    idle = 0
    while idle < 60:  # noqa: PLR2004 - five minutes without a view end the thread; the next view starts one
        time.sleep(FLUSH_SECONDS)
        close_old_connections()
        try:
            idle = 0 if flush() else idle + 1
        except DatabaseError:
            logger.exception("Counted views could not be written; they are tried again")
        finally:
            connection.close()


@atexit.register
def _flush_at_exit() -> None:
    if _buffer:
        flush()
