"""Every setting that may change while the site runs: what it is, by default, since when, by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from projects.models import ChosenSetting
from projects.site_settings import SECTIONS, Setting
from projects.web.parts.administering import admin_of, crumbs
from projects.web.parts.setting_words import value_words


@dataclass(frozen=True)
class Row:
    setting: Setting[Any]
    value: str
    default: str
    chosen: ChosenSetting | None


@login_required
def site_settings(request: HttpRequest) -> HttpResponse:
    admin_of(request)
    chosen = {
        row.name: row for row in ChosenSetting.objects.select_related("changed_by")
    }
    context = {
        "crumbs": crumbs((_("Settings"), "")),
        "sections": [
            (label, [row_of(one, chosen) for one in section])
            for label, section in SECTIONS.items()
        ],
    }
    return render(request, "site_settings/list.html", context)


def row_of(setting: Setting[Any], chosen: Mapping[str, ChosenSetting]) -> Row:
    """From the rows themselves, not from what this process kept of them."""
    row, default = chosen.get(setting.name), setting.default()
    value = row.value if row else default
    return Row(
        setting,
        value=value_words(setting, value),
        default=value_words(setting, default),
        chosen=row,
    )
