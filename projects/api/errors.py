"""A verb's refusal as JSON: the same code and status as on the pages."""

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler

from projects.errors import DomainError


def handle(exc: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(exc, DomainError):
        body = {"code": exc.code, "message": str(exc.message), "field": exc.field}
        return Response(body, status=exc.status)
    return exception_handler(exc, context)
