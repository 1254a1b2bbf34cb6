"""What becomes of each person of a roster, beside those whom the site knows already."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from django.utils.translation import gettext as _

from projects.enums import InvitationState, RosterOutcome
from projects.models import Cohort
from projects.operations.roster.known_people import Known, find_known
from projects.operations.roster.person import Person


class Line(NamedTuple):
    """As it is kept between preview and import."""

    line: int
    email: str
    name: str
    language: str
    outcome: str
    words: str = ""  # of an error; of a repetition: which line


def match(people: Sequence[Person], cohort: Cohort) -> list[Line]:
    """A few queries for each portion of addresses, however many rows there are."""
    known = find_known({one.email for one in people if not one.error}, cohort)
    seen: dict[str, Person] = {}
    return [_line(one, known, seen) for one in people]


def _line(one: Person, known: Known, seen: dict[str, Person]) -> Line:
    if not one.error:
        first = seen.setdefault(one.email, one)
        if first is not one:
            return _repeated(one, first)
        if known.people.get(one.email) is False:
            one = replace(one, error=_("The account with this address is deactivated."))
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


def _outcome(email: str, known: Known) -> RosterOutcome:
    if email in known.here:
        return RosterOutcome.ENROLLED if known.here[email] else RosterOutcome.LEFT
    if email in known.invited:
        return _OF_INVITATION[known.invited[email]]
    if email in known.elsewhere:
        return RosterOutcome.ELSEWHERE
    return RosterOutcome.KNOWN if email in known.people else RosterOutcome.NEW
