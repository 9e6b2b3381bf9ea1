"""`manage.py serve`: the whole site in the foreground, which is what `script/server` starts."""

import ctypes
import errno
import fcntl
import io
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from typing import IO

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import Error as DatabaseFailure
from django.db import connection, transaction
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor

DEMO_PASSWORD = "moments-of-truth"  # noqa: S105 - printed at every start of a development site
READY_SECONDS = 60
GRACE_SECONDS = 15
WORKER_DELAY, WORKER_LONGEST_DELAY = 1.0, 60.0
WORKER_LOG_BYTES = 5_000_000
ONE_START_AT_A_TIME = 7_405_731_926  # the key of our lock among PostgreSQL's advisory locks
PR_SET_PDEATHSIG = 1


class Refusal(Exception):
    """Why the site does not start, as one sentence for whoever started it."""


class Stopped(BaseException):
    """SIGTERM, SIGINT or SIGHUP came before the site was up."""


class Command(BaseCommand):
    """Prepare, serve, and end with everything that was started."""

    help = "Runs the site in the foreground: tables, demo (in development), web server, task worker."
    requires_system_checks = ()

    preparing = True
    stop_signals = 0

    def handle(self, **_options: object) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop)
        try:
            self.serve()
        except Stopped:
            pass
        except Refusal as refusal:
            forget_new_secret(settings.DATA_DIR)
            self.stderr.write(str(refusal))
            sys.exit(1)

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        """Remember that we are to end; before anything runs, end at once."""
        self.stop_signals += 1
        if self.preparing:
            self.preparing = False
            raise Stopped

    def say(self, text: str, ending: str = "\n") -> None:
        """Print at once, also into a pipe, and go on when nobody reads any more."""
        with suppress(BrokenPipeError):
            self.stdout.write(text, ending=ending)
            self.stdout.flush()

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Name a piece of work when it begins and its seconds when it ends."""
        began = time.monotonic()
        self.say(f"{title} …", ending=" ")
        try:
            yield
        except BaseException:
            self.say("")
            raise
        self.say(f"{time.monotonic() - began:.1f} s")

    # --- Before ---------------------------------------------------------------------------------------------

    def serve(self) -> None:
        """Prepare in the order that leaves nothing behind when something is missing, then run."""
        host = os.environ.get("HOST", "") or "127.0.0.1"
        port = whole_number("PORT", default=8000, most=65_535)
        workers = whole_number("WEB_CONCURRENCY", default=2, most=1_000)
        listener = listen(host, port)
        check_writable(settings.DATA_DIR)
        self.prepare_database()
        if settings.PRODUCTION:
            with self.step("Collecting the static files"):
                call_command("collectstatic", interactive=False, verbosity=0)
        logins = demo_logins()
        connection.close()
        self.preparing = False
        self.run(listener, workers, logins)

    def prepare_database(self) -> None:
        """Bring the tables up to date, and fill an empty development site with the demo."""
        os.environ.setdefault("PGCONNECT_TIMEOUT", "5")
        try:
            connection.ensure_connection()
            with one_start_at_a_time():
                executor = MigrationExecutor(connection)
                if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                    with self.step("Preparing the database"):
                        call_command("migrate", interactive=False, verbosity=0)
                call_command("createcachetable", verbosity=0)
                if not settings.PRODUCTION and not apps.get_model("stories", "Organisation").objects.exists():
                    # All or nothing: a demo cut short would never be completed.
                    with self.step("Telling the demo stories"), transaction.atomic():
                        call_command("seed", "--demo", verbosity=0, stdout=io.StringIO())
        except (DatabaseFailure, InconsistentMigrationHistory) as error:
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
            raise Refusal(f"The database cannot be used: {reason}. Check DATABASE_URL.") from error

    # --- While ----------------------------------------------------------------------------------------------

    def run(self, listener: socket.socket, workers: int, logins: list[tuple[str, str]]) -> None:
        """Serve until a signal comes or the web server dies; then end every process that was started."""
        host, port = listener.getsockname()[:2]
        web = start_web(listener, workers)
        worker = TaskWorker(settings.DATA_DIR / "logs" / "worker.log", self.say)
        try:
            listener.close()
            if self.wait_until_ready(web, host, port):
                self.say(f"Ready: http://{in_url(host)}:{port}/")
                self.say_logins(logins)
            while not self.stop_signals and web.poll() is None:
                worker.keep_running()
                time.sleep(0.1)
            died = web.poll() if not self.stop_signals else None
        finally:
            self.end([process for process in (web, worker.process) if process])
        if died is not None:
            self.stderr.write(f"The web server ended by itself ({status_text(died)}), so the site stops.")
            sys.exit(128 - died if died < 0 else died or 1)

    def wait_until_ready(self, web: subprocess.Popen[bytes], host: str, port: int) -> bool:
        """Return whether /healthz answered; not when we are stopped or the web server died meanwhile."""
        allowed = settings.ALLOWED_HOSTS
        name = "127.0.0.1" if "127.0.0.1" in allowed or not allowed else allowed[0].lstrip(".")
        answer = "nothing"
        deadline = time.monotonic() + READY_SECONDS
        while not self.stop_signals and web.poll() is None:
            if time.monotonic() > deadline:
                raise Refusal(f"The site was not ready in {READY_SECONDS} s: /healthz answers {answer}.")
            probe = HTTPConnection(in_url(host).strip("[]"), port, timeout=1)
            with suppress(OSError, HTTPException):
                probe.request("GET", "/healthz", headers={"Host": name})
                status = probe.getresponse().status
                if status == 200:  # noqa: PLR2004
                    return True
                answer = str(status)
            probe.close()
            time.sleep(0.05)
        return False

    def say_logins(self, logins: list[tuple[str, str]]) -> None:
        """Print whom one can be in the demo."""
        if logins:
            self.say(f"Sign in with the password {DEMO_PASSWORD} as:")
        for email, role in logins:
            self.say(f"  {email:<36} {role}")

    def end(self, processes: list[subprocess.Popen[bytes]]) -> None:
        """End the processes and all that they started: in peace, or by force late or at another signal."""
        for process in processes:
            if process.poll() is None:
                process.terminate()
        signals, deadline = self.stop_signals, time.monotonic() + GRACE_SECONDS
        while any(process.poll() is None for process in processes):
            if time.monotonic() > deadline or self.stop_signals > max(signals, 1):
                break
            time.sleep(0.02)
        for process in processes:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class TaskWorker:
    """The process that does the background work, started again when it dies, later each time."""

    def __init__(self, log: Path, say: Callable[[str], None]) -> None:
        self.log = log
        self.say = say
        self.process: subprocess.Popen[bytes] | None = None
        self.delay = WORKER_DELAY
        self.began = self.next_start = 0.0

    def keep_running(self) -> None:
        """Start the worker if it does not run and its time has come."""
        now = time.monotonic()
        if self.process and (status := self.process.poll()) is not None:
            self.process = None
            if now - self.began > WORKER_LONGEST_DELAY:
                self.delay = WORKER_DELAY
            self.next_start = now + self.delay
            self.say(
                f"The task worker ended by itself ({status_text(status)}; see {self.log}). "
                f"It starts again in {self.delay:.0f} s."
            )
            self.delay = min(self.delay * 2, WORKER_LONGEST_DELAY)
        if not self.process and now >= self.next_start:
            self.began = now
            command = [sys.executable, "manage.py", "db_worker", "--queue-name", "*", "--no-reload"]
            with open_log(self.log) as output:
                self.process = start(command, output=output)


# --- Processes ----------------------------------------------------------------------------------------------


def start_web(listener: socket.socket, workers: int) -> subprocess.Popen[bytes]:
    """Start gunicorn on a socket that listens already, so nobody can take the port in between."""
    return start(
        [
            *(sys.executable, "-m", "gunicorn", "config.wsgi:application"),
            *("--bind", f"fd://{listener.fileno()}"),
            *("--worker-class", "gthread", "--workers", str(workers), "--threads", "4"),
            *("--graceful-timeout", "10", "--log-level", "warning", "--no-control-socket"),
            # A long search is answered in words by the page, not by the server with 414.
            *("--limit-request-line", "0"),
        ],
        keep=[listener.fileno()],
    )


def start(
    command: list[str], *, output: IO[bytes] | None = None, keep: list[int] | None = None
) -> subprocess.Popen[bytes]:
    """Start one of our own programs in a process group of its own; Ctrl-C is for us to pass on."""
    return subprocess.Popen(  # noqa: S603 - the commands are written above
        command,
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        pass_fds=keep or [],
        process_group=0,
        preexec_fn=end_with_parent(),  # noqa: PLW1509 - no thread runs here
    )


def end_with_parent() -> Callable[[], None] | None:
    """Return what a child runs first so that the kernel ends it should we be killed; None where it cannot."""
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def ask_the_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM))
        if os.getppid() != parent:
            os._exit(1)

    return ask_the_kernel


def status_text(status: int) -> str:
    """Return an exit status in words: "status 3" or "SIGKILL"."""
    return signal.Signals(-status).name if status < 0 else f"status {status}"


def open_log(path: Path) -> IO[bytes]:
    """Open a log to append to; a long one is set aside first, replacing the one before it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > WORKER_LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


# --- Checks -------------------------------------------------------------------------------------------------


def whole_number(name: str, *, default: int, most: int) -> int:
    """Return a variable as a number from 1 to `most`."""
    text = os.environ.get(name, "") or str(default)
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= most:
        raise Refusal(f"{name} is {text!r}; use a whole number from 1 to {most}.")
    return int(text)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        match error.errno:
            case errno.EADDRINUSE:
                reason = f"Port {port} of {host} is in use: stop what uses it, or choose another with PORT=."
            case errno.EACCES:
                reason = f"Port {port} may not be used by you: choose one above 1023, such as PORT=8000."
            case _:
                reason = f"HOST {host} cannot be listened on: {str(error.strerror).split(' (')[0]}."
        raise Refusal(reason) from error


def check_writable(folder: Path) -> None:
    """Make the folder unless it is there, and prove that files can be made in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Refusal(f"DATA_DIR, {folder}, cannot be written: {error.strerror}.") from error


def forget_new_secret(folder: Path) -> None:
    """Remove the development key that was made a moment ago, when nothing else is in the folder."""
    with suppress(OSError):
        secret = folder / "secret_key"
        if [*folder.iterdir()] == [secret] and time.time() - secret.stat().st_mtime < 10:  # noqa: PLR2004
            secret.unlink()
        folder.rmdir()


@contextmanager
def one_start_at_a_time() -> Iterator[None]:
    """Hold back other starts on the same data until the tables and the demo are there."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_START_AT_A_TIME])
            yield
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_START_AT_A_TIME])
        return
    folder = os.open(settings.DATA_DIR, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def demo_logins() -> list[tuple[str, str]]:
    """Return the (email, role) pairs of the demo, where this site holds them; never in production."""
    if settings.PRODUCTION:
        return []
    from stories.demo import logins  # noqa: PLC0415 - only a development site needs it

    people = logins()
    known = get_user_model().objects.filter(email__in=[email for email, _ in people]).count()
    return people if known == len(people) else []


def in_url(host: str) -> str:
    """Return a host as a browser on this machine writes it."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - only read here
    return f"[{host}]" if ":" in host else host
