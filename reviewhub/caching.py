"""What each web process keeps. It can be read again, so nothing is lost with a process."""

from typing import Any

_IN_MEMORY = "django.core.cache.backends.locmem.LocMemCache"

CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": _IN_MEMORY},
    "finished_runs": {  # a few bytes for each work that was in a list
        "BACKEND": _IN_MEMORY,
        "LOCATION": "finished_runs",
        "TIMEOUT": 24 * 3600,
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    "drawings": {  # some 10 kB for each run or step that was looked at
        "BACKEND": _IN_MEMORY,
        "LOCATION": "drawings",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}
