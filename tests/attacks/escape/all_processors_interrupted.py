"""
tries = "Interrupts all processors of the machine, again and again (membarrier)"
expect = "The system call is denied"
proof = "outside"
quiet = true
"""

QUERY, GLOBAL = 0, 1


def attack(targets):
    if not syscall("membarrier", QUERY, 0, 0) & GLOBAL:
        return "unsupported: this kernel has no such barrier"
    syscall("membarrier", GLOBAL, 0, 0)
    return boast(targets)
