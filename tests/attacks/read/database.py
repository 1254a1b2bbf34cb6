"""
tries = "Opens the database and reads a table"
expect = "The database's file does not exist inside"
proof = "outside"
quiet = true
"""

import sqlite3


def attack(targets):
    database = sqlite3.connect(f"file:{targets['database']}?mode=ro", uri=True)
    try:
        return str(database.execute("select * from answers").fetchall())
    finally:
        database.close()
