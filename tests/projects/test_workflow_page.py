from pathlib import Path

from projects.management.commands.workflow import page

PAGE = Path(__file__).parents[2] / "docs" / "workflow.md"


def test_the_page_about_the_workflow_is_the_workflow():
    assert PAGE.read_text("utf-8") == page(), "manage.py workflow > docs/workflow.md"
