"""Seeds for one purpose each, all from the run's own."""

from workers.grader import seeds


def test_a_derived_seed_is_the_same_for_the_same_purpose_and_another_for_another():
    first = seeds.derived(5, seeds.STAND_IN)
    assert first == seeds.derived(5, seeds.STAND_IN)
    others = {seeds.derived(5, "a.check"), seeds.derived(6, seeds.STAND_IN), 5}
    assert first not in others
    assert len(others) == 3


def test_a_derived_seed_has_as_many_bits_as_are_asked_for():
    many = [seeds.derived(seed, seeds.SANDBOX, 32) for seed in range(200)]
    assert max(many) < 2**32
    assert max(many) > 2**31  # all of them are used
    assert max(seeds.derived(seed, "x") for seed in range(200)) > 2**63


def test_no_two_runs_have_a_seed_in_common():
    drawn = {seeds.drawn() for _ in range(100)}
    assert len(drawn) == 100
    assert max(drawn) < 2**seeds.SEED_BITS
