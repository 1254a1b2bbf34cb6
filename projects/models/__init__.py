from projects.models.blobs import Blob, UploadAttempt
from projects.models.certification import Certification, CertificationChange
from projects.models.course import (
    Cohort,
    Criterion,
    Deadline,
    Enrolment,
    Project,
    Rubric,
    localized,
)
from projects.models.dialogue import ChangeAnswer, Reply
from projects.models.explanation import Explanation
from projects.models.grading import Artifact, CheckResult, Progress, Run, Step
from projects.models.history import Event, Notification
from projects.models.mail import Delivery, Letter, LetterPreference, Topic
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
from projects.models.submission import Submission, SubmissionFile
from projects.models.workers import Worker

__all__ = [
    "Artifact",
    "Blob",
    "Certification",
    "CertificationChange",
    "ChangeAnswer",
    "CheckResult",
    "Cohort",
    "Comment",
    "Comparison",
    "Criterion",
    "CriterionDispute",
    "CriterionReview",
    "Deadline",
    "Delivery",
    "Enrolment",
    "Erasure",
    "Event",
    "Explanation",
    "Fingerprints",
    "KnownSolution",
    "Letter",
    "LetterPreference",
    "Likeness",
    "Notification",
    "Progress",
    "Project",
    "Rating",
    "Regrade",
    "Remark",
    "Reply",
    "Review",
    "Rubric",
    "Run",
    "StandingRequest",
    "Step",
    "Submission",
    "SubmissionFile",
    "Topic",
    "UploadAttempt",
    "User",
    "WantedWork",
    "Worker",
    "localized",
]
