"""A notebook runs in the environment of its edition's time, if it was saved then."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from notebooks.reading import read_notebook
from notebooks.refusals import Refusal
from protocol.artifacts import EXECUTED
from protocol.steps import Upload
from tests.workers.obtainable import OLD
from tests.workers.packing import PACK, notebook, write_pack
from workers.environments.environments import (
    DECLARED,
    declaration_of,
    find_runtime,
    runtimes_root,
)
from workers.grader.pipeline import examine, train
from workers.grader.steps.choosing import Chosen, runtime_for, saved_by
from workers.packkit.pack import Pack, load_pack
from workers.sandbox.opening import STORE

IMPORTS = """
%matplotlib inline
%config InlineBackend.figure_format = 'retina'
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
import seaborn as sns
from scipy.special import expit
from sklearn.preprocessing import StandardScaler
"""
SCALES = """
days = pd.DataFrame({'dteday': ['2011-01-0%d' % d for d in range(1, 7)],
                     'cnt': [985, 801, 1349, 1562, 1600, 1606],
                     'temp': [.34, .36, .2, .2, .23, .2]})
data = days.copy()
for each in ['cnt', 'temp']:
    mean, std = data[each].mean(), data[each].std()
    data.loc[:, each] = (data[each] - mean) / std
assert abs(data['cnt'].mean()) < 1e-9 and abs(data['cnt'].std() - 1) < 1e-9
"""
NETWORK = """
def double(x):
    return np.array(x, dtype=np.float) * 4 * expit(np.float(0))
print(StandardScaler().fit_transform(data[['temp']]).std())
"""
PLOT = """
fig, ax = plt.subplots()
sns.pointplot(x='dteday', y='cnt', data=days, ax=ax)
ax.set_xticklabels(pd.to_datetime(days['dteday']).apply(lambda d: d.strftime('%b %d')))
"""
INDEXER = """
print(days.ix[data.index]['dteday'].tolist())
"""


def saved(version: Any, *cells: str) -> bytes:
    content = json.loads(notebook(*cells))
    content["metadata"]["language_info"] = {"name": "python", "version": version}
    return json.dumps(content).encode()


@pytest.fixture
def pack_with(tmp_path: Path) -> Callable[..., Pack]:
    def make(*names: str) -> Pack:
        only = f'slug = "only"\nruntimes = {json.dumps(names)}'
        text = PACK.replace('slug = "only"', only).replace("= 512", "= 1024")
        text = text.replace("call_s = 3", "call_s = 30")
        return load_pack(write_pack(tmp_path, pack=text))

    return make


@pytest.fixture
def warm() -> Iterator[Callable[[str], None]]:
    """Has a runtime's imports done, as a worker has."""

    def keep(name: str) -> None:
        runtime = find_runtime(name)
        STORE.keep([runtime])
        STORE.templates[runtime.folder].result()

    yield keep
    STORE.keep([])


@pytest.mark.parametrize("name", OLD)
def test_a_notebook_of_its_time_is_checked_trained_and_run_to_its_end(
    name: str, pack_with: Callable[..., Pack], warm: Callable[[str], None]
) -> None:
    warm(name)
    pack, declaration = pack_with(name), declaration_of(name)
    indexer = [INDEXER] if name == "numpy-2017" else []  # pandas 1.0 removed it
    cells = (IMPORTS, SCALES, NETWORK, PLOT, *indexer)
    content = saved(f"{declaration.notebooks_until}.1", *cells)
    upload = Upload("mine.ipynb", {"mine.ipynb": content}, "only")
    checked = examine(pack, upload, lambda _: None, seed=1)
    trained = train(pack, upload, lambda _: None, data_folder=None, seed=1)
    for report in (checked, trained):
        assert report.passed, report.results
        assert report.notes == ()
        assert report.environment["name"] == name
        assert report.environment["python"].startswith(declaration.pythons[0])
        assert report.environment["sandbox"]["kernel"] == "forked"
    executed = json.loads(trained.artifacts[EXECUTED])
    outputs = [cell["outputs"] for cell in executed["cells"]]
    assert "image/png" in json.dumps(outputs[3])
    if indexer:
        assert "2011-01-06" in json.dumps(outputs[4])


@pytest.fixture
def choose(
    pack_with: Callable[..., Pack], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Chosen]:
    """The choice for an edition with two runtimes that nobody can build, and one declared nowhere."""
    declared = tmp_path / "declared"
    declared.mkdir()
    (declared / "numpy").symlink_to(DECLARED / "numpy")
    for name, until in {"oldest": "3.6", "older": "3.8"}.items():
        (declared / name).mkdir()
        (declared / name / "requirements.txt").touch()
        (declared / name / "runtime.toml").write_text(
            f'python = ["2.1"]\ndevices = ["cpu"]\nwarm_up = []\nnotebooks_until = "{until}"\n'
        )
    monkeypatch.setenv("REVIEWHUB_RUNTIMES_DECLARED", str(declared))
    pack = pack_with("oldest", "gone", "older")

    def choose(content: bytes | Refusal, edition: str = "only") -> Chosen:
        parsed = content if isinstance(content, Refusal) else read_notebook(content)
        return runtime_for(pack, edition, parsed)

    return choose


@pytest.mark.parametrize(
    ("version", "wanted"), [("3.5.2", "oldest"), ("3.6", "oldest"), ("3.7.1", "older")]
)
def test_where_that_python_cannot_be_had_the_present_one_serves_and_says_so(
    choose: Callable[..., Chosen], version: str, wanted: str
) -> None:
    chosen = choose(saved(version, "a = 1"))
    assert chosen.runtime.name == "numpy"
    (note,) = chosen.notes
    for words in note.values():
        assert f"Python {version[:3]} " in words or f"Python {version[:3]}." in words
        assert wanted in words
        assert "Python 2.1" in words
        assert f"Python {chosen.runtime.python}" in words
        assert chosen.runtime.main[0].replace("==", " ") in words


@pytest.mark.parametrize(
    "content",
    [
        notebook("a = 1"),
        *(saved(v, "a = 1") for v in ("3.9.1", "3.10.4", "3.11", "4.0")),
        *(saved(v, "a = 1") for v in ("", "python", "3", 3.6, None, ["3.6"])),
        Refusal.__new__(Refusal),
    ],
)
def test_a_newer_or_unknown_one_runs_with_todays_libraries_and_nothing_is_said(
    choose: Callable[..., Chosen], content: bytes | Refusal
) -> None:
    chosen = choose(content)
    assert (chosen.runtime.name, chosen.notes) == ("numpy", ())


def test_an_edition_that_names_no_runtime_uses_the_packs(
    choose: Callable[..., Chosen],
) -> None:
    chosen = choose(saved("3.6.1", "a = 1"), edition="late")
    assert (chosen.runtime.name, chosen.notes) == ("numpy", ())


@pytest.mark.parametrize(
    ("metadata", "version"),
    [
        ({"language_info": {"version": "3.6.1"}}, "3.6.1"),
        ({"language_info": {"version": "9999.1"}}, ""),
        ({"language_info": {"version": "3.6; import os"}}, ""),
        ({"language_info": ["3.6"]}, ""),
        ({"language_info": None}, ""),
        ([], ""),
    ],
)
def test_what_a_notebook_says_of_its_python_may_be_anything(
    metadata: Any, version: str
) -> None:
    assert saved_by({"metadata": metadata}) == version


def test_an_old_runtime_that_is_not_built_gives_way_to_the_next_that_is(
    pack_with: Callable[..., Pack], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built, root = runtimes_root(), tmp_path / "root"
    root.mkdir()
    kept = OLD[-1]
    for name in ("numpy", kept):
        (root / name).symlink_to(built / name)
    monkeypatch.setenv("REVIEWHUB_RUNTIMES", str(root))
    until = declaration_of("numpy-2017").notebooks_until
    pack = pack_with("numpy-2017", kept)
    chosen = runtime_for(pack, "only", read_notebook(saved(until, "a = 1")))
    assert chosen.runtime.name == kept
    assert all("numpy-2017" in note["ja"] for note in chosen.notes)
