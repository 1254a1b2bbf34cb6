"""Where a request came from, as far as it may be believed, and addresses of many rows."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def came_from(request: HttpRequest) -> str:
    referrer = request.headers.get("Referer", "")
    allowed = url_has_allowed_host_and_scheme(
        referrer, {request.get_host()}, require_https=request.is_secure()
    )
    return referrer if allowed else "/"


def readable(request: HttpRequest) -> str:
    """An address that shows this page again: a form sent back has only the one it came from."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    return came_from(request)


def is_number(text: str) -> bool:
    """Whether it is a number of an address, such as a page's: nothing `int` would refuse."""
    return len(text) < 10 and text.isascii() and text.isdecimal()  # noqa: PLR2004 -- up to a billion


STAND_INS = {int: 987654321, UUID: UUID(int=0)}
"""No address holds one of them but where the key stands."""


def addresses(
    name: str, *before: object, key: type[int | UUID]
) -> Callable[[int | UUID], str]:
    """What `reverse` says for each key that stands last: Django is asked once for all rows."""
    stand_in = STAND_INS[key]
    address = reverse(name, args=[*before, stand_in])
    head, _place, tail = address.rpartition(str(stand_in))
    return lambda one: f"{head}{one}{tail}"
