"""The letter of another due date: in the reader's language, the date in their zone."""

from django.utils.translation import gettext as _

from projects.models import AuditEntry, User
from projects.operations.letters.content import Content, link
from projects.queries.date_changes import DateChange, date_changes, is_overtaken
from projects.queries.schedule import scheduled
from projects.zones import in_words


def content_of_dates(entry: AuditEntry, reader: User) -> Content | None:
    """None: the date was changed again since, of which another letter tells."""
    change = date_changes([entry]).get(entry.pk)
    if change is None or is_overtaken(entry):
        return None
    return Content(
        subject=change.title,
        lead=_lead(change, reader),
        url=link("projects:project", change.project.slug)
        + f"?cohort={change.cohort.slug}",
        action=_("Open the project"),
        words=entry.reason if change.due_at is not None else "",
    )


def line_of(change: DateChange) -> Content:
    """One of many, in the letter of a day and in the inbox."""
    until = "" if change.due_at is None else _until(change)
    url = link("projects:project", change.project.slug)
    return Content(
        change.title, until, f"{url}?cohort={change.cohort.slug}", _("Open the project")
    )


def _until(change: DateChange) -> str:
    if change.due_at is None:
        return ""
    words = _("Due for you: %(date)s.")
    return words % {"date": in_words(change.due_at)}


def _lead(change: DateChange, reader: User) -> str:
    what = {"project": change.project.title, "cohort": change.cohort.title}
    if change.due_at is not None:
        words = _(
            "For “%(project)s” in the cohort “%(cohort)s” you have a due date of your own now."
        )
        return f"{words % what} {_until(change)}"
    words = _(
        "The extension for “%(project)s” in the cohort “%(cohort)s” was taken back."
    )
    now = scheduled(change.cohort, change.project, reader)
    if now is None or now.due_at is None:
        return words % what
    again = _("The cohort's date holds for you again: %(date)s.")
    return f"{words % what} {again % {'date': in_words(now.due_at)}}"
