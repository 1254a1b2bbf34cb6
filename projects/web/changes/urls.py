from django.urls import path

from projects.web.changes import views

urlpatterns = [
    path("submissions/<uuid:uid>/changes/", views.changes, name="changes"),
]
