"""Every setting of the site, read from the environment.

Development needs no variable at all. With `ENVIRONMENT=production` the start is refused, in one sentence,
while anything unsafe is left at its default. `.env.example` lists the variables with their meaning.
"""

import secrets
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

ENVIRONMENT = env.str("ENVIRONMENT", "development")
if ENVIRONMENT not in {"development", "production"}:
    raise ImproperlyConfigured(f"ENVIRONMENT is {ENVIRONMENT!r}; use 'development' or 'production'.")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.bool("DEBUG", False)
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).resolve()


def _required(name: str, why: str) -> str:
    """Return a variable that production cannot do without, or stop with one sentence."""
    value: str = env.str(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set; production needs it: {why}.")
    return value


def _development_secret() -> str:
    """Return a key that stays the same between starts, made once and readable by its owner only."""
    path = DATA_DIR / "secret_key"
    try:
        if path.exists():
            return path.read_text(encoding="ascii").strip()
        key = secrets.token_urlsafe(64)
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(key, encoding="ascii")
    except OSError as error:
        raise ImproperlyConfigured(f"DATA_DIR, {DATA_DIR}, cannot be written: {error.strerror}.") from error
    return key


if PRODUCTION:
    SECRET_KEY = _required("SECRET_KEY", "at least 50 random characters sign sessions and links")
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10:  # noqa: PLR2004 - the sentence below says it
        raise ImproperlyConfigured("SECRET_KEY is too short or too regular; use at least 50 random characters.")
    if DEBUG:
        raise ImproperlyConfigured("DEBUG is on; production shows no one its insides. Remove DEBUG.")
    _hosts = _required("ALLOWED_HOSTS", "the names this site answers to")
    ALLOWED_HOSTS = [host.strip() for host in _hosts.split(",") if host.strip()]
    if any(host.startswith("*") for host in ALLOWED_HOSTS):
        raise ImproperlyConfigured("ALLOWED_HOSTS holds '*'; name the hosts, separated by commas.")
    SITE_URL = _required("SITE_URL", "the address that mails and feeds point to, such as https://stories.example")
    _required("DATABASE_URL", "such as postgres://user:password@host/name, or sqlite:////path")
    _required("EMAIL_URL", "such as smtp+tls://user:password@host:587, or consolemail:// to send nothing")
else:
    SECRET_KEY = env.str("SECRET_KEY", "") or _development_secret()
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
    SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{env.str('PORT', '8000')}")
SITE_URL = SITE_URL.rstrip("/")
if not SITE_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured(f"SITE_URL is {SITE_URL!r}; it begins with https://.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

INSTALLED_APPS = [
    "stories",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.admin",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "taggit",
    "django_htmx",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "stories.middleware.PrivateByDefaultMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "stories.middleware.SignInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # `user` and `messages` are lazy; a public page that touched them would vary by cookie, and fail a test.
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- Database -----------------------------------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
}
_database = DATABASES["default"]
if "ENGINE" not in _database:
    raise ImproperlyConfigured("DATABASE_URL cannot be read; it looks like postgres://user:password@host/name.")
if _database["ENGINE"].endswith("sqlite3"):
    # WAL and IMMEDIATE let many processes write without "database is locked"; NORMAL is safe with WAL.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=268435456;",
    }
    # A file, not memory: tests with many connections need what users have.
    _database["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    _database["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
    _database["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache: shared by all processes, since sign-in limits count in it ------------------------------------------
CACHES = {
    "default": env.cache_url("CACHE_URL", default="")
    if env.str("CACHE_URL", "")
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}

# --- People -------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "stories.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "stories:home"
LOGOUT_REDIRECT_URL = "stories:wall"
ACCOUNT_ADAPTER = "stories.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "stories.forms.account.LoginForm",
    "reset_password": "stories.forms.account.ResetPasswordForm",
    "reset_password_from_key": "stories.forms.account.ResetPasswordKeyForm",
    "change_password": "stories.forms.account.ChangePasswordForm",
    "set_password": "stories.forms.account.SetPasswordForm",
    "reauthenticate": "stories.forms.account.ReauthenticateForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proven by the invitation that was sent to it
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

# --- Languages ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("da", _("Danish")), ("nl", _("Dutch"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = env.str("TIME_ZONE", "Europe/Amsterdam")
TAGGIT_CASE_INSENSITIVE = True

# --- Files --------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = not PRODUCTION
WHITENOISE_MAX_AGE = 3600 if PRODUCTION else 0
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
PHOTO_MAX_BYTES = 12 * 1024 * 1024
PHOTO_MAX_PIXELS = 50_000_000

# --- Background work and mail ---------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def _mailer() -> dict[str, Any]:
    """Return how mail leaves: through EMAIL_URL, else as a file that anybody can open."""
    if not env.str("EMAIL_URL", ""):
        return {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": str(DATA_DIR / "mail")},
        }
    url: dict[str, Any] = env.email_url("EMAIL_URL")
    options = {
        "host": url.get("EMAIL_HOST"),
        "port": url.get("EMAIL_PORT"),
        "username": url.get("EMAIL_HOST_USER"),
        "password": url.get("EMAIL_HOST_PASSWORD"),
        "use_tls": url.get("EMAIL_USE_TLS"),
        "use_ssl": url.get("EMAIL_USE_SSL"),
    }
    given = {name: value for name, value in options.items() if value}
    return {"BACKEND": url["EMAIL_BACKEND"], "OPTIONS": given}


MAILERS = {"default": _mailer()}
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", "Moments of Truth <stories@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Safety ---------------------------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "stories.views.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The client's address is read from the proxy's header only where the administrator says that there is a proxy.
TRUST_PROXY = env.bool("TRUST_PROXY", False)
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)
    # Whether the other names under this domain speak https is for their owner to say.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    if TRUST_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        # A refusal is no fault of ours, and an address can hold the secret of an invitation.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "WARNING")},
}

# A wall page holds so many stories.
WALL_PAGE_SIZE = 20

# --- Readers ----------------------------------------------------------------------------------------------------
# With READ_STORIES off no machine reads a story: people alone say what it shows.
READ_STORIES = env.bool("READ_STORIES", True)
# A further reader may be asked beside the built-in one, in the background: "" for none, or "llm".
FURTHER_READER = env.str("FURTHER_READER", "")
LLM_URL = env.str("LLM_URL", "")
LLM_MODEL = env.str("LLM_MODEL", "")
LLM_KEY = env.str("LLM_KEY", "")
LLM_TIMEOUT = env.float("LLM_TIMEOUT", 30.0)
if FURTHER_READER not in {"", "llm"}:
    raise ImproperlyConfigured(f"FURTHER_READER is {FURTHER_READER!r}; use 'llm', or leave it empty.")
if FURTHER_READER == "llm" and not (LLM_URL.startswith(("http://", "https://")) and LLM_MODEL):
    raise ImproperlyConfigured("FURTHER_READER is 'llm'; set LLM_URL, such as http://127.0.0.1:8080/v1, and LLM_MODEL.")
if not READ_STORIES:
    FURTHER_READER = ""
