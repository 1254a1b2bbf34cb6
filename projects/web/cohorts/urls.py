from django.urls import path

from projects.web.cohorts import board, student

urlpatterns = [
    path("cohorts/", board.cohorts, name="cohorts"),
    path("cohorts/<slug:slug>/", board.board, name="board"),
    path("cohorts/<slug:slug>/map/", board.cohort_map, name="cohort_map"),
    path(
        "cohorts/<slug:slug>/students/<int:enrolment>/",
        student.cohort_student,
        name="cohort_student",
    ),
]
