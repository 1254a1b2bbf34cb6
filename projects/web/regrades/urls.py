from django.urls import path

from projects.web.regrades import pages, verbs

urlpatterns = [
    path("regrades/", pages.regrades, name="regrades"),
    path("regrades/new/", verbs.start, name="regrade_start"),
    path("regrades/<int:pk>/", pages.regrade, name="regrade"),
    path("regrades/<int:pk>/live/", pages.live, name="regrade_live"),
    path("regrades/<int:pk>/cancel/", verbs.cancel, name="regrade_cancel"),
    path("regrades/<int:pk>/publish/", verbs.publish, name="regrade_publish"),
    path("regrades/<int:pk>/discard/", verbs.discard, name="regrade_discard"),
]
