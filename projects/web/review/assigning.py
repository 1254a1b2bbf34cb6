"""What a lead does about who holds a review: gives it to a reviewer, or takes it over."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from projects import text_limits
from projects.enums import Action
from projects.models import Submission, User
from projects.operations import claims
from projects.queries.review_room import who_may_hold
from projects.rules import is_lead
from projects.web.parts.fields import WordsField, set_choices
from projects.web.parts.people import signed_in
from projects.web.review.access import submission_for
from projects.workflow import actions_for, check_allowed


class AssignForm(forms.Form):
    reviewer = forms.ChoiceField(label=gettext_lazy("Reviewer"))
    reason = WordsField(
        label=gettext_lazy("Why?"),
        required=False,
        max_length=text_limits.REASON,
        rows=2,
        help_text=gettext_lazy("Kept with the submission, for staff."),
    )

    def __init__(self, data: Any = None, *, people: list[User]) -> None:
        super().__init__(data)
        self.people = {str(one.pk): one for one in people}
        set_choices(self, reviewer=[(str(one.pk), _named(one)) for one in people])

    def chosen(self) -> User:
        return self.people[self.cleaned_data["reviewer"]]


def _named(person: User) -> str:
    held = getattr(person, "held", 0)
    return _("%(name)s: %(held)s of %(most)s in hand") % {
        "name": person,
        "held": held,
        "most": person.most_in_hand,
    }


@login_required
def assign(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = signed_in(request)
    if not is_lead(user):
        raise Http404
    subject = submission_for(request, uid)
    check_allowed(subject, Action.ASSIGN, by=user)
    people = who_may_hold(subject)
    form = AssignForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        to = form.chosen()
        claims.assign(subject, by=user, to=to, reason=form.cleaned_data["reason"])
        messages.success(request, _("%(name)s has it in hand now.") % {"name": to})
        return redirect("projects:queue")
    return _page(request, subject, form, user)


def _page(
    request: HttpRequest, subject: Submission, form: AssignForm, user: User
) -> HttpResponse:
    context = {
        "submission": subject,
        "form": form,
        "people": form.people,
        "may_take_over": Action.TAKE_OVER in actions_for(subject, user),
    }
    status = 422 if form.is_bound else 200
    return render(request, "review/assign.html", context, status=status)


@require_POST
@login_required
def take_over(request: HttpRequest, uid: UUID) -> HttpResponse:
    subject = submission_for(request, uid)
    reason = request.POST.get("reason", "")
    claims.take_over(subject, by=signed_in(request), reason=reason)
    messages.success(request, _("The review is in your hands now."))
    return redirect("projects:review", uid=uid)
