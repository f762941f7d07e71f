"""Take a body in from the file another site wrote, whole or not at all."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from oboro.kernel.errors import OboroError
from oboro.portal.custody.bundle import read
from oboro.portal.tenancy.queries import record_fault


class Command(BaseCommand):
    """Accounts come without a password: set each anew."""

    help = "ほかのサイトが書き出した団体の記録を取り込む"

    def add_arguments(self, parser: CommandParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        """One line: whose it is and whether its record holds."""
        try:
            organisation = read(options["file"])
        except OboroError as error:
            raise CommandError(str(error)) from error
        fault = record_fault(organisation.code)
        self.stdout.write(f"{organisation.code}: {fault[1] if fault else '取り込みました。記録はつながっています'}")
