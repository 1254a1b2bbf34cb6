"""What changed of a project, in the reader's words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from projects.models import localized


def change_words(data: Mapping[str, Any]) -> str:
    """Of an entry of the audit that is of a project."""
    if "version" in data:
        return _("version %(version)s") % {"version": data["version"]}
    before, after = data.get("before"), data.get("after")
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return f"{_closing(before)} → {_closing(after)}"
    if "since" in before or "since" in after:
        return f"{_closing(before)} → {_closing(after)}"
    labels = {"order": _("Place"), "title_text": _("Title")}
    return " · ".join(
        f"{labels.get(name, name)}: {_value(before.get(name))} → {_value(after[name])}"
        for name in after
    )


def _value(value: Any) -> str:
    return localized(value) if isinstance(value, Mapping) else str(value)


def _closing(value: Any) -> str:
    if not isinstance(value, Mapping):
        return _("taken")
    since = timezone.localtime(datetime.fromisoformat(str(value.get("since"))))
    words = _("not taken since %(time)s") % {"time": date_format(since, "Y-m-d H:i e")}
    said = localized(value.get("words") or {})
    return f"{words} (“{said}”)" if said else words
