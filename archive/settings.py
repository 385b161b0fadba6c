"""Django's settings. What may differ between installations comes from :mod:`archive.environment` alone."""

from __future__ import annotations

from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _

from archive import embedded_database, environment

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = environment.read()

PRODUCTION: bool = ENVIRONMENT["ARCHIVE_MODE"] == "production"
LOCAL_ROOT: Path = ENVIRONMENT["LOCAL_ROOT"]
DEBUG = False
SECRET_KEY = ENVIRONMENT["SECRET_KEY"] or environment.kept_secret(LOCAL_ROOT)
ALLOWED_HOSTS: list[str] = ENVIRONMENT["ALLOWED_HOSTS"]

INSTALLED_APPS = [
    "archive.apps.ArchiveConfig",
    "testimonies.apps.TestimoniesConfig",
    "search.apps.SearchConfig",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.locales",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "procrastinate.contrib.django",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "archive.middleware.content_security",
]

ROOT_URLCONF = "archive.urls"
WSGI_APPLICATION = "archive.wsgi.application"
ASGI_APPLICATION = "archive.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "archive.views.site_around",
            ],
        },
    }
]

DATABASE_URL: str = ENVIRONMENT["DATABASE_URL"]
EMBEDDED_DATABASE = not DATABASE_URL
POSTGRES_ROOT = LOCAL_ROOT / "postgres"
DATABASES = {
    "default": (
        embedded_database.connection(POSTGRES_ROOT)
        if EMBEDDED_DATABASE
        else dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)
    )
}
# a server that is away is noticed, not waited for
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "log-in"
LOGIN_REDIRECT_URL = "testimonies:work"
LOGOUT_REDIRECT_URL = "/"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español"), ("fr", "Français"), ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "archive" / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = LOCAL_ROOT / "static"
STATICFILES_DIRS: list[Path] = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "archive.static_files.Storage"},
}
MEDIA_ROOT: Path = ENVIRONMENT["MEDIA_ROOT"]
MEDIA_URL = "/nothing-below-media-is-public/"
X_ACCEL_REDIRECT: str = ENVIRONMENT["X_ACCEL_REDIRECT"]

UPLOAD_LIMIT_BYTES: int = ENVIRONMENT["UPLOAD_LIMIT_MB"] * 1_000_000
UPLOAD_QUOTA_BYTES: int = ENVIRONMENT["UPLOAD_QUOTA_MB"] * 1_000_000
UPLOAD_QUOTA_FILES: int = ENVIRONMENT["UPLOAD_QUOTA_FILES"]
UPLOAD_EXPIRES_HOURS: int = ENVIRONMENT["UPLOAD_EXPIRES_HOURS"]
RESTORE_WINDOW_DAYS: int = ENVIRONMENT["RESTORE_WINDOW_DAYS"]
BACKUP_KEPT_DAYS: int = ENVIRONMENT["BACKUP_KEPT_DAYS"]
INGEST_FOLDER: Path | None = ENVIRONMENT["INGEST_FOLDER"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000  # the fields of a form; sound goes through testimonies.views.receiving
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

WHISPER_MODEL: str = ENVIRONMENT["WHISPER_MODEL"]
WHISPER_ENGINE: str = ENVIRONMENT["WHISPER_ENGINE"]
WHISPER_COMPUTE: str = ENVIRONMENT["WHISPER_COMPUTE"]
TRANSCRIPTION_WORKERS: int = ENVIRONMENT["TRANSCRIPTION_WORKERS"]
TRANSLATE_TO_ENGLISH: bool = ENVIRONMENT["TRANSLATE_TO_ENGLISH"]
WHISPER_CACHE: str = ENVIRONMENT["WHISPER_CACHE"]
SEARCH_INDEX_ROOT = LOCAL_ROOT / "search-index"

EMAIL_HOST: str = ENVIRONMENT["EMAIL_HOST"]
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT["EMAIL_FROM"]
EMAIL_TIMEOUT = 20  # seconds; a worker does not wait for ever for a mail server

HOST: str = ENVIRONMENT["HOST"]
PORT: int = ENVIRONMENT["PORT"]
SITE_URL: str = ENVIRONMENT["SITE_URL"] or f"http://{HOST}:{PORT}"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []

WAGTAIL_SITE_NAME = _("Oral History Archive of the Migrant Workers Convention")
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_LOGIN_URL = "log-in"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_ENABLE_UPDATE_CHECK = False  # no request leaves the site
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_AUTOSAVE_INTERVAL = 10_000  # ms; the default writes a revision every half second
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = True
WAGTAIL_ALLOW_UNICODE_SLUGS = True
TAGGIT_CASE_INSENSITIVE = True
TAG_SPACES_ALLOWED = True

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
if ENVIRONMENT["SECURE_PROXY"]:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 31_536_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "archive": {"level": "INFO"},
        "testimonies": {"level": "INFO"},
        "search": {"level": "INFO"},
        # procrastinate logs the arguments of a job: identifiers only, and those at WARNING and above
        "procrastinate": {"level": "WARNING"},
    },
}
