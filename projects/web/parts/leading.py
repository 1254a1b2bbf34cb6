"""Cohorts for those who lead them: for all others they do not exist."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from projects.models import Cohort
from projects.web.parts.people import signed_in


def led_cohort(request: HttpRequest, slug: str) -> Cohort:
    return get_object_or_404(Cohort.objects.led_by(signed_in(request)), slug=slug)


def crumbs(cohort: Cohort, *more: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page of the cohort: `more` are labels with their addresses."""
    way = (
        (_("Cohorts"), reverse("projects:cohorts")),
        (cohort.title, reverse("projects:board", args=[cohort.slug])),
        *more,
    )
    return [{"label": label, "url": url} for label, url in way]
