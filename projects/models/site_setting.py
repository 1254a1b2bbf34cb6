"""What admins chose in place of the environment's settings, and the one way to read a setting.

A process keeps what it has read for `SITE_SETTINGS_AGE_S`: so long a change may take to reach
the others. Reading costs a query in so many seconds, not one for each request.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from projects.errors import Incomplete
from projects.site_settings import Setting

Value = TypeVar("Value")


class ChosenSetting(models.Model):
    """One per setting that somebody changed. Back to the default: the row goes, the audit stays."""

    name = models.SlugField(unique=True)  # of `site_settings.SETTINGS`
    value = models.JSONField()
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"


@dataclass
class _Kept:
    """What this process has read last, and until when that is new enough."""

    chosen: Mapping[str, object] = field(default_factory=dict)
    until: float = 0.0  # of the monotonic clock


_kept = _Kept()


def current(setting: Setting[Value]) -> Value:
    """What was chosen, else the environment's. A value that is none any more is as if not chosen."""
    chosen = _chosen()
    if setting.name not in chosen:
        return setting.default()
    try:
        return setting.checked(chosen[setting.name])
    except Incomplete:  # its bounds are others now
        return setting.default()


def _chosen() -> Mapping[str, object]:
    if _kept.until <= time.monotonic():
        remember(dict(ChosenSetting.objects.values_list("name", "value")))
    return _kept.chosen


def remember(chosen: Mapping[str, object]) -> None:
    """As if it had been read now."""
    _kept.chosen = chosen
    _kept.until = time.monotonic() + settings.SITE_SETTINGS_AGE_S


def forget() -> None:
    """The next reading asks the database."""
    _kept.until = 0.0
