from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from projects.enums import Action, State
from projects.rules import WHO
from projects.workflow import TRANSITIONS, Transition

INTRODUCTION = """\
# The life of a submission

Written by `manage.py workflow > docs/workflow.md` from `projects/workflow.py` (when) and
`projects/rules.py` (who) and `projects/guards.py` (only with); a test holds them together.
`submit` makes a submission in `checking`. What an action requires of the words and files sent
with it stands in its verb in `projects/operations/`.
"""


def page() -> str:
    with translation.override("en"):
        return "\n".join([INTRODUCTION, *_diagram(), "", *_table(), "", *_words(), ""])


def _diagram() -> list[str]:
    arrows = [
        f"    {source.value} --> {target.value}: {action.value}"
        for action in TRANSITIONS
        for source in TRANSITIONS[action].sources
        for target in _targets(TRANSITIONS[action])
    ]
    return [
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> checking: submit",
        *arrows,
        "```",
    ]


def _table() -> list[str]:
    rows = ["| action | from | to | who | only with |", "|---|---|---|---|---|"]
    for action, transition in TRANSITIONS.items():
        sources = ", ".join(source.value for source in transition.sources)
        guards = ", ".join(guard.holds.__doc__ or "" for guard in transition.guards)
        cells = (action.value, sources, _where_to(transition), WHO[action].__doc__)
        rows.append(f"| {' | '.join(map(str, cells))} | {guards or '–'} |")
    return rows


def _targets(transition: Transition) -> list[State]:
    found = (transition.target, transition.if_disputed)
    return [target for target in found if target is not None]


def _where_to(transition: Transition) -> str:
    target = transition.target.value
    if transition.if_disputed is None:
        return target
    return f"{target}; {transition.if_disputed.value} if its last review is disputed"


def _words() -> list[str]:
    rows = ["| state or action | what people read |", "|---|---|"]
    return rows + [f"| {word.value} | {word.label} |" for word in (*State, *Action)]


class Command(BaseCommand):
    help = "Prints docs/workflow.md as the transition table has it."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(page(), ending="")
