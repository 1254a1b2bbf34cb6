"""An attempt for its own page, with the student's others beside it: one query."""

from functools import cache
from uuid import UUID

from django.db.models import Exists, OuterRef

from projects.models import (
    Artifact,
    ChangeAnswer,
    Explanation,
    Notification,
    Submission,
    User,
)
from projects.models.submission_queryset import SubmissionQuerySet
from projects.queries.kept import KeptQuery
from protocol.artifacts import EXECUTED

RELATED = ("project", "rubric", "cohort", "student", "reviewer", "previous")


def attempts_beside(uid: UUID, reader: User) -> SubmissionQuerySet:
    """All of the same student at the same project that the reader may see, newest first; marked."""
    own = Submission.objects.filter(uid=uid)
    same = Submission.objects.visible_to(reader).filter(
        student=own.values("student")[:1],
        cohort=own.values("cohort")[:1],
        project=own.values("project")[:1],
    )
    return marked(same.select_related(*RELATED), reader).order_by("-attempt")


@cache
def newest_beside(most: int) -> KeptQuery[Submission]:
    """The first so many of `attempts_beside`."""
    return KeptQuery(lambda uid, reader: attempts_beside(uid, reader)[:most])


def marked(rows: SubmissionQuerySet, reader: User) -> SubmissionQuerySet:
    """What tells a page which of its parts there are: `has_executed`, `was_asked`, `has_news`, `has_answers`."""
    executed = Artifact.objects.filter(
        run__submission=OuterRef("pk"), run__counts=True, name=EXECUTED
    )
    asked = Explanation.objects.filter(submission=OuterRef("pk"))
    news = Notification.objects.filter(
        recipient=reader, event__submission=OuterRef("pk"), read_at=None
    )
    return rows.known_for(reader).annotate(
        has_executed=Exists(executed),
        was_asked=Exists(asked),
        has_news=Exists(news),
        has_answers=Exists(ChangeAnswer.objects.filter(submission=OuterRef("pk"))),
    )
