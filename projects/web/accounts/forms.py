from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects import words
from projects.enums import Language, Theme
from projects.models import User


class SignUpForm(forms.Form):
    code = forms.CharField(
        label=_("Cohort code"),
        max_length=40,
        help_text=_("It is in the letter that invited you, for example SPRING-2027."),
    )
    name = forms.CharField(
        label=_("Name"), max_length=words.NAME, validators=[words.validate_name]
    )
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
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
        fields = ("name", "language", "theme")


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

    def __init__(self, data: Mapping[str, Any] | None, person: User) -> None:
        super().__init__(data)
        self.person = person

    def clean_password(self) -> str:
        given = str(self.cleaned_data["password"])
        if not self.person.check_password(given):
            raise forms.ValidationError(_("This is not your password."))
        return given
