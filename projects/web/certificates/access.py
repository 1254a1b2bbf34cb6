"""Who reads a certificate: whoever has its link if it is public, else its student and admins."""

import uuid

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from projects.models import Certificate, User


def is_own(request: HttpRequest, certificate: Certificate) -> bool:
    user = request.user
    return isinstance(user, User) and user.pk == certificate.student_id


def is_admin(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_staff


def readable(request: HttpRequest, uid: uuid.UUID) -> Certificate:
    certificate = found(uid)
    if certificate.is_public or is_own(request, certificate) or is_admin(request):
        return certificate
    raise Http404


def own(request: HttpRequest, uid: uuid.UUID) -> Certificate:
    certificate = found(uid)
    if not is_own(request, certificate):
        raise Http404
    return certificate


def found(uid: uuid.UUID) -> Certificate:
    rows = Certificate.objects.select_related("cohort")
    return get_object_or_404(rows, uid=uid, student__is_active=True)
