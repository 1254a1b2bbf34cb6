"""Which cohorts a reader may open: what they do not lead does not exist for them."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from projects.models import Cohort
from projects.rules import is_lead
from projects.web.parts.people import signed_in


def for_staff(request: HttpRequest) -> None:
    if not is_lead(signed_in(request)):
        raise Http404


def led_cohort(request: HttpRequest, slug: str) -> Cohort:
    return get_object_or_404(Cohort.objects.led_by(signed_in(request)), slug=slug)
