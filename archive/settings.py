"""Django's settings. What may differ between installations comes from :mod:`archive.environment` alone."""

from __future__ import annotations

from pathlib import Path

import dj_database_url
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from archive import embedded_database, environment
from archive.accounts import naming as forms

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
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
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
    "archive.middleware.headers",
    "archive.compressing.compress",
    "archive.announcing.announce",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "archive.lightness.lighten",
    "archive.bodies.keep_to",  # before whatever reads a form
    "django.middleware.csrf.CsrfViewMiddleware",
    "archive.accounts.ages.end_sessions",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "archive.accounts.second_factor.reauthenticate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "archive.accounts.second_factor.insist",
    "archive.keys.insist_on_numbers",
    "archive.accounts.limits.keep_to",
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
        embedded_database.connection(POSTGRES_ROOT) if EMBEDDED_DATABASE else dj_database_url.parse(DATABASE_URL)
    )
}
# a connection holds what the server planned for it; one that was cut is noticed
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
# a server that is away is noticed, not waited for
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
PREPARED_STATEMENTS: bool = ENVIRONMENT["PREPARED_STATEMENTS"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 4 * 3600  # seconds; the letter says so
LOGIN_URL = "log-in"
LOGIN_REDIRECT_URL = "testimonies:work"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "archive.accounts.adapter.Accounts"
ACCOUNT_FORMS = forms.FORMS
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True  # until the session ends by itself: archive.accounts.ages
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # for whatever changes an account; at most five minutes ago
MFA_ADAPTER = "archive.accounts.adapter.SecondFactors"
MFA_FORMS = forms.SECOND_FACTOR_FORMS
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # a code more to either side: telephones' clocks differ
MFA_ALLOW_UNVERIFIED_EMAIL = True  # administrators make the accounts of staff, also where no letter can be sent
SECOND_FACTOR_REQUIRED: bool = PRODUCTION if ENVIRONMENT["SECOND_FACTOR"] is None else ENVIRONMENT["SECOND_FACTOR"]
TRUSTED_PROXIES: int = ENVIRONMENT["TRUSTED_PROXIES"]
SEARCHES_PER_MINUTE: int = ENVIRONMENT["SEARCHES_PER_MINUTE"]
POSTS_PER_HOUR: int = ENVIRONMENT["POSTS_PER_HOUR"]
LETTERS_PER_HOUR: int = ENVIRONMENT["LETTERS_PER_HOUR"]
POSTS_UNCONFIRMED_DAYS: int = ENVIRONMENT["POSTS_UNCONFIRMED_DAYS"]
CONTACTS_KEPT_DAYS: int = ENVIRONMENT["CONTACTS_KEPT_DAYS"]
LOOKS_MISSED_PER_MINUTE = 20  # wrong or ended private links of narrators, from one address
CACHES = {"default": {"BACKEND": "archive.accounts.counts.Cache"}}

LANGUAGE_CODE = "en"
LANGUAGES = [(tag, str(LANG_INFO[tag]["name_local"])) for tag in ENVIRONMENT["INTERFACE_LANGUAGES"]]
LOCALE_PATHS = [BASE_DIR / "archive" / "locale"]
FORMAT_MODULE_PATH = "archive.formats"
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
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "archive.temporary_files.OwnRoof",
]

WHISPER_MODEL: str = ENVIRONMENT["WHISPER_MODEL"]
WHISPER_ENGINE: str = ENVIRONMENT["WHISPER_ENGINE"]
WHISPER_COMPUTE: str = ENVIRONMENT["WHISPER_COMPUTE"]
TRANSCRIPTION_WORKERS: int = ENVIRONMENT["TRANSCRIPTION_WORKERS"]
TRANSCRIPTION_AT_ONCE: int | None = ENVIRONMENT["TRANSCRIPTION_AT_ONCE"]
TRANSLATE_TO_ENGLISH: bool = ENVIRONMENT["TRANSLATE_TO_ENGLISH"]
WHISPER_CACHE: str = ENVIRONMENT["WHISPER_CACHE"]
SEARCH_INDEX_ROOT = LOCAL_ROOT / "search-index"

APPROVALS_NEEDED: dict[str, int] = ENVIRONMENT["APPROVALS_NEEDED"]
RISK_WORDS: Path | None = ENVIRONMENT["RISK_WORDS"]
NAMES_KEY: str = ENVIRONMENT["NAMES_KEY"]
NAMES_KEY_FILE: Path | None = LOCAL_ROOT / "names_key" if EMBEDDED_DATABASE else None

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
WAGTAILADMIN_LOGIN_URL = "wagtailadmin_login"  # archive.accounts.views.leads_to_log_in
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False  # a page that nobody translated yet is not published
WAGTAIL_ENABLE_UPDATE_CHECK = False  # no request leaves the site
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_AUTOSAVE_INTERVAL = 10_000  # ms; the default writes a revision every half second
# password and address are changed through the one door that asks for proof: archive.accounts
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_FRONTEND_LOGIN_URL = "log-in"
WAGTAIL_ALLOW_UNICODE_SLUGS = True
WAGTAILIMAGES_IMAGE_FORM_BASE = "archive.pictures.PictureForm"
WAGTAILIMAGES_RENDITION_STORAGE = "archive.picture_storage.Renditions"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_DOCUMENT_FORM_BASE = "archive.pictures.PaperForm"
WAGTAILDOCS_EXTENSIONS = ["txt", "csv", "vtt", "srt"]  # nothing that a browser would run
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []  # whatever is served at all is served as an attachment
TAGGIT_CASE_INSENSITIVE = True
TAG_SPACES_ALLOWED = True

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE: int = ENVIRONMENT["SESSION_HOURS"] * 3600  # seconds since the log-in
SESSION_IDLE_S: int = ENVIRONMENT["SESSION_IDLE_MINUTES"] * 60
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail's previews say otherwise for themselves
SILENCED_SYSTEM_CHECKS: list[str] = []
if ENVIRONMENT["SECURE_PROXY"]:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"  # a browser takes it from this very host alone, and over HTTPS
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = ENVIRONMENT["HSTS"] != "host"
    SECURE_HSTS_PRELOAD = ENVIRONMENT["HSTS"] == "preload"
    # both are the operator's choice, and were made
    SILENCED_SYSTEM_CHECKS += ["security.W021"] if ENVIRONMENT["HSTS"] != "preload" else []
    SILENCED_SYSTEM_CHECKS += ["security.W005"] if ENVIRONMENT["HSTS"] == "host" else []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"no_secrets": {"()": "archive.logs.WithoutSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_secrets"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers would send requests, with addresses and cookies, by mail
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "archive": {"level": "INFO"},
        "testimonies": {"level": "INFO"},
        "search": {"level": "INFO"},
        # procrastinate logs the arguments of a job: identifiers only, and those at WARNING and above
        "procrastinate": {"level": "WARNING"},
    },
}
