import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from workers.doctor.doctor import diagnose
from workers.doctor.printing import print_diagnosis


class Command(BaseCommand):
    help = "Lets the sandbox of this machine attack itself, and says whether it holds."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--fresh", action="store_true", help="whatever was found before"
        )
        parser.add_argument("--json", action="store_true", help="print it as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        say = (lambda _: None) if options["json"] else self.stdout.write
        diagnosis = diagnose(say, fresh=options["fresh"], folder=settings.DOCTOR_DIR)
        print_diagnosis(diagnosis, self.stdout.write, as_json=options["json"])
        if not diagnosis.fit:
            sys.exit(1)
