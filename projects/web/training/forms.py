"""The shapes of what leads send: filters, and the key of a sample."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects import text_limits
from projects.enums import Language
from projects.models import Criterion, Project
from projects.queries.samples import JUDGED, SampleFilters
from projects.web.parts.fields import WordsField, set_filters
from projects.web.parts.judging import JudgeForm, Stored


class SamplesForm(forms.Form):
    """Everything may be empty, and what makes no sense is as if it were."""

    project = forms.ChoiceField(label=gettext_lazy("Project"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)

    def __init__(self, data: Mapping[str, Any], projects: Sequence[Project]) -> None:
        super().__init__(data)
        set_filters(
            self,
            project=[(one.slug, one.title) for one in projects],
            language=Language.choices,
        )

    def filters(self) -> SampleFilters:
        self.is_valid()
        return SampleFilters(
            **{name: self.cleaned_data.get(name, "") for name in self.fields}
        )


class ChooseForm(SamplesForm):
    verdict = forms.ChoiceField(label=gettext_lazy("Verdict"), required=False)

    def __init__(self, data: Mapping[str, Any], projects: Sequence[Project]) -> None:
        super().__init__(data, projects)
        set_filters(self, verdict=[(one.value, one.label) for one in JUDGED])


class KeyForm(JudgeForm):
    """The key: a judgement per criterion and why, and what the sample shows."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        criteria: Sequence[Criterion],
        stored: Stored,
        teaches: str = "",
        is_new: bool = False,
    ) -> None:
        super().__init__(data, criteria=criteria, stored=stored)
        for criterion in self.criteria:
            field = self.fields[f"body-{criterion.slug}"]
            field.widget.attrs["placeholder"] = _("Why: read after judging")
        self.fields["teaches"] = WordsField(
            label=_("What this sample shows"),
            required=False,
            max_length=text_limits.REASON,
            rows=3,
            initial=teaches,
            help_text=_("Read with the key, after judging."),
        )
        if is_new:
            self.fields["looked"] = forms.BooleanField(
                label=_("I read all of it: nothing that was typed names the student."),
                error_messages={
                    "required": _(
                        "Read the work first: names that were typed are not hidden."
                    )
                },
            )
