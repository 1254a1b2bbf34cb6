"""What intake has to know of a project, read back from its row."""

from notebooks.signatures import NotebookSignature
from projects.models import Project


def signature_of(project: Project) -> NotebookSignature:
    named = {"slug": project.slug, "title": project.title_text}
    return NotebookSignature.parse({**project.signature, **named})
