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
    board = reverse("projects:board", args=[cohort.slug])
    return trail((cohort.title, board), *more)


def trail(*more: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page beside the cohorts; the last is the page itself."""
    way = ((_("Cohorts"), reverse("projects:cohorts")), *more)
    return [{"label": label, "url": url} for label, url in way]
