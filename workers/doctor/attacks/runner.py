"""Runs attacks and decides what each of them achieved."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from protocol.steps import Incident
from workers.doctor.attacks.attack import Attack
from workers.doctor.attacks.attack_client import AttackProcess
from workers.doctor.attacks.canaries import Canaries
from workers.doctor.attacks.corpus import FOLDER
from workers.doctor.attacks.judging import Environment, Outcome, Trace, judge, stuck

DEADLINE_S = 75.0  # for all steps of one attack; its own limits are shorter
TOGETHER_DEADLINE_S = 120.0


class Runner:
    """Runs one attack at a time. It plants its own canaries, so use it in a `with` block."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        self.canaries = Canaries()
        self._attack_process: AttackProcess | None = None

    def __enter__(self) -> Self:
        self.canaries.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end_attack_process()
        self.canaries.__exit__(kind, error, trace)

    def run(self, attack: Attack) -> Outcome:
        return self._judged(attack.name, "attack", [attack], DEADLINE_S)

    def run_together(self, attacks: Sequence[Attack]) -> list[Outcome]:
        """Runs quiet attacks in one sandbox. If any succeeds, each runs again in its own."""
        name = f"{len(attacks)} together"
        whole = self._judged(name, "together", attacks, TOGETHER_DEADLINE_S)
        if whole.blocked:
            share = round(whole.seconds / len(attacks), 2)
            return [Outcome(attack.name, seconds=share) for attack in attacks]
        alone = [self.run(attack) for attack in attacks]
        return [*alone, whole] if all(each.blocked for each in alone) else alone

    def honest_work_passes(self) -> bool:
        request = {"do": "honest", "folder": str(self.folder)}
        try:
            return Trace(**self._ask(request, DEADLINE_S)).passed
        except (TimeoutError, Incident):
            self._end_attack_process()
            return False

    def inspect(self, runtime: str) -> Mapping[str, Any]:
        """The `faults` and `facts` found inside a sandbox of this runtime."""
        request = {"do": "inspect", "folder": str(self.folder), "runtime": runtime}
        try:
            found: Mapping[str, Any] = self._ask(request, TOGETHER_DEADLINE_S)
        except (TimeoutError, Incident) as why:
            self._end_attack_process()
            return {"faults": [str(why) or "no answer in time"], "facts": {}}
        return found

    def _judged(
        self, name: str, how: str, attacks: Sequence[Attack], seconds: float
    ) -> Outcome:
        started = time.monotonic()
        request = {
            "do": how,
            "folder": str(self.folder),
            "names": [attack.name for attack in attacks],
            "targets": self.canaries.targets,
        }
        self.canaries.visits()
        try:
            trace = Trace(**self._ask(request, seconds))
        except (TimeoutError, Incident) as why:
            self._end_attack_process()
            words = str(why) or f"no report in {seconds:.0f} s"
            return stuck(name, words, time.monotonic() - started)
        took = attacks[0].took if how == "attack" else ""
        return judge(name, trace, self._environment(trace), took)

    def _environment(self, trace: Trace) -> Environment:
        came_out = trace.seen + trace.told
        marked = self.canaries.marked
        Path(self.canaries.targets["mark"]).unlink(missing_ok=True)
        return Environment(
            secrets=self.canaries.found_in(came_out),
            boasted=self.canaries.boast in came_out,
            marked=marked,
            visits=self.canaries.visits(),
        )

    def _ask(self, request: Mapping[str, Any], seconds: float) -> Any:
        if self._attack_process is None:
            self._attack_process = AttackProcess(self.canaries.environment)
            key = {"do": "keep", "key": self.canaries.targets["key"]}
            secret = {"secret": self.canaries.secrets["key"]}
            self._attack_process.ask({**key, **secret}, DEADLINE_S)
        return self._attack_process.ask(request, seconds)

    def _end_attack_process(self) -> None:
        if self._attack_process is not None:
            self._attack_process.close()
            self._attack_process = None
