"""What anybody may ask: a certificate's page and files, and the issuer of badges."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from projects.badge_keys import every_key
from projects.models import Cohort
from projects.queries.certificates import Standing, standing_of, titles_of
from projects.web.certificates import badge
from projects.web.certificates.access import found, is_admin, is_own, readable
from projects.web.certificates.forms import ChoicesForm, reason_form
from projects.web.certificates.pdf import as_pdf


@require_safe
def page(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    certificate = readable(request, uid)
    standing = standing_of(certificate)
    mine = is_own(request, certificate)
    context = {
        "certificate": certificate,
        "course": settings.COURSE_NAME,
        "issuer": settings.ISSUER_NAME,
        "titles": titles_of(certificate),
        "standing": standing,
        "holds": standing is Standing.VALID,
        "is_mine": mine,
        "is_admin": is_admin(request),
        "link": badge.address("certificate", uid),
        "form": ChoicesForm(
            initial={
                "is_public": certificate.is_public,
                "has_badge": certificate.has_badge,
            }
        ),
        "reason_form": reason_form(),
    }
    return render(request, "certificates/page.html", context)


@require_safe
def pdf(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    certificate = readable(request, uid)
    if standing_of(certificate) is not Standing.VALID:
        raise Http404
    return HttpResponse(
        as_pdf(certificate),
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="certificate.pdf"'},
    )


@require_safe
def credential(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    certificate = readable(request, uid)
    holds = standing_of(certificate) is Standing.VALID
    if not (certificate.has_badge and holds):
        raise Http404
    return HttpResponse(
        badge.signed(certificate),
        content_type="application/vc+jwt",
        headers={
            "Content-Disposition": 'attachment; filename="badge.jwt"',
            "Access-Control-Allow-Origin": "*",
        },
    )


@require_safe
def status(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Of a private one, too: it tells those who were given the badge whether it holds."""
    return _open(badge.status(found(uid)))


@require_safe
def issuer(request: HttpRequest) -> HttpResponse:
    return _open(badge.issuer())


@require_safe
def key(request: HttpRequest, kid: str) -> HttpResponse:
    named = next((one for one in every_key() if one.thumbprint == kid), None)
    if named is None:
        raise Http404
    return _open(badge.public_key(named))


@require_safe
def key_set(request: HttpRequest) -> HttpResponse:
    return _open({"keys": [badge.public_key(one) for one in every_key()]})


@require_safe
def achievement(request: HttpRequest, slug: str) -> HttpResponse:
    with_one = Cohort.objects.filter(certificates__isnull=False).distinct()
    cohort = get_object_or_404(with_one, slug=slug)
    return _open({"@context": list(badge.CONTEXT), **badge.achievement(cohort)})


def _open(told: Mapping[str, Any]) -> HttpResponse:
    """Verifiers in other sites' pages may read it."""
    return JsonResponse(dict(told), headers={"Access-Control-Allow-Origin": "*"})
