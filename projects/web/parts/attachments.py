"""Bytes that somebody uploaded, sent so that no browser acts on them."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

OPAQUE = "application/octet-stream"


def attachment(data: bytes, name: str, kind: str = OPAQUE) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
