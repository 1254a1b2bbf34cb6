"""Whom of a roster the site knows already."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from projects.enums import InvitationState
from projects.models import Cohort, Enrolment, Invitation, User

PORTION = 500  # addresses of one query


@dataclass
class Known:
    """By address."""

    people: dict[str, bool] = field(default_factory=dict)  # whether they may sign in
    here: dict[str, bool] = field(default_factory=dict)  # whether they take part
    elsewhere: set[str] = field(default_factory=set)
    invited: dict[str, InvitationState] = field(default_factory=dict)


def find_known(addresses: set[str], cohort: Cohort) -> Known:
    known = Known()
    for portion in portions(sorted(addresses)):
        users = User.objects.filter(email__in=portion)
        known.people.update(users.values_list("email", "is_active"))
        enrolled = Enrolment.objects.filter(student__email__in=portion)
        for row in enrolled.select_related("student"):
            if row.cohort_id == cohort.pk:
                known.here[row.student.email] = row.state in ("active", "paused")
            else:
                known.elsewhere.add(row.student.email)
        for one in Invitation.objects.filter(cohort=cohort, address__in=portion):
            known.invited[one.address] = one.state
    return known


def portions(rows: Iterable[str]) -> Iterator[list[str]]:
    given = iter(rows)
    while portion := list(islice(given, PORTION)):
        yield portion
