"""Commands that run a program as root, or as an ordinary user who may read what it needs."""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = 0
ORDINARY = 65534
READABLE = 0o005

# In a view of its own: where a folder is closed to others, a new one that holds only what is
# named. `$1`: an empty folder to put it aside. Then pairs of such a folder and what it shows.
OPENING = """
set -e
aside=$1; shift
while [ "$1" != -- ]; do
    mount --bind "$2" "$aside"
    mount -t tmpfs -o mode=755 none "$1"
    mkdir -p "$2"
    mount --move "$aside" "$2"
    shift 2
done
shift
exec "$@"
"""


def as_root(words: Sequence[str]) -> list[str]:
    """As root; as an ordinary user, as root of a user namespace."""
    if os.getuid() == ROOT:
        return [*words]
    return ["unshare", "--user", "--map-root-user", *words]


def as_ordinary_user(words: Sequence[str], aside: Path) -> list[str]:
    """As root, as somebody who is not; an ordinary user is that already."""
    if os.getuid() != ROOT:
        return [*words]
    user = (f"--reuid={ORDINARY}", f"--regid={ORDINARY}", "--clear-groups")
    return [
        *("unshare", "--mount", "sh", "-c", OPENING, "sh", str(aside)),
        *_opened([Path(sys.base_prefix), Path(sys.prefix), Path.cwd()]),
        *("--", "setpriv", *user, *words),
    ]


def _opened(needed: Iterable[Path]) -> list[str]:
    """Pairs: the outermost folder on the way that others may not enter, and what is needed in it."""
    pairs: dict[str, str] = {}
    for path in needed:
        for folder in reversed(path.resolve().parents):
            if folder.stat().st_mode & READABLE != READABLE:
                pairs.setdefault(str(folder), str(path.resolve()))
                break
    return [word for pair in pairs.items() for word in pair]
