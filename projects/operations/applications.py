"""Somebody asks to review a project's work, and may take that back until they are certified."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from projects.enums import CertificationState, Language
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import Certification, Project, User
from projects.operations import certification_changes as changes
from projects.operations import notifications
from projects.operations.certification import require_proved
from projects.queries.certifications import may_apply_again
from projects.rules import may_apply
from projects.text_limits import CERTIFYING, fitting
from projects.workflow import lock_person

_OPEN = (CertificationState.APPLIED, CertificationState.TRAINING)


@transaction.atomic
def apply(
    *, by: User, project: Project, languages: Sequence[Language], reason: str
) -> list[Certification]:
    """For all of these languages or for none; a lead decides on each."""
    reason = fitting(reason, CERTIFYING, "reason")
    require_proved(by)
    if project.announced:
        raise WrongState(_("This project is not open yet."))
    if not may_apply(by, project):
        raise NotAllowed(
            _("Meet the specifications of this project first, then apply for it.")
        )
    if not languages:
        raise Incomplete(_("Choose at least one language."), field="languages")
    if not reason:
        raise Incomplete(_("Say what you bring."), field="reason")
    lock_person(by)  # the same form sent twice
    rows = [_one(by, project, language, reason) for language in languages]
    # One notice, however many languages: its page shows the others.
    notifications.notify_of_application(rows[0].changes.latest("pk"))
    return rows


def _one(by: User, project: Project, language: Language, reason: str) -> Certification:
    row = Certification.objects.filter(
        user=by, project=project, language=language
    ).first()
    if row is not None and not may_apply_again(row):
        words = _("You cannot apply for %(language)s now: it is “%(state)s”.")
        told = {"language": language.label, "state": row.get_state_display()}
        raise Incomplete(words % told, field="languages")
    if row is not None:
        changes.change(row, CertificationState.APPLIED, by=by, reason=reason)
        return row
    made = Certification.objects.create(
        user=by,
        project=project,
        language=language,
        state=CertificationState.APPLIED,
    )
    changes.keep(made, "", by=by, reason=reason)
    return made


@transaction.atomic
def withdraw(certification: Certification, *, by: User) -> None:
    """The applicant's own step, also out of training. What they judged stays theirs."""
    if certification.user_id != by.pk:
        raise NotAllowed(_("This certification is somebody else's."))
    if changes.locked(certification).state not in _OPEN:
        raise WrongState(_("Only an application or a training can be withdrawn."))
    changes.change(certification, CertificationState.WITHDRAWN, by=by, reason="")
