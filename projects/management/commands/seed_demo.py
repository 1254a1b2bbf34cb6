from typing import Any

from django.core.management.base import BaseCommand

from projects.operations.demo import PASSWORD, PEOPLE, seed


class Command(BaseCommand):
    help = "Makes a demo cohort with people in every role. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        made = seed()
        self.stdout.write("Demo data made." if made else "Demo data was there already.")
        for person in PEOPLE:
            self.stdout.write(f"  {person.what:<22} {person.email:<24} {PASSWORD}")
