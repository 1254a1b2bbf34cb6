"""People and what they are certified for: what an admin edits by hand."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.admin.certifications import CertificationForm, CertificationInline
from projects.admin.reading import ReadOnlyAdmin, person_of
from projects.errors import DomainError
from projects.models import (
    Certification,
    Enrolment,
    Erasure,
    User,
)
from projects.operations import address_proof
from projects.operations.certification import noted
from projects.operations.erasure import erase
from projects.web.parts.people import signed_in


class EnrolmentInline(admin.TabularInline):
    model = Enrolment
    extra = 0
    autocomplete_fields = ("cohort",)


class AddressInLowerCase:
    """Accounts are found by their address in lower case, however it was typed."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()


class PersonCreationForm(AddressInLowerCase, AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")
        field_classes: ClassVar[dict[str, type[forms.Field]]] = {}


class PersonChangeForm(AddressInLowerCase, UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"
        field_classes: ClassVar[dict[str, type[forms.Field]]] = {}


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Signs in by e-mail: Django's user admin without the user name."""

    form = PersonChangeForm
    add_form = PersonCreationForm
    ordering = ("name", "email")
    list_display = (
        *("email", "name", "email_verified_at", "language"),
        *("is_lead", "is_staff", "is_active"),
    )
    list_filter = ("is_active", "is_lead", "is_staff", "language", "cohorts")
    search_fields = ("email", "name")
    readonly_fields = ("email_verified_at", "last_login", "date_joined")
    filter_horizontal = ("groups", "user_permissions")
    inlines = (CertificationInline, EnrolmentInline)
    actions = ("vouch", "erase")
    fieldsets = (
        (None, {"fields": ("email", "email_verified_at", "name", "password")}),
        (gettext_lazy("Preferences"), {"fields": ("language", "theme")}),
        (
            gettext_lazy("What they may do"),
            {
                "fields": (
                    "is_active",
                    "is_lead",
                    "reviews_in_hand",
                    "is_staff",
                    "is_superuser",
                    "groups",
                    "user_permissions",
                )
            },
        ),
        (gettext_lazy("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "email",
                    "name",
                    "usable_password",
                    "password1",
                    "password2",
                ),
            },
        ),
    )

    def save_model(
        self,
        request: HttpRequest,
        obj: User,
        form: forms.ModelForm,
        change: bool,  # noqa: FBT001 - as Django calls it
    ) -> None:
        """Staff vouch for the accounts that they make; a changed address is to be proved."""
        if not change:
            obj.email_verified_at = timezone.now()
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            address_proof.change_address(obj, obj.email, by=signed_in(request))
            words = _(
                "An e-mail goes to %(email)s: until it is answered the account waits."
            )
            self.message_user(request, words % {"email": obj.email}, messages.WARNING)

    def save_formset(
        self,
        request: HttpRequest,
        form: forms.ModelForm,
        formset: forms.BaseModelFormSet,
        change: bool,  # noqa: FBT001 - as Django calls it
    ) -> None:
        super().save_formset(request, form, formset, change)
        by = person_of(request)
        for row in formset.initial_forms:
            if isinstance(row, CertificationForm) and row.instance.pk:
                noted(row.instance, str(row.initial.get("state", "")), by=by)
        for saved in formset.new_objects:
            if isinstance(saved, Certification):
                noted(saved, "", by=by)

    @admin.action(
        description=gettext_lazy("Mark the address as verified: no e-mail is needed"),
        permissions=["change"],
    )
    def vouch(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        for person in chosen:
            address_proof.vouch(person, by=signed_in(request))
        self.message_user(request, _("Done."))

    def has_delete_permission(
        self, request: HttpRequest, obj: User | None = None
    ) -> bool:
        """Rows of people stay, since history points to them; `erase` empties them."""
        return False

    @admin.action(
        description=gettext_lazy("Erase: delete their data for good"),
        permissions=["change"],
    )
    def erase(
        self, request: HttpRequest, chosen: QuerySet[User]
    ) -> HttpResponse | None:
        """Asks first. One who cannot go yet is named with the reason and stops no other."""
        if "confirmed" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": _("Erase for good?"),
                "people": chosen,
                "opts": self.opts,
            }
            return render(request, "admin/erase.html", context)
        for person in chosen:
            named = str(person)
            try:
                erase(person, by=person_of(request))
            except DomainError as error:
                self.message_user(
                    request, f"{named}: {error.message}", messages.WARNING
                )
            else:
                self.message_user(
                    request, _("Erased: account %(n)s.") % {"n": person.pk}
                )
        return None


@admin.register(Erasure)
class ErasureAdmin(ReadOnlyAdmin):
    """Who erased whom, and when. The person is a number by now."""

    list_display = ("person_id", "by", "at")
    list_select_related = ("by",)
    date_hierarchy = "at"
