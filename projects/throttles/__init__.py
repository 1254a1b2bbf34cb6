"""How often somebody may do a thing: `check("api", key)` counts, and raises `TooOften`.

`scopes.py` is the one table of limits and their sentences; `counting.py` counts with the library
`limits`; `storage.py` says where the counters are kept; `clients.py` whom a request comes from.
"""

from projects.throttles.clients import client_address
from projects.throttles.counting import check, clear, forgive
from projects.throttles.scopes import SCOPES, Scope

__all__ = ["SCOPES", "Scope", "check", "clear", "client_address", "forgive"]
