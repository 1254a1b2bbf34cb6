"""The form that loads a public solution."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notebooks.limits import IntakeLimits
from projects import text_limits
from projects.models import Project

MOST_BYTES = IntakeLimits().total_bytes


class KnownSolutionForm(forms.Form):
    project = forms.ModelChoiceField(
        label=gettext_lazy("Project"),
        queryset=Project.objects.all(),
        to_field_name="slug",
        empty_label=None,
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=text_limits.NAME,
        validators=[text_limits.validate_name],
        help_text=gettext_lazy("Reviewers read it beside a submission that is alike."),
    )
    address = forms.URLField(
        label=gettext_lazy("Address"),
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Where it is published."),
    )
    file = forms.FileField(
        label=gettext_lazy("Notebook or module"),
        validators=[FileExtensionValidator(["ipynb", "py"])],
        widget=forms.FileInput(attrs={"accept": ".ipynb,.py"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file has more than %(mb)s MB.") % {"mb": MOST_BYTES // 1_000_000}
            )
        return file
