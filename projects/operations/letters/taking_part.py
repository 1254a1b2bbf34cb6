"""The letter about somebody's part in a cohort: what was changed, what it means, whom to ask.

It says "those who lead the cohort" and names nobody: a decision is theirs together, and answers
to it belong where all of them read.
"""

from django.utils.translation import gettext as _

from projects.enums import EnrolmentState, State
from projects.models import AuditEntry, Cohort, Extension, User
from projects.operations.letters.content import Content, Part, link
from projects.queries.dashboard import path_of
from projects.queries.part_changes import PartChange, is_overtaken, part_changes
from projects.queries.syllabus import channels_for, guide_of
from projects.zones import in_words

_PAUSED, _ACTIVE = EnrolmentState.PAUSED, EnrolmentState.ACTIVE
_TRANSFERRED = EnrolmentState.TRANSFERRED


def content_of_part(entry: AuditEntry, reader: User) -> Content | None:
    """None: it was changed again since, of which another letter tells."""
    change = part_changes([entry]).get(entry.pk)
    if change is None or is_overtaken(entry):
        return None
    cohort = _where_they_are(change)
    channels = channels_for(guide_of(cohort), reader)
    points = [*_meaning(change, cohort, reader), *_dates(change, cohort, reader)]
    if not channels:
        points.append(_("If you have questions, ask those who lead the cohort."))
    return Content(
        subject=f"{change.title}: {change.cohort.title}",
        lead=_lead(change, cohort),
        url=_url(change),
        action=_("Open your course"),
        words=entry.reason,
        points_title=_("What this means for you"),
        points=points,
        parts_title=_("Here you can ask"),
        parts=[Part(one.name, one.url) for one in channels],
    )


def line_of(change: PartChange) -> Content:
    """One of many, in the letter of a day."""
    title = f"{change.title}: {change.cohort.title}"
    return Content(title, _end(change), _url(change), _("Open your course"))


def _url(change: PartChange) -> str:
    return f"{link('projects:home')}?cohort={change.leads_to}"


def _where_they_are(change: PartChange) -> Cohort:
    """The cohort whose dates hold for them, and whose channels they ask in."""
    if change.leads_to == change.cohort.slug:
        return change.cohort
    return Cohort.objects.filter(slug=change.leads_to).first() or change.cohort


def _lead(change: PartChange, there: Cohort) -> str:
    what = {"cohort": change.cohort.title, "other": there.title}
    match change.after:
        case EnrolmentState.PAUSED if change.was_paused:
            words = _(
                "Those who lead the cohort “%(cohort)s” have changed your pause in it."
            )
        case EnrolmentState.PAUSED:
            words = _(
                "Those who lead the cohort “%(cohort)s” have paused your part in it."
            )
        case EnrolmentState.WITHDRAWN:
            words = _(
                "Those who lead the cohort “%(cohort)s” have noted that you no longer take part "
                "in it."
            )
        case EnrolmentState.TRANSFERRED:
            words = _(
                "Those who lead the cohort “%(cohort)s” have moved you to the cohort “%(other)s”."
            )
        case _again:
            words = _(
                "Those who lead the cohort “%(cohort)s” have taken you back into it: you take "
                "part again."
            )
    return " ".join(filter(None, (words % what, _end(change))))


def _end(change: PartChange) -> str:
    if change.after != _PAUSED:
        return ""
    if change.again_from is None:
        return _("No end of the pause is set: they take you back when it is over.")
    words = _("You take part again from %(date)s, without doing anything.")
    return words % {"date": in_words(change.again_from)}


def _meaning(change: PartChange, there: Cohort, reader: User) -> list[str]:
    with_us = _(
        "What you have handed in is still checked and reviewed, and you can read all of it as before."
    )
    match change.after:
        case EnrolmentState.PAUSED:
            first = _("While the pause lasts, you cannot hand in work in this cohort.")
            dates = _("Due dates stay as they are. Ask if you need more time.")
            return [first, with_us, dates]
        case EnrolmentState.WITHDRAWN:
            first = _("You cannot hand in work in this cohort any more.")
            kept = _("Projects that were approved stay approved, in every cohort.")
            return [first, with_us, kept]
        case EnrolmentState.TRANSFERRED:
            return _after_transfer(change.cohort, there, reader, with_us)
    return [_("You can hand in work in this cohort again.")]


def _after_transfer(
    before: Cohort, there: Cohort, reader: User, with_us: str
) -> list[str]:
    what = {"cohort": before.title, "other": there.title}
    points = [
        _("You hand in work in “%(other)s” from now on, and its dates hold for you."),
        with_us,
        _("Projects that were approved in “%(cohort)s” count in “%(other)s”, too."),
    ]
    own = Extension.objects.filter(enrolment__cohort=before, enrolment__student=reader)
    if own.exists():
        points.append(
            _(
                "Due dates of your own in “%(cohort)s” do not move along. Ask if you need them in "
                "“%(other)s”."
            )
        )
    return [one % what for one in points]


def _dates(change: PartChange, cohort: Cohort, reader: User) -> list[str]:
    """What is still to be handed in, as it is due for them now."""
    if change.after not in (_PAUSED, _ACTIVE, _TRANSFERRED):
        return []
    words = _("%(project)s is due: %(date)s.")
    path = path_of(reader, cohort)
    rows = [one for one in path if not one.is_done and one.state not in State.open()]
    return [
        words % {"project": one.project.title, "date": in_words(one.scheduled.due_at)}
        for one in rows
        if one.scheduled.due_at is not None
    ]
