"""What becomes of each person of a roster, beside those whom the site knows already."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext as _

from projects.enums import InvitationState, RosterOutcome
from projects.models import Cohort, Enrolment, Invitation, User
from projects.operations.roster.reading import Person

PORTION = 500  # addresses of one query


class Line(NamedTuple):
    """As it is kept between preview and import."""

    line: int
    email: str
    name: str
    language: str
    outcome: str
    words: str = ""  # of an error; of a repetition: which line


@dataclass
class _Known:
    """By address."""

    people: dict[str, bool] = field(default_factory=dict)  # whether they may sign in
    here: dict[str, bool] = field(default_factory=dict)  # whether they take part
    elsewhere: set[str] = field(default_factory=set)
    invited: dict[str, InvitationState] = field(default_factory=dict)


def match(people: Sequence[Person], cohort: Cohort) -> list[Line]:
    """A few queries for each portion of addresses, however many rows there are."""
    known = _known({one.email for one in people if not one.error}, cohort)
    seen: dict[str, Person] = {}
    return [_line(one, known, seen) for one in people]


def _line(one: Person, known: _Known, seen: dict[str, Person]) -> Line:
    if not one.error:
        first = seen.setdefault(one.email, one)
        if first is not one:
            return _repeated(one, first)
        if known.people.get(one.email) is False:
            one = replace(one, error=_("The account with this address is shut."))
    if one.error:
        return _told(one, RosterOutcome.ERROR, one.error)
    return _told(one, _outcome(one.email, known))


def _repeated(one: Person, first: Person) -> Line:
    words = _("The same address as in line %(line)s.") % {"line": first.line}
    same = (one.name, one.language) == (first.name, first.language)
    return _told(one, RosterOutcome.REPEATED if same else RosterOutcome.ERROR, words)


def _told(one: Person, outcome: RosterOutcome, words: str = "") -> Line:
    return Line(one.line, one.email, one.name, one.language, outcome.value, words)


_OF_INVITATION: Mapping[InvitationState, RosterOutcome] = {
    InvitationState.OPEN: RosterOutcome.INVITED,
    InvitationState.ACCEPTED: RosterOutcome.ENROLLED,  # with another address
    InvitationState.EXPIRED: RosterOutcome.AGAIN,
    InvitationState.REVOKED: RosterOutcome.REVOKED,
}


def _outcome(email: str, known: _Known) -> RosterOutcome:
    if email in known.here:
        return RosterOutcome.ENROLLED if known.here[email] else RosterOutcome.LEFT
    if email in known.invited:
        return _OF_INVITATION[known.invited[email]]
    if email in known.elsewhere:
        return RosterOutcome.ELSEWHERE
    return RosterOutcome.KNOWN if email in known.people else RosterOutcome.NEW


def _known(addresses: set[str], cohort: Cohort) -> _Known:
    known = _Known()
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
