"""Chooses the runtimes for which a worker keeps a template: those of open packs and editions."""

import logging
from collections.abc import Iterator
from pathlib import Path

from protocol.steps import Incident
from workers.environments.environments import Runtime, find_runtime
from workers.packkit.pack import find_packs

logger = logging.getLogger(__name__)


def runtimes_for(packs: Path) -> Iterator[Runtime]:
    """The built runtimes of all open packs and their editions, each once."""
    opened = [pack for pack in find_packs(packs).values() if not pack.announced]
    names = {pack.runtime for pack in opened}
    for pack in opened:
        names.update(name for edition in pack.editions for name in edition.runtimes)
    for name in sorted(names):
        try:
            yield find_runtime(name)
        except Incident as incident:  # each step that needs it says so, too
            logger.warning("No template is kept for the runtime %s: %s", name, incident)
