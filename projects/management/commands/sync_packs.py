from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from projects.operations.pack_sync import sync_packs


class Command(BaseCommand):
    help = "Brings the project packs on disk into the database."

    def handle(self, *args: Any, **options: Any) -> None:
        for project in sync_packs(settings.PACKS_DIR):
            status = "announced" if project.announced else "open"
            if options["verbosity"]:
                self.stdout.write(f"{project.slug} ({status})")
