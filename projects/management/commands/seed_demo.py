from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from projects.operations.demo import PASSWORD, PEOPLE, live, seed


class Command(BaseCommand):
    help = "Makes a demo cohort with people in every role. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--with-submissions",
            action="store_true",
            help="Let the course be under way: work in every state, with runs and reviews.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        made = seed()
        if options["with_submissions"]:
            live()
        self.stdout.write("Demo data made." if made else "Demo data was there already.")
        for person in PEOPLE:
            self.stdout.write(f"  {person.what:<23} {person.email:<24} {PASSWORD}")
