"""None"""

from projects.models.audit_draw import AuditDraw
from projects.models.audit_entry import AuditEntry
from projects.models.audits import AuditedCriterion, ReviewAudit
from projects.models.blobs import Blob, UploadAttempt
from projects.models.calibration_report import CalibrationReport
from projects.models.certificate import Certificate
from projects.models.certification import Certification, CertificationChange
from projects.models.cohort import Cohort, CohortLead
from projects.models.cohort_project import CohortProject, Extension
from projects.models.comment import Comment
from projects.models.comparison import Comparison
from projects.models.course import Project
from projects.models.dialogue import ChangeAnswer, Reply
from projects.models.enrolment import Enrolment
from projects.models.erasure import Erasure
from projects.models.explanation import Explanation
from projects.models.feedback import CriterionDispute, Rating
from projects.models.fingerprints import Fingerprints
from projects.models.help import HelpMark, HelpNeed
from projects.models.help_rules import HelpList, HelpRule
from projects.models.history import Event, Notification
from projects.models.joining import Invitation, Roster
from projects.models.known_solution import KnownSolution
from projects.models.letter_preference import Delivery, LetterPreference, Topic
from projects.models.mail import Letter
from projects.models.message_recipient import MessageRecipient
from projects.models.message_template import MessageTemplate
from projects.models.messages import Message
from projects.models.pack_version import PackVersion
from projects.models.people import User
from projects.models.regrading import Regrade
from projects.models.remarks import Remark
from projects.models.results import Artifact, CheckResult, Progress
from projects.models.review import CriterionReview, Review
from projects.models.role_invitation import RoleInvitation
from projects.models.rubric import Criterion, Rubric
from projects.models.run import Run
from projects.models.similarity import Likeness
from projects.models.site_setting import ChosenSetting, current
from projects.models.standing_request import StandingRequest, WantedWork
from projects.models.step import Step
from projects.models.submission import Submission
from projects.models.submission_file import SubmissionFile
from projects.models.syllabus import HelpChannel, LiveSession, SyllabusWeek
from projects.models.texts import localized
from projects.models.training import (
    SampleKey,
    TrainingAttempt,
    TrainingJudgement,
    TrainingSample,
)
from projects.models.workers import Worker

__all__ = [
    "Artifact",
    "AuditDraw",
    "AuditEntry",
    "AuditedCriterion",
    "Blob",
    "CalibrationReport",
    "Certificate",
    "Certification",
    "CertificationChange",
    "ChangeAnswer",
    "CheckResult",
    "ChosenSetting",
    "Cohort",
    "CohortLead",
    "CohortProject",
    "Comment",
    "Comparison",
    "Criterion",
    "CriterionDispute",
    "CriterionReview",
    "Delivery",
    "Enrolment",
    "Erasure",
    "Event",
    "Explanation",
    "Extension",
    "Fingerprints",
    "HelpChannel",
    "HelpList",
    "HelpMark",
    "HelpNeed",
    "HelpRule",
    "Invitation",
    "KnownSolution",
    "Letter",
    "LetterPreference",
    "Likeness",
    "LiveSession",
    "Message",
    "MessageRecipient",
    "MessageTemplate",
    "Notification",
    "PackVersion",
    "Progress",
    "Project",
    "Rating",
    "Regrade",
    "Remark",
    "Reply",
    "Review",
    "ReviewAudit",
    "RoleInvitation",
    "Roster",
    "Rubric",
    "Run",
    "SampleKey",
    "StandingRequest",
    "Step",
    "Submission",
    "SubmissionFile",
    "SyllabusWeek",
    "Topic",
    "TrainingAttempt",
    "TrainingJudgement",
    "TrainingSample",
    "UploadAttempt",
    "User",
    "WantedWork",
    "Worker",
    "current",
    "localized",
]
