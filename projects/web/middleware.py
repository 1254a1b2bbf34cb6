"""Around every page: the person's language, what may be stored, refusals in one place."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import (
    HttpRequest,
    HttpResponse,
    JsonResponse,
    QueryDict,
    UnreadablePostError,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from projects.authentication import mark_refused
from projects.errors import DomainError, TooOften
from projects.models import User
from projects.text_limits import UNSTORABLE
from projects.web.busy import UNREACHABLE, busy
from projects.web.parts.addresses import came_from
from projects.web.parts.top_bar import zone_of_reader
from projects.zones import ZoneToBeFound

GetResponse = Callable[[HttpRequest], HttpResponse]


NUL = "\0"


class NoNulMiddleware:
    """A text with a NUL character is no text: PostgreSQL stores none and finds none.

    Nobody types one. Refused here for all pages at once, before any of them asks the database:
    in the path 404, in the address, a cookie or a form 400. Stands before the sessions, whose key
    is a cookie. The API's fields refuse it themselves, in JSON.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path_info:
            return _nothing_stored(request, 404)
        if _has_nul(request.GET) or any(NUL in it for it in request.COOKIES.values()):
            return _nothing_stored(request, 400)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_arguments: Any
    ) -> HttpResponse | None:
        if getattr(view, "csrf_exempt", False):  # the API's, which reads for itself
            return None
        try:
            refused = _has_nul(request.POST)
        except UnreadablePostError:  # who sent it has gone
            refused = True
        return _nothing_stored(request, 400) if refused else None


def _nothing_stored(request: HttpRequest, status: int) -> HttpResponse:
    """Brief: who sends such a text is a program."""
    if request.path_info.startswith("/api/"):
        body = {"code": "unstorable", "message": str(UNSTORABLE), "field": ""}
        return JsonResponse(body, status=status)
    return HttpResponse(status=status)


def _has_nul(given: QueryDict) -> bool:
    return any(NUL in text for name in given for text in (name, *given.getlist(name)))


class PreferencesMiddleware:
    """A signed-in person's language and time zone are those they chose, on whatever device.

    The API tells times in UTC.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(_zone(request)):
            response = self.get_response(request)
        patch_vary_headers(response, ("Cookie",))
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            # Whoever uses this browser next does not find the pages in its store.
            response["Cache-Control"] = "private, no-store"
        return response


def _zone(request: HttpRequest) -> ZoneToBeFound | None:
    """None: the site's."""
    user = request.user
    if not isinstance(user, User) or request.path_info.startswith("/api/"):
        return None
    return ZoneToBeFound(lambda: zone_of_reader(request))


class ProvedAddressMiddleware:
    """Leads whoever is signed in without a proved address to the page about that.

    The API refuses in its own words (`projects.api.access`).
    """

    OPEN = frozenset(
        {
            *("projects:unproved", "projects:email_sent", "projects:prove"),
            *("projects:account", "projects:set_preferences", "logout"),
            *("projects:stop_letters", "projects:invitation"),
            "projects:role_invitation",
            *("login", "password_reset", "password_reset_done"),
            *("password_reset_confirm", "password_reset_complete"),
        }
    )

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        match = request.resolver_match
        if (
            not isinstance(request.user, User)
            or request.user.has_proved_address
            or match is None
            or match.view_name in self.OPEN
            or match.app_name == "api"
        ):
            return None
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(reverse("projects:unproved"))
        return redirect("projects:unproved")


class DomainErrorMiddleware:
    """Turns a verb's refusal into a page: said above the page that the form came from.

    A view that can show the refusal beside its field catches it first. A database that does
    not answer is told as such; `busy.faulty` does the same for what is not a view.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # A form may show the refusal itself, even one that is not ours (the admin's).
        refusal = getattr(request, "too_many", None)
        if isinstance(refusal, TooOften):
            response.status_code = refusal.status
            response["Retry-After"] = str(refusal.wait_s)
        return response

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if isinstance(exception, UNREACHABLE):
            return busy(request, exception)
        if not isinstance(exception, DomainError):
            return None
        if isinstance(exception, TooOften):
            mark_refused(request, exception)
        if request.headers.get("HX-Request"):
            messages.error(request, str(exception.message))
            response = render(
                request, "components/toasts.html", status=exception.status
            )
            response["HX-Retarget"] = "#toasts"
            response["HX-Reswap"] = "outerHTML"
            return response
        return render(
            request,
            "errors/refused.html",
            {"error": exception, "back": came_from(request)},
            status=exception.status,
        )
