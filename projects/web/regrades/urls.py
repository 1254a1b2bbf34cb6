from django.urls import path

from projects.web.regrades import actions, views

urlpatterns = [
    path("regrades/", views.regrades, name="regrades"),
    path("regrades/new/", actions.start, name="regrade_start"),
    path("regrades/<int:pk>/", views.regrade, name="regrade"),
    path("regrades/<int:pk>/live/", views.live, name="regrade_live"),
    path("regrades/<int:pk>/cancel/", actions.cancel, name="regrade_cancel"),
    path("regrades/<int:pk>/publish/", actions.publish, name="regrade_publish"),
    path("regrades/<int:pk>/discard/", actions.discard, name="regrade_discard"),
]
