"""A cohort's certificates for those who lead it, as a page and as a table for spreadsheets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.models import Certificate, Cohort
from projects.queries.certificates import (
    REVOKED,
    Standing,
    certificates_in,
    standings_of,
)
from projects.web.certificates.access import is_admin
from projects.web.certificates.badge import address
from projects.web.parts.fields import set_filters
from projects.web.parts.leading import crumbs, led_cohort
from projects.web.parts.tables import csv_file

PER_PAGE = 50
BATCH = 500  # of the file: whose standing is asked at once


class FilterForm(forms.Form):
    """Everything may be empty, and what makes no sense is as if it were."""

    words = forms.CharField(
        label=gettext_lazy("Name or e-mail"), required=False, max_length=120
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        set_filters(self, state=[("kept", _("Not revoked")), (REVOKED, _("Revoked"))])

    def asked(self) -> dict[str, str]:
        self.is_valid()
        given = {name: self.cleaned_data.get(name, "") for name in self.fields}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True)
class Row:
    certificate: Certificate
    standing: Standing
    is_open: bool  # to the reader: public, or they are an admin

    @property
    def holds(self) -> bool:
        return self.standing is Standing.VALID


def _rows(certificates: Iterable[Certificate], *, admin: bool) -> list[Row]:
    kept = list(certificates)
    standings = standings_of(kept)
    return [Row(one, standings[one.pk], admin or one.is_public) for one in kept]


@login_required
def cohort_certificates(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = led_cohort(request, slug)
    form = FilterForm(request.GET)
    asked, title = form.asked(), _("Certificates")
    found = Paginator(certificates_in(cohort, **asked), PER_PAGE)
    page = found.get_page(request.GET.get("page"))
    context = {
        "cohort": cohort,
        "title": title,
        "crumbs": crumbs(cohort, (title, "")),
        "form": form,
        "query": urlencode(asked),
        "page": page,
        "rows": _rows(page, admin=is_admin(request)),
        "is_admin": is_admin(request),
    }
    return render(request, "certificates/listing.html", context)


@login_required
def cohort_certificates_csv(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = led_cohort(request, slug)
    asked = FilterForm(request.GET).asked()
    head = ["name", "account", "email", "met", "taken", "standing", "public", "link"]
    rows = _lines(cohort, asked, admin=is_admin(request))
    return csv_file(f"{cohort.slug}-certificates.csv", head, rows)


def _lines(
    cohort: Cohort, asked: dict[str, str], *, admin: bool
) -> Iterator[list[object]]:
    """The link of a private one is for its student and admins."""
    found = certificates_in(cohort, **asked).iterator(chunk_size=BATCH)
    while some := list(islice(found, BATCH)):
        for row in _rows(some, admin=admin):
            one = row.certificate
            yield [
                *(one.name, one.student.name, one.student.email),
                one.met_at.isoformat(timespec="seconds"),
                one.taken_at.isoformat(timespec="seconds"),
                row.standing.value,
                "yes" if one.is_public else "no",
                address("certificate", one.uid) if row.is_open else "",
            ]
