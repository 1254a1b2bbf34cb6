from django.urls import re_path

from projects.web.documents import views

urlpatterns = [
    # A file's digest, then the picture's own.
    re_path(
        r"^pictures/(?P<digest>[0-9a-f]{64})/(?P<name>[0-9a-f]{32}\.(?:png|jpeg|gif|webp))$",
        views.document_picture,
        name="document_picture",
    ),
]
