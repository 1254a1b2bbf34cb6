"""Packs are found by looking; a broken one says which file."""

from pathlib import Path

import pytest

from protocol.steps import StepKind
from tests.workers.packing import CHECKS, PACK, write_pack
from workers.packkit import pack as packs
from workers.packkit.checks import Check, checks_for
from workers.packkit.pack import (
    PackError,
    digest_of,
    find_packs,
    load_pack,
    pack_in,
    version_in,
)


def test_packs_are_found_by_their_folders_in_the_courses_order(tmp_path: Path) -> None:
    write_pack(tmp_path, "second", pack=PACK.replace("order = 1", "order = 2"))
    write_pack(tmp_path, "first-one")
    (tmp_path / "no-pack").mkdir()
    assert list(find_packs(tmp_path)) == ["first-one", "second"]


def test_a_pack_brings_its_checks_limits_and_editions(tmp_path: Path) -> None:
    pack = load_pack(write_pack(tmp_path))
    assert [check.slug for check in pack.checks] == [
        "basics.doubles",
        "basics.lists",
        "basics.late_only",
    ]
    assert [check.slug for check in pack.training_checks] == ["training.large"]
    assert pack.limits[StepKind.EXAMINE].call_s == 3
    assert pack.limits[StepKind.TRAIN].output_kb == 64
    assert [edition.slug for edition in pack.editions] == ["late", "only"]


def test_two_packs_do_not_meet(tmp_path: Path) -> None:
    one = load_pack(write_pack(tmp_path, "one"))
    two = load_pack(write_pack(tmp_path, "two"))
    assert (
        one.checks[0].function.__globals__["reference"]
        is not (two.checks[0].function.__globals__["reference"])
    )


def test_a_pack_that_changed_is_loaded_as_it_is_now(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    before = load_pack(folder)
    changed = CHECKS.replace("def lists", "def sequences_too")
    write_pack(tmp_path, checks=changed)
    after = load_pack(folder)
    assert "basics.sequences_too" in [check.slug for check in after.checks]
    assert after.digest != before.digest


def test_the_digest_ignores_what_python_leaves_behind(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    before = digest_of(folder)
    (folder / "checks" / "__pycache__").mkdir(exist_ok=True)
    (folder / "checks" / "__pycache__" / "basics.pyc").write_bytes(b"x")
    assert digest_of(folder) == before
    (folder / "brief.md").write_text("new")
    assert digest_of(folder) != before


def test_an_announced_pack_needs_no_more_than_its_title(tmp_path: Path) -> None:
    folder = tmp_path / "later"
    folder.mkdir()
    (folder / "pack.toml").write_text(
        'slug = "later"\norder = 5\nannounced = true\n[title]\nen = "L"\nja = "L"\n'
    )
    pack = load_pack(folder)
    assert pack.announced
    assert pack.checks == ()


@pytest.mark.parametrize(
    ("replaced", "named"),
    [
        ({"pack": "slug = "}, "pack.toml"),
        (
            {"pack": PACK.replace('runtime = "numpy"', "")},
            "pack.toml: KeyError 'runtime'",
        ),
        ({"pack": PACK.replace("wall_s", "wal_s")}, r"unknown limits \['wal_s'\]"),
        ({"checks": "import no_such_module"}, "basics.py: ModuleNotFoundError"),
        ({"checks": "def ("}, "basics.py: SyntaxError"),
        ({"training": "raise OSError(5)"}, "training.py: OSError"),
    ],
)
def test_a_broken_pack_names_the_file(
    tmp_path: Path, replaced: dict[str, str], named: str
) -> None:
    folder = write_pack(tmp_path, **replaced)
    with pytest.raises(PackError, match=named):
        load_pack(folder)


def test_a_check_builds_only_on_what_its_edition_has() -> None:
    def made(
        name: str, editions: tuple[str, ...] = (), needs: tuple[str, ...] = ()
    ) -> Check:
        return Check(name, {}, {}, editions, needs, print)

    checks = [
        made("one"),
        made("batch", editions=("new",)),
        made("whole", needs=("one", "batch")),
    ]
    assert [c.needs for c in checks_for("new", checks)] == [(), (), ("one", "batch")]
    assert [c.needs for c in checks_for("old", checks)] == [(), ("one",)]


@pytest.mark.parametrize("by_digest", [False, True])
def test_a_pack_that_is_loaded_is_hashed_once_when_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, by_digest: bool
) -> None:
    folder = write_pack(tmp_path)
    first = pack_in(folder)
    hashed = []

    def count(folder: Path) -> str:
        hashed.append(folder)
        return digest_of(folder)

    monkeypatch.setattr(packs, "digest_of", count)
    found = version_in((folder,), first.digest) if by_digest else pack_in(folder)
    assert found is first
    assert hashed == [folder]
