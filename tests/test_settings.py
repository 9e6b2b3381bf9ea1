"""Settings from the environment: development needs nothing, production refuses whatever is unsafe, in one sentence."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
KEY: Final = "k3v9Zq0LrX7mB1tYw8HsPd5NfJ2uGcQaEoRi4TxUzWyVbMnS6D"

#: Enough for production to start.
SAFE: Final = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "stories.example,www.stories.example",
    "SITE_URL": "https://stories.example/",
    "DATABASE_URL": "sqlite:////tmp/none.sqlite3",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example:587",
}


def start(tmp_path: Path, show: str = "'started'", **variables: str | None) -> subprocess.CompletedProcess[str]:
    """Import the settings in a fresh process with only these variables, and print an expression of them."""
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        **{name: value for name, value in variables.items() if value is not None},
    }
    code = f"from config.settings import *; print({show})"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def refusal(tmp_path: Path, **variables: str | None) -> str:
    """Return the sentence with which production refuses, safe but for these variables; None leaves one out."""
    done = start(tmp_path, "'started'", **{**SAFE, **variables})
    assert (done.returncode, done.stdout) == (1, "")
    kind, sentence = done.stderr.strip().splitlines()[-1].split(": ", 1)
    assert kind == "django.core.exceptions.ImproperlyConfigured"
    return sentence


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        (
            {"ENVIRONMENT": "staging"},
            "ENVIRONMENT is 'staging'; use 'development' or 'production'.",
        ),
        (
            {"SECRET_KEY": None},
            "SECRET_KEY is not set; production needs it: at least 50 random characters sign sessions and links.",
        ),
        (
            {"SECRET_KEY": "short"},
            "SECRET_KEY is too short or too regular; use at least 50 random characters.",
        ),
        (
            {"SECRET_KEY": "ab" * 40},
            "SECRET_KEY is too short or too regular; use at least 50 random characters.",
        ),
        (
            {"DEBUG": "1"},
            "DEBUG is on; production shows no one its insides. Remove DEBUG.",
        ),
        (
            {"ALLOWED_HOSTS": None},
            "ALLOWED_HOSTS is not set; production needs it: the names this site answers to.",
        ),
        (
            {"ALLOWED_HOSTS": "*"},
            "ALLOWED_HOSTS holds '*'; name the hosts, separated by commas.",
        ),
        (
            {"ALLOWED_HOSTS": "stories.example, *.example"},
            "ALLOWED_HOSTS holds '*'; name the hosts, separated by commas.",
        ),
        (
            {"SITE_URL": None},
            (
                "SITE_URL is not set; production needs it: the address that mails and feeds point to, "
                "such as https://stories.example."
            ),
        ),
        (
            {"DATABASE_URL": None},
            (
                "DATABASE_URL is not set; production needs it: such as postgres://user:password@host/name, "
                "or sqlite:////path."
            ),
        ),
        (
            {"EMAIL_URL": None},
            (
                "EMAIL_URL is not set; production needs it: such as smtp+tls://user:password@host:587, "
                "or consolemail:// to send nothing."
            ),
        ),
    ],
)
def test_unsafe_production_is_refused_in_one_sentence(
    tmp_path: Path, variables: dict[str, str | None], sentence: str
) -> None:
    assert refusal(tmp_path, **variables) == sentence


def test_safe_production_starts_with_every_guard_on(tmp_path: Path) -> None:
    shown = (
        "(DEBUG, ALLOWED_HOSTS, SITE_URL, SESSION_COOKIE_SECURE, CSRF_COOKIE_SECURE, SECURE_SSL_REDIRECT, "
        "SECURE_HSTS_SECONDS, TRUST_PROXY, SECRET_KEY)"
    )
    done = start(tmp_path, shown, **SAFE)
    assert done.stderr == ""
    hosts = ["stories.example", "www.stories.example"]
    expected = (False, hosts, "https://stories.example", True, True, True, 31_536_000, False, KEY)
    assert done.stdout == f"{expected}\n"
    assert list(tmp_path.iterdir()) == []


def test_proxy_is_trusted_only_where_the_administrator_says_so(tmp_path: Path) -> None:
    shown = "globals().get('SECURE_PROXY_SSL_HEADER')"
    assert start(tmp_path, shown, **SAFE).stdout == "None\n"
    assert start(tmp_path, shown, **SAFE, TRUST_PROXY="1").stdout == "('HTTP_X_FORWARDED_PROTO', 'https')\n"


def test_development_starts_without_any_variable(tmp_path: Path) -> None:
    done = start(tmp_path, "(PRODUCTION, DEBUG, DATABASES['default']['NAME'], SITE_URL)")
    assert done.stderr == ""
    assert done.stdout == f"{(False, False, str(tmp_path / 'db.sqlite3'), 'http://127.0.0.1:8000')}\n"


def test_development_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    first, second = (start(tmp_path, "SECRET_KEY").stdout.strip() for _time in range(2))
    assert first == second
    assert len(first) >= 50
    path = tmp_path / "secret_key"
    assert path.read_text(encoding="ascii") == first
    assert path.stat().st_mode & 0o777 == 0o600


def test_sqlite_is_set_so_that_many_may_write(tmp_path: Path) -> None:
    shown = "(DATABASES['default']['OPTIONS']['transaction_mode'], DATABASES['default']['OPTIONS']['timeout'])"
    assert start(tmp_path, shown).stdout == "('IMMEDIATE', 20)\n"


def test_postgresql_comes_from_its_address(tmp_path: Path) -> None:
    shown = "[DATABASES['default'][n] for n in ('ENGINE', 'HOST', 'PORT', 'NAME', 'USER', 'PASSWORD', 'CONN_MAX_AGE')]"
    done = start(tmp_path, shown, DATABASE_URL="postgres://ann:secret@db.example:5433/moments", CONN_MAX_AGE="5")
    expected = ["django.db.backends.postgresql", "db.example", 5433, "moments", "ann", "secret", 5]
    assert done.stdout == f"{expected}\n"


@pytest.mark.parametrize(
    ("url", "mailer"),
    [
        (
            "smtp+tls://user:secret@mail.example:587",
            {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": {
                    "host": "mail.example",
                    "port": 587,
                    "username": "user",
                    "password": "secret",
                    "use_tls": True,
                },
            },
        ),
        ("consolemail://", {"BACKEND": "django.core.mail.backends.console.EmailBackend", "OPTIONS": {}}),
    ],
)
def test_mail_leaves_as_its_address_says(tmp_path: Path, url: str, mailer: dict[str, object]) -> None:
    done = start(tmp_path, "MAILERS['default']", EMAIL_URL=url)
    assert done.stdout == f"{mailer}\n"


def test_mail_of_development_goes_to_files(tmp_path: Path) -> None:
    mailer = {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(tmp_path / "mail")},
    }
    assert start(tmp_path, "MAILERS['default']").stdout == f"{mailer}\n"


def test_production_check_of_django_finds_nothing(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **SAFE}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
