"""Signing in, and the way back for somebody who cannot."""

from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from projects.authentication import remember_browser
from projects.models import User
from projects.operations import address_proof
from projects.web.accounts.forms import EmailForm, NewPasswordForm, SignInForm
from projects.web.accounts.visitor_forms import email_as_asked


class SignIn(auth.LoginView):
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        user = form.get_user()
        if isinstance(user, User):
            remember_browser(response, user)
        return response


def forgotten(request: HttpRequest) -> HttpResponse:
    """The same answer, as soon, whether or not there is an account with the address."""
    form = EmailForm(request.POST if request.method == "POST" else None)
    if email_as_asked(request, form, address_proof.ask_for_password):
        return redirect("password_reset_done")
    return render(request, "registration/password_reset_form.html", {"form": form})


class NewPassword(auth.PasswordResetConfirmView):
    form_class = NewPasswordForm

    def form_valid(self, form: "SetPasswordForm[User]") -> HttpResponse:
        response = super().form_valid(form)
        remember_browser(response, form.user)
        return response
