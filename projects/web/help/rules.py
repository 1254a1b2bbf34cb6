"""The rules that say who needs help, read and changed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects.models import HelpList
from projects.operations import help_lists
from projects.queries.help.rules import rules_of
from projects.web.help.forms import DAYS, RulesForm
from projects.web.parts.leading import crumbs, led_cohort
from projects.web.parts.people import signed_in


@login_required
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    user, cohort = signed_in(request), led_cohort(request, slug)
    head = HelpList.objects.filter(cohort=cohort).first() or HelpList(cohort=cohort)
    data = request.POST if request.method == "POST" else None
    form = RulesForm(rules_of(cohort), head.days_after_writing, data)
    if form.is_valid():
        help_lists.change_rules(
            cohort,
            by=user,
            rules=form.settings(),
            days_after_writing=form.cleaned_data[DAYS],
        )
        messages.success(request, _("Saved. The list follows these rules from now on."))
        return redirect("projects:help", slug=cohort.slug)
    context = {
        "cohort": cohort,
        "crumbs": crumbs(
            cohort,
            (_("Who needs help"), reverse("projects:help", args=[cohort.slug])),
            (_("Rules"), ""),
        ),
        "form": form,
        "days": form[DAYS],
    }
    status = 422 if form.errors else 200
    return render(request, "help/rules.html", context, status=status)
