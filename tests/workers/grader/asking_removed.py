"""Runs in a runtime's own Python: which removed names it still has, and which replacements it lacks.

Reads `[[name, instead], …]` from standard input; writes what it found and the versions as JSON.
"""

import builtins
import importlib
import importlib.metadata
import json
import platform
import sys
import warnings

SHORT = {
    "np": "numpy",
    "pd": "pandas",
    "tf": "tensorflow",
    "DataFrame": "pandas.DataFrame",
    "Series": "pandas.Series",
    "DatetimeProperties": "pandas.core.indexes.accessors.DatetimeProperties",
    "dict": "builtins.dict",
    "str": "builtins.str",
    "plt": "matplotlib.pyplot",
}
PYTHON = sys.stdlib_module_names | {"builtins"}
PROJECTS = {"sklearn": "scikit-learn"}


def find(name):
    """What a dotted name stands for. Raises AttributeError or ImportError."""
    first, _, rest = name.lstrip("-").partition(".")
    parts = (SHORT.get(first, first) + ("." + rest if rest else "")).split(".")
    if len(parts) == 1 and hasattr(builtins, parts[0]):
        return getattr(builtins, parts[0])
    found = importlib.import_module(parts[0])
    for n, part in enumerate(parts[1:], 2):
        if not hasattr(found, part):
            importlib.import_module(".".join(parts[:n]))
        found = getattr(found, part)
    return found


def has(name):
    try:
        find(name)
    except (AttributeError, ImportError):
        return False
    return True


def library(name):
    first = name.partition(".")[0]
    root = SHORT.get(first, first).partition(".")[0]
    return "python" if root in PYTHON else root


def version(root):
    if root == "python":
        return platform.python_version()
    try:
        return importlib.metadata.version(PROJECTS.get(root, root))
    except importlib.metadata.PackageNotFoundError:
        return None


warnings.simplefilter("ignore")
asked = json.load(sys.stdin)
here = [[name, instead] for name, instead in asked if version(library(name))]
print(
    json.dumps(
        {
            "versions": {root: version(root) for root in {library(n) for n, _ in here}},
            "there": [name for name, _ in here if has(name)],
            "lacking": [name for name, instead in here if instead and not has(instead)],
        }
    )
)
