"""What every test stands on: data of its own, whichever database, and a real Chromium for the journeys."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings
from django.utils import translation

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ON_MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# Before Django reads its settings: no test writes into var/, and each process of pytest-xdist has a folder of its own.
_data = Path(tempfile.mkdtemp(prefix="moments-tests-"))
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["DATA_DIR"] = str(_data)
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
if os.environ.get("DATABASE_URL", "").startswith("sqlite"):
    del os.environ["DATABASE_URL"]
django.setup()
# Hashing passwords is slow on purpose; no test is about the hasher.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let journeys use the database: Playwright's event loop makes Django think that they are async."""
    if any(item.get_closest_marker("browser") for item in session.items):
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(autouse=True)
def _views_stay_in_their_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the thread that writes counted views from writing into the middle of another test; they call `flush`."""
    from stories.actions import readers  # noqa: PLC0415 - the settings are ready only now

    monkeypatch.setattr(readers, "_buffer", set())
    monkeypatch.setattr(readers, "_start_flusher", lambda: None)


@pytest.fixture(autouse=True)
def _starts_in_english() -> None:
    """Forget the language of the last page that another test opened: addresses are made in the active one."""
    translation.deactivate()


@pytest.fixture
def plain_reader() -> Iterator[None]:
    """Let the site read by one plain rule: what a test says of a page must not hang on trained weights."""
    from tests import plain_reader  # noqa: PLC0415 - loads the scoring

    # A patch of its own: a test that undoes hers does not undo this one.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scoring.read", plain_reader.read)
        yield


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of the Chromium to drive: CHROMIUM, or the one that is installed."""
    named = os.environ.get("CHROMIUM")
    for name in (named,) if named else (*CHROMIUM_NAMES, CHROMIUM_ON_MACOS):
        if path := shutil.which(name):
            return path
    pytest.fail("No Chromium was found: install Debian's chromium, or name one with CHROMIUM=/path.")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium: str) -> dict[str, Any]:
    """Return how Playwright starts the browser: the installed one, which talks to nobody but us."""
    return {**browser_type_launch_args, "executable_path": chromium, "args": CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Return who looks at the pages unless a journey says otherwise: an English reader."""
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "Europe/Amsterdam"}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Return no address: journeys name `live_server.url`, and pytest warns of the plugin's own fixture."""
