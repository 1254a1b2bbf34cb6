"""What leads and reviewers send about certifications."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects import text_limits
from projects.enums import CertificationState, Language
from projects.models import Project, User
from projects.queries.certifications import Filters
from projects.web.parts.fields import WordsField, set_choices


def _reason(*, required: bool, help_text: Any = "") -> WordsField:
    return WordsField(
        label=gettext_lazy("Why?"),
        required=required,
        max_length=text_limits.CERTIFYING,
        rows=2,
        help_text=help_text,
        error_messages={"required": gettext_lazy("Say why.")},
    )


class FilterForm(forms.Form):
    """Everything may be empty, and what makes no sense is as if it were."""

    name = forms.CharField(
        label=gettext_lazy("Name or e-mail"), required=False, max_length=120
    )
    project = forms.ChoiceField(label=gettext_lazy("Project"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, data: Mapping[str, Any], projects: Sequence[Project]) -> None:
        super().__init__(data)
        everything = ("", _("All"))
        set_choices(
            self,
            project=[everything, *((one.slug, one.title) for one in projects)],
            language=[everything, *Language.choices],
            state=[everything, *CertificationState.choices],
        )

    def filters(self) -> Filters:
        self.is_valid()
        return Filters(
            **{name: self.cleaned_data.get(name, "") for name in self.fields}
        )


class DecideForm(forms.Form):
    """A lead's decision: any state but the present one."""

    state = forms.ChoiceField(label=gettext_lazy("State"))
    reason = _reason(
        required=True, help_text=gettext_lazy("The reviewer reads it on their page.")
    )

    def __init__(self, data: Any = None, *, present: str) -> None:
        super().__init__(data)
        others = [one for one in CertificationState.choices if one[0] != present]
        set_choices(self, state=others)


class GiveForm(forms.Form):
    """A lead enters somebody who has not applied."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    project = forms.ChoiceField(label=gettext_lazy("Project"))
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=Language,
        widget=forms.CheckboxSelectMultiple,
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=CertificationState,
        initial=CertificationState.CERTIFIED,
    )
    reason = _reason(required=True)

    def __init__(self, data: Any = None, *, projects: Sequence[Project]) -> None:
        super().__init__(data)
        self.projects = {one.slug: one for one in projects}
        set_choices(self, project=[(one.slug, one.title) for one in projects])

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip().lower()
        self.person = User.objects.filter(email=email, is_active=True).first()
        if self.person is None:
            raise forms.ValidationError(_("There is no account with this address."))
        return email

    def chosen_project(self) -> Project:
        return self.projects[self.cleaned_data["project"]]


class ApplyForm(forms.Form):
    what = forms.ChoiceField(label=gettext_lazy("Project and language"))
    reason = _reason(
        required=False, help_text=gettext_lazy("What you bring; a lead reads it.")
    )

    def __init__(
        self, data: Any = None, *, open_for: Sequence[tuple[Project, Language]]
    ) -> None:
        super().__init__(data)
        self.pairs = {
            f"{project.pk}-{language.value}": (project, language)
            for project, language in open_for
        }
        set_choices(
            self,
            what=[
                (key, f"{project.title} · {language.label}")
                for key, (project, language) in self.pairs.items()
            ],
        )

    def chosen(self) -> tuple[Project, Language]:
        return self.pairs[self.cleaned_data["what"]]


class LimitForm(forms.Form):
    most = forms.TypedChoiceField(
        label=gettext_lazy("Reviews in hand at most"),
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, data: Any = None, *, site: int, present: int | None) -> None:
        super().__init__(data, initial={"most": present or ""})
        own = [(str(n), str(n)) for n in range(1, site)]
        set_choices(
            self, most=[("", _("%(n)s, as the site allows") % {"n": site}), *own]
        )
