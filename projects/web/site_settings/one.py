"""One setting: read, changed with a reason, taken back to its default; and who changed it before."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects.enums import AuditKind
from projects.errors import DomainError
from projects.models import AuditEntry, ChosenSetting, User
from projects.operations.site_settings import back_to_default, change
from projects.site_settings import SETTINGS, Setting
from projects.web.parts.administering import admin_of, crumbs
from projects.web.parts.setting_words import change_words
from projects.web.site_settings.forms import SettingForm
from projects.web.site_settings.listing import row_of

CHANGES_PER_PAGE = 20
UNPROCESSABLE = 422


@login_required
def site_setting(request: HttpRequest, name: str) -> HttpResponse:
    user = admin_of(request)
    setting = SETTINGS.get(name)
    if setting is None:
        raise Http404
    rows = ChosenSetting.objects.filter(name=name).select_related("changed_by")
    chosen = {row.name: row for row in rows}
    present = chosen[name].value if name in chosen else setting.default()
    data = request.POST if request.method == "POST" else None
    form = SettingForm(setting, present, data)
    if data is not None and _changed(request, form, by=user):
        return redirect("projects:site_settings")
    context = {
        "crumbs": crumbs(
            (_("Settings"), reverse("projects:site_settings")), (str(setting.label), "")
        ),
        "row": row_of(setting, chosen),
        "form": form,
        **_history(request, setting),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "site_settings/one.html", context, status=status)


def _changed(request: HttpRequest, form: SettingForm, *, by: User) -> bool:
    """False when something was refused; the form then says what, beside its field."""
    to_default = "default" in request.POST
    is_valid = form.is_valid()
    if to_default:  # whatever stands in the field of the value
        is_valid = "reason" in form.cleaned_data
    if not is_valid:
        return False
    try:
        reason = form.cleaned_data["reason"]
        if to_default:
            changed = back_to_default(form.setting, by=by, reason=reason)
        else:
            changed = change(form.setting, form.value(), by=by, reason=reason)
    except DomainError as error:
        field = error.field if error.field in form.fields else None
        form.add_error(field, str(error.message))
        return False
    messages.success(request, _saved(form.setting, changed=changed))
    return True


def _saved(setting: Setting[Any], *, changed: bool) -> str:
    if not changed:
        return _("“%(label)s” has this value already: nothing changed.") % {
            "label": setting.label
        }
    words = _("“%(label)s” is changed. It holds everywhere within a few seconds.")
    return words % {"label": setting.label}


def _history(request: HttpRequest, setting: Setting[Any]) -> dict[str, Any]:
    entries = AuditEntry.objects.filter(
        kind=AuditKind.SETTING_CHANGED, data__setting=setting.name
    ).select_related("actor")
    page = Paginator(entries, CHANGES_PER_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "changes": [(one, "", change_words(one.data)) for one in page],
    }
