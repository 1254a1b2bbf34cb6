"""What an entry of the audit says was before and after, in the reader's words."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.enums import AuditKind, EnrolmentState, InvitedRole
from projects.models import AuditEntry
from projects.site_settings import SETTINGS
from projects.web.parts import project_words, setting_words

Data = Mapping[str, Any]


def told(entry: AuditEntry) -> str:
    tell = _WORDS.get(entry.kind, _plain)
    return tell(entry.data)


def _plain(data: Data) -> str:
    return ", ".join(f"{name}: {_value(value)}" for name, value in data.items())


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return _plain(value)
    if isinstance(value, list):
        pairs = [_value(one) for one in value]
        return " → ".join(pairs) if len(pairs) == 2 else ", ".join(pairs)  # noqa: PLR2004 - before and after
    return "–" if value is None else str(value)


def _enrolment(data: Data) -> str:
    before, after = (_state(data.get(name, "")) for name in ("before", "after"))
    words = f"{before} → {after}"
    if until := data.get("until"):
        words += " · " + _("until %(day)s") % {"day": until}
    if other := data.get("other_cohort"):
        words += f" · {other}"
    return words


def _state(value: str) -> str:
    known = value in EnrolmentState.values
    return str(EnrolmentState(value).label) if known else value


def _extension(data: Data) -> str:
    before, after = (_moment(data.get(name)) for name in ("before", "after"))
    return f"{data.get('project', '')}: {before} → {after}"


def _moment(value: str | None) -> str:
    if not value:
        return _("the cohort's date")
    local = timezone.localtime(datetime.fromisoformat(value))
    return date_format(local, "Y-m-d H:i e")


def _lead(data: Data) -> str:
    return " → ".join(_led(data.get(name)) for name in ("before", "after"))


def _led(value: Any) -> str:
    words = {"nothing": _("nothing"), "every cohort": _("every cohort")}
    return ", ".join(value) if isinstance(value, list) else words.get(value, "")


def _roster(data: Data) -> str:
    rows, invited = data.get("rows", 0), data.get("invited", 0)
    words = ngettext("%(n)s person invited", "%(n)s people invited", invited)
    return f"{words % {'n': invited}} / {rows}"


def _code(data: Data) -> str:
    words = {"renewed": _("renewed"), "on": _("switched on"), "off": _("switched off")}
    return words.get(data.get("after", ""), "")


def _cohort(data: Data) -> str:
    """A move of every date in one line; the audit keeps each date before and after."""
    if data.get("part") != "dates":
        return _plain(data)
    first = [data.get(name, {}).get("starts_on", "") for name in ("before", "after")]
    days = data.get("days", 0)
    words = ngettext(
        "Every date by %(n)s day: start %(first)s",
        "Every date by %(n)s days: start %(first)s",
        abs(days),
    )
    return words % {"n": f"{days:+}", "first": " → ".join(first)}


def _setting(data: Data) -> str:
    setting = SETTINGS.get(str(data.get("setting")))
    label = f"{setting.label}: " if setting else ""
    return label + setting_words.change_words(data)


def _sample(data: Data) -> str:
    words = _("sample %(n)s") % {"n": data.get("sample", "–")}
    more = {name: data[name] for name in data if name not in ("sample", "project")}
    parts = (words, str(data.get("project", "")), _plain(more))
    return " · ".join(part for part in parts if part)


def _account(data: Data) -> str:
    words = {
        "verified": _("address marked as verified"),
        "shut": _("deactivated"),
        "opened": _("activated again"),
    }
    return words.get(data.get("after", ""), "")


def _role(data: Data) -> str:
    role = data.get("role", "")
    return str(InvitedRole(role).label) if role in InvitedRole.values else ""


def _nothing(data: Data) -> str:
    return ""


_WORDS: Mapping[str, Callable[[Data], str]] = MappingProxyType(
    {
        AuditKind.COHORT_CHANGED: _cohort,
        AuditKind.ENROLMENT_CHANGED: _enrolment,
        AuditKind.EXTENSION_GRANTED: _extension,
        AuditKind.EXTENSION_TAKEN_BACK: _extension,
        AuditKind.LEAD_CHANGED: _lead,
        AuditKind.ROSTER_IMPORTED: _roster,
        AuditKind.CODE_CHANGED: _code,
        AuditKind.SETTING_CHANGED: _setting,
        AuditKind.PROJECT_CHANGED: project_words.change_words,
        AuditKind.PROJECT_CLOSED: project_words.change_words,
        AuditKind.PROJECT_OPENED: project_words.change_words,
        AuditKind.CALIBRATION_ATTACHED: project_words.change_words,
        AuditKind.CALIBRATION_REMOVED: project_words.change_words,
        **dict.fromkeys(
            (
                *(AuditKind.SAMPLE_MADE, AuditKind.SAMPLE_CHANGED),
                *(AuditKind.SAMPLE_RETIRED, AuditKind.SAMPLE_OFFERED),
            ),
            _sample,
        ),
        AuditKind.INVITED: _nothing,
        AuditKind.INVITATION_REVOKED: _nothing,
        AuditKind.JOINED: _nothing,
        AuditKind.ACCOUNT_CHANGED: _account,
        AuditKind.ROLE_INVITED: _role,
        AuditKind.ROLE_REVOKED: _role,
        AuditKind.ROLE_ACCEPTED: _role,
    }
)
