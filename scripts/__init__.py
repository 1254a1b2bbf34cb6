"""The commands of the Makefile: setting up, serving, checking.

They use only the standard library, because they run on the system's Python before anything is
installed.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the point is to say so on an older one
    sys.exit(
        "ReviewHub needs Python 3.11 or newer; this is {}.{}.\n"
        "If you have a newer one, name it: make run PYTHON=python3.12".format(
            *sys.version_info
        )
    )
