"""Which network address a request comes from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

IPV6_PREFIX = 64  # one household or office; whoever has it has all addresses in it


def client_address(request: HttpRequest) -> str:
    """The visitor's address, as far as it can be believed; of IPv6 the network's.

    Each proxy adds to `X-Forwarded-For` whom it heard the request from, at the end. Behind
    `PROXIES` of them that many entries from the end are true; what is before was sent by the
    visitor, who may write there what they like. Without proxies nothing of it is believed.
    """
    connected = str(request.META.get("REMOTE_ADDR", ""))
    if settings.PROXIES < 1:
        return _network(connected) or "unknown"
    told = request.headers.get("X-Forwarded-For", "").split(",")
    believed = told[-settings.PROXIES] if len(told) >= settings.PROXIES else ""
    return _network(believed.strip()) or _network(connected) or "unknown"


def _network(text: str) -> str:
    """Empty: no address."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False))
    return str(address)
