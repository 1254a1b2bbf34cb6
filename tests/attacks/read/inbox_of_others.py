"""
tries = "Reads what another student has handed in, out of the other sandbox's inbox"
expect = "Each sandbox sees its own inbox only"
proof = "outside"
quiet = true
"""

import os


def attack(targets):
    found = []
    for root in (os.path.dirname(targets["folder"]), "/", "/inbox", "/run"):
        for folder, folders, names in os.walk(root):
            if folder in ("/proc", "/sys", "/usr", "/dev"):
                folders.clear()
            if "reviewhub" not in folder and len(folder) > 12:
                folders.clear()
            if "my_answers.py" in names:
                found.append(open(os.path.join(folder, "my_answers.py")).read())
        if found:
            break
    return "".join(found)
