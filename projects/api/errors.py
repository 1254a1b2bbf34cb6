"""Every refusal as JSON of one shape; a verb's has the same code and status as on the pages."""

import logging
from typing import Any

from django.db import InterfaceError, OperationalError
from rest_framework.exceptions import ErrorDetail
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from projects.errors import BUSY, Busy, DomainError, TooOften

logger = logging.getLogger(__name__)
WHOLE = {"detail", "non_field_errors"}  # what DRF says of the request, not of one field


def handle(exc: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(exc, DomainError):
        wait = {"Retry-After": str(exc.wait_s)} if isinstance(exc, TooOften) else None
        body = _body(exc.code, str(exc.message), exc.field)
        return Response(body, status=exc.status, headers=wait)
    if isinstance(exc, OperationalError | InterfaceError):
        logger.warning("The database did not answer the API: %s", exc)
        set_rollback()
        body = _body(Busy.code, str(BUSY), "")
        return Response(
            body, status=Busy.status, headers={"Retry-After": str(Busy.retry_s)}
        )
    response = exception_handler(exc, context)
    if response is not None:
        field, said = next(iter(response.data.items()))
        first = _first(said)
        response.data = _body(
            first.code or "error", str(first), "" if field in WHOLE else field
        )
    return response


def _first(said: Any) -> ErrorDetail:
    """Of what is told of one field: of one among several, or of a part of it."""
    while not isinstance(said, ErrorDetail):
        parts = said.values() if isinstance(said, dict) else said
        said = next(part for part in parts if part)
    return said


def _body(code: str, message: str, field: str) -> dict[str, str]:
    return {"code": code, "message": message, "field": field}
