"""What students were asked to explain: the leads' list, and the page where one is decided."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import Action
from projects.errors import Incomplete
from projects.models import Submission, User
from projects.operations import explanations as verbs
from projects.queries.explanations import asked_for, explanation_of
from projects.rules import is_lead
from projects.web.parts.people import signed_in
from projects.web.parts.top_bar import top_bar
from projects.web.review.access import reviewable_for
from projects.web.review.forms import DecisionForm
from projects.web.review.staff_tabs import EXPLANATIONS, tabs_for
from projects.workflow import actions_for, check_allowed

PER_PAGE = 20
DECISIONS = (Action.RESUME_REVIEW, Action.NOT_ACCEPT)


@login_required
def explanations(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if not is_lead(user):
        raise Http404
    page = Paginator(asked_for(user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "waiting": top_bar(request).explanations,
        "now": timezone.now(),
        "tabs": tabs_for(request, EXPLANATIONS),
    }
    return render(request, "review/explanations.html", context)


@login_required
def explanation(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Whoever may review the work reads it; a lead decides."""
    subject, user = reviewable_for(request, uid), signed_in(request)
    if request.method != "POST":
        return _page(request, subject, DecisionForm())
    action = next((one for one in DECISIONS if one == request.POST.get("action")), None)
    if action is None:
        raise Incomplete(_("Choose what becomes of it."))
    check_allowed(subject, action, by=user)  # nobody is asked for words in vain
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, subject, form)
    _decide(subject, action, user, form.cleaned_data["reason"])
    messages.success(request, _("Decided. The student and the reviewer are told."))
    return redirect("projects:explanations")


def _decide(subject: Submission, action: Action, user: User, reason: str) -> None:
    verb = verbs.not_accept if action == Action.NOT_ACCEPT else verbs.resume_review
    verb(subject, by=user, reason=reason)


def _page(
    request: HttpRequest, subject: Submission, form: DecisionForm
) -> HttpResponse:
    asked = explanation_of(subject)
    if asked is None:
        raise Http404
    user = signed_in(request)
    actions = actions_for(subject, user)
    here = _("Attempt %(n)s") % {"n": subject.attempt}
    listed = {"label": _("Explanations"), "url": reverse("projects:explanations")}
    context = {
        "crumbs": [listed, {"label": here}] if is_lead(user) else [],
        "submission": subject,
        "explanation": asked,
        "form": form,
        "may_decide": Action.RESUME_REVIEW in actions,
        "may_end": Action.NOT_ACCEPT in actions,
    }
    status = 422 if form.is_bound else 200
    return render(request, "review/explanation.html", context, status=status)
