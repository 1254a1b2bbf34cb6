"""Access control of the student pages: a submission that this person may see, or 404."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from projects.models import Submission
from projects.operations import verdicts
from projects.queries.attempt_page import attempts_beside, newest_beside
from projects.web.parts.people import signed_in


def attempts_for(
    request: HttpRequest, uid: UUID, most: int
) -> tuple[Submission, list[Submission]]:
    """The submission with its page's marks, and of its student's attempts the newest, at most so many."""
    reader = signed_in(request)
    newest = newest_beside(most)(uid, reader)
    found = next((one for one in newest if one.uid == uid), None)
    found = found or get_object_or_404(attempts_beside(uid, reader), uid=uid)
    if found.is_to_be_told() and verdicts.tell(found):
        return attempts_for(request, uid, most)
    return found, newest


def submission_for(request: HttpRequest, uid: UUID) -> Submission:
    user = signed_in(request)
    seen = Submission.objects.visible_to(user).known_for(user)
    related = seen.select_related("project", "rubric", "cohort", "student", "previous")
    found = get_object_or_404(related, uid=uid)
    # A verdict whose time has come is read, whether or not the sweep has told it.
    if found.is_to_be_told() and verdicts.tell(found):
        return get_object_or_404(related, uid=uid)
    return found
