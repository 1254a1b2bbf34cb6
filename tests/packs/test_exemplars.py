"""Which exemplars a test run grades, and that it says which it does not."""

from dataclasses import replace

import pytest

from tests.packs.exemplars import Exemplar, left_out, quick_of, to_grade
from tests.packs.verdicts import Graded, spread
from workers.packkit.pack import load_pack

QUICK = ("passing/good", "wrong/bad")
SLOW = ("passing/other", "wrong/slow", "wrong/slower")


def write_pack(root, *, quick=QUICK, announced="false"):
    folder = root / "made"
    for name in (*QUICK, *SLOW):
        path = folder / "exemplars" / name / "expect.toml"
        path.parent.mkdir(parents=True)
        path.write_text("quick = true\n" if name in quick else "")
    (folder / "pack.toml").write_text(
        f'slug = "made"\norder = 1\nruntime = "tf2"\nannounced = {announced}\n'
        '[title]\nen = "Made"\n[files]\nnotebook = "made.ipynb"\n'
    )
    return folder


def graded(folder, *, everything):
    chosen = to_grade(load_pack(folder), everything=everything)
    return [(f"{e.folder.parent.name}/{e.folder.name}", seed) for e, seed in chosen]


def test_of_a_marked_pack_the_quick_ones_are_graded_once(tmp_path):
    folder = write_pack(tmp_path)
    assert graded(folder, everything=False) == [(name, 1) for name in QUICK]
    assert left_out(tmp_path) == {"made": len(SLOW)}


def test_everything_is_every_exemplar_with_every_seed(tmp_path):
    chosen = graded(write_pack(tmp_path), everything=True)
    assert sorted(chosen) == sorted((n, s) for n in (*QUICK, *SLOW) for s in (1, 2))


def test_of_a_pack_without_marks_every_exemplar_is_graded_once(tmp_path):
    folder = write_pack(tmp_path, quick=())
    assert quick_of(folder) == []
    chosen = graded(folder, everything=False)
    assert sorted(chosen) == sorted((name, 1) for name in (*QUICK, *SLOW))
    assert left_out(tmp_path) == {}


def test_an_announced_pack_leaves_nothing_to_others(tmp_path):
    write_pack(tmp_path, announced="true")
    assert left_out(tmp_path) == {}


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([3, 1.0, 2], "1.000 / 2.000 / 3.000"),
        ([0.5], "0.500"),
        ([0.5, None], "0.500 / 0.500 / 0.500; 1 without"),
        ([None, "stand-in"], "–"),
        ([], "–"),
    ],
)
def test_a_spread_is_the_least_the_middle_and_the_largest(values, told):
    assert spread(values) == told


def run_of(tmp_path, failed, *, train_s=1.0):
    """A run of wrong work that is to be trained."""
    told = 'fails = ["a", "b"]\nmay_fail = ["c"]\nstep = "train"\n'
    (tmp_path / "expect.toml").write_text(told)
    exemplar = Exemplar(None, tmp_path)
    return Graded(exemplar, failed, not failed, {}, 1.0, train_s)


@pytest.mark.parametrize(
    ("failed", "known"),
    [(["a", "b"], True), (["a", "b", "c"], True), (["a", "c"], False), ([], False)],
)
def test_what_may_fail_is_known_beside_what_fails(tmp_path, failed, known):
    assert run_of(tmp_path, failed).as_known is known


@pytest.mark.parametrize(
    ("failed", "known"), [(["c"], True), (["d"], False), ([], False)]
)
def test_before_its_training_wrong_work_fails_by_luck_alone(tmp_path, failed, known):
    run = run_of(tmp_path, failed, train_s=None)
    assert run.as_known is known


def test_what_did_not_pass_though_nothing_failed_is_not_known(tmp_path):
    run = replace(run_of(tmp_path, [], train_s=None), passed=False)
    assert not run.as_known
