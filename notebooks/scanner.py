"""Reads Python line by line, without a parser: strings, brackets, continued lines."""

import re

_STRING_START = re.compile(r"[rRbBuUfFtT]{0,3}('''|\"\"\"|'|\")")


class Scanner:
    """Knows, after each line, whether the next one starts a statement."""

    def __init__(self) -> None:
        self._quote = ""  # the quotation mark that ends the open string
        self._depth = 0
        self._continued = False

    @property
    def at_statement(self) -> bool:
        return not (self._quote or self._depth or self._continued)

    def feed(self, line: str) -> str:
        """Takes one line and returns its code without strings and comments."""
        code: list[str] = []
        at = 0
        while at < len(line):
            if self._quote:
                at = self._skip_string(line, at)
                continue
            opening = _STRING_START.match(line, at)
            char = line[at]
            if char == "#":
                break
            # The letters before a quotation mark may be the end of a word: `return"…"`.
            if opening and (char in "'\"" or not _goes_on(line, at)):
                self._quote = opening[1]
                at = opening.end()
                continue
            if char in "([{":
                self._depth += 1
            elif char in ")]}":
                self._depth = max(0, self._depth - 1)
            code.append(char)
            at += 1
        continued = line.endswith("\\")
        if len(self._quote) == 1 and not continued:
            self._quote = ""  # an unclosed plain string ends with its line
        self._continued = bool(code) and continued
        return "".join(code)

    def _skip_string(self, line: str, at: int) -> int:
        while at < len(line):
            if line[at] == "\\":
                at += 2
            elif line.startswith(self._quote, at):
                at += len(self._quote)
                self._quote = ""
                return at
            else:
                at += 1
        return at


def _goes_on(line: str, at: int) -> bool:
    """Whether the character belongs to the word that stands before it."""
    return at > 0 and (line[at - 1].isalnum() or line[at - 1] == "_")
