"""Every answer of honest work is replaced, one at a time, by hostile ones: never our fault.

What a check says of such an answer is its own affair. What it must not do is break: then nobody would
be judged. `make test` tries one change of so many; `--all-exemplars` (`make test-packs`) all of them.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from protocol.steps import CheckResult, Outcome
from tests.packs import hostile_answers, inprocess, recording
from tests.packs.exemplars import ROOT
from tests.packs.pretending import short_training
from tests.packs.replaying import (
    Change,
    Heard,
    Replayed,
    Tally,
    Task,
    asking,
    changes_of,
    incidents_of,
    training,
)
from workers.grader.steps.verdicts import TRAIN
from workers.packkit.checks import check, checks_for, text
from workers.packkit.pack import Pack, load_pack, module_name, use

EVERY = {  # of so many changes of the checks' answers one is tried, and of the training's
    "first-neural-network": (3, 1),
    "image-classification": (6, 6),
    "generate-tv-scripts": (12, 12),
    "translate-a-language": (9, 6),
    "generate-faces": (16, 6),
}
FEWEST_VALUES = 40
SEED = 7
FEWEST = 8000  # replaced answers, over all packs
WRONG = (
    "update-not-averaged",
    "deltas-overwritten",
)  # whose methods are asked one by one


@dataclass
class Replacing:
    """Tries changes on one pack, and counts over all packs."""

    pack: Pack
    every: tuple[int, int]
    total: Counter[str] = field(default_factory=Counter)

    def checks(self) -> Tally:
        tape, tally = recording.read(self.pack.slug), Tally()
        for one in checks_for(tape.edition, self.pack.checks):
            answers = tape.of(one)
            task = asking(one, recording.generator)

            def student(answers: Any = answers) -> Replayed:
                return Replayed(tape.edition, tape.constants, answers)

            self.replace(task, student, tally, self.every[0])
        return tally

    def replace(
        self, task: Task, student: Callable[[], Any], tally: Tally, every: int
    ) -> None:
        """First without any change, which has to pass or fail, and not to break."""
        heard = Heard(student())
        assert incidents_of(task(heard)) == []
        for change in list(changes_of(heard.answers))[::every]:
            tally.run(task, student(), change)


@pytest.fixture(scope="module")
def total() -> Counter[str]:
    """Replaced answers by pack."""
    return Counter()


@pytest.fixture(scope="module", params=EVERY)
def replacing(
    request: pytest.FixtureRequest, total: Counter[str]
) -> Iterator[Replacing]:
    pack = use(load_pack(ROOT / request.param))
    everything = request.config.getoption("all_exemplars")
    with pytest.MonkeyPatch.context() as patch:
        _remember_searches(pack, patch)
        every = (1, 1) if everything else EVERY[pack.slug]
        yield Replacing(pack, every, total)


def _remember_searches(pack: Pack, patch: pytest.MonkeyPatch) -> None:
    """Project 3 searches long for weights that tell; the search is the same each time."""
    reference = pack.modules.get(f"{module_name(pack.slug)}.reference")
    network = getattr(reference, "Network", None)
    if network is None:
        return
    search, found = network.likeliest, {}

    def likeliest(self: Any, *args: Any, **named: Any) -> Any:
        weights = (self.embedding.tobytes(), self.kernel.tobytes())
        key = (hash(weights), repr(args), repr(named))
        if key not in found:
            found[key] = search(self, *args, **named)
        return found[key]

    patch.setattr(network, "likeliest", likeliest)


def test_the_recorded_answers_of_honest_work_pass_each_check(replacing):
    """Or else `python -m tests.packs.recording SLUG` has to record what is asked now."""
    tape = recording.read(replacing.pack.slug)
    failed = {}
    for one in checks_for(tape.edition, replacing.pack.checks):
        student = Replayed(tape.edition, tape.constants, tape.of(one))
        for result in asking(one, recording.generator)(student):
            if result.outcome is not Outcome.PASSED:
                failed[result.check] = result.evidence
    assert failed == {}


def test_no_replaced_answer_breaks_a_check(replacing):
    tally = replacing.checks()
    replacing.total[replacing.pack.slug] += tally.replaced
    assert tally.incidents == {}
    assert len(tally.unnoticed) < tally.replaced / 4  # most answers matter


@pytest.mark.parametrize("attempt", ["first_drive", "drive"])
def test_no_replaced_answer_breaks_a_training(replacing, monkeypatch, attempt):
    pack = replacing.pack
    if not hasattr(pack.training, attempt):
        return  # all its attempts are alike
    student, dataset = short_training(pack, monkeypatch)

    def drive(student: Any) -> Any:
        function = getattr(pack.training, attempt)
        return function(student, dataset, lambda _: None, SEED)

    task, tally = training(drive, TRAIN, pack.training_checks), Tally()
    assert task(Heard(student()))[0].outcome is Outcome.PASSED
    replacing.replace(task, student, tally, replacing.every[1])
    replacing.total[pack.slug] += tally.replaced
    assert tally.incidents == {}


@pytest.mark.parametrize("exemplar", WRONG)
def test_methods_that_are_asked_one_by_one_are_no_weaker(exemplar):
    """Project 1 asks for them only where the whole is wrong."""
    pack = use(load_pack(ROOT / "first-neural-network"))
    folder = pack.folder / "exemplars" / "wrong" / exemplar
    student, tally = inprocess.LocalStudent(folder), Tally()
    asked = ("forward_pass_train", "backpropagation", "update_weights")
    for one in pack.checks:
        if one.slug.partition(".")[2] in asked:
            task = asking(one, recording.generator)
            Replacing(pack, (1, 1)).replace(task, lambda: student, tally, 4)
    assert tally.incidents == {}
    assert tally.replaced > 50


def test_enough_was_replaced(request, total):
    """Where all packs ran in this process; a part of them is what somebody asked for."""
    assert len(hostile_answers.ANYTHING) >= FEWEST_VALUES
    if set(total) == set(EVERY):
        assert sum(total.values()) >= FEWEST, total


@check(title=text("Careless", ja="不注意"), hint=text("Any.", ja="何でも。"))
def careless(student: Any, rng: Any) -> None:
    assert student.call("double", 2)[0] == 4


def test_a_check_that_trusts_an_answer_is_found_out():
    def student() -> Replayed:
        return Replayed("keras", {}, [("call double", [4])])

    tally = Tally()
    Replacing(None, (1, 1)).replace(
        asking(careless, recording.generator), student, tally, 1
    )
    kinds = {told.partition(":")[0] for told in tally.incidents}
    assert {"TypeError", "IndexError", "KeyError", "ValueError"} <= kinds


def test_a_change_is_made_in_a_copy():
    honest = {"a": [1, 2]}
    change = Change("call f", 1, ("a", 0), "None")
    assert change.applied("call f", 1, honest) == {"a": [None, 2]}
    assert change.applied("call f", 0, honest) is honest
    assert change.applied("call g", 1, honest) is honest
    assert honest == {"a": [1, 2]}


def test_a_hint_that_cannot_be_shown_is_found_out():
    hint = text("\ud800", ja="x" * 5000)
    result = CheckResult("a.b", hint, Outcome.FAILED, hint, "evidence")
    assert len(incidents_of([result])) == 1
