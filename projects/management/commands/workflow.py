from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from projects.enums import Action, State
from projects.rules import WHO
from projects.workflow import TRANSITIONS

INTRODUCTION = """\
# The life of a submission

Written by `manage.py workflow > docs/workflow.md` from `projects/workflow.py` (when) and
`projects/rules.py` (who); a test holds the two together. `submit` makes a submission in
`checking`. What an action requires beyond this stands in its verb in `projects/operations/`.
"""


def page() -> str:
    with translation.override("en"):
        return "\n".join([INTRODUCTION, *_diagram(), "", *_table(), "", *_words(), ""])


def _diagram() -> list[str]:
    arrows = [
        f"    {source.value} --> {TRANSITIONS[action].target.value}: {action.value}"
        for action in TRANSITIONS
        for source in TRANSITIONS[action].sources
    ]
    return [
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> checking: submit",
        *arrows,
        "```",
    ]


def _table() -> list[str]:
    rows = ["| action | from | to | who |", "|---|---|---|---|"]
    for action, transition in TRANSITIONS.items():
        sources = ", ".join(source.value for source in transition.sources)
        who = WHO[action].__doc__
        rows.append(
            f"| {action.value} | {sources} | {transition.target.value} | {who} |"
        )
    return rows


def _words() -> list[str]:
    rows = ["| state or action | what people read |", "|---|---|"]
    return rows + [f"| {word.value} | {word.label} |" for word in (*State, *Action)]


class Command(BaseCommand):
    help = "Prints docs/workflow.md as the transition table has it."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(page(), ending="")
