"""What an admin changes of a project: title, place, and whether work is taken. The rest is its pack's."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects import text_limits
from projects.enums import AuditKind, Language
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import Project, User
from projects.operations import audit, reasons
from projects.rules import may_change_site
from projects.site_settings.kinds import LONGEST
from projects.text_limits import fitting

LAST_PLACE = 99


@transaction.atomic
def change(
    project: Project, *, by: User, title: Mapping[str, str], order: int, reason: str
) -> bool:
    """Changes places with the project that is there. False: all was so already.

    What equals the pack's follows it when the pack is installed anew. Raises NotAllowed, and
    Incomplete with `title_LANGUAGE`, `order` or `reason` as its field.
    """
    projects = _locked(by)
    locked, reason = projects[project.pk], reasons.given(reason)
    title = _title(title, locked)
    if not 1 <= order <= LAST_PLACE:
        words = _("The number is between %(least)s and %(most)s.")
        raise Incomplete(words % {"least": 1, "most": LAST_PLACE}, field="order")
    former = locked.order
    if (title, order) == (locked.title_text, former):
        return False
    there = (one for one in projects.values() if one.order == order and one != locked)
    other = next(there, None)
    _store(locked, by, reason, title_text=title, order=order)
    if other is not None and order != former:
        _store(other, by, reason, order=former)
    return True


@transaction.atomic
def close(project: Project, *, by: User, words: Mapping[str, str], reason: str) -> None:
    """Takes no hand-ins from now on; `words` tell students why, in every language or none."""
    locked, reason = _locked(by)[project.pk], reasons.given(reason)
    kept = _words(words)
    if locked.closed_at is not None and locked.closed_text == kept:
        raise WrongState(_("This project is closed already."))
    before = _closing(locked)
    locked.closed_at, locked.closed_text = locked.closed_at or timezone.now(), kept
    locked.save(update_fields=["closed_at", "closed_text"])
    data = {"before": before, "after": _closing(locked)}
    _record(AuditKind.PROJECT_CLOSED, locked, by, reason, data)


@transaction.atomic
def reopen(project: Project, *, by: User, reason: str) -> None:
    locked, reason = _locked(by)[project.pk], reasons.given(reason)
    if locked.closed_at is None:
        raise WrongState(_("This project is not closed."))
    before = _closing(locked)
    locked.closed_at, locked.closed_text = None, {}
    locked.save(update_fields=["closed_at", "closed_text"])
    data = {"before": before, "after": _closing(locked)}
    _record(AuditKind.PROJECT_OPENED, locked, by, reason, data)


def _locked(by: User) -> dict[int, Project]:
    """All of them: two that change places wait for each other."""
    if not may_change_site(by):
        raise NotAllowed(_("Only admins change projects."))
    return {one.pk: one for one in Project.objects.select_for_update().order_by("pk")}


def _title(given: Mapping[str, str], project: Project) -> dict[str, str]:
    """English, and each other language that its pack has: that may be none."""
    kept, known = {}, project.pack_title_text or project.title_text
    for language in Language:
        field = f"title_{language}"
        text = fitting(given.get(language, ""), text_limits.NAME, field)
        if not text and language != Language.ENGLISH:
            if known.get(language):
                raise Incomplete(_("Write the title in every language."), field=field)
            continue
        if not text:
            raise Incomplete(_("Write the title in every language."), field=field)
        if not text_limits.is_name(text):
            raise Incomplete(
                _("A title is one line of visible characters."), field=field
            )
        kept[language.value] = text
    return kept


def _words(given: Mapping[str, str]) -> dict[str, str]:
    kept = {
        language.value: fitting(given.get(language, ""), LONGEST, f"words_{language}")
        for language in Language
    }
    missing = [language for language, text in kept.items() if not text]
    if len(missing) == len(kept):
        return {}
    if missing:
        words = _("Write it in every language, or in none.")
        raise Incomplete(words, field=f"words_{missing[0]}")
    return kept


def _closing(project: Project) -> Any:
    """As the audit keeps it."""
    if project.closed_at is None:
        return None
    return {"since": project.closed_at.isoformat(), "words": project.closed_text}


def _store(project: Project, by: User, reason: str, **values: Any) -> None:
    before = {name: getattr(project, name) for name in values}
    for name, value in values.items():
        setattr(project, name, value)
    project.save(update_fields=list(values))
    changed = {name for name, value in values.items() if before[name] != value}
    data = {
        "before": {name: before[name] for name in sorted(changed)},
        "after": {name: values[name] for name in sorted(changed)},
    }
    _record(AuditKind.PROJECT_CHANGED, project, by, reason, data)


def _record(
    kind: AuditKind, project: Project, by: User, reason: str, data: Mapping[str, Any]
) -> None:
    audit.record(kind, by=by, project=project, reason=reason, data=data)
