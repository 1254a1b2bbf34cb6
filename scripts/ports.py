"""The address of the web role, and whether its port is free."""

import os
import re
import socket

from scripts import say

PORTS_TO_TRY = 50
HIGHEST = 65_535


def port_is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def address() -> tuple[str, int]:
    """The web role's address, from HOST and PORT; stops if the port is taken."""
    host = os.environ.get("HOST", "127.0.0.1")
    given = os.environ.get("PORT", "8000")
    if not re.fullmatch(r"[0-9]{1,5}", given) or not 0 < int(given) <= HIGHEST:
        raise say.Stop(f"PORT={given}: use a number, as in make run PORT=8001")
    require_free(host, int(given))
    return host, int(given)


def require_free(host: str, port: int) -> None:
    if port_is_free(host, port):
        return
    others = range(port + 1, min(port + PORTS_TO_TRY, HIGHEST + 1))
    free = next((other for other in others if port_is_free(host, other)), None)
    hint = f"make run PORT={free}" if free else "make run PORT=…"
    raise say.Stop(f"Port {port} is taken. Choose another one: {hint}")
