"""A regrade of a whole course at once; what it does to each work is in test_regrades.py."""

import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.enums import RunState, RunVerdict
from projects.models import Enrolment, Run, Step, Submission, User
from tests.projects.regrades import OLD, graded, start

STUDENTS = 6500


def crowd(world, count):
    """That many students with graded work, in as few statements as it takes."""
    template = graded(of=world.project, in_=world.cohort)
    people = User.objects.bulk_create(
        [User(email=f"many{n}@example.org", name=f"Student {n}") for n in range(count)]
    )
    Enrolment.objects.bulk_create(
        [Enrolment(cohort=world.cohort, student=person) for person in people]
    )
    same = ("cohort", "project", "rubric", "edition", "attempt", "state", "language")
    copied = {name: getattr(template, name) for name in same}
    made = Submission.objects.bulk_create(
        [
            Submission(
                student=person,
                notebook_name="n.ipynb",
                honour_code_at=template.honour_code_at,
                queued_at=template.queued_at,
                **copied,
            )
            for person in people
        ]
    )
    Run.objects.bulk_create(
        [
            Run(
                submission=one,
                number=1,
                state=RunState.FINISHED,
                verdict=RunVerdict.PASSED,
                pack_digest=OLD,
            )
            for one in made
        ]
    )


def test_a_course_of_thousands_is_queued_in_seconds_by_few_statements(world):
    crowd(world, STUDENTS)
    with connection.cursor() as cursor:  # as autovacuum does after so many rows
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as queries:
        began = time.monotonic()
        regrade = start(world.project, world.cohort)
        took = time.monotonic() - began
    assert regrade.comparisons.count() == STUDENTS + 1
    assert Step.objects.filter(run__regrade=regrade).count() == 2 * (STUDENTS + 1)
    assert len(queries) < STUDENTS / 15, "in batches"  # SQLite takes small ones
    assert took < 15, f"{took:.1f} s"
