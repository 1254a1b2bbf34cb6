from dataclasses import dataclass


@dataclass(frozen=True)
class IntakeLimits:
    """What one hand-in may bring. A real one is below 5 MB, a few files, 100 kB of code."""

    total_bytes: int = 25 * 1024 * 1024  # as sent, and again as unpacked
    files: int = 60
    zip_entries: int = 2000  # a zipped course folder brings data and caches along
    zip_ratio: int = 120  # text packs 5 to 20 times, repeated output perhaps 60 times
    zip_ratio_from: int = 1024 * 1024  # unpacked bytes below which a ratio says nothing
    name_characters: int = 120
    path_characters: int = 255  # in a zip, with its folders; as long as a row keeps
    code_characters: int = 500_000
    cells: int = 2000
    cell_lines: int = 3000
    source_bytes: int = (
        8 * 1024 * 1024
    )  # text of all cells and what is pasted into them

    @property
    def megabytes(self) -> int:
        return self.total_bytes // (1024 * 1024)
