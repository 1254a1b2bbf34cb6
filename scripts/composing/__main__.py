"""Runs inside the namespaces: `python -m scripts.composing FOLDER COMPOSE…`."""

import sys
from pathlib import Path

from scripts import say
from scripts.composing import connecting, engine
from scripts.composing.trial import Trial


def main(folder: str, *compose: str) -> int:
    place = Path(folder)
    try:
        connecting.connect()
        with engine.started(place):
            Trial(list(compose), place).run()
    except say.Stop as stop:
        print(f"\nmake test-compose: {stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
