from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from projects.operations.demo import PASSWORD, PEOPLE, hand_in, seed


class Command(BaseCommand):
    help = "Makes a demo cohort with people in every role. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--with-submissions",
            action="store_true",
            help="Hand in a little work too, so that there is something to review.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        made = seed()
        if options["with_submissions"]:
            hand_in(settings.PACKS_DIR)
        self.stdout.write("Demo data made." if made else "Demo data was there already.")
        for person in PEOPLE:
            self.stdout.write(f"  {person.what:<23} {person.email:<24} {PASSWORD}")
