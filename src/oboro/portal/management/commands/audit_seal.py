"""Sign the head of every body's record; meant to run once a day, with a file on another machine."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from oboro.portal.audit.heads import sealed
from oboro.portal.tenancy.actions import seal_head
from oboro.portal.tenancy.models import Organisation
from oboro.portal.tenancy.queries import today


class Command(BaseCommand):
    """A body whose record did not grow since the last time gets no new head."""

    help = "すべての団体の記録の先頭に署名し、控えをファイルに書き足す"

    def add_arguments(self, parser: CommandParser) -> None:
        """--out: the file to which the new heads are added."""
        parser.add_argument("--out", type=Path, help="控えを書き足すファイル（別の機器に置く）")

    def handle(self, *_args: Any, **options: Any) -> None:
        """One line a body."""
        for organisation in Organisation.objects.all():
            made = seal_head(organisation=organisation, on=today(organisation))
            if made is None:
                self.stdout.write(f"{organisation.code}: 新しい記録はありません")
                continue
            line = sealed(organisation.code)[-1].line()
            self.stdout.write(f"{organisation.code}: {made.seq}番までに署名しました")
            if options["out"]:
                with options["out"].open("a", encoding="utf-8") as stream:
                    stream.write(f"{line}\n")
