"""The shapes of what is typed on the pages of remarks."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects import text_limits
from projects.enums import CertificationState, Language
from projects.models import Project, User
from projects.operations.remarks import Words
from projects.rules import is_lead, leads_site
from projects.web.parts.fields import WordsField, set_filters

MINE, PROJECTS, OFFERED = "mine", "projects", "offered"
SEARCH = 120  # characters


def projects_of(user: User) -> Any:
    """Those whose remarks concern them."""
    if is_lead(user):
        return Project.objects.all()
    state = CertificationState.CERTIFIED
    certified = user.certifications.filter(state=state)
    return Project.objects.filter(pk__in=certified.values("project"))


class RemarkForm(forms.Form):
    body = WordsField(
        label=gettext_lazy("Remark"),
        max_length=text_limits.REVIEW,
        rows=8,
        error_messages={"required": gettext_lazy("Write a few words.")},
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=Language)
    project = forms.ModelChoiceField(
        label=gettext_lazy("Project"),
        queryset=Project.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("Fits every project"),
    )

    def __init__(self, *arguments: Any, by: User, **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["project"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = projects_of(by)

    def words(self) -> Words:
        given = self.cleaned_data
        return Words(given["body"], given["language"], given["project"])


class FilterForm(forms.Form):
    """Everything may be empty, and what makes no sense is as if it were."""

    words = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=SEARCH,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    whose = forms.ChoiceField(label=gettext_lazy("Whose"), required=False)
    project = forms.ChoiceField(label=gettext_lazy("Project"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)

    def __init__(self, data: Mapping[str, Any], by: User) -> None:
        super().__init__(data)
        whose = [(MINE, _("My own")), (PROJECTS, _("The projects'"))]
        if leads_site(by):
            whose.append((OFFERED, _("Offered to the leads")))
        projects = [(one.slug, one.title) for one in projects_of(by)]
        choices: dict[str, list[tuple[str, Any]]] = {
            "whose": whose,
            "project": projects,
            "language": list(Language.choices),
        }
        set_filters(self, **choices)

    def asked(self) -> dict[str, str]:
        """By name, without what is empty."""
        self.is_valid()
        given = {name: self.cleaned_data.get(name, "") for name in self.fields}
        return {name: value for name, value in given.items() if value}
