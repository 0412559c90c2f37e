"""The settings of every installation. Environment variables set what differs between them (see .env.example)."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from thinktank import environment
from thinktank.richtext.elsewhere import PLAYER_ORIGINS

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = environment.folder("VAR_DIR") or BASE_DIR / "var"

SITE_ORIGIN = environment.origin("SITE_ORIGIN", "http://127.0.0.1:8000")
SITE_IS_HTTPS = SITE_ORIGIN.startswith("https://")

SECRET_KEY = environment.secret("SECRET_KEY", VAR_DIR / "keys" / "secret_key")
SECRET_KEY_FALLBACKS = environment.earlier_secrets("SECRET_KEY_FALLBACKS")
TICKET_KEY = environment.secret("TICKET_KEY", VAR_DIR / "keys" / "ticket_key", other_than=SECRET_KEY)
PEPPER_DIR = Path(environment.text("PEPPER_DIR", str(VAR_DIR / "peppers")))
DAY_SALT_DIR = Path(environment.text("DAY_SALT_DIR", str(VAR_DIR / "day-salts")))
WITHDRAWALS_DIR = environment.folder("WITHDRAWALS_DIR") or VAR_DIR / "withdrawal-mark"

DEBUG = environment.flag("DEBUG")
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS") or [
    urlsplit(SITE_ORIGIN).hostname or "",
    "localhost",
    "127.0.0.1",
]
MEDIA_ORIGIN = environment.other_origin("MEDIA_ORIGIN", SITE_ORIGIN)
if MEDIA_ORIGIN:
    ALLOWED_HOSTS.append(urlsplit(MEDIA_ORIGIN).hostname or "")
IS_FOR_TRYING_OUT = DEBUG or environment.flag("DEMO")
SECOND_FACTOR = environment.second_factor("SECOND_FACTOR", SITE_ORIGIN, ALLOWED_HOSTS, IS_FOR_TRYING_OUT)
TRUSTED_PROXIES = environment.number("TRUSTED_PROXIES", 0)
BALLOTS_PER_SUBSCRIBER = environment.number(
    "BALLOTS_PER_SUBSCRIBER", 30, least=1
)  # ballots begun in ten minutes, per /32 or /64
BALLOTS_PER_NETWORK = environment.number("BALLOTS_PER_NETWORK", 300, least=1)  # the same per /24 or /48
CLOCK_SKEW_LIMIT = environment.number(
    "CLOCK_SKEW_LIMIT", 2
)  # seconds between our clock and the database's; voting pauses when they differ by more

# Applications, from the lowest layer to the highest

INSTALLED_APPS = [
    "modeltranslation",  # before the admin
    "thinktank.desk.apps.DeskConfig",  # django.contrib.admin with our site class
    "thinktank.desk.apps.DeskTables",
    "thinktank.audit",
    "thinktank.accounts",  # before auth, for its createsuperuser
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_prose_editor",
    "django_tasks_db",
    "allauth.account",  # allauth.mfa needs it; its own pages of signing in are not used
    "allauth.mfa",
    "thinktank.database",
    "thinktank.monitoring",
    "thinktank.language",
    "thinktank.addresses",
    "thinktank.delivery",
    "thinktank.readers",
    "thinktank.library",
    "thinktank.taxonomy",
    "experts",
    "thinktank.markings",
    "thinktank.publishing",
    "thinktank.ratings",
    "thinktank.readership",
    "thinktank.error_reports",
    "articles",
    "events",
    "reports",
    "polls",
    "thinktank.review",
    "thinktank.pages",
    "thinktank.search",
    "thinktank.metadata",
    "thinktank.syndication",
    "thinktank.printing",
    "thinktank.backups",
    "thinktank.operations",
]

MIDDLEWARE = [
    "thinktank.monitoring.middleware.observed",
    "thinktank.delivery.security_headers.security_headers",
    "thinktank.delivery.media_host.media_host",
    "thinktank.delivery.middleware.delivery",
    "thinktank.syndication.robots.content_usage",
    "thinktank.syndication.markdown.views.lead_to_markdown",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "thinktank.delivery.middleware.refuse_cross_site",
    "thinktank.delivery.middleware.refuse_bad_input",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "thinktank.audit.acting.remember_who_acts",
    "thinktank.accounts.second_factor.gate.second_factor",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "thinktank.urls"
WSGI_APPLICATION = "thinktank.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "thinktank.delivery.template_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Database

DATABASES = {"default": environment.database("DATABASE_URL", VAR_DIR / "thinktank.sqlite3")}
if _replica := environment.replica("DATABASE_REPLICA_URL", DATABASES["default"]):
    DATABASES["replica"] = _replica
    DATABASE_ROUTERS = ["thinktank.database.replica.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Caches. "pages": public pages, in the memory of each process or in one Valkey or Redis. "snapshots": last copies on disk

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": environment.page_cache(),
    "snapshots": environment.snapshots(VAR_DIR / "snapshots"),
}

# Optimisations for pages that are not in the page cache. They do not change the pages

FRAGMENT_CACHE = environment.flag("FRAGMENT_CACHE", True)  # thinktank/delivery/fragments.py
PREPARED_QUERIES = environment.flag("PREPARED_QUERIES", True)  # thinktank/database/prepared.py

# Tasks. They are stored in the same transaction as the change that needs them; `manage.py work` runs them

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# DOIs of texts, and who deposits them at Crossref (thinktank/metadata/crossref/). Nothing is sent by the site itself

DOI_PREFIX = environment.doi_prefix("DOI_PREFIX")
CROSSREF_DEPOSITOR = environment.text("CROSSREF_DEPOSITOR", "")
CROSSREF_EMAIL = environment.text("CROSSREF_EMAIL", "")
CROSSREF_REGISTRANT = environment.text("CROSSREF_REGISTRANT", "")

# E-mail. Without a server nothing is sent, and the desk shows what would be (thinktank/accounts/invitations.py)

_mailer = environment.mailer("EMAIL_URL")
HAS_MAIL_SERVER = _mailer is not None
MAILERS = {"default": _mailer or {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}}
DEFAULT_FROM_EMAIL = environment.text("EMAIL_FROM", f"no-reply@{urlsplit(SITE_ORIGIN).hostname}")

# Telling others of what was published (thinktank/syndication/announce.py). Empty: nobody is told

WEBSUB_HUB = environment.address("WEBSUB_HUB")
INDEXNOW_KEY = environment.token("INDEXNOW_KEY", 8, 128)
INDEXNOW_ENDPOINT = environment.address("INDEXNOW_ENDPOINT", "https://api.indexnow.org/indexnow")

# People

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "thinktank.accounts.passwords.NotGuessable"},
    {"NAME": "thinktank.accounts.passwords.NotStolen"},
]
PASSWORD_HASHERS = [  # the first one hashes new passwords; the second one, Django's default, checks older ones
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"

# The second factor: allauth checks codes and passkeys, thinktank/accounts/second_factor/ decides when

MFA_ADAPTER = "thinktank.accounts.second_factor.adapter.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # a clock may be wrong by half a minute
MFA_RECOVERY_CODE_DIGITS = 10
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts are made by administrators
ACCOUNT_RATE_LIMITS = False  # thinktank/accounts/sign_in.py counts, for all processes together

# Languages. To add one: a line here (or LANGUAGES_EXTRA), a migration, and a file in locale/

_LANGUAGE_NAMES = {"en": _("English"), "ru": _("Russian"), "de": _("German"), "fr": _("French")}
_CODES = ["en", "ru", *environment.further_languages("LANGUAGES_EXTRA", _LANGUAGE_NAMES)]
LANGUAGES = [(code, _LANGUAGE_NAMES[code]) for code in _CODES]
LANGUAGE_NAMES_AFTER_IN = {
    "en": pgettext_lazy("after “in”", "English"),
    "ru": pgettext_lazy("after “in”", "Russian"),
    "de": pgettext_lazy("after “in”", "German"),
    "fr": pgettext_lazy("after “in”", "French"),
}
LANGUAGE_CODE = LANGUAGES[0][0]
MODELTRANSLATION_DEFAULT_LANGUAGE = LANGUAGE_CODE
MODELTRANSLATION_ENABLE_FALLBACKS = False
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
LANGUAGE_COOKIE_PATH = "/admin/"  # for the admin only: public pages have their language in the address
LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE, LANGUAGE_COOKIE_SECURE = True, "Lax", SITE_IS_HTTPS
USE_TZ = True
FORMAT_MODULE_PATH = ["thinktank.language.formats"]
TIME_ZONE = environment.time_zone("TIME_ZONE", "Europe/Moscow")

# Files

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_ROOT = VAR_DIR / "private"
STORAGES = {
    **environment.storages_of_files("FILES_URL", {"default": MEDIA_ROOT, "private": PRIVATE_ROOT}),
    "staticfiles": {
        "BACKEND": environment.text(
            "STATICFILES_STORAGE", "thinktank.operations.static_files.OneSheetStorage"
        )
    },
}
WHITENOISE_ROOT = BASE_DIR / "static" / "root"  # files that browsers request at the root: favicon.ico
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [
    "jpg", "jpeg", "png", "gif", "webp", "avif", "zip", "gz", "br", "woff", "woff2", "map", "pdf", "mp3", "m4a",
]  # fmt: skip
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 30_000  # the longest form of the admin with every list full; delivery/bad_input.py has the limit for readers
FREE_SPACE_FLOOR = environment.number("FREE_SPACE_FLOOR", 500 * 1024 * 1024)
UPLOADS_PER_DAY = environment.number(
    "UPLOADS_PER_DAY", 300, least=1
)  # files that one person adds to the library
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
ERASURES_LIST = Path(environment.text("ERASURES_LIST", str(VAR_DIR / "erasures.jsonl")))
BACKUP_TARGET = environment.folder("BACKUP_TARGET")
BACKUP_RECIPIENTS = environment.words("BACKUP_RECIPIENTS")
BACKUP_KEYS_DIR = environment.folder("BACKUP_KEYS_DIR")
BACKUP_EVERY = environment.number("BACKUP_EVERY", 60, least=1)  # minutes
BACKUP_DAYS = environment.number("BACKUP_DAYS", 7)
BACKUP_WEEKS = environment.number("BACKUP_WEEKS", 5)
BACKUP_MONTHS = environment.number("BACKUP_MONTHS", 12)
AUDIT_HEAD_FILE = Path(environment.text("AUDIT_HEAD_FILE", str(VAR_DIR / "audit-heads.jsonl")))
AUDIT_MAIL_TO = environment.mail_addresses("AUDIT_MAIL_TO", HAS_MAIL_SERVER)

# Security

# Browsers keep a cookie of such a name only when this host set it over https; `__Host-` also only for the whole site
HOST_COOKIE, SECURE_COOKIE = ("__Host-", "__Secure-") if SITE_IS_HTTPS else ("", "")
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{HOST_COOKIE}sessionid", f"{HOST_COOKIE}csrftoken"
LANGUAGE_COOKIE_NAME = f"{SECURE_COOKIE}django_language"
MESSAGE_STORAGE = "thinktank.desk.message_cookie.Storage"
SESSION_IDLE_HOURS = environment.number("SESSION_IDLE_HOURS", 8)  # 0: no limit but two weeks in all
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_IS_HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # until the browser is closed
CSRF_FAILURE_VIEW = "thinktank.desk.lost_forms.csrf_failure"
PUBLIC_PAGES_STRICT = environment.flag("PUBLIC_PAGES_STRICT", DEBUG)
SECURITY_CONTACTS = environment.contacts("SECURITY_CONTACT")
SECURE_SSL_REDIRECT = False
SILENCED_SYSTEM_CHECKS = ["security.W008"]  # delivery.security_headers redirects, for cached pages too
SECURE_HSTS_SECONDS = 31_536_000 if SITE_IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SITE_IS_HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
CSRF_TRUSTED_ORIGINS = [SITE_ORIGIN]
X_FRAME_OPTIONS = "DENY"
_FILES: list[str] = [CSP.SELF, *([MEDIA_ORIGIN] if MEDIA_ORIGIN else [])]
SECURE_CSP: dict[str, Sequence[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": _FILES,
    "media-src": _FILES,
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "frame-src": PLAYER_ORIGINS,
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

# Seeing what goes on: metrics, logs, reports of errors (thinktank/monitoring)

METRICS_TOKEN = environment.token("METRICS_TOKEN", 32, 128)
SLOW_QUERY_MS = environment.number("SLOW_QUERY_MS", 0 if IS_FOR_TRYING_OUT else 500)  # 0: none is logged
SENTRY_DSN = environment.sentry_dsn("SENTRY_DSN")
RELEASE = environment.text("RELEASE", "") or environment.version_in(BASE_DIR / "pyproject.toml")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "thinktank.monitoring.logs.JsonLines"},
        "text": {"()": "thinktank.monitoring.logs.TextLines"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": environment.choice("LOG_FORMAT", ["text", "json"]),
        },
        "counter": {"class": "thinktank.monitoring.metrics.CountLines"},
        **(
            {
                "sentry": {
                    "class": "thinktank.monitoring.sentry.ErrorReports",
                    "level": "ERROR",
                    "dsn": SENTRY_DSN,
                    "release": RELEASE,
                }
            }
            if SENTRY_DSN
            else {}
        ),
    },
    "root": {
        "handlers": ["console", "counter", *(["sentry"] if SENTRY_DSN else [])],
        "level": "WARNING",
    },
    "loggers": {
        "thinktank.audit": {"level": "WARNING" if IS_FOR_TRYING_OUT else "INFO"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # anybody can send a foreign Host
    },
}
