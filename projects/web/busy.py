"""The answer when the database does not answer: 503, in words, without the database."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

from projects.errors import BUSY, Busy

UNREACHABLE = (OperationalError, InterfaceError)
"""SQLite's lock that stays taken, a PostgreSQL that is away or closed the connection."""

_log = logging.getLogger(__name__)


def busy(request: HttpRequest, error: BaseException) -> HttpResponse:
    _log.warning("The database did not answer at %s: %s", request.path, error)
    response: HttpResponse
    if request.path.startswith("/api/"):
        body = {"code": Busy.code, "message": str(BUSY), "field": ""}
        response = JsonResponse(body, status=Busy.status)
    else:
        # Without the request: what fills a page for its reader asks the database.
        page = render_to_string("503.html", {"message": BUSY})
        response = HttpResponse(page, status=Busy.status)
    response["Retry-After"] = str(Busy.retry_s)
    response["Cache-Control"] = "no-store"
    return response


def faulty(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`: sees what failed outside of any view, such as the session."""
    error = sys.exc_info()[1]
    if isinstance(error, UNREACHABLE):
        return busy(request, error)
    return server_error(request)
