"""Makes the accounts and the cohort of the demo."""

from dataclasses import replace
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from projects.enums import CertificationState, Language
from projects.models import (
    Certification,
    Cohort,
    CohortProject,
    Enrolment,
    Project,
    User,
)
from projects.operations.cohorts.template_files import templates
from projects.operations.cohorts.writing import WRITERS
from projects.operations.demo.people import (
    COHORT_CODE,
    PASSWORD,
    PEOPLE,
    STUDENT,
    Person,
)
from projects.queries.plans import PlannedChannel

STARTED = timedelta(weeks=7)  # ago
CERTIFIED = timedelta(weeks=9)  # ago
FIRST_DUE = timedelta(weeks=6)  # after the start
WEEKS_BETWEEN_PROJECTS = 3


CHANNELS = (
    PlannedChannel("Forum", "https://forum.example.org/"),
    PlannedChannel("Chat #general", "https://chat.example.org/general", "en"),
    PlannedChannel("Chat #japan", "https://chat.example.org/japan", "ja"),
)


@transaction.atomic
def seed() -> bool:
    """Makes what is missing; False when the demo was there already."""
    if Cohort.objects.filter(code=COHORT_CODE).exists():
        return False
    start = timezone.now() - STARTED
    cohort = Cohort.objects.create(
        slug="demo", title="Demo cohort", code=COHORT_CODE, starts_on=start.date()
    )
    for number, project in enumerate(Project.objects.all()):
        weeks = timedelta(weeks=WEEKS_BETWEEN_PROJECTS * number)
        due_at = (start + FIRST_DUE + weeks).replace(
            hour=18, minute=0, second=0, microsecond=0
        )
        CohortProject.objects.create(
            cohort=cohort, project=project, order=project.order, due_at=due_at
        )
    _plan(cohort)
    password = make_password(PASSWORD)  # once for all: it is slow on purpose
    for person in PEOPLE:
        _make(person, cohort, password)
    return True


def _plan(cohort: Cohort) -> None:
    """Weeks, live sessions and channels, as a cohort from a template has them."""
    plan = templates()["2017-january"].plan(cohort.starts_on)
    plan = replace(plan, time_zone=cohort.time_zone, channels=CHANNELS)
    for part in ("weeks", "sessions", "channels"):
        WRITERS[part](cohort, plan)


def _make(person: Person, cohort: Cohort, password: str) -> None:
    is_admin = person.what == "admin"
    user = User.objects.create(
        email=person.email,
        password=password,
        name=person.name,
        language=person.language,
        time_zone="Asia/Tokyo" if person.language == Language.JAPANESE else "",
        email_verified_at=timezone.now(),
        is_staff=is_admin,
        is_superuser=is_admin,
        is_lead=person.what == "lead reviewer",
    )
    if person.what.startswith(STUDENT):
        Enrolment.objects.create(cohort=cohort, student=user)
    if "reviewer" in person.what:
        for project in Project.objects.filter(announced=False):
            for language in Language:
                Certification.objects.create(
                    user=user,
                    project=project,
                    language=language,
                    state=CertificationState.CERTIFIED,
                    since=timezone.now() - CERTIFIED,
                )


def enrol(people: list[Person], cohort: Cohort) -> None:
    """The students of whom no account is printed; they sign in with the same password."""
    password = User.objects.get(email=PEOPLE[0].email).password
    for person in people:
        _make(person, cohort, password)
