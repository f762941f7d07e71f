"""Settings of the portal. What differs between sites comes from seven environment variables.

OBORO_HOME       folder of the database, the secret and the signing keys (default: ./oboro-home)
OBORO_DATABASE   database as a URL, e.g. postgres://user@host/name (default: SQLite in OBORO_HOME)
OBORO_HOSTS      host names that this site answers to, separated by commas (default: loopback only)
OBORO_HTTPS      1 when a proxy in front speaks HTTPS: cookies are then never sent in the clear
OBORO_PROXIES    how many proxies in front are trusted to say where a request comes from (default: none)
OBORO_URL        the address of this site as officers type it, for the links in the morning mail
OBORO_MAIL       where mail goes: console:, file:///folder or smtp://user:password@host:port?from=address
"""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels

from oboro.files import create, write_bytes

HERE = Path(__file__).resolve().parent
UI = HERE.parent / "ui"
HOME = Path(os.environ.get("OBORO_HOME", "oboro-home")).resolve()
ROOMS = (
    "audit", "tenancy", "ordinances", "register", "calls", "consultations", "proposals", "reviews", "contracts",
    "provision", "uses", "oversight", "custody", "desk",
)  # fmt: skip


def _kept_secret() -> str:
    """The secret of this site, made once and readable by its owner alone."""
    place = HOME / "secret"
    HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = secrets.token_urlsafe(50).encode("ascii")
    if not create(place, made, mode=0o600) and not place.read_text(encoding="ascii").strip():
        write_bytes(place, made, mode=0o600)  # a start that was cut off left it empty, so nothing was ever signed
    return place.read_text(encoding="ascii").strip()


# Without OBORO_HOME (a test, a check of the code) nothing is written and the secret lives as long as the process.
SECRET_KEY = _kept_secret() if "OBORO_HOME" in os.environ else secrets.token_urlsafe(50)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("OBORO_HOSTS", "127.0.0.1,localhost").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "csp",
    "oboro.portal.apps.PortalConfig",
]

MIDDLEWARE = [
    "oboro.portal.api.middleware.ProblemsMiddleware",  # outermost, so that no fault goes out to a program as a page
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "oboro.portal.api.middleware.OpenDataMiddleware",  # before the session: it must not know who asks
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "oboro.portal.tenancy.middleware.NotStoredMiddleware",
    "oboro.ui.language.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "oboro.portal.desk.middleware.SeatMiddleware",
    "oboro.portal.tenancy.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "oboro.portal.urls"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # so that our own widgets are found
WSGI_APPLICATION = "oboro.portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [UI / "templates", *(HERE / room / "templates" for room in ROOMS)],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oboro.portal.tenancy.context.tenancy",
            ],
            "builtins": ["oboro.ui.components"],
        },
    }
]

# The main menu: address name, words, who sees it. Each room adds its lines here, because no room knows a later one.
NAVIGATION = (
    ("tasks", "次にすること", ("officer", "proposer")),
    ("register-list", "個人情報ファイル簿", ("public", "proposer")),
    ("call-list", "提案の募集", ("public", "proposer")),
    ("faq-list", "よくある質問と相談", ("public", "proposer")),
    ("office-register", "個人情報ファイル簿", ("officer",)),
    ("office-calls", "提案の募集", ("officer",)),
    ("office-consultations", "相談", ("officer",)),
    ("proposal-list", "提案", ("officer", "proposer")),
    ("review-list", "審査", ("officer",)),
    ("contract-list", "契約", ("officer", "proposer")),
    ("provision-list", "作成と提供", ("officer", "proposer")),
    ("use-list", "利用", ("officer", "proposer")),
    ("complaint-desk", "苦情の申出", ("public",)),
)
# A second line, of what is not a step of one case.
OFFICE_NAVIGATION = (
    ("desk-board", "期限と担当", ("officer",)),
    ("complaint-list", "苦情と報告", ("officer",)),
    ("own-rules", "団体の定め", ("officer",)),
    ("audit-log", "記録", ("auditor",)),
    ("custody", "記録の保管", ("auditor",)),
)
# What is to be done next: functions (user, on) -> list of tenancy.queries.Task, one line per room.
TASK_SOURCES = (
    "oboro.portal.register.queries.tasks",
    "oboro.portal.calls.queries.tasks",
    "oboro.portal.consultations.queries.tasks",
    "oboro.portal.proposals.queries.tasks",
    "oboro.portal.reviews.queries.tasks",
    "oboro.portal.contracts.queries.tasks",
    "oboro.portal.provision.queries.tasks",
    "oboro.portal.uses.queries.tasks",
    "oboro.portal.oversight.queries.tasks",
)
# What else ends with a contract that is terminated: functions (contract, by, on) within the same transaction.
TERMINATION_EFFECTS = (
    "oboro.portal.provision.carrying.revoke_at_termination",
    "oboro.portal.uses.actions.end_at_termination",
)
# Who hears of every deed, inside its transaction: functions (chain, kind, subject, by).
RECORD_LISTENERS = ("oboro.portal.desk.mail.hear",)
# What later rooms tell on the public page of a body's register, and of all: functions (body or None) -> Note.
REGISTER_NOTES = ("oboro.portal.api.notes.note_of_register",)
# What later rooms tell on the public page of an entry: functions (entry) -> register.queries.Note.
ENTRY_NOTES = (
    "oboro.portal.calls.queries.note_of_entry",
    "oboro.portal.proposals.offers.note_of_entry",
    "oboro.portal.consultations.queries.note_of_entry",
)

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("OBORO_DATABASE") or f"sqlite:///{(HOME / 'oboro.sqlite3').as_posix()}"
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        "timeout": 20,
    }

SITE_URL = os.environ.get("OBORO_URL", "http://127.0.0.1:8100").rstrip("/")
_mail = urlsplit(os.environ.get("OBORO_MAIL", "console:"))
_MAIL_BACKENDS = {"console": "console", "file": "filebased", "smtp": "smtp", "smtps": "smtp"}
EMAIL_BACKEND = f"django.core.mail.backends.{_MAIL_BACKENDS[_mail.scheme]}.EmailBackend"
EMAIL_FILE_PATH = _mail.path or None
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "127.0.0.1", _mail.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_TLS = _mail.scheme == "smtps"  # STARTTLS; the name of the scheme asks for it
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = parse_qs(_mail.query).get("from", ["oboro@localhost"])[0]

AUTH_USER_MODEL = "portal.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "tasks"
LOGOUT_REDIRECT_URL = "home"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "oboro.portal.tenancy.origin.place_of"
AXES_LOCKOUT_TEMPLATE = "tenancy/locked.html"
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "password"]

SESSION_COOKIE_AGE = 8 * 60 * 60  # a working day: officers are interrupted by the counter
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("OBORO_HTTPS") == "1"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "oboro.portal.tenancy.views.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
# An address is told by the proxies alone; without one in front anybody could write what they like.
TRUSTED_PROXIES = int(os.environ.get("OBORO_PROXIES") or 0)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # the grid of a file with hundreds of record items
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
MEDIA_ROOT = HOME / "files"
KEYS = HOME / "keys"

STATIC_URL = "/static/"
STATICFILES_DIRS = [UI / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MESSAGE_TAGS = {message_levels.SUCCESS: "success", message_levels.WARNING: "warning", message_levels.ERROR: "error"}
SILENCED_SYSTEM_CHECKS = [
    "security.W004",  # HSTS and the redirect to HTTPS are the business of the proxy in front
    "security.W008",
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},  # a 404 is an answer, not an incident
        "django.security": {"level": "ERROR"},  # its warnings name the address, and an address may be a one-time link
    },
}
