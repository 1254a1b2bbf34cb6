"""The runtimes that must be built on this machine: all but old ones without their Python."""

from workers.environments.environments import Declaration, declarations
from workers.environments.pythons import NoPython, python_for


def _can_be_had(declaration: Declaration) -> bool:
    try:
        python_for(declaration)
    except NoPython:
        return not declaration.notebooks_until
    return True


_HAD = {name: each for name, each in declarations().items() if _can_be_had(each)}
NAMES = tuple(_HAD)
OLD = tuple(name for name, each in _HAD.items() if each.notebooks_until)
