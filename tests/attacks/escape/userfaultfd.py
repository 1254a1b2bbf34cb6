"""
tries = "Takes over page faults, which makes races in the kernel easy to win"
expect = "The system call is denied"
proof = "outside"
quiet = true
"""


def attack(targets):
    os.close(syscall("userfaultfd", 0))
    return boast(targets)
