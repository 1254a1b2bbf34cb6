"""One audit: the work and its rubric to judge, then both judgements side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from projects.models import Criterion, CriterionReview, ReviewAudit, Submission
from projects.queries.grading import by_criterion, newest_run
from projects.queries.names import name_of
from projects.web.audits.access import audit_for
from projects.web.audits.documents import document_of
from projects.web.audits.forms import FinishForm, JudgeForm
from projects.web.parts.evidence import evidence_of
from projects.web.parts.people import signed_in
from projects.web.parts.rubric_rows import CriterionSection, by_section, criterion_row


@login_required
def audit(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, audit_for(request, pk))


def page(
    request: HttpRequest,
    subject: ReviewAudit,
    *,
    judging: JudgeForm | None = None,
    finishing: FinishForm | None = None,
    status: int = 200,
) -> HttpResponse:
    reader, submission = signed_in(request), subject.review.submission
    context: dict[str, Any] = {
        "audit": subject,
        "submission": submission,
        "project": submission.project,
        "is_mine": subject.lead_id == reader.pk,
        "student": name_of(submission.student, submission, reader),
        "lead": name_of(subject.lead, submission, reader),
        "reviewer": name_of(subject.review.reviewer, submission, reader),
    }
    if subject.judged_at is None:
        context |= _to_judge(request, subject, judging or judge_form(subject))
        return render(request, "audits/judge.html", context, status=status)
    rows = compared(subject)
    context |= {
        "different": [row for row in rows if not row.agrees],
        "alike": [row for row in rows if row.agrees],
        "form": None if subject.finished_at else finishing or FinishForm(),
    }
    return render(request, "audits/compared.html", context, status=status)


def judge_form(subject: ReviewAudit, data: Any = None) -> JudgeForm:
    criteria = list(subject.review.submission.rubric.criteria.all())
    stored = list(subject.criteria.select_related("criterion"))
    return JudgeForm(data, criteria=criteria, stored=stored)


def _to_judge(
    request: HttpRequest, subject: ReviewAudit, form: JudgeForm
) -> dict[str, Any]:
    submission = subject.review.submission
    return {
        "form": form,
        "sections": _sections(submission, form),
        "criteria_count": len(form.criteria),
        "editable": True,
        "before": {},  # nothing of the round before, nor of this one
        **document_of(request, subject),
    }


def _sections(submission: Submission, form: JudgeForm) -> list[CriterionSection]:
    """The rubric as reviewers have it, without what any of them said."""
    run = newest_run(submission)
    found = by_criterion(form.criteria, run)
    evidence = evidence_of(submission, run, found)
    return by_section(
        [criterion_row(one, form, evidence, editable=True) for one in found]
    )


@dataclass(frozen=True)
class Compared:
    """One criterion as the lead and the reviewer judged it."""

    criterion: Criterion
    mine: str
    mine_label: str
    words: str
    said: str
    said_label: str
    said_words: str

    @property
    def agrees(self) -> bool:
        return self.mine == self.said


def compared(subject: ReviewAudit) -> Sequence[Compared]:
    rows = CriterionReview.objects.filter(review=subject.review_id)
    said = dict(rows.values_list("criterion", "body"))
    return [
        Compared(
            row.criterion,
            row.judgement,
            row.get_judgement_display(),
            row.body,
            row.said,
            row.get_said_display() or _("Not judged"),
            said.get(row.criterion_id, ""),
        )
        for row in subject.criteria.select_related("criterion")
    ]
