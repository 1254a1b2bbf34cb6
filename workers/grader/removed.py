"""Recognises in a message the name that a library has removed, and says what does the same today."""

import re
from collections.abc import Callable

from protocol.texts import Text
from workers.grader.removed_names import LONG, REMOVED, Removed

_ATTRIBUTE = re.compile(r"module '(?P<of>[\w.]+)' has no attribute '(?P<name>\w+)'")
_METHOD = re.compile(
    r"'(?P<of>DataFrame|Series|DatetimeProperties|dict|numpy\.ndarray)' object has no attribute"
    r" '(?P<name>\w+)'"
)
_NUMPY_2 = re.compile(r"`np\.(?P<name>\w+)` was removed in the NumPy 2\.0 release")
_NDARRAY_2 = re.compile(
    r"`(?P<name>\w+)` was removed from the ndarray class in NumPy 2\.0"
)
_UNDEFINED = re.compile(r"^name '(?P<name>\w+)' is not defined")
_KEYWORD = re.compile(
    r"got an unexpected keyword argument '(?P<name>normed|error_bad_lines|join_axes)'"
)
"""Of libraries alone: a student's own function may lack an argument called `lr` as well."""
_STYLE = re.compile(r"^'(?P<name>seaborn[\w-]{0,40})' is not a valid package style")
_SKLEARN = re.compile(r"`(?P<name>load_boston)` has been removed from scikit-learn")
_MODULE = re.compile(r"No module named '(?P<of>[\w.]+)'")
_IMPORT = re.compile(r"cannot import name '(?P<name>\w+)' from '(?P<of>[\w.]+)'")
_ARGUMENT = re.compile(r"Argument\(s\) not recognized: \{'(?P<name>\w+)': ")
_ALIASES = ((re.compile(r"^keras\._tf_keras\.keras\b|^tensorflow\.keras\b"), "keras"),)
_SHORT = {long: short for short, long in LONG.items()}


def removed_name(message: str) -> Removed | None:
    """What a message of an exception misses, if a library or Python has removed it."""
    for pattern, named in _FORMS:
        found = pattern.search(message)
        if found:
            return named(found)
    return None


def _renamed_style(name: str) -> Removed:
    now = name.replace("seaborn", "seaborn-v0_8", 1)
    return Removed(
        f'plt.style.use("{name}")', "Matplotlib 3.8", f'plt.style.use("{now}")'
    )


def _module(dotted: str) -> Removed | None:
    """The module itself, or the package that it was in."""
    parts = _plain(dotted).split(".")
    names = (".".join(parts[:n]) for n in range(len(parts), 1, -1))
    return next((REMOVED[name] for name in names if name in REMOVED), None)


def _written(module: str, name: str) -> str:
    root, dot, rest = _plain(module).partition(".")
    return f"{_SHORT.get(root, root)}{dot}{rest}.{name}"


def _plain(module: str) -> str:
    for pattern, plain in _ALIASES:
        module = pattern.sub(plain, module)
    return module.replace("tensorflow._api.v2.", "tensorflow.").replace(
        "._api.v2.", "."
    )


def told(removed: Removed) -> Text:
    """What a student reads: "`np.float` was removed in NumPy 1.24; `float` does the same."."""
    name, version, instead = removed.name, removed.version, removed.instead
    name = name.removeprefix("builtins.")
    if instead:
        same = "does the same" if version.startswith("NumPy") else "takes its place"
        return {
            "en": f"`{name}` was removed in {version}; `{instead}` {same}.",
            "ja": f"`{name}` は {version} で廃止されました。代わりに `{instead}` を使ってください。",
        }
    if name.startswith(("tf.", "tensorflow.")):
        return {
            "en": f"`{name}` belongs to TensorFlow 1 and was removed in {version}; write it"
            " with Keras' layers and models, as the project's notebook shows.",
            "ja": f"`{name}` は TensorFlow 1 のもので、{version} で廃止されました。"
            "プロジェクトのノートブックのように、Keras の層とモデルで書いてください。",
        }
    return {
        "en": f"`{name}` was removed in {version}, and nothing takes its place.",
        "ja": f"`{name}` は {version} で廃止され、代わりになるものはありません。",
    }


def _of(owner: str) -> Callable[[re.Match[str]], Removed | None]:
    return lambda found: REMOVED.get(f"{owner}{found['name']}")


def _method(found: re.Match[str]) -> Removed | None:
    of = found["of"].replace("numpy.", "np.")
    return REMOVED.get(f"{of}.{found['name']}")


_FORMS: tuple[
    tuple[re.Pattern[str], Callable[[re.Match[str]], Removed | None]], ...
] = (
    (_NUMPY_2, _of("np.")),
    (_NDARRAY_2, _of("np.ndarray.")),
    (_METHOD, _method),
    (_ARGUMENT, lambda found: REMOVED.get(f"{found['name']}=")),
    (_KEYWORD, lambda found: REMOVED.get(f"{found['name']}=")),
    (_UNDEFINED, _of("builtins.")),
    (_SKLEARN, _of("sklearn.datasets.")),
    (_STYLE, lambda found: _renamed_style(found["name"])),
    (_ATTRIBUTE, lambda found: REMOVED.get(_written(found["of"], found["name"]))),
    (_IMPORT, lambda found: REMOVED.get(_written(found["of"], found["name"]))),
    (_MODULE, lambda found: _module(found["of"])),
)
