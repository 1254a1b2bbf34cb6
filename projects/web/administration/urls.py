from django.urls import path

from projects.web.administration import overview, unsent

urlpatterns = [
    path("administration/", overview.administration, name="administration"),
    path("administration/letters/", unsent.unsent_letters, name="unsent_letters"),
    path(
        "administration/letters/<int:pk>/again/",
        unsent.letter_again,
        name="letter_again",
    ),
]
