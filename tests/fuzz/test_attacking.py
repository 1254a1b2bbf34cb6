"""Half a minute of random attacks on what reads a sandbox's bytes; `make attack-fuzz` is longer."""

import random
import time

from tests.fuzz import attacking

SECONDS = 25


def test_nothing_out_of_a_sandbox_breaks_what_reads_it():
    findings = attacking.attack(SECONDS, seed=0)
    assert findings.found == []
    assert min(findings.tries.values()) > 100


def test_a_seed_does_the_same_again():
    made = [attacking.message(random.Random(7)) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0] != attacking.message(random.Random(8))


def test_what_breaks_is_found_and_told_with_its_seed(monkeypatch):
    monkeypatch.setattr(attacking, "LONGEST_S", 1)

    def breaks(_: random.Random) -> None:
        raise KeyError("a shape")

    def hangs(_: random.Random) -> None:
        time.sleep(5)

    targets = {"breaks": breaks, "hangs": hangs}
    found = attacking.attack(60, seed=40, tries=3, targets=targets).found
    assert any("KeyError" in told and "seed 42" in told for told in found)
    assert sum("hangs" in told and "TooLong" in told for told in found) == 3
