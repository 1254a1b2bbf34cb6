from django.urls import path

from projects.web.quality import criteria, reviewers

urlpatterns = [
    path("quality/", reviewers.figures, name="quality"),
    path("quality/reviewers.csv", reviewers.as_csv, name="quality_csv"),
    path("quality/criteria/", criteria.criteria, name="quality_criteria"),
    path(
        "quality/criteria/<slug:slug>/<slug:criterion>/",
        criteria.overruled_judgements,
        name="overruled",
    ),
]
