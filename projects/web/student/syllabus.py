"""The syllabus, week by week, with where the student's cohort is now."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from projects.queries.dashboard import enrolments_of, path_of
from projects.queries.syllabus import (
    channels_for,
    guide_of,
    next_session,
    weeks_of,
)
from projects.web.parts.people import signed_in
from projects.web.student.home import chosen
from projects.web.student.presenters import state_label


@login_required
def syllabus(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    enrolments = enrolments_of(user)
    if not enrolments:
        return redirect("projects:home")
    cohort = chosen(enrolments, request.GET.get("cohort", "")).cohort
    stops = path_of(user, cohort)
    guide = guide_of(cohort)
    weeks = weeks_of(cohort, guide, [stop.scheduled for stop in stops])
    context = {
        "cohort": cohort,
        "enrolments": enrolments,
        "weeks": weeks,
        "states": {
            stop.project.pk: (stop.state, state_label(stop.state, stop.met_in))
            for stop in stops
        },
        "now": next((week for week in weeks if week.is_now), None),
        "session": next_session(guide),
        "channels": channels_for(guide, user),
    }
    return render(request, "student/syllabus.html", context)
