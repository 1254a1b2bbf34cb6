"""Who changed what of a cohort or a person, when and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.enums import AuditKind
from projects.models import AuditEntry, Cohort, User
from projects.web.parts.fields import set_filters
from projects.web.parts.leading import led_cohort
from projects.web.people.access import admin, frame
from projects.web.people.change_words import told

PER_PAGE = 50
LARGE = ("starter_code", "brief_text", "signature", "presentation")  # of a project


class FilterForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    person = forms.CharField(
        label=gettext_lazy("About or by"), required=False, max_length=120
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        set_filters(self, kind=AuditKind.choices)

    def asked(self) -> dict[str, str]:
        self.is_valid()
        given = {name: self.cleaned_data.get(name, "") for name in self.fields}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True)
class Row:
    entry: AuditEntry
    kind: str
    words: str  # what was before and after


def rows_of(entries: Iterable[AuditEntry]) -> list[Row]:
    return [Row(one, str(AuditKind(one.kind).label), told(one)) for one in entries]


def entries_of(
    cohort: Cohort | None = None, person: User | None = None
) -> QuerySet[AuditEntry]:
    entries = AuditEntry.objects.select_related("actor", "person", "cohort", "project")
    entries = entries.defer(*(f"project__{name}" for name in LARGE))
    if cohort is not None:
        entries = entries.filter(cohort=cohort)
    return entries if person is None else entries.filter(person=person)


def _filtered(
    entries: QuerySet[AuditEntry], asked: dict[str, str]
) -> QuerySet[AuditEntry]:
    if kind := asked.get("kind"):
        entries = entries.filter(kind=kind)
    if words := asked.get("person"):
        found = Q()
        for who in ("person", "actor"):
            found |= Q(**{f"{who}__name__icontains": words})
            found |= Q(**{f"{who}__email__icontains": words})
        entries = entries.filter(found)
    return entries


def _page(
    request: HttpRequest, entries: QuerySet[AuditEntry], around: dict[str, Any]
) -> HttpResponse:
    form = FilterForm(request.GET)
    asked = form.asked()
    found = Paginator(_filtered(entries, asked), PER_PAGE)
    page = found.get_page(request.GET.get("page"))
    context = {
        **around,
        "form": form,
        "query": urlencode(asked),
        "page": page,
        "rows": rows_of(page),
    }
    return render(request, "people/changes_page.html", context)


@login_required
def of_cohort(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = led_cohort(request, slug)
    return _page(request, entries_of(cohort), frame(cohort, "cohort_changes"))


@login_required
def of_site(request: HttpRequest) -> HttpResponse:
    """Of the whole site, for admins: also what belongs to no cohort."""
    admin(request)
    crumbs: Sequence[dict[str, str]] = []
    around = {"title": _("Change log"), "crumbs": crumbs, "cohort": None}
    return _page(request, entries_of(), around)
