"""The title and the address of a new cohort."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from projects.models import Cohort
from projects.operations.cohorts.checking import PlanRefused, Problem


@dataclass(frozen=True)
class Name:
    title: str
    slug: str
    source: str  # where the plan comes from, for the audit


def check_name(name: Name) -> None:
    problems = []
    if Cohort.objects.filter(slug=name.slug).exists():
        problems.append(address_taken())
    if Cohort.objects.filter(title__iexact=name.title.strip()).exists():
        problems.append(Problem("title", _("Another cohort has this title.")))
    if problems:
        raise PlanRefused(problems)


def address_taken() -> Problem:
    return Problem("slug", _("Another cohort has this address."))
