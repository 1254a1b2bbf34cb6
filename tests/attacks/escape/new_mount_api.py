"""
tries = "Opens a file system through the newer system calls for mounting"
expect = "The system calls are denied"
proof = "outside"
quiet = true
"""


def attack(targets):
    os.close(syscall("fsopen", b"tmpfs", 0))
    return boast(targets)
