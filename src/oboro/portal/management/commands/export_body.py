"""Write everything of a body into one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from oboro.portal.custody.actions import export_body
from oboro.portal.tenancy.models import Organisation
from oboro.portal.tenancy.queries import today


class Command(BaseCommand):
    """The key file and the passwords are not in it."""

    help = "団体のすべての行・記録・ファイルを一つの包みに書き出す"

    def add_arguments(self, parser: CommandParser) -> None:
        """The body and the file."""
        parser.add_argument("code", help="団体コード")
        parser.add_argument("--out", type=Path, required=True, help="書き出すファイル")

    def handle(self, *_args: Any, **options: Any) -> None:
        """One line: the digest."""
        organisation = Organisation.objects.get(code=options["code"])
        sha256 = export_body(organisation=organisation, to=options["out"], by=None, on=today(organisation))
        self.stdout.write(f"{organisation.code}: {sha256}")
