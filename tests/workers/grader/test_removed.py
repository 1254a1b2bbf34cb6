"""The table of removed names, asked of the libraries that are installed."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from workers.environments.environments import find_runtime
from workers.grader.removed import removed_name, told
from workers.grader.removed_names import REMOVED, Removed

ASKING = Path(__file__).with_name("asking_removed.py")
LIBRARIES = {
    "NumPy": "numpy",
    "pandas": "pandas",
    "TensorFlow": "tensorflow",
    "Keras": "keras",
    "scikit-learn": "sklearn",
    "SciPy": "scipy",
    "Matplotlib": "matplotlib",
    "IPython": "IPython",
    "Python": "python",
}
BACK_IN_NUMPY_2 = {"np.bool", "np.long"}  # with another meaning
NAMES = {name: entry for name, entry in REMOVED.items() if not name.endswith("=")}


def _answer(runtime: str) -> dict[str, Any]:
    done = subprocess.run(
        [find_runtime(runtime).interpreter, ASKING],
        input=json.dumps([[name, entry.instead] for name, entry in NAMES.items()]),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _is_gone(entry: Removed, versions: dict[str, str]) -> bool:
    library, version = entry.version.split(" ")
    here = _numbers(versions[LIBRARIES[library]])
    back = entry.name in BACK_IN_NUMPY_2 and here >= (2, 0)
    return here >= _numbers(version) and not back


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2])


@pytest.mark.parametrize("runtime", ["numpy", "tf2"])
def test_what_the_table_calls_removed_is_gone_and_its_replacement_there(
    runtime: str,
) -> None:
    answer = _answer(runtime)
    asked = [
        entry
        for entry in NAMES.values()
        if LIBRARIES[entry.version.split(" ")[0]] in answer["versions"]
    ]
    assert len(asked) > 40
    gone = {entry.name for entry in asked if _is_gone(entry, answer["versions"])}
    assert gone & set(answer["there"]) == set()
    assert set(answer["lacking"]) == set()


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (
            "module 'numpy' has no attribute 'float'.\n`np.float` was a deprecated alias",
            "`np.float` was removed in NumPy 1.24; `float` does the same.",
        ),
        (
            "`np.float_` was removed in the NumPy 2.0 release. Use `np.float64` instead.",
            "`np.float_` was removed in NumPy 2.0; `np.float64` does the same.",
        ),
        (
            "'DataFrame' object has no attribute 'ix'",
            "`DataFrame.ix` was removed in pandas 1.0; `pd.DataFrame.loc` takes its place.",
        ),
        (
            "'Series' object has no attribute 'append'",
            "`Series.append` was removed in pandas 2.0; `pd.concat` takes its place.",
        ),
        (
            "module 'pandas' has no attribute 'Panel'",
            "`pd.Panel` was removed in pandas 0.25; `pd.MultiIndex` takes its place.",
        ),
        (
            "module 'tensorflow._api.v2.train' has no attribute 'AdamOptimizer'",
            (
                "`tf.train.AdamOptimizer` was removed in TensorFlow 2.0;"
                " `tf.keras.optimizers.Adam` takes its place."
            ),
        ),
        (
            "No module named 'tensorflow.contrib.rnn'",
            (
                "`tensorflow.contrib` belongs to TensorFlow 1 and was removed in TensorFlow 2.0; write"
                " it with Keras' layers and models, as the project's notebook shows."
            ),
        ),
        (
            "No module named 'keras.utils.np_utils'",
            (
                "`keras.utils.np_utils` was removed in Keras 2.13; `keras.utils.to_categorical` takes"
                " its place."
            ),
        ),
        (
            "cannot import name 'np_utils' from 'keras._tf_keras.keras.utils' (/opt/a.py)",
            (
                "`keras.utils.np_utils` was removed in Keras 2.13; `keras.utils.to_categorical` takes"
                " its place."
            ),
        ),
        (
            "`ptp` was removed from the ndarray class in NumPy 2.0. Use np.ptp(arr) instead.",
            "`np.ndarray.ptp` was removed in NumPy 2.0; `np.ptp` does the same.",
        ),
        (
            "'numpy.ndarray' object has no attribute 'tostring'",
            "`np.ndarray.tostring` was removed in NumPy 2.3; `np.ndarray.tobytes` does the same.",
        ),
        (
            "cannot import name 'imread' from 'scipy.misc' (/opt/scipy/misc/__init__.py)",
            "`scipy.misc.imread` was removed in SciPy 1.3; `plt.imread` takes its place.",
        ),
        (
            "name 'xrange' is not defined. Did you mean: 'range'?",
            "`xrange` was removed in Python 3.0; `range` takes its place.",
        ),
        (
            "'dict' object has no attribute 'iteritems'",
            "`dict.iteritems` was removed in Python 3.0; `dict.items` takes its place.",
        ),
        (
            "module 'time' has no attribute 'clock'",
            "`time.clock` was removed in Python 3.8; `time.perf_counter` takes its place.",
        ),
        (
            "Rectangle.set() got an unexpected keyword argument 'normed'",
            "`normed=` was removed in Matplotlib 3.1; `density=` takes its place.",
        ),
        (
            "'seaborn-white' is not a valid package style, path of style file, URL",
            (
                '`plt.style.use("seaborn-white")` was removed in Matplotlib 3.8;'
                ' `plt.style.use("seaborn-v0_8-white")` takes its place.'
            ),
        ),
        (
            "\n`load_boston` has been removed from scikit-learn since version 1.2.",
            (
                "`sklearn.datasets.load_boston` was removed in scikit-learn 1.2;"
                " `sklearn.datasets.fetch_california_housing` takes its place."
            ),
        ),
        (
            "Argument(s) not recognized: {'lr': 0.1}",
            "`lr=` was removed in Keras 3.0; `learning_rate=` takes its place.",
        ),
    ],
)
def test_a_removed_name_is_told_with_its_version_and_replacement(
    message: str, said: str
) -> None:
    entry = removed_name(message)
    assert entry is not None
    words = told(entry)
    assert words["en"] == said
    assert entry.name.removeprefix("builtins.") in words["ja"]
    assert entry.version in words["ja"]


@pytest.mark.parametrize(
    "message",
    [
        "module 'numpy' has no attribute 'flaot'",
        "'Net' object has no attribute 'ix'",
        "No module named 'tensorflow'",
        "name 'weights' is not defined",
        "Net.__init__() got an unexpected keyword argument 'lr'",
        "",
    ],
)
def test_other_names_are_not_called_removed(message: str) -> None:
    assert removed_name(message) is None
