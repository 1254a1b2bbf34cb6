"""
tries = "Runs every setuid program that it finds, to become root"
expect = "Without new privileges the bit is ignored, on mounts that ignore it too"
proof = "outside"
quiet = true
"""

import os, shutil, subprocess


def attack(targets):
    for name in ("su", "sudo", "pkexec", "mount", "newgrp", "passwd"):
        path = shutil.which(name, path="/usr/bin:/bin:/usr/sbin:/sbin")
        if path is None or not os.stat(path).st_mode & 0o4000:
            continue
        # Whoever is root already needs none: the bit is then all there is to see.
        with open("/proc/self/status") as lines:
            bound = [line for line in lines if line.startswith("NoNewPrivs")]
        if bound[0].split()[1] == "0":
            return boast(targets)
        done = subprocess.run(
            [path, "-c", "id -u"], capture_output=True, text=True, timeout=3
        )
        if done.stdout.strip() == "0":
            return boast(targets)
    return ""
