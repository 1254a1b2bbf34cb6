"""Who reads what of trainings: what they may not see does not exist for them."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from projects.enums import CertificationState
from projects.models import Certification, TrainingSample, User
from projects.queries.training import samples_for
from projects.rules import leads_site
from projects.web.parts.people import signed_in


def lead_of(request: HttpRequest) -> User:
    user = signed_in(request)
    if not leads_site(user):
        raise Http404
    return user


def own_training(request: HttpRequest, pk: int) -> Certification:
    """While it goes on, and after it led to a certification."""
    states = CertificationState.with_training()
    mine = signed_in(request).certifications.filter(state__in=states)
    return get_object_or_404(mine.select_related("project", "user"), pk=pk)


def sample_of(certification: Certification, number: int) -> TrainingSample:
    """With the submission, its rubric and its cohort."""
    offered = samples_for(certification).select_related(
        "project", "review__submission__rubric", "review__submission__cohort"
    )
    return get_object_or_404(offered, number=number)
