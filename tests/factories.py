"""Short ways to the people and things that tests are about. Real rows, real verbs where it matters."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from projects.enums import CertificationState, Judgement, Language, State
from projects.models import (
    Certification,
    Cohort,
    Comment,
    Criterion,
    CriterionReview,
    Enrolment,
    Explanation,
    Invitation,
    Project,
    Review,
    Rubric,
    Submission,
    SubmissionFile,
    TrainingAttempt,
    TrainingSample,
    User,
)
from projects.operations import drafts
from projects.storage import keep
from protocol.manifest_reading import load_manifest
from tests.stack import ROOT

PACKS = ROOT / "workers" / "packs"

_numbers = itertools.count(1)

NOTEBOOK = b"""{"cells": [
 {"cell_type": "markdown", "id": "intro", "metadata": {}, "source": ["# My network"]},
 {"cell_type": "code", "id": "code", "metadata": {}, "execution_count": 1,
  "outputs": [{"output_type": "stream", "name": "stdout", "text": ["hello\\n"]}],
  "source": ["class NeuralNetwork:\\n", "    pass\\n", "iterations = 100\\n"]}
], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}"""


def user(name: str = "", **fields: Any) -> User:
    number = next(_numbers)
    name = name or f"Person {number}"
    return User.objects.create_user(
        f"person{number}@example.org", "correct horse", name=name, **fields
    )


def unproved(name: str = "", **fields: Any) -> User:
    """Signed up, but the letter was not answered."""
    return user(name, email_verified_at=None, **fields)


def presentation_of(pack: str) -> dict[str, Any]:
    """What a pack of ours declares of its charts."""
    return load_manifest(PACKS / pack).presentation.as_json()


def project(**fields: Any) -> Project:
    number = next(_numbers)
    fields = {
        "slug": f"project-{number}",
        "order": number,
        "title_text": {"en": f"Project {number}", "ja": f"課題{number}"},
        "summary_text": {"en": "A project."},
        "brief_text": {"en": "# Brief"},
        "signature": {
            "defines": ["NeuralNetwork"],
            "imports": [],
            "editions": [
                {"slug": "only", "title": {"en": "Only"}, "assigns": [], "imports": []}
            ],
            "starter_fingerprints": [],
        },
        "presentation": presentation_of("first-neural-network"),
        **fields,
    }
    made = Project.objects.create(**fields)
    rubric = Rubric.objects.create(project=made, digest=f"{number:064d}")
    for order, slug in enumerate(("code", "training"), 1):
        Criterion.objects.create(
            rubric=rubric,
            slug=slug,
            order=order,
            section_slug="all",
            section_text={"en": "All", "ja": "すべて"},
            title_text={"en": slug.title(), "ja": slug},
            passes_when_text={"en": f"The {slug} is right."},
            tips_text={"en": "Look closely."},
            checks=[f"{slug}.check"],
        )
    return made


def cohort(**fields: Any) -> Cohort:
    number = next(_numbers)
    fields = {
        "slug": f"cohort-{number}",
        "title": f"Cohort {number}",
        "code": f"CODE-{number}",
        "starts_on": date(2026, 9, 1),
        **fields,
    }
    return Cohort.objects.create(**fields)


def student(of: Cohort, name: str = "", **fields: Any) -> User:
    made = user(name, **fields)
    Enrolment.objects.create(cohort=of, student=made)
    return made


def end_of(day: date) -> datetime:
    """The midnight after it, in the zone of `cohort`: when a pause with this last day ends."""
    return datetime.combine(day + timedelta(days=1), time.min, UTC)


def invitation(
    to: Cohort, address: str = "invited@example.org", **fields: Any
) -> Invitation:
    fields = {"name": "Ada Byron", "language": "en", **fields}
    if "invited_by" not in fields:
        fields["invited_by"] = admin()
    return Invitation.objects.create(cohort=to, address=address, **fields)


def reviewer(of: Project, name: str = "", **fields: Any) -> User:
    made = user(name, **fields)
    certify(made, of)
    return made


def certify(
    person: User,
    project: Project,
    *languages: Language,
    state: CertificationState = CertificationState.CERTIFIED,
) -> None:
    """In those languages, or in all."""
    for language in languages or Language:
        Certification.objects.create(
            user=person, project=project, language=language, state=state
        )


def lead(name: str = "", **fields: Any) -> User:
    return user(name, is_lead=True, **fields)


def admin(name: str = "") -> User:
    return user(name, is_staff=True, is_superuser=True)


def submission(
    of: Project | None = None,
    by: User | None = None,
    in_: Cohort | None = None,
    state: State = State.CHECKING,
    reviewed_by: User | None = None,
    **fields: Any,
) -> Submission:
    """A submission in any state, with one notebook; rows only, no verbs."""
    of = of or project()
    in_ = in_ or cohort()
    by = by or student(in_)
    now = timezone.now()
    last = (
        Submission.objects.filter(student=by, cohort=in_, project=of)
        .order_by("-attempt")
        .first()
    )
    needs_reviewer = state == State.IN_REVIEW or state in State.reviewed()
    if needs_reviewer and reviewed_by is None:
        reviewed_by = reviewer(of)
    fields = {
        "attempt": last.attempt + 1 if last else 1,
        "previous": last,
        "rubric": of.rubrics.first(),
        "edition": "only",
        "language": by.language,
        "notebook_name": "notebook.ipynb",
        "honour_code_at": now,
        "queued_at": None if state in (State.CHECKING, State.RETURNED) else now,
        "reviewer": reviewed_by
        if needs_reviewer or state == State.EXPLAINING
        else None,
        "claimed_at": now if needs_reviewer else None,
        "claim_expires_at": now + timedelta(hours=12)
        if state == State.IN_REVIEW
        else None,
        "decided_at": now if state in (*State.reviewed(), State.RETURNED) else None,
        **fields,
    }
    made = Submission.objects.create(
        student=by, cohort=in_, project=of, state=state, **fields
    )
    SubmissionFile.objects.create(
        submission=made, name="notebook.ipynb", blob=keep(NOTEBOOK)
    )
    if state == State.EXPLAINING:
        explanation(made, reviewed_by or lead())
    if needs_reviewer or state == State.DISPUTED:
        review(made, reviewed_by or reviewer(of), state)
    return made


def explanation(of: Submission, by: User, **fields: Any) -> Explanation:
    due = timezone.now() + timedelta(days=7)
    fields = {"reason": "Much alike.", "due_at": due, **fields}
    return Explanation.objects.create(submission=of, asked_by=by, **fields)


def review(of: Submission, by: User, state: State) -> Review:
    published = state != State.IN_REVIEW
    verdict = State.CHANGES_REQUESTED if state == State.DISPUTED else state
    made = Review.objects.create(
        submission=of,
        reviewer=by,
        published_at=timezone.now() if published else None,
        verdict=verdict if published else "",
    )
    if published and verdict != State.UNREVIEWABLE:
        for criterion in of.rubric.criteria.all():
            meets = verdict == State.APPROVED or criterion.order > 1
            CriterionReview.objects.create(
                review=made,
                criterion=criterion,
                judgement=Judgement.MEETS if meets else Judgement.CHANGES,
                body="" if meets else "Please change this.",
            )
    return made


def judge_all(of: Submission, by: User, judgement: Judgement, body: str = "") -> None:
    criteria = {c.slug: (judgement, body) for c in of.rubric.criteria.all()}
    drafts.save_draft(of, drafts.Draft(criteria=criteria), by=by)


def comment(of: Submission, body: str = "Name it.", **fields: Any) -> Comment:
    """In the last review of a submission; it requires a change unless told otherwise."""
    fields = {"file_name": of.notebook_name, "cell": 1, "tag": "required", **fields}
    last = of.reviews.order_by("-pk").first()
    return Comment.objects.create(review=last, body=body, **fields)


def sample(of: Review, by: User | None = None, **fields: Any) -> TrainingSample:
    """With the review's judgements as its key."""
    made = TrainingSample.objects.create(
        review=of,
        project=of.submission.project,
        language=of.submission.language,
        number=of.submission.project.samples.count() + 1,
        made_by=by or lead(),
        **fields,
    )
    for row in of.criteria.all():
        made.keys.create(
            criterion=row.criterion, judgement=row.judgement, body="Because."
        )
    return made


def trainee(
    person: User, project: Project, language: Language = Language.ENGLISH
) -> Certification:
    certify(person, project, language, state=CertificationState.TRAINING)
    return person.certifications.get(project=project, language=language)


def attempt(
    at: TrainingSample, by: Certification, *judgements: Judgement
) -> TrainingAttempt:
    """Submitted; in the rubric's order, and all as the key has them without any."""
    made = at.attempts.create(certification=by, judged_at=timezone.now())
    keys = list(at.keys.all())
    given = judgements or [one.judgement for one in keys]
    for key, judgement in zip(keys, given, strict=True):
        made.judgements.create(key=key, judgement=judgement, body="I think.")
    return made
