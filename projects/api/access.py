"""Who may call the API, and how often."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from projects import throttles
from projects.models import User
from projects.operations.address_proof import NOT_PROVED

if TYPE_CHECKING:  # its module imports this one, by the settings
    from rest_framework.views import APIView


class HasProvedAddress(BasePermission):
    code = "address_not_proved"
    message = NOT_PROVED

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return isinstance(request.user, User) and request.user.has_proved_address


class Throttle(BaseThrottle):
    """Raises the domain's own refusal, so that every skin says the same sentence."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        throttles.check("api", request.user.pk or throttles.client_address(request))
        return True
