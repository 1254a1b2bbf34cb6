from django.urls import path

from projects.web.workers import page

urlpatterns = [
    path("workers/", page.workers, name="workers"),
    path("workers/live/", page.live, name="workers_live"),
    path("workers/<int:pk>/drain/", page.drain, name="worker_drain"),
    path("workers/<int:pk>/undo-drain/", page.undo_drain, name="worker_undo_drain"),
]
