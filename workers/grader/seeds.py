"""Seeds that are drawn from a run's secret one, each for a purpose of its own.

A derived seed tells nothing about the secret one, nor about one for another purpose: the sandbox
has one of them, and must not know which inputs and which stand-in are drawn outside.
"""

import hashlib
import secrets

SEED_BITS = 64  # too many to be tried out
SANDBOX_BITS = 32  # as many as NumPy's global generator takes
SANDBOX = "sandbox"
STAND_IN = "stand-in"


def drawn() -> int:
    return secrets.randbits(SEED_BITS)


def derived(seed: int, purpose: str, bits: int = SEED_BITS) -> int:
    digest = hashlib.sha256(f"{seed} {purpose}".encode()).digest()
    return int.from_bytes(digest, "big") % (1 << bits)
