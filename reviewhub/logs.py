"""What the processes write to their standard output."""

from typing import Any

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Celery warns at every start that a file-system broker has no host name.
    # And it tells of every wake-up that came too late to matter, hundreds an hour.
    "loggers": {
        "kombu.connection": {"level": "ERROR"},
        "celery.worker.request": {"level": "WARNING"},
    },
}
