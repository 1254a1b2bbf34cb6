"""A form that arrives signed out, or with an old token: to sign-in, and back with what was typed.

The words travel in the page itself, signed, so that nothing of theirs is stored for somebody whom we
do not know. Nothing is sent by itself afterwards: who signed in sees what it is and presses a button.
Files cannot travel so; they are named, to be chosen again.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.http import urlencode
from django.views.csrf import csrf_failure

from projects.web.accounts.forms import SignInForm
from projects.web.parts.addresses import came_from

FIELD = "kept"
UNAUTHORIZED, FORBIDDEN = 401, 403
_SALT = "projects.web.accounts.expired"
_AGE = timedelta(days=1)
_NEVER_KEPT = ("csrfmiddlewaretoken", FIELD)
# Forms of visitors: of signing in and of passwords nothing is worth keeping; who signs up has no account.
_OF_SIGNING_IN = ("login", "admin:login", "password_reset", "password_reset_confirm")
_SIGN_UP = "projects:signup"

GetResponse = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class Kept:
    """A form that was sent: where to, its fields, the names of its files."""

    address: str
    fields: list[tuple[str, str]]
    files: list[str]

    @classmethod
    def of(cls, request: HttpRequest) -> "Kept":
        fields = [
            (name, text)
            for name in request.POST
            for text in request.POST.getlist(name)
            if name not in _NEVER_KEPT and "password" not in name
        ]
        files = [
            file.name or ""
            for name in request.FILES
            for file in request.FILES.getlist(name)
        ]
        return cls(request.get_full_path(), fields, files)

    @classmethod
    def read(cls, packed: str) -> "Kept | None":
        """None of what was not packed here, or is too old."""
        try:
            return cls(**signing.loads(packed, salt=_SALT, max_age=_AGE))
        except signing.BadSignature:
            return None

    @property
    def packed(self) -> str:
        return signing.dumps(asdict(self), salt=_SALT, compress=True)

    @property
    def words(self) -> list[str]:
        """What a person typed: not choices, numbers and places, which are short tokens."""
        return [text for _name, text in self.fields if not _is_token(text)]


def _is_token(text: str) -> bool:
    bare = text.strip().translate({ord(sign): None for sign in "-_.:/#"})
    return not bare or (bare.isascii() and bare.isalnum())


class ExpiredSessionMiddleware:
    """Answers a form sent while signed out with a sign-in page that holds what was typed.

    Parts of pages that HTMX sends, and drafts, stay in their page: its script says what happened.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "POST" or not _leads_to_sign_in(response):
            return response
        if request.headers.get("HX-Request") or request.headers.get("X-Autosave"):
            return response
        kept = Kept.of(request)
        if kept.words or kept.files:
            return sign_in_page(request, kept)
        # A button without words: its page is the place to come back to, not its address.
        response["Location"] = f"{_login()}?{urlencode({'next': came_from(request)})}"
        return response


def _login() -> str:
    return resolve_url(settings.LOGIN_URL)


def _leads_to_sign_in(response: HttpResponse) -> bool:
    return response.get("Location", "").startswith(f"{_login()}?next=")


def sign_in_page(request: HttpRequest, kept: Kept) -> HttpResponse:
    context = {"form": SignInForm(request), "kept": kept, "next": ""}
    return render(request, "registration/login.html", context, status=UNAUTHORIZED)


def kept_page(request: HttpRequest, kept: Kept, status: int = 200) -> HttpResponse:
    """What was typed, and the button that sends it."""
    context = {"kept": kept}
    return render(request, "registration/kept.html", context, status=status)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token is of another sign-in, for example in another tab, or its cookie is gone.

    What was typed is offered again only if the browser says that one of our own pages sent it: else
    others could have people press a button of theirs.
    """
    if request.headers.get("Origin") != f"{request.scheme}://{request.get_host()}":
        return csrf_failure(request, reason)
    kept = Kept.of(request)
    if request.headers.get("HX-Request") or not (kept.words or kept.files):
        return csrf_failure(request, reason)
    page = request.resolver_match.view_name if request.resolver_match else ""
    if page in _OF_SIGNING_IN:
        return csrf_failure(request, reason)
    if not request.user.is_authenticated and page != _SIGN_UP:
        return sign_in_page(request, kept)
    return kept_page(request, kept, FORBIDDEN)
