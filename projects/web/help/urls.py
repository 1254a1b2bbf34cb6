from django.urls import path

from projects.web.help import listing, marks, rules

urlpatterns = [
    path("cohorts/<slug:slug>/help/", listing.in_need, name="help"),
    path("cohorts/<slug:slug>/help/mark/", marks.mark, name="help_mark"),
    path("cohorts/<slug:slug>/help/refresh/", marks.refresh, name="help_refresh"),
    path("cohorts/<slug:slug>/help/rules/", rules.rules, name="help_rules"),
    path(
        "cohorts/<slug:slug>/help/<int:enrolment>/",
        listing.history,
        name="help_history",
    ),
]
