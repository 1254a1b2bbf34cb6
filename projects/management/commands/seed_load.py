from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from projects.errors import DomainError
from projects.operations.demo import PASSWORD
from projects.operations.load import is_seeded, seed

DEFAULT = 6500
MOST = 20_000


class Command(BaseCommand):
    help = "Makes two cohorts with their history, for benchmarks and demos. Once, and not in production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--students", type=int, default=DEFAULT, metavar="N")
        parser.add_argument(
            "--in-production",
            action="store_true",
            help="Also where REVIEWHUB_DEBUG is off. Its people sign in with a password that everybody knows.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        students = options["students"]
        if not settings.DEBUG and not options["in_production"]:
            raise CommandError(
                "REVIEWHUB_DEBUG is off: this may be a real course, so nothing was made."
                " --in-production makes the cohorts all the same."
            )
        if not 1 <= students <= MOST:
            raise CommandError(f"--students: from 1 to {MOST}.")
        if is_seeded():
            raise CommandError("Both cohorts are there already: nothing was made.")
        try:
            made = seed(students)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{made.students} students with {made.submissions} submissions."
            f" Sign in as lead@load.test, reviewer-1@load.test or january-1@load.test: {PASSWORD}"
        )
