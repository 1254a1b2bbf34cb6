"""
tries = "Imports the application, and asks it for its settings"
expect = "The application is in no folder inside, and not in the runtime"
proof = "outside"
quiet = true
"""

import os, sys


def attack(targets):
    sys.path.insert(0, os.path.dirname(os.path.dirname(targets["application"])))
    try:
        from projects import settings
    finally:
        del sys.path[0]
    return settings.ANSWER
