"""What is kept warm follows from the packs that are open and the runtimes that are built."""

from pathlib import Path

from tests.workers.packing import PACK, write_pack
from workers.contract import StepKind
from workers.environments import Runtime
from workers.sandbox.spare import Kind
from workers.warming import kinds_for


def test_packs_with_the_same_runtime_and_size_share_a_spare(
    tmp_path: Path, runtime: Runtime
) -> None:
    write_pack(tmp_path, "first")
    write_pack(tmp_path, "second")
    large = PACK.replace("[limits.train]", "[limits.train]\nscratch_mb = 500")
    write_pack(tmp_path, "third", pack=large)
    assert set(kinds_for(tmp_path, StepKind.EXAMINE)) == {Kind(runtime, 128)}
    assert set(kinds_for(tmp_path, StepKind.TRAIN)) == {
        Kind(runtime, 128),
        Kind(runtime, 500),
    }


def test_what_is_not_open_or_not_built_is_not_kept(tmp_path: Path) -> None:
    write_pack(tmp_path, "soon", pack=f"announced = true\n{PACK}")
    write_pack(tmp_path, "elsewhere", pack=PACK.replace('"numpy"', '"not-built"'))
    assert list(kinds_for(tmp_path, StepKind.EXAMINE)) == []
