"""
tries = "Writes a file into the folders that it can see, and where it cannot"
expect = "All but scratch is read-only, and a path outside does not exist"
proof = "outside"
quiet = true
"""

import os


def attack(targets):
    try:
        with open(targets["mark"], "w") as mark:
            mark.write("here")
        return ""
    except OSError:
        pass
    for folder in (
        "/",
        "/usr/bin",
        "/usr/lib",
        "/etc",
        "/inbox",
        "/run/reviewhub",
        "/run",
        "/dev",
    ):
        path = os.path.join(folder, "reviewhub-was-here")
        try:
            open(path, "w").close()
        except OSError:
            continue
        os.unlink(path)
        return boast(targets)
    return ""
