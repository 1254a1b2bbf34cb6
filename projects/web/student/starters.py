"""The starter of a project, as students download it: the only part of a pack they get."""

import io
import zipfile
from pathlib import Path

from django.conf import settings

from projects.models import Project
from projects.packs import starter_files

PACKED_AT = (2026, 1, 1, 0, 0, 0)  # fixed, so that the same files are the same bytes


def _folder(project: Project) -> Path:
    return Path(settings.PACKS_DIR) / project.slug


def exists(project: Project) -> bool:
    return not project.announced and bool(starter_files(_folder(project)))


def packed(project: Project) -> bytes | None:
    """A zip with one folder named after the project; None when there is no starter."""
    folder = _folder(project)
    files = starter_files(folder)
    if not files:
        return None
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            name = f"{project.slug}/{path.relative_to(folder / 'starter').as_posix()}"
            entry = zipfile.ZipInfo(name, PACKED_AT)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return zipped.getvalue()
