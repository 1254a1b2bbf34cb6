"""`manage.py erase_person ADDRESS`: as on the page “Delete account”, for somebody who asked for it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from projects.errors import DomainError
from projects.models import User
from projects.operations.erasure import erase


class Command(BaseCommand):
    help = (
        "Deletes a person's data for good: name, address, files, whatever they wrote. "
        "Results stay for the cohort's numbers, published reviews for those who got them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        address = options["address"].strip().lower()
        person = User.objects.filter(email=address).first()
        if person is None:
            raise CommandError(f"Nobody has the address {address}.")
        if not options["yes"] and input(f"Type {address} to erase: ") != address:
            raise CommandError("Nothing was changed.")
        try:
            erasure = erase(person, by=None)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Erased: account {erasure.person_id}.")
