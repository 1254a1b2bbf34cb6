"""Who finds a cohort's pages: those who lead it; for everybody else there is none."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from projects.models import Cohort
from projects.web.parts.people import signed_in


def led_cohort(request: HttpRequest, slug: str) -> Cohort:
    return get_object_or_404(Cohort.objects.led_by(signed_in(request)), slug=slug)


def for_leads(request: HttpRequest) -> None:
    user = signed_in(request)
    if not (user.is_lead or user.is_staff):
        raise Http404
