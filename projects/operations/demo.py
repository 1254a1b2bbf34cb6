"""A demo cohort, so that a first visit finds something to look at. Never in production."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from notebooks.intake import take_in
from projects.enums import CertificationState, Language
from projects.models import Certification, Cohort, Deadline, Enrolment, Project, User
from projects.operations.submissions import submit
from projects.queries.intake import signature_of

PASSWORD = "reviewhub-demo"  # noqa: S105 - printed for everyone to use
COHORT_CODE = "DEMO-2026"
WEEKS_BETWEEN_PROJECTS = 4


# Whose work, below a pack's exemplars: one that the checks return, one for the queue.
HANDED_IN = {
    "tomas@demo.test": "wrong/not-averaged",
    "mei@demo.test": "passing/march-iterations",
}


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
    Person("student (has handed in)", "tomas@demo.test", "Tomás Ferreira"),
    Person("student (has handed in)", "mei@demo.test", "Mei-Ling Chen"),
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
    password = make_password(PASSWORD)  # once for all: it is slow on purpose
    for person in PEOPLE:
        _make(person, cohort, password)
    return True


def _make(person: Person, cohort: Cohort, password: str) -> None:
    is_admin = person.what == "admin"
    user = User.objects.create(
        email=person.email,
        password=password,
        name=person.name,
        language=person.language,
        email_verified_at=timezone.now(),
        is_staff=is_admin,
        is_superuser=is_admin,
        is_lead=person.what == "lead reviewer",
    )
    if person.what.startswith("student"):
        Enrolment.objects.create(cohort=cohort, student=user)
    if "reviewer" in person.what:
        for project in Project.objects.filter(announced=False):
            for language in Language:
                Certification.objects.create(
                    user=user,
                    project=project,
                    language=language,
                    state=CertificationState.CERTIFIED,
                )


@transaction.atomic
def hand_in(packs_dir: Path) -> int:
    """Hands in the work of `HANDED_IN` once, so that there is something to review.

    Workers grade it like anybody's. Returns how many submissions were made.
    """
    project = Project.objects.get(order=1)
    made = 0
    for email, name in HANDED_IN.items():
        student = User.objects.get(email=email)
        if student.submissions.exists():
            continue
        folder = packs_dir / project.slug / "exemplars" / name
        files = [
            (p.name, p.read_bytes()) for p in folder.iterdir() if p.suffix != ".toml"
        ]
        signature = signature_of(project)
        submit(
            by=student,
            cohort=Cohort.objects.get(code=COHORT_CODE),
            project=project,
            intake=take_in(files, signature, [signature]),
            honour_code=True,
        )
        made += 1
    return made
