from django.urls import path

from projects.web.student import (
    actions,
    attempts,
    files,
    home,
    project,
    results,
    submission,
    syllabus,
    threads,
    watching,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("syllabus/", syllabus.syllabus, name="syllabus"),
    path("projects/<slug:slug>/", project.project, name="project"),
    path("projects/<slug:slug>/starter/", project.starter, name="starter"),
    path(
        "projects/<slug:slug>/result/picture-<int:picture>.png",
        results.picture,
        name="result_picture",
    ),
    path("projects/<slug:slug>/submit/", project.submit, name="submit"),
    path("submissions/<uuid:uid>/", submission.submission, name="submission"),
    path("submissions/<uuid:uid>/attempts/", attempts.attempts, name="attempts"),
    path("submissions/<uuid:uid>/live/", watching.live, name="submission_live"),
    path("submissions/<uuid:uid>/files/<path:name>", files.file, name="notebook"),
    path(
        "submissions/<uuid:uid>/download/<path:name>", files.download, name="download"
    ),
    path("submissions/<uuid:uid>/executed/", files.executed, name="executed"),
    path(
        "submissions/<uuid:uid>/runs/<int:number>/picture-<int:picture>.png",
        files.picture,
        name="picture",
    ),
    path("submissions/<uuid:uid>/withdraw/", actions.withdraw, name="withdraw"),
    path("submissions/<uuid:uid>/appeal/", actions.appeal, name="appeal"),
    path(
        "submissions/<uuid:uid>/comments/<int:pk>/reply/", threads.reply, name="reply"
    ),
    path("submissions/<uuid:uid>/explain/", actions.explain, name="explain"),
    path("submissions/<uuid:uid>/dispute/", actions.dispute, name="dispute"),
    path("submissions/<uuid:uid>/rate/", actions.rate, name="rate"),
]
