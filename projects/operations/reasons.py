"""Every change of a cohort or a person says why."""

from django.utils.translation import gettext as _

from projects.errors import Incomplete, NotAllowed
from projects.models import Cohort, User
from projects.rules import leads_cohort
from projects.text_limits import REASON, fitting


def given(reason: str) -> str:
    reason = fitting(reason, REASON, "reason")
    if not reason:
        raise Incomplete(_("Say why: it is kept with the change."), field="reason")
    return reason


def require_lead(cohort: Cohort, by: User) -> None:
    if not leads_cohort(by, cohort):
        raise NotAllowed(_("Only those who lead this cohort may do this."))
