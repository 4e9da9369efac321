"""Django settings. All that is produced lives in one folder: MIBURI_VAR, by default ``var/``."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from study.secret_key import secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("MIBURI_VAR") or BASE_DIR / "var").resolve()

DEBUG = os.environ.get("MIBURI_DEBUG") == "1"
SECRET_KEY = secret_key(VAR)
# Own host names come from the environment: MIBURI_HOSTS=study.example.org,www.example.org
OWN_HOSTS = [host for host in os.environ.get("MIBURI_HOSTS", "").split(",") if host]
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *OWN_HOSTS]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in OWN_HOSTS]  # behind a proxy that does TLS
HTTPS = os.environ.get("MIBURI_HTTPS") == "1"
PROXY = os.environ.get("MIBURI_PROXY", "")  # its address: what it says of raters' addresses is believed

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "study",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "study.headers.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "study.urls"
WSGI_APPLICATION = "study.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# An acknowledged answer is on the disk: WAL with synchronous FULL. IMMEDIATE: a transaction that will write waits
# for its turn at its start, so that it never fails half-way with "database is locked". secure_delete: what a rater has
# withdrawn is overwritten in the file.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR / "db.sqlite3",
        "CONN_MAX_AGE": None,  # one connection per thread: closing the last one makes SQLite fold the log away
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        },
        # Tests meet the same locking in a file of their own, so that two runs at once don't meet each other.
        "TEST": {"NAME": Path(tempfile.gettempdir()) / f"miburi-test-{os.getpid()}.sqlite3"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

MEDIA_ROOT = VAR / "media"
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True  # serves straight from static/: no collectstatic step to forget

# Pages are bilingual through study.design.texts (data), not gettext: compiling catalogues needs a system package.
LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# A failing page is told on the console, with its traceback and without addresses of people; Django alone would only
# mail it to administrators, of whom there are none.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = 30 * 24 * 3600  # the rater's own cookies stay as long at least (study.design.protocol)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
