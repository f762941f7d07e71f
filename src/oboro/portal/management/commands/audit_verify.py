"""Compute every chain of events anew, compare it with the signed heads, and say whether it holds."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from oboro.kernel.errors import SourceUnreadable
from oboro.portal.audit.heads import read
from oboro.portal.audit.queries import chains
from oboro.portal.tenancy.queries import record_fault


class Command(BaseCommand):
    """Exit status 1 when a chain is broken."""

    help = "すべての団体の記録のつながりと、署名した控えを確かめる"

    def add_arguments(self, parser: CommandParser) -> None:
        """--heads: a file of signed heads that left the site earlier."""
        parser.add_argument("--heads", type=Path, help="サイトの外に置いた、署名した控えのファイル")

    def handle(self, *_args: Any, **options: Any) -> None:
        """One line a body."""
        text = options["heads"].read_text(encoding="utf-8") if options["heads"] else ""
        broken = False
        for chain in chains():
            try:
                fault = record_fault(chain, outside=read(text, chain=chain))
            except SourceUnreadable as error:
                raise CommandError(str(error)) from error
            broken = broken or fault is not None
            self.stdout.write(f"{chain}: {fault[1] if fault else 'つながっています'}")
        if broken:
            sys.exit(1)
