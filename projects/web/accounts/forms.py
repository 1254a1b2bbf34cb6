from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from projects import text_limits
from projects.enums import Language, Theme
from projects.errors import TooOften
from projects.models import Delivery, Topic, User
from projects.operations import address_proof
from projects.web.parts.fields import TimeZoneField


class CountedSignIn:
    """A form of sign-in that says when there were too many tries. A mixin."""

    def clean(self) -> Any:
        try:
            return super().clean()  # type: ignore[misc]
        except TooOften as refusal:
            raise forms.ValidationError(str(refusal.message), refusal.code) from refusal


class SignInForm(CountedSignIn, AuthenticationForm):
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _(
            "E-mail address and password do not match, or the address is not "
            "verified yet: then open the link in the e-mail that we sent you."
        ),
    }


class AdminSignInForm(CountedSignIn, AdminAuthenticationForm):
    pass


class AddressField(forms.EmailField):
    """In lower case before its length is looked at, which that may change."""

    def to_python(self, value: Any) -> Any:
        return (super().to_python(value) or "").lower()


class EmailForm(forms.Form):
    """Where a link is to be sent."""

    email = AddressField(label=_("E-mail address"), max_length=254)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "email"


class ProveForm(forms.Form):
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("The one that you chose when you signed up."),
    )


class NewPasswordForm(SetPasswordForm):
    user: User

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - as Django calls it
        address_proof.choose_password(
            by=self.user, password=self.cleaned_data["new_password1"]
        )
        return self.user


class SignUpForm(forms.Form):
    code = forms.CharField(
        label=_("Cohort code"),
        max_length=40,
        help_text=_("It is in the e-mail that invited you, for example K7QPM-3XW9D."),
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=text_limits.NAME,
        validators=[text_limits.validate_name],
    )
    email = AddressField(label=_("E-mail address"), max_length=254)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least eight characters, not only digits."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["code"].widget.attrs["autocomplete"] = "off"


class AccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("name", "language", "theme", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = TimeZoneField(
            label=_("Time zone"),
            empty_label=_("That of your cohort"),
            help_text=_("Dates on every page are shown in it."),
        )


class PreferencesForm(forms.Form):
    """The switches at the foot of every page; each may come alone."""

    language = forms.ChoiceField(choices=Language, required=False)
    theme = forms.ChoiceField(choices=Theme, required=False)


class DeleteAccountForm(forms.Form):
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, person: User) -> None:
        super().__init__(request.POST if request.method == "POST" else None)
        self.request = request
        self.person = person

    def clean_password(self) -> str:
        """Wrong ones count as those of sign-in do."""
        given = str(self.cleaned_data["password"])
        try:
            found = authenticate(self.request, email=self.person.email, password=given)
        except TooOften as refusal:
            raise forms.ValidationError(str(refusal.message), refusal.code) from refusal
        if found is None:
            raise forms.ValidationError(_("This is not your password."))
        return given


class LettersForm(forms.Form):
    """For each topic that concerns the person, how it reaches them by letter."""

    def __init__(
        self,
        person: User,
        deliveries: Mapping[str, str],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data)
        for topic in topics_of(person):
            self.fields[topic.value] = forms.ChoiceField(
                label=topic.label,
                choices=Delivery,
                widget=forms.RadioSelect,
                initial=deliveries[topic],
            )


def topics_of(person: User) -> list[Topic]:
    leads = person.is_lead or person.is_staff
    topics: list[Topic] = []
    if person.enrolments.exists() or not leads:
        topics += [Topic.CHECKS, Topic.VERDICTS, Topic.DATES, Topic.PART]
        topics.append(Topic.MESSAGES)
    if leads or person.certifications.exists() or person.reviews.exists():
        topics.append(Topic.CERTIFYING)
        topics += [Topic.REVIEWS, Topic.CLAIMS, Topic.RATINGS]
    if person.leads_everywhere:
        topics.append(Topic.APPLICANTS)
    if leads:
        topics += [Topic.DISPUTES, Topic.EXPLAINED, Topic.FAULTS]
    return topics
