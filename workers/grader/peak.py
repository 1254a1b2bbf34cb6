"""The most that the sandboxes of a step have used."""

from dataclasses import dataclass, field

from workers.sandbox.timeline import Timeline


@dataclass
class Peak:
    memory_mb: float = 0.0
    gpu_mb: int | None = None
    cpu_s: float = 0.0
    lost_s: float = 0.0  # while they were opened, or got no processor
    sandboxes: int = 0
    timeline: Timeline = field(default_factory=Timeline)
