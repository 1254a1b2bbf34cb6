"""
tries = "Reads another process's memory with process_vm_readv, as debuggers do"
expect = "The system call is denied"
proof = "outside"
quiet = true
"""

import os, signal, struct, time


def attack(targets):
    secret = ctypes.create_string_buffer(b"in the child as well", 32)
    child = os.fork()
    if child == 0:
        time.sleep(20)
        os._exit(0)
    got = ctypes.create_string_buffer(32)
    local = ctypes.create_string_buffer(struct.pack("QQ", ctypes.addressof(got), 32))
    remote = ctypes.create_string_buffer(
        struct.pack("QQ", ctypes.addressof(secret), 32)
    )
    try:
        syscall("process_vm_readv", child, local, 1, remote, 1, 0)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return boast(targets) if got.raw == secret.raw else ""
