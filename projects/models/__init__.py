from projects.models.audits import AuditDraw, AuditedCriterion, ReviewAudit
from projects.models.blobs import Blob, UploadAttempt
from projects.models.certificate import Certificate
from projects.models.certification import Certification, CertificationChange
from projects.models.cohort import (
    Cohort,
    CohortLead,
    CohortProject,
    Enrolment,
    Extension,
)
from projects.models.course import Criterion, Project, Rubric, localized
from projects.models.dialogue import ChangeAnswer, Reply
from projects.models.explanation import Explanation
from projects.models.grading import Artifact, CheckResult, Progress, Run, Step
from projects.models.help import HelpList, HelpMark, HelpNeed, HelpRule
from projects.models.history import AuditEntry, Event, Notification
from projects.models.joining import Invitation, Roster
from projects.models.mail import Delivery, Letter, LetterPreference, Topic
from projects.models.messages import Message, MessageRecipient, MessageTemplate
from projects.models.people import Erasure, User
from projects.models.regrading import Comparison, Regrade
from projects.models.remarks import Remark
from projects.models.review import (
    Comment,
    CriterionDispute,
    CriterionReview,
    Rating,
    Review,
)
from projects.models.similarity import Fingerprints, KnownSolution, Likeness
from projects.models.standing_request import StandingRequest, WantedWork
from projects.models.submission import Submission
from projects.models.submission_file import SubmissionFile
from projects.models.syllabus import HelpChannel, LiveSession, SyllabusWeek
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
    "Certificate",
    "Certification",
    "CertificationChange",
    "ChangeAnswer",
    "CheckResult",
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
    "Progress",
    "Project",
    "Rating",
    "Regrade",
    "Remark",
    "Reply",
    "Review",
    "ReviewAudit",
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
    "localized",
]
