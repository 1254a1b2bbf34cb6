"""Settings for every role (web, workers, beat). Differences come from the environment.

The default needs no servers: SQLite, Celery on a folder, files on disk, all below
`REVIEWHUB_VAR`. `README.md` lists the variables.
"""

import secrets
from pathlib import Path

from reviewhub import content_policy, env, logs, private, rest, serving, transport
from reviewhub.caching import CACHES  # noqa: F401 - Django reads it here

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = env.folder("REVIEWHUB_VAR", BASE_DIR / "var")
DATABASES = {
    "default": env.database("DATABASE_URL", f"sqlite:///{VAR}/reviewhub.sqlite3")
}
_ON_SQLITE = str(DATABASES["default"]["ENGINE"]).endswith("sqlite3")
private.keep_private(
    VAR, Path(str(DATABASES["default"]["NAME"])) if _ON_SQLITE else None
)


def _secret_key() -> str:
    """The given key, or one that is generated once and kept in VAR, readable by its owner only.

    "" for a role that signs nothing; Django then refuses to sign, and names the setting.
    """
    if not env.flag("REVIEWHUB_SIGNS", default=True):
        return ""
    given = env.text("REVIEWHUB_SECRET_KEY", "")
    if given:
        return given
    path = VAR / "secret-key"
    if not path.exists():
        path.touch(mode=private.FILE)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text()


SECRET_KEY = _secret_key()
DEBUG = env.flag("REVIEWHUB_DEBUG", default=False)
HTTPS = env.flag("REVIEWHUB_HTTPS", default=False)
ALLOWED_HOSTS = env.words("REVIEWHUB_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("REVIEWHUB_CSRF_ORIGINS")
BASE_URL = env.text("REVIEWHUB_BASE_URL", "http://localhost:8000")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "template_partials",
    "rest_framework",
    "drf_spectacular",
    "projects",
    "workers",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "projects.web.turns.OnePageAtATimeMiddleware",
    "csp.middleware.CSPMiddleware",
    "projects.web.middleware.NoNulMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "projects.web.accounts.expired.ExpiredSessionMiddleware",
    "projects.web.middleware.PreferencesMiddleware",
    "projects.web.middleware.ProvedAddressMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "projects.web.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "reviewhub.urls"
WSGI_APPLICATION = "reviewhub.wsgi.application"

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
                "projects.web.context_processors.page",
            ],
        },
    },
]

AUTH_USER_MODEL = "projects.User"
AUTHENTICATION_BACKENDS = ["projects.authentication.PasswordBackend"]
# The second is for older accounts, which are hashed anew when their owners sign in.
PASSWORD_HASHERS = [
    "projects.hashers.Argon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "projects:home"
LOGOUT_REDIRECT_URL = "login"
# How many proxies in front add to X-Forwarded-For. 0: the header is ignored.
PROXIES = env.integer("REVIEWHUB_PROXIES", 0)

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ja", "日本語")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR / "static"
WHITENOISE_ADD_HEADERS_FUNCTION = serving.add_headers
_S3_BUCKET = env.text("REVIEWHUB_S3_BUCKET", "")
STORAGES = {
    "default": (
        {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": _S3_BUCKET,
                "endpoint_url": env.text("REVIEWHUB_S3_ENDPOINT", "") or None,
                "file_overwrite": True,  # names are digests: the same name, the same bytes
            },
        }
        if _S3_BUCKET
        else {
            "BACKEND": "projects.storage.DurableStorage",
            "OPTIONS": {"location": env.folder("REVIEWHUB_MEDIA", VAR / "media")},
        }
    ),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}

RENDERED_DIR = env.folder("REVIEWHUB_RENDERED", VAR / "rendered")  # the web's cache
RENDERED_MB = env.integer("REVIEWHUB_RENDERED_MB", 4096)

# Uploads: 25 MB of files and the form around them.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 500  # intake allows 60, with a helpful message
FILE_UPLOAD_PERMISSIONS = private.FILE
FILE_UPLOAD_DIRECTORY_PERMISSIONS = private.FOLDER
# Large uploads are stored here while they are read. Leftovers are removed after a day.
FILE_UPLOAD_TEMP_DIR = VAR / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=private.FOLDER, exist_ok=True)
FILE_UPLOAD_HANDLERS = [
    "projects.web.uploads.QuotaUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "projects.web.accounts.expired.csrf_failed"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = content_policy.POLICY

EMAIL_HOST = env.text("REVIEWHUB_EMAIL_HOST", "")
EMAIL_PORT = env.integer("REVIEWHUB_EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("REVIEWHUB_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("REVIEWHUB_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env.flag("REVIEWHUB_EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 10  # seconds; only the mail worker waits for it
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "reviewhub.letters.EmailBackend"
)
EMAIL_FILE_PATH = VAR / "mail"
if not EMAIL_HOST:  # e-mails hold links that give access to accounts: a private folder
    EMAIL_FILE_PATH.mkdir(mode=0o700, exist_ok=True)
DIGEST_HOUR = 7  # of the day in UTC, when letters with a day's news leave
DEFAULT_FROM_EMAIL = env.text("REVIEWHUB_EMAIL_FROM", "ReviewHub <noreply@localhost>")

REST_FRAMEWORK = rest.FRAMEWORK
SPECTACULAR_SETTINGS = rest.SPECTACULAR

# Grading
PACKS_DIR = env.folder("REVIEWHUB_PACKS", BASE_DIR / "workers" / "packs")
# New versions of packs, by slug, which a regrade may use before they are deployed.
CANDIDATES_DIR = env.folder("REVIEWHUB_CANDIDATES", VAR / "candidates")
RUNTIMES_DIR = env.folder("REVIEWHUB_RUNTIMES", BASE_DIR / ".runtimes")
_DATA = env.text("REVIEWHUB_DATA", "")
DATA_DIR = Path(_DATA).resolve() if _DATA else None  # real data sets, optional
# A step's lease outlives this many missed heartbeats before another worker may take over.
STEP_HEARTBEAT_S = env.integer("REVIEWHUB_HEARTBEAT_S", 3)
STEP_LEASE_S = env.integer("REVIEWHUB_LEASE_S", 18)
DATABASE_PATIENCE_S = 15 * 60  # a worker keeps results for so long in an outage
STEP_TRIES = 3  # faults of ours in one step before a reviewer gets the submission
STEP_DEATHS = 3  # workers that may die during a step before it is set aside
STEP_DEADLINE_S = 4 * 60 * 60  # used until the worker has read the pack's limits
SWEEP_EVERY_S = env.integer("REVIEWHUB_SWEEP_S", 5)

DOCTOR_DIR = env.folder("REVIEWHUB_DOCTOR", VAR / "doctor")  # of the last examination
# Workers keep a template per runtime, with its modules imported. It takes memory all the time.
WARM_SANDBOXES = env.flag("REVIEWHUB_WARM", default=True)

# Limits for one student and one cohort; see docs/decisions/0034-what-is-kept.md.
ATTEMPTS_PER_HOUR = env.integer("REVIEWHUB_ATTEMPTS_PER_HOUR", 20)  # of one project
UPLOADS_PER_HOUR = env.integer("REVIEWHUB_UPLOADS_PER_HOUR", 60)  # refused ones too
STUDENT_MB = env.integer("REVIEWHUB_STUDENT_MB", 1000)
COHORT_MB = env.integer("REVIEWHUB_COHORT_MB", 50_000)
KEEP_WITHDRAWN_HOURS = 24  # files of submissions withdrawn before a review
TIDY_EVERY_S = 60
QUEUE_FIGURES_S = 5  # how old a place in the line of runs may be
USUAL_DURATION_S = 60  # how old the usual duration of a step may be
HELP_EVERY_S = 300  # who needs help is worked out anew; its page says when it was

# What admins changed on the site's pages reaches every process within so many seconds.
SITE_SETTINGS_AGE_S = 5

# Reviewing
REVIEW_HOURS = 12
REVIEWS_IN_HAND = 3  # at most; a reviewer may have a smaller limit
WARN_BEFORE_END_MINUTES = 60  # a reviewer is told that the time is nearly up
EXTENSION_HOURS = 6  # once per claim
SAME_REVIEWER_HOURS = 2  # a resubmission is its previous reviewer's first, for so long
DISPUTE_DAYS = 14
APPLY_AGAIN_DAYS = 30  # after an application was declined
# When a trainee looks ready. It advises leads, who decide.
TRAINING_SAMPLES = env.integer("REVIEWHUB_TRAINING_SAMPLES", 3)
TRAINING_AGREEMENT_PERCENT = env.integer("REVIEWHUB_TRAINING_AGREEMENT_PERCENT", 90)
VERDICT_GRACE_S = env.integer("REVIEWHUB_VERDICT_GRACE_S", 600)  # to take it back
CHECK_KEPT_QUERIES = False  # tests do: projects/queries/kept.py
COHORT_FIGURES_S = 60  # how old a board's numbers, order and map may be; it says so
REPLY_DAYS = 30  # how long a comment may be answered once there is a newer attempt

# Certificates. The keys are made when the first badge is signed: see projects/badge_keys.py.
COURSE_NAME = env.text("REVIEWHUB_COURSE_NAME", "Deep Learning Nanodegree Foundation")
ISSUER_NAME = env.text("REVIEWHUB_ISSUER_NAME", "ReviewHub")
BADGE_KEYS = env.folder("REVIEWHUB_BADGE_KEYS", VAR / "badge-keys" / "keys.pem")

# Celery. A message only wakes a worker; the work itself is in the database.
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", "filesystem://")
CELERY_BROKER_TRANSPORT_OPTIONS = transport.options(CELERY_BROKER_URL, VAR / "broker")
# Counters of `projects.throttles`, shared by all web processes: redis://… or file:///….
THROTTLE_STORAGE = env.text(
    "REVIEWHUB_THROTTLE_STORAGE",
    CELERY_BROKER_URL
    if CELERY_BROKER_URL.startswith(("redis://", "rediss://"))
    else f"file://{VAR}/throttles.sqlite3",
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker tries for ever
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "cpu"
CELERY_TASK_ROUTES = {
    "workers.agent.tasks.sweep": {"queue": "sweep"},
    "workers.agent.tasks.tidy": {"queue": "sweep"},
    "workers.agent.tasks.work_out_help": {"queue": "sweep"},
    "workers.agent.tasks.send_letters": {"queue": "mail"},
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    name: {
        "task": f"workers.agent.tasks.{name}",
        "schedule": every_s,
        "options": {"expires": every_s},  # a late one is dropped
    }
    for name, every_s in (
        ("sweep", SWEEP_EVERY_S),
        ("tidy", TIDY_EVERY_S),
        ("work_out_help", HELP_EVERY_S),
        ("send_letters", SWEEP_EVERY_S),
    )
}

LOGGING = logs.LOGGING
