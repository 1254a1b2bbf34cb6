"""The shape of what starts a regrade. Which submissions it finds is the verb's business."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects import text_limits
from projects.models import Cohort, Project, User
from projects.packs import version_at
from projects.web.parts.fields import WordsField

DEPLOYED, CANDIDATE = "deployed", "candidate"
ROOTS = {DEPLOYED: "PACKS_DIR", CANDIDATE: "CANDIDATES_DIR"}


class StartForm(forms.Form):
    project = forms.ModelChoiceField(
        label=gettext_lazy("Project"),
        queryset=Project.objects.filter(announced=False),
        to_field_name="slug",
        empty_label=None,
    )
    cohort = forms.ModelChoiceField(
        label=gettext_lazy("Cohort"),
        queryset=Cohort.objects.none(),
        to_field_name="slug",
        empty_label=None,
    )
    version = forms.ChoiceField(
        label=gettext_lazy("Version of the checks"),
        widget=forms.RadioSelect,
        initial=DEPLOYED,
        choices=[
            (DEPLOYED, gettext_lazy("The one that is deployed")),
            (CANDIDATE, gettext_lazy("The candidate, which is not in use yet")),
        ],
    )
    reason = WordsField(
        label=gettext_lazy("What was corrected"),
        max_length=text_limits.CORRECTION,
        rows=3,
        help_text=gettext_lazy(
            "Students whose result changes read this, once it is published."
        ),
        error_messages={"required": gettext_lazy("Say what was corrected.")},
    )
    with_training = forms.BooleanField(
        label=gettext_lazy("Train again as well (takes minutes for each)"),
        required=False,
    )

    def __init__(self, *arguments: Any, by: User, **options: Any) -> None:
        super().__init__(*arguments, **options)
        cohorts = self.fields["cohort"]
        if isinstance(cohorts, forms.ModelChoiceField):
            cohorts.queryset = Cohort.objects.led_by(by)

    def clean(self) -> dict[str, Any]:
        """Adds the `digest` of the version that was chosen."""
        cleaned = super().clean() or {}
        project, version = cleaned.get("project"), cleaned.get("version")
        if project and version:
            root = getattr(settings, ROOTS[version])
            cleaned["digest"] = version_at(root, project.slug)
            if not cleaned["digest"]:
                self.add_error(
                    "version",
                    _(
                        "There is no such version here: put the pack's folder at %(path)s."
                    )
                    % {"path": root / project.slug},
                )
        return cleaned
