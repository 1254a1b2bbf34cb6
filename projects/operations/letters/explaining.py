"""Letters about an explanation: to the student who is asked, to the leads who decide."""

from django.utils.translation import gettext as _

from projects.enums import State
from projects.models import Event, User
from projects.operations.letters.content import Content, link
from projects.queries.explanations import explanation_of
from projects.zones import in_words


def asked_to_explain(event: Event) -> Content:
    """Never whose work it is like, nor where: that is not the student's to know."""
    submission = event.submission
    what = {"project": submission.project.title, "attempt": submission.attempt}
    asked = explanation_of(submission)
    is_open = submission.state == State.EXPLAINING and asked is not None
    lead = _(
        "Before the review of “%(project)s” (attempt %(attempt)s) goes on, we ask you to explain how "
        "you came to your code: part of it is much like code that we know from elsewhere. That can "
        "have good reasons, and nothing has been decided."
    )
    if asked is not None and is_open and asked.answered_at is None:
        until = _("Please answer by %(time)s, on the page of the attempt.")
        lead = f"{lead} {until % {'time': in_words(asked.due_at)}}"
    return Content(
        subject=_("A question about your work: %(project)s") % what,
        lead=lead % what,
        url=link("projects:submission", submission.uid) + "#explanation",
        action=_("Read and answer"),
        words=asked.question if asked is not None and is_open else "",
    )


def to_decide(event: Event, reader: User) -> Content:
    submission = event.submission
    what = {"project": submission.project.title, "attempt": submission.attempt}
    asked = explanation_of(submission)
    if asked is not None and asked.answered_at is None:
        lead = _(
            "A student was asked to explain “%(project)s” (attempt %(attempt)s), and the time to answer "
            "is over. Nothing follows from that by itself: you decide how it goes on."
        )
    else:
        lead = _(
            "A student has explained “%(project)s” (attempt %(attempt)s). The review waits for your "
            "decision."
        )
    return Content(
        subject=_("An explanation waits for your decision: %(project)s") % what,
        lead=lead % what,
        url=link("projects:explanation", submission.uid),
        action=_("Decide"),
    )
