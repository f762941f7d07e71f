"""What the desk does each morning: count the clocks anew, write one mail an officer, send what waits."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from oboro.portal.desk.actions import move_deadlines
from oboro.portal.desk.mail import gather, send
from oboro.portal.tenancy.actions import OPERATOR
from oboro.portal.tenancy.models import Organisation


class Command(BaseCommand):
    """Run once a morning by the site's timer; a second run the same day writes nothing twice."""

    help = "期限を計算し直し、職員ごとに一通のメールにまとめて送る"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Each body in a transaction of its own; what cannot be sent stays for the next run (CommandError)."""
        moved = written = 0
        for organisation in Organisation.objects.filter(practice_on=None):
            on = organisation.today
            moved += len(move_deadlines(organisation=organisation, by=OPERATOR, on=on))
            written += len(gather(organisation=organisation, on=on))
        sent, failed = send()
        self.stdout.write(f"期限の変更 {moved}件　作成 {written}通　送信 {sent}通　未送信 {failed}通")
        if failed:
            raise CommandError(
                f"{failed}通を送れませんでした。OBORO_MAIL の宛先を確かめてください。次の実行で送り直します。"
            )
