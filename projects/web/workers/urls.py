from django.urls import path

from projects.web.workers import views

urlpatterns = [
    path("workers/", views.workers, name="workers"),
    path("workers/live/", views.live, name="workers_live"),
    path("workers/<int:pk>/drain/", views.drain, name="worker_drain"),
    path("workers/<int:pk>/undo-drain/", views.undo_drain, name="worker_undo_drain"),
]
