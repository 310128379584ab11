"""Django settings, from environment variables (docs/running.md lists them)."""

from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from kantoor import __version__, env
from kantoor.kernel import catalogues
from kantoor.kernel.sqlite import SQLITE_OPTIONS
from kantoor.storing import bucket, folder
from kantoor.uploads.kinds import KINDS

VERSION = __version__
DEBUG = env.flag("KANTOOR_DEBUG")
DEMO = env.flag("KANTOOR_DEMO")
DATA = env.data_folder()
SECRET_KEY = env.secret_key(DATA)

# Signs the anchors of the audit trail; `kantoor audit key` prints the public part.
SIGNING_KEY = env.signing_key(DATA)
SIGNING_KEYS_BEFORE = env.public_keys("KANTOOR_SIGNING_KEYS_BEFORE")
AUDIT_ANCHORS = env.anchor_places(DATA)

# The address people type; links in mails begin with it.
ADDRESS = env.text("KANTOOR_ADDRESS", "http://localhost:8000").rstrip("/")
_address = urlsplit(ADDRESS)
SECURE = _address.scheme == "https"
ALLOWED_HOSTS = env.names("KANTOOR_HOSTS") or [
    _address.hostname or "localhost",
    "localhost",
    "127.0.0.1",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = [ADDRESS]
# Whose X-Forwarded-… headers count: nobody's, these networks', or with no network named whoever connects.
BEHIND_PROXY, PROXIES = env.proxies("KANTOOR_BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Where `kantoor web` listens, with how many processes, and how many seconds it goes on when told to stop.
HOST = env.text("KANTOOR_HOST", "127.0.0.1")
PORT = int(env.number("KANTOOR_PORT", 8000, 1, 65535))
WORKERS = int(env.number("KANTOOR_WORKERS", 2, 1, 256))
KANTOOR_STOP_DELAY = env.number("KANTOOR_STOP_DELAY", 0, 0, 600)
# Whoever asks /metrics has to show this; without it there is no such page.
METRICS_TOKEN = env.metrics_token()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "template_partials",
    "csp",
    "kantoor.web",  # before allauth, so that our templates come before its own
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "kantoor.accounts",
    "kantoor.environments",
    "kantoor.organizations",
    "kantoor.partnerships",
    "kantoor.groups",
    "kantoor.documents",
    "kantoor.sharing",
    "kantoor.receipts",
    "kantoor.invoicing",
    "kantoor.delivery",
    "kantoor.uploads",
    "kantoor.retention",
    "kantoor.inbound",
    "kantoor.inbox",
    "kantoor.audit",
    "kantoor.overview",
    "kantoor.notifications",
    "kantoor.jobs",
    "kantoor.demo",
]

MIDDLEWARE = [
    "kantoor.web.proxies.Proxies",
    "kantoor.web.headers.Headers",
    "kantoor.web.health.Health",
    "kantoor.web.telling.Telling",
    "kantoor.web.turns.Turns",
    "kantoor.web.again.Again",
    "django.middleware.security.SecurityMiddleware",
    "kantoor.web.collected.Collected",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kantoor.web.errors.ErrorPages",
    "kantoor.web.middleware.ActorMiddleware",
    "kantoor.web.using.Using",
]

ROOT_URLCONF = "kantoor.urls"
WSGI_APPLICATION = "kantoor.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "kantoor.web.context.frame",
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "kantoor.web.templatetags.fixed",
                "kantoor.web.templatetags.kantoor",
                "kantoor.web.templatetags.pieces",
                "kantoor.web.templatetags.accounts",
            ],
        },
    }
]

FORM_RENDERER = "kantoor.web.forms.Renderer"
CSRF_FAILURE_VIEW = "kantoor.web.errors.stale"

DATABASES = {"default": env.database(f"sqlite:///{DATA / 'kantoor.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    # Kept open: a new one would read the whole schema and compile every statement anew for each page.
    _database |= {"OPTIONS": SQLITE_OPTIONS, "CONN_MAX_AGE": None}
else:
    # Given up early, so that who comes next tries at once: a pool's own pauses between tries double each time.
    _pool = {"min_size": 1, "max_size": 8, "timeout": 5, "reconnect_timeout": 4}
    _database.setdefault("OPTIONS", {})["pool"] = _pool
    # They belong to a session, which a pooler in transaction mode gives to others in between.
    _database["DISABLE_SERVER_SIDE_CURSORS"] = True
PREPARE = env.flag("KANTOOR_PREPARE", True) and not _database["ENGINE"].endswith("sqlite3")
if PREPARE:
    # Only of what is prepared (kernel.prepared): anything else is planned each time it is asked.
    _plans = f"{_database['OPTIONS'].get('options', '')} -c plan_cache_mode=force_generic_plan"
    # Two more processes for one question take 20 ms to start, and a core each from other people's pages.
    _plans += " -c max_parallel_workers_per_gather=0"
    _database["OPTIONS"] |= {"prepare_threshold": 0, "options": _plans.strip()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["kantoor.accounts.backend.VerifiedAddressBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "kantoor.web.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "kantoor.web.accounts.forms.SignInForm",
    "reset_password": "kantoor.web.accounts.forms.ResetForm",
}
ACCOUNT_RATE_LIMITS = {
    "signup": "20/m/ip,6/h/key",
    "reset_password": "20/m/ip,6/h/key",
    "address_mail": "10/h/user",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # ours: only verified addresses sign in (accounts.backend)
ACCOUNT_PREVENT_ENUMERATION = True
# Django's: allauth's own asks the database twice more for known addresses, which could be measured.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_MAX_EMAIL_ADDRESSES = 8
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "kantoor.accounts.session_store"
SESSION_COOKIE_NAME = "kantoor"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_SSL_REDIRECT = SECURE and not env.flag("KANTOOR_NO_TLS_REDIRECT")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kantoor_cache",
        # Limits are counted here: with Django's 300, whoever makes that many entries wipes counts that still count.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
# Seconds after which a worker that has fallen silent is taken for dead and its task begun anew.
KANTOOR_WORKER_LEASE = env.number("KANTOOR_WORKER_LEASE", 60, 1, 3600)

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("nl", _("Dutch"))]
LOCALE_PATHS = [catalogues.compiled(env.ROOT / "kantoor" / "locale", DATA / "locale")]
USE_I18N = USE_TZ = True
TIME_ZONE = env.text("KANTOOR_TIME_ZONE", "Europe/Amsterdam")

STATIC_URL = "/static/"
STATIC_ROOT = env.text("KANTOOR_STATIC") or DATA / "static"
MEDIA_ROOT = DATA / "files"
FILES = env.choice("KANTOOR_FILES", ("folder", "s3"))
# Whether downloads leave by an address of S3 that counts for a minute, instead of through us.
KANTOOR_S3_LINKS = env.flag("KANTOOR_S3_LINKS")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "documents": bucket() if FILES == "s3" else folder(DATA / "documents"),
    "staticfiles": {"BACKEND": "kantoor.web.storage.JoiningStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_NUMBER_FILES = 200

# What may come in: megabytes of one file, pages of a PDF, kinds of files.
KANTOOR_UPLOAD_LARGEST = env.number("KANTOOR_UPLOAD_LARGEST", 100, 0.001, 10_000)
KANTOOR_UPLOAD_PAGES = env.number("KANTOOR_UPLOAD_PAGES", 2_000, 1, 100_000)
KANTOOR_UPLOAD_KINDS = env.names("KANTOOR_UPLOAD_KINDS", tuple(KINDS))
env.require_known("KANTOOR_UPLOAD_KINDS", KANTOOR_UPLOAD_KINDS, tuple(KINDS))
# What one person may have lying about that has not come whole (megabytes), and for how long (hours).
KANTOOR_UPLOAD_UNFINISHED = env.number("KANTOOR_UPLOAD_UNFINISHED", 1_000, 0.001, 1_000_000)
KANTOOR_UPLOAD_HOURS = env.number("KANTOOR_UPLOAD_HOURS", 48, 0.1, 1_000)
KANTOOR_TRANSFERS = DATA / "transfers"
FILE_UPLOAD_HANDLERS = [
    "kantoor.web.files.measuring.Measured",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# host:port or /path/of/the/socket of the virus scanner; without it nothing is scanned.
KANTOOR_CLAMD = env.place("KANTOOR_CLAMD")
# For how many days a file is kept apart in which a virus was found; with 0 its bytes go within minutes.
KANTOOR_INFECTED_DAYS = env.number("KANTOOR_INFECTED_DAYS", 30, 0, 3_650)

# Without EMAIL_URL nothing is mailed; the pages show links to hand over instead.
_mail = env.mail()
MAIL = _mail["MAIL"]
globals().update(_mail)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("KANTOOR_MAIL_FROM", "Kantoor <kantoor@localhost>")

# The domain at which organizations have mail addresses (empty: no mail is taken in), and megabytes of one mail.
KANTOOR_MAIL_IN = env.text("KANTOOR_MAIL_IN").lower()
KANTOOR_MAIL_IN_LARGEST = env.number("KANTOOR_MAIL_IN_LARGEST", 40, 0.001, 1_000)

KANTOOR_DNS_RESOLVER = env.text("KANTOOR_DNS_RESOLVER")
KANTOOR_REGISTERS = env.names("KANTOOR_REGISTERS", ("demo",) if DEMO else ("kvk",))
KANTOOR_CHANNELS = env.names("KANTOOR_CHANNELS", ("platform", "mail", "hand"))
KANTOOR_KVK_URL = env.text("KANTOOR_KVK_URL", "https://api.kvk.nl")
KANTOOR_KVK_KEY = env.text("KANTOOR_KVK_KEY")
KANTOOR_KVK_TIMEOUT = env.number("KANTOOR_KVK_TIMEOUT", 5, 0.1, 60)

LOG_FORMAT = env.choice("KANTOOR_LOG_FORMAT", ("text", "json"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": f"kantoor.kernel.logs.{LOG_FORMAT.title()}"}},
    "filters": {"veil": {"()": "kantoor.kernel.veil.Veil"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["veil"]}},
    "root": {"handlers": ["console"], "level": env.level("KANTOOR_LOG_LEVEL")},
    # At INFO it writes every address that is asked, and with it who looks for which company.
    "loggers": {"httpx": {"level": "WARNING"}},
}
