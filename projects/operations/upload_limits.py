"""How often a student may hand in, and how much is kept. The numbers are in the settings.

An honest student meets none of them; they keep one person from filling the disk of all.
"""

import logging
import math
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects import site_settings
from projects.errors import Incomplete, TooOften
from projects.models import Cohort, Project, UploadAttempt, User, current
from projects.queries import quota
from projects.storage import digest_of
from projects.workflow import lock_person

logger = logging.getLogger(__name__)


@transaction.atomic
def note_upload(*, by: User) -> None:
    """Files of this person have come. Raises `TooOften` instead of counting one too many.

    Called before the files are looked at, and kept whatever becomes of them: a refused upload
    costs us as much as one that is taken in.
    """
    lock_person(by)  # those that come at once are counted one after the other
    wait = quota.wait_for_upload(by)
    if wait is not None:
        raise too_many_uploads(wait)
    UploadAttempt.objects.create(student=by)


def check_pace(*, by: User, project: Project) -> None:
    """Raises `TooOften` when the hour's attempts of this project are made."""
    wait = quota.wait_for_attempt(by, project)
    if wait is not None:
        raise too_many_attempts(wait)


def too_many_uploads(wait: timedelta) -> TooOften:
    said = _("%(count)s uploads came from you within an hour, and more are not taken.")
    return _too_often(said % {"count": current(site_settings.UPLOADS_PER_HOUR)}, wait)


def too_many_attempts(wait: timedelta) -> TooOften:
    said = _("You have handed in %(count)s attempts of this project within an hour.")
    return _too_often(said % {"count": current(site_settings.ATTEMPTS_PER_HOUR)}, wait)


def _too_often(said: str, wait: timedelta) -> TooOften:
    minutes = max(math.ceil(wait / timedelta(minutes=1)), 1)
    when = ngettext(
        "Upload again in %(n)s minute.", "Upload again in %(n)s minutes.", minutes
    )
    return TooOften(f"{said} {when % {'n': minutes}}", field="uploads", wait=wait)


def check_room(
    *, by: User, cohort: Cohort, files: Mapping[str, bytes] | None = None
) -> None:
    """Raises `Incomplete` when these files, or without them any at all, find no room."""
    new = sum(map(len, files.values())) if files is not None else 1
    used, stored = quota.bytes_of(by), quota.bytes_in(cohort)
    left = min(quota.student_limit() - used, quota.cohort_limit() - stored)
    if new <= left:  # even if all of it is new: nothing need be hashed to know
        return
    if files is not None:
        new = _size_of_new(by, files)
    if new == 0:  # handed in again unchanged
        return
    if used + new > quota.student_limit():
        raise student_full()
    if stored + new > quota.cohort_limit():
        logger.error("Cohort %s has no room left: REVIEWHUB_COHORT_MB", cohort.slug)
        raise cohort_full()


def student_full() -> Incomplete:
    said = _(
        "Your files would take more than the %(limit)s MB that are kept for one "
        "student. What you withdraw before anybody looks at it is removed after a "
        "day; if you need more room, ask the people who lead your course."
    )
    return Incomplete(
        said % {"limit": current(site_settings.STUDENT_MB)}, field="uploads"
    )


def cohort_full() -> Incomplete:
    said = _(
        "The storage of your cohort is full, so nothing can be taken in now. "
        "It is no fault of yours: please tell the people who lead your course."
    )
    return Incomplete(said, field="uploads")


def _size_of_new(student: User, files: Mapping[str, bytes]) -> int:
    sizes = {digest_of(data): len(data) for data in files.values()}
    known = quota.known_to(student, sizes)
    return sum(size for digest, size in sizes.items() if digest not in known)
