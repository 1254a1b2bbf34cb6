from dataclasses import dataclass


@dataclass(frozen=True)
class IntakeLimits:
    """The limits of one upload. Real ones have less than 5 MB, a few files, 100 kB of code."""

    total_bytes: int = 25 * 1024 * 1024  # as sent, and again as unpacked
    files: int = 60
    zip_entries: int = 10_000  # installed packages count here, and are then left out
    zip_ratio: int = 120  # text shrinks 5 to 20 times, repeated output about 60 times
    zip_ratio_from: int = 1024 * 1024  # unpacked bytes; below, no ratio is checked
    name_characters: int = 120
    path_characters: int = 255  # of a path in a zip; as long as the database column
    code_characters: int = 500_000
    cells: int = 2000
    cell_lines: int = 3000
    source_bytes: int = 8 * 1024 * 1024  # text of all cells and their attachments

    @property
    def megabytes(self) -> int:
        return self.total_bytes // (1024 * 1024)
