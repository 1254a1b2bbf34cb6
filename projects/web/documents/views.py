"""The pictures and downloads that stand in a document, each as a file of its own."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from notebooks.file_kinds import suffix
from notebooks.images import SUFFIXES
from notebooks.svg import SVG
from projects.models import (
    Artifact,
    Blob,
    Submission,
    SubmissionFile,
    TrainingSample,
    User,
)
from projects.models.submission_queryset import SubmissionQuerySet
from projects.rendered import picture
from projects.rules import knows_student
from projects.web.parts.attachments import attachment
from projects.web.parts.documents import open_document
from projects.web.parts.people import signed_in
from protocol.artifacts import EXECUTED

_KINDS = {suffix: kind for kind, suffix in SUFFIXES.items()} | {".svg": SVG}
# A drawing's own styles and the bitmaps in it; it is sanitised besides.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


@login_required
def document_picture(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    """For whoever may read a submission, or a sample, that holds the document with this digest."""
    blob = get_object_or_404(Blob, sha256=digest)
    reader = signed_in(request)
    file_name, scrub = _found_for(blob, reader)
    data = picture(blob, name)
    if data is None:  # dropped to make room
        open_document(blob, file_name, scrub=scrub)
        data = picture(blob, name)
    if data is None:
        raise Http404
    kind = _KINDS.get(suffix(name))
    if kind is None:
        return attachment(data, f"output.{name.partition('.')[2]}")
    response = HttpResponse(data, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _POLICY
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


def _found_for(blob: Blob, reader: User) -> tuple[str, bool]:
    """The name under which the reader may see these bytes, and whether scrubbed. Raises Http404."""
    seen = Submission.objects.visible_to(reader)
    found = _found_in(blob, seen)
    if found is not None:
        name, submission = found
        return name, not knows_student(reader, submission)
    trained = TrainingSample.objects.visible_to(reader)
    of_samples = Submission.objects.filter(reviews__sample__in=trained.values("pk"))
    found = _found_in(blob, of_samples)
    if found is None:
        raise Http404
    return found[0], True


def _found_in(blob: Blob, seen: SubmissionQuerySet) -> tuple[str, Submission] | None:
    files = SubmissionFile.objects.filter(blob=blob, submission__in=seen.values("pk"))
    file = files.select_related("submission__cohort").first()
    if file is not None:
        return file.name, file.submission
    made = Artifact.objects.filter(
        blob=blob,
        name=EXECUTED,
        run__submission__in=seen.values("pk"),
        run__counts=True,
    )
    artifact = made.select_related("run__submission__cohort").first()
    return None if artifact is None else (artifact.name, artifact.run.submission)
