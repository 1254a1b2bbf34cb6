"""The shapes of what a student sends. What it means is the verbs' business."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from projects import text_limits
from projects.errors import DomainError
from projects.models import ChangeAnswer, Criterion
from projects.operations.answers import Answer
from projects.queries.feedback import RequiredChange
from projects.web.parts.fields import WordsField

DONE, NOT_DONE = "done", "not_done"
ANSWERS = [(DONE, _("Done")), (NOT_DONE, _("Not done, because …"))]
NONE_ANSWERED: Mapping[str, ChangeAnswer] = MappingProxyType({})
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
                "accept": ".ipynb,.py,.zip,.html,.md,.txt,.csv,.json,.png,.jpg,.jpeg,.gif,.webp,.pdf"
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
        help_text=_("What you are unsure of, or proud of."),
    )
    honour_code = forms.BooleanField(
        label=_("This is my own work. What I took from others is named in it."),
        error_messages={"required": _("Please confirm that this is your own work.")},
    )
    cohort = forms.SlugField(required=False, widget=forms.HiddenInput)
    refusal: DomainError | None = None  # by the verb, for the answer's status

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        changes: Sequence[RequiredChange] = (),
        answered: Mapping[str, ChangeAnswer] = NONE_ANSWERED,
        **options: Any,
    ) -> None:
        """`changes` are to be answered; `answered`: what an attempt in between said to them."""
        super().__init__(data, files, **options)
        self._keys = [change.key for change in changes]
        for key in self._keys:
            before = answered.get(key)
            self.fields[f"done-{key}"] = forms.ChoiceField(
                choices=ANSWERS,
                label=_("Your answer"),
                widget=forms.RadioSelect,
                initial=None if before is None else DONE if before.done else NOT_DONE,
                error_messages={"required": _("Say whether you made this change.")},
            )
            self.fields[f"why-{key}"] = WordsField(
                label=_("Why not"),
                required=False,
                max_length=text_limits.ANSWER,
                rows=2,
                initial=before.reason if before else "",
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for key in self._keys:
            why = f"why-{key}"
            missing = why not in self.errors and not cleaned.get(why)
            if cleaned.get(f"done-{key}") == NOT_DONE and missing:
                self.add_error(why, _("Say why you did not change it."))
        return cleaned

    def answers(self) -> dict[str, Answer]:
        return {
            key: Answer(
                self.cleaned_data[f"done-{key}"] == DONE,
                self.cleaned_data[f"why-{key}"],
            )
            for key in self._keys
        }

    def answer_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Of each change in its order: whether it is done, and why not."""
        return [(self[f"done-{key}"], self[f"why-{key}"]) for key in self._keys]


class AppealForm(forms.Form):
    reason = WordsField(
        label=_("Why should a reviewer look at it all the same?"),
        max_length=text_limits.REASON,
        rows=3,
        error_messages={
            "required": _("Say in a few words why a reviewer should look.")
        },
    )


class ExplainForm(forms.Form):
    answer = WordsField(
        label=_("Your explanation"),
        max_length=text_limits.REVIEW,
        rows=8,
        help_text=_(
            "Where ideas or code came from, what you wrote yourself, with whom you worked. "
            "You can use Markdown. It is sent once."
        ),
        error_messages={"required": _("Write a few words.")},
    )


class ReplyForm(forms.Form):
    body = WordsField(
        label=_("Your answer"),
        max_length=text_limits.ANSWER,
        rows=3,
        error_messages={"required": _("Write a few words.")},
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
        label=_("A note to the reviewer"),
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
