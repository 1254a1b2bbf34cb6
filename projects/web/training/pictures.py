"""Pictures that the training of a sample's model shows, for who may not open the submission."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from projects.enums import RunState
from projects.models import Artifact
from projects.queries.grading import newest_run
from projects.web.parts.attachments import picture_of
from projects.web.training.access import own_training, sample_of
from protocol.artifacts import picture_name


@login_required
def picture(request: HttpRequest, pk: int, number: int, picture: int) -> HttpResponse:
    """Of the run that the page shows, once that has ended."""
    submission = sample_of(own_training(request, pk), number).review.submission
    run = newest_run(submission)
    made = Artifact.objects.filter(
        run=run, run__state=RunState.FINISHED, name=picture_name(picture)
    )
    return picture_of(get_object_or_404(made.select_related("blob")).blob)
