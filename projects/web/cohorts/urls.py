from django.urls import path

from projects.web.cohorts import board, listing, making, moving, plan, student

urlpatterns = [
    path("cohorts/", listing.cohorts, name="cohorts"),
    path("cohorts/new/", making.new, name="cohort_new"),
    path("cohorts/<slug:slug>/", board.board, name="board"),
    path("cohorts/<slug:slug>/map/", board.cohort_map, name="cohort_map"),
    path(
        "cohorts/<slug:slug>/students/<int:enrolment>/",
        student.cohort_student,
        name="cohort_student",
    ),
    path("cohorts/<slug:slug>/settings/", plan.settings, name="cohort_settings"),
    path("cohorts/<slug:slug>/move/", moving.move, name="cohort_move"),
    path("cohorts/<slug:slug>/plan/<slug:part>/", plan.part, name="cohort_part"),
]
