"""Compute every chain of events anew and say whether it holds."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from oboro.portal.audit.queries import chains, fault_of


class Command(BaseCommand):
    """Exit status 1 when a chain is broken."""

    help = "すべての団体の記録のつながりを確かめる"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """One line a body."""
        broken = False
        for chain in chains():
            fault = fault_of(chain)
            broken = broken or fault is not None
            self.stdout.write(f"{chain}: {fault[1] if fault else 'つながっています'}")
        if broken:
            sys.exit(1)
