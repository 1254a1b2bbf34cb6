"""
tries = "Searches every folder that packs may lie in for one that looks like a pack"
expect = "Nothing of the machine is there to be found but programs and libraries"
proof = "outside"
quiet = true
"""

import os


def attack(targets):
    found = []
    roots = [
        os.path.dirname(targets["folder"]),
        "/home",
        "/srv",
        "/opt",
        "/root",
        "/var",
        "/mnt",
    ]
    for root in roots:
        for folder, folders, names in os.walk(root):
            if folder == root:
                folders[:] = [f for f in folders if f.startswith("reviewhub")]
            if "rubric.toml" in names:
                with open(os.path.join(folder, "rubric.toml")) as file:
                    found.append(file.read())
    return "".join(found)
