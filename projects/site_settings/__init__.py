"""What an admin may change while the site runs: one typed table, read by `models.current`.

What nobody changed is as the environment says it: `reviewhub/settings.py`.
"""

from projects.site_settings.kinds import Number, Setting, Switch, Words
from projects.site_settings.table import (
    ATTEMPTS_PER_HOUR,
    COHORT_MB,
    EXTENSION_HOURS,
    GRADING_PAUSED,
    HAND_INS_OPEN,
    HAND_INS_WORDS,
    NOTICE,
    REVIEW_HOURS,
    REVIEWS_IN_HAND,
    SAME_REVIEWER_HOURS,
    SECTIONS,
    SETTINGS,
    STUDENT_MB,
    UPLOADS_PER_HOUR,
    VERDICT_GRACE_S,
    WARN_BEFORE_END_MINUTES,
)

__all__ = [
    "ATTEMPTS_PER_HOUR",
    "COHORT_MB",
    "EXTENSION_HOURS",
    "GRADING_PAUSED",
    "HAND_INS_OPEN",
    "HAND_INS_WORDS",
    "NOTICE",
    "REVIEWS_IN_HAND",
    "REVIEW_HOURS",
    "SAME_REVIEWER_HOURS",
    "SECTIONS",
    "SETTINGS",
    "STUDENT_MB",
    "UPLOADS_PER_HOUR",
    "VERDICT_GRACE_S",
    "WARN_BEFORE_END_MINUTES",
    "Number",
    "Setting",
    "Switch",
    "Words",
]
