from django.urls import path

from projects.web.administration import overview

urlpatterns = [
    path("administration/", overview.administration, name="administration"),
]
