"""Run with a stack's settings: makes students of a cohort, signed in, and a lead.

    python -m tests.bench.opening <how many students>

Prints session keys: of the students in order, and of the lead. A session is what signing in
gives; so many passwords would be measured instead of what the bench is about.
"""

import json
import sys

import django


def main(count: int) -> None:
    django.setup()
    from django.utils import timezone

    from projects.models import Cohort, Enrolment, User
    from tests.bench.sessions import session_of

    cohort = Cohort.objects.first()
    keys = []
    for number in range(count):
        email = f"hostile-{number}@demo.test"
        person = User.objects.create(
            email=email, name=f"Hostile {number}", email_verified_at=timezone.now()
        )
        Enrolment.objects.create(cohort=cohort, student=person)
        keys.append(session_of(person))
    lead = User.objects.get(email="lead@demo.test")
    sys.stdout.write(json.dumps({"students": keys, "lead": session_of(lead)}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
