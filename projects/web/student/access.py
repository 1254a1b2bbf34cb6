"""Access control of the student pages: a submission that this person may see, or 404."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from projects.models import Submission
from projects.operations import verdicts
from projects.web.parts.people import signed_in


def submission_for(request: HttpRequest, uid: UUID) -> Submission:
    seen = Submission.objects.visible_to(signed_in(request))
    related = seen.select_related("project", "rubric", "cohort", "student", "previous")
    found = get_object_or_404(related, uid=uid)
    # A verdict whose time has come is read, whether or not the sweep has told it.
    if found.is_to_be_told() and verdicts.tell(found):
        return get_object_or_404(related, uid=uid)
    return found
