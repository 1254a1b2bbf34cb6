"""One audit: the work and its rubric to judge, then both judgements side by side."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects.models import CriterionReview, ReviewAudit
from projects.queries.names import name_of
from projects.rules import knows_student
from projects.web.audits.access import audit_for
from projects.web.audits.forms import FinishForm
from projects.web.parts.judged_documents import Reading, document_of
from projects.web.parts.judging import Compared, JudgeForm, sections_to_judge
from projects.web.parts.people import signed_in


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
    rows = subject.criteria.select_related("criterion")
    stored = {one.criterion.slug: (one.judgement, one.body) for one in rows}
    return JudgeForm(data, criteria=criteria, stored=stored)


def _to_judge(
    request: HttpRequest, subject: ReviewAudit, form: JudgeForm
) -> dict[str, Any]:
    submission = subject.review.submission
    reading = Reading(
        here=reverse("projects:audit", args=[subject.pk]),
        scrub=not knows_student(signed_in(request), submission),
    )
    return {
        "form": form,
        "sections": sections_to_judge(submission, form),
        "criteria_count": len(form.criteria),
        "editable": True,
        "before": {},  # nothing of the round before, nor of this one
        **document_of(request, submission, reading),
    }


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
