"""Public solutions that submissions are compared with: the list, adding and removing one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.errors import Incomplete
from projects.models import KnownSolution, User
from projects.operations import similarity
from projects.queries.similarity import known_solutions as every_known
from projects.rules import leads_site
from projects.web.known_solutions.forms import KnownSolutionForm
from projects.web.parts.people import signed_in

PER_PAGE = 25
UNPROCESSABLE = 422


@login_required
def known_solutions(request: HttpRequest) -> HttpResponse:
    user = _lead(request)
    if request.method != "POST":
        return _page(request, KnownSolutionForm())
    form = KnownSolutionForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data
        try:
            similarity.add_known_solution(
                by=user,
                project=given["project"],
                title=given["title"],
                address=given["address"],
                file=(given["file"].name, given["file"].read()),
            )
        except Incomplete as error:
            form.add_error(error.field, str(error.message))
        else:
            messages.success(
                request,
                _("Added. Submissions that come from now on are compared with it."),
            )
            return redirect("projects:known_solutions")
    return _page(request, form, status=UNPROCESSABLE)


@require_POST
@login_required
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    user = _lead(request)
    similarity.remove_known_solution(get_object_or_404(KnownSolution, pk=pk), by=user)
    messages.success(request, _("Removed, with what was found alike to it."))
    return redirect("projects:known_solutions")


def _page(
    request: HttpRequest, form: KnownSolutionForm, status: int = 200
) -> HttpResponse:
    page = Paginator(every_known(), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page}
    return render(request, "known_solutions/list.html", context, status=status)


def _lead(request: HttpRequest) -> User:
    user = signed_in(request)
    if not leads_site(user):
        raise Http404
    return user
