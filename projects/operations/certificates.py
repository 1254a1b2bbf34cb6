"""A student takes a certificate and chooses who sees it; an admin may revoke it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import AuditKind
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import Certificate, Cohort, User
from projects.operations import audit
from projects.queries.certificates import (
    Met,
    certificate_of,
    everything_met,
    takes_elsewhere,
)
from projects.text_limits import CERTIFYING, fitting
from projects.workflow import lock_person


@transaction.atomic
def take(
    cohort: Cohort, *, by: User, is_public: bool = False, has_badge: bool = False
) -> Certificate:
    """Raises `WrongState` while a project of the cohort is not met, and after a transfer out of it.

    The same passes are certified once: returns the certificate that has them already.
    """
    lock_person(by)
    taken = certificate_of(cohort, by)
    if taken is not None:
        return taken
    if takes_elsewhere(cohort, by):
        raise WrongState(
            _("You went on in another cohort: the certificate is of that one.")
        )
    met = everything_met(cohort, by)
    if met is None:
        raise WrongState(
            _("A certificate is for those who have met every project of the cohort.")
        )
    return Certificate.objects.create(
        cohort=cohort,
        student=by,
        name=by.name,
        projects=[_told(one) for one in met],
        met_at=max(one.at for one in met),
        is_public=is_public,
        has_badge=has_badge,
    )


def _told(met: Met) -> dict[str, object]:
    return {
        "slug": met.project.slug,
        "title": met.project.title_text,
        "submission": met.submission,
        "met_at": met.at.isoformat(),
    }


def choose(
    certificate: Certificate, *, by: User, is_public: bool, has_badge: bool
) -> None:
    """Whether whoever has the link may read it, and whether there is a badge."""
    if certificate.student_id != by.pk:
        raise NotAllowed(_("This certificate is not yours."))
    certificate.is_public, certificate.has_badge = is_public, has_badge
    certificate.save(update_fields=["is_public", "has_badge"])


@transaction.atomic
def revoke(certificate: Certificate, *, by: User, reason: str) -> None:
    """The link goes on to say that it was, without the reason."""
    locked = _locked(certificate, by)
    reason = _reason(reason)
    if locked.revoked_at is not None:
        raise WrongState(_("This certificate was revoked before."))
    locked.revoked_at, locked.revoked_reason = timezone.now(), reason
    _keep(locked, AuditKind.CERTIFICATE_REVOKED, by, reason)


@transaction.atomic
def restore(certificate: Certificate, *, by: User, reason: str) -> None:
    locked = _locked(certificate, by)
    reason = _reason(reason)
    if locked.revoked_at is None:
        raise WrongState(_("This certificate is not revoked."))
    locked.revoked_at, locked.revoked_reason = None, ""
    _keep(locked, AuditKind.CERTIFICATE_RESTORED, by, reason)


def _locked(certificate: Certificate, by: User) -> Certificate:
    if not by.is_staff:
        raise NotAllowed(_("Only admins revoke certificates."))
    return Certificate.objects.select_for_update().get(pk=certificate.pk)


def _reason(reason: str) -> str:
    reason = fitting(reason, CERTIFYING, "reason")
    if not reason:
        raise Incomplete(_("Say why."), field="reason")
    return reason


def _keep(certificate: Certificate, kind: AuditKind, by: User, reason: str) -> None:
    certificate.save(update_fields=["revoked_at", "revoked_reason"])
    audit.record(
        kind,
        by=by,
        cohort=certificate.cohort,
        person=certificate.student,
        reason=reason,
        data={"certificate": str(certificate.uid)},
    )
