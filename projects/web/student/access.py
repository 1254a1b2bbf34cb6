"""Access control of the student pages: a submission that this person may see, or 404."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from projects.models import Submission
from projects.web.parts.people import signed_in


def submission_for(request: HttpRequest, uid: UUID) -> Submission:
    seen = Submission.objects.visible_to(signed_in(request))
    related = seen.select_related("project", "rubric", "cohort", "student", "previous")
    return get_object_or_404(related, uid=uid)
