"""The style sheets name nothing that no page has, and say nothing twice.

Classes put together at run time (`badge--{{ size }}`) are resolved from the enums and the
literals that fill them: see `FILLED`. One that is not resolved counts as unused.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

import pytest
from django.contrib.messages import constants
from pygments.token import STANDARD_TYPES

from notebooks import markup, terminal
from notebooks.alignment.aligning import Change
from projects.enums import CommentTag, Judgement, State
from projects.templatetags import kit
from projects.web.parts import charts, exhibits
from tests.design import sheets
from tests.design.sheets import ROOT

# The gallery shows parts to us, not to people: what it alone has is used by no page.
TEMPLATES = [
    path.read_text()
    for path in (ROOT / "templates").rglob("*.html")
    if path.name != "gallery.html"
]
SCRIPTS = [path.read_text() for path in (ROOT / "static" / "js").glob("*.js")]
MODULES = [
    path.read_text()
    for folder in ("projects", "notebooks")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts and "gallery" not in path.parts
]
CLASS = re.compile(r"""class=(?:"([^"]*)"|'([^']*)')""")
TEMPLATE_TAG = re.compile(r"{%.*?%}", re.DOTALL)
HEADINGS = ("3", "4", "5", "6")  # HTML's, below a page's own two


def passed(component: str, parameter: str) -> set[str]:
    """Literals that templates pass to a component."""
    include = re.compile(rf'{{% include "components/{component}\.html" with (.*?)%}}')
    return {
        value
        for template in TEMPLATES
        for words in include.findall(template)
        for value in re.findall(rf'\b{parameter}="([\w-]+)"', words)
    }


def default(component: str, parameter: str) -> set[str]:
    """The literal that a component takes where nothing is passed."""
    template = (ROOT / "templates/components" / f"{component}.html").read_text()
    return set(re.findall(rf"{parameter}\|default:'([\w-]+)'", template))


def states(component: str) -> set[str]:
    return {*State.values, *default(component, "state")}


def icon_sizes() -> set[str]:
    """Of the tag {% icon %}, which puts its class together in Python."""
    sized = re.compile(r'{% icon [^%]*size="([\w-]+)"')
    return {size for template in TEMPLATES for size in sized.findall(template)}


TRIED = ("info", "success", "warning", "error")  # by the gallery, in a loop
TONES = {*passed("notice", "tone"), *default("notice", "tone"), *TRIED}
WHOSE = ("yours", "ours", "reviewer", "done")  # `Turn.whose` and what templates pass

# Each class of a template that has a {{ variable }} in it, and what the variable may be.
FILLED: dict[str, Iterable[object]] = {
    "avatar--{{ name|avatar_colour }}": range(kit.AVATAR_COLOURS),
    "avatar--{{ size }}": passed("avatar", "size") | passed("person", "size"),
    "badge--{{ size }}": passed("state_badge", "size"),
    "btn--{{ kind }}": passed("button", "kind"),
    "btn--{{ size }}": passed("button", "size"),
    "bubble--{{ comment.tag }}": CommentTag.values,
    "change--{{ row.change }}": list(Change),
    "chart--{{ one.colour }}": range(1, charts.COLOURS + 1),
    "choice--{{ radio.data.value }}": Judgement.values,
    "notice--{{ tone|default:'info' }}": TONES,
    "outline__{{ heading.level }}": HEADINGS,
    "share--{{ cell.shade }}": range(exhibits.SHADES + 1),
    "state-{{ event.to_state|default:'none' }}": (*State.values, "none"),
    "state-{{ state|default:'none' }}": states("state_badge"),
    "state-{{ state }}": State.values,
    "tag--{{ tag }}": CommentTag.values,
    "toast--{{ message.level_tag }}": constants.DEFAULT_TAGS.values(),
    "turn--{{ whose|default:'done' }}": WHOSE,
}


def in_templates() -> Iterator[str]:
    """The classes that templates write, {{ variables }} left in them."""
    for template in TEMPLATES:
        for double, single in CLASS.findall(template):
            words = TEMPLATE_TAG.sub(" ", double or single)
            yield from re.findall(r"(?:{{.*?}}|[^\s{])+", words)
        yield from re.findall(
            r"{% block page_class %}([\w -]*?)(?:{%|$)", template, re.MULTILINE
        )


def literals(source: str) -> Iterator[str]:
    """A module's strings, those of f-strings with {} for what is filled in; no docstrings."""
    tree = ast.parse(source)
    parts: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            parts.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            parts |= {id(value) for value in node.values}
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}"
                for part in node.values
            )
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in parts
        ):
            yield node.value


def in_modules() -> Iterator[str]:
    """Classes in Python's HTML, and strings that are lists of names alone."""
    for source in MODULES:
        if "<" not in source or not re.search("class=|css", source):
            continue
        for words in literals(source):
            for double, single in CLASS.findall(words):
                yield from (double or single).split()
            if re.fullmatch(r"[a-z][a-z0-9_ -]*", words):
                yield from words.split()
    for css in ("chart--{}", "chart__line--{}"):
        yield from (css.format(1 + index) for index in range(charts.COLOURS))
    yield from (name for name in STANDARD_TYPES.values() if name)
    yield from terminal_classes()


def terminal_classes() -> set[str]:
    """Of every colour that a terminal's codes can ask for, plain and bright, and of bold."""
    codes = [1, *range(30, 38), *range(90, 98)]
    lines = "".join(f"\x1b[0;{code}mx" for code in codes)
    html = terminal.folded(lines)
    return set(re.findall(r"ansi-\w+", html.head))


def in_scripts() -> Iterator[str]:
    for script in SCRIPTS:
        for quoted in re.findall(r'"([^"\n]*)"|`([^`]*)`', script):
            yield from re.findall(r"[\w-]+", "".join(quoted))


@cache
def named_classes() -> frozenset[str]:
    written = set(in_templates())
    filled = {
        key.split("{{")[0] + str(value)
        for key, values in FILLED.items()
        if key in written
        for value in values
    }
    plain = {name for name in written if "{{" not in name}
    blocks = {word for name in plain for word in name.split()}
    return frozenset(
        {
            *(*blocks, *filled, *in_modules(), *in_scripts(), *DJANGOS_OWN),
            *(f"icon--{size}" for size in icon_sizes()),
        }
    )


DJANGOS_ELEMENTS = {"select", "textarea"}
DJANGOS_OWN = {"errorlist", "helptext"}  # of forms that Django renders itself
RULES = sheets.all_rules()
EVERYTHING = "\n".join([*TEMPLATES, *SCRIPTS, *MODULES])


def test_the_reader_understands_nesting_lists_and_conditions():
    css = """
    .a { color: red; /* } */ &:hover { color: blue; } .b & { margin: 0 } > i { top: 0; } }
    @media print { .c, .d[data-x="}"] { content: ";"; } }
    """
    assert [(r.context, r.selector, r.declarations) for r in sheets.rules_of(css)] == [
        ((), ".a:hover", (("color", "blue"),)),
        ((), ".b .a", (("margin", "0"),)),
        ((), ".a > i", (("top", "0"),)),
        ((), ".a", (("color", "red"),)),
        (("@media print",), '.c, .d[data-x="}"]', (("content", '";"'),)),
    ]
    with pytest.raises(ValueError, match="middle of a rule"):
        sheets.rules_of(".a { color: red;")


def test_every_class_with_a_variable_in_it_is_resolved():
    variable = {name for name in in_templates() if "{{" in name}
    assert variable == set(FILLED)


def test_every_class_of_a_sheet_is_on_some_page():
    unused = {
        (rule.sheet, name)
        for rule in RULES
        for name in sheets.classes(rule.selector) - named_classes()
    }
    assert unused == set()


def test_the_reader_finds_elements():
    found = sheets.elements('main > a:hover, .b:is(td, .c) + li[x="y z"]::before .d-e')
    assert found == {"main", "a", "td", "li"}


def test_every_element_of_a_sheet_is_on_some_page():
    asked = {e for rule in RULES for e in sheets.elements(rule.selector)} - {"to"}
    written = set(re.findall(r"<([a-z][a-z0-9]*)\b", EVERYTHING))
    kept = {e for e in asked if f"<{e}" in markup.cleaned(f"<{e}>a</{e}>")}
    assert asked - written - kept - DJANGOS_ELEMENTS - {"math"} == set()


def test_every_id_of_a_sheet_is_on_some_page():
    written = set(re.findall(r'\bid="([\w-]+)"', EVERYTHING))
    assert {i for rule in RULES for i in sheets.ids(rule.selector)} <= written


def test_every_attribute_of_a_sheet_is_on_some_page():
    words = set(re.findall(r"[a-z][\w-]*", EVERYTHING))
    by_script = set(re.findall(r"\bdataset\.(\w+)", EVERYTHING))
    values = set(re.findall(r"""["'](?=([\w-]+)["':])""", EVERYTHING))

    def is_named(name: str, value: str) -> bool:
        camel = re.sub(
            "-(.)", lambda found: found[1].upper(), name.removeprefix("data-")
        )
        return (name in words or camel in by_script) and value in {"", *values}

    asked = {pair for rule in RULES for pair in sheets.attributes(rule.selector)}
    assert asked
    assert {pair for pair in asked if not is_named(*pair)} == set()


def test_custom_properties_are_defined_and_used():
    defined, used = sheets.custom_properties(RULES)
    assert used - defined == set()
    assert defined - used == set()


def test_no_sheet_asks_twice_for_the_same_width():
    asked = {path.name: sheets.conditions(path.read_text()) for path in sheets.SHEETS}
    assert any(asked.values())
    assert {n: found for n, found in asked.items() if len(found) > len({*found})} == {}


def test_no_part_says_again_what_its_group_says():
    said = defaultdict(list)
    for rule in RULES:
        for part in sheets.parts(rule.selector) if rule.selector else ():
            for declaration in rule.declarations:
                said[rule.context, part, declaration].append(rule.sheet)
    assert {key: found for key, found in said.items() if len(found) > 1} == {}


def test_no_block_of_declarations_stands_twice():
    places = defaultdict(list)
    for rule in RULES:
        if len(rule.declarations) > 1:
            places[rule.context, frozenset(rule.declarations)].append(str(rule))
    assert [found for found in places.values() if len(found) > 1] == []
