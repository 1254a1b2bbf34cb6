"""`manage.py drain`: a worker finishes its step, takes no more, and its process ends."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from projects.enums import Queue
from projects.errors import DomainError
from projects.models import Worker
from projects.operations import workers


class Command(BaseCommand):
    help = (
        "Lets workers finish what they do and end. NAME is as on the workers page "
        "(gpu@host:4711); a part of it that only one worker has is enough."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("name", nargs="?", default="")
        which.add_argument("--all", action="store_true")
        which.add_argument("--queue", choices=Queue.values)
        parser.add_argument(
            "--undo", action="store_true", help="while its process has not ended"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        verb = workers.undo_drain if options["undo"] else workers.drain
        said = "stays" if options["undo"] else "ends after its step"
        for worker in self._chosen(options):
            try:
                verb(worker, by=None)
            except DomainError as error:
                self.stderr.write(f"{worker.name}: {error}")
            else:
                self.stdout.write(f"{worker.name}: {said}")

    def _chosen(self, options: dict[str, Any]) -> list[Worker]:
        alive = Worker.objects.alive()
        if options["all"]:
            return list(alive)
        if options["queue"]:
            return list(alive.filter(queue=options["queue"]))
        exact = list(alive.filter(name=options["name"]))
        found = exact or list(alive.filter(name__contains=options["name"]))
        if len(found) == 1:
            return found
        known = ", ".join(alive.values_list("name", flat=True)) or "none"
        raise CommandError(f"Which one? Alive: {known}")
