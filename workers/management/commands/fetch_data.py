"""Command line for `workers.datasets.fetching`; see `help` below."""

import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from protocol.steps import Incident
from workers.datasets import fetching, source_states, stand_in
from workers.datasets.downloading import FetchError, Tell
from workers.datasets.source_states import State
from workers.packkit.pack import Pack, find_packs
from workers.packkit.sources import Source

MB = 1e6
REDRAWN_EVERY_S = 0.2
NO_FOLDER = (
    "REVIEWHUB_DATA is not set. Set it to the folder for the real data, for "
    "this command and for the workers: REVIEWHUB_DATA=/srv/data manage.py fetch_data"
)


class Command(BaseCommand):
    help = (
        "Brings the projects' real data into REVIEWHUB_DATA, or says how to get them."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", nargs="?", help="its slug; all when left out")
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--list", action="store_true", help="only say what is there and what is not"
        )
        what.add_argument(
            "--stand-in",
            type=Path,
            metavar="FOLDER",
            help="write generated data of the same form there instead, to try a starter",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            packs = _chosen(options["project"])
            if options["stand_in"] is not None:
                self._write_stand_ins(packs, options["stand_in"], options["project"])
            elif options["list"]:
                self._list(packs, _data_folder())
            else:
                self._fetch(packs, _data_folder())
        except (FetchError, Incident) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                f"Reading or writing failed: {error}. Files fetched so far are kept."
            ) from error

    def _write_stand_ins(
        self, packs: Sequence[Pack], folder: Path, project: str | None
    ) -> None:
        """Writes one project's files into the folder itself, all projects' into one each."""
        for pack in packs:
            place = folder if project else folder / pack.slug
            for path in stand_in.write_stand_in(pack, place):
                self.stdout.write(f"{path}  {_size(path.stat().st_size)}")

    def _list(self, packs: Sequence[Pack], folder: Path) -> None:
        for pack in packs:
            self.stdout.write(f"{pack.slug}")
            for source in source_states.sources_of(pack):
                state = source_states.state_of(source, folder)
                self.stdout.write(f"  {source.path}: {state}")
                if state is not State.THERE:
                    self.stdout.write(f"    {_how(source, folder)}")
                self.stdout.write(f"    Licence: {source.licence['en']}")

    def _fetch(self, packs: Sequence[Pack], folder: Path) -> None:
        failed = 0
        with fetching.locked(folder):
            for pack in packs:
                self.stdout.write(pack.slug)
                for source in source_states.sources_of(pack):
                    failed += not self._bring(source, folder)
                failed += not self._told_what_is_read(pack, folder)
        if failed:
            raise CommandError("Some data is missing: see above for what to do.")

    def _bring(self, source: Source, folder: Path) -> bool:
        """Fetches one source; False if that failed. One to be put there by hand is no failure."""
        missing = source_states.state_of(source, folder) in (State.MISSING, State.PART)
        if missing and not source.url:
            self.stdout.write(f"  {source.path}: {fetching.by_hand(source, folder)}")
            return True
        try:
            with self._progress(source.path) as tell:
                news = fetching.fetch(source, folder, tell)
        except FetchError as error:
            self.stderr.write(f"  {source.path}: {error}")
            return False
        self.stdout.write(f"  {source.path}: {'fetched' if news else 'already there'}")
        if news:
            self.stdout.write(f"  Licence: {source.licence['en']}")
        return True

    @contextmanager
    def _progress(self, name: str) -> Iterator[Tell]:
        """Shows progress in one line that is redrawn, if the output is a terminal."""
        if not self.stdout.isatty():
            yield lambda _have, _total: None
            return
        drawn = 0.0

        def tell(have: int, total: int | None) -> None:
            nonlocal drawn
            if time.monotonic() - drawn >= REDRAWN_EVERY_S or have == total:
                drawn = time.monotonic()
                whole = f" of {_size(total)}, {have / total:.0%}" if total else ""
                self.stdout.write(f"\r  {name}: {_size(have)}{whole} ", ending="")
                self.stdout.flush()

        try:
            yield tell
        finally:
            if drawn:
                self.stdout.write("")

    def _told_what_is_read(self, pack: Pack, folder: Path) -> bool:
        try:
            kind = fetching.kind_of(pack, folder)
        except FetchError as error:
            self.stderr.write(f"  {error}")
            return False
        if kind:
            told = "the real data" if kind == "real" else "generated data instead"
            self.stdout.write(f"  Grading uses {told}.")
        return True


def _chosen(project: str | None) -> list[Pack]:
    packs = find_packs(Path(settings.PACKS_DIR))
    are_open = [pack for pack in packs.values() if not pack.announced]
    if project is None:
        return are_open
    if project not in packs:
        raise CommandError(f"There is no {project}. There are: {', '.join(packs)}.")
    if packs[project].announced:
        raise CommandError(f"{project} is announced but not open: it has no data yet.")
    return [packs[project]]


def _data_folder() -> Path:
    if settings.DATA_DIR is None:
        raise CommandError(NO_FOLDER)
    return Path(settings.DATA_DIR)


def _how(source: Source, folder: Path) -> str:
    if not source.url:
        return fetching.by_hand(source, folder)
    size = f", {_size(source.size)}" if source.size is not None else ""
    return f"Comes from {source.url}{size}."


def _size(count: int) -> str:
    return f"{count / MB:.1f} MB" if count >= MB else f"{count:,} bytes"
