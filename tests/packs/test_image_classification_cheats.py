"""Weights from elsewhere, tried on project 2 through the real sandbox: never "learnt here"."""

import pytest

from protocol.steps import Outcome
from tests.packs.exemplars import failures, ignore
from tests.packs.image_cheats import CHEATS, upload_of
from workers.environments.environments import find_runtime
from workers.grader.pipeline import examine, train
from workers.packkit.apart import NEITHER, WHY
from workers.sandbox.opening import STORE

SLUG = "image-classification"
QUICK = ("weights from home, numbered as the classes are here",)
SEED = 3


@pytest.fixture(scope="module", autouse=True)
def templates(pack):
    STORE.keep([find_runtime(pack.runtime)])
    yield
    STORE.close()


def pytest_generate_tests(metafunc):
    """`make test` tries one of them, `make test-packs` all."""
    if "cheat" in metafunc.fixturenames:
        everything = metafunc.config.getoption("all_exemplars")
        names = list(CHEATS) if everything else QUICK
        metafunc.parametrize("cheat", [CHEATS[name] for name in names], ids=names)


def test_a_cheat_is_returned_or_shown_to_the_reviewer(pack, cheat):
    upload = upload_of(pack, cheat)
    assert failures(examine(pack, upload, ignore, seed=SEED)) == []
    report = train(
        pack, upload, ignore, data_folder=None, seed=SEED, with_notebook=False
    )
    assert failures(report) == list(cheat.fails)
    assert report.figures.get(WHY, NEITHER) == cheat.unshown
    learnt = next(r for r in report.results if r.check == "training.learnt_here")
    assert learnt.outcome is (Outcome.SKIPPED if cheat.fails else Outcome.UNJUDGED)
