"""What leads and reviewers send about certifications."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects import text_limits
from projects.enums import CertificationState, Language
from projects.models import Project
from projects.queries.certifications import Filters
from projects.web.parts.fields import WordsField, set_choices
from projects.web.parts.inviting import NewcomerForm


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
    """A lead's decision, named by what it does; after a training also to ask for more of it."""

    state = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one.")},
    )
    reason = _reason(
        required=True,
        help_text=gettext_lazy("They read it, on their page and in an e-mail."),
    )

    def __init__(self, data: Any = None, *, present: str) -> None:
        super().__init__(data)
        set_choices(self, state=_decisions(present))


def _decisions(present: str) -> list[tuple[str, str]]:
    """The present state is no choice, but training: more of it may be asked for."""
    state = CertificationState
    train = {
        state.APPLIED: _("Accept into training"),
        state.TRAINING: _("Ask for more training"),
    }
    offered = {
        state.TRAINING: train.get(state(present), _("Train again")),
        state.CERTIFIED: _("Certify"),
        state.PAUSED: _("Pause"),
        state.DECLINED: _("Decline"),
        state.BLOCKED: _("Block"),
    }
    if present != state.CERTIFIED:
        del offered[state.PAUSED]
    if present not in (state.APPLIED, state.TRAINING):
        del offered[state.DECLINED]
    if present != state.TRAINING:
        offered.pop(state(present), None)
    return [(one.value, label) for one, label in offered.items()]


class GiveForm(NewcomerForm):
    """A lead enters somebody who has not applied, or invites them by e-mail."""

    project = forms.ChoiceField(label=gettext_lazy("Project"))
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=Language,
        widget=forms.CheckboxSelectMultiple,
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[
            (one.value, one.label)
            for one in CertificationState
            if one not in (CertificationState.DECLINED, CertificationState.WITHDRAWN)
        ],
        initial=CertificationState.CERTIFIED,
    )
    reason = _reason(required=True)

    def __init__(self, data: Any = None, *, projects: Sequence[Project]) -> None:
        super().__init__(data)
        self.projects = {one.slug: one for one in projects}
        set_choices(self, project=[(one.slug, one.title) for one in projects])

    def chosen_project(self) -> Project:
        return self.projects[self.cleaned_data["project"]]


class ApplyForm(forms.Form):
    project = forms.ChoiceField(label=gettext_lazy("Project"))
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=Language,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one language.")},
    )
    reason = WordsField(
        label=gettext_lazy("What you bring"),
        max_length=text_limits.CERTIFYING,
        rows=4,
        help_text=gettext_lazy("A few sentences; leads read them."),
        error_messages={"required": gettext_lazy("Say what you bring.")},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        open_for: Sequence[tuple[Project, Sequence[Language]]],
    ) -> None:
        super().__init__(data)
        self.projects = {project.slug: project for project, _free in open_for}
        set_choices(
            self, project=[(slug, one.title) for slug, one in self.projects.items()]
        )

    def chosen_project(self) -> Project:
        return self.projects[self.cleaned_data["project"]]

    def chosen_languages(self) -> list[Language]:
        return [Language(one) for one in self.cleaned_data["languages"]]


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
