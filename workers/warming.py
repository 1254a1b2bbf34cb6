"""Which sandboxes a worker keeps warm: those that the open packs need in its step."""

import logging
from collections.abc import Iterator
from pathlib import Path

from workers.contract import Incident, StepKind
from workers.environments import find_runtime
from workers.pack import find_packs
from workers.sandbox.spare import Kind

logger = logging.getLogger(__name__)


def kinds_for(packs: Path, step: StepKind) -> Iterator[Kind]:
    """One for each runtime and size; packs that share both share a spare."""
    for pack in find_packs(packs).values():
        if pack.announced:
            continue
        try:
            yield Kind(find_runtime(pack.runtime), pack.limits[step].scratch_mb)
        except Incident as incident:  # each of its steps will say so too, to staff
            logger.warning("Nothing is kept warm for %s: %s", pack.slug, incident)
