"""
tries = "Joins the network of process 1, hoping that it is the machine's"
expect = "The call is denied, and process 1 is bubblewrap's own"
proof = "outside"
quiet = true
"""
import os

def attack(targets):
    target = os.open("/proc/1/ns/net", os.O_RDONLY)
    try:
        syscall("setns", target, 0x40000000)
    finally:
        os.close(target)
    return boast(targets)
