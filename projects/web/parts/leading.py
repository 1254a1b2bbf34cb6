"""Cohorts for those who lead them: for all others they do not exist."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from projects.models import Cohort, User
from projects.rules import leads_cohort
from projects.web.parts.people import signed_in


def led_cohort(request: HttpRequest, slug: str) -> tuple[User, Cohort]:
    user, cohort = signed_in(request), get_object_or_404(Cohort, slug=slug)
    if not leads_cohort(user, cohort):
        raise Http404
    return user, cohort


def crumbs(cohort: Cohort, *more: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page of the cohort: `more` are labels with their addresses."""
    first = {
        "label": cohort.title,
        "url": reverse("projects:board", args=[cohort.slug]),
    }
    return [first, *({"label": label, "url": url} for label, url in more)]
