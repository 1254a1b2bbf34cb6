"""An admin changes a setting of the running site, or takes it back to the environment's."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import AuditKind, Queue
from projects.errors import Incomplete, NotAllowed
from projects.models import ChosenSetting, User
from projects.models.site_setting import forget
from projects.operations import audit, reasons
from projects.operations.grading import waking
from projects.rules import may_change_site
from projects.site_settings import (
    ATTEMPTS_PER_HOUR,
    COHORT_MB,
    GRADING_PAUSED,
    REVIEW_HOURS,
    STUDENT_MB,
    UPLOADS_PER_HOUR,
    WARN_BEFORE_END_MINUTES,
    Setting,
)

MINUTES = 60


def change(setting: Setting[Any], value: object, *, by: User, reason: str) -> bool:
    """Holds in this process at once, in the others within `SITE_SETTINGS_AGE_S`.

    False: it was so already. Raises NotAllowed, and Incomplete with `value` or `reason` as its field.
    """
    return _set(setting, setting.checked(value), by=by, reason=reason)


def back_to_default(setting: Setting[Any], *, by: User, reason: str) -> bool:
    """As the environment says it, also when that is changed later. False: nobody had changed it."""
    return _set(setting, None, by=by, reason=reason)


def _set(setting: Setting[Any], value: Any, *, by: User, reason: str) -> bool:
    if not may_change_site(by):
        raise NotAllowed(_("Only admins change settings of the site."))
    reason = reasons.given(reason)
    try:
        with transaction.atomic():
            changed = _written(setting, value, by, reason)
    finally:
        forget()
    return changed


def _written(setting: Setting[Any], value: Any, by: User, reason: str) -> bool:
    rows = {row.name: row for row in ChosenSetting.objects.select_for_update()}
    row = rows.get(setting.name)
    if (row.value if row else None) == value:
        return False
    before = row.value if row else setting.default()
    after = setting.default() if value is None else value
    _check_together(setting, after, {name: one.value for name, one in rows.items()})
    if value is None:
        ChosenSetting.objects.filter(name=setting.name).delete()
    else:
        ChosenSetting.objects.update_or_create(
            name=setting.name,
            defaults={
                "value": value,
                "changed_by": by,
                "changed_at": timezone.now(),
            },
        )
    data = {
        "setting": setting.name,
        "before": before,
        "after": after,
        "is_default": value is None,
    }
    audit.record(AuditKind.SETTING_CHANGED, by=by, reason=reason, data=data)
    if setting is GRADING_PAUSED and not after:
        transaction.on_commit(_wake_all, robust=True)  # the sweep does it, too
    return True


def _wake_all() -> None:
    forget()  # the first message may come back to this process
    for queue in Queue:
        waking.wake(queue)


def _check_together(setting: Setting[Any], value: Any, chosen: dict[str, Any]) -> None:
    """What only makes sense with another setting."""
    with_it = chosen | {setting.name: value}

    def now(one: Setting[Any]) -> Any:
        return with_it.get(one.name, one.default())

    asked = {
        _("The warning has to come within the time for a review."): (
            now(WARN_BEFORE_END_MINUTES) < now(REVIEW_HOURS) * MINUTES,
            (WARN_BEFORE_END_MINUTES, REVIEW_HOURS),
        ),
        _("Attempts of one project cannot be more than uploads of one student."): (
            now(ATTEMPTS_PER_HOUR) <= now(UPLOADS_PER_HOUR),
            (ATTEMPTS_PER_HOUR, UPLOADS_PER_HOUR),
        ),
        _("One student cannot have more room than a cohort."): (
            now(STUDENT_MB) <= now(COHORT_MB),
            (STUDENT_MB, COHORT_MB),
        ),
    }
    for words, (holds, concerned) in asked.items():
        if setting in concerned and not holds:
            raise Incomplete(words, field="value")
