"""Each attack against a real sandbox, through the real pipeline, and judged alike.

What a test of an attack says when it fails is what the attack achieved.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks.proving import Grounds, succeeds
from workers.doctor.attacks.attack import Attack, Proof, Run, Theme
from workers.doctor.attacks.corpus import find_attacks
from workers.doctor.attacks.judging import Outcome
from workers.doctor.attacks.runner import Runner
from workers.environments.environments import find_runtime

ATTACKS = find_attacks()
PROVABLE = [a for a in ATTACKS if a.proof not in (Proof.HARMFUL, Proof.OURS)]
FEWEST = 40
WORKERS_MEMORY_MB = 250


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    return {}


def test_honest_work_passes(runner: Runner) -> None:
    """Or else all that follows would say nothing."""
    assert runner.honest_work_passes()


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_blocked(
    attack: Attack, runner: Runner, outcomes: dict[str, Outcome]
) -> None:
    outcome = outcomes[attack.name] = runner.run(attack)
    assert outcome.why == ()
    assert outcome.blocked
    assert outcome.took, f"expected {attack.took!r}, staff were told: {outcome.told}"


def test_nothing_was_forged_leaked_stuck_or_escaped(
    runner: Runner, outcomes: dict[str, Outcome]
) -> None:
    for attack in ATTACKS:  # those that were not selected above
        if attack.name not in outcomes:
            outcomes[attack.name] = runner.run(attack)
    counts = {
        what: sum(getattr(outcome, what) for outcome in outcomes.values())
        for what in ("forged", "leaked", "stuck", "escaped", "swollen")
    }
    assert counts == {"forged": 0, "leaked": 0, "stuck": 0, "escaped": 0, "swollen": 0}
    assert len(outcomes) >= FEWEST
    assert max(outcome.grown_mb for outcome in outcomes.values()) < WORKERS_MEMORY_MB


@pytest.mark.parametrize("attack", PROVABLE, ids=lambda attack: attack.name)
def test_without_a_sandbox_it_succeeds(
    attack: Attack, runner: Runner, tmp_path: Path
) -> None:
    grounds = Grounds(runner.canaries, find_runtime("numpy"), tmp_path)
    assert succeeds(attack, grounds)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_the_head_of_an_attack_can_be_relied_on(attack: Attack) -> None:
    assert attack.tries
    assert attack.expect
    assert bool(attack.style) == (attack.proof is Proof.NAIVE)
    if Run.INTAKE in attack.runs:
        assert "def upload(" in attack.source
    else:
        assert attack.defines & {"attack", "double"} or "class " in attack.source
    if attack.quiet:
        assert attack.runs == (Run.EXAMINE,)
        assert "attack" in attack.defines
    assert attack.took or attack.proof is not Proof.OURS


def test_every_theme_has_its_attacks() -> None:
    assert {attack.theme for attack in ATTACKS} == set(Theme)
    assert len({attack.source for attack in ATTACKS}) == len(ATTACKS)
