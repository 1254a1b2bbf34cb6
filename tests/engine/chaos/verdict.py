"""What is wrong after a round: nothing, or sentences. Pure, so that it can be shown to see."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from projects.enums import EventKind, RunState, RunVerdict, State
from protocol.rerun import RERUN
from tests.engine.chaos.history import DONE, History, Take, takes
from tests.engine.chaos.killer import Deed
from tests.engine.chaos.people import Student
from tests.engine.chaos.recovery import struck
from tests.engine.slow_pack import POINTS

STEP_DEATHS = 3  # the default of the settings
ABOUT_S = 10.0  # so long before a taking a strike may still have to do with its loss

Told = dict[str, Any]  # a submission, as `acts.tell` says

EXAMINED = ["load", "answers.next_number"]
TRAINED = ["train", "training.trained", RERUN]


@dataclass(frozen=True)
class End:
    """How it must end: the same whatever was killed."""

    state: str
    verdict: str
    events: list[str]
    results: dict[str, list[tuple[str, str]]]
    points: list[int]


RIGHT = End(
    State.AWAITING_REVIEW,
    RunVerdict.PASSED,
    [EventKind.SUBMITTED, EventKind.PASS_CHECKS],
    {
        "examine": [(slug, "passed") for slug in EXAMINED],
        "train": [(slug, "passed") for slug in TRAINED],
    },
    list(range(1, POINTS + 1)),
)
WRONG = End(
    State.RETURNED,
    RunVerdict.FAILED,
    [EventKind.SUBMITTED, EventKind.FAIL_CHECKS],
    {"examine": [("load", "passed"), ("answers.next_number", "failed")], "train": []},
    [],
)


@dataclass(frozen=True)
class Round:
    """Everything that was seen of one."""

    students: Sequence[Student]
    told: Sequence[Told]
    history: History
    deeds: Sequence[Deed]


def errored(seen: Round) -> list[str]:
    """Held for staff unchecked, since three workers were killed over it."""
    return [t["uid"] for t in seen.told if t["runs"][0]["state"] in RunState.faulty()]


def faults(seen: Round) -> list[str]:
    return [*_uploads(seen), *_ends(seen), *_once(seen), *_tries(seen)]


def _uploads(seen: Round) -> Iterable[str]:
    """Who was thanked for an upload finds it: once, the first attempt, its very bytes."""
    by_student: dict[str, list[Told]] = {}
    for told in seen.told:
        by_student.setdefault(told["student"], []).append(told)
    for student in seen.students:
        mine = by_student.get(student.email, [])
        if not student.uid:
            yield f"{student.email} never could hand in: {dict(student.troubles)}"
        elif [told["uid"] for told in mine] != [student.uid]:
            uids = [told["uid"] for told in mine]
            yield f"{student.email} handed in {student.uid}, and there are {uids}"
        else:
            digest = sha256(student.file.read_bytes()).hexdigest()
            if mine[0]["files"] != {student.file.name: digest}:
                yield f"{student.email}: other files than were sent: {mine[0]['files']}"
            if mine[0]["attempt"] != 1:
                yield f"{student.email}: attempt {mine[0]['attempt']}"


def _ends(seen: Round) -> Iterable[str]:
    right = {student.uid: student.right for student in seen.students}
    excused = _excused(seen)
    for told in seen.told:
        if told["uid"] in excused:
            continue
        end = RIGHT if right.get(told["uid"]) else WRONG
        if len(told["runs"]) != 1:
            yield f"{told['uid']}: {len(told['runs'])} runs"
            continue
        run = told["runs"][0]
        results = {
            kind: [tuple(result) for result in step["results"]]
            for kind, step in run["steps"].items()
        }
        expected = (
            end.state,
            RunState.FINISHED,
            end.verdict,
            end.events,
            end.events[1:],
        )
        found = (
            told["state"],
            run["state"],
            run["verdict"],
            told["events"],
            told["told"],
        )
        if found != expected:
            yield f"{told['uid']} ended as {found}, not as {expected}"
        if results != end.results:
            yield f"{told['uid']}: results {results}"
        if run["points"] != end.points:
            yield f"{told['uid']}: the curve has points {run['points']}"


def _excused(seen: Round) -> set[str]:
    """Errored, and each try of the step was cut off by a strike at its own worker."""
    strikes = Counter(
        take.step
        for take in takes(seen.history)
        if not take.finished and struck(take, seen.deeds)
    )
    return {
        told["uid"]
        for told in seen.told
        for step in told["runs"][0]["steps"].values()
        if told["runs"][0]["state"] in RunState.faulty()
        and strikes[step["pk"]] >= STEP_DEATHS
    }


def _once(seen: Round) -> Iterable[str]:
    """In the database's own history nothing came to an end twice, or went on after it."""
    ends = {
        "projects_step": {*DONE, "errored", "cancelled", "skipped"},
        "projects_run": set(RunState) - set(RunState.live()),
        "projects_submission": {State.AWAITING_REVIEW, State.RETURNED, State.HELD},
    }
    for table, last in ends.items():
        for pk, changes in seen.history[table].items():
            states = [change.state for change in changes]
            if states[-1] not in last or last.intersection(states[:-1]):
                yield f"{table} {pk} went through {states}"


def _tries(seen: Round) -> Iterable[str]:
    """Only a strike at its worker takes a step away from it: no outage is a step's fault."""
    for take in takes(seen.history):
        if not take.finished and struck(take, seen.deeds) is None:
            incident = next(
                step["incident"]
                for told in seen.told
                for step in told["runs"][0]["steps"].values()
                if step["pk"] == take.step
            )
            yield (
                f"Step {take.step} was lost by a living worker, {take.worker}, which "
                f"had it from {take.at:.1f} until {take.until or 0.0:.1f}:\n{incident}"
                f"{_struck_about(take, seen.deeds)}"
            )


def _struck_about(take: Take, deeds: Iterable[Deed]) -> str:
    """What may have to do with it, to be read by whoever looks for the reason."""
    until = take.until or float("inf")
    return "\n".join(
        f"{deed.victim} {sorted(deed.pids)}: {deed.how} at {deed.at:.1f}, again at {deed.again_at:.1f}"
        for deed in deeds
        if deed.at <= until and deed.again_at >= take.at - ABOUT_S
    )
