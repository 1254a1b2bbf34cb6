"""Words about cohorts and their people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EnrolmentState(TextChoices):
    """Whether somebody in a cohort takes part."""

    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    WITHDRAWN = "withdrawn", _("Has withdrawn")
    TRANSFERRED = "transferred", _("In another cohort")


class InvitationState(TextChoices):
    """What became of an invitation to a cohort."""

    OPEN = "open", _("Not answered yet")
    ACCEPTED = "accepted", _("Accepted")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")


class InvitedRole(TextChoices):
    """What somebody is invited to do who is no student."""

    LEAD = "lead", _("Lead")
    REVIEWER = "reviewer", _("Reviewer")


class RosterOutcome(TextChoices):
    """What becomes of one line of a roster."""

    ERROR = "error", _("Error")
    NEW = "new", _("Is invited")
    KNOWN = "known", _("Has an account: is invited")
    ELSEWHERE = "elsewhere", _("In another cohort: is invited, too")
    AGAIN = "again", _("Invitation expired: is invited again")
    ENROLLED = "enrolled", _("In this cohort already")
    LEFT = "left", _("Was in this cohort and left")
    INVITED = "invited", _("Invited already")
    REVOKED = "revoked", _("Invitation was revoked")
    REPEATED = "repeated", _("In the file twice")

    @classmethod
    def inviting(cls) -> "tuple[RosterOutcome, ...]":
        return (cls.NEW, cls.KNOWN, cls.ELSEWHERE, cls.AGAIN)


class AuditKind(TextChoices):
    """What somebody changed of a cohort, a person, a project or the site."""

    COHORT_MADE = "cohort_made", _("Cohort created")
    COHORT_CHANGED = "cohort_changed", _("Cohort changed")
    ENROLMENT_CHANGED = "enrolment_changed", _("Enrolment changed")
    EXTENSION_GRANTED = "extension_granted", _("Extension granted")
    EXTENSION_TAKEN_BACK = "extension_taken_back", _("Extension taken back")
    ACCOUNT_CHANGED = "account_changed", _("Account changed")
    LEAD_CHANGED = "lead_changed", _("Lead changed")
    HELP_RULES_CHANGED = "help_rules_changed", _("Rules of who needs help changed")
    INVITED = "invited", _("Invited")
    INVITATION_REVOKED = "invitation_revoked", _("Invitation revoked")
    ROLE_INVITED = "role_invited", _("Invited to lead or to review")
    ROLE_REVOKED = "role_revoked", _("Invitation to lead or to review revoked")
    ROLE_ACCEPTED = "role_accepted", _("Invitation to lead or to review accepted")
    JOINED = "joined", _("Joined")
    ROSTER_IMPORTED = "roster_imported", _("Roster imported")
    CODE_CHANGED = "code_changed", _("Join code changed")
    CERTIFICATE_REVOKED = "certificate_revoked", _("Certificate revoked")
    CERTIFICATE_RESTORED = "certificate_restored", _("Certificate restored")
    SETTING_CHANGED = "setting_changed", _("Setting changed")
    PROJECT_CHANGED = "project_changed", _("Project changed")
    PROJECT_CLOSED = "project_closed", _("Project closed to hand-ins")
    PROJECT_OPENED = "project_opened", _("Project opened to hand-ins")
    CALIBRATION_ATTACHED = "calibration_attached", _("Calibration attached")
    CALIBRATION_REMOVED = "calibration_removed", _("Calibration removed")
    SAMPLE_MADE = "sample_made", _("Training sample made")
    SAMPLE_CHANGED = "sample_changed", _("Key of a training sample changed")
    SAMPLE_RETIRED = "sample_retired", _("Training sample retired")
    SAMPLE_OFFERED = "sample_offered", _("Training sample offered again")
    DATA_EXPORTED = "data_exported", _("Data exported")
    ERASED = "erased", _("Account deleted")
