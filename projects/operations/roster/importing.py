"""A roster in two steps: looked at, then imported as it was looked at, or not at all."""

import json
from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import AuditKind, Language, RosterOutcome
from projects.errors import Incomplete, WrongState
from projects.models import Cohort, Roster, User
from projects.operations import audit, invitations, reasons
from projects.operations.roster.matching import Line, match
from projects.operations.roster.person import Person
from projects.operations.roster.reading import read
from projects.queries.joining import seats_left

KEPT_FOR = timedelta(days=1)
FILE_NAME_LENGTH = 120


@transaction.atomic
def preview(
    cohort: Cohort, *, by: User, file_name: str, data: bytes, language: Language
) -> Roster:
    """Keeps the file's lines and what would become of them. Nobody is invited yet."""
    reasons.require_lead(cohort, by)
    found = read(data, language)
    lines = match(found.people, cohort)
    forget()
    return Roster.objects.create(
        cohort=cohort,
        made_by=by,
        file_name=file_name[-FILE_NAME_LENGTH:],
        lines=json.dumps(lines, ensure_ascii=False),
        ignored_columns=found.ignored,
    )


def lines_of(roster: Roster) -> list[Line]:
    return [Line(*row) for row in json.loads(roster.lines)]


@transaction.atomic
def carry_out(roster: Roster, *, by: User, reason: str) -> Counter[str]:
    """Invites whom the preview names, all or nobody. Returns how many lines came to what.

    Who joined or was invited since the preview is left as they are: two who import the same
    roster invite everybody once.
    """
    reasons.require_lead(roster.cohort, by)
    reason = reasons.given(reason)
    # Whoever invites or joins meanwhile waits.
    cohort = Cohort.objects.select_for_update().get(pk=roster.cohort_id)
    held = Roster.objects.select_for_update().filter(pk=roster.pk).first()
    if held is None:
        raise WrongState(_("This roster was imported already, or is too old."))
    people = [Person(*row[:4]) for row in lines_of(held) if row.words == ""]
    if any(row.outcome == RosterOutcome.ERROR for row in lines_of(held)):
        raise WrongState(
            _("Correct the lines with errors first: nothing was imported.")
        )
    lines = match(people, cohort)
    chosen = [row for row in lines if row.outcome in RosterOutcome.inviting()]
    _require_seats(cohort, chosen)
    invitations.invite_many(cohort, chosen, by=by)
    held.delete()
    told = Counter(row.outcome for row in lines)
    audit.record(
        AuditKind.ROSTER_IMPORTED,
        by=by,
        cohort=cohort,
        reason=reason,
        data={"rows": len(lines), "invited": len(chosen)},
    )
    return told


def _require_seats(cohort: Cohort, chosen: list[Line]) -> None:
    left = seats_left(cohort)
    if left is not None and len(chosen) > left:
        raise Incomplete(
            _("%(n)s people would be invited, and %(left)s seats are left.")
            % {"n": len(chosen), "left": left}
        )


def forget() -> int:
    """Names and addresses of people are not kept for nothing."""
    old = Roster.objects.filter(made_at__lt=timezone.now() - KEPT_FOR)
    return old.delete()[0] if old.exists() else 0
