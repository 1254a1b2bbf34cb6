"""Reads typed values from the environment; an error names the variable."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name} in the environment.")
    return value


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r}: use 1 or 0.")


def integer(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r}: use a whole number.") from error


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    return Path(text(name, str(default))).expanduser().resolve()


def database(name: str, default: str) -> dict[str, object]:
    """Django's DATABASES entry for `sqlite:///path` or `postgresql://user:pw@host:port/db`.

    The host may be given as `?host=/path/to/socket/folder`.
    """
    wanted = "use sqlite:///path or postgresql://user:password@host:port/name."
    try:
        url = urlsplit(text(name, default))
        port = url.port
    except ValueError as error:  # of a port that is none, or half an IPv6 address
        raise ImproperlyConfigured(f"{name}: {error}; {wanted}") from error
    path = unquote(url.path).lstrip("/")
    # After two slashes a path's first folder would be taken for a host, and left out.
    if url.scheme == "sqlite" and path and not url.netloc:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": f"/{path}",
            # Opening the file for each request took 2 to 4 ms, and threw away what was read of it.
            "CONN_MAX_AGE": 60,
            # SQLite allows one writer at a time. WAL lets readers go on meanwhile; IMMEDIATE
            # takes the write lock at BEGIN, where the busy timeout can wait for it.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": ("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"),
            },
        }
    if url.scheme in {"postgres", "postgresql"} and path:
        query = dict(part.split("=", 1) for part in url.query.split("&") if "=" in part)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": path,
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": unquote(query.get("host", url.hostname or "")),
            "PORT": str(port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            # Compiling a query takes longer than any page's query: 58 of 84 ms of a list of 38,000.
            "OPTIONS": {"options": "-c jit=off"},
        }
    raise ImproperlyConfigured(f"{name}: {wanted}")
