"""
tries = "Turns off the random placement of memory for the programs that it starts"
expect = "The system call is denied"
proof = "outside"
quiet = true
"""

NO_RANDOM = 0x0040000


def attack(targets):
    before = syscall("personality", 0xFFFFFFFF)
    syscall("personality", before | NO_RANDOM)
    after = syscall("personality", 0xFFFFFFFF)
    syscall("personality", before)
    return boast(targets) if after & NO_RANDOM else ""
