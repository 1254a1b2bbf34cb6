from django.urls import path

from projects.web.cohorts import board

urlpatterns = [
    path("cohorts/", board.cohorts, name="cohorts"),
    path("cohorts/<slug:slug>/", board.board, name="board"),
]
