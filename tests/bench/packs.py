"""The five packs on this machine: hidden checks, and the training step on the stand-in.

Passing exemplars only, through the pipeline with kernels that are forked, one after the other.
The training step is measured whole: the driver, its checks, and the notebook's own run.
"""

import time

from tests.bench.rows import Report, Row, table
from tests.packs.exemplars import Exemplar, exemplars_of, ignore, open_packs
from workers.environments.environments import find_runtime
from workers.grader.pipeline import examine, train
from workers.packkit.pack import Pack
from workers.sandbox.opening import STORE

EXAMINE_S, TRAIN_S = 20.0, 360.0
SEED = 1


def _passing(pack: Pack, *, quick: bool) -> list[Exemplar]:
    passing = [
        e
        for e in exemplars_of(pack)
        if e.folder.parent.name == "passing" and e.is_trained
    ]
    return passing[:1] if quick else passing


def _measured(exemplar: Exemplar) -> tuple[float, float, float]:
    """Seconds: hidden checks, the training step, of that the notebook's own run."""
    began = time.monotonic()
    examined = examine(exemplar.pack, exemplar.upload, ignore, seed=SEED)
    examined_s = time.monotonic() - began
    began = time.monotonic()
    trained = train(exemplar.pack, exemplar.upload, ignore, data_folder=None, seed=SEED)
    trained_s = time.monotonic() - began
    if not (examined.passed and trained.passed):
        raise RuntimeError(f"{exemplar.name} did not pass")
    return examined_s, trained_s, float(trained.environment["notebook_s"])


def measure(*, quick: bool) -> Report:
    packs = open_packs()
    details = [("exemplar", "hidden checks", "training step", "of that the notebook")]
    rows = []
    for pack in packs:
        STORE.keep([find_runtime(pack.runtime)])
        STORE.take(find_runtime(pack.runtime), 64).close()  # the imports are done
        measured = {e.name: _measured(e) for e in _passing(pack, quick=quick)}
        for name, seconds in measured.items():
            details.append((name, *(f"{s:.1f} s" for s in seconds)))
        examined = max(seconds[0] for seconds in measured.values())
        trained = max(seconds[1] for seconds in measured.values())
        title = pack.title["en"]
        rows += [
            Row(
                f"{title}: hidden checks, slowest passing exemplar",
                f"{examined:.1f} s",
                target=f"≤ {EXAMINE_S:g} s",
                met=examined <= EXAMINE_S,
            ),
            Row(
                f"{title}: training step, slowest passing exemplar",
                f"{trained:.0f} s",
                target=f"≤ {TRAIN_S:g} s",
                met=trained <= TRAIN_S,
            ),
        ]
    STORE.close()
    return Report(rows, table(details))
