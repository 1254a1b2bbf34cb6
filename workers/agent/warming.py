"""Which runtimes' imports a worker keeps done: those of the open packs."""

import logging
from collections.abc import Iterator
from pathlib import Path

from protocol.steps import Incident
from workers.environments.environments import Runtime, find_runtime
from workers.packkit.pack import find_packs

logger = logging.getLogger(__name__)


def runtimes_for(packs: Path) -> Iterator[Runtime]:
    """Each once."""
    names = {pack.runtime for pack in find_packs(packs).values() if not pack.announced}
    for name in sorted(names):
        try:
            yield find_runtime(name)
        except Incident as incident:  # each of its steps will say so too, to staff
            logger.warning("Nothing is kept ready in %s: %s", name, incident)
