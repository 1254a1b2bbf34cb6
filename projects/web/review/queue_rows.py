"""Rows of the queue and of what is in hand, ready for their templates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.enums import Action, Language, State
from projects.models import Review, Submission, User
from projects.queries.queue_rows import Facts, Machine, edition_title, facts_of
from projects.workflow import TRANSITIONS


@dataclass(frozen=True)
class Verdict:
    """What the machine found, in a few words. `outcome` gives its shape and colour."""

    outcome: str
    words: str


@dataclass(frozen=True)
class QueueRow:
    """One submission of a list."""

    submission: Submission
    url: str
    state: str
    state_label: str | Promise
    language: str | Promise
    edition: str
    marks: list[str]
    machine: Verdict | None
    previous: str  # who reviewed the attempt before
    is_unchecked: bool  # a fault of ours stopped the checks, and there is no verdict
    time_left: timedelta | None
    is_offered: bool  # to the reader first, for a while
    kept_until: datetime | None  # for somebody else

    @property
    def waiting_since(self) -> datetime | None:
        return self.submission.queued_at

    @property
    def may_extend(self) -> bool:
        """Once per claim, as `guards.IS_NOT_EXTENDED` says."""
        guards = TRANSITIONS[Action.EXTEND].guards
        return all(guard.holds(None, self.submission) for guard in guards)


def rows_of(
    submissions: Iterable[Submission], *, room: str, reader: User
) -> list[QueueRow]:
    """`room` is the page that a row opens: "review" or "submission"."""
    return lists_of([(submissions, room)], reader=reader)[0]


def lists_of(
    lists: Iterable[tuple[Iterable[Submission], str]], *, reader: User
) -> list[list[QueueRow]]:
    """Several lists of a page, each with its room: what is told of their rows is read at once."""
    read = [(list(submissions), room) for submissions, room in lists]
    rows = [one for submissions, _room in read for one in submissions]
    facts: Mapping[int, Facts] = facts_of(rows) if rows else {}
    return [
        [_row(one, facts[one.pk], room, reader) for one in submissions]
        for submissions, room in read
    ]


def _row(one: Submission, facts: Facts, room: str, reader: User) -> QueueRow:
    free = one.state != State.IN_REVIEW or one.claim_expired()
    shown = one.state_now()
    ends, until = one.claim_expires_at, one.offered_until
    waits = free and until is not None and until > timezone.now()
    kept = waits and one.is_kept_for_another(reader)
    unchecked = getattr(one, "is_unchecked", False)
    return QueueRow(
        one,
        url=reverse(f"projects:{room}", args=[one.uid]),
        state=shown.value,
        state_label=shown.label,
        language=Language(one.language).label,
        edition=edition_title(one.project, one.edition),
        marks=_marks(one),
        machine=None if unchecked else _machine(facts.machine),
        previous=_previous(facts.previous, reader),
        is_unchecked=unchecked,
        time_left=ends - timezone.now() if ends and not free else None,
        is_offered=waits and not kept,
        kept_until=until if kept else None,
    )


def _machine(found: Machine) -> Verdict:
    if not found.checked:
        return Verdict("none", _("Not checked"))
    if found.failed:
        words = ngettext(
            "%(n)s criterion failed by checks",
            "%(n)s criteria failed by checks",
            found.failed,
        )
        return Verdict("failed", words % {"n": found.failed})
    if found.unmeasured:
        words = ngettext(
            "%(n)s criterion not measured",
            "%(n)s criteria not measured",
            found.unmeasured,
        )
        return Verdict("unjudged", words % {"n": found.unmeasured})
    return Verdict("passed", _("Passed all checks"))


def _previous(review: Review | None, reader: User) -> str:
    if review is None:
        return ""
    told = {"n": review.submission.attempt, "name": review.reviewer}
    if review.reviewer_id == reader.pk:
        return _("You reviewed attempt %(n)s") % told
    return _("%(name)s reviewed attempt %(n)s") % told


def _marks(submission: Submission) -> list[str]:
    marks = []
    if getattr(submission, "is_disputed", False):
        marks.append(_("Disputed: needs a second reviewer"))
    if submission.appeal_reason:
        marks.append(_("Appealed: the student contests the checks"))
    return marks
