"""A good result of a project, shown on its page: some exhibits of a training, in the pack's `result/`."""

import json
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from projects.models import Project
from projects.web.parts.exhibits import ShownExhibit, laid_out
from protocol.artifacts import picture_name

EXHIBITS = "exhibits.json"
MAX_AGE_S = 3600  # the picture of a project changes with its pack


def _folder(project: Project) -> Path:
    return Path(settings.PACKS_DIR) / project.slug / "result"


def shown(project: Project) -> list[ShownExhibit]:
    """Nothing for a pack that has none."""
    path = _folder(project) / EXHIBITS
    if not path.is_file():
        return []

    def address(picture: int) -> str:
        return reverse("projects:result_picture", args=[project.slug, picture])

    return laid_out(json.loads(path.read_text("utf-8")), address)


@login_required
def picture(request: HttpRequest, slug: str, picture: int) -> HttpResponse:
    path = _folder(get_object_or_404(Project, slug=slug)) / picture_name(picture)
    if not path.is_file():
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = f"private, max-age={MAX_AGE_S}"
    return response
