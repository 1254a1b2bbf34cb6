"""An attack's file is read with its head; a head that is none stops the doctor."""

import pytest

from protocol.steps import Incident
from workers.doctor.attacks.attack import Proof, Run, Theme, digest_of, told
from workers.doctor.attacks.corpus import DEFAULT_LIMITS, find_attacks, read_attack
from workers.doctor.attacks.probing import (
    cells_of,
    cells_together,
    notebook_of,
    script_of,
)
from workers.doctor.attacks.snippets import ATTEMPT, NO_ATTEMPT, NO_DOUBLE

HEAD = 'tries = "reads a key"\nexpect = "no such file"\nproof = "outside"\n'
ATTACK = "def attack(targets):\n    return open('key').read()\n"


@pytest.fixture
def write(tmp_path):
    def write(name, head=HEAD, body=ATTACK):
        path = tmp_path / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'"""\n{head}"""\n{body}')
        return path

    return write


def test_what_is_not_said_has_a_default(write):
    found = read_attack(write("read/key"))
    assert (found.name, found.theme, found.proof) == (
        "read/key",
        Theme.READ,
        Proof.OUTSIDE,
    )
    assert (found.runs, found.quiet, found.took) == ((Run.EXAMINE,), False, "")
    assert found.defines == {"attack"}
    assert found.limits.wall_s == DEFAULT_LIMITS["wall_s"]
    assert told(found) == {
        "name": "read/key",
        "tries": "reads a key",
        "expect": "no such file",
    }


def test_what_is_said_counts(write):
    more = 'runs = ["train", "intake"]\nquiet = true\ntook = "Errno"\n[limits]\nwall_s = 7\n'
    found = read_attack(write("forge/a", HEAD + more, "def double(x): return 1"))
    assert (found.runs, found.quiet) == ((Run.TRAIN, Run.INTAKE), True)
    assert (found.limits.wall_s, found.limits.call_s) == (7, DEFAULT_LIMITS["call_s"])


@pytest.mark.parametrize(
    ("name", "head", "error"),
    [
        ("read/a", "", KeyError),
        ("read/a", HEAD.replace("outside", "inside"), ValueError),
        ("read/a", f"{HEAD}runs = ['grade']\n", ValueError),
        ("read/a", f"{HEAD}[limits]\nwal_s = 3\n", ValueError),
        ("read/a", "tries = ", ValueError),
        ("steal/a", HEAD, ValueError),
    ],
)
def test_a_head_that_is_none_is_not_guessed(write, name, head, error):
    with pytest.raises(error):
        read_attack(write(name, head))


def test_attacks_come_by_name_and_only_from_themes(write, tmp_path):
    for name in ("read/b", "read/a", "escape/c"):
        write(name)
    write("probe_pack/no_attack")
    found = find_attacks(tmp_path)
    assert [attack.name for attack in found] == ["escape/c", "read/a", "read/b"]


def test_a_folder_without_attacks_cannot_test_the_sandbox(tmp_path):
    with pytest.raises(Incident, match="There are no attacks"):
        find_attacks(tmp_path)


def test_another_corpus_has_another_digest(write, tmp_path):
    write("read/a")
    before = digest_of(find_attacks(tmp_path))
    assert digest_of(find_attacks(tmp_path)) == before
    write("read/a", body=ATTACK.replace("key", "secret"))
    changed = digest_of(find_attacks(tmp_path))
    (tmp_path / "read" / "a.py").rename(tmp_path / "read" / "b.py")
    assert len({before, changed, digest_of(find_attacks(tmp_path))}) == 3


def test_a_notebook_has_what_the_attack_does_not_define(write):
    attack = read_attack(write("read/a"))
    cells = cells_of(attack, {"key": "/a"})
    assert cells[0] == "TARGETS = {'key': '/a'}\n"
    assert NO_DOUBLE in cells
    assert ATTEMPT in cells
    both = read_attack(write("forge/b", body="def double(x): return 1"))
    cells = cells_of(both, {})
    assert NO_ATTEMPT in cells
    assert NO_DOUBLE not in cells


def test_what_is_made_of_an_attack_is_python(write):
    attack = read_attack(write("read/a"))
    compile(script_of(attack, {"key": "/a'b"}), "<script>", "exec")
    for cells in (cells_of(attack, {}), cells_together([attack, attack], {})):
        for cell in cells:
            compile(cell, "<cell>", "exec")
        assert notebook_of(cells).startswith(b'{"nbformat": 4')
