"""`python -m tests.house` writes the figures into docs/map.md."""

from tests.house import figures

if __name__ == "__main__":
    figures.write()
