"""Every setting that an admin may change while the site runs, in the order of the page."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.site_settings.kinds import Number, Setting, Switch, Words

HAND_INS_OPEN = Switch(
    name="hand-ins",
    label=_("Hand-ins"),
    help=_(
        "While they are off, uploads are refused before anything is read; no attempt is counted. "
        "Work that is here goes on. A single project is closed on its own page."
    ),
    readers=_("students’ pages, and every upload"),
    usual=True,
    on=_("taken"),
    off=_("not taken"),
)
HAND_INS_WORDS = Words(
    name="hand-ins-words",
    label=_("What students read while hand-ins are off"),
    help=_("Empty: a sentence of ours that says what is kept, without a reason."),
    readers=_("students’ pages, and every upload"),
)
ATTEMPTS_PER_HOUR = Number(
    name="attempts-per-hour",
    label=_("Attempts of one project"),
    help=_("What one student may hand in of one project within an hour."),
    readers=_("the upload form, and every upload"),
    unit=_("an hour"),
    least=1,
    most=1_000,
    attribute="ATTEMPTS_PER_HOUR",
    variable="REVIEWHUB_ATTEMPTS_PER_HOUR",
)
UPLOADS_PER_HOUR = Number(
    name="uploads-per-hour",
    label=_("Uploads of one student"),
    help=_("Refused ones count, too: reading them costs as much."),
    readers=_("every upload"),
    unit=_("an hour"),
    least=1,
    most=5_000,
    attribute="UPLOADS_PER_HOUR",
    variable="REVIEWHUB_UPLOADS_PER_HOUR",
)
STUDENT_MB = Number(
    name="student-mb",
    label=_("Storage of one student"),
    help=_("Distinct contents. Who has more keeps it, and hands in nothing new."),
    readers=_("the upload form, and every upload"),
    unit=_("MB"),
    least=10,
    most=100_000,
    attribute="STUDENT_MB",
    variable="REVIEWHUB_STUDENT_MB",
)
COHORT_MB = Number(
    name="cohort-mb",
    label=_("Storage of one cohort"),
    help=_("Make sure that the disk has it before you raise it."),
    readers=_("every upload"),
    unit=_("MB"),
    least=100,
    most=100_000_000,
    attribute="COHORT_MB",
    variable="REVIEWHUB_COHORT_MB",
)
REVIEW_HOURS = Number(
    name="review-hours",
    label=_("Time for a review"),
    help=_("Of claims that begin from now on; those in hand keep their end."),
    readers=_("claims, assignments and standing requests"),
    unit=_("hours"),
    least=1,
    most=336,
    attribute="REVIEW_HOURS",
)
EXTENSION_HOURS = Number(
    name="extension-hours",
    label=_("Extension of a review"),
    help=_("What a reviewer may add, once per claim."),
    readers=_("the review page"),
    unit=_("hours"),
    least=1,
    most=336,
    attribute="EXTENSION_HOURS",
)
WARN_BEFORE_END_MINUTES = Number(
    name="warn-before-end-minutes",
    label=_("Warning before a review ends"),
    help=_("How long before the time is up a reviewer is told."),
    readers=_("the workers’ clock"),
    unit=_("minutes"),
    least=5,
    most=1_440,
    attribute="WARN_BEFORE_END_MINUTES",
)
REVIEWS_IN_HAND = Number(
    name="reviews-in-hand",
    label=_("Reviews in hand"),
    help=_("The most that anybody holds at once. Who holds more keeps them."),
    readers=_("claims, assignments and standing requests"),
    unit=_("reviews"),
    least=1,
    most=100,
    attribute="REVIEWS_IN_HAND",
)
SAME_REVIEWER_HOURS = Number(
    name="same-reviewer-hours",
    label=_("Offer to the previous reviewer first"),
    help=_(
        "How long a resubmission is offered to them alone. 0: everybody may claim it at once."
    ),
    readers=_("the review queue"),
    unit=_("hours"),
    least=0,
    most=72,
    attribute="SAME_REVIEWER_HOURS",
)
VERDICT_GRACE_S = Number(
    name="verdict-grace-s",
    label=_("Grace before a verdict is told"),
    help=_(
        "How long a reviewer may take it back before the student’s e-mail "
        "leaves. Verdicts that were sent keep the time they had. 0: told at "
        "once."
    ),
    readers=_("reviews that are sent"),
    unit=_("seconds"),
    least=0,
    most=3_600,
    attribute="VERDICT_GRACE_S",
    variable="REVIEWHUB_VERDICT_GRACE_S",
)
GRADING_PAUSED = Switch(
    name="grading-paused",
    label=_("Grading"),
    help=_(
        "While it is paused, workers finish the step they are at and take no other; hand-ins are "
        "stored and wait in their order. Nobody has to be restarted."
    ),
    readers=_("every worker, and the pages of those who wait"),
    usual=False,
    on=_("paused"),
    off=_("runs"),
)
NOTICE = Words(
    name="notice",
    label=_("Notice on every page"),
    help=_("Such as “Maintenance tonight from 22:00 UTC”. Empty: none."),
    readers=_("every page, the sign-in page too"),
)

SECTIONS: Mapping[str | Promise, tuple[Setting[Any], ...]] = MappingProxyType(
    {
        _("For everybody"): (NOTICE,),
        _("Handing in"): (
            *(HAND_INS_OPEN, HAND_INS_WORDS, ATTEMPTS_PER_HOUR),
            *(UPLOADS_PER_HOUR, STUDENT_MB, COHORT_MB),
        ),
        _("Grading"): (GRADING_PAUSED,),
        _("Reviewing"): (
            *(REVIEW_HOURS, EXTENSION_HOURS, WARN_BEFORE_END_MINUTES),
            *(REVIEWS_IN_HAND, SAME_REVIEWER_HOURS, VERDICT_GRACE_S),
        ),
    }
)
SETTINGS: Mapping[str, Setting[Any]] = MappingProxyType(
    {one.name: one for section in SECTIONS.values() for one in section}
)
