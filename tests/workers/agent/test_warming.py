"""What is kept ready follows from the packs that are open and the runtimes that are built."""

from pathlib import Path

from tests.workers.packing import PACK, write_pack
from workers.agent.warming import runtimes_for
from workers.environments.environments import Runtime


def test_packs_with_the_same_runtime_share_its_template(
    tmp_path: Path, runtime: Runtime
) -> None:
    write_pack(tmp_path, "first")
    write_pack(tmp_path, "second")
    assert list(runtimes_for(tmp_path)) == [runtime]


def test_what_is_not_open_or_not_built_is_not_kept(tmp_path: Path) -> None:
    write_pack(tmp_path, "soon", pack=f"announced = true\n{PACK}")
    write_pack(tmp_path, "elsewhere", pack=PACK.replace('"numpy"', '"not-built"'))
    assert list(runtimes_for(tmp_path)) == []
