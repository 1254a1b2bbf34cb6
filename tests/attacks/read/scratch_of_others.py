"""
tries = "Reads what another run has left in its scratch folder and in /tmp"
expect = "Scratch folders are private, in memory, and gone with their sandbox"
proof = "outside"
quiet = true
"""

import os


def attack(targets):
    found = []
    for root in (targets["folder"], "/tmp", "/var/tmp", "/scratch"):
        for folder, folders, names in os.walk(root):
            if folder.count("/") > 6:
                folders.clear()
            if "notes.txt" in names:
                found.append(open(os.path.join(folder, "notes.txt")).read())
        if found:
            break
    return "".join(found)
