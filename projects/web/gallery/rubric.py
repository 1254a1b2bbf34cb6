"""A rubric for the gallery, with results of every kind, and what is left to do."""

from typing import Any

Sample = dict[str, Any]
PASSES_WHEN = (
    "The forward pass is correctly implemented for the network's training: the hidden "
    "layer applies the activation, the output layer does not."
)


def rubric() -> list[Sample]:
    failed = {
        "outcome": "failed",
        "title": "Output layer is the identity",
        "hint": "Your run() returns values between 0 and 1 only. "
        "Check what final_outputs goes through.",
        "evidence": "AssertionError: |0.51 - 3.2| > 1e-6\n" + "x" * 300,
    }
    broken = {
        "outcome": "broken",
        "title": "Weights are updated",
        "hint": "Our check broke; this does not count against you.",
    }
    unjudged = {
        "outcome": "unjudged",
        "title": "The notebook runs from the top",
        "hint": "Run from the top, the notebook stops in cell 3, line 1.\n"
        "The line: `name = input()`",
    }
    criteria = [
        _criterion("sigmoid", "The sigmoid activation", outcome="passed"),
        _criterion(
            "forward",
            "The forward pass",
            verdict="changes",
            body="Your final layer applies the sigmoid once more.\n"
            "For regression the output is f(x) = x.",
            results=[failed, {"outcome": "skipped", "title": "Several outputs"}],
            tips="Look at final_outputs.",
            links=[{"label": "Cell 2, line 9", "url": "#cell-2-line-9"}],
        ),
        _criterion("backward", "逆伝播が正しく実装されている"),
        _criterion("updates", "Weights", outcome="broken", results=[broken]),
        _criterion("runs", "The code runs", outcome="unjudged", results=[unjudged]),
    ]
    return [{"title": "Forward pass", "criteria": criteria}]


def _criterion(slug: str, title: str, **changes: Any) -> Sample:
    return {"slug": slug, "title": title, "passes_when": PASSES_WHEN, **changes}


def todo() -> list[Sample]:
    return [
        {
            "title": "The forward pass",
            "body": "Your final layer applies the sigmoid once more.",
            "url": "#cell-2-line-9",
            "link_label": "Cell 2, line 9",
        },
        {"title": "Number of epochs", "body": "検証誤差がまだ下がっています。"},
    ]
