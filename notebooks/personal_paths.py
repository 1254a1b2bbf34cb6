"""Takes the folders of people out of paths in a text."""

import re
from collections.abc import Callable
from typing import Any

SOMEBODY = "user"
_SEPARATOR = r"(?:/|\\{1,4})"
_PLAIN = r"[^\s/\\\"'`<>|:*?,;()\[\]{}\x1b]{1,64}"
# Windows lets the names of people's folders have blanks: then only the next separator ends them.
_WITH_BLANKS = r"[^\n/\\\"'`<>|:*?\x1b]{1,64}(?=\\)"
_PLACES = (
    rf"/home{_SEPARATOR}",
    rf"{_SEPARATOR}Users{_SEPARATOR}",
    rf"[A-Za-z]:{_SEPARATOR}users{_SEPARATOR}",
    r"colab\.research\.google\.com/github/",  # Colab writes it into a cell by itself
)
# The same folders as Python writes them there, and Linux on Windows.
_SLASHES = r"(?:[A-Za-z]:|/mnt/[a-z])/[Uu]sers/"
_BLANKS_BETWEEN = r"[^\n/\\\"'`<>|:*?\x1b]{1,64}(?=/)"
_ON_WINDOWS = re.compile(rf"({_SLASHES}){_BLANKS_BETWEEN}")
_FOLDER = re.compile(rf"({'|'.join(_PLACES)})(?:{_WITH_BLANKS}|{_PLAIN})")
_HINTS = ("home", "sers", "colab")  # quick to look for in a picture's megabytes


def scrubbed_text(text: str) -> str:
    """With "user" for the folder of a person; as many lines as before."""
    if not any(hint in text for hint in _HINTS):
        return text
    somebody = rf"\g<1>{SOMEBODY}"
    return _FOLDER.sub(somebody, _ON_WINDOWS.sub(somebody, text))


_DEEPEST = (
    60  # levels of JSON that are kept; programs that write notebooks need far fewer
)


def without_paths(
    value: Any, also: Callable[[str], str] = str, deeper: int = _DEEPEST
) -> Any:
    """The JSON value with each of its texts scrubbed, and then changed by `also`."""
    if isinstance(value, str):
        return also(scrubbed_text(value))
    if not isinstance(value, list | dict):
        return value
    if not deeper:
        return None
    if isinstance(value, list):
        return [without_paths(one, also, deeper - 1) for one in value]
    return {
        scrubbed_text(key): without_paths(one, also, deeper - 1)
        for key, one in value.items()
    }
