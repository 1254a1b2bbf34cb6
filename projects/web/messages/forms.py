"""The shapes of what is typed on the pages of messages."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from projects import text_limits
from projects.enums import Language
from projects.models import Cohort, Project
from projects.operations.messages import Draft
from projects.queries.schedule import schedule_of
from projects.web.parts.fields import WordsField

SAID = {"required": _("Write a few words.")}
TEXTS = ("subject_en", "body_en", "subject_ja", "body_ja")


class TextsForm(forms.Form):
    """Both languages."""

    subject_en = forms.CharField(
        label=_("Subject, in English"),
        max_length=text_limits.SUBJECT,
        error_messages=SAID,
    )
    body_en = WordsField(
        label=_("Message, in English"),
        max_length=text_limits.MESSAGE,
        rows=8,
        error_messages=SAID,
    )
    subject_ja = forms.CharField(
        label=_("Subject, in Japanese"),
        max_length=text_limits.SUBJECT,
        required=False,
    )
    body_ja = WordsField(
        label=_("Message, in Japanese"),
        max_length=text_limits.MESSAGE,
        rows=8,
        required=False,
        help_text=_("Without one, everybody gets the English."),
    )

    def texts(self, name: str) -> Mapping[str, str]:
        """By language."""
        return {one.value: self.cleaned_data[f"{name}_{one}"] for one in Language}


class ComposeForm(TextsForm):
    project = forms.ModelChoiceField(
        label=_("Project that it is about"),
        queryset=Project.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("Each student's next"),
        help_text=_("What {project} and {due} stand for."),
    )
    skip = forms.BooleanField(
        label=_("Leave out those to whom somebody wrote already"), required=False
    )
    note = forms.BooleanField(
        label=_("Note on the list of those who need help that I wrote to them"),
        required=False,
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    field_order = ("project", *TEXTS, "skip", "note", "token")

    def __init__(self, cohort: Cohort, *arguments: Any, **options: Any) -> None:
        options["initial"] = {"token": uuid4()} | options.get("initial", {})
        super().__init__(*arguments, **options)
        field = self.fields["project"]
        if isinstance(field, forms.ModelChoiceField):
            projects = [one.project.pk for one in schedule_of(cohort)]
            field.queryset = Project.objects.filter(pk__in=projects)

    def draft(self) -> Draft:
        return Draft(
            self.texts("subject"), self.texts("body"), self.cleaned_data["project"]
        )


class TemplateForm(TextsForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=text_limits.NAME,
        validators=[text_limits.validate_name],
        help_text=_("Only leads see it."),
    )
    everywhere = forms.BooleanField(
        label=_("For every cohort, not only this one"), required=False
    )

    field_order = ("name", "everywhere", *TEXTS)

    def __init__(self, *arguments: Any, may_share: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not may_share:
            del self.fields["everywhere"]
