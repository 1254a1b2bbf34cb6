"""Where the lines of the old cells went: runs of lines, each with its place in a new cell."""

from dataclasses import dataclass

from notebooks.alignment.comparing import Compared, part_of


@dataclass(frozen=True)
class Run:
    """`count` lines of an old cell, from `line` on, that stand from `new_line` on in `new_cell`."""

    line: int
    count: int
    new_cell: int
    new_line: int


def runs(one: Compared) -> dict[int, list[Run]]:
    """Where the lines went of each old cell of a group that has new cells."""
    found: dict[int, list[Run]] = {part.cell: [] for part in one.old}
    if not one.lines:
        for part in one.old:
            found[part.cell].append(Run(1, max(1, len(part.lines)), one.new[0].cell, 1))
        return found
    for line in one.lines:
        if line.old is None or line.new is None:
            continue
        part, new = part_of(one.old, line.old), part_of(one.new, line.new)
        place = Run(part.place(line.old), 1, new.cell, new.place(line.new))
        known = found[part.cell]
        if known and _goes_on(known[-1], place):
            last = known[-1]
            known[-1] = Run(last.line, last.count + 1, last.new_cell, last.new_line)
        else:
            known.append(place)
    for some in found.values():
        if not some:  # nothing is left of its text, but it is known where it was
            some.append(Run(1, 0, one.new[0].cell, 1))
    return found


def _goes_on(last: Run, following: Run) -> bool:
    return (last.new_cell, last.line + last.count, last.new_line + last.count) == (
        following.new_cell,
        following.line,
        following.new_line,
    )
