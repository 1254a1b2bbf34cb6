"""Around every page: the person's language, what may be stored, refusals in one place."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from projects.errors import DomainError
from projects.web.addresses import came_from
from projects.web.busy import UNREACHABLE, busy

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
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            # Whoever uses this browser next does not find the pages in its store.
            response["Cache-Control"] = "private, no-store"
        return response


class DomainErrorMiddleware:
    """Turns a verb's refusal into a page: said above the page that the form came from.

    A view that can show the refusal beside its field catches it first. A database that does
    not answer is told as such; `busy.faulty` does the same for what is not a view.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if isinstance(exception, UNREACHABLE):
            return busy(request, exception)
        if not isinstance(exception, DomainError):
            return None
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
