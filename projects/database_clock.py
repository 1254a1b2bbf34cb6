"""The database's clock: for what one process writes and another judges, perhaps on another machine.

Leases last seconds. By the clocks of their machines, a worker that is half a minute ahead would take
living workers' steps, and one that is behind would lose its own. On SQLite it is the machine's.
"""

from datetime import timedelta

from django.db.models import DateTimeField, ExpressionWrapper
from django.db.models.functions import Now


def seconds_from_now(seconds: float) -> ExpressionWrapper:
    """As an expression; negative: so long ago."""
    at = Now() + timedelta(seconds=seconds)
    return ExpressionWrapper(at, output_field=DateTimeField())
