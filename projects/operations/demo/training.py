"""The demo's samples and trainees: two that leads see at different points of the way."""

from datetime import timedelta

from projects.enums import CertificationState, Judgement, Language, State
from projects.models import Certification, Project, Review, TrainingSample, User
from projects.operations import applications, certification, samples, training
from projects.operations.demo.clock import Clock
from projects.operations.demo.people import HOST

MADE, APPLIED, ACCEPTED, TRAINED = (timedelta(days=n) for n in (6, 5, 4, 2))
MOST = 3  # samples of the first project
SHOWS = (
    "Every criterion of this sample follows from what the machine measured and from the code. "
    "Read the outputs before you trust a number."
)
WHY = {
    Judgement.MEETS: "The evidence is in the outputs, and the code does what the criterion asks.",
    Judgement.CHANGES: "The code runs, and still misses what the criterion asks for.",
}


def live(clock: Clock) -> None:
    """Samples of project 1; Freya trains on them, and Mateo has applied."""
    lead = _person("lead")
    project = Project.objects.get(order=1)
    clock.ago(MADE)
    made = [_sample(review, lead) for review in _finished(project)]
    freya, mateo = _person("freya"), _person("mateo")
    clock.ago(APPLIED)
    words = "I finished all five projects and answer questions in the forum every week."
    [row, *_other] = _apply(freya, project, words)
    clock.ago(ACCEPTED)
    certification.decide(
        row,
        by=lead,
        state=CertificationState.TRAINING,
        reason="Your own work was a pleasure. Judge three samples first.",
    )
    clock.ago(TRAINED)
    for sample in made[:1]:
        _judge(freya, sample)
    _apply(mateo, project, "I would like to give back what your hints gave me.")


def _person(name: str) -> User:
    return User.objects.get(email=f"{name}@{HOST}")


def _finished(project: Project) -> list[Review]:
    """In English, and first what has something to fail."""
    found = Review.objects.filter(
        submission__project=project,
        submission__language=Language.ENGLISH,
        submission__state__in=(State.APPROVED, State.CHANGES_REQUESTED),
        published_at__isnull=False,
        verdict__in=(State.APPROVED, State.CHANGES_REQUESTED),
    ).exclude(submission__student=_person("freya"))
    return list(found.order_by("-verdict", "pk")[:MOST])


def _sample(review: Review, lead: User) -> TrainingSample:
    given = {
        one.criterion.slug: (one.judgement, WHY[Judgement(one.judgement)])
        for one in review.criteria.select_related("criterion")
    }
    return samples.make(review, given, body=SHOWS, by=lead)


def _apply(person: User, project: Project, words: str) -> list[Certification]:
    return applications.apply(
        by=person, project=project, languages=[Language.ENGLISH], reason=words
    )


def _judge(trainee: User, sample: TrainingSample) -> None:
    """As the key has it, but for one criterion."""
    row = trainee.certifications.get(project=sample.project, language=sample.language)
    given = {
        key.criterion.slug: (key.judgement, "")
        for key in sample.keys.select_related("criterion")
    }
    first = next(iter(given))
    other = {Judgement.MEETS: Judgement.CHANGES, Judgement.CHANGES: Judgement.MEETS}
    judgement = other[Judgement(given[first][0])]
    given[first] = (judgement, "I would ask for a comment on each step.")
    training.judge(row, sample, given, by=trainee)
    training.submit(row, sample, by=trainee)
