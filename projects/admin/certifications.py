"""Certifications in the administration; leads have pages of their own for them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from projects.admin.reading import person_of
from projects.enums import CertificationState
from projects.errors import DomainError
from projects.models import Certification
from projects.operations.certification import noted, require_proved


class CertificationForm(forms.ModelForm):
    """Certifies nobody whose address is not proved. What was given may be taken back."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        gives = cleaned.get("state") == CertificationState.CERTIFIED
        person = cleaned.get("user")
        if (
            person is None and self.instance.pk
        ):  # a row of the list shows the state only
            person = self.instance.user
        if gives and person is not None and self.has_changed():
            try:
                require_proved(person)
            except DomainError as refusal:
                raise forms.ValidationError(str(refusal.message)) from refusal
        return cleaned


class CertificationInline(admin.TabularInline):
    model = Certification
    form = CertificationForm
    extra = 0


@admin.register(Certification)
class CertificationAdmin(admin.ModelAdmin):
    form = CertificationForm
    list_display = ("user", "project", "language", "state", "since")
    list_filter = ("state", "project", "language")
    list_select_related = ("user", "project")
    list_editable = ("state",)
    search_fields = ("user__name", "user__email")
    autocomplete_fields = ("user",)

    def save_model(
        self,
        request: HttpRequest,
        obj: Certification,
        form: CertificationForm,
        change: bool,  # noqa: FBT001 - as Django calls it
    ) -> None:
        """Also for rows that are changed in the list: the history is kept either way."""
        before = str(form.initial.get("state", "")) if change else ""
        super().save_model(request, obj, form, change)
        noted(obj, before, by=person_of(request))

    def get_changelist_form(
        self, request: HttpRequest, **kwargs: Any
    ) -> type[forms.ModelForm]:
        return super().get_changelist_form(
            request, **{"form": CertificationForm, **kwargs}
        )
