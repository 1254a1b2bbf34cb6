"""What intake has to know of a project, read back from its row."""

from collections.abc import Mapping
from typing import Any

from notebooks.recognise import Edition, NotebookSignature
from projects.models import Project


def tells_of(project: Project) -> NotebookSignature:
    told: Mapping[str, Any] = project.tells
    return NotebookSignature(
        slug=project.slug,
        title=project.title_text,
        defines=tuple(told.get("defines", ())),
        imports=tuple(told.get("imports", ())),
        editions=tuple(_edition(edition) for edition in told.get("editions", ())),
        starter_fingerprints=frozenset(told.get("starter_fingerprints", ())),
        side_files=tuple(told.get("side_files", ())),
    )


def _edition(told: Mapping[str, Any]) -> Edition:
    return Edition(
        slug=told["slug"],
        assigns=tuple(told.get("assigns", ())),
        imports=tuple(told.get("imports", ())),
    )
