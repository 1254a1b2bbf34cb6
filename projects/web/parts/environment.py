"""Where a step ran (its environment), as label and value: Python, packages, device, sandbox.

The seed is staff's alone: with it, and the checks at hand, hidden inputs can be drawn again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from projects.models import Run
from projects.templatetags.kit import duration

DEVICES = {"cpu": "CPU", "gpu": "GPU"}
DIGEST_SHOWN = 12
UNBROKEN = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class EnvironmentRow:
    label: str
    value: str


@dataclass(frozen=True)
class StepEnvironment:
    title: str  # of the step
    rows: list[EnvironmentRow]
    packages: list[str]  # "name version", all of them


def environments_of(run: Run | None, *, for_staff: bool) -> list[StepEnvironment]:
    """Of each step that ran. Expects the run's steps prefetched."""
    if run is None:
        return []
    return [
        StepEnvironment(
            str(step.get_kind_display()),
            list(_rows(step.environment, for_staff=for_staff)),
            _named(step.environment.get("packages")),
        )
        for step in run.steps.all()
        if step.environment
    ]


def _rows(recorded: Mapping[str, Any], *, for_staff: bool) -> Iterator[EnvironmentRow]:
    """What an older run did not record is left out."""
    rows = (
        ("Python", recorded.get("python")),
        (_("Main packages"), ", ".join(_named(recorded.get("main")))),
        (_("Device"), _device(recorded)),
        (_("Sandbox"), _sandbox(recorded.get("sandbox"))),
        (_("Most memory in use"), _megabytes(recorded.get("peak_memory_mb"))),
        (_("Processor time"), _seconds(recorded.get("cpu_s"))),
        (_("The whole notebook"), _seconds(recorded.get("notebook_s"))),
        (_("Runtime"), _runtime(recorded)),
        (_("Seed (staff only)"), recorded.get("seed") if for_staff else None),
    )
    yield from (
        EnvironmentRow(label, str(value))
        for label, value in rows
        if value not in (None, "")
    )


def _named(pins: object) -> list[str]:
    """`numpy==2.4.6` as people write it, and on one line."""
    listed: Iterable[Any] = pins if isinstance(pins, list) else ()
    return [str(pin).replace("==", UNBROKEN) for pin in listed]


def _device(recorded: Mapping[str, Any]) -> str:
    device = str(recorded.get("device", ""))
    return DEVICES.get(device, device)


def _sandbox(policy: object) -> str:
    if not isinstance(policy, Mapping):
        return ""
    words = [str(policy.get("isolation", ""))]
    if policy.get("network") == "none":
        words.append(_("no network"))
    if policy.get("capabilities") == "none":
        words.append(_("no privileges"))
    if policy.get("system_calls") == "filtered":
        words.append(_("filtered system calls"))
    if policy.get("writable"):
        words.append(_("writes to memory only"))
    return " · ".join(word for word in words if word)


def _megabytes(value: object) -> str:
    return f"{value:,.0f} MB" if isinstance(value, int | float) and value else ""


def _seconds(value: object) -> str:
    return duration(float(value)) if isinstance(value, int | float) else ""


def _runtime(recorded: Mapping[str, Any]) -> str:
    name, digest = (
        recorded.get("name", ""),
        str(recorded.get("digest", ""))[:DIGEST_SHOWN],
    )
    return f"{name} · {digest}" if name and digest else str(name)
