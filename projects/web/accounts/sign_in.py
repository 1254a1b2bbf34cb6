"""Signing in, and the way back for somebody who cannot."""

from typing import Any

from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from projects.authentication import remember_browser
from projects.models import User
from projects.operations import address_proof
from projects.web.accounts.expired import FIELD, Kept, kept_page
from projects.web.accounts.forms import EmailForm, NewPasswordForm, SignInForm
from projects.web.accounts.visitor_forms import email_as_asked


class SignIn(auth.LoginView):
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Who signed in in another tab meanwhile gets back what they typed, too."""
        kept = self._kept
        if kept is not None and request.user.is_authenticated:
            return kept_page(request, kept)
        return super().dispatch(request, *args, **kwargs)

    @property
    def _kept(self) -> Kept | None:
        return Kept.read(self.request.POST.get(FIELD, ""))

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return super().get_context_data(kept=self._kept, **more)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        kept = self._kept
        if kept is not None:
            response = kept_page(self.request, kept)
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
