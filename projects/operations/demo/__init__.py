"""A demo course, so that a first visit finds something to look at. Never in production.

`seed` makes the people and their cohort, `live` the course's life: what students handed in over
the past weeks and what reviewers wrote. Runs are those of `recorded/`, which the real grader made
once (`python -m tests.demo.recording`); all else goes through the operations that pages use.
"""

from projects.operations.demo.course import live
from projects.operations.demo.people import PASSWORD, PEOPLE
from projects.operations.demo.seeding import seed

__all__ = ["PASSWORD", "PEOPLE", "live", "seed"]
