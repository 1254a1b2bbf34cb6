"""The status line of a student's page: one sentence for each state of a submission."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.enums import State
from projects.models import Submission, current
from projects.queries.job_queue import Wait
from projects.queries.queue import expected_wait, queue_position
from projects.queries.schedule import Scheduled
from projects.site_settings import GRADING_PAUSED
from projects.templatetags.kit import estimated
from projects.web.parts.status_line import StatusLine
from projects.zones import in_words

AT_ONCE = timedelta(seconds=5)


@dataclass(frozen=True)
class StatusDetails:
    """Numbers and times that the sentence tells, where they are known."""

    changes: int = 0  # specifications (or hints) that ask for something
    remaining: timedelta | None = None  # of the checks
    wait: Wait | None = None  # for a worker
    faulty: bool = False  # a fault of ours stopped the newest run
    superseded: bool = False  # there is a newer attempt
    explained: bool = False  # the student has answered what was asked


def status_line_of(submission: Submission, now: StatusDetails) -> StatusLine:
    if now.superseded:
        return StatusLine("done", _("A newer attempt has taken this one's place."))
    whose, words = _WORDS[State(submission.state)]
    whose = "ours" if now.explained else whose
    return StatusLine(whose, words(submission, now))


def not_started() -> StatusLine:
    return StatusLine("yours", _("Build it, then upload your notebook."))


def next_of_path(title: str) -> StatusLine:
    """On a page of several projects, which names the one that is meant."""
    words = _("“%(project)s” is next: build it, then upload your notebook.")
    return StatusLine("yours", words % {"project": title})


def closed() -> StatusLine:
    return StatusLine("ours", _("Hand-ins are closed for a while: see below why."))


def takes_no_part() -> StatusLine:
    """Nothing to hand in here: what is said of their part stands below."""
    return StatusLine("done", _("You do not take part in this cohort now: see below."))


def not_open(project: Scheduled) -> StatusLine:
    if project.project.announced or project.opens_at is None:
        return StatusLine("done", _("This project is not open yet."))
    words = _("This project opens on %(time)s.")
    return StatusLine("done", words % {"time": in_words(project.opens_at)})


def complete(*, certifies: bool) -> StatusLine:
    """`certifies`: this cohort is where the student takes the certificate."""
    if certifies:
        words = _("Every project meets specifications: your certificate is below.")
    else:
        words = _("Every project meets specifications.")
    return StatusLine("done", words)


def nothing_open() -> StatusLine:
    return StatusLine("done", _("Nothing waits for you: everything open is handed in."))


def _checking(submission: Submission, now: StatusDetails) -> str:
    if now.wait is not None and current(GRADING_PAUSED):
        return _(
            "Grading is paused for a while by the people who run the site. Your work is stored and "
            "keeps its place in line; you need do nothing."
        )
    if now.wait is not None:
        return _waiting(now.wait)
    if now.remaining is None:
        return _("We are checking your notebook.")
    return _("We are checking your notebook: about %(time)s left.") % {
        "time": estimated(now.remaining)
    }


def _waiting(wait: Wait) -> str:
    if not wait.workers:
        return _(
            "No worker is up at the moment; your work is kept and starts as soon as "
            "one is."
        )
    if wait.time is None:
        return _("It waits for a worker: number %(n)s in line.") % {"n": wait.place}
    if wait.time < AT_ONCE:
        return _("A worker will start it in a moment.")
    return _("It waits for a worker: number %(n)s in line, about %(time)s.") % {
        "n": wait.place,
        "time": estimated(wait.time),
    }


def _held(submission: Submission, now: StatusDetails) -> str:
    return _(
        "An error on our side stopped the checks. The people who run the course"
        " have been told and decide how it goes on; you need do nothing, and "
        "nothing counts against you."
    )


def _returned(submission: Submission, now: StatusDetails) -> str:
    if not now.changes:
        return _("The checks sent it back: read the hints, then upload again.")
    return ngettext(
        "The checks found %(n)s thing to change: read the hint, then upload again.",
        "The checks found %(n)s things to change: read the hints, then upload again.",
        now.changes,
    ) % {"n": now.changes}


def _awaiting(submission: Submission, now: StatusDetails) -> str:
    number = queue_position(submission)
    place = {"n": number}
    if now.faulty:
        line = _(
            "An error on our side stopped the checks, so a reviewer looks "
            "without them: number %(n)s in line."
        )
        return line % place
    wait = expected_wait(submission, number)
    if wait is None:
        return _("It waits for a reviewer: number %(n)s in line.") % place
    return _(
        "It waits for a reviewer: number %(n)s in line, usually within %(time)s."
    ) % {**place, "time": estimated(wait)}


def _in_review(submission: Submission, now: StatusDetails) -> str:
    return _("A reviewer is reading your work. You need do nothing.")


def _explaining(submission: Submission, now: StatusDetails) -> str:
    if now.explained:
        return _(
            "Your explanation has arrived. One of the people who run the course reads it and "
            "decides how it goes on; your place in the queue is kept."
        )
    return _(
        "We have a question about your work before the review goes on: please answer it. "
        "Nobody's time runs meanwhile, and your place in the queue is kept."
    )


def _approved(submission: Submission, now: StatusDetails) -> str:
    return _("It meets specifications. Well done: this project is finished.")


def _changes(submission: Submission, now: StatusDetails) -> str:
    return ngettext(
        "%(n)s criterion requires changes: answer it and resubmit.",
        "%(n)s criteria require changes: answer them and resubmit.",
        now.changes,
    ) % {"n": now.changes}


def _unreviewable(submission: Submission, now: StatusDetails) -> str:
    return _(
        "The reviewer could not review this hand-in. Read why, then upload again; "
        "it does not count as a failed attempt."
    )


def _disputed(submission: Submission, now: StatusDetails) -> str:
    return _(
        "A second reviewer will look at what you disputed: number %(n)s in line."
    ) % {"n": queue_position(submission)}


def _withdrawn(submission: Submission, now: StatusDetails) -> str:
    return _("You withdrew this attempt. Upload again whenever you like.")


_WORDS: dict[State, tuple[str, Callable[[Submission, StatusDetails], str]]] = {
    State.CHECKING: ("ours", _checking),
    State.HELD: ("ours", _held),
    State.RETURNED: ("yours", _returned),
    State.AWAITING_REVIEW: ("reviewer", _awaiting),
    State.IN_REVIEW: ("reviewer", _in_review),
    State.EXPLAINING: ("yours", _explaining),
    State.APPROVED: ("done", _approved),
    State.CHANGES_REQUESTED: ("yours", _changes),
    State.UNREVIEWABLE: ("yours", _unreviewable),
    State.DISPUTED: ("reviewer", _disputed),
    State.WITHDRAWN: ("yours", _withdrawn),
}
