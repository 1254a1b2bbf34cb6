"""Translations of the pages' texts: `locale/<language>/LC_MESSAGES/django.po`.

    python -m reviewhub.catalogues           compile what is out of date; quick, safe to repeat
    python -m reviewhub.catalogues update    first add new texts, remove unused ones

It does the same as Django's makemessages and compilemessages, without the gettext programs.
"""

import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
TEMPLATES = ROOT / "templates"
PYTHON = (ROOT / "projects", ROOT / "reviewhub")
_WIDTH = 88  # columns of a .po file
_SINGLE = dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"))
_KEYWORDS = _SINGLE | {
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def po_files() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def load(po: Path) -> Catalog:
    with po.open("rb") as file:
        return read_po(file, locale=po.parent.parent.name)


def _sources() -> Iterator[tuple[Path, str]]:
    """Every file that may contain texts to translate, as Python source."""
    for folder in PYTHON:
        for path in sorted(folder.rglob("*.py")):
            yield path, path.read_text()
    for path in sorted(TEMPLATES.rglob("*.*")):
        lines = templatize(path.read_text(), origin=str(path)).splitlines()
        # Django blanks out everything else, but keeps the indentation of HTML.
        yield path, "\n".join(line.lstrip() for line in lines)


def used() -> Catalog:
    """The texts that pages and e-mails use now, without translations."""
    found = Catalog(project="ReviewHub", charset="utf-8", fuzzy=False)
    for path, source in _sources():
        place = path.relative_to(ROOT).as_posix()
        for line, words, _, context in extract(
            "python", io.BytesIO(source.encode()), keywords=_KEYWORDS
        ):
            found.add(words, locations=[(place, line)], context=context)
    return found


def update(po: Path, words: Catalog) -> None:
    """Updates the catalogue. Places name only the file, so moving a line changes nothing."""
    catalogue = load(po)
    catalogue.update(words, no_fuzzy_matching=True, update_creation_date=False)
    with po.open("wb") as file:
        write_po(
            file,
            catalogue,
            width=_WIDTH,
            sort_by_file=True,
            ignore_obsolete=True,
            include_lineno=False,
        )


def compile_stale() -> list[Path]:
    """Writes each outdated .mo file, by a rename, because other processes may be reading it."""
    written = []
    for po in po_files():
        buffer = io.BytesIO()
        write_mo(buffer, load(po))
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.read_bytes() == buffer.getvalue():
            continue
        with tempfile.NamedTemporaryFile(dir=mo.parent, delete=False) as file:
            file.write(buffer.getvalue())
        Path(file.name).chmod(0o644)  # a temporary file can be read by its owner only
        Path(file.name).replace(mo)
        written.append(mo)
    return written


if __name__ == "__main__":
    if sys.argv[1:] == ["update"]:
        now_used = used()
        for each in po_files():
            update(each, now_used)
    for each in compile_stale():
        print(f"compiled {each.relative_to(ROOT)}")  # noqa: T201 - said at the terminal
