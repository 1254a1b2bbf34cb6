"""Forms about the people of a cohort. Each change asks why."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects import text_limits
from projects.enums import EnrolmentState, Language
from projects.models import Cohort, Enrolment, Project
from projects.queries.joining import Filters
from projects.queries.schedule import Scheduled
from projects.web.parts.fields import set_choices, set_filters
from projects.web.parts.inviting import NewcomerForm
from projects.web.parts.reasons import ReasonForm, reason_field

FOR_STUDENT = gettext_lazy("The student reads it.")
PAUSE, WITHDRAW, BRING_BACK, TRANSFER = "pause", "withdraw", "bring_back", "transfer"


class FilterForm(forms.Form):
    """Everything may be empty, and what makes no sense is as if it were."""

    words = forms.CharField(
        label=gettext_lazy("Name or e-mail"), required=False, max_length=120
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, data: Mapping[str, Any], states: Sequence[Any]) -> None:
        super().__init__(data)
        set_filters(self, state=states)

    def filters(self) -> Filters:
        self.is_valid()
        return Filters(
            words=self.cleaned_data.get("words", "").strip(),
            state=self.cleaned_data.get("state", ""),
        )


class ChangeForm(forms.Form):
    """What becomes of a student's part in the cohort."""

    change = forms.ChoiceField(label=gettext_lazy("Change"))
    until = forms.DateField(
        label=gettext_lazy("Paused until and with"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy(
            "For a pause, if it is known: the last day of it, by the cohort's clocks. They take part again from the next."
        ),
    )
    to = forms.ModelChoiceField(
        label=gettext_lazy("Other cohort"),
        queryset=Cohort.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label="–",
        help_text=gettext_lazy("For a transfer."),
    )
    reason = reason_field(help_text=FOR_STUDENT)

    def __init__(self, data: Any = None, *, enrolment: Enrolment, cohorts: Any) -> None:
        super().__init__(data)
        nothing = [("", _("Choose"))]  # so that nobody is paused by a slip
        set_choices(self, change=nothing + _changes(enrolment, cohorts.exists()))
        to = self.fields["to"]
        if isinstance(to, forms.ModelChoiceField):
            to.queryset = cohorts

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        change = cleaned.get("change")
        if change == TRANSFER and not cleaned.get("to"):
            self.add_error("to", _("Choose the other cohort."))
        if change and change != TRANSFER and cleaned.get("to"):
            self.add_error("to", _("This is for a transfer only: leave it empty."))
        if change and change != PAUSE and cleaned.get("until"):
            self.add_error("until", _("This is for a pause only: leave it empty."))
        return cleaned


def _changes(enrolment: Enrolment, others: bool) -> list[tuple[str, str]]:  # noqa: FBT001 - whether there are any
    choices = []
    if not enrolment.is_active:
        choices.append((BRING_BACK, _("Takes part again")))
    if not enrolment.has_left:
        choices.append((PAUSE, _("Pause")))
        choices.append((WITHDRAW, _("Withdrawal")))
    if others and enrolment.state != EnrolmentState.TRANSFERRED:
        choices.append((TRANSFER, _("Transfer to another cohort")))
    return choices


class ExtensionForm(forms.Form):
    project = forms.ChoiceField(label=gettext_lazy("Project"))
    due_at = forms.DateTimeField(
        label=gettext_lazy("Due"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    reason = reason_field(help_text=FOR_STUDENT)

    def __init__(
        self, data: Any = None, *, cohort: Cohort, schedule: Sequence[Scheduled]
    ) -> None:
        super().__init__(data)
        self.zone = ZoneInfo(cohort.time_zone)
        self.projects = {one.project.slug: one.project for one in schedule}
        choices = [(one.project.slug, self._with_date(one)) for one in schedule]
        set_choices(self, project=choices)
        self.fields["due_at"].help_text = _("In the cohort's zone, %(zone)s.") % {
            "zone": cohort.time_zone
        }

    def _with_date(self, one: Scheduled) -> str:
        """The date that another one would replace."""
        if one.late_from is None:
            return one.project.title
        until = timezone.localtime(one.late_from, self.zone)
        words = _("%(project)s · until %(date)s for everybody")
        date = date_format(until, "Y-m-d H:i")
        return words % {"project": one.project.title, "date": date}

    def full_clean(self) -> None:
        with timezone.override(self.zone):
            super().full_clean()

    def chosen(self) -> Project:
        return self.projects[self.cleaned_data["project"]]


class InviteForm(ReasonForm):
    address = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=text_limits.NAME,
        validators=[text_limits.validate_name],
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the e-mail"), choices=Language
    )
    field_order = ("address", "name", "language", "reason")


class InvitationForm(ReasonForm):
    AGAIN, REVOKE = "again", "revoke"
    change = forms.ChoiceField(
        label=gettext_lazy("Change"),
        choices=[
            (AGAIN, gettext_lazy("Send the e-mail again")),
            (REVOKE, gettext_lazy("Revoke")),
        ],
    )
    field_order = ("change", "reason")


class RosterForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        help_text=gettext_lazy(
            "The first line names the columns: name, email and, if you like, language "
            "(en or ja). Commas, semicolons or tabs; UTF-8, UTF-16 or Shift-JIS."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language where the file says none"), choices=Language
    )


class CodeForm(ReasonForm):
    RENEW, ON, OFF = "renew", "on", "off"
    change = forms.ChoiceField(label=gettext_lazy("Change"))
    field_order = ("change", "reason")

    def __init__(self, data: Any = None, *, cohort: Cohort) -> None:
        super().__init__(data)
        switch = (
            (self.OFF, _("Switch it off"))
            if cohort.joins_by_code
            else (self.ON, _("Switch it on"))
        )
        renew = (self.RENEW, _("Renew it: the old code stops at once"))
        set_choices(self, change=[renew, switch])


LEADS = (
    ("everywhere", gettext_lazy("Every cohort")),
    ("some", gettext_lazy("These cohorts")),
    ("nothing", gettext_lazy("Nothing: no longer a lead")),
)


class LeadForm(ReasonForm):
    EVERYWHERE, SOME, NOTHING = (value for value, _label in LEADS)
    leads = forms.ChoiceField(
        label=gettext_lazy("Which cohorts they lead"),
        widget=forms.RadioSelect,
        choices=LEADS,
    )
    cohorts = forms.ModelMultipleChoiceField(
        label=gettext_lazy("If only these: which"),
        queryset=Cohort.objects.all(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order: tuple[str, ...] = ("leads", "cohorts", "reason")


class NewLeadForm(NewcomerForm, LeadForm):
    """Without the choice that takes everything from somebody."""

    field_order = ("email", "name", "language", "leads", "cohorts", "reason")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        given = [one for one in LEADS if one[0] != LeadForm.NOTHING]
        set_choices(self, leads=given)


class CodeEntryForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("Cohort code"), max_length=40)


class AcceptForm(forms.Form):
    """Of somebody without an account."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=text_limits.NAME,
        validators=[text_limits.validate_name],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least eight characters, not only digits."),
    )
