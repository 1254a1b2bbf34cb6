"""The shapes of what a student sends. What it means is the verbs' business."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from projects import text_limits
from projects.errors import DomainError
from projects.models import Criterion
from projects.web.parts.fields import WordsField

STARS = [(str(n), str(n)) for n in range(5, 0, -1)]


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One file or several; an empty one passes, because intake has the better sentence."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data]
        files = [file for file in given if isinstance(file, UploadedFile)]
        if not files:
            raise forms.ValidationError(self.error_messages["required"])
        return files


class UploadForm(forms.Form):
    uploads = ManyFilesField(
        label=_("Your work"),
        help_text=_(
            "One notebook, several files, or one .zip; 25 MB at most. A notebook has at "
            "most 2,000 cells of 3,000 lines, and 8 MB without its outputs."
        ),
        widget=ManyFilesInput(
            attrs={
                "accept": ".ipynb,.py,.zip,.html,.md,.txt,.csv,.json,.png,.jpg,.jpeg,.gif,.pdf"
            }
        ),
        error_messages={
            "required": _("Choose your notebook (.ipynb), or a .zip that holds it.")
        },
    )
    notes = WordsField(
        label=_("Notes to the reviewer"),
        required=False,
        max_length=text_limits.NOTES,
        rows=3,
        help_text=_("Optional: what you are unsure of, or proud of."),
    )
    honour_code = forms.BooleanField(
        label=_("This is my own work. What I took from others is named in it."),
        error_messages={"required": _("Please confirm that this is your own work.")},
    )
    cohort = forms.SlugField(required=False, widget=forms.HiddenInput)
    refusal: DomainError | None = None  # by the verb, for the answer's status


class AppealForm(forms.Form):
    reason = WordsField(
        label=_("Why should a reviewer look at it all the same?"),
        max_length=text_limits.REASON,
        rows=3,
        error_messages={
            "required": _("Say in a few words why a reviewer should look.")
        },
    )


class RatingForm(forms.Form):
    stars = forms.TypedChoiceField(
        label=_("How helpful was this review?"),
        choices=STARS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one to five stars.")},
    )
    body = WordsField(
        label=_("A word to the reviewer"),
        required=False,
        max_length=text_limits.REASON,
        rows=2,
    )


class DisputeForm(forms.Form):
    """One text per criterion that requires changes; those left empty are not disputed."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        criteria: Sequence[Criterion] = (),
    ) -> None:
        super().__init__(data)
        for criterion in criteria:
            self.fields[f"reason-{criterion.slug}"] = WordsField(
                label=criterion.title,
                required=False,
                max_length=text_limits.REASON,
                rows=2,
            )

    def reasons(self) -> dict[str, str]:
        return {
            name.removeprefix("reason-"): reason
            for name, reason in self.cleaned_data.items()
        }
