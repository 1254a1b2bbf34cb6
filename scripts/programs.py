"""Finds programs and fonts of the operating system."""

import shutil
import subprocess
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_program(*names: str) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


def find_postgres_tool(name: str) -> str | None:
    """Finds a program of the PostgreSQL server, which Debian keeps in a folder per version."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
        key=lambda path: float(path.parts[4]),
    )
    return str(versions[-1]) if versions else shutil.which(name)


def find_cjk_font() -> str | None:
    if not shutil.which("fc-list"):
        return None
    listed = subprocess.run(
        ["fc-list", ":lang=ja", "file"], capture_output=True, text=True, check=True
    )
    return listed.stdout.partition(":")[0] or None


def find_certificate_font() -> Path | None:
    """The one that projects/web/certificates/pdf.py embeds."""
    path = Path("/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf")
    return path if path.exists() else None
