"""Why a student is on the list, in words, and where the work is that it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from projects.enums import HelpKind
from projects.models import Cohort, HelpNeed, User
from projects.models.texts import text_in


@dataclass(frozen=True)
class Reason:
    words: str
    project: str
    url: str


def reasons(needs: Iterable[HelpNeed], cohort: Cohort, student: User) -> list[Reason]:
    """A work that there is not yet is looked for on the board."""
    board = reverse("projects:board", args=[cohort.slug])
    on_board = f"{board}?{urlencode({'name': student.email})}"
    return [
        Reason(
            words=_words(need, cohort),
            project=need.project.title,
            url=reverse("projects:submission", args=[need.submission.uid])
            if need.submission
            else on_board,
        )
        for need in needs
    ]


def _words(need: HelpNeed, cohort: Cohort) -> str:
    """What a template of them does not need, it leaves out."""
    values = {
        "day": _day(need.at),
        "n": need.times,
        "what": text_in(need.subject_text) or need.subject,
    }
    return _template(need, cohort) % {**values, "hours": cohort.promised_review_hours}


def _template(need: HelpNeed, cohort: Cohort) -> str:
    match need.kind:
        case HelpKind.LONG_WAIT:
            return ngettext(
                "Waits for a review since %(day)s; promised within %(hours)s hour",
                "Waits for a review since %(day)s; promised within %(hours)s hours",
                cohort.promised_review_hours,
            )
        case HelpKind.SAME_CRITERION:
            return ngettext(
                "Returned %(n)s time for “%(what)s”; last on %(day)s",
                "Returned %(n)s times for “%(what)s”; last on %(day)s",
                need.times,
            )
        case HelpKind.SENT_BACK:
            return ngettext(
                "Sent back %(n)s time; last on %(day)s",
                "Sent back %(n)s times; last on %(day)s",
                need.times,
            )
        case HelpKind.NO_ATTEMPT:
            return _("No attempt yet; due on %(day)s")
        case HelpKind.SILENT:
            return _("No upload, sign-in or answer since %(day)s")
    nothing_yet = need.submission_id is None
    return (  # HelpKind.PAST_DUE
        _("Was due on %(day)s; nothing handed in")
        if nothing_yet
        else _("Was due on %(day)s; the student has the next step")
    )


def _day(at: datetime | None) -> str:
    """In the reader's zone."""
    return _in_words(timezone.localdate(at), get_language()) if at else "–"


@lru_cache(maxsize=1024)  # a page has fifty reasons, of a few days
def _in_words(day: date, _language: str | None) -> str:
    return date_format(day, "MONTH_DAY_FORMAT")
