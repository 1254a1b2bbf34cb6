"""The queue: what I may claim, and what is in hand."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects import text_limits
from projects.enums import CertificationState, Language
from projects.models import Project, Submission, User
from projects.queries import queue_rows as reads
from projects.queries.queue_rows import Filters
from projects.queries.review_room import (
    fitting_first,
    held_rows,
    in_hand_rows,
    rows_of,
    waiting,
)
from projects.queries.standing_requests import open_request_of
from projects.rules import is_lead
from projects.web.parts.fields import set_filters
from projects.web.parts.people import signed_in
from projects.web.review.queue_rows import lists_of
from projects.web.review.standing_requests import standing_of

PER_PAGE = 25


class FilterForm(forms.Form):
    """Everything may be empty, and what makes no sense is as if it were."""

    student = forms.CharField(
        label=gettext_lazy("Student"),
        required=False,
        max_length=text_limits.NAME,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "data-key": "/",
                "data-only-focus": "",
            }
        ),
    )
    project = forms.ChoiceField(label=gettext_lazy("Project"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    attempt = forms.ChoiceField(label=gettext_lazy("Attempt"), required=False)
    machine = forms.ChoiceField(label=gettext_lazy("Checks"), required=False)
    disputed = forms.ChoiceField(label=gettext_lazy("Disputed"), required=False)

    def __init__(self, data: Mapping[str, Any], projects: Sequence[Project]) -> None:
        super().__init__(data)
        choices: dict[str, list[tuple[str, Any]]] = {
            "project": [(one.slug, one.title) for one in projects],
            "language": list(Language.choices),
            "attempt": [(reads.FIRST, _("First")), (reads.AGAIN, _("Resubmitted"))],
            "machine": [
                (reads.PASSED, _("Passed")),
                (reads.FAILED, _("Failed")),
                (reads.APPEALED, _("Appealed")),
                (reads.UNCHECKED, _("Not checked")),
            ],
            "disputed": [("yes", _("Yes")), ("no", _("No"))],
        }
        set_filters(self, **choices)

    def filters(self) -> Filters:
        self.is_valid()
        return Filters(
            **{name: self.cleaned_data.get(name, "") for name in self.fields}
        )


@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """What fits me, oldest first. Leads without a certification read everything that waits."""
    user = signed_in(request)
    projects = _certified_for(user)
    certified = bool(projects)
    if not certified and not is_lead(user):
        raise Http404
    form = FilterForm(request.GET, projects or _all_projects())
    filters = form.filters()
    everything = fitting_first(user) if certified else waiting(user)
    keys = filters.apply(everything, user).values_list("pk", flat=True)
    page = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    mine, others = _held(user)
    lists = [(rows_of(page), "review"), (mine, "review"), (others, "submission")]
    rows, my_rows, other_rows = lists_of(lists, reader=user)
    query = {name: value for name, value in asdict(filters).items() if value}
    full = len(mine) >= user.most_in_hand
    context = {
        "page": page,
        "form": form,
        "query": urlencode(query),
        "rows": rows,
        "in_hand": my_rows,
        "others": other_rows,
        "may_claim": certified and not full,
        "may_lead": is_lead(user),
        "is_full": full,
        "most": user.most_in_hand,
        "certified": certified,
        "standing": standing_of(open_request_of(user)) if certified else None,
    }
    return render(request, "review/queue.html", context)


def _certified_for(user: User) -> list[Project]:
    mine = Project.objects.filter(
        certifications__user=user, certifications__state=CertificationState.CERTIFIED
    )
    return list(mine.distinct())


def _all_projects() -> list[Project]:
    return list(Project.objects.filter(announced=False))


def _held(user: User) -> tuple[list[Submission], list[Submission]]:
    """What they have in hand; and for leads, who may release it, assign it or take it over, what others have."""
    if not is_lead(user):
        return in_hand_rows(user), []
    held = list(held_rows(user)[: PER_PAGE + settings.REVIEWS_IN_HAND])
    mine = [one for one in held if one.reviewer_id == user.pk]
    others = [one for one in held if one.reviewer_id != user.pk]
    return mine, others[:PER_PAGE]
