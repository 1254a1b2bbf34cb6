"""docker-compose.yml read as Compose reads it, as far as this file goes: variables filled in."""

import re
from collections.abc import Mapping
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
FILE = ROOT / "docker-compose.yml"
_PLAIN = re.compile(r"(\w+)(?::([-?]))?")


class Unset(Exception):
    """A variable that the file demands was not given."""


def fill_in(text: str, given: Mapping[str, str]) -> str:
    """`${X}`, `${X:-else}`, `${X:?message}`, one within another, and `$$` for a dollar."""
    filled, at = [], 0
    while (dollar := text.find("$", at)) >= 0:
        filled.append(text[at:dollar])
        if text[dollar + 1] == "$":
            filled.append("$")
            at = dollar + 2
        else:
            at = _end_of(text, dollar + 2)
            filled.append(_value(text[dollar + 2 : at - 1], given))
    return "".join([*filled, text[at:]])


def _end_of(text: str, at: int) -> int:
    """Past the brace that closes the one before `at`."""
    depth = 1
    while depth:
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
    return at


def _value(inside: str, given: Mapping[str, str]) -> str:
    found = _PLAIN.match(inside)
    name, operator = found.groups()
    word = inside[found.end() :]
    current = given.get(name, "")
    if operator == "?" and not current:
        raise Unset(f"{name}: {word}")
    return current or (fill_in(word, given) if operator == "-" else "")


def _filled(node, given):
    if isinstance(node, str):
        return fill_in(node, given)
    if isinstance(node, list):
        return [_filled(item, given) for item in node]
    if isinstance(node, dict):
        return {key: _filled(item, given) for key, item in node.items()}
    return node


def services(given: Mapping[str, str]) -> dict[str, dict]:
    return whole(given)["services"]


def whole(given: Mapping[str, str]) -> dict[str, dict]:
    """Networks and volumes too."""
    return _filled(yaml.safe_load(FILE.read_text()), given)


def told(service: dict, given: Mapping[str, str]) -> dict[str, str]:
    """A service's environment. A variable without a value is passed on when it is given."""
    named = service.get("environment", {})
    return {
        name: given[name] if value is None else str(value)
        for name, value in named.items()
        if value is not None or name in given
    }
