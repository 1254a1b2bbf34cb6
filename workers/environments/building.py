"""Builds runtimes, for `python -m workers build-runtimes`.

`python -m workers.environments.building` does the same where our packages are not installed yet.

A runtime without a stamp counts as not built, so a build removes the stamp first and writes it
last. Two builds of one runtime wait for each other.
"""

import argparse
import errno
import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import Distribution, distributions
from pathlib import Path

from protocol.steps import Incident
from workers.environments.environments import (
    CPU,
    STAMP,
    WARM,
    Declaration,
    declaration_of,
    declarations,
    runtimes_root,
    stamp_of,
    wanted_by_packs,
)
from workers.environments.pythons import NoPython, python_for, refuse_broad

GPU = "gpu"
NVIDIA = Path("/dev/nvidiactl")  # exists once a driver has found a device
MEGABYTE = 1024 * 1024
FULL = "No space left on device"

Say = Callable[[str], None]

# The pins include all dependencies (a test checks that), so pip resolves nothing. Only wheels are
# installed: building a package from source would run its code and need a compiler.
INSTALL = (
    *("-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
    *("--no-deps", "--only-binary", ":all:", "--no-compile"),
)

# Half of the packages' code is their tests, which no notebook imports. What cannot be compiled is
# left, as pip leaves it: some packages bring samples of wrong or older Python along.
_COMPILE = """
import compileall, re, sys
compileall.compile_dir(sys.argv[1], quiet=2, rx=re.compile("/tests?/"))
"""
_DESCRIBE = """
import json, os, sys, sysconfig
print(json.dumps({
    "python": sys.version.split()[0],
    "prefixes": sorted({sys.base_prefix, os.path.realpath(sys.base_prefix)}),
    "installed_in": sysconfig.get_path("purelib"),
}))
"""


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", help="else: those that open packs want")
    parser.add_argument("--all", action="store_true", help="every declared runtime")
    parser.add_argument("--device", choices=(CPU, GPU), help="else: what is found")
    parser.add_argument("--root", type=Path, help="else REVIEWHUB_RUNTIMES")


def build_asked(options: argparse.Namespace, say: Say) -> None:
    """Builds the runtimes that the command's options name. Raises Incident."""
    root = options.root.absolute() if options.root else runtimes_root()
    if options.names and not options.all:
        for name in options.names:
            build(declaration_of(name), root, say, options.device)
        return
    each = ((name,) for name in declarations())
    for alternatives in each if options.all else wanted_by_packs():
        _build_first(alternatives, root, say, options.device)


def _build_first(
    alternatives: Iterable[str], root: Path, say: Say, device: str | None
) -> None:
    """Builds the first one for which there is a Python; none, if all are for old notebooks."""
    for declaration in map(declaration_of, alternatives):
        try:
            build(declaration, root, say, device)
        except NoPython as why:
            if not declaration.notebooks_until:
                raise
            say(f"{why} Until then, another runtime serves instead of it.")
        else:
            return


def build(
    declaration: Declaration, root: Path, say: Say, device: str | None = None
) -> None:
    """Builds `<root>/<name>`, or does nothing when it is already as declared."""

    def tell(words: str) -> None:
        say(f"runtime {declaration.name}: {words}")

    try:
        root.mkdir(parents=True, exist_ok=True)
        with _alone(root / f".{declaration.name}.lock", tell) as lock:
            _Build(declaration, root / declaration.name, tell, lock).go(device)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise _full(declaration, root) from error
        raise Incident(f"The runtime {declaration.name!r}: {error}") from error


@contextmanager
def _alone(path: Path, tell: Say) -> Iterator[int]:
    """Allows one build of a runtime at a time. The lock file is never removed.

    Processes that a build starts inherit the lock, so the next build waits for its pip, too.
    """
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell("being built by another process; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock
    finally:
        os.close(lock)


class _Build:
    def __init__(
        self, declaration: Declaration, folder: Path, tell: Say, lock: int
    ) -> None:
        self.declaration = declaration
        self.folder = folder
        self.tell = tell
        self.lock = lock
        self.python = str(folder / "bin" / "python")

    def go(self, asked: str | None) -> None:
        stamp = stamp_of(self.folder)
        device = self._device(asked, str(stamp["device"]) if stamp else CPU)
        digest = self.declaration.digest(device)
        if stamp is not None and stamp["digest"] == digest:
            self.tell(f"up to date ({self.folder}, {device})")
            return
        started = time.monotonic()
        base = python_for(self.declaration)
        self._remove()
        try:
            self._enough_disk(device)
            self._install(base, device)
            described = self._described()
        except BaseException:
            self._remove()  # a partial build is useless, and may fill the disk
            raise
        described |= {"device": device, "digest": digest}
        self._stamp(described)
        self.tell(f"ready in {time.monotonic() - started:.0f} s")

    def _device(self, asked: str | None, built: str) -> str:
        wanted = asked or (GPU if NVIDIA.exists() else built)
        return wanted if wanted in self.declaration.devices else CPU

    def _remove(self) -> None:
        (self.folder / STAMP).unlink(missing_ok=True)
        with suppress(FileNotFoundError):
            shutil.rmtree(self.folder)

    def _enough_disk(self, device: str) -> None:
        needed = self.declaration.disk_mb.get(device, 0)
        if shutil.disk_usage(self.folder.parent).free < needed * MEGABYTE:
            raise _full(self.declaration, self.folder.parent, needed)

    def _install(self, base: str, device: str) -> None:
        self.tell(f"building for {device} with {base} in {self.folder}")
        self._run([base, "-m", "venv", str(self.folder)])
        unpacking = self.folder / "unpacking"  # not /tmp, which may be small
        unpacking.mkdir()
        for file in self.declaration.installed_from(device):
            self.tell(f"installing {file.name}")
            install = [self.python, "-I", *INSTALL, "-r", str(file)]
            self._run(install, os.environ | {"TMPDIR": str(unpacking)})
        shutil.rmtree(unpacking)
        self._run([self.python, "-I", "-c", _COMPILE, str(self.folder / "lib")])
        self.tell(f"warming up {', '.join(self.declaration.warm_up)}")
        self._warm_up()

    def _warm_up(self) -> None:
        """Checks that all modules can be imported, and fills caches that sandboxes cannot keep.

        These are bytecode and caches such as that of fonts.
        """
        home = self.folder / WARM
        home.mkdir()
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(home),
            "MPLCONFIGDIR": str(home / ".config" / "matplotlib"),
            "MPLBACKEND": "agg",
            **self.declaration.environment,
        }
        imports = "\n".join(f"import {module}" for module in self.declaration.warm_up)
        self._run([self.python, "-I", "-c", imports], environment)

    def _described(self) -> dict[str, object]:
        """The stamp's facts. Packages are listed from here, as an old Python cannot do it."""
        described = json.loads(self._run([self.python, "-I", "-c", _DESCRIBE]))
        refuse_broad(described["prefixes"])
        there = [*distributions(path=[described.pop("installed_in")])]
        owners: dict[str, str] = {}
        for each in there:
            for file in each.files or ():
                owners.setdefault(file.parts[0].split(".")[0], _pin(each))
        named = (module.split(".")[0] for module in self.declaration.warm_up)
        return {
            **described,
            "packages": sorted(set(map(_pin, there)), key=str.lower),
            "main": list(dict.fromkeys(owners[n] for n in named if n in owners)),
        }

    def _stamp(self, content: Mapping[str, object]) -> None:
        """Writes the stamp after syncing, so that everything else is on the disk before it."""
        os.sync()
        written = self.folder / f"{STAMP}.new"
        written.write_text(json.dumps(content, indent=1), "utf-8")
        written.replace(self.folder / STAMP)

    def _run(
        self, command: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> str:
        done = subprocess.run(  # noqa: S603 -- our own words, no shell
            command,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            pass_fds=(self.lock,),
        )
        if done.returncode and FULL in done.stdout + done.stderr:
            raise _full(self.declaration, self.folder.parent)
        if done.returncode:
            raise Incident(
                f"`{' '.join(command[:6])} …` failed ({done.returncode}):\n"
                f"{done.stdout[-2000:]}{done.stderr[-4000:]}"
            )
        return done.stdout


def _pin(package: Distribution) -> str:
    return f"{package.metadata['Name']}=={package.version}"


def _full(declaration: Declaration, root: Path, needed: int = 0) -> Incident:
    needed = needed or max(declaration.disk_mb.values(), default=0)
    return Incident(
        f"Not enough disk for the runtime {declaration.name!r}: building takes about"
        f" {needed} MB in {root}, where {shutil.disk_usage(root).free // MEGABYTE} MB"
        " are free. Make room, or name another folder in REVIEWHUB_RUNTIMES."
    )


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m workers.environments.building")
    add_options(parser)
    try:
        build_asked(parser.parse_args(arguments), lambda line: print(line, flush=True))  # noqa: T201
    except Incident as error:
        print(error, file=sys.stderr)  # noqa: T201 -- a command speaks
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
