"""How much output one notebook may still have."""

from dataclasses import dataclass

from protocol.steps import Limits
from workers.sandbox.watchdog import MEGABYTE

SIGNS = 100  # characters: room for the note that the rest was cut


MOST_OF_A_NOTEBOOK = 4_000


@dataclass
class Allowance:
    """The output that one notebook may still have."""

    characters: int  # printed
    rich_bytes: int
    outputs: int = MOST_OF_A_NOTEBOOK
    was_cut: bool = False

    @classmethod
    def of(cls, limits: Limits) -> "Allowance":
        return cls(limits.output_kb * 1024 + SIGNS, limits.rich_mb * MEGABYTE)

    @property
    def is_flooded(self) -> bool:
        return self.characters < SIGNS
