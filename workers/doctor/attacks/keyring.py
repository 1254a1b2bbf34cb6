"""Puts a secret into this process's session keyring, which children inherit."""

import ctypes
import os
import platform

# Python's standard library cannot use keyrings. System call numbers: x86_64, aarch64.
ADD_KEY, KEYCTL = (248, 217), (250, 219)
JOIN_SESSION, OF_SESSION = 1, -3


def keep_secret(name: str, secret: str) -> bool:
    """Stores the secret; False where the kernel has no keyrings or forbids their use."""
    arm = platform.machine() == "aarch64"
    library = ctypes.CDLL(None, use_errno=True)
    number = ctypes.c_long
    joined = library.syscall(number(KEYCTL[arm]), number(JOIN_SESSION), None)
    if joined < 0:
        return False
    added = library.syscall(
        number(ADD_KEY[arm]),
        b"user",
        os.fsencode(name),
        secret.encode(),
        number(len(secret)),
        number(OF_SESSION),
    )
    return bool(added >= 0)
