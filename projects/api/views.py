"""The JSON skin: the same door and the same verbs as the pages."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import ReadOnlyModelViewSet

from projects.api.refusals import READING, WRITING, refusals
from projects.api.serializers import (
    AskSerializer,
    ExplanationSerializer,
    ReasonSerializer,
    SubmissionDetailSerializer,
    SubmissionSerializer,
)
from projects.models import Run, Submission, User
from projects.models.submission_queryset import SubmissionQuerySet
from projects.operations import claims, explanations, grading, reviews, submissions
from projects.queries.similarity import likeness_for

AFTERWARDS = {
    200: SubmissionDetailSerializer,
    204: None,  # it has left the caller's sight
    **refusals(WRITING),
}


@extend_schema_view(
    list=extend_schema(
        responses={200: SubmissionSerializer(many=True), **refusals(READING)}
    ),
    retrieve=extend_schema(
        responses={200: SubmissionDetailSerializer, **refusals(READING)}
    ),
)
class SubmissionViewSet(ReadOnlyModelViewSet[Submission]):
    """Submissions that the caller may see. What they may not see is a 404."""

    lookup_field = "uid"
    lookup_url_kwarg = "uid"
    queryset = Submission.objects.none()
    serializer_class = SubmissionDetailSerializer

    def get_queryset(self) -> SubmissionQuerySet:
        rows = Submission.objects.visible_to(self.request.user).select_related(
            "project", "cohort"
        )
        if self.action == "list":
            return rows
        runs = Run.objects.counted().prefetch_related("steps__results")
        return rows.prefetch_related("files", Prefetch("runs", runs))

    def get_serializer_class(self) -> Any:
        return SubmissionSerializer if self.action == "list" else self.serializer_class

    @property
    def _caller(self) -> User:
        if not isinstance(self.request.user, User):
            raise TypeError("the API needs a signed-in caller")
        return self.request.user

    def _answer(self, submission: Submission) -> Response:
        """The submission as it is now, or nothing when it has left the caller's sight."""
        again = self.get_queryset().filter(pk=submission.pk).first()
        if again is None:
            return Response(status=204)
        return Response(
            SubmissionDetailSerializer(
                again, context=self.get_serializer_context()
            ).data
        )

    @extend_schema(request=None, responses=AFTERWARDS)
    @action(detail=True, methods=["post"])
    def claim(self, request: Request, **kwargs: Any) -> Response:
        try:
            submission = self.get_object()
        except Http404:
            claims.refuse_late(self._caller)
            raise
        reviews.claim(submission, by=self._caller)
        return self._answer(submission)

    @extend_schema(request=ReasonSerializer, responses=AFTERWARDS)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, **kwargs: Any) -> Response:
        submission = self.get_object()
        reviews.release(submission, by=self._caller, reason=_reason(request))
        return self._answer(submission)

    @extend_schema(request=None, responses=AFTERWARDS)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        submission = self.get_object()
        submissions.withdraw(submission, by=self._caller)
        return self._answer(submission)

    @extend_schema(request=ReasonSerializer, responses=AFTERWARDS)
    @action(detail=True, methods=["post"])
    def appeal(self, request: Request, **kwargs: Any) -> Response:
        submission = self.get_object()
        submissions.appeal_checks(submission, by=self._caller, reason=_reason(request))
        return self._answer(submission)

    @extend_schema(request=None, responses=AFTERWARDS)
    @action(
        detail=True, methods=["post"], url_path="grade-again", url_name="grade-again"
    )
    def rerun(self, request: Request, **kwargs: Any) -> Response:
        """For staff: after a fault of ours, or to be sure."""
        submission = self.get_object()
        grading.rerun(submission, by=self._caller)
        return self._answer(submission)

    @extend_schema(request=ReasonSerializer, responses=AFTERWARDS)
    @action(detail=True, methods=["post"], url_path="refer-unchecked")
    def refer_unchecked(self, request: Request, **kwargs: Any) -> Response:
        """For staff: a reviewer judges what a fault of ours left unchecked."""
        submission = self.get_object()
        grading.refer_unchecked(submission, by=self._caller, reason=_reason(request))
        return self._answer(submission)

    @extend_schema(request=AskSerializer, responses=AFTERWARDS)
    @action(
        detail=True,
        methods=["post"],
        url_path="ask-to-explain",
        url_name="ask-to-explain",
    )
    def ask(self, request: Request, **kwargs: Any) -> Response:
        """The review stops until the student has explained and a lead has decided."""
        submission = self.get_object()
        if submission.student_id == self._caller.pk:  # as its page of two works
            raise Http404
        given = dict(_given(AskSerializer, request))
        pk = given.pop("likeness", None)
        found = likeness_for(submission, pk) if pk else None
        if pk and found is None:
            raise Http404
        explanations.ask(submission, by=self._caller, likeness=found, **given)
        return self._answer(submission)

    @extend_schema(request=ExplanationSerializer, responses=AFTERWARDS)
    @action(detail=True, methods=["post"])
    def explain(self, request: Request, **kwargs: Any) -> Response:
        submission = self.get_object()
        given = _given(ExplanationSerializer, request)
        explanations.explain(submission, by=self._caller, answer=given["answer"])
        return self._answer(submission)

    @extend_schema(request=ReasonSerializer, responses=AFTERWARDS)
    @action(detail=True, methods=["post"], url_path="resume-review")
    def resume_review(self, request: Request, **kwargs: Any) -> Response:
        """For leads: the review goes on after an explanation was asked for."""
        submission = self.get_object()
        explanations.resume_review(submission, by=self._caller, reason=_reason(request))
        return self._answer(submission)

    @extend_schema(request=ReasonSerializer, responses=AFTERWARDS)
    @action(detail=True, methods=["post"], url_path="not-accept")
    def not_accept(self, request: Request, **kwargs: Any) -> Response:
        """For leads: the attempt ends as one that could not be reviewed."""
        submission = self.get_object()
        explanations.not_accept(submission, by=self._caller, reason=_reason(request))
        return self._answer(submission)


def _given(kind: type[Serializer[Any]], request: Request) -> Mapping[str, Any]:
    given = kind(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def _reason(request: Request) -> str:
    return str(_given(ReasonSerializer, request)["reason"])
