"""`make lock`: what is installed is what was pinned, by the digest of its files."""

import subprocess

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts import locking, say

TEXT = """\
# Why these.
-r requirements.txt

typing_extensions==4.16.0
async-timeout==5.0.1; python_full_version < "3.11.3"
"""
COMPILED = """\
async-timeout==5.0.1 \\
    --hash=sha256:cc \\
    --hash=sha256:aa
typing-extensions==4.16.0 \\
    --hash=sha256:bb
"""


def test_comments_includes_and_markers_stay():
    digests = locking.parsed(COMPILED)
    assert locking.locked("requirements-dev.txt", TEXT, digests) == (
        "# Written by `make lock` from requirements-dev.txt, which is the one to edit.\n"
        "\n"
        "# Why these.\n"
        "-r requirements.lock\n"
        "\n"
        "typing_extensions==4.16.0 \\\n"
        "    --hash=sha256:bb\n"
        'async-timeout==5.0.1; python_full_version < "3.11.3" \\\n'
        "    --hash=sha256:aa \\\n"
        "    --hash=sha256:cc\n"
    )


def test_a_pin_without_a_digest_stops_it():
    with pytest.raises(say.Stop, match=r"has no digest of typing_extensions==4\.16\.0"):
        locking.locked("requirements.txt", TEXT, {})


def test_an_index_that_does_not_answer_stops_it(monkeypatch):
    refusal = subprocess.CompletedProcess([], 2, "", "error: no route to host")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: refusal)
    with pytest.raises(say.Stop, match="no route to host"):
        locking.lock()


@pytest.mark.parametrize(
    "path",
    locking.requirement_files(),
    ids=lambda path: f"{path.parent.name}-{path.name}",
)
def test_every_lock_is_that_of_its_pins(path):
    """Run `make lock` after editing requirements*.txt, and commit both."""
    lock = path.with_suffix(".lock").read_text()
    digests = locking.parsed(lock)
    assert locking.locked(path.name, path.read_text(), digests) == lock
    wanted = [Requirement(pin) for pin in locking.pins_of(path.read_text())]
    assert set(digests) - {""} == {canonicalize_name(each.name) for each in wanted}
