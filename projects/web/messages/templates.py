"""Templates of messages: the list, one to change, a new one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.enums import Language
from projects.errors import DomainError
from projects.models import Cohort, MessageTemplate, User
from projects.operations import message_templates
from projects.operations.message_templates import Kept
from projects.operations.messages import Draft
from projects.placeholders import OF_MESSAGES
from projects.rules import may_share_templates
from projects.web.messages.forms import TemplateForm
from projects.web.parts.leading import crumbs, led_cohort
from projects.web.parts.people import signed_in


def templates_of(cohort: Cohort) -> QuerySet[MessageTemplate]:
    """The cohort's own, and those for every cohort."""
    return MessageTemplate.objects.filter(Q(cohort=cohort) | Q(cohort=None))


@login_required
def templates(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = led_cohort(request, slug)
    context = {
        "cohort": cohort,
        "crumbs": _crumbs(cohort),
        "rows": templates_of(cohort).select_related("changed_by"),
    }
    return render(request, "messages/templates.html", context)


@login_required
def add(request: HttpRequest, slug: str) -> HttpResponse:
    user, cohort = signed_in(request), led_cohort(request, slug)
    return _edit(request, user, cohort, None)


@login_required
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    user, cohort = signed_in(request), led_cohort(request, slug)
    return _edit(request, user, cohort, get_object_or_404(templates_of(cohort), pk=pk))


@require_POST
@login_required
def delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    user, cohort = signed_in(request), led_cohort(request, slug)
    row = get_object_or_404(templates_of(cohort), pk=pk)
    message_templates.delete(row, by=user, cohort=cohort)
    messages.success(request, _("Deleted."))
    return redirect("projects:message_templates", slug=cohort.slug)


def texts_of(row: MessageTemplate) -> dict[str, str]:
    """As a form's fields are called."""
    return {
        f"{name}_{language}": text.get(language.value, "")
        for name, text in (("subject", row.subject_text), ("body", row.body_text))
        for language in Language
    }


def _edit(
    request: HttpRequest, user: User, cohort: Cohort, row: MessageTemplate | None
) -> HttpResponse:
    initial = (
        {"name": row.name, "everywhere": row.cohort_id is None, **texts_of(row)}
        if row
        else {}
    )
    form = TemplateForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        may_share=may_share_templates(user),
    )
    if form.is_valid() and _kept(form, user, cohort, row):
        messages.success(request, _("Saved."))
        return redirect("projects:message_templates", slug=cohort.slug)
    context = {
        "cohort": cohort,
        "crumbs": [*_crumbs(cohort), {"label": row.name if row else _("New template")}],
        "form": form,
        "row": row,
        "placeholders": OF_MESSAGES.items(),
        "editable": row is None or row.cohort_id or may_share_templates(user),
    }
    status = 422 if form.errors else 200
    return render(request, "messages/template.html", context, status=status)


def _kept(
    form: TemplateForm, user: User, cohort: Cohort, row: MessageTemplate | None
) -> bool:
    kept = Kept(
        form.cleaned_data["name"],
        Draft(form.texts("subject"), form.texts("body")),
        everywhere=form.cleaned_data.get("everywhere", False),
    )
    try:
        message_templates.keep(kept, by=user, cohort=cohort, over=row)
    except DomainError as refusal:
        known = refusal.field if refusal.field in form.fields else None
        form.add_error(known, str(refusal.message))
        return False
    return True


def _crumbs(cohort: Cohort) -> list[dict[str, str]]:
    there = reverse("projects:messages", args=[cohort.slug])
    own = reverse("projects:message_templates", args=[cohort.slug])
    return crumbs(cohort, (_("Messages"), there), (_("Templates"), own))
