from projects.models.course import (
    Cohort,
    Criterion,
    Deadline,
    Enrolment,
    Project,
    Rubric,
    localized,
)
from projects.models.grading import Artifact, CheckResult, Progress, Run, Step
from projects.models.history import Event, Notification
from projects.models.mail import Letter
from projects.models.people import Certification, Erasure, User
from projects.models.regrading import Comparison, Regrade
from projects.models.remarks import Remark
from projects.models.review import (
    Comment,
    CriterionDispute,
    CriterionReview,
    Rating,
    Review,
)
from projects.models.submission import (
    Blob,
    Submission,
    SubmissionFile,
    UploadAttempt,
)
from projects.models.workers import Worker

__all__ = [
    "Artifact",
    "Blob",
    "Certification",
    "CheckResult",
    "Cohort",
    "Comment",
    "Comparison",
    "Criterion",
    "CriterionDispute",
    "CriterionReview",
    "Deadline",
    "Enrolment",
    "Erasure",
    "Event",
    "Letter",
    "Notification",
    "Progress",
    "Project",
    "Rating",
    "Regrade",
    "Remark",
    "Review",
    "Rubric",
    "Run",
    "Step",
    "Submission",
    "SubmissionFile",
    "UploadAttempt",
    "User",
    "Worker",
    "localized",
]
