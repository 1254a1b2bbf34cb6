"""The workspace as a screen reader reads it out: Chromium's tree of roles, names and states."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

LANDMARKS = {"banner", "complementary", "contentinfo", "main", "navigation", "region"}
FIELDS = {"textbox", "radio", "checkbox", "combobox", "spinbutton", "searchbox"}
STATES = (
    *("Passed", "Meets specifications", "Needs a change", "Requires changes"),
    *(
        "An error on our side",
        "Not measured",
        "For a reviewer to judge",
        "Not judged yet",
    ),
)


@dataclass(frozen=True)
class Node:
    role: str
    name: str
    properties: dict[str, object]


def read_out(page: Page) -> list[Node]:
    """All that is read out, in its order."""
    session = page.context.new_cdp_session(page)
    found = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in found}

    def walk(key: str) -> Iterator[Node]:
        node = by_id[key]
        if not node["ignored"]:
            properties = {
                one["name"]: one["value"].get("value")
                for one in node.get("properties", [])
            }
            name = " ".join(str(node.get("name", {}).get("value", "")).split())
            yield Node(str(node["role"]["value"]), name, properties)
        for child in node.get("childIds", []):
            if child in by_id:
                yield from walk(child)

    return list(walk(found[0]["nodeId"]))


@pytest.fixture
def nodes(desk: Page) -> list[Node]:
    return read_out(desk)


def named(nodes: list[Node], *roles: str) -> list[str]:
    return [node.name for node in nodes if node.role in roles]


def test_landmarks_are_few_and_each_has_a_name_of_its_own(nodes):
    found = [node for node in nodes if node.role in LANDMARKS]
    assert Counter(node.role for node in found)["main"] == 1
    nameless = {node.role for node in found if not node.name}
    assert nameless <= {"banner", "contentinfo", "main"}
    names = [(node.role, node.name) for node in found]
    assert sorted(set(names)) == sorted(names)
    assert ("complementary", "Rubric and review") in names
    assert ("region", "Publish") in names
    assert len(found) < 12  # whoever jumps between them is there soon


def test_headings_go_down_by_one_level_at_a_time(nodes):
    levels = [
        (node.properties["level"], node.name)
        for node in nodes
        if node.role == "heading"
    ]
    assert levels[0][0] == 1
    assert [level for level, _name in levels].count(1) == 1
    for (before, above), (level, name) in pairwise(levels):
        assert level <= before + 1, f"{name!r} at {level} below {above!r} at {before}"
    assert (2, "Rubric") in levels


def test_each_criterion_is_a_group_named_with_its_state(desk, nodes):
    titles = [
        " ".join(title.split())
        for title in desk.locator("[data-criterion] h4").all_inner_texts()
    ]
    groups = named(nodes, "group")
    assert len(titles) == 11
    for title in titles:
        (name,) = [one for one in groups if one.startswith(f"{title} ")]
        assert name.removeprefix(f"{title} ") in STATES


def test_a_criterion_s_state_follows_what_is_chosen(desk):
    criterion = desk.locator("#criterion-run")
    title = criterion.locator("h4").inner_text()
    criterion.get_by_label("Meets specifications").check()
    expect(criterion).to_have_accessible_name(f"{title} Meets specifications")
    criterion.get_by_label("Requires changes").check()
    expect(criterion).to_have_accessible_name(f"{title} Requires changes")


def test_everything_that_is_filled_in_or_pressed_has_a_name(nodes):
    for role in (*FIELDS, "button", "link"):
        assert "" not in named(nodes, role), role
    radios = [node for node in nodes if node.role == "radio"]
    assert {node.name for node in radios} == {
        "Meets specifications",
        "Requires changes",
    }
    legends = [one for one in named(nodes, "group") if one.startswith("Judgement on “")]
    assert len(legends) == len(radios) / 2
    words = [one for one in named(nodes, "textbox") if one.startswith("Comment on “")]
    assert len(set(words)) == len(legends)


def test_cells_are_named_with_number_and_kind(nodes):
    cells = [one for one in named(nodes, "group") if re.match(r"(Code|Text) cell", one)]
    assert {"Text cell 1", "Code cell 2"} <= set(cells)
    assert [int(one.split()[-1]) for one in cells] == list(range(1, len(cells) + 1))
    comments = [
        one for one in named(nodes, "link") if one.startswith("Comment on cell")
    ]
    assert len(set(comments)) == len(comments) == len(cells)


def test_a_comment_s_form_says_what_it_is_about_and_has_labels(desk):
    desk.locator("#cell-2").get_by_role("link", name="Comment on cell 2").click()
    form = desk.locator("[data-comment]")
    expect(form.get_by_role("textbox")).to_be_focused()
    nodes = read_out(desk)
    assert {"Required", "Suggestion", "Awesome"} <= set(named(nodes, "radio"))
    assert {"From line", "to line"} <= set(named(nodes, "spinbutton"))
    for role in FIELDS:
        assert "" not in named(nodes, role), role


def test_saving_is_told_by_a_live_region(desk):
    saved = desk.locator("#draft [data-saved]")
    expect(saved).to_have_role("status")
    desk.get_by_label("To the student").fill("Well done.")
    expect(saved).to_contain_text("Saved")
    live = [node for node in read_out(desk) if node.role == "status"]
    assert any(node.properties.get("live") == "polite" for node in live)
    expect(desk.locator("#toasts")).to_have_attribute("aria-live", "polite")


def test_no_picture_is_read_out_as_the_name_of_a_class(nodes):
    assert [
        one for one in named(nodes, "image", "img", "button") if one.startswith("<")
    ] == []
