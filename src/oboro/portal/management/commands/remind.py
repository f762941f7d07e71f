"""Remember the reminders of ends of use that are due today; meant to run once a day, before the mail goes out."""

from typing import Any

from django.core.management.base import BaseCommand

from oboro.portal.tenancy.models import Organisation
from oboro.portal.tenancy.queries import today
from oboro.portal.uses.actions import remind


class Command(BaseCommand):
    """Running it twice on a day gives no reminder twice."""

    help = "利用の期間の終わりが近い利用に、通知を記録する"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """One line a body."""
        for organisation in Organisation.objects.all():
            given = remind(organisation=organisation, on=today(organisation))
            self.stdout.write(f"{organisation.code}: {len(given)}件")
