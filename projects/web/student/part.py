"""What a student is told of their part in a cohort: why they cannot hand in, which dates are their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from projects.enums import EnrolmentState
from projects.models import Enrolment, Extension, Project


@dataclass(frozen=True)
class Part:
    title: str  # empty: they take part, and there is nothing to tell
    reason: str = ""
    again_from: datetime | None = None  # when a pause ends by itself
    extensions: Sequence[Extension] = ()

    @property
    def takes_part(self) -> bool:
        return not self.title


def part_of(enrolment: Enrolment | None, project: Project | None = None) -> Part:
    """Of one project's page or, without one, of all projects. Expects `dashboard.enrolments_of`."""
    if enrolment is None:
        return Part("")
    own = enrolment.extensions.select_related("project").order_by("due_at")
    if project is not None:
        own = own.filter(project=project)
    if not enrolment.has_extensions:  # type: ignore[attr-defined]
        own = own.none()
    titles = {
        EnrolmentState.PAUSED: _("Your part in this cohort is paused for now."),
        EnrolmentState.WITHDRAWN: _("You have withdrawn from this cohort."),
        EnrolmentState.TRANSFERRED: _("You are in another cohort now."),
    }
    title = titles.get(enrolment.state_now(), "")
    reason = enrolment.state_reason if title else ""
    return Part(title, reason, enrolment.pause_ends_at if title else None, list(own))
