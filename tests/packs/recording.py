"""What honest work answered the hidden checks, recorded through the real sandbox.

    python -m tests.packs.recording [SLUG …]

writes `tests/packs/recorded/SLUG.json.xz` anew, for when a pack's checks ask something else than they
did. Answers are kept as they cross the sandbox's border, so that reading them runs no code.
"""

import base64
import json
import lzma
import sys
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from protocol.steps import StepKind
from tests.packs.exemplars import Exemplar, exemplars_of, open_packs
from workers.environments.environments import find_runtime
from workers.grader.steps.choosing import runtime_for
from workers.grader.steps.preparing import parsed, student_for, work_of
from workers.grader.student import SandboxedStudent
from workers.packkit.checks import Check, Student, checks_for
from workers.packkit.pack import Pack, use
from workers.sandbox.opening import STORE
from workers.sandbox.sending import npy_bytes
from workers.sandbox.serialization import from_wire

FOLDER = Path(__file__).parent / "recorded"
SEED = 1
HONEST = {  # one exemplar of each pack, whose checks take the usual way
    "first-neural-network": "november-my-answers",
    "image-classification": "first-steps",
    "generate-tv-scripts": "layers",
    "translate-a-language": "gru",
    "generate-faces": "starter-filled-in",
}


@dataclass(frozen=True)
class Recording:
    """`answers` by check: what was asked, and what came back, in order."""

    edition: str
    constants: Mapping[str, Any]
    answers: Mapping[str, list[list[Any]]]

    def of(self, check: Check) -> list[tuple[str, Any]]:
        pairs = self.answers.get(check.slug, [])
        return [(asked, from_wire(answer)) for asked, answer in pairs]


def generator(check: Check) -> np.random.Generator:
    """The random numbers of a check: the same when it is recorded and when it is replayed."""
    return np.random.default_rng(zlib.crc32(check.slug.encode(), SEED))


def asked_for(question: Mapping[str, Any]) -> str:
    """What a request asks for, in one word."""
    return f"{question['do']} {question.get('name', '')}".strip()


class Recorder:
    """Passes a check's requests on and keeps the answers. One for each check.

    So no check finds what another has built: it asks for all that it needs.
    """

    def __init__(self, student: SandboxedStudent) -> None:
        self.edition, self.constants = student.edition, student.constants
        self.kinds, self.places, self.cpu_s = student.kinds, student.places, 0.0
        self.answers: list[list[Any]] = []
        self._student = student

    def __getattr__(self, name: str) -> Any:
        """`call`, `new` and the others, as a student has them."""
        return getattr(self._student, name)

    @contextmanager
    def listening(self) -> Iterator[Student]:
        ask = self._student.ask

        def listen(**question: Any) -> Any:
            answer = ask(**question)
            if question["do"] not in ("load", "seed"):
                kept = _plain(answer)
                self.answers.append([asked_for(question), kept])
            return answer

        self._student.ask = listen  # type: ignore[method-assign]
        try:
            yield self  # type: ignore[misc]  # what it passes on makes it a Student
        finally:
            self._student.ask = ask  # type: ignore[method-assign]


def _plain(answer: Any) -> Any:
    """An answer as `from_wire` reads it, arrays of any size within it."""
    if isinstance(answer, np.ndarray):
        return {"npy": base64.b64encode(npy_bytes(answer)).decode("ascii")}
    if isinstance(answer, list):
        return [_plain(part) for part in answer]
    if isinstance(answer, dict):
        return {"dict": {key: _plain(part) for key, part in answer.items()}}
    return answer


def recorded(exemplar: Exemplar) -> Recording:
    """Examines the exemplar, which has to pass. Raises AssertionError where it does not."""
    pack = use(exemplar.pack)
    upload = exemplar.upload
    notebook = parsed(upload)
    work = work_of(pack, upload, notebook)
    runtime = runtime_for(pack, upload.edition, notebook).runtime
    student = student_for(pack, work, StepKind.EXAMINE, runtime)
    answers = {}
    student.start()
    try:
        student.load_definitions()
        for check in checks_for(upload.edition, pack.checks):
            recorder = Recorder(student)
            with recorder.listening() as listening:
                check.function(listening, generator(check))
            answers[check.slug] = recorder.answers
    finally:
        student.close()
    constants = {n: v for n, v in student.constants.items() if n in pack.numbers}
    return Recording(upload.edition, constants, answers)


def honest_of(pack: Pack) -> Exemplar:
    name = HONEST[pack.slug]
    return next(e for e in exemplars_of(pack) if e.name.endswith(f"passing/{name}"))


def path_of(slug: str) -> Path:
    return FOLDER / f"{slug}.json.xz"


def read(slug: str) -> Recording:
    return Recording(**json.loads(lzma.decompress(path_of(slug).read_bytes())))


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for pack in open_packs():
        if pack.slug in (sys.argv[1:] or HONEST):
            STORE.keep([find_runtime(pack.runtime)])
            text = json.dumps(asdict(recorded(honest_of(pack))), indent=0)
            path_of(pack.slug).write_bytes(lzma.compress(text.encode(), preset=9))
            print(pack.slug, path_of(pack.slug).stat().st_size)
    STORE.close()


if __name__ == "__main__":
    main()
