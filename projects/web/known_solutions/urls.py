from django.urls import path

from projects.web.known_solutions import views

urlpatterns = [
    path("known-solutions/", views.known_solutions, name="known_solutions"),
    path(
        "known-solutions/<int:pk>/remove/",
        views.remove,
        name="known_solution_remove",
    ),
]
