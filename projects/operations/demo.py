"""A demo cohort, so that a first visit finds something to look at. Never in production."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from projects.enums import CertificationState, Language
from projects.models import Certification, Cohort, Deadline, Enrolment, Project, User

PASSWORD = "reviewhub-demo"  # noqa: S105 - printed for everyone to use
COHORT_CODE = "DEMO-2026"
WEEKS_BETWEEN_PROJECTS = 4


@dataclass(frozen=True)
class Person:
    what: str
    email: str
    name: str
    language: Language = Language.ENGLISH


PEOPLE = (
    Person("student", "student@demo.test", "Ada Byron"),
    Person("student (Japanese)", "gakusei@demo.test", "山田 花子", Language.JAPANESE),
    Person("student", "kwame@demo.test", "Kwame Mensah"),
    Person("reviewer", "reviewer@demo.test", "Grace Murray"),
    Person("reviewer", "second@demo.test", "Katherine Coleman"),
    Person("lead reviewer", "lead@demo.test", "Alan Mathison"),
    Person("admin", "admin@demo.test", "Margaret Heafield"),
)


@transaction.atomic
def seed() -> bool:
    """Makes what is missing; False when the demo was there already."""
    if Cohort.objects.filter(code=COHORT_CODE).exists():
        return False
    today = timezone.now()
    cohort = Cohort.objects.create(
        slug="demo", title="Demo cohort", code=COHORT_CODE, starts_on=today.date()
    )
    for number, project in enumerate(Project.objects.all(), 1):
        due_at = today + timedelta(weeks=WEEKS_BETWEEN_PROJECTS * number)
        Deadline.objects.create(cohort=cohort, project=project, due_at=due_at)
    for person in PEOPLE:
        _make(person, cohort)
    return True


def _make(person: Person, cohort: Cohort) -> None:
    is_admin = person.what == "admin"
    user = User.objects.create_user(
        person.email,
        PASSWORD,
        name=person.name,
        language=person.language,
        is_staff=is_admin,
        is_superuser=is_admin,
        is_lead=person.what == "lead reviewer",
    )
    if person.what.startswith("student"):
        Enrolment.objects.create(cohort=cohort, student=user)
    if "reviewer" in person.what:
        for project in Project.objects.filter(announced=False):
            Certification.objects.create(
                user=user, project=project, state=CertificationState.CERTIFIED
            )
