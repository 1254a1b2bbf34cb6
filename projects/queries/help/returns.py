"""What attempts were sent back for: the criteria that checks or reviewers found wanting."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Max

from projects.enums import Judgement, RunState
from projects.models import CheckResult, Criterion, CriterionReview, Run
from protocol.steps import Outcome

AT_ONCE = (
    500  # submissions asked for together: databases take so many values and no more
)


class Subject(NamedTuple):
    """A criterion; a check that informs none stands for itself."""

    slug: str
    title: Mapping[str, str]  # by language


def subjects_of(attempts: Mapping[int, int]) -> Mapping[int, Mapping[str, Subject]]:
    """`attempts`: the project by submission. By submission, what it was sent back for, by slug."""
    criteria = _criteria_by_check(set(attempts.values()))
    found: defaultdict[int, dict[str, Subject]] = defaultdict(dict)
    submissions = sorted(attempts)
    for start in range(0, len(submissions), AT_ONCE):
        part = submissions[start : start + AT_ONCE]
        by_people = _by_people(part)
        for submission, check, title in _by_machine(part):
            if submission in by_people:
                continue  # a reviewer looked at what the checks had found
            known = criteria.get((attempts[submission], check))
            subject = known or Subject(check, title)
            found[submission][subject.slug] = subject
        for submission, subjects in by_people.items():
            found[submission].update({one.slug: one for one in subjects})
    return found


def _criteria_by_check(projects: set[int]) -> Mapping[tuple[int, str], Subject]:
    """Newer rubrics win."""
    rows = Criterion.objects.filter(rubric__project__in=projects)
    read = rows.order_by("rubric__created_at", "rubric").values_list(
        "rubric__project", "slug", "title_text", "checks"
    )
    return {
        (project, check): Subject(slug, title)
        for project, slug, title, checks in read
        for check in checks
    }


def _by_machine(submissions: Sequence[int]) -> Iterator[tuple[int, str, Any]]:
    """Checks that failed in the last run that counts."""
    runs = Run.objects.filter(
        submission__in=submissions, counts=True, state=RunState.FINISHED
    )
    newest = runs.order_by().values("submission").annotate(last=Max("number"))
    last = {row["submission"]: row["last"] for row in newest}
    failed = CheckResult.objects.filter(
        step__run__in=runs.values("pk"), outcome=Outcome.FAILED
    ).order_by("pk")
    read = failed.values_list(
        *("step__run__submission", "step__run__number", "check_slug", "title_text")
    )
    for submission, number, check, title in read:
        if number == last[submission]:
            yield submission, check, title


def _by_people(submissions: Sequence[int]) -> Mapping[int, list[Subject]]:
    """What the last review that was published requires to be changed."""
    found: dict[int, tuple[int, list[Subject]]] = {}
    rows = CriterionReview.objects.filter(
        review__submission__in=submissions,
        review__published_at__isnull=False,
        judgement=Judgement.CHANGES,
    ).order_by("review__published_at", "review", "pk")
    read = rows.values_list(
        *("review__submission", "review"),
        *("criterion__slug", "criterion__title_text"),
    )
    for submission, review, slug, title in read:
        if submission not in found or found[submission][0] != review:
            found[submission] = (review, [])
        found[submission][1].append(Subject(slug, title))
    return {submission: subjects for submission, (_, subjects) in found.items()}
