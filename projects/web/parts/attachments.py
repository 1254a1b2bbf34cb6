"""Bytes that somebody uploaded, sent so that no browser acts on them."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from projects.models import Blob

OPAQUE = "application/octet-stream"


def attachment(data: bytes, name: str, kind: str = OPAQUE) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def picture_of(blob: Blob) -> HttpResponse:
    """A PNG that our worker drew, of a run that has ended: it never changes."""
    response = HttpResponse(blob.read(), content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
