"""Who reads what of audits: what they may not see does not exist for them."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from projects.models import ReviewAudit, User
from projects.queries.review_audits import audits_seen_by, listed
from projects.rules import is_lead
from projects.web.parts.people import signed_in


def lead_of(request: HttpRequest) -> User:
    user = signed_in(request)
    if not is_lead(user):
        raise Http404
    return user


def audit_for(request: HttpRequest, pk: int) -> ReviewAudit:
    """With the submission, its rubric and its cohort."""
    seen = listed(audits_seen_by(signed_in(request)))
    return get_object_or_404(seen.select_related("review__submission__rubric"), pk=pk)


def own_audit_for(request: HttpRequest, pk: int) -> ReviewAudit:
    """For what a lead sends. Whether they may is the verb's business."""
    lead_of(request)
    return audit_for(request, pk)
