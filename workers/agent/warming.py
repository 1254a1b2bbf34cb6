"""Chooses the runtimes for which a worker keeps a template process: those of the open packs."""

import logging
from collections.abc import Iterator
from pathlib import Path

from protocol.steps import Incident
from workers.environments.environments import Runtime, find_runtime
from workers.packkit.pack import find_packs

logger = logging.getLogger(__name__)


def runtimes_for(packs: Path) -> Iterator[Runtime]:
    """The built runtimes of all open packs, each once."""
    names = {pack.runtime for pack in find_packs(packs).values() if not pack.announced}
    for name in sorted(names):
        try:
            yield find_runtime(name)
        except Incident as incident:  # each step that needs it tells staff, too
            logger.warning("No template is kept for the runtime %s: %s", name, incident)
