"""Run with a stack's settings: hands in notebooks by the product's verb, a student each.

    python -m tests.bench.handing_in <project> <notebook> …

Prints the clock's time just before the first, and the submissions' uids.
"""

import json
import sys
import time
from pathlib import Path

import django


def main(slug: str, notebooks: list[Path]) -> None:
    django.setup()
    from notebooks.intake import take_in
    from projects.models import Cohort, Enrolment, Project, User
    from projects.operations.submissions import submit
    from projects.queries.intake import signature_of

    cohort = Cohort.objects.get()
    project = Project.objects.get(slug=slug)
    signature = signature_of(project)
    people = []
    for number in range(len(notebooks)):
        email = f"bench-{time.time_ns()}-{number}@demo.test"
        people.append(User.objects.create_user(email, name=f"Bench {number}"))
        Enrolment.objects.create(cohort=cohort, student=people[-1])
    began = time.time()
    uids = []
    for person, notebook in zip(people, notebooks, strict=True):
        submission = submit(
            by=person,
            cohort=cohort,
            project=project,
            intake=take_in(
                [(notebook.name, notebook.read_bytes())], signature, [signature]
            ),
            honour_code=True,
        )
        uids.append(submission.uid.hex)
    sys.stdout.write(json.dumps({"began": began, "uids": uids}))


if __name__ == "__main__":
    main(sys.argv[1], [Path(name) for name in sys.argv[2:]])
