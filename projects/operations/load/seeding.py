"""Both cohorts, from people to letters, in one transaction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from projects.errors import Incomplete
from projects.models import Cohort, Project, Submission, User
from projects.operations.demo.people import PASSWORD
from projects.operations.load import people
from projects.operations.load.attempt import Attempt
from projects.operations.load.notifications import notify
from projects.operations.load.present import with_present
from projects.operations.load.reviews import Reviews, date_reviews
from projects.operations.load.runs import Runs
from projects.operations.load.story import Course, attempts_of
from projects.operations.load.submissions import link_attempts, make_submissions
from projects.operations.load.works import Works

SEED = 2017
STUDENTS_AT_ONCE = 400


@dataclass(frozen=True)
class Seeded:
    students: int
    submissions: int


def is_seeded() -> bool:
    slugs = [kind.slug for kind in people.KINDS]
    return Cohort.objects.filter(slug__in=slugs).exists()


@transaction.atomic
def seed(students: int) -> Seeded:
    """Makes both cohorts with so many students together. Raises where the packs are missing."""
    works = _works()
    now = timezone.now()
    random = Random(SEED)  # noqa: S311 - a story, no secret
    projects = [one.project for one in works]
    cohorts = [people.make_cohort(kind, projects, now) for kind in people.KINDS]
    reviewers = people.make_staff(projects, cohorts)
    password = make_password(PASSWORD)  # once for all: it is slow on purpose
    runs, reviews = Runs(now), Reviews()
    for kind, cohort in zip(people.KINDS, cohorts, strict=True):
        count = round(students * kind.share)
        made = people.make_students(cohort, count, password, random)
        course = people.course_of(cohort, now)
        for attempts in _told(course, made, random):
            told = make_submissions(cohort, attempts, made, works, reviewers)
            runs.make(told)
            reviews.make(told)
            notify(told, now)
        link_attempts(cohort)
        date_reviews(cohort)
        people.grant_extensions(cohort, reviewers[0], random)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as its autovacuum does within a minute
    count = Submission.objects.filter(cohort__in=cohorts).count()
    return Seeded(students, count)


def _works() -> list[Works]:
    """Of each project that there are recorded works of, both passing and not."""
    works = [Works(one) for one in Project.objects.filter(announced=False)]
    found = [one for one in works if one.passed and one.failed]
    if len(found) != len(people.DUE_WEEKS):
        raise Incomplete(
            f"The course has {len(people.DUE_WEEKS)} projects, and {len(found)} are here: run sync_packs first."
        )
    return found


def _told(
    course: Course, students: Sequence[User], random: Random
) -> Iterator[list[Attempt]]:
    """The story of some students at a time, so that memory holds no more."""
    for start in range(0, len(students), STUDENTS_AT_ONCE):
        some = range(start, min(start + STUDENTS_AT_ONCE, len(students)))
        told = [one for n in some for one in attempts_of(n, course, random)]
        if start == 0:
            told = with_present(told, course.now)
        yield sorted(told, key=lambda one: one.handed_in_at)
