"""A small reader of our own style sheets: rules with their selectors, nesting and declarations."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STRING = re.compile(r'"[^"\n]*"')
PIECE = re.compile(r'"[^"\n]*"|[;{}]|[^;{}"]+')


@dataclass(frozen=True)
class Rule:
    sheet: str
    context: tuple[str, ...]  # the at-rules around it
    selector: str  # whole: what it is nested in stands before it
    declarations: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return f"{self.sheet}: {' '.join((*self.context, self.selector))}"


@dataclass
class _Open:
    context: tuple[str, ...]
    selector: str
    declarations: list[tuple[str, str]]


def rules_of(css: str, sheet: str = "") -> list[Rule]:
    """Every rule that declares something; a nested one after the one that it stands in."""
    found: list[Rule] = []
    stack = [_Open((), "", [])]
    text = ""
    for piece in PIECE.findall(COMMENT.sub("", css)):
        if piece not in {";", "{", "}"}:
            text += piece
            continue
        words, text = " ".join(text.split()), ""
        if piece == "{":
            stack.append(_opened(words, stack[-1]))
        elif words:
            name, value = words.split(":", 1)
            stack[-1].declarations.append((name.strip(), value.strip()))
        if piece == "}":
            closed = stack.pop()
            if closed.declarations:
                found.append(_rule(sheet, closed))
    if len(stack) != 1 or text.strip():
        raise ValueError(f"{sheet or 'The sheet'} ends in the middle of a rule.")
    return found


def _opened(prelude: str, parent: _Open) -> _Open:
    if prelude.startswith("@"):
        return _Open((*parent.context, prelude), parent.selector, [])
    if not parent.selector:
        return _Open(parent.context, prelude, [])
    nested = prelude if "&" in prelude else f"& {prelude}"
    return _Open(parent.context, nested.replace("&", parent.selector), [])


def _rule(sheet: str, closed: _Open) -> Rule:
    return Rule(sheet, closed.context, closed.selector, tuple(closed.declarations))


def all_rules() -> list[Rule]:
    return [rule for path in SHEETS for rule in rules_of(path.read_text(), path.name)]


def classes(selector: str) -> set[str]:
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", STRING.sub("", selector)))


def elements(selector: str) -> set[str]:
    """Names of elements: words that stand where a compound selector begins."""
    plain = re.sub(
        r"\[[^]]*\]|::?(?!is|where|has|not)[\w-]+(\([^()]*\))?", "", selector
    )
    return set(re.findall(r"(?:^|[\s>+~(,])([a-z][a-z0-9]*)(?![\w(-])", plain))


def conditions(sheet: str) -> list[str]:
    """The media queries of a sheet's text, one for each block."""
    return re.findall(r"@media ([^{]+) {", COMMENT.sub("", sheet))


def ids(selector: str) -> set[str]:
    return set(re.findall(r"#([a-zA-Z][\w-]*)", STRING.sub("", selector)))


def attributes(selector: str) -> set[tuple[str, str]]:
    """Names of attributes and the values asked for; "" asks for none."""
    return set(re.findall(r'\[([\w-]+)(?:[\^$*~|]?="([^"]*)")?\]', selector))


def parts(selector: str) -> list[str]:
    """The selectors of a list; those in an :is() that is all of one, each by itself."""
    found = [part.strip() for part in re.split(r",(?![^(]*\))", selector)]
    inner = [re.fullmatch(r":is\(([^()]*)\)", part) for part in found]
    return [
        one.strip()
        for part, group in zip(found, inner, strict=True)
        for one in (group[1].split(",") if group else [part])
    ]


def custom_properties(rules: list[Rule]) -> tuple[set[str], set[str]]:
    """Those that are defined, those that are used."""
    pairs = [pair for rule in rules for pair in rule.declarations]
    defined = {name for name, _value in pairs if name.startswith("--")}
    used = {n for _name, value in pairs for n in re.findall(r"var\((--[\w-]+)", value)}
    return defined, used
