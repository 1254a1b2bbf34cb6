"""The numbers that only the loaded module knows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from notebooks.arithmetic import MOST_BITS


@dataclass(frozen=True)
class Held:
    """What the loaded module holds under some names: numbers, or the types of other things."""

    numbers: Mapping[str, bool | int | float]
    kinds: Mapping[str, str]

    @classmethod
    def asked_for(cls, names: Iterable[str], ask: Callable[..., Any]) -> "Held":
        """`ask` sends a request to the sandbox. Raises StudentError."""
        wanted = sorted(names)
        answer = ask(do="values", names=wanted, raw=True) if wanted else {}
        return cls.of(answer, wanted)

    @classmethod
    def of(cls, answer: Any, names: Sequence[str]) -> "Held":
        """From an answer of the sandbox, of which anything may be untrue."""
        told = answer if isinstance(answer, dict) else {}
        found = {name: told[name] for name in names if name in told}
        numbers = {n: v for n, v in found.items() if _is_number(v)}
        types = {n: v.get("type") for n, v in found.items() if isinstance(v, dict)}
        kinds = {n: t for n, t in types.items() if isinstance(t, str)}
        kinds |= {n: "int" for n in found if type(found[n]) is int and n not in numbers}
        return cls(numbers, {n: t[:40] for n, t in kinds.items() if t.isidentifier()})


def _is_number(value: Any) -> bool:
    """A whole number only up to the size up to which the text is read as one."""
    if type(value) is int:
        return value.bit_length() <= MOST_BITS
    return type(value) in (bool, float)
