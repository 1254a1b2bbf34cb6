"""One student for those who lead their cohort: everything of theirs on one page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from projects.queries import students as reads
from projects.web.parts.leading import crumbs
from projects.web.parts.people import signed_in


@login_required
def cohort_student(request: HttpRequest, slug: str, enrolment: int) -> HttpResponse:
    reader = signed_in(request)
    rows = reads.enrolments_for(reader).filter(cohort__slug=slug)
    row = get_object_or_404(rows, pk=enrolment)
    projects = reads.projects_of(row, reader)
    context = {
        "cohort": row.cohort,
        "crumbs": crumbs(row.cohort, (str(row.student), "")),
        "enrolment": row,
        "student": row.student,
        "projects": projects,
        "approved": sum(one.is_met for one in projects),
        "attempts": sum(len(one.attempts) for one in projects),
        "others": reads.other_enrolments(row, reader),
        "events": reads.last_events(row.student_id, row.cohort_id),
        "letters": reads.last_letters(row.student_id),
        "changes": reads.changes_of(row.student_id, row.cohort_id),
    }
    return render(request, "cohorts/student.html", context)
