"""Compares the code of what waits for a review with earlier works of others.

Workers' sweeps call `catch_up`, so that no page waits for it. Code is read in a child process
(notebooks.isolated). What is found alike is told to the reviewer, and changes nothing by itself.
"""

import logging
from collections.abc import Callable, Mapping
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from notebooks.isolated.api import fingerprints_of
from notebooks.isolated.client import Exceeded, Overloaded
from notebooks.similarity.comparing import Likeness as Alike
from notebooks.similarity.comparing import likenesses, unpack
from notebooks.similarity.fingerprints import VERSION
from projects import storage
from projects.errors import Incomplete, NotAllowed
from projects.models import Fingerprints, KnownSolution, Project, Submission, User
from projects.models.similarity import Likeness
from projects.queries.similarity import (
    WorkKey,
    code_files,
    earlier_works,
    known_files,
    known_uncompared,
    submissions_uncompared,
)
from projects.rules import leads_site
from projects.text_limits import NAME, fitting
from projects.workflow import lock_submission

logger = logging.getLogger(__name__)

PORTION = 5
"""Works of one sweep: a work takes up to a second, and other duties wait meanwhile."""


def catch_up() -> int:
    """Compares what has not been compared yet, a portion at a time; returns how many works."""
    done = 0
    try:
        for known in known_uncompared()[:PORTION]:
            _keep(_packed(partial(known_files, known)), known=known)
            done += 1
        for submission in submissions_uncompared()[: PORTION - done]:
            compare(submission)
            done += 1
    except Overloaded:
        logger.info("Comparing code waits: too many files are being read now")
    return done


def compare(submission: Submission) -> None:
    """Stores the submission's fingerprints and what it is alike. Raises Overloaded."""
    packed = _packed(partial(code_files, submission))
    template = unpack(bytes(submission.project.starter_code))
    alike = likenesses(packed, earlier_works(submission), set(template))
    with transaction.atomic():
        lock_submission(submission)  # two sweeps may do the same at once
        Likeness.objects.filter(submission=submission).delete()
        Likeness.objects.bulk_create(_likeness(submission, one) for one in alike)
        _keep(packed, submission=submission)


def _likeness(submission: Submission, alike: Alike[WorkKey]) -> Likeness:
    kind, pk = alike.key
    other, known = (pk, None) if kind == "submission" else (None, pk)
    return Likeness(
        submission=submission,
        other_id=other,
        known_id=known,
        shared=list(alike.shared),
        share=alike.share,
    )


def _packed(read: Callable[[], Mapping[str, bytes]]) -> bytes:
    """No fingerprints if the code is too much to read, or gone: it is not tried again."""
    try:
        return fingerprints_of(read())
    except FileNotFoundError as error:
        logger.error("A stored file is missing, so its code is not compared: %s", error)  # noqa: TRY400 -- the path says all
        return b""
    except Exceeded as exceeded:
        logger.info("A work's code is not compared: %s", exceeded.reason)
        return b""


def _keep(
    packed: bytes,
    *,
    submission: Submission | None = None,
    known: KnownSolution | None = None,
) -> None:
    work = submission or known
    assert work is not None  # noqa: S101 -- one of the two
    Fingerprints.objects.update_or_create(
        submission=submission,
        known=known,
        defaults={
            "project_id": work.project_id,
            "version": VERSION,
            "packed": packed,
        },
    )


def add_known_solution(
    *, by: User, project: Project, title: str, address: str, file: tuple[str, bytes]
) -> KnownSolution:
    """Submissions that come afterwards are compared with `file` too: its name and bytes.

    Raises NotAllowed, and Incomplete if the project has the same file already.
    """
    if not leads_site(by):
        raise NotAllowed(_("Only leads and admins load known solutions."))
    try:
        with transaction.atomic():
            return KnownSolution.objects.create(
                project=project,
                title=fitting(title, NAME, "title"),
                address=address,
                file_name=file[0],
                blob=storage.keep(file[1]),
                added_by=by,
            )
    except IntegrityError as error:
        raise Incomplete(
            _("This file is among the project's known solutions already."), field="file"
        ) from error


def remove_known_solution(known: KnownSolution, *, by: User) -> None:
    """With what was found alike to it. Its bytes go when nothing else needs them."""
    if not leads_site(by):
        raise NotAllowed(_("Only leads and admins remove known solutions."))
    known.delete()
