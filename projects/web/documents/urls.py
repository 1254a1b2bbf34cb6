import re

from django.urls import re_path

from notebooks.images import SUFFIXES
from notebooks.placeholders import DOWNLOADS
from projects.web.documents import views

_SUFFIXES = "|".join(map(re.escape, [*SUFFIXES.values(), *sorted(DOWNLOADS), ".svg"]))

urlpatterns = [
    # A file's digest, then that of the picture or download in it.
    re_path(
        rf"^pictures/(?P<digest>[0-9a-f]{{64}})/(?P<name>[0-9a-f]{{32}}(?:{_SUFFIXES}))$",
        views.document_picture,
        name="document_picture",
    ),
]
