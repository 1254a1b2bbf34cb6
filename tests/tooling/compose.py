"""docker-compose.yml read as Compose reads it, as far as this file goes: variables filled in."""

import re
from collections.abc import Mapping
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
FILE = ROOT / "docker-compose.yml"
_VARIABLE = re.compile(r"\$(?:(\$)|\{(\w+)(?::([-?])([^}]*))?\})")


class Unset(Exception):
    """A variable that the file demands was not given."""


def fill_in(text: str, given: Mapping[str, str]) -> str:
    """`${X}`, `${X:-else}`, `${X:?message}`, and `$$` for a dollar sign."""

    def value(found: re.Match[str]) -> str:
        dollar, name, operator, word = found.groups()
        if dollar:
            return dollar
        current = given.get(name, "")
        if operator == "?" and not current:
            raise Unset(f"{name}: {word}")
        return current or (word if operator == "-" else "")

    return _VARIABLE.sub(value, text)


def _filled(node, given):
    if isinstance(node, str):
        return fill_in(node, given)
    if isinstance(node, list):
        return [_filled(item, given) for item in node]
    if isinstance(node, dict):
        return {key: _filled(item, given) for key, item in node.items()}
    return node


def services(given: Mapping[str, str]) -> dict[str, dict]:
    return _filled(yaml.safe_load(FILE.read_text())["services"], given)
