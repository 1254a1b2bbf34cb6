"""Words to begin messages with: kept for one cohort, or by those who lead all for every cohort."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.errors import Incomplete, NotAllowed
from projects.models import Cohort, MessageTemplate, User
from projects.operations.messages import Draft
from projects.rules import leads_cohort, may_share_templates
from projects.text_limits import NAME, fitting


@dataclass(frozen=True)
class Kept:
    name: str
    draft: Draft
    everywhere: bool = False


@transaction.atomic
def keep(
    kept: Kept, *, by: User, cohort: Cohort, over: MessageTemplate | None = None
) -> MessageTemplate:
    """`over`: the one that is changed. A message that was sent stays as it was."""
    row = over or MessageTemplate(cohort=cohort)
    _may_change(by, cohort, row)
    if kept.everywhere and not may_share_templates(by):
        raise NotAllowed(
            _("Only leads of every cohort share a template with all cohorts.")
        )
    draft = kept.draft.checked()
    row.cohort = None if kept.everywhere else cohort
    row.name = fitting(kept.name, NAME, "name")
    row.subject_text, row.body_text = dict(draft.subjects), dict(draft.bodies)
    row.changed_by, row.changed_at = by, timezone.now()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Incomplete(
            _("There is a template of this name already."), field="name"
        ) from error
    return row


@transaction.atomic
def delete(row: MessageTemplate, *, by: User, cohort: Cohort) -> None:
    _may_change(by, cohort, row)
    row.delete()


def _may_change(by: User, cohort: Cohort, row: MessageTemplate) -> None:
    shared = row.cohort_id is None
    if not leads_cohort(by, cohort) or (shared and not may_share_templates(by)):
        raise NotAllowed(_("You may not change this template."))
