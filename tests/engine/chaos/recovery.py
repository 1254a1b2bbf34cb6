"""How long it took after each strike until things went on, and a histogram of it."""

import statistics
from collections.abc import Iterable, Mapping, Sequence

from tests.engine.chaos.history import History, Take, takes
from tests.engine.chaos.killer import WORKERS, Deed, How

EDGES = (0, 1, 2, 5, 10, 20, 30, 40, 50, 60, 90)
BAR = "█"
WIDTH = 40
MOMENT_S = 0.5

KILLED = "a step whose worker was killed: until it is taken again"
FROZEN = "a step whose worker stood still past its lease: until it is taken again"
WEB = "web killed: until the next good page"
DATABASE = "PostgreSQL killed: until the next good page"
ENGINE = "PostgreSQL killed: until the next step is taken or finished"
BROKER = "Redis killed, came back empty, work waiting: until the next step is taken"

Times = dict[str, list[float]]


def struck(take: Take, deeds: Iterable[Deed]) -> Deed | None:
    """The deed that hit the worker while it held the step, or the very taking of it."""
    for deed in deeds:
        if deed.victim == "postgres" and abs(take.at - deed.at) < MOMENT_S:
            return deed  # committed, but the worker was never told
        hit = deed.victim in WORKERS and _pid(take) in deed.pids
        held = take.at <= deed.hit_at and (take.until is None or deed.at < take.until)
        if hit and held:
            return deed
    return None


def _pid(take: Take) -> int:
    """A worker's name ends with it."""
    return int(take.worker.rpartition(":")[2])


def recovery_times(
    history: History, deeds: Sequence[Deed], pages: Sequence[tuple[float, float]]
) -> Times:
    """`pages`: when each good page was asked for and answered."""
    times: Times = {k: [] for k in (KILLED, FROZEN, WEB, DATABASE, ENGINE, BROKER)}
    for take in takes(history):
        deed = struck(take, deeds)
        if deed and deed.pids and not take.finished and take.next_at:
            name = FROZEN if deed.how is How.FREEZE else KILLED
            times[name].append(take.next_at - deed.at)
    for deed in deeds:
        if deed.victim in ("web", "postgres") and deed.how is not How.CHILD:
            answered = (done for asked, done in pages if asked >= deed.at)
            name = WEB if deed.victim == "web" else DATABASE
            _add(times[name], deed, answered)
        if deed.victim == "postgres":
            _add(times[ENGINE], deed, _writes(history, after=deed.at))
        if deed.victim == "redis" and _work_waited(history, deed.again_at):
            taken = (t.at for t in takes(history) if t.at >= deed.again_at)
            _add(times[BROKER], deed, taken)
    return times


def _add(found: list[float], deed: Deed, moments: Iterable[float]) -> None:
    if (first := min(moments, default=None)) is not None:
        found.append(first - deed.at)


def _writes(history: History, after: float) -> Iterable[float]:
    for changes in history["projects_step"].values():
        yield from (c.at for c in changes if c.at >= after and c.state != "pending")


def _work_waited(history: History, moment: float) -> bool:
    return any(
        [c.state for c in changes if c.at <= moment][-1:] == ["queued"]
        for changes in history["projects_step"].values()
    )


def histogram(times: Mapping[str, Sequence[float]]) -> str:
    return "\n\n".join(
        "\n".join([_title(name, found), *_bars(found)]) for name, found in times.items()
    )


def _title(name: str, found: Sequence[float]) -> str:
    if not found:
        return f"{name}: none"
    middle = statistics.median(found)
    return (
        f"{name}\n  n = {len(found)}, median {middle:.1f} s, longest {max(found):.1f} s"
    )


def _bars(found: Sequence[float]) -> Iterable[str]:
    """From the first bin to the last that hold something."""
    ends = [*EDGES[1:], float("inf")]
    counts = [
        sum(low <= seconds < high for seconds in found)
        for low, high in zip(EDGES, ends, strict=True)
    ]
    full = [index for index, count in enumerate(counts) if count]
    for index in range(full[0], full[-1] + 1) if full else ():
        low, high, count = EDGES[index], ends[index], counts[index]
        bins = f"{low:3}–{high:3} s" if high in EDGES else f"{low:3} s and more"
        bar = BAR * -(-count * WIDTH // max(counts))
        yield f"  {bins}  {bar} {count}".rstrip()
