"""
tries = "Reads the disk, the memory and the virtual machine's devices"
expect = "/dev holds null, zero, random and the like, and nothing else"
proof = "outside"
quiet = true
"""
import os, stat

HARMLESS = {"null", "zero", "full", "random", "urandom", "tty", "ptmx", "console"}

def attack(targets):
    for folder, _, names in os.walk("/dev"):
        for name in names:
            path = os.path.join(folder, name)
            if "/pts" in folder or "/dri" in folder or name.startswith("nvidia"):
                continue
            try:
                kind = os.stat(path).st_mode
            except OSError:
                continue
            if not (stat.S_ISCHR(kind) or stat.S_ISBLK(kind)) or name in HARMLESS:
                continue
            if os.access(path, os.R_OK):
                return boast(targets)
    return ""
