from django.urls import path

from projects.web.statistics import pages

urlpatterns = [
    path("cohorts/<slug:slug>/statistics/", pages.progress, name="statistics"),
    path("cohorts/<slug:slug>/statistics/times/", pages.times, name="statistics_times"),
    path(
        "cohorts/<slug:slug>/statistics/checks/",
        pages.checks,
        name="statistics_checks",
    ),
    path(
        "cohorts/<slug:slug>/statistics/<slug:part>/<slug:name>.csv",
        pages.as_csv,
        name="statistics_csv",
    ),
]
