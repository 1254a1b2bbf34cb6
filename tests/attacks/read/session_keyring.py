"""
tries = "Searches the keyring of the session, which children inherit, for a secret"
expect = "The system calls for keyrings are denied"
proof = "outside"
quiet = true
"""

import ctypes

SEARCH, READ, SESSION = 10, 11, -3


def attack(targets):
    key = syscall("keyctl", SEARCH, SESSION, b"user", targets["key"].encode(), 0)
    text = ctypes.create_string_buffer(200)
    syscall("keyctl", READ, key, text, 200)
    return text.value.decode()
