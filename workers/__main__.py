"""`python -m workers`: grade from a shell, build runtimes, examine the machine."""

import sys

from workers.cli import main

sys.exit(main(sys.argv[1:]))
