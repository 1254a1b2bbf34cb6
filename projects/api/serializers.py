"""What the API shows. Evidence and incidents are staff's and are not here."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from projects import text_limits
from projects.enums import Action, State
from projects.models import CheckResult, Run, Step, Submission
from projects.queries.figures import for_author
from projects.workflow import actions_for

TOO_LONG = _("This is too long: {max_length} characters are the most.")


class CheckResultSerializer(serializers.ModelSerializer[CheckResult]):
    title = serializers.CharField()
    hint = serializers.CharField()

    class Meta:
        model = CheckResult
        fields = ("check_slug", "title", "outcome", "hint")


class StepSerializer(serializers.ModelSerializer[Step]):
    results = CheckResultSerializer(many=True)
    figures = serializers.SerializerMethodField()

    class Meta:
        model = Step
        fields = ("kind", "state", "started_at", "finished_at", "figures", "results")

    def get_figures(self, step: Step) -> dict[str, Any]:
        """All of them for whom the pages show all; for the author those that have words."""
        submission = step.run.submission
        if submission.student_id != self.context["request"].user.pk:
            return dict(step.figures)
        return for_author(step.figures, submission.project.charts())


class RunSerializer(serializers.ModelSerializer[Run]):
    steps = StepSerializer(many=True)
    is_cut_short = serializers.BooleanField(read_only=True)

    class Meta:
        model = Run
        fields = (
            *("number", "state", "verdict", "is_cut_short"),
            *("created_at", "finished_at", "steps"),
        )


@extend_schema_field(serializers.ListField(child=serializers.CharField()))
class FileNames(serializers.Field[Any, Any, list[str], Any]):
    def to_representation(self, value: Any) -> list[str]:
        return [file.name for file in value.all()]


class SubmissionSerializer(serializers.ModelSerializer[Submission]):
    id = serializers.UUIDField(source="uid")
    project = serializers.CharField(source="project.slug")
    cohort = serializers.CharField(source="cohort.slug")
    state_label = serializers.SerializerMethodField()

    class Meta:
        model = Submission
        fields: tuple[str, ...] = (
            "id",
            "project",
            "cohort",
            "attempt",
            "edition",
            "state",
            "state_label",
            "submitted_at",
            "decided_at",
        )

    def get_state_label(self, submission: Submission) -> str:
        reader = self.context["request"].user
        state = State(submission.state)
        own = submission.student_id == reader.pk
        return str(state.student_label if own else state.label)


class SubmissionDetailSerializer(SubmissionSerializer):
    runs = RunSerializer(many=True)
    files = FileNames()
    actions = serializers.SerializerMethodField()

    class Meta(SubmissionSerializer.Meta):
        fields = (*SubmissionSerializer.Meta.fields, "files", "runs", "actions")

    def get_actions(self, submission: Submission) -> list[str]:
        """Without DECIDE, by which a verdict waits: people approve, or require changes."""
        reader = self.context["request"].user
        return [
            action.value
            for action in actions_for(submission, reader)
            if action != Action.DECIDE
        ]


def _words(most: int) -> serializers.CharField:
    return serializers.CharField(
        allow_blank=True,
        default="",
        max_length=most,
        error_messages={"max_length": TOO_LONG},
    )


class AskSerializer(serializers.Serializer[Any]):
    """`likeness` is the number at the end of the address of two works side by side."""

    reason = _words(text_limits.REASON)
    question = _words(text_limits.REASON)
    likeness = serializers.IntegerField(required=False, min_value=1)


class ExplanationSerializer(serializers.Serializer[Any]):
    answer = _words(text_limits.REVIEW)


class ReasonSerializer(serializers.Serializer[Any]):
    reason = _words(text_limits.REASON)
