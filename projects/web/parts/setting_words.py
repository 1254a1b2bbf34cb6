"""Values of settings in the reader's words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from projects.models import localized
from projects.site_settings import SETTINGS, Number, Setting, Switch


def value_words(setting: Setting[Any], value: Any) -> str:
    """Such as `20 hours`; a value of another kind, as an old audit may have it, as it is."""
    if isinstance(setting, Number) and isinstance(value, int):
        return f"{value:,} {setting.unit}"
    if isinstance(setting, Switch):
        return str(setting.on if value else setting.off)
    if isinstance(value, Mapping):
        return localized(value) or _("none")
    return str(value)


def change_words(data: Mapping[str, Any]) -> str:
    """Of an entry of the audit."""
    before, after = data.get("before"), data.get("after")
    setting = SETTINGS.get(str(data.get("setting")))
    if setting is None:
        return f"{data.get('setting')}: {before} → {after}"
    words = f"{value_words(setting, before)} → {value_words(setting, after)}"
    if data.get("is_default"):
        words += f" ({_('the default')})"
    return words
