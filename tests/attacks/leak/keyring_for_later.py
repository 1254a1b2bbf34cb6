"""
tries = "Keeps the hidden inputs in the session's keyring, for a later run to print"
expect = "The system calls for keyrings are denied"
proof = "ours"
took = "shape .3,."
runs = ["examine", "train"]
"""

SEARCH, READ = 10, 11
RINGS = [-1, -2, -3, -4, -5]


def attack(targets):
    for ring in RINGS:
        try:
            key = syscall("keyctl", SEARCH, ring, b"user", b"kept", 0)
            text = ctypes.create_string_buffer(500)
            syscall("keyctl", READ, key, text, 500)
            print(text.value.decode())
        except OSError:
            continue
    return ""


def double(x):
    text = f"inputs: {x}".encode()
    for ring in RINGS:
        try:
            syscall("add_key", b"user", b"kept", text, len(text), ring)
        except OSError:
            continue
    return [1, 2, 3]
