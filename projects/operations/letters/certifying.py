"""The letter about somebody's certification: what a lead decided, and their words for it."""

from django.utils.translation import gettext as _

from projects.enums import CertificationState
from projects.models import CertificationChange, User
from projects.operations.letters.content import Content, link

_TRAINING = CertificationState.TRAINING


def content_for(change: CertificationChange, reader: User) -> Content | None:
    """None: a lead who need not decide any more."""
    row = change.certification
    if row.user_id == reader.pk:
        return _content_for_holder(change)
    if row.state != CertificationState.APPLIED:
        return None
    what = {"name": row.user.name, "project": row.project.title}
    lead = _(
        "%(name)s would like to review “%(project)s”, and says why. Take them into training,"
        " certify them, or decline."
    )
    return Content(
        subject=_("%(name)s applies to review %(project)s") % what,
        lead=lead % what,
        url=link("projects:certification", row.pk),
        action=_("Decide on the application"),
        words=change.reason,
    )


def _content_for_holder(change: CertificationChange) -> Content:
    """Of the change, whatever came after it: the page that it leads to tells how it is now."""
    row = change.certification
    what = {
        "project": row.project.title,
        "language": row.get_language_display(),
        "state": change.get_to_state_display(),
    }
    trains = change.to_state == row.state == _TRAINING
    return Content(
        subject=_subject(change) % what,
        lead=_lead(change) % what,
        url=link("projects:training", row.pk)
        if trains
        else link("projects:my_certifications"),
        action=_("Open your training") if trains else _("See what you review"),
        words=change.reason,
    )


def _subject(change: CertificationChange) -> str:
    match change.to_state:
        case CertificationState.TRAINING if change.from_state == _TRAINING:
            return _("More training before you review: %(project)s")
        case CertificationState.TRAINING:
            return _("Your training as a reviewer begins: %(project)s")
        case CertificationState.CERTIFIED:
            return _("You are certified to review: %(project)s")
        case CertificationState.DECLINED:
            return _("Your application was declined: %(project)s")
    return _("Your certification is now “%(state)s”: %(project)s")


def _lead(change: CertificationChange) -> str:
    match change.to_state:
        case CertificationState.TRAINING if change.from_state == _TRAINING:
            return _(
                "A lead looked at your training for “%(project)s” (%(language)s) and asks for more "
                "before they certify you."
            )
        case CertificationState.TRAINING:
            return _(
                "A lead took you into training for “%(project)s” (%(language)s). You judge finished "
                "work that others have reviewed, and then read what it came to, and why."
            )
        case CertificationState.CERTIFIED:
            return _(
                "A lead certified you for “%(project)s” (%(language)s). Work that waits for a review is "
                "in your queue."
            )
        case CertificationState.DECLINED:
            return _(
                "A lead declined your application for “%(project)s” (%(language)s), and says why."
            )
    return _(
        "A lead changed your certification for “%(project)s” (%(language)s). It is now: %(state)s."
    )
