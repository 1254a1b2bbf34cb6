"""What is kept ready follows from the packs that are open and the runtimes that are built."""

import json
from pathlib import Path

from tests.workers.obtainable import OLD
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


def test_the_runtimes_of_editions_are_kept_too_where_they_are_built(
    tmp_path: Path, runtime: Runtime
) -> None:
    names = [*OLD, "not-built"]
    only = f'slug = "only"\nruntimes = {json.dumps(names)}'
    write_pack(tmp_path, "first", pack=PACK.replace('slug = "only"', only))
    assert [each.name for each in runtimes_for(tmp_path)] == [runtime.name, *OLD]
