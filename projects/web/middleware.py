"""What happens around every page: the person's language, and refusals said in one place."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from projects.authentication import mark_refused
from projects.errors import DomainError, TooMany
from projects.models import User
from projects.web.addresses import came_from

GetResponse = Callable[[HttpRequest], HttpResponse]


class PreferencesMiddleware:
    """A signed-in person's language is the one they chose, on whatever device."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        patch_vary_headers(response, ("Cookie",))
        return response


class ProvedAddressMiddleware:
    """Leads whoever is signed in without a proved address to the page about that.

    The API refuses in its own words (`projects.api.access`).
    """

    OPEN = frozenset(
        {
            *("projects:unproved", "projects:letter_sent", "projects:prove"),
            *("projects:account", "projects:set_preferences", "logout"),
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

    A view that can show the refusal beside its field catches it first.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # A form may show the refusal itself, even one that is not ours (the admin's).
        refusal = getattr(request, "too_many", None)
        if isinstance(refusal, TooMany):
            response.status_code = refusal.status
            response["Retry-After"] = str(refusal.wait_s)
        return response

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        if isinstance(exception, TooMany):
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
